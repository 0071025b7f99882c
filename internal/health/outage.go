package health

import (
	"slices"
	"time"
)

const (
	// Patience is for how long a road may be closed before somebody is told.
	Patience = 15 * time.Minute
	// calm is for how long a road must stay open before its outage is over. One that
	// opens and closes again meanwhile is one outage.
	calm = 10 * time.Minute
)

// Trouble is a road that has been closed too long.
type Trouble struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name,omitempty"` // of a mailbox
	// Untrusted is why the channel may not be written to; such trouble is told at
	// once.
	Untrusted string `json:"untrusted,omitempty"`
	Code      string `json:"-"`
	// Since is when it began, as far as is known.
	Since time.Time `json:"since,omitzero"`
}

// Troubles are the roads that have been closed for longer than patience: for
// longer than [Patience], somebody must be told of them.
func Troubles(roads []Road, now time.Time, patience time.Duration) []Trouble {
	var found []Trouble
	for _, r := range roads {
		if r.Untrusted != "" {
			found = append(found, Trouble{Kind: r.Kind, Untrusted: r.Untrusted})
		}
		if !r.Since.IsZero() && now.Sub(r.Since) > patience {
			found = append(found, Trouble{Kind: r.Kind, Name: r.Name, Code: r.Code, Since: r.Since})
		}
	}
	return found
}

// Outage is trouble that has been told of.
type Outage struct {
	Trouble
	Told time.Time `json:"told"`
	// Well is since when the road has been open again; zero while it is not.
	Well time.Time `json:"well,omitzero"`
}

// Follow compares the outages that are known with the trouble there is, of which
// somebody must be told, and with the roads that are closed at this moment: after a
// restart a road has not been closed for long, and is not open for that. begun are to
// be told of now, ended are over; next is what is to be known.
func Follow(known []Outage, troubles, closed []Trouble, now time.Time) (next, begun, ended []Outage) {
	for _, o := range known {
		switch {
		case slices.ContainsFunc(closed, o.same):
			o.Well = time.Time{}
		case o.Well.IsZero():
			o.Well = now
		}
		if !o.Well.IsZero() && now.Sub(o.Well) >= calm {
			ended = append(ended, o)
		} else {
			next = append(next, o)
		}
	}
	for _, t := range troubles {
		if !slices.ContainsFunc(known, func(o Outage) bool { return o.same(t) }) {
			begun = append(begun, Outage{Trouble: t, Told: now})
		}
	}
	return append(next, begun...), begun, ended
}

// same reports whether trouble is what the outage is about, whatever its code.
func (o Outage) same(t Trouble) bool {
	return o.Kind == t.Kind && o.Name == t.Name && o.Untrusted == t.Untrusted
}

// CutOff reports whether nobody can be told anything and no mail comes in, for so
// long: every mailbox, the relay and Slack are closed.
func CutOff(roads []Road, now time.Time, long time.Duration) bool {
	for _, r := range roads {
		if r.Kind != Database && r.Kind != Records && (r.Since.IsZero() || now.Sub(r.Since) < long) {
			return false
		}
	}
	return len(roads) > 0
}
