// Package desk is the single place where an inquiry changes.
//
// Mail, presses, commands and the passing of days arrive as events. In one
// transaction the desk loads the inquiry, applies the event ([casework]), stores
// the inquiry and the event, and records every effect: letters rendered once to
// bytes, lines for the card's thread, the card's new version. Performing them is
// the outbox's; nothing here talks to the network.
//
// An event that does not fit is a [casework.Refusal], and nothing has changed. A
// press that has already been recorded is no error: it changes nothing either.
package desk
