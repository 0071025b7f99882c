// Package mailbox watches the folders of an IMAP mailbox and hands every new
// message to a [Sink], once and whole. It also does the few things the office
// wants done in the mailbox: append, move, flag, find, delete.
//
// What it promises:
//
//   - New mail is found by UID alone. Where a folder has been read to is the
//     sink's cursor (UIDVALIDITY, UID); \Seen, dates and sequence numbers say
//     nothing about it, so that an adviser who reads her mail hides none.
//   - The body a sink reads ends in io.EOF only when the server has sent every
//     announced byte and confirmed the command. Anything else is another error,
//     and the message is fetched again.
//   - Every hour, and at start, the UIDs on the server are laid beside what the
//     sink knows. What is missing is fetched.
//   - One message that the server cannot deliver holds the others up for three
//     tries, no longer. It is then handed to the sink as [Unreadable]; but not
//     when the server delivers nothing else either, and where it has not yet
//     delivered anything only after a quarter of an hour. Those given up are asked
//     for every hour again.
//   - Nothing is changed on the server unless asked for: folders are opened with
//     EXAMINE, bodies are read with BODY.PEEK.
//   - A server that falls silent is left after a minute, or ten in IDLE.
//     Passwords and tokens go over TLS or to the loopback address only.
//   - No error and no log line carries a server's words: they quote addresses.
//
// A mailbox has two connections, each owned by one goroutine with one command
// under way. The first holds IDLE on the inbox (RFC 2177) and leaves it every
// nine minutes, or asks every minute where IDLE is missing. The second polls the
// other folders, does the jobs, and asks for the inbox's UIDNEXT, right after
// the first has entered IDLE and then every minute: so mail that arrived between
// the scan and IDLE is seen, and so is mail behind an IDLE that has died.
//
// The protocol is go-imap's (RFC 3501, RFC 9051), used with care: its client
// waits for ever, reports a literal cut short as complete, dies of one token it
// cannot parse, and falls back to a plain EXPUNGE when MOVE is missing. Hence
// the guarded connection, the counted literals, and no request for ENVELOPE or
// BODYSTRUCTURE, in which real servers are most often wrong. The package knows
// nothing of what a message says, and decides nothing about it but this: mail
// from before the start marker is listed, not read.
package mailbox
