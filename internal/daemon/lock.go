package daemon

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// errNotOurs says that we may not write where the data are to lie.
var errNotOurs = errors.New("the data directory cannot be written: make the user the program runs as its owner")

// ErrRunning says that another daemon runs on the data directory.
var ErrRunning = errors.New("another borgerbot runs on this data directory; stop it first, or give this one a directory of its own")

// LockFile is the file in the data directory on which a daemon's lock lies.
const LockFile = "daemon.lock"

// lock keeps a second daemon off the data directory. The kernel lets it go when
// the process ends, however it ends.
func lock(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, lockError("make data directory", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, LockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, lockError("lock data directory", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrRunning, f.Close())
	}
	return f, nil
}

func lockError(doing string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w (%v)", errNotOurs, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
