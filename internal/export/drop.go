package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"borgerbot/internal/casework"
)

// FolderCode says why nothing can be put into the folder.
type FolderCode string

// The codes.
const (
	FolderFine    FolderCode = ""
	FolderMissing FolderCode = "folder_missing"
	FolderNone    FolderCode = "not_a_folder" // a file, or a link to somewhere else
	FolderOpen    FolderCode = "folder_open"  // everybody on the machine can see into it
	FolderDenied  FolderCode = "permission"
	FolderFull    FolderCode = "disk_full"
	FolderTrouble FolderCode = "error"
)

// folderCode is the code of an error.
func folderCode(err error) FolderCode {
	var own *folderError
	switch {
	case err == nil:
		return FolderFine
	case errors.As(err, &own):
		return own.code
	case errors.Is(err, fs.ErrNotExist):
		return FolderMissing
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return FolderDenied
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return FolderFull
	}
	return FolderTrouble
}

// folderError is a folder that is not as it must be.
type folderError struct {
	code FolderCode
	text string
}

func (e *folderError) Error() string { return e.text }

// drop is a folder from which another program takes files.
type drop struct {
	dir string
	// half begins the names of files that are not whole yet. It names the office, for
	// offices may share a folder.
	half string
	mode fs.FileMode
}

// fit checks the folder. A link would lead somewhere else than the operator has
// named, and what everybody can open is no place for a journal.
func (d drop) fit() error {
	info, err := os.Lstat(d.dir)
	switch {
	case err != nil:
		return err
	case info.Mode().Type() == fs.ModeSymlink:
		return &folderError{FolderNone, d.dir + " is a link; name the folder itself as export.folder"}
	case !info.IsDir():
		return &folderError{FolderNone, d.dir + " is not a folder"}
	case info.Mode().Perm()&0o007 != 0:
		return &folderError{FolderOpen, d.dir + ` is open to everybody on the machine; close it with "chmod o-rwx"`}
	}
	return nil
}

// TryFolder reports whether journals could be put into a folder: it makes an empty
// hidden file there and removes it. The error says what is wrong, and its code as the
// daemon would log it.
func TryFolder(dir, instance string) (FolderCode, error) {
	d := newDrop(dir, instance, 0)
	err := d.fit()
	if err == nil {
		var file *os.File
		if file, err = os.CreateTemp(dir, d.half+"check-*"); err == nil {
			err = errors.Join(file.Close(), os.Remove(file.Name()))
		}
	}
	return folderCode(err), err
}

func newDrop(dir, instance string, mode fs.FileMode) drop {
	return drop{dir: dir, half: ".borgerbot-" + instance + "-", mode: mode}
}

// sweep removes what an interrupted process left half done.
func (d drop) sweep() error {
	names, err := d.names()
	for _, name := range names {
		rest, half := strings.CutPrefix(name, d.half)
		if whole, _ := base(rest); half && casework.FilingOf(whole) != "" {
			err = errors.Join(err, os.Remove(filepath.Join(d.dir, name)))
		}
	}
	return err
}

// names are the files in the folder, in order.
func (d drop) names() ([]string, error) {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// put makes a file in the folder, in place of one that has the name. It is there whole
// or not at all, whenever the machine stops.
func (d drop) put(name string, fill func(io.Writer) error) (err error) {
	half := filepath.Join(d.dir, d.half+name)
	if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(half) // or the next start does
		}
	}()
	if err := errors.Join(fill(file), file.Chmod(d.mode), file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(half, filepath.Join(d.dir, name)); err != nil {
		return err
	}
	return synced(d.dir)
}

// remove removes files, as far as they are there.
func (d drop) remove(names ...string) error {
	var all error
	for _, name := range names {
		if err := os.Remove(filepath.Join(d.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}
