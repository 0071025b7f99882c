// Package oauth gets access tokens with which the program signs in to a mailbox
// as itself, without a password (RFC 6749 §4.4, client credentials). It is made
// for Microsoft 365, whose sign-in service is Microsoft Entra, and works with
// any service that speaks the same protocol.
//
// What it promises:
//
//   - A token is fetched when one is needed and kept until shortly before it
//     expires. One that is about to expire is still good when the service cannot
//     be reached.
//   - However many ask at a time, one of them asks the service. After a failure
//     nobody does for a while, or for as long as the service says; the others get
//     the same answer.
//   - The secret goes to one address, over TLS or to the loopback address, and
//     follows no redirect.
//   - No error holds a secret, a token or a word of the service's. An [*Error]
//     names what is missing and the step that mends it; with Entra's it has the
//     number to search for (AADSTS…).
//   - When a mail server refuses a token, [Source.Refused] tells from the token
//     which permission is missing: the app's, or the mailbox's.
//
// It does not know what a token is used for and keeps nothing beyond the process.
package oauth
