package calendar

import (
	"errors"
	"fmt"
)

// Closing is a span of days on which an office is closed of its own will, as
// it has told the public: the Friday after Kristi himmelfart, the days between
// Christmas and New Year.
type Closing struct {
	Name string
	// From and To are the first and the last day.
	From, To Date
	// Yearly: the same days and months each year. A span may run over New Year.
	// A 29 February is the 28th in other years.
	Yearly bool
	// ValidFrom and ValidTo bound the days a yearly closing covers; no date is no
	// bound.
	ValidFrom, ValidTo Date
}

// Period is a span of days, both ends included.
type Period struct{ From, To Date }

// Contains reports whether d lies in the period.
func (p Period) Contains(d Date) bool { return !d.Before(p.From) && !d.After(p.To) }

// The limits of [CheckClosings]: beyond them a deadline could lie years away
// or nowhere.
const (
	maxClosingDays = 366
	maxYearlyDays  = 100
)

// CheckClosings says what is wrong with an office's closing days: a name or a
// first day that is missing, an end before the start, one closing of more than
// a year, or yearly closings of more than 100 days together.
func CheckClosings(closings []Closing) error {
	yearly := 0
	for _, c := range closings {
		if err := c.check(); err != nil {
			return fmt.Errorf("closing %q: %w", c.Name, err)
		}
		if c.Yearly {
			yearly += c.To.Sub(c.From) + 1
		}
	}
	if yearly > maxYearlyDays {
		return fmt.Errorf("yearly closings take %d days, at most %d are possible", yearly, maxYearlyDays)
	}
	return nil
}

func (c Closing) check() error {
	switch {
	case c.Name == "":
		return errors.New("give it a name; letters and lists show it")
	case c.From.IsZero() || c.To.IsZero():
		return errors.New("give its first and last day")
	case c.To.Before(c.From):
		return fmt.Errorf("last day %s lies before first day %s", c.To, c.From)
	case c.To.Sub(c.From) >= maxClosingDays:
		return fmt.Errorf("%s to %s is more than a year", c.From, c.To)
	case !c.Yearly && !(c.ValidFrom.IsZero() && c.ValidTo.IsZero()):
		return errors.New("only a yearly closing has a validity")
	case !c.ValidTo.IsZero() && c.ValidTo.Before(c.ValidFrom):
		return fmt.Errorf("valid to %s lies before valid from %s", c.ValidTo, c.ValidFrom)
	}
	return nil
}

// spans returns the spans of the closing that can touch a year.
func (c Closing) spans(year int) []Period {
	if !c.Yearly {
		return []Period{{c.From, c.To}}
	}
	var spans []Period
	// The span that began the year before may run into this one.
	for start := year - 1; start <= year; start++ {
		months := 12 * (start - c.From.Year())
		span := Period{c.From.AddMonths(months), c.To.AddMonths(months)}
		if span.From.Before(c.ValidFrom) {
			span.From = c.ValidFrom
		}
		if !c.ValidTo.IsZero() && span.To.After(c.ValidTo) {
			span.To = c.ValidTo
		}
		spans = append(spans, span)
	}
	return spans
}
