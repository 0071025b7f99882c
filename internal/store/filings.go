package store

import (
	"database/sql"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
)

// filingFacts begin the names of the facts that say which journals are to be put into
// the records system's folder, and when.
const filingFacts = "filing/"

// filingEnd is what comes after all of these names.
const filingEnd = "filing0"

// WantFiling records by when the journal of an inquiry must be put into the folder;
// the zero instant takes it back.
func (t *Tx) WantFiling(q casework.ID, due time.Time) error {
	if due.IsZero() {
		return t.exec(`DELETE FROM facts WHERE name = ?`, filingFacts+string(q))
	}
	return t.SetInstantFact(filingFacts+string(q), due)
}

// Filings are the inquiries whose journal is due in the folder at now, those waiting
// longest first, and when the next one is; zero is never.
func (t *Tx) Filings(now time.Time) (due []casework.ID, next time.Time, err error) {
	when := map[casework.ID]time.Time{}
	err = t.each(`
		SELECT name, value
		FROM facts
		WHERE name >= ? AND name < ?`, []any{filingFacts, filingEnd}, func(rows *sql.Rows) error {
		var name string
		var at time.Time
		err := rows.Scan(&name, instant{&at})
		switch {
		case err != nil:
		case !at.After(now):
			id := casework.ID(strings.TrimPrefix(name, filingFacts))
			due, when[id] = append(due, id), at
		case next.IsZero() || at.Before(next):
			next = at
		}
		return err
	})
	slices.SortFunc(due, func(a, b casework.ID) int { return when[a].Compare(when[b]) })
	return due, next, err
}
