// Package calendar counts Danish working days.
//
// The office promises a written complaint an answer within ten working days
// (L37). What that means on a given day is decided here and nowhere else:
//
//   - A [Date] is a day, without clock or zone. Whoever has an instant makes a
//     date of it once, with [Of] and the zone Europe/Copenhagen.
//   - Day 0 is the date of receipt, whatever hour or weekday; day 1 is the first
//     working day after it ([Calendar.AddWorkingDays]). A letter that comes in the
//     evening is not moved to the next day: in doubt the earlier date protects
//     the citizen.
//   - A working day is Monday to Friday, no public holiday, and none of 5 June,
//     24 and 31 December. That is the set of forældelsesloven § 27, stk. 2. An
//     office's own closing days come on top ([Closing]), and so do absences
//     ([Calendar.WithAbsences], L38).
//   - Public holidays have years of validity: Store bededag is one until 2023 and
//     an ordinary working day from 2024 (lov nr. 214 af 7. marts 2023).
//
// Every day that does not count says why in a code ([Skip]), so that an adviser
// can check a deadline day by day ([Calendar.Explain]). The Danish names of the
// codes are the templates' business.
//
// The package is pure: it does not read the clock, and a [Calendar] does not
// change after it has been made, so that any number of goroutines may use it.
package calendar
