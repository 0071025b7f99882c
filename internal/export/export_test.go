package export_test

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"borgerbot/internal/export"
)

var errFull = errors.New("no space left on device")

// filled puts two files into a sink.
func filled(out export.Sink) error {
	for _, name := range []string{"mail-01.eml", "BR-7K3QXM-R/journal.html"} {
		w, err := out.Create(name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, "indhold af "+name); err != nil {
			return err
		}
	}
	return nil
}

// list are the names below a folder.
func list(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && path != dir {
			names = append(names, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if err := export.Folder(dir, filled); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "BR-7K3QXM-R", "journal.html"))
	if err != nil || string(raw) != "indhold af BR-7K3QXM-R/journal.html" {
		t.Errorf("%q, %v", raw, err)
	}
	for _, path := range []string{dir, filepath.Join(dir, "mail-01.eml")} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: others may read it: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestZip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.zip")
	if err := export.Zip(path, filled); err != nil {
		t.Fatal(err)
	}
	r, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	raw, err := r.Open("mail-01.eml")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(raw); err != nil || string(text) != "indhold af mail-01.eml" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestHalfAnExport: what could not be finished leaves nothing behind, and what is
// there already is not touched.
func TestHalfAnExport(t *testing.T) {
	for name, place := range map[string]func(string, func(export.Sink) error) error{"folder": export.Folder, "zip": export.Zip} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			err := place(filepath.Join(dir, "half"), func(out export.Sink) error {
				return errors.Join(filled(out), errFull)
			})
			if !errors.Is(err, errFull) {
				t.Errorf("the error is %v", err)
			}
			if names := list(t, dir); len(names) != 0 {
				t.Errorf("left behind: %q", names)
			}
			there := filepath.Join(dir, "there")
			if err := os.WriteFile(there, []byte("mit"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := place(there, filled); err == nil {
				t.Error("it writes over a file that is there")
			}
			if raw, err := os.ReadFile(there); err != nil || string(raw) != "mit" {
				t.Errorf("what was there is %q, %v", raw, err)
			}
			if err := place(filepath.Join(dir, "nowhere", "out"), filled); err == nil {
				t.Error("it makes folders nobody asked for")
			}
			if names := list(t, dir); !slices.Equal(names, []string{"there"}) {
				t.Errorf("there is %q", names)
			}
		})
	}
}

// TestNamesStayInside: no name leads out of the folder.
func TestNamesStayInside(t *testing.T) {
	dir := t.TempDir()
	err := export.Folder(filepath.Join(dir, "out"), func(out export.Sink) error {
		_, err := out.Create("../ude.eml")
		return err
	})
	if err == nil || len(list(t, dir)) != 0 {
		t.Errorf("%v, %q", err, list(t, dir))
	}
}

// TestKilledExport: what an export that was killed has left in clear is removed by the
// next one; one that is being made beside it, and what others have there, is not touched.
func TestKilledExport(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, ".borgerbot-export-123", "out")
	other := filepath.Join(dir, ".export-123")
	if err := errors.Join(os.MkdirAll(left, 0o700), os.WriteFile(filepath.Join(left, "mail-01.eml"), []byte("brev"), 0o600), os.Mkdir(other, 0o700)); err != nil {
		t.Fatal(err)
	}
	err := export.Folder(filepath.Join(dir, "first"), func(out export.Sink) error {
		if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("what was left is still there: %v", err)
		}
		return errors.Join(filled(out), export.Zip(filepath.Join(dir, "second.zip"), filled))
	})
	if err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if err != nil || !slices.Equal(names, []string{".export-123", "first", "second.zip"}) {
		t.Errorf("there is %q, %v", names, err)
	}
}
