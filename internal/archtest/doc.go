// Package archtest holds tests about the code itself: the rules that every
// package keeps and that no compiler checks. It has no code of its own and
// nothing imports it.
//
// What holds:
//
//   - Every package has a row in the table of packages_test.go, which says its
//     layer and which of our packages it may import. Arrows point down only:
//     pure, adapter, service, wiring, command. Adapters never import one another.
//   - Pure packages do no I/O and read no clock.
//   - A protocol or a database is spoken in one place (the homes).
//   - Personal words are revealed only where the table says so.
//   - Files and functions stay small. A function that is longer for a reason
//     (a table, wiring) says so in its doc comment, in a line that begins with
//     "Long: ".
//   - Packages and exported names are documented, and the words people read
//     lie in templates/ and config/.
//   - Nothing that is committed is about a living person: no CPR number, no
//     address outside example.org and its like, none of the advisers whose pages
//     the requirements come from.
//
// A new package begins with its row. Each rule is tried on a small planted
// offence too, so that a rule that sees nothing is noticed.
package archtest
