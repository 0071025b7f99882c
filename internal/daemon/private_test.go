package daemon

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMakePrivate: a new file is its owner's alone; one that is there keeps its bytes,
// and it and what lies beside it are closed to others.
func TestMakePrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	makePrivate(path, false)
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made that nobody asked for")
	}
	makePrivate(path, true)
	for name, content := range map[string]string{path: "kept", path + "-wal": ""} {
		if err := os.WriteFile(name, []byte(content), private); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	makePrivate(path, true)
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "kept" {
		t.Errorf("the file holds %q, %v", raw, err)
	}
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != private {
			t.Errorf("%s: %v, %v", filepath.Base(name), info.Mode(), err)
		}
	}
}
