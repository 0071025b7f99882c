package report

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *rewrite {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; run with -update and read the diff", path)
	}
}

// TestGolden keeps the report of an invented year, as a Dane reads it.
func TestGolden(t *testing.T) {
	set, r := parse(t), counted(settings(), rows(620, settings()))
	files, err := set.Files(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		golden(t, file.Name, file.Data)
	}
}
