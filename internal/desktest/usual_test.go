//go:build !race

package desktest

// usual is how many lives are lived in an ordinary run.
const usual = 500
