package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/calendar"
)

// Tx is a transaction. All SQL is in its methods. It must not be used after the
// function it was given to has returned, nor by two goroutines.
type Tx struct {
	ctx   context.Context
	store *Store
	read  *sql.Tx // nil in Update
	work  Work
}

// statement returns the prepared statement for a text: preparing costs as much
// as a short statement itself.
func (t *Tx) statement(query string) (*sql.Stmt, error) {
	if stmt, ok := t.store.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := t.store.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, clear(err)
	}
	t.store.prepared[query] = stmt
	return stmt, nil
}

func (t *Tx) exec(query string, args ...any) error {
	_, err := t.change(query, args...)
	return err
}

// change runs a statement and returns how many rows it changed.
func (t *Tx) change(query string, args ...any) (int64, error) {
	result, err := t.run(query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs an INSERT and returns the new row's id.
func (t *Tx) insert(query string, args ...any) (int64, error) {
	result, err := t.run(query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (t *Tx) run(query string, args ...any) (sql.Result, error) {
	if t.read != nil {
		return nil, errors.New("write in a reading transaction")
	}
	stmt, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	result, err := stmt.ExecContext(t.ctx, args...)
	return result, clear(err)
}

func (t *Tx) query(query string, args ...any) (*sql.Rows, error) {
	if t.read != nil {
		rows, err := t.read.QueryContext(t.ctx, query, args...)
		return rows, clear(err)
	}
	stmt, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	return rows, clear(err)
}

// scan reads the one row of a query into dest; no row is [ErrNotFound].
func (t *Tx) scan(query string, args []any, dest ...any) error {
	rows, err := t.query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return clear(err)
		}
		return ErrNotFound
	}
	return rows.Scan(dest...)
}

// each calls fn for every row of a query.
func (t *Tx) each(query string, args []any, fn func(*sql.Rows) error) error {
	rows, err := t.query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return clear(rows.Err())
}

// strings returns the first column of a query.
func (t *Tx) strings(query string, args ...any) ([]string, error) {
	var all []string
	err := t.each(query, args, func(rows *sql.Rows) error {
		var s string
		all = append(all, s)
		return rows.Scan(&all[len(all)-1])
	})
	return all, err
}

func (t *Tx) count(query string, args ...any) (int, error) {
	var n int
	err := t.scan(query, args, &n)
	return n, err
}

// rollback leaves no trace of the transaction. SQLite has already rolled back by
// itself after a full disk and some I/O errors; that there is nothing left to
// roll back is then no error.
func (t *Tx) rollback() {
	_, _ = t.store.conn.ExecContext(t.ctx, `ROLLBACK`)
}

// layout is how instants are stored: UTC, fixed width, so that text order is
// time order.
const layout = "2006-01-02T15:04:05.000Z"

// stamp writes an instant; the zero instant is NULL.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(layout)
}

// roundUp gives the next instant that stamp writes whole: who is woken at it
// does not come a moment early.
func roundUp(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(time.Millisecond - 1).Truncate(time.Millisecond)
}

// day writes a date; no date is NULL.
func day(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

// instant reads what stamp wrote.
type instant struct{ to *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*i.to = time.Time{}
		return nil
	case string:
		parsed, err := time.Parse(layout, v)
		*i.to = parsed
		return err
	}
	return fmt.Errorf("an instant is stored as %T", value)
}
