package store

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
)

// together lets several writes wait until all of them do, so that they are one
// group, and returns how each ended.
func together(t *testing.T, s *Store, fns ...func(*Tx) error) []error {
	t.Helper()
	s.turn <- struct{}{}
	ended := make([]chan error, len(fns))
	for i, fn := range fns {
		ended[i] = make(chan error, 1)
		go func() { ended[i] <- s.Update(t.Context(), fn) }()
		awaitWaiting(s, i+1)
	}
	<-s.turn
	errs := make([]error, len(fns))
	for i := range ended {
		errs[i] = <-ended[i]
	}
	return errs
}

func inquiries(t *testing.T, s *Store) (n int) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		n, err = tx.count(`SELECT COUNT(*) FROM inquiries`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func write1(n int) func(*Tx) error { return func(tx *Tx) error { return received(tx, n) } }

// TestGroup: one write that fails, or panics, does no harm to those committed
// with it, and leaves nothing behind. What it panicked with may be a letter's
// words, and is not in its error.
func TestGroup(t *testing.T) {
	s, _ := openGlass(t)
	wrong := errors.New("wrong")
	errs := together(t, s, write1(1),
		func(tx *Tx) error { return errors.Join(received(tx, 2), wrong) },
		func(tx *Tx) error { _ = received(tx, 3); panic("at the disco") },
		write1(4))
	if errs[0] != nil || errs[3] != nil || !errors.Is(errs[1], wrong) {
		t.Errorf("the writes ended with %v", errs)
	}
	if said := fmt.Sprint(errs[2]); !strings.Contains(said, "group_test.go") || strings.Contains(said, "disco") {
		t.Errorf("the panic is the error %s", said)
	}
	if n := inquiries(t, s); n != 2 {
		t.Errorf("%d inquiries are stored, want those of the two sound writes", n)
	}
	if err := s.Update(t.Context(), write1(5)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestJoin: what comes while a transaction is under way is committed with it, and
// what fails there does no harm to the others.
func TestJoin(t *testing.T) {
	const late = 5
	s, _ := openGlass(t)
	commits := 0
	s.Watch(func(time.Duration) { commits++ })
	errs := make(chan error, late)
	err := s.Update(t.Context(), func(tx *Tx) error {
		for n := range late {
			go func() {
				errs <- s.Update(t.Context(), func(tx *Tx) error {
					if n == 3 {
						return errors.Join(received(tx, 1000), errAbandoned)
					}
					return received(tx, n)
				})
			}()
		}
		awaitWaiting(s, late)
		return received(tx, late)
	})
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for range late {
		if err := <-errs; err != nil {
			failed++
		}
	}
	if n := inquiries(t, s); failed != 1 || n != late {
		t.Errorf("%d failed, %d inquiries are stored, want 1 and %d", failed, n, late)
	}
	if commits != 1 {
		t.Errorf("%d transactions, want one", commits)
	}
	if len(s.takeWaiting()) != 0 {
		t.Error("something still waits")
	}
}

func awaitWaiting(s *Store, n int) {
	for waiting := 0; waiting < n; runtime.Gosched() {
		s.mu.Lock()
		waiting = len(s.waiting)
		s.mu.Unlock()
	}
}

// TestGroupOnAFullDisk: SQLite undoes the whole transaction when there is no
// room, so nobody in the group may believe that hers is stored.
func TestGroupOnAFullDisk(t *testing.T) {
	s, _ := openGlass(t)
	limit(t, s, pages(t, s)+2)
	var fns []func(*Tx) error
	for n := range 60 {
		fns = append(fns, write1(n))
	}
	for i, err := range together(t, s, fns...) {
		if !errors.Is(err, ErrDiskFull) {
			t.Errorf("write %d: %v, want ErrDiskFull", i, err)
		}
	}
	if n := inquiries(t, s); n != 0 {
		t.Errorf("%d inquiries are stored of a group that was not", n)
	}
	limit(t, s, 1_000_000)
	if err := s.Update(t.Context(), write1(1)); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestWriteEndedFromInside: a goroutine that is ended in the middle of its write,
// as t.Fatal does, gives the turn back.
func TestWriteEndedFromInside(t *testing.T) {
	s, _ := openGlass(t)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Update(t.Context(), func(tx *Tx) error {
			_ = received(tx, 1)
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	if err := s.Update(t.Context(), write1(2)); err != nil {
		t.Fatal(err)
	}
	if n := inquiries(t, s); n != 1 {
		t.Errorf("%d inquiries are stored, want the second only", n)
	}
}

// TestClearNoRoom: a disk that is full while SQLite makes its log is full, and not broken.
func TestClearNoRoom(t *testing.T) {
	err := fmt.Errorf("read: %w", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.ENOSPC})
	if got := clear(err); !errors.Is(got, ErrDiskFull) {
		t.Errorf("%v, want ErrDiskFull", got)
	}
	if got := clear(sqlite3.Error{Code: sqlite3.ErrIoErr}); !errors.Is(got, ErrDisk) {
		t.Errorf("%v, want ErrDisk", got)
	}
}
