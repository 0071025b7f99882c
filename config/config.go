// Package config holds the presets an office builds its configuration on, and the
// rules by which its remit is judged.
//
// It is one file so that the files beside it can be embedded; it has no code.
package config

import "embed"

// FS holds the presets ("lejre.yaml") and, in the folder rules, the rule files.
//
//go:embed *.yaml all:rules
var FS embed.FS
