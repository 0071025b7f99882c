package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/seal"
)

// Kind is what a copy is of.
type Kind string

// The kinds.
const (
	Data Kind = "data"
	Keys Kind = "keys"
)

// Manifest is what is known of a copy. It lies beside it, in clear, and holds
// nothing personal.
type Manifest struct {
	Kind Kind `json:"kind"`
	// Instance is the fingerprint by which data and keys of one installation know
	// each other.
	Instance string    `json:"instance"`
	Taken    time.Time `json:"taken"`
	// File is the copy's name, beside the manifest; Bytes and SHA256 are the file's.
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	// Encrypted: the file is encrypted (age-encryption.org/v1).
	Encrypted bool `json:"encrypted"`
	// Schema is the data's, Master the id of the key that wraps the keys.
	Schema int    `json:"schema,omitempty"`
	Master string `json:"master,omitempty"`
	// Events is how many events the journal has, and Head the last link of its chain,
	// to hold against what is put back.
	Events int    `json:"events,omitempty"`
	Head   string `json:"head,omitempty"`

	dir string // where it was found
}

// Path is the copy's file.
func (m Manifest) Path() string { return filepath.Join(m.dir, m.File) }

// NeedsAnother reports whether a copy of keys opens with another master key than this
// one: the keys have been rotated since. Data open with no master key.
func (m Manifest) NeedsAnother(master seal.Key) bool {
	return m.Master != "" && m.Master != master.ID()
}

// remove deletes a copy. The manifest goes last: without it nobody would find the
// file again.
func (m Manifest) remove() error {
	if err := os.Remove(m.Path()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Remove(filepath.Join(m.dir, manifestOf(m.File)))
}

// ending is how the names of manifests end, after the kind.
const ending = ".json"

// stampLayout is how the instant of a copy stands in its name.
const stampLayout = "20060102T150405Z"

// name is the name of a copy without its ending.
func name(office string, taken time.Time, kind Kind) string {
	return fmt.Sprintf("%s%s-%s.%s", prefix, office, taken.UTC().Format(stampLayout), kind)
}

// manifestOf is the name of the manifest of a copy's file.
func manifestOf(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(file, ".age"), ".db") + ending
}

// ErrNoCopy says that there is no copy where one was looked for.
var ErrNoCopy = errors.New("there is no copy here")

// list returns the copies of a kind in a folder, the newest first. What is no
// manifest of ours is passed over.
func list(dir string, kind Kind) ([]Manifest, error) {
	names, err := filepath.Glob(filepath.Join(dir, prefix+"*."+string(kind)+ending))
	if err != nil {
		return nil, err
	}
	var all []Manifest
	for _, path := range names {
		m, err := readManifest(path)
		if err == nil && m.Kind == kind {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b Manifest) int { return b.Taken.Compare(a.Taken) })
	return all, nil
}

func readManifest(path string) (Manifest, error) {
	var m Manifest
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%w: the manifest %s is missing", ErrNoCopy, filepath.Base(path))
	}
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err != nil || m.File != filepath.Base(m.File) || m.File == "" {
		return m, fmt.Errorf("%s is no manifest of a copy, or is damaged: take another copy", filepath.Base(path))
	}
	m.dir = filepath.Dir(path)
	return m, nil
}

// write puts the manifest in place. The copy is complete from then on.
func (m Manifest) write() error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return replace(filepath.Join(m.dir, manifestOf(m.File)), append(raw, '\n'))
}

// replace writes a small file so that there is either the old one or the new one.
func replace(path string, raw []byte) error {
	part := path + partEnding
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return errors.Join(os.Rename(part, path), syncDir(filepath.Dir(path)))
}

// partEnding ends the names of what is not complete.
const partEnding = ".part"

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
