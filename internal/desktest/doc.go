// Package desktest lets an office live through random weeks, without adapters:
// mails go to intake, presses to the desk, days pass by the clock, and a postman
// takes from the outbox what is due. After each step it holds what must always
// hold to the store:
//
//   - a letter goes to whom the rules say, and to a department only while sharing
//     is allowed;
//   - no promised date passes without an answer, a notice or a red card for all
//     (design 1.5);
//   - no word of one inquiry stands in the letters, the cards or the journal of
//     another: every mail and every note carries a word of its own;
//   - the journal leads to the inquiry that is stored;
//   - each letter leaves once, and nothing leaves of what was erased.
//
// Beside the lives, every letter an adviser can decide is tried with each thing left
// out that it can say: it is written, or refused with words.
//
// A life is a list of steps of plain numbers that mean something at any time, so
// that one that breaks a rule can be shortened step by step. It is printed with
// its seed; "go test -seed N" lives it again, "-lives N" lives N of them.
package desktest
