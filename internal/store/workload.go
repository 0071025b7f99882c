package store

import (
	"database/sql"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Workload is what there is to do at a moment, in counts. It comes from clear
// columns alone: nothing is opened, and nothing in it is personal.
type Workload struct {
	Open    map[casework.State]int // inquiries that are not closed
	Overdue int                    // of these: past their date and not answered
	Held    int                    // an adviser must say where they belong, or whether a letter goes
	Acute   int                    // somebody may be in danger
	Red     int                    // their card is red
	Letters Queue                  // due and not sent
	InDoubt int                    // letters of which nobody knows whether they were sent
	Mail    Queue                  // stored and not yet handled
	Cards   int                    // not as they should be in the channel
}

// Queue is what waits. Oldest is since when the oldest has waited; zero when
// nothing does.
type Queue struct {
	Waiting int
	Oldest  time.Time
}

// Workload counts what there is to do. It looks at open inquiries and at what waits,
// not at what is done with, so that years of work do not slow it down.
func (t *Tx) Workload(now time.Time, today calendar.Date) (Workload, error) {
	w := Workload{Open: map[casework.State]int{}}
	err := t.each(`
		SELECT state, COUNT(*), SUM(due < ? AND answered_at IS NULL), SUM(held), SUM(acute), SUM(alarm <> '')
		FROM inquiries
		WHERE state NOT IN ('closed', 'erased')
		GROUP BY state`, []any{today.String()}, func(rows *sql.Rows) error {
		var state casework.State
		var open int
		var overdue sql.NullInt64 // of inquiries without a date there is no sum
		var held, acute, red int
		err := rows.Scan(&state, &open, &overdue, &held, &acute, &red)
		w.Open[state] += open
		w.Overdue, w.Held, w.Acute, w.Red = w.Overdue+int(overdue.Int64), w.Held+held, w.Acute+acute, w.Red+red
		return err
	})
	if err != nil {
		return w, err
	}
	if w.Letters, err = t.Unsent(now); err != nil {
		return w, err
	}
	if w.InDoubt, err = t.count(`
		SELECT COUNT(*)
		FROM outbox
		WHERE channel = 'mail' AND state = 'uncertain' AND settled_at IS NULL`); err != nil {
		return w, err
	}
	if w.Mail, err = t.queue(`SELECT COUNT(*), MIN(received_at) FROM messages WHERE state = 'stored'`); err != nil {
		return w, err
	}
	w.Cards, err = t.count(`SELECT COUNT(*) FROM cards WHERE wanted > posted`)
	return w, err
}

// Unsent are the letters that are due, or have been tried, and are not sent. They
// have waited since they were decided.
func (t *Tx) Unsent(now time.Time) (Queue, error) {
	return t.queue(`
		SELECT COUNT(*), MIN(created_at)
		FROM outbox
		WHERE channel = 'mail' AND settled_at IS NULL AND state IN ('pending', 'sending') AND (attempts > 0 OR due_at <= ?)`,
		stamp(now))
}

func (t *Tx) queue(query string, args ...any) (q Queue, err error) {
	err = t.scan(query, args, &q.Waiting, instant{&q.Oldest})
	return q, err
}

// FirstSeen is when the first letter of an inquiry was fetched; zero when none was.
func (t *Tx) FirstSeen(q casework.ID) (at time.Time, err error) {
	err = t.scan(`
		SELECT MIN(b.created_at)
		FROM messages AS m
		JOIN blobs AS b ON b.id = m.blob_id
		WHERE m.inquiry_id = ?`, []any{q}, instant{&at})
	return at, err
}
