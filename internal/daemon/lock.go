package daemon

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// errNotOurs says that we may not write where the data are to lie.
var errNotOurs = errors.New("the data directory cannot be written: make the user the program runs as its owner")

// ErrRunning says that another daemon runs on the data directory.
var ErrRunning = errors.New("another borgerbot runs on this data directory; stop it first, or give this one a directory of its own")

// OwnerError says that root works on a data directory of another user's: the files it
// makes there, and beside the copies, would keep that user's daemon from its work.
type OwnerError struct{ Name string }

func (e *OwnerError) Error() string {
	return fmt.Sprintf("the data directory belongs to %s: run this as that user: sudo -u %s borgerbot …", e.Name, e.Name)
}

// ownerRuns refuses root where the data directory is another user's.
func ownerRuns(dir string, euid int) error {
	info, err := os.Stat(dir)
	if err != nil || euid != 0 {
		return nil // not there yet, or it says so itself
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || st.Uid == 0 {
		return nil
	}
	id := strconv.FormatUint(uint64(st.Uid), 10)
	if owner, err := user.LookupId(id); err == nil {
		return &OwnerError{owner.Username}
	}
	return &OwnerError{"#" + id}
}

// LockFile is the file in the data directory on which a daemon's lock lies.
const LockFile = "daemon.lock"

// lock keeps a second daemon off the data directory. The kernel lets it go when
// the process ends, however it ends.
func lock(dir string) (*os.File, error) {
	if err := ownerRuns(dir, os.Geteuid()); err != nil {
		return nil, err
	}
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
