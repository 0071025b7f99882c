package dossier

import (
	"encoding/json"
	"fmt"
	"io"
)

// pageFile is the page among the templates.
const pageFile = "journal.html"

// JSON writes the dossier for programs, indented.
func (d Dossier) JSON(out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return fmt.Errorf("write journal.json: %w", err)
	}
	return nil
}

// page is what the template shows.
type page struct {
	Dossier Dossier
	Words   words
	Title   string
	Made    string
	Entries []pageEntry
	Files   []pageFileRow
}

type pageEntry struct {
	Entry
	When  string
	Reads []reading
}

type pageFileRow struct {
	Kept
	Kilobytes string
}

// HTML writes the page. It stands alone: no script, nothing from the network.
func (w *Writer) HTML(out io.Writer, d Dossier) error {
	p := page{
		Dossier: d, Words: w.words, Title: fill(w.words.Title, "ref", d.Reference), Made: fill(w.words.Made, "at", d.made),
	}
	for _, e := range d.Entries {
		p.Entries = append(p.Entries, pageEntry{Entry: e, When: e.when, Reads: e.reads})
	}
	for _, f := range d.Files {
		p.Files = append(p.Files, pageFileRow{Kept: f, Kilobytes: w.words.kilobytes(f.Size)})
	}
	if err := w.page.ExecuteTemplate(out, pageFile, p); err != nil {
		return fmt.Errorf("write %s: %w", pageFile, err)
	}
	return nil
}
