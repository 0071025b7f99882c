package export

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// words fills a file.
func words(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

// place is a folder as the operator is to make it.
func place(t *testing.T) drop {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "journal")
	if err := os.Mkdir(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	return drop{dir: dir, half: ".borgerbot-kontor-", mode: 0o640}
}

// TestFolderIsFit: a folder that is not as it must be is refused, and its code says why.
func TestFolderIsFit(t *testing.T) {
	for want, spoil := range map[FolderCode]func(d *drop) error{
		FolderFine:    func(*drop) error { return nil },
		FolderMissing: func(d *drop) error { return os.Remove(d.dir) },
		FolderOpen:    func(d *drop) error { return os.Chmod(d.dir, 0o755) },
		FolderNone: func(d *drop) error {
			link := d.dir + "-link"
			err := os.Symlink(d.dir, link)
			d.dir = link
			return err
		},
	} {
		d := place(t)
		if err := spoil(&d); err != nil {
			t.Fatal(err)
		}
		if err := d.fit(); folderCode(err) != want {
			t.Errorf("%q: %v", want, err)
		}
		if code, err := TryFolder(d.dir, "kontor"); code != want || (err == nil) != (want == FolderFine) {
			t.Errorf("%q: tried, %q, %v", want, code, err)
		}
		if names, err := d.names(); want == FolderFine && (err != nil || len(names) != 0) {
			t.Errorf("trying leaves %q, %v", names, err)
		}
	}
	for err, want := range map[error]FolderCode{
		syscall.ENOSPC: FolderFull, syscall.EDQUOT: FolderFull, syscall.EACCES: FolderDenied, syscall.EROFS: FolderDenied,
		syscall.EIO: FolderTrouble,
	} {
		if got := folderCode(fmt.Errorf("write: %w", &os.PathError{Err: err})); got != want {
			t.Errorf("%v is %q", err, got)
		}
	}
}

// TestWholeOrNotAtAll: what could not be written leaves what was there, what was left
// half done is swept, and nobody else's is touched.
func TestWholeOrNotAtAll(t *testing.T) {
	const name = "BR-7K3QXM-R_20260303-102030.zip"
	d := place(t)
	if err := d.put(name, words("første")); err != nil {
		t.Fatal(err)
	}
	err := d.put(name, func(w io.Writer) error { return errors.Join(words("halv")(w), syscall.ENOSPC) })
	if folderCode(err) != FolderFull {
		t.Errorf("the error is %v", err)
	}
	read := func(want string) {
		t.Helper()
		raw, err := os.ReadFile(filepath.Join(d.dir, name))
		names, listed := d.names()
		if err != nil || listed != nil || string(raw) != want || !slices.Equal(names, []string{name}) {
			t.Errorf("%q, %v, %q, %v", raw, err, names, listed)
		}
	}
	read("første")

	killed := []string{d.half + name, d.half + "BR-7K3QXM-R_20260303-102030.json"}
	for _, half := range killed {
		if err := os.WriteFile(filepath.Join(d.dir, half), []byte("halv"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.put(name, words("anden")); err != nil { // done again
		t.Fatal(err)
	}
	if err := d.sweep(); err != nil {
		t.Fatal(err)
	}
	read("anden")
	info, err := os.Stat(filepath.Join(d.dir, name))
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}

	others := []string{".borgerbot-kontor-2-" + name, "andet.zip"}
	for _, other := range others {
		if err := os.WriteFile(filepath.Join(d.dir, other), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.sweep(); err != nil {
		t.Fatal(err)
	}
	if names, err := d.names(); err != nil || !slices.Equal(names, []string{others[0], name, others[1]}) {
		t.Errorf("%q, %v", names, err)
	}
}

// TestAnswersAreNamed: the answer to a zip is called after it, with its ending or
// without.
func TestAnswersAreNamed(t *testing.T) {
	const name = "BR-7K3QXM-R_20260303-102030"
	for file, want := range map[string]string{
		name + ".done": doneEnding, name + ".zip.done": doneEnding, name + ".zip.failed": failedEnding,
		name + ".zip": zipEnding, name + ".json": sidecarEnding, name: "",
	} {
		got, ending := base(file)
		if ending != want || ending != "" && got != name {
			t.Errorf("%s: %q %q", file, got, ending)
		}
	}
}
