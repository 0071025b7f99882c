// Package standin holds what borgerbot talks to when there is no mailbox, no
// mail relay and no Slack to talk to: the demo runs the real daemon against
// these servers over loopback TCP, and the conversation tests run it inside a
// testing/synctest bubble over connections in memory.
//
// # What it promises
//
// Where a real mailbox, relay or workspace would refuse, limit, reorder, cut or
// keep something, the stand-in does the same, so that what passes here has a
// fair chance out there. The faults that matter most are those after which the
// other side cannot know what happened: a letter taken whose acceptance was
// lost, a card posted whose answer was lost. Each can be asked for.
//
//   - [IMAP] is one account on an IMAP4rev1 server (RFC 3501, with IDLE, MOVE,
//     UIDPLUS, SPECIAL-USE) that behaves like Dovecot.
//   - [SMTP] is a submission server (RFC 6409) that delivers to routed addresses,
//     files in Sent like Microsoft 365, and returns notifications (RFC 3464).
//   - [Slack] is a workspace: the Web API an app of our kind needs, Socket Mode,
//     and the people who press, type and read. [ParseBlocks] and [ParseView] hold
//     Block Kit to its limits; [RenderText] and [RenderHTML] show what a person
//     sees.
//   - [Network] and [Listener] are connections in memory; every server has its
//     [Gate], where connections are refused, dropped, stalled or cut.
//
// Every server starts in its constructor on the listener it is given and is
// ended by Close. Time is that of package time. Nothing here waits on real
// input and output or holds a mutex while it waits for a peer, so that a bubble
// can always tell that everybody is waiting.
//
// # What it does not know
//
// It imports nothing of borgerbot and knows no letters, cases or cards. It is
// for one workspace, one app and one mail account each. Of Slack it leaves out
// what such an app does not use: files, reactions, direct messages, newer
// blocks; it does not tell a client apart that sends fragmented WebSocket
// messages, which Slack does not reassemble. go-smtp answers the DATA command
// itself, so that a refusal can come only at the final dot.
//
// Where sources on Slack disagree or are silent the stricter reading holds:
// option values have at most 75 characters, a reply cannot be replied to, and a
// channel that has become public needs the scopes of public channels.
package standin
