package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// Records puts journals into the folder from which the records system imports, and
// hears from it what became of them.
//
// An order is a fact in the store until its file lies there whole: whenever the
// process is killed, the file is written again under the same name. Beside each zip
// lies a [Sidecar] of the same name, put there after it. The records system answers
// with an empty file NAME.done or NAME.failed. That a file is gone is no answer:
// whatever empties a folder has not for that filed a case, and a case is erased on
// the strength of the answer. What it has taken is removed.
type Records struct {
	Exporter
	Dir  string
	Mode fs.FileMode
	// Instance is the office's name, which no other office on the machine has.
	Instance string
	Zone     *time.Location
	// Told is told how the folder is, and Beat that the loop has come round.
	Told func(code string)
	Beat func()
	Log  *slog.Logger

	bell  chan struct{}
	drop  drop
	wrong FolderCode
	heard map[string]bool // refusals that have been recorded
}

// NewRecords returns the records of a folder, which may not be there yet.
func NewRecords(r Records) *Records {
	r.bell, r.heard = make(chan struct{}, 1), map[string]bool{}
	r.drop = newDrop(r.Dir, r.Instance, r.Mode)
	return &r
}

// Ring tells that something has been committed. It never blocks.
func (r *Records) Ring() {
	select {
	case r.bell <- struct{}{}:
	default:
	}
}

const (
	// lookEvery is how often the folder is looked into for answers.
	lookEvery = time.Minute
	// afterTrouble is how long a folder in trouble is left alone.
	afterTrouble = time.Minute
)

