// Package letter writes the office's letters: from facts about an inquiry to
// the subject and the text a citizen reads.
//
// All words are in templates/letters, one file for each letter and language; the
// package has the facts ([Data], one struct for each letter) and the rules:
//
//   - [Parse] reads every template, list and block of both languages, and checks
//     each field a template names against the letter's struct. A typing mistake
//     is found at the start with file and line, not by the citizen.
//   - [Set.Render] refuses a letter with a missing fact ([MissingError]) rather
//     than leave a gap. What is personal comes as [personal.Text] and is printed
//     by the template function reveal alone.
//   - [Set.Preview] shows a letter whose own words are still to be written.
//   - [Set.Check] renders every letter, variant and language with [Set.Samples]
//     and reads the results like a strict editor: short sentences, plain
//     words, nothing forgotten.
//   - A sentence about what the office does is true for the office it is written
//     for: who can read the mail follows the disclosure mode, and sharing, case
//     and retention follow [Office].
//
// A citizen gets the letter in Danish or in English, and in both when it is not
// known which she reads. Letters to a department are asked for in Danish.
//
// The package decides nothing: which letter goes, to whom and when is casework's.
// It does not know mail ([borgerbot/internal/compose] does), and it is pure.
package letter
