// Package learn makes the lexicon of package scope: from labelled letters and
// sentences it learns how much single words, and pairs of them, speak for or
// against a label, and how that is to be weighed against the rules.
//
// It is plain logistic regression in two steps, so that every number it makes is a
// log-odds that can be shown and added up by hand:
//
//   - Words. For each label, a model over sentences: which words stand in the
//     sentences that were marked with the label, and not in the others.
//   - Letters. For each label, a model over letters: what the rules say for it, how
//     much its best two sentences say, and what speaks for the other labels. It is
//     learned from sentences that the word model had not seen (five folds), so that
//     words are not believed more than they deserve.
//
// The same input gives the same lexicon, to the last digit that is written. The
// package reads no files and knows no label by name.
package learn
