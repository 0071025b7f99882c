package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Several offices may have their copies in one folder. Whose one is stands in its name;
// an office neither counts, deletes nor puts back another's.

const prefix = "borgerbot-"

// beforeSchema ends the name of an office in that of a copy from before an upgrade.
var beforeSchema = regexp.MustCompile(`-schema[0-9]+$`)

// officeIn is the office in the name of a copy's file; empty where it is no such name.
func officeIn(file string) string {
	stem, _, _ := strings.Cut(strings.TrimPrefix(file, prefix), ".")
	if end := len(stem) - len("-") - len(stampLayout); strings.HasPrefix(file, prefix) && end > 0 && stem[end] == '-' {
		return stem[:end]
	}
	return ""
}

// serves reports whether a copy may be put back for an office: it is its own, or was
// taken before an upgrade of its own.
func (m Manifest) serves(office string) bool {
	owner := officeIn(m.File)
	return owner == office || beforeSchema.ReplaceAllString(owner, "") == office
}

// listOf returns an office's copies of a kind in a folder, the newest first.
func listOf(dir string, kind Kind, office string) ([]Manifest, error) {
	all, err := list(dir, kind)
	return slices.DeleteFunc(all, func(m Manifest) bool { return officeIn(m.File) != office }), err
}

// ErrOthers says that a copy is another office's.
var ErrOthers = errors.New("another office's copy")

// Find returns the copy of an office that a path names: its file, its manifest, or a
// folder, whose newest of that office it is.
func Find(path string, kind Kind, office string) (Manifest, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Manifest{}, fmt.Errorf("%w: %s does not exist", ErrNoCopy, path)
	case err != nil:
		return Manifest{}, err
	case info.IsDir():
		all, err := serving(path, kind, office)
		if err != nil {
			return Manifest{}, err
		}
		return all[0], nil
	}
	m, err := readManifest(manifestOf(path))
	switch {
	case err != nil:
	case m.Kind != kind:
		err = fmt.Errorf("%s is a copy of the %s; a copy of the %s is asked for", filepath.Base(path), m.Kind, kind)
	case !m.serves(office):
		err = fmt.Errorf("%w: %s is of %q, not of %q; if that is what you want, say so with --office %s", ErrOthers, filepath.Base(path), officeIn(m.File), office, officeIn(m.File))
	}
	return m, err
}

// serving returns the copies in a folder that may be put back for an office, the
// newest first. There is one, or an error that says whose there are.
func serving(dir string, kind Kind, office string) ([]Manifest, error) {
	if err := readable(dir, kind, office); err != nil {
		return nil, err
	}
	all, err := list(dir, kind)
	if err != nil {
		return nil, err
	}
	var mine []Manifest
	var others []string
	for _, m := range all {
		if m.serves(office) {
			mine = append(mine, m)
		} else {
			others = append(others, officeIn(m.File))
		}
	}
	slices.Sort(others)
	switch others = slices.Compact(others); {
	case len(mine) > 0:
		return mine, nil
	case len(others) > 0:
		return nil, fmt.Errorf("%w: no copy of the %s of %q in %s, only of %s; if one of these is meant, name it with --office", ErrNoCopy, kind, office, dir, strings.Join(others, ", "))
	}
	return nil, fmt.Errorf("%w: no copy of the %s in %s", ErrNoCopy, kind, dir)
}

// readable reports whether an office's manifests of a kind in a folder may be read: a
// copy that root has taken is there, although it is not to be seen.
func readable(dir string, kind Kind, office string) error {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, "."+string(kind)+ending) && (Manifest{File: name}).serves(office) {
			f, openErr := os.Open(filepath.Join(dir, name))
			if openErr == nil {
				openErr = f.Close()
			}
			err = errors.Join(err, openErr)
		}
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("copies in %s cannot be read by this user; run this as the user the service runs as, and give it what lies there: chown -R USER %s", dir, dir)
	}
	return nil // what else is wrong says so itself
}
