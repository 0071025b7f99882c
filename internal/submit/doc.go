// Package submit hands one letter to the office's mail server (message
// submission, RFC 6409) and says what became of it.
//
// What it promises:
//
//   - A letter goes to one recipient, byte for byte as it was stored. Sending the
//     same bytes again is sending the same letter.
//   - The outcome is one of five: delivered to the server; [Temporary]: certainly
//     not, try later; [Permanent]: certainly not, and it will not be;
//     [Config]: certainly not, and nothing will be until somebody acts;
//     [Uncertain]: the server may or may not have it.
//   - Uncertain is only what breaks off between the final dot and its answer, the
//     gap of RFC 1047. Before the dot nothing has been sent, whatever else has;
//     after a 250 the letter is delivered, whatever becomes of the connection.
//   - A server that is not authenticated by TLS sees neither password, token nor letter,
//     the loopback address excepted.
//   - No error carries a word of the server's: replies quote addresses. They carry
//     the phase, the code and the enhanced status code (RFC 3463).
//
// A connection is kept for a few seconds after a letter, so that a batch shares
// one. Losing it between two letters harms neither: the second has not been sent,
// and a new connection is made for it.
//
// The protocol is go-mail's smtp client, command by command. Its Client.Send is
// not used: it counts a failing RSET as a failed letter although the letter has
// been accepted, and it has no null sender. The package does not know what a
// letter says, when to try again, or whom to tell.
package submit
