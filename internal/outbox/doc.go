// Package outbox performs what the desk has recorded, once each: letters to the
// relay, cards and lines to the channel, drafts and flags to the mailbox.
//
// Every item is claimed in a committed transaction before the network is
// touched. What a stopped process or a lost reply leaves claimed is in doubt,
// and is never simply repeated: a letter is looked for where only letters that
// left can be, a message by the opaque key in its metadata. Only what can be
// told not to have happened is done again — for an automatic letter at most
// once, the same bytes — and an adviser's letter waits for her word (design 8).
//
// The three roads wait on their own: a relay that is down keeps no card from
// being posted, and a channel that is not trusted keeps no letter back.
package outbox
