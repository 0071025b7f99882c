// Package intake takes mail in: from a stream of bytes to an event on the desk.
//
// It does so in two transactions, so that neither a strange mail nor a stop at
// any moment can lose a letter. The first ([Intake.Take]) stores the raw bytes,
// sealed, with where they lie and how far the folder has been read; only then
// does the cursor move. The second reads the message, judges it and applies the
// event it brings, under a guard against panics and endless work. A message that
// fails three times, with rests between, becomes an inquiry that says it could not
// be read; its bytes are kept. A receipt that cannot be written is no such failure.
//
// What a message is — our own letter come back, a robot's, a bounce, a further
// letter in an inquiry, a new one — is decided here, by the rules of design 3:
// a letter joins an inquiry only if it points there and its sender is a party of
// it. Nothing is deduplicated on the Message-ID alone: anybody can reuse one.
package intake
