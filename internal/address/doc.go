// Package address is the one place that tells whether a mail address can be
// written to, and how it stands on the wire.
//
// Strangers' mail comes from more addresses than a letter can go to: from ones
// with letters outside ASCII before the @, which need SMTPUTF8 all the way (RFC
// 6531), from quoted local parts, from hosts whose names are no names. Whoever
// decides that a letter goes by mail asks here first, so that writing it cannot
// fail on the address; otherwise an adviser sends it by hand.
package address
