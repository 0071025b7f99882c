package export

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// ErrChanged says that an export is not as it was written.
var ErrChanged = errors.New("the export is not as it was written")

// Checked is an export whose files are all as they were written.
type Checked struct {
	Files int // beside the lists
	// Journals are the bytes of each journal.json.
	Journals [][]byte
}

// Check reads an export, a folder or a zip, and compares every file with the list in
// its folder. Errors: [ErrChanged], with the names of files that say nothing of
// anybody.
func Check(place string) (c Checked, err error) {
	fsys, closed, err := opened(place)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, closed()) }()
	names, err := filesOf(fsys)
	if err != nil {
		return c, err
	}
	want := map[string]string{}
	for _, name := range names {
		if path.Base(name) == sumsName {
			if err := readSums(fsys, name, want); err != nil {
				return c, err
			}
		}
	}
	if len(want) == 0 {
		return c, fmt.Errorf("%w: no %s lies in it", ErrChanged, sumsName)
	}
	for _, name := range names {
		if path.Base(name) == sumsName {
			continue
		}
		sum, journal, err := sumOf(fsys, name)
		switch {
		case err != nil:
			return c, fmt.Errorf("%w: %s: %w", ErrChanged, name, err)
		case want[name] == "":
			return c, fmt.Errorf("%w: %s was put in", ErrChanged, name)
		case want[name] != sum:
			return c, fmt.Errorf("%w: %s has been changed", ErrChanged, name)
		}
		delete(want, name)
		c.Files++
		if journal != nil {
			c.Journals = append(c.Journals, journal)
		}
	}
	for name := range want {
		return c, fmt.Errorf("%w: %s is missing", ErrChanged, name)
	}
	return c, nil
}

// sumOf is the sum of a file, and the file itself if it is a journal for programs.
func sumOf(fsys fs.FS, name string) (sum string, journal []byte, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", nil, err
	}
	h := sha256.New()
	var kept bytes.Buffer
	to := io.Writer(h)
	if path.Base(name) == dataName {
		to = io.MultiWriter(h, &kept)
	}
	_, err = io.Copy(to, f)
	return hex.EncodeToString(h.Sum(nil)), slices.Clip(kept.Bytes()), errors.Join(err, f.Close())
}

// maxSums bounds a list of sums: one that is longer was not written here.
const maxSums = 16 << 20

// readSums reads a list into want, by the names from the top.
func readSums(fsys fs.FS, name string, want map[string]string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	list, err := io.ReadAll(io.LimitReader(f, maxSums))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrChanged, name, err)
	}
	for line := range strings.Lines(string(list)) {
		sum, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || len(sum) != 2*sha256.Size {
			return fmt.Errorf("%w: %s has been changed", ErrChanged, name)
		}
		want[path.Join(path.Dir(name), file)] = sum
	}
	return nil
}

// opened opens an export to be read.
func opened(place string) (fsys fs.FS, closed func() error, err error) {
	info, err := os.Stat(place)
	switch {
	case err != nil:
		return nil, nil, err
	case info.IsDir():
		return os.DirFS(place), func() error { return nil }, nil
	}
	z, err := zip.OpenReader(place)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: it cannot be read as a zip: %w", ErrChanged, err)
	}
	return z, z.Close, nil
}

// filesOf are the names of all files, in order.
func filesOf(fsys fs.FS) (names []string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	return names, err
}
