package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
)

// ErrOlderSchema says that the database must be upgraded before it can be used.
var ErrOlderSchema = errors.New("the database is of an older version: start \"borgerbot serve\" once, which takes a copy and upgrades it")

// Glance is what can be told of a database of any schema.
type Glance struct {
	Schema   int    // 0: nothing is in it yet
	Instance string // the installation it belongs to
	// Events is how many events the journal has, and Head the last link of its chain.
	Events int
	Head   []byte
}

// Older reports whether the database must be upgraded before it can be used.
func (g Glance) Older() bool { return g.Schema > 0 && g.Schema < SchemaVersion() }

// GlanceAt looks at the database in dir, and changes nothing. What it reads stands
// in every released schema.
func GlanceAt(ctx context.Context, dir string) (g Glance, err error) {
	read, done, err := reading(ctx, dir)
	if err != nil {
		return g, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := read.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&g.Schema); err != nil || g.Schema == 0 {
		return g, clear(err)
	}
	tx := &Tx{ctx: ctx, read: read}
	if g.Instance, err = tx.Fact(FactInstance); err != nil {
		return g, clear(err)
	}
	g.Events, g.Head, err = tx.Head()
	return g, clear(err)
}

// reading begins a reading transaction over the database in dir, beside whoever
// works with it; done ends it.
func reading(ctx context.Context, dir string) (read *sql.Tx, done func() error, err error) {
	path := "file:" + (&url.URL{Path: File(dir)}).EscapedPath()
	db, err := sql.Open("sqlite3", path+"?"+url.Values{
		"mode": {"ro"}, "_query_only": {"on"}, "_busy_timeout": {"5000"},
	}.Encode())
	if err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	if read, err = db.BeginTx(ctx, nil); err != nil {
		return nil, nil, errors.Join(clear(fmt.Errorf("open database: %w", err)), db.Close())
	}
	return read, func() error {
		_ = read.Rollback()
		return db.Close()
	}, nil
}
