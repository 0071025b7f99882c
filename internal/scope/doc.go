// Package scope suggests whether a letter is inside the office's remit, and says
// which words made it think so.
//
// The office's rules are data: one YAML file per kind, ground, flag and category
// of sensitive facts, in phrases a colleague without programming can read and
// change (package danish tells how a phrase is written). [Load] reads and
// compiles them once and reports every mistake with file and line; every rule
// carries examples that must match and must not, and they are tried each time the
// rules are loaded. [Classifier.Judge] then reads letters, any number at the same
// time, in time that grows linearly with their length.
//
// # How a verdict comes about
//
// A rule that matches is evidence for its label, or, marked "against", evidence
// that the label does not apply. Weights of different rules for a label add up as
// probabilities do: two halves make three quarters. From half a label counts as
// given.
//
// Beside the rules stands a [Lexicon] of single words, learned from labelled letters
// (package learn). Rules that match in a long letter often do so by chance, and people
// tell much in words no rule has; so the two are weighed together, in log-odds, in
// listen.go. In a letter of a sentence or two the rules decide, in out_old the dates,
// and nothing takes back an alarm that a rule has raised. Without the file
// lexicon.tsv the rules decide alone.
//
// What decides between IN, OUT, MIX and CHECK is in verdict.go, and when a matter is
// too old in age.go. The principles (domain 2.4):
//
//   - The suggestion never acts; a ground is only suggested.
//   - Wrongly OUT is far worse than wrongly IN. OUT needs strong evidence for one
//     ground, a rule among it or words that leave next to no doubt, and next to none
//     for anything the office does take up.
//   - Duration is not age; the name of a body is not a case before it; how a case
//     was handled is not what was decided.
//   - Any sign of danger wins over everything.
//   - Quoted history is not read; forwarded text is. CPR numbers are looked for in
//     all of it, because all of it would be shown.
//
// A verdict is made for a Danish or English letter. Other languages give CHECK
// with the language.
package scope
