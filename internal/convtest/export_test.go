package convtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"borgerbot/internal/daemon"
	"borgerbot/internal/dossier"
	"borgerbot/internal/export"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// exportPlace is a folder for the next export.
func (s *story) exportPlace() daemon.Place {
	s.exported = filepath.Join(s.t.TempDir(), "export")
	return func(fill func(export.Sink) error) error { return export.Folder(s.exported, fill) }
}

// exportCase: operator export [N]
func (s *story) exportCase(ctx context.Context, in *daemon.Installation, number []string) error {
	id, err := s.inquiry(number)
	if err != nil {
		return err
	}
	q, err := in.Desk.Find(ctx, id)
	if err != nil {
		return err
	}
	return in.ExportCase(ctx, q, "overleveres til sagssystemet", s.exportPlace())
}

// exportPerson: operator person ADDRESS
func (s *story) exportPerson(ctx context.Context, in *daemon.Installation, args []string) error {
	if len(args) != 1 {
		return errors.New("operator person ADDRESS")
	}
	_, err := in.ExportPerson(ctx, personal.New(args[0]), "borgeren har bedt om indsigt", s.exportPlace())
	return err
}

// lookInsights is what is kept of exports about a person.
func (s *story) lookInsights([]string) (string, error) {
	var b strings.Builder
	err := s.store.View(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Insights()
		for _, in := range all {
			fmt.Fprintf(&b, "%s %d inquiries, %d other mails: %s\n", in.At.In(s.Config.Location).Format("2006-01-02 15:04"), in.Inquiries, in.Mails, in.Reason.Reveal())
		}
		return err
	})
	return b.String(), err
}

// lookExport is what lies in an export: each file, and of each journal what it tells.
// The sums in it must be those of the files. Of several inquiries the oldest comes
// first, whatever its reference.
func (s *story) lookExport([]string) (string, error) {
	var parts []string
	err := filepath.WalkDir(s.exported, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(s.exported, path)
		if err != nil {
			return err
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n", name)
		if filepath.Base(path) == "journal.json" {
			err = tellJournal(&b, path)
		}
		parts = append(parts, s.named(b.String()))
		return err
	})
	slices.Sort(parts)
	return strings.Join(parts, ""), err
}

func tellJournal(b *strings.Builder, path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var d dossier.Dossier
	if err := json.Unmarshal(raw, &d); err != nil {
		return err
	}
	tellRows(b, "  ", d.Facts)
	for _, e := range d.Entries {
		fmt.Fprintf(b, "  %s %s: %s %s\n", e.At, e.By, e.Text, strings.Join(e.Files, " "))
		tellRows(b, "      ", e.Rows)
	}
	for _, part := range d.Parts {
		fmt.Fprintf(b, "  %s/journal.json\n", part)
	}
	for _, f := range d.Files {
		content, err := os.ReadFile(filepath.Join(filepath.Dir(path), f.Name))
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(content)) != f.Size {
			return fmt.Errorf("%s is not what the journal says", f.Name)
		}
		fmt.Fprintf(b, "  %s: %s, %s\n", f.Name, f.Title, f.Type)
	}
	return nil
}

func tellRows(b *strings.Builder, indent string, rows []dossier.Row) {
	for _, r := range rows {
		fmt.Fprintf(b, "%s%s: %s\n", indent, r.Label, strings.ReplaceAll(r.Text, "\n", " | "))
	}
}
