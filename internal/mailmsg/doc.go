// Package mailmsg reads strangers' mail.
//
// [Parse] turns the bytes of one message into a [Message]: who wrote, what a
// person would read, which mail it answers, what hangs on it, and whether a
// machine sent it. It promises:
//
//   - A stranger's mail never fails. Whatever is wrong with it becomes a
//     [Warning], and what can be read is read. The only error is one of the
//     [Source] itself.
//   - Our own [Limits] come before those of any library: bytes, depth, parts,
//     bytes of one header, bytes of text. Time grows linearly with the message;
//     memory does not grow with its attachments, which are counted as they
//     stream by and never kept.
//   - [Message.Text] is valid UTF-8 with LF, without control characters and
//     without characters that reverse or hide writing. Within the limits nothing
//     is cut from it: quoted history, signatures and text that HTML hides stay,
//     and each [Segment] marks what is what; they cover the text without gaps.
//   - No text is called quoted in a mail that answers nothing, but what its reader
//     says is her own ([Message.Without]).
//
// # How a message is read
//
// The first reading is strict: go-message reads headers and multiparts as RFC
// 5322 and RFC 2046 have them. Only where that meets trouble, or finds nothing to
// read, the message is opened again and read through a repair of what mailers
// are known to do wrong (mbox lines, bare CR, junk in headers, lost
// boundaries). The repaired reading is taken if it found more: repair makes some
// mails worse, and must not replace a reading that worked. Transfer encodings,
// parameters, encoded words and address lists are decoded by our own tolerant
// code, because one bad byte would otherwise cost the rest.
//
// # What it does not know
//
// It knows no mailbox, no office and no other message: whether a reference is
// one of ours, a sender a party, or an authserv-id our own, is for others to
// say. It believes nothing: neither a signature's owner nor a date nor a name.
// It does no I/O but what the [Source] does, and does not read the clock; [Guarded]
// alone measures how long a reading takes.
//
// Standards: RFC 5322, 2045–2047, 2183, 2231, 3462, 3464, 3676, 3834, 5751,
// 6047, 8098, 8601.
package mailmsg
