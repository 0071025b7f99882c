package export

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// Sink takes files one after another: creating one ends the one before.
type Sink interface {
	Create(name string) (io.Writer, error)
}

// within puts the files of a sink into a folder of it.
type within struct {
	Sink
	folder string
}

// Create implements [Sink].
func (w within) Create(name string) (io.Writer, error) {
	return w.Sink.Create(path.Join(w.folder, name))
}

// entry is a file being written. It counts and sums its bytes, and keeps the first
// error for a writer that nobody asks.
type entry struct {
	w    io.Writer
	sum  hash.Hash
	size int64
	err  error
}

func newEntry(w io.Writer) *entry { return &entry{w: w, sum: sha256.New()} }

func (e *entry) Write(p []byte) (int, error) {
	n, err := e.w.Write(p)
	e.size += int64(n)
	e.sum.Write(p[:n])
	if e.err == nil {
		e.err = err
	}
	return n, err
}

// Folder makes the folder at dir, which must not be there yet, with what fill puts
// into it. Only the owner can read it. It is there whole or not at all.
func Folder(dir string, fill func(Sink) error) error {
	return whole(dir, func(partial string) error {
		if err := os.Mkdir(partial, 0o700); err != nil {
			return err
		}
		f := &folder{dir: partial}
		return errors.Join(fill(f), f.end())
	})
}

// Zip makes the file at place, which must not be there yet, as [Folder] does.
func Zip(place string, fill func(Sink) error) error {
	return whole(place, func(partial string) error {
		file, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		z := zip.NewWriter(file)
		return errors.Join(fill(z), z.Close(), file.Sync(), file.Close())
	})
}

// whole makes something in a hidden folder beside its place, and moves it there when
// it is done. What could not be done leaves nothing behind; what a process that was
// killed has left is removed by the next one.
func whole(place string, fill func(partial string) error) (err error) {
	switch _, err := os.Lstat(place); {
	case err == nil:
		return fmt.Errorf("%s is there already; name another place", place)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := sweepHidden(filepath.Dir(place)); err != nil {
		return err
	}
	hidden, err := os.MkdirTemp(filepath.Dir(place), hiddenPrefix+"*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(hidden)) }()
	// Where the disk is another machine's there may be no locks; nobody sweeps there then.
	if unlock, err := held(hidden); err == nil {
		defer unlock()
	}
	partial := filepath.Join(hidden, filepath.Base(place))
	if err := fill(partial); err != nil {
		return err
	}
	if err := os.Rename(partial, place); err != nil {
		return err
	}
	return synced(filepath.Dir(place))
}

// hiddenPrefix begins the name of a folder in which an export is made.
const hiddenPrefix = ".borgerbot-export-"

// sweepHidden removes the folders of this user in dir in which nobody makes an export
// any more.
func sweepHidden(dir string) (err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		old := filepath.Join(dir, e.Name())
		info, gone := e.Info()
		if gone != nil || !e.IsDir() || !strings.HasPrefix(e.Name(), hiddenPrefix) || !ours(info) {
			continue
		}
		unlock, busy := held(old)
		if busy != nil {
			continue
		}
		err = errors.Join(err, os.RemoveAll(old))
		unlock()
	}
	return err
}

// ours reports whether the user the program runs as owns a file.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// held locks a folder; the error says that somebody else has. The kernel lets it go
// when the process ends, however it ends.
func held(dir string) (unlock func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // it was opened to be read
}

// synced makes the names in a folder last.
func synced(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

type folder struct {
	dir  string
	open *os.File
}

// Create implements [Sink].
func (f *folder) Create(name string) (io.Writer, error) {
	if err := f.end(); err != nil {
		return nil, err
	}
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("%q is no name for a file here", name)
	}
	at := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	f.open = file
	return file, err
}

func (f *folder) end() error {
	if f.open == nil {
		return nil
	}
	err := errors.Join(f.open.Sync(), f.open.Close())
	f.open = nil
	return err
}
