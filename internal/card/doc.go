// Package card writes what advisers see in Slack and reads back what they press
// and fill in: the triage card of an inquiry, the lines in its thread, the
// modals of the acts, the morning digest and the short answers to a press.
//
// A card is a function of an inquiry and a [View]. It is desired state: whoever
// posts it may post or update it as often as it likes and skip versions. The
// package does no I/O, reads no clock and knows nothing of channels, tokens or
// the database.
//
// What holds, whatever an inquiry contains:
//
//   - Words of a citizen reach Slack only where the [Disclosure] allows them, and
//     only as plain_text objects, in which Slack finds no mention, link, emoji or
//     markup. Control and bidirectional characters are made visible
//     (reliability: Slack injection). The top-level text, which phones show, holds
//     the reference, a state and dates.
//   - A card about a conflict of interest or a whistleblower shows reference,
//     dates and that flag, and no word of the content. An acute card shows no
//     suggestion (domain 4.2). That there are sensitive facts is said, never which.
//   - A card has at most four elements to press: up to three buttons and a menu
//     of at most five lines. Every act that the inquiry allows is in
//     [Deck.AllActs].
//   - Every value a button carries is signed ([Press]); what comes back unsigned
//     is an error. The state the adviser saw is part of it, so a stale press is
//     harmless and can be explained.
//   - Every message and view keeps to the limits of Block Kit with the longest
//     names and texts.
//
// # The words
//
// All Danish is in templates/slack: codes.yaml has a word for each code,
// card.yaml the sentences of cards, thread and digest, modal.yaml buttons, fields
// and modals. [Parse] reads them into structs, so that a sentence that is missing,
// unknown, empty or that asks for a value it does not get is found at start, by
// file and key. The words carry no markup: bold is the package's own, added
// around escaped text.
package card
