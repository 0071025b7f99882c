//go:build race

package desktest

// usual is how many lives are lived while looking for races: few, for in a life one
// thing happens after another.
const usual = 40

// offices are the presets in which every letter is tried.
var offices = []string{"lejre"}
