// Package measure tells how well the rules on the remit judge letters whose right
// answers are known, and where advisers decided otherwise than was suggested.
//
// A labelled directory holds letters as mail programs save them (.eml) and
// labels.jsonl, one JSON object a letter ([Labels]). [Read] reads the labels and
// guesses nothing: a line it cannot read, a label that does not exist and a letter
// that is not there are errors with file and line. [Judge] reads the letters as
// intake does, and [Measure] compares. What a line does not label is not measured
// for its letter.
//
// # What is counted
//
//   - A label's precision, recall and F1 come from its letters: said and right,
//     said and wrong, missed. An average over labels is macro, one over all that
//     was said and labelled is micro. Labels that no letter carries are shown, and
//     are in no average: nothing is known about what they miss.
//   - Delay (sagsbehandlingstid) counts as case_handling; micro-F1 is told without
//     that too.
//   - A letter is wrongly OUT when it was labelled IN or MIX. A ground is recalled
//     when the verdict names it and is not IN, be it OUT, MIX or CHECK.
//   - An event is right when its end lies in the labelled day, month or interval
//     and "ongoing" agrees; the one-year verdict when out_old is given exactly
//     where it is labelled.
//   - Confidence is held against how often the verdict is right: in bins, as
//     expected calibration error (the bins' distances from the truth, by their
//     size) and as Brier score (mean squared distance of a verdict's confidence
//     from 1 if right, 0 if not).
//   - Letters labelled ambiguous, and those in languages the rules do not know, are
//     told apart from the rest. For the latter CHECK is the right answer, whatever
//     the labels say.
//
// The figures hold citizens' words in the evidence: they are for the person at the
// keyboard. [Compare] works on codes alone.
//
// It does no I/O but what the fs.FS given to it does, and its output depends on
// nothing but its input.
package measure
