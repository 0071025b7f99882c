// Package config reads an office's configuration: one YAML file on top of one of
// the presets in the folder config.
//
// It promises:
//
//   - Strictness. An unknown key, a key that stands twice, a value of the wrong
//     type, a second document: each is a mistake. So is what cannot be meant, such
//     as an adviser who is not there or a password sent without TLS.
//   - Everything at once. All mistakes are reported together ([Mistakes]), each
//     with file, line, what is wrong and what to do, and the line itself.
//   - No secret is ever printed. Passwords and tokens come from files or from the
//     environment and are held as [Secret]. What stands at a key that looks as if
//     it were about a secret is withheld from every message, for somebody may
//     have typed the password where its file was asked for.
//
// A file is merged onto its preset as trees, before anything is decoded: sections
// key by key, lists as a whole. Every value therefore still knows the file and
// line it came from. Values marked "# SET" in a preset are invented, and an
// office must set them in its own file.
//
// [Config] has the decisions as they are written. Its methods hand out what other
// packages ask for: [Config.Rules], [Config.Office], [Config.Scope]. The zone is
// Europe/Copenhagen and cannot be chosen: what is promised is promised in Danish
// working days.
//
// The package does not know mailboxes, SMTP or Slack; whoever connects to them
// converts the plain values.
package config
