// Package redact finds what must not be shown, and covers it.
//
// [CPR] finds civil registration numbers (CPR-numre) in every way people write
// them, and tells how sure it is. A number that is sure enough counts for the
// letter's secure-mail advice; one that is merely possible is covered all the
// same ([Match.Sure]): also where a mail program has wrapped and quoted it, where
// somebody has written it with signs of her own, in figures of another alphabet
// or in words, or where a link has escaped it. [Mask] covers numbers, addresses
// and names in an excerpt that advisers may see in Slack. It fails closed: what
// could be a person's name, number or address is covered, at the price of
// covering a little more.
//
// The package does not judge health, money and the other categories of L30; those
// are rules (see package scope). It does no I/O. Its cost grows linearly with the
// text.
//
// Ten digits are day, month, year without century, and a serial number. The
// seventh digit gives the century. Numbers given out since 1 October 2007 need
// not fulfil modulus 11, so the check raises confidence and never rules out.
//
// Covering and counting are therefore not symmetrical. Every day of birth with
// four figures is covered. It counts when something speaks for it: a word such as
// "cpr" or "født" near it, a hyphen, slash or single blank before the serial
// number, a covered serial number, or modulus 11. Ten bare figures that fail modulus 11 do not count:
// most such numbers are not people's. Nor do figures that read as a date of
// late with a time, or that stand right after "konto" or "faktura", unless enough
// else speaks for them.
//
// Replacement numbers (erstatningspersonnumre) add 60 to the day.
package redact
