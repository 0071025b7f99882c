// Package templates holds every word the program says to people: the letters to
// citizens and departments, in Danish and English, and what advisers see in
// Slack, in Danish.
//
// It is one file so that the words can be embedded; it has no code. An office
// that wants other words puts a directory of the same shape beside it.
package templates

import "embed"

// FS holds the templates. letters has a folder for each language with one file
// for each letter, the blocks they share and the word lists; slack has the words
// of cards, thread lines and modals; journal those of the journal written out;
// report has the annual report, privacy the sheet about personal data, check the
// mail that tries a mailbox.
//
//go:embed all:letters slack journal report privacy check
var FS embed.FS
