// Package check looks an installation over, before it runs or beside it: its
// configuration, its mailboxes, its mail server, Slack, the machine's clock and disk,
// its data and its keys. For each thing it looks at it returns a [Finding]: whether it
// is well, what is wrong, and what to do.
//
// What it promises:
//
//   - It changes nothing that lasts. Folders are opened for reading, but for those that
//     must be written to, which servers judge only when they are opened so; nothing is
//     marked as seen. The database is only read, whatever its schema. The one thing that
//     is sent is a mail of the office to itself, which is taken away again.
//   - A running daemon is not disturbed. It recognises that mail as the office's own,
//     by the stamp on it (package compose): no inquiry, no receipt, no card, no count.
//   - One that is broken keeps no other from being looked at. Each has a time limit, and
//     what it has found by then is told; a panic is a finding.
//   - Nothing personal and no secret is told: advisers by the configuration's id, others
//     in the channel by Slack's, mailboxes by theirs.
//
// What cannot be seen from here is told as [Skipped], with how to look at it.
package check
