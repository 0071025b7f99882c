package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"borgerbot/internal/seal"
)

// ErrRotated says that a file is wrapped by the new master key already.
var ErrRotated = errors.New("keys.db is wrapped by the new master key already: put that key in place of the old one")

// ErrSameKey says that the new master key is the old one.
var ErrSameKey = errors.New("the new master key is the one in use: make another with \"borgerbot keys new\"")

// Rotate wraps every key of the file at path by another master key, in one
// transaction: stopped anywhere, the file opens with the one key or with the other,
// and nothing that the keys seal is touched. Nobody may have the file open. It returns
// how many keys it wrapped.
func Rotate(ctx context.Context, path string, from, to seal.Key) (n int, err error) {
	if from == to {
		return 0, ErrSameKey
	}
	if v, err := Open(ctx, path, to, false); err == nil {
		return 0, errors.Join(ErrRotated, v.Close())
	}
	v, err := Open(ctx, path, from, false)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("wrap keys: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if n, err = v.rewrap(ctx, tx, to); err != nil {
		return 0, fmt.Errorf("wrap keys: %w", err)
	}
	_, err = tx.ExecContext(ctx, `UPDATE instance SET master = ?, secret = ?`, to.ID(), to.Sealer().Seal(v.secret, "instance"))
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return 0, fmt.Errorf("wrap keys: %w", err)
	}
	return n, v.truncate(ctx) // the log still holds them as they were
}

// rewrap wraps the keys one after the other.
func (v *Vault) rewrap(ctx context.Context, tx *sql.Tx, to seal.Key) (n int, err error) {
	wrap, last := to.Sealer(), ""
	for {
		var id string
		var wrapped []byte
		err := tx.QueryRowContext(ctx, `SELECT id, wrapped FROM keys WHERE id > ? ORDER BY id LIMIT 1`, last).Scan(&id, &wrapped)
		if errors.Is(err, sql.ErrNoRows) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		key, err := v.wrap.Unwrap(wrapped, id)
		if err != nil {
			return n, fmt.Errorf("key %s: %w", id, err)
		}
		_, err = tx.ExecContext(ctx, `UPDATE keys SET master = ?, wrapped = ? WHERE id = ?`, to.ID(), wrap.Wrap(key, id), id)
		if err != nil {
			return n, err
		}
		last = id
		n++
	}
}
