package dossier

import (
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strconv"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
)

// Writer writes dossiers in the words of the templates.
type Writer struct {
	words words
	page  *template.Template
}

// Parse reads the words and the page from the folder journal of fsys.
func Parse(fsys fs.FS) (*Writer, error) {
	w, err := readWords(fsys)
	if err != nil {
		return nil, err
	}
	page, err := template.ParseFS(fsys, path.Join(folder, pageFile))
	if err != nil {
		return nil, fmt.Errorf("read page of the journal: %w", err)
	}
	return &Writer{words: w, page: page}, nil
}

// MailFile, LetterFile and AttachmentFile name files by their numbers, from 1.
func (w *Writer) MailFile(n int) string { return fill(w.words.MailFile, "n", number(n)) }

// LetterFile names the n-th letter of the office's own.
func (w *Writer) LetterFile(n int) string { return fill(w.words.LetterFile, "n", number(n)) }

// AttachmentFile names the m-th attachment of the n-th mail. Of what its sender
// called it only the ending is kept, if it is an ordinary one.
func (w *Writer) AttachmentFile(n, m int, called string) string {
	return fill(w.words.AttachmentFile, "n", number(n), "m", number(m), "ext", ending(called))
}

func number(n int) string { return fmt.Sprintf("%02d", n) }

// ending is the ending of a file name, such as ".pdf", or empty.
func ending(name string) string {
	ext := path.Ext(name)
	if len(ext) < 2 || len(ext) > 6 {
		return ""
	}
	for _, c := range ext[1:] {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return ""
		}
	}
	return ext
}

// New gathers the journal of an inquiry. g has the office's words and names.
func (w *Writer) New(s Source, g card.Glossary) Dossier {
	t := telling{Glossary: g, words: w.words, source: s}
	d := Dossier{
		Reference: string(s.Inquiry.Ref), Office: s.Office, Made: g.Local(s.Made).Format(time.RFC3339),
		Facts: t.facts(), Files: t.files(), Parts: texts(s.Parts), made: g.Exact(s.Made),
	}
	for _, ev := range s.Events {
		d.Entries = append(d.Entries, t.entry(ev))
	}
	return d
}

// telling is one dossier being written.
type telling struct {
	card.Glossary
	words  words
	source Source
}

// row is a labelled text, in a list that leaves out what is empty.
func (t telling) row(rows []Row, code, text string) []Row {
	if text == "" {
		return rows
	}
	return append(rows, Row{Code: code, Label: t.words.Labels[code], Text: text})
}

// facts are what stands at the top.
func (t telling) facts() []Row {
	q, codes := t.source.Inquiry, t.Codes()
	c := q.Course
	var rows []Row
	add := func(code, text string) { rows = t.row(rows, code, text) }
	add("reference", string(q.Ref))
	add("state", codes.States[c.State])
	add("received", t.Exact(q.Received))
	add("channel", codes.Channels[q.Channel])
	add("language", codes.Languages[q.Language])
	if c.Holder != "" {
		add("holder", t.Who(casework.Actor{Role: casework.ByAdviser, Adviser: c.Holder}))
	}
	if c.IsCase() {
		add("case", t.Exact(c.Case.Opened))
	}
	add("writer", person(q.Parties.Writer))
	add("party", person(q.Parties.Party))
	add("representative", person(q.Parties.Representative))
	add("department", t.Department(c.Department))
	add("theme", codes.Kinds[c.Theme])
	add("outcome", codes.Outcomes[c.Outcome])
	add("finding", codes.Findings[c.Finding])
	add("related", t.Enumerate(texts(q.Related)))
	// Beside the facts, so that nobody reads what was wrong without what is right.
	for _, ev := range t.source.Events {
		if corrects(ev.Event) {
			add("correction", fill(t.words.Correction, "at", t.Exact(ev.At), "text", ev.Note.Reveal()))
		}
	}
	return rows
}

func texts[T ~string](list []T) []string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return words
}

// files lists every file once, in the order of the names.
func (t telling) files() []Kept {
	var all []Kept
	add := func(f File, title string) {
		if f.Name != "" && !f.Inside {
			all = append(all, Kept{Name: f.Name, Title: title, Type: f.Type, Size: f.Size, SHA256: hex.EncodeToString(f.Sum)})
		}
	}
	for _, m := range t.source.Mails {
		if m.Above {
			continue
		}
		add(m.File, t.words.MailTitle)
		for _, f := range m.Files {
			add(f, t.attached(f))
		}
	}
	for _, l := range t.source.Letters {
		add(l.File, t.letterTitle(l))
	}
	return all
}

// called is what an attachment is called.
func (t telling) called(f File) string {
	if name := f.Title.Reveal(); name != "" {
		return name
	}
	return t.words.Unnamed
}

func (t telling) attached(f File) string {
	return fill(t.words.AttachmentTitle, "name", t.called(f))
}

func (t telling) letterTitle(l Letter) string {
	if name := t.Codes().Letters[l.Letter.Letter]; name != "" {
		return name
	}
	return t.words.LetterTitle
}

// kilobytes writes a size for people.
func (w words) kilobytes(n int64) string {
	return fill(w.Kilobytes, "n", strconv.FormatInt((n+1023)/1024, 10))
}
