// Package dossier writes the journal of an inquiry for people and for records
// systems (notatpligt and journaliseringspligt, offentlighedsloven §§ 13 and 15;
// H25): what happened, in order, by whom, in whose words, with the letters as they
// came and as they were sent beside it.
//
// New gathers the words; HTML writes a page that stands alone, can be read with a
// screen reader and printed, and asks nothing of the network; JSON writes the same
// for programs. The same Source gives the same bytes.
//
// It knows no database and no file: package export brings what is stored and puts
// it where the operator wants it. All Danish is in templates/journal and in the
// cards' words.
package dossier
