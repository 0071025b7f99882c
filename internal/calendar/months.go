package calendar

// AddMonths returns the same day of the month n months later, or the last day of
// a month that has no such day (forældelsesloven § 27, stk. 1, counts months
// so).
func (d Date) AddMonths(n int) Date {
	first := On(d.Year(), d.Month(), 1).utc().AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return On(first.Year(), first.Month(), min(d.Day(), last))
}

// MoreThanMonths reports whether received lies more than that many months after
// anchor: after the same day of the month, not on it. With 12 it is the one-year
// rule of both offices (H31, L21), on which a complaint received exactly a year
// later is in time.
func MoreThanMonths(anchor, received Date, months int) bool {
	return received.After(anchor.AddMonths(months))
}
