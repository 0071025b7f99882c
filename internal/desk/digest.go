package desk

import (
	"context"
	"slices"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// digestFact is the day of the last morning digest.
const digestFact = "digest"

// maxDigest bounds how many open inquiries a digest reads.
const maxDigest = 500

// Digest posts the morning's overview on working days, once a day, and returns
// when the next is due. Reminders of days 5 and 8 and the count of automatic
// mail are told here and nowhere else (design 6). The cards then count their days
// anew.
func (d *Desk) Digest(ctx context.Context, now time.Time) (time.Time, error) {
	r := d.cfg.Rules
	today := r.Today(now)
	due := today.At(r.Hours.From, 0, r.Location)
	next := r.Calendar.AddWorkingDays(today, 1).At(r.Hours.From, 0, r.Location)
	if !r.Calendar.WorkingDay(today) || !now.Before(today.At(r.Hours.To, 0, r.Location)) {
		return next, nil
	}
	if now.Before(due) {
		return due, nil
	}
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		last, err := tx.Fact(digestFact)
		if err != nil || last >= today.String() {
			return err
		}
		if err := d.digest(tx, last, now); err != nil {
			return err
		}
		// What calls an adviser goes before numbers on cards.
		if _, err := tx.RedrawCards(now.Add(time.Minute)); err != nil {
			return err
		}
		return tx.SetFact(digestFact, today.String())
	})
	if err == nil {
		d.changed()
	}
	return next, err
}

func (d *Desk) digest(tx *store.Tx, last string, now time.Time) error {
	open, err := tx.Open(maxDigest)
	if err != nil {
		return err
	}
	since := now.AddDate(0, 0, -1)
	if t, err := time.ParseInLocation(time.DateOnly, last, d.cfg.Rules.Location); err == nil {
		since = t.Add(time.Duration(d.cfg.Rules.Hours.From) * time.Hour)
	}
	automatic, err := tx.AutomaticSince(since, maxDigest)
	if err != nil {
		return err
	}
	o := card.Overview{Automatic: len(automatic)}
	for _, q := range open {
		o.Open = append(o.Open, entry(q.Inquiry))
	}
	if o.Left, err = leftovers(tx, now); err != nil {
		return err
	}
	at, err := d.digestSince(tx, now)
	if err != nil {
		return err
	}
	key := "digest/" + d.cfg.Rules.Today(now).String()
	return d.line(tx, store.Inquiry{}, casework.Event{At: at}, key, d.deck.Digest(o, d.view(now)))
}

func entry(q casework.Inquiry) card.Entry {
	has := func(s casework.LetterStatus) bool {
		return slices.ContainsFunc(q.Letters, func(l casework.Letter) bool { return l.Status == s })
	}
	e := card.Entry{
		Ref: q.Ref, State: q.Course.State, Holder: q.Course.Holder, Promised: q.Course.Deadline.Promised, Held: q.Course.Held, Mandate: q.Parties.Mandate.ReviewDue,
		InDoubt: has(casework.LetterUncertain), ByHand: has(casework.LetterByHand) || q.Course.CopyOwed,
		Acute: q.Course.Acute, Red: q.Alarm() != casework.ReasonNone,
		Waits: q.Waits(), DepartmentDue: q.Course.DepartmentDue,
		Concerns:   q.Apart(),
		Silent:     q.Silent(),
		RequestDue: q.RequestDue(),
	}
	if q.Course.Answered.IsZero() {
		e.Date = q.Course.Deadline.Anchor()
	}
	return e
}
