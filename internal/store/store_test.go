package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// open makes a store in a fresh directory.
func open(t *testing.T) (*store.Store, string) {
	t.Helper()
	dir := t.TempDir()
	v, err := vault.Open(t.Context(), filepath.Join(dir, "keys.db"), seal.NewKey(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	s, err := store.Open(t.Context(), dir, v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, dir
}

func update(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestInquiryNotFound(t *testing.T) {
	s, _ := open(t)
	update(t, s, func(tx *store.Tx) error {
		if _, err := tx.Inquiry("nobody"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Inquiry = %v, want ErrNotFound", err)
		}
		q := store.Inquiry{Inquiry: casework.Inquiry{ID: "q1", Ref: casework.NewReference(1), Version: 1}}
		q.Course.State, q.Received = casework.Received, time.Now()
		return tx.PutInquiry(&q)
	})
}
