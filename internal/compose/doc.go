// Package compose makes a mail of a letter: the exact bytes that are stored in
// the outbox and sent, every time the same.
//
// What it promises:
//
//   - The same [Mail] gives the same bytes: nothing is random, nothing names the
//     machine or a library, and the clock is not read.
//   - One recipient (RFC 3834 §3.1.3), text/plain in UTF-8, lines that end in CRLF.
//   - No word of a citizen or an adviser can add a header: names lose their control
//     characters, and ids of other mail are reused only when they are safe.
//   - An automatic letter says so (RFC 3834 §5) and asks for no automatic answer,
//     but not for silence about failure: "X-Auto-Response-Suppress: All" would
//     hide bounces (MS-OXCMAIL 2.1.3.2.20), so it is never used. Nor is Precedence,
//     which has no defined meaning.
//   - Addresses are ASCII on the wire ([address.ASCII], RFC 5891), so that a letter
//     never depends on SMTPUTF8 along its way.
//
// Our own mail comes back through Bcc and the Sent folder. [Stamp] marks it with
// a keyed hash over its Message-ID and text, so that nobody else can make mail
// that passes for ours; [Stamped] checks the mark.
//
// The package sends nothing and knows nothing of letters or inquiries.
package compose
