package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Figure is what the statistics know of an inquiry: codes, dates and counts from
// the clear columns, never a word. It stays when the inquiry is erased.
type Figure struct {
	Received    time.Time
	Channel     casework.Channel
	Language    casework.Language
	Kinds       []casework.Kind
	Sensitive   bool
	Represented bool
	Outcome     casework.Outcome
	Grounds     []casework.Ground // decided by an adviser
	Referrals   []string          // ids of the referral directory
	Department  string
	Theme       casework.Kind
	Finding     casework.Finding
	// Closed, CaseAt and Answered are zero where it has not come to that; so is
	// Promised, the date of the first promise.
	Closed, CaseAt, Answered time.Time
	Promised                 calendar.Date
	Noticed                  bool // the neutral notice has gone (L39)
}

// Look runs fn in one reading transaction over the database in dir, beside a
// running daemon, and writes nothing. Without keys fn sees the clear columns only.
func Look(ctx context.Context, dir string, fn func(*Tx) error) (err error) {
	read, done, err := reading(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	var version int
	if err := read.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return clear(fmt.Errorf("read schema version: %w", err))
	}
	steps, err := schemas()
	switch {
	case err != nil:
		return err
	case version > len(steps):
		return ErrNewerSchema
	case version < len(steps):
		return ErrOlderSchema
	}
	return fn(&Tx{ctx: ctx, read: read})
}

// EachFigure calls fn for every inquiry received before an instant, the earliest
// first.
func (t *Tx) EachFigure(before time.Time, fn func(Figure)) error {
	return t.each(`
		SELECT received_at, channel, language, kinds, sensitive, represented, outcome, decided, department,
		  theme, finding, closed_at, case_at, promised_first, answered_first, COALESCE(referrals, ''), noticed
		FROM inquiries
		WHERE received_at < ?
		ORDER BY received_at`, []any{stamp(before)}, func(rows *sql.Rows) error {
		var f Figure
		err := rows.Scan(instant{&f.Received}, &f.Channel, &f.Language, list[casework.Kind]{&f.Kinds},
			&f.Sensitive, &f.Represented, &f.Outcome, list[casework.Ground]{&f.Grounds}, &f.Department, &f.Theme, &f.Finding,
			instant{&f.Closed}, instant{&f.CaseAt}, date{&f.Promised}, instant{&f.Answered},
			list[string]{&f.Referrals}, &f.Noticed)
		if err == nil {
			fn(f)
		}
		return err
	})
}

// list reads what codes wrote.
type list[T ~string] struct{ to *[]T }

// Scan implements sql.Scanner.
func (l list[T]) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("codes are stored as %T", value)
	}
	for code := range strings.FieldsSeq(text) {
		*l.to = append(*l.to, T(code))
	}
	return nil
}

// date reads what day wrote.
type date struct{ to *calendar.Date }

// Scan implements sql.Scanner.
func (d date) Scan(value any) (err error) {
	switch v := value.(type) {
	case nil:
	case string:
		*d.to, err = calendar.ParseDate(v)
	default:
		err = fmt.Errorf("a date is stored as %T", value)
	}
	return err
}

// fillBatch is how many inquiries are opened in one transaction.
const fillBatch = 200

// FillFigures writes into the clear columns what rows from before them hold in
// their sealed parts only. It is called at every start and finds nothing after
// the first.
func (s *Store) FillFigures(ctx context.Context) error {
	for {
		var empty []string
		err := s.View(ctx, func(tx *Tx) (err error) {
			empty, err = tx.strings(`SELECT id FROM inquiries WHERE referrals IS NULL LIMIT ?`, fillBatch)
			return err
		})
		if err == nil && len(empty) > 0 {
			err = s.Update(ctx, func(tx *Tx) error { return tx.fillFigures(inquiryIDs(empty)) })
		}
		if err != nil {
			return fmt.Errorf("fill the figures: %w", err)
		}
		if len(empty) < fillBatch {
			return nil
		}
	}
}

// fillFigures fills those of some inquiries. One that cannot be opened, as in an
// older copy of the database whose keys have been destroyed since, has told all it
// will ever tell.
func (t *Tx) fillFigures(of []casework.ID) error {
	for _, id := range of {
		q, err := t.Inquiry(id)
		if Trouble(err) {
			return err
		}
		if err := t.exec(`UPDATE inquiries SET referrals = ? WHERE id = ?`, codes(q.Course.Referrals), id); err != nil {
			return err
		}
	}
	return nil
}
