package export

import (
	"archive/zip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"time"

	"borgerbot/internal/casework"
)

// sidecarFormat names what the file beside a zip is, and its version.
const sidecarFormat = "borgerbot-journal/1"

// Sidecar is the file beside a zip from which the records system's import takes what
// the zip is. There are codes, dates and sums in it, and nothing of anybody.
type Sidecar struct {
	Format     string             `json:"format"`
	Reference  casework.Reference `json:"reference"`
	Office     string             `json:"office"`
	Made       time.Time          `json:"made"`
	Received   time.Time          `json:"received"`
	CaseOpened time.Time          `json:"case_opened,omitzero"`
	Closed     time.Time          `json:"closed,omitzero"`
	State      casework.State     `json:"state"`
	Channel    casework.Channel   `json:"channel"`
	Outcome    casework.Outcome   `json:"outcome,omitempty"`
	Theme      casework.Kind      `json:"theme,omitempty"`
	Finding    casework.Finding   `json:"finding,omitempty"`
	Department string             `json:"department,omitempty"` // its id in the configuration
	// Chain is the link of the newest event in the chain of the office's journal.
	Chain string `json:"chain"`
	// Zip is the zip, and Files are those in it.
	Zip   SidecarFile   `json:"zip"`
	Files []SidecarFile `json:"files"`
}

// SidecarFile is a file of an export.
type SidecarFile struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// sidecar describes a journal that has been written into a zip.
func sidecar(w written, made time.Time) Sidecar {
	q, d, c := w.inquiry, w.journal, w.inquiry.Course
	s := Sidecar{
		Format: sidecarFormat, Reference: q.Ref, Office: d.Office, Made: made.UTC(), Received: q.Received.UTC(),
		CaseOpened: c.Case.Opened.UTC(), Closed: c.Closed.UTC(), State: c.State, Channel: q.Channel, Outcome: c.Outcome,
		Theme: c.Theme, Finding: c.Finding, Department: c.Department, Files: w.files(""),
	}
	if n := len(d.Entries); n > 0 {
		s.Chain = d.Entries[n-1].Link
	}
	return s
}

// files are those in the folder of an inquiry, and in those of its parts.
func (w written) files(folder string) (all []SidecarFile) {
	for _, f := range w.journal.Files {
		all = append(all, SidecarFile{Name: path.Join(folder, f.Name), Type: f.Type, Size: f.Size, SHA256: f.SHA256})
	}
	for _, p := range w.parts {
		all = append(all, p.files(path.Join(folder, string(p.inquiry.Ref)))...)
	}
	return all
}

// JSON writes the sidecar, indented.
func (s Sidecar) JSON(out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return fmt.Errorf("write sidecar: %w", err)
	}
	return nil
}

// pack writes a zip of what fill puts into it, and says what it came to.
func pack(out io.Writer, name string, fill func(Sink) error) (SidecarFile, error) {
	e := newEntry(out)
	z := zip.NewWriter(e)
	err := errors.Join(fill(z), z.Close())
	return SidecarFile{Name: name, Type: "application/zip", Size: e.size, SHA256: hex.EncodeToString(e.sum.Sum(nil))}, err
}
