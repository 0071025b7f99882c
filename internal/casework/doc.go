// Package casework is the administrative course of a borgerrådgiver's office:
// what an inquiry is, what can happen to it, and what must follow.
//
// [Inquiry.Apply] turns an inquiry and an [Event] into the inquiry afterwards
// and the [Effect]s that must follow. It does no I/O and reads no clock, so the
// whole course can be tested as arithmetic. [Inquiry.Clock] says what the
// passing of time demands, [Inquiry.Offers] what an adviser can sensibly do
// next, [Inquiry.Recipient] who gets a letter.
//
// What holds, whatever happens:
//
//   - Without a person's act a citizen gets only a receipt and, once, the
//     neutral deadline notice; an adviser's act from any other hand is refused.
//   - Every letter has a key that is the same for all time. The receipt's is the
//     inquiry's own: there is one.
//   - Only a delivered letter, or an adviser's word, meets a promised date.
//   - Nothing is shared outside the office before [Rules] and the citizen allow
//     it: every outward act passes the same gate.
//   - Undo puts back the course of before the act, with what mail has changed since,
//     or is refused.
//
// The package knows nothing of mail, Slack, SQL or the words of letters and
// cards. Differences between offices are data in [Rules].
//
// # Glossary
//
// English identifiers, Danish terms. This list is the law for names.
//
//	borgerrådgiver                Adviser
//	henvendelse                   Inquiry
//	sag                           Case (an inquiry that became one)
//	kvittering                    receipt (an acknowledgement of an inquiry)
//	klager, borger                the writer, or the party when another writes for her
//	partsrepræsentant, fuldmagt   Representative, PowerOfAttorney, Mandate
//	forvaltning                   Department
//	afgørelse                     decision of the municipality; our own is an act
//	frist, fristmeddelelse        Deadline, DeadlineNotice
//	videresendelse (fvl. § 7)     Forwarded
//	uden for området              OutOfScope, with a Ground
//	udtalelse, høring             Statement, Hearing
//	arbejdsdag, helligdag         WorkingDay, PublicHoliday
//	aktindsigt                    access, a DataRights request
//	medhold, kritik, henstilling  Finding: Upheld, Criticism, Recommendation
//	notatpligt, journalisering    the events; RecordHandOver to the records system
//	habilitet                     Conflict
package casework