// Run runs until ctx ends.
func (r *Records) Run(ctx context.Context) error {
	swept := false
	var unread, unwritten error
	var looked, notBefore time.Time
	for ctx.Err() == nil {
		r.Beat()
		now := time.Now()
		if !swept && r.drop.fit() == nil {
			swept = r.drop.sweep() == nil
		}
		if now.Sub(looked) >= lookEvery || looked.After(now) {
			looked, unread = now, r.look(ctx)
		}
		next := notBefore
		if !now.Before(notBefore) {
			if next, unwritten = r.write(ctx, now); unwritten != nil {
				notBefore = time.Now().Add(afterTrouble)
				next = notBefore
			}
		}
		if ctx.Err() == nil {
			r.tell(errors.Join(unwritten, unread))
		}
		r.wait(ctx, earlier(next, looked.Add(lookEvery)), notBefore)
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// wait waits until an instant, or until something has been committed once there has
// been no trouble for a while.
func (r *Records) wait(ctx context.Context, until, notBefore time.Time) {
	timer := time.NewTimer(max(time.Until(until), 0))
	defer timer.Stop()
	bell := r.bell
	if time.Now().Before(notBefore) {
		bell = nil
	}
	select {
	case <-ctx.Done():
	case <-bell:
	case <-timer.C:
	}
}

// tell says how the folder is, and logs it when that has changed.
func (r *Records) tell(err error) {
	code := folderCode(err)
	r.Told(string(code))
	if code != r.wrong && code != FolderFine {
		r.Log.Error("nothing can be put into the records system's folder; it is tried again", "code", code, "err", err)
	}
	if code != r.wrong && code == FolderFine {
		r.Log.Info("the records system's folder is well again")
	}
	r.wrong = code
}

// write writes what is due, and returns when the next is.
func (r *Records) write(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []casework.ID
	err = r.Store.View(ctx, func(tx *store.Tx) (err error) {
		due, next, err = tx.Filings(now)
		return err
	})
	if err != nil || len(due) == 0 {
		return next, err
	}
	if err := r.drop.fit(); err != nil {
		return next, err
	}
	for _, id := range due {
		err = errors.Join(err, r.file(ctx, id, now))
	}
	return next, err
}

// file writes one journal, and records that it lies there.
func (r *Records) file(ctx context.Context, id casework.ID, now time.Time) error {
	var q store.Inquiry
	err := r.Store.View(ctx, func(tx *store.Tx) (err error) {
		q, err = tx.Inquiry(id)
		return err
	})
	if err != nil {
		return err
	}
	if q.Filing.Ordered.IsZero() { // erased, or taken back since
		return nil
	}
	name := q.FilingName(r.Zone)
	var seen casework.Inquiry
	var beside Sidecar
	err = r.drop.put(name+zipEnding, func(w io.Writer) error {
		packed, err := pack(w, name+zipEnding, func(out Sink) error {
			w, err := r.Exporter.write(ctx, id, out, now)
			seen, beside = w.inquiry, sidecar(w, now)
			return err
		})
		beside.Zip = packed
		return err
	})
	if errors.Is(err, ErrErased) {
		return nil
	}
	if err == nil {
		err = r.drop.put(name+sidecarEnding, beside.JSON)
	}
	if err != nil {
		return err
	}
	err = r.record(ctx, id, casework.Event{Type: casework.RecordsWritten, Key: name, Version: seen.Version})
	if err == nil {
		r.Log.Info("journal put into the records system's folder", "case", seen.Ref)
	}
	return err
}

// record applies what has become of a file, once: two orders of one second share a name,
// and so do the files of an order that is carried out again, but not the version.
func (r *Records) record(ctx context.Context, id casework.ID, ev casework.Event) error {
	ev.At, ev.By, ev.Press = time.Now(), casework.Actor{Role: casework.BySystem}, fmt.Sprintf("%s/%d", ev.Key, ev.Version)
	_, err := r.Desk.Do(ctx, id, ev, casework.None)
	var refused *casework.Refusal
	if errors.As(err, &refused) { // erased meanwhile
		return nil
	}
	return err
}

// The endings of names in the folder.
const (
	zipEnding     = ".zip"
	sidecarEnding = ".json"
	doneEnding    = ".done"
	failedEnding  = ".failed"
)

// look hears what the records system says, and removes what is not to lie there any
// more.
func (r *Records) look(ctx context.Context) error {
	if err := r.drop.fit(); err != nil {
		return err
	}
	names, err := r.drop.names()
	if err != nil {
		return err
	}
	for _, file := range names {
		name, ending := base(file)
		ref := casework.FilingOf(name)
		if ref == "" {
			continue
		}
		q, found := r.Desk.FindByReference(ctx, ref)
		if errors.Is(found, store.ErrNotFound) {
			continue // another office's
		}
		if found != nil {
			return errors.Join(err, found)
		}
		err = errors.Join(err, r.hear(ctx, q, file, name, ending))
	}
	return err
}

// base is the name of a file without its ending, where the answer to a zip may be
// called after the whole of its name.
func base(file string) (name, ending string) {
	for _, ending := range []string{doneEnding, failedEnding, zipEnding, sidecarEnding} {
		if name, ok := strings.CutSuffix(file, ending); ok {
			return strings.TrimSuffix(name, zipEnding), ending
		}
	}
	return "", ""
}

// hear takes up one file of an inquiry.
func (r *Records) hear(ctx context.Context, q casework.Inquiry, file, name, ending string) error {
	switch {
	case q.Course.State == casework.Erased:
		return r.drop.remove(file)
	case ending == doneEnding:
		took := casework.Event{Type: casework.RecordsTook, Key: name}
		if q.Filing.Name == name { // else it is of before a crash or a restore, and the file is written again
			took.Version = q.Filing.Seen
		}
		if err := r.record(ctx, q.ID, took); err != nil {
			return err
		}
		r.Log.Info("the records system has taken a journal", "case", q.Ref)
		return r.drop.remove(name+zipEnding, name+sidecarEnding, file)
	case ending == failedEnding && !r.heard[file]:
		if err := r.record(ctx, q.ID, casework.Event{Type: casework.RecordsRefused, Key: name}); err != nil {
			return fmt.Errorf("hear of a refusal: %w", err)
		}
		r.heard[file] = true
		r.Log.Warn("the records system has refused a journal", "case", q.Ref)
	}
	return nil
}
