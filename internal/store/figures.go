package store

import (
	"database/sql"

	"borgerbot/internal/casework"
)

// Figures are the counts that health and digest need.
type Figures struct {
	ByState map[casework.State]int
	Alarms  int
	Held    int
	Acute   int
	Waiting int // messages whose second transaction is to come
	Unsent  int // letters not yet delivered
	InDoubt int
	Failed  int
}

// Figures counts.
func (t *Tx) Figures() (Figures, error) {
	f := Figures{ByState: map[casework.State]int{}}
	err := t.each(`SELECT state, COUNT(*) FROM inquiries GROUP BY state`, nil, func(rows *sql.Rows) error {
		var state casework.State
		var n int
		err := rows.Scan(&state, &n)
		f.ByState[state] = n
		return err
	})
	for _, c := range []struct {
		into  *int
		query string
	}{
		{&f.Alarms, `SELECT COUNT(*) FROM inquiries WHERE alarm <> '' AND state <> 'erased'`},
		{&f.Held, `SELECT COUNT(*) FROM inquiries WHERE held = 1 AND state NOT IN ('closed', 'erased')`},
		{&f.Acute, `SELECT COUNT(*) FROM inquiries WHERE acute = 1 AND state NOT IN ('closed', 'erased')`},
		{&f.Waiting, `SELECT COUNT(*) FROM messages WHERE state = 'stored'`},
		{&f.Unsent, `SELECT COUNT(*) FROM outbox WHERE channel = 'mail' AND state IN ('pending', 'sending') AND settled_at IS NULL`},
		{&f.InDoubt, `SELECT COUNT(*) FROM outbox WHERE channel = 'mail' AND state = 'uncertain' AND settled_at IS NULL`},
		{&f.Failed, `SELECT COUNT(*) FROM outbox WHERE channel = 'mail' AND state = 'failed'`},
	} {
		if err != nil {
			return f, err
		}
		*c.into, err = t.count(c.query)
	}
	return f, err
}
