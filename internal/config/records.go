package config

import (
	"io/fs"
	"slices"

	"borgerbot/internal/casework"
)

// Export is the folder from which the records system imports journals.
type Export struct {
	Folder Path         `yaml:"folder"` // empty: there is none
	On     []ExportWhen `yaml:"on"`     // empty: only where an adviser asks
	Mode   FileMode     `yaml:"mode"`
}

// ExportWhen is what puts a journal into the folder by itself.
type ExportWhen string

// The occasions.
const (
	CaseClosed    ExportWhen = "case_closed"
	ContactClosed ExportWhen = "contact_closed"
)

// FileMode says who may read the files, as chmod writes it.
type FileMode string

// The modes. None lets everybody on the machine read.
const (
	OwnerReads  FileMode = "0600"
	GroupReads  FileMode = "0640"
	GroupWrites FileMode = "0660"
)

// Bits are the mode's.
func (m FileMode) Bits() fs.FileMode {
	switch m {
	case GroupReads:
		return 0o640
	case GroupWrites:
		return 0o660
	}
	return 0o600
}

// records is what the course must know of the folder.
func (e Export) records() casework.RecordsRule {
	return casework.RecordsRule{
		Folder: e.Folder != "", OnCase: slices.Contains(e.On, CaseClosed), OnContact: slices.Contains(e.On, ContactClosed),
	}
}

func (l *loader) checkExport() {
	e := l.cfg.Export
	l.must(e.Folder != "" || len(e.On) == 0, "export.on", "there is no folder to put anything into; name export.folder too", "export.folder")
	l.must(e.Folder == "" || !inside(string(e.Folder), string(l.cfg.DataDir)), "export.folder",
		"lies in the folder of the data; name one that the records system reads from", "data_dir")
}
