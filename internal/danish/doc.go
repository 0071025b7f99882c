// Package danish reads letters as a Dane would hear them: words whatever their
// spelling, sentences and clauses, what is denied, what is only threatened or
// planned, which days are meant, and in which language somebody writes.
//
// It knows the language and nothing else. What a phrase means to an office is
// told in the rule files; this package finds the phrase. It does no I/O, does
// not read the clock, and keeps nothing of a text after it has been read.
//
// # From letter to words
//
// [Clean] makes what many keyboards and mail programs write alike (NFKC, one
// kind of dash, space and quotation mark, nothing of zero width). [Fold] makes
// the spellings of one word alike: lower case, æ/ø/å as ae/oe/aa, foreign accents
// dropped, double consonants single, well-known misspellings mended, dialect as
// standard Danish. A word's stem is the Danish Snowball stem of its folded form. A
// sentence that is English has English stems for those who count words ([Term]);
// phrases compare words by their Danish stem in either language, which leaves an
// English verb in the tense it is written in.
//
// # Sentences
//
// A sentence ends where its writer ended it: with a full stop, an emoji, an item of
// a list, or "punktum" said to a telephone. In it a negator denies its clause, and
// the next one where that only carries it on ("mener ikke, at"); "kan I ikke" and
// "ikke kun" deny nothing.
//
// # Phrases
//
// A [Book] is compiled once from many phrases and then reads any number of texts
// at the same time. A phrase is written the way one would note it by hand:
//
//	jeg er uenig i afgørelsen    in this order, at most two other words between
//	klage* ... afgørelse         at most ten other words between
//	så_skal_I_se                 nothing between
//	sendt|skrevet|klaget         one of these
//	(har klaget|klagede)         one of these, several words each
//	sagsbehandl*  *afgørelse     a word that begins, or ends, so
//	=lov                         this form only, no other ending
//	#  #8-17                     a number in figures or words; within bounds
//	{svar}                       a word of the list "svar"
//
// A word stands for all its inflections, for its two halves written apart
// ("sags behandling"), for itself with one slip of the keyboard from ten letters
// on and two from twelve, and for itself without æ, ø and å in a text that has none
// of them. Every occurrence is a [Hit] that says whether it is negated
// ("ikke uenig"), hypothetical ("hvis … går jeg til") or asked.
//
// Invariants: offsets given out are byte offsets into the text as it was
// handed in; time and memory grow linearly with the text, whatever it says.
package danish
