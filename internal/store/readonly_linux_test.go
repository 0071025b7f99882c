package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"borgerbot/internal/store"
)

// asNobody runs fn as a user who owns nothing, on a thread of its own, so that
// permissions count also where the tests run as root. A user who is not root
// already is such a one.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	if os.Getuid() != 0 {
		fn()
		return
	}
	const nobody = 65534
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked: the thread ends with its rights
		if _, _, errno := syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0); errno != 0 {
			t.Error(errno)
			return
		}
		fn()
	}()
	<-done
}

// TestReadOnly: where nothing can be written the error says so (design 9), and
// what is there is not harmed.
func TestReadOnly(t *testing.T) {
	for name, lock := range map[string]func(t *testing.T, dir string){
		"folder without a database": func(t *testing.T, dir string) { chmod(t, 0o555, dir) },
		"folder and files": func(t *testing.T, dir string) {
			written, _ := openIn(t, dir)
			put(t, written, "q1", 1)
			if err := written.Close(); err != nil {
				t.Fatal(err)
			}
			chmod(t, 0o444, filepath.Join(dir, "borgerbot.db"))
			chmod(t, 0o555, dir)
		},
		"files alone": func(t *testing.T, dir string) {
			written, _ := openIn(t, dir)
			if err := written.Close(); err != nil {
				t.Fatal(err)
			}
			chmod(t, 0o444, filepath.Join(dir, "borgerbot.db"))
			chmod(t, 0o777, dir)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			chmod(t, 0o755, filepath.Dir(dir)) // the tests' own folder keeps strangers out
			lock(t, dir)
			asNobody(t, func() {
				s, err := store.Open(context.Background(), dir, nil)
				if !errors.Is(err, store.ErrReadOnly) {
					t.Errorf("Open = %v, want ErrReadOnly", err)
				}
				if s != nil {
					_ = s.Close()
				}
			})
			chmod(t, 0o755, dir)
		})
	}
	if _, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a folder that is not there: %v, want ErrReadOnly", err)
	}
}

func chmod(t *testing.T, mode os.FileMode, path string) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}
