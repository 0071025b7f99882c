package daemon

import (
	"context"
	"errors"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/dossier"
	"borgerbot/internal/export"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
	"borgerbot/templates"
)

// ErrNoContent says that the office does not let commands show content.
var ErrNoContent = errors.New("commands may not write out what citizens wrote: allow_cli_content is false in the configuration")

// Place makes what is exported: a folder or a zip.
type Place func(fill func(export.Sink) error) error

// exporter returns what writes inquiries out, where the office allows it.
func (in *Installation) exporter() (export.Exporter, error) {
	if !in.cfg.AllowCLIContent {
		return export.Exporter{}, ErrNoContent
	}
	return in.writer()
}

// newRecords returns what puts journals into the folder of the records system; nil where
// there is none.
func (d *Daemon) newRecords() (*export.Records, error) {
	e := d.cfg.Export
	if e.Folder == "" {
		return nil, nil
	}
	x, err := d.writer()
	return export.NewRecords(export.Records{
		Exporter: x, Dir: string(e.Folder), Mode: e.Mode.Bits(), Instance: d.cfg.Instance, Zone: d.cfg.Location,
		Told: d.roads.RecordsFolder, Beat: func() { d.beat(loopRecords) }, Log: d.log,
	}), err
}

// writer returns what writes inquiries out.
func (in *Installation) writer() (export.Exporter, error) {
	writer, err := dossier.Parse(templates.FS)
	return export.Exporter{
		Store: in.Store, Desk: in.Desk, Writer: writer, Words: in.words.deck.Glossary(in.view), Office: in.cfg.Facts.Municipality,
		ReadTime: in.cfg.Intake.ReadLimit,
	}, err
}

// note writes an export into the journal of an inquiry, before anything is shown
// (design 7).
func (in *Installation) note(ctx context.Context, id casework.ID, reason string) error {
	_, err := in.Desk.Do(ctx, id, casework.Event{
		Type: casework.Export, At: time.Now(), By: casework.Actor{Role: casework.ByOperator}, Note: personal.New(reason),
	}, casework.None)
	return err
}

// ExportCase writes an inquiry out (H25), for a reason that its journal keeps.
// Errors: [ErrNoContent], [export.ErrErased].
func (in *Installation) ExportCase(ctx context.Context, q casework.Inquiry, reason string, to Place) error {
	x, err := in.exporter()
	if err != nil {
		return err
	}
	if q.Course.State == casework.Erased {
		return export.ErrErased
	}
	if err := in.note(ctx, q.ID, reason); err != nil {
		return err
	}
	return to(func(out export.Sink) error { return x.Case(ctx, q.ID, out, time.Now()) })
}

// ExportPerson writes out what an address leads to (GDPR art. 15), and returns it.
// Nothing is written when there is nothing. That it was asked for is recorded first,
// whatever was found: mail without an inquiry has no journal.
func (in *Installation) ExportPerson(ctx context.Context, address personal.Text, reason string, to Place) (export.Person, error) {
	x, err := in.exporter()
	if err != nil {
		return export.Person{}, err
	}
	found, err := x.Find(ctx, address)
	if err != nil {
		return found, err
	}
	err = in.Store.Update(ctx, func(tx *store.Tx) error {
		return tx.AddInsight(store.Insight{
			At: time.Now(), Inquiries: len(found.Inquiries), Mails: len(found.Loose), Reason: personal.New(reason),
		})
	})
	if err != nil || len(found.Inquiries)+len(found.Loose) == 0 {
		return found, err
	}
	for _, q := range found.Inquiries {
		if err := in.note(ctx, q.ID, reason); err != nil {
			return found, err
		}
	}
	return found, to(func(out export.Sink) error { return x.Write(ctx, found, out, time.Now()) })
}
