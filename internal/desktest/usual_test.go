//go:build !race

package desktest

// usual is how many lives are lived in an ordinary run.
const usual = 500

// offices are the presets in which every letter is tried.
var offices = []string{"lejre", "horsens"}
