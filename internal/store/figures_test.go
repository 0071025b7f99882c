package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// figures are those of a directory, read without keys.
func figures(t testing.TB, dir string) (all []store.Figure) {
	t.Helper()
	err := store.Look(context.Background(), dir, func(tx *store.Tx) error {
		return tx.EachFigure(start.AddDate(1, 0, 0), func(f store.Figure) { all = append(all, f) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// counted is an inquiry with everything the report counts.
func counted() (store.Inquiry, store.Figure) {
	q := bare("q1", 1)
	q.Channel, q.Language = casework.ChannelPhone, casework.English
	q.Verdict.Kinds = []casework.Kind{casework.KindDelay, casework.KindConduct}
	q.Verdict.Sensitive = []casework.Sensitive{casework.SensitiveHealth}
	q.Parties.Mandate.State = casework.MandateMissing
	c := &q.Course
	c.State, c.Outcome, c.Closed = casework.Closed, casework.OutOfScope, minutes(50)
	c.Grounds = []casework.Ground{casework.GroundOld, casework.GroundPolitical}
	c.Referrals = []string{"ankestyrelsen", "ombudsmanden"}
	c.Department, c.Theme, c.Finding = "job", casework.KindDelay, casework.Criticism
	c.Case.Opened, c.Answered, c.Deadline.Noticed = minutes(20), minutes(40), true
	c.First = casework.First{Promised: march(16), Answered: minutes(30)}
	return q, store.Figure{
		Received: start, Channel: q.Channel, Language: q.Language, Kinds: q.Verdict.Kinds, Sensitive: true, Represented: true,
		Outcome: c.Outcome, Grounds: c.Grounds, Referrals: c.Referrals, Department: "job", Theme: c.Theme, Finding: c.Finding,
		Closed: minutes(50), CaseAt: minutes(20), Answered: minutes(30), Promised: march(16), Noticed: true,
	}
}

// TestFigures: all that the report counts lies in the clear, and stays when the
// inquiry is erased (design 7).
func TestFigures(t *testing.T) {
	s, dir := open(t)
	q, want := counted()
	late := bare("q2", 2)
	late.Received = start.AddDate(1, 0, 0) // not before the instant that is asked for
	update(t, s, func(tx *store.Tx) error { return errors.Join(tx.PutInquiry(&q), tx.PutInquiry(&late)) })
	for _, state := range []casework.State{casework.Closed, casework.Erased} {
		q.Course.State = state
		update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&q) })
		if diff := cmp.Diff([]store.Figure{want}, figures(t, dir), exact); diff != "" {
			t.Errorf("%s: %s", state, diff)
		}
	}
}

// TestLookBesideWriter: what is read is of one moment, the writer need not wait,
// and nothing can be written.
func TestLookBesideWriter(t *testing.T) {
	s, dir := open(t)
	put(t, s, "q1", 1)
	err := store.Look(t.Context(), dir, func(tx *store.Tx) error {
		for range 2 {
			n := 0
			if err := tx.EachFigure(minutes(1), func(store.Figure) { n++ }); err != nil || n != 1 {
				t.Errorf("%d figures, %v; want 1", n, err)
			}
			put(t, s, casework.ID("q"+time.Now().Format(".000000000")), uint32(time.Now().UnixNano()))
		}
		return tx.SetFact("a", "b")
	})
	if err == nil {
		t.Error("a fact was written while looking")
	}
	if n := len(figures(t, dir)); n != 3 {
		t.Errorf("%d figures afterwards, want 3", n)
	}
}

// TestLookAfterStop: the database of a daemon that has stopped is read too, and
// stays as it was.
func TestLookAfterStop(t *testing.T) {
	dir := t.TempDir()
	s, _ := openIn(t, dir)
	put(t, s, "q1", 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, "borgerbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(figures(t, dir)); n != 1 {
		t.Errorf("%d figures, want 1", n)
	}
	after, err := os.ReadFile(filepath.Join(dir, "borgerbot.db"))
	if err != nil || string(after) != string(before) {
		t.Errorf("looking changed the file: %v", err)
	}
}

// TestLookRefuses: a database that is newer, older or none at all.
func TestLookRefuses(t *testing.T) {
	look := func(dir string) error {
		return store.Look(t.Context(), dir, func(*store.Tx) error { return nil })
	}
	s, dir := open(t)
	put(t, s, "q1", 1)
	mustExec(t, rawDB(t, dir), `PRAGMA user_version = 1000`)
	if err := look(dir); !errors.Is(err, store.ErrNewerSchema) {
		t.Errorf("a newer database: %v", err)
	}
	mustExec(t, rawDB(t, dir), `PRAGMA user_version = 1`)
	if err := look(dir); err == nil || errors.Is(err, store.ErrNewerSchema) {
		t.Errorf("an older database: %v", err)
	}
	if err := look(filepath.Join(dir, "none")); err == nil {
		t.Error("no folder: no error")
	}
}

// TestFiguresOfOldRows upgrades a database from before the figures had columns:
// what the clear columns, the events and the outbox tell is there at once, also of
// what is erased, and what only the sealed part knows once that has been opened.
func TestFiguresOfOldRows(t *testing.T) {
	dir := t.TempDir()
	restore(t, filepath.Join("testdata", "released", "0001_start.sql"), filepath.Join(dir, "borgerbot.db"))
	restore(t, filepath.Join("testdata", "released", "keys_0001_start.sql"), filepath.Join(dir, "keys.db"))
	const old = `
		INSERT INTO inquiries SELECT ?, ?, 9, 'erased', '', NULL, 'mail', ?, 'da', 'IN', '', '', '', 0, 0,
		  '', '2026-03-16', 1, '2026-03-10T09:15:00.000Z', '', 0, 0, '', ?, 'advised', 'out_old', '', '', '', '2026-03-11T09:15:00.000Z', 1, NULL`
	db := rawDB(t, dir)
	mustExec(t, db, old, "e1", "BR-1", "2026-03-02T09:11:00.000Z", 1)
	mustExec(t, db, old, "e2", "BR-2", "2026-03-02T09:12:00.000Z", 1)
	mustExec(t, db, old, "e3", "BR-3", "2026-03-02T09:13:00.000Z", 0)
	mustExec(t, db, `
		INSERT INTO events (inquiry_id, version, type, at, role, adviser, key_id, payload_hash, link)
		VALUES ('e2', 5, 'open_case', '2026-03-05T09:15:00.000Z', '', '', '', x'', x'')`)
	mustExec(t, db, `
		INSERT INTO outbox (key, channel, kind, inquiry_id, state, automatic, due_at, created_at, settled_at, key_id)
		VALUES ('n', 'mail', 'L09', 'e3', 'delivered', 1, '', '', '', '')`)
	v, err := vault.Open(t.Context(), filepath.Join(dir, "keys.db"), fixtureKey, false)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	s, err := store.Open(t.Context(), dir, v)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := func(day int) time.Time { return time.Date(2026, 3, day, 9, 15, 0, 0, time.UTC) }
	row := store.Figure{
		Received: minutes(-4), Channel: casework.ChannelMail, Language: casework.Danish, Outcome: casework.Advised,
		Grounds: []casework.Ground{casework.GroundOld}, Closed: at(11), Answered: at(10), Promised: march(16),
	}
	fromStart, later, noticed := row, row, row
	later.Received, noticed.Received = minutes(-3), minutes(-2)
	fromStart.CaseAt, later.CaseAt, noticed.Noticed = fromStart.Received, at(5), true
	if diff := cmp.Diff([]store.Figure{fromStart, later, noticed}, figures(t, dir)[:3], exact); diff != "" {
		t.Error(diff)
	}

	sealed, _ := counted()
	sealed.ID, sealed.Ref = "q9", casework.NewReference(9)
	update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&sealed) })
	lost, _ := counted()
	lost.ID, lost.Ref = "q8", casework.NewReference(8)
	update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&lost) })
	mustExec(t, db, `UPDATE inquiries SET referrals = NULL WHERE id IN ('q1', 'q8', 'q9')`) // as the upgrade leaves them
	if err := v.Destroy(t.Context(), column(t, db, `SELECT key_id FROM inquiries WHERE id = 'q8'`)); err != nil {
		t.Fatal(err)
	}
	if err := s.FillFigures(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := column(t, db, `SELECT id FROM inquiries WHERE referrals IS NULL`); len(left) != 0 {
		t.Errorf("without figures: %v", left)
	}
	if got := column(t, db, `SELECT referrals FROM inquiries WHERE id = 'q9'`); got[0] != "ankestyrelsen ombudsmanden" {
		t.Errorf("referrals %q", got)
	}
}

// TestFirstOfOldRows: an inquiry from before the first answer was kept knows one.
func TestFirstOfOldRows(t *testing.T) {
	dir := t.TempDir()
	v, err := vault.Open(t.Context(), filepath.Join(dir, "keys.db"), seal.NewKey(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	s, err := store.Open(t.Context(), dir, v)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	put(t, s, "q1", 1)
	key := column(t, rawDB(t, dir), `SELECT key_id FROM inquiries`)[0]
	for body, want := range map[string]casework.First{
		`{"course":{"state":"received","deadline":{"date":"2026-03-16","promised":true},"answered":"2026-03-02T09:16:00Z"}}`: {
			Promised: calendar.On(2026, time.March, 16), Answered: minutes(1),
		},
		`{"course":{"state":"received","deadline":{"date":"2026-03-16"},"answered":"2026-03-02T09:16:00Z"}}`: {Answered: minutes(1)},
	} {
		sealed, err := v.Seal(t.Context(), key, []byte(body), "inquiry q1")
		if err != nil {
			t.Fatal(err)
		}
		mustExec(t, rawDB(t, dir), `UPDATE inquiries SET body = ?`, sealed)
		if got := inquiry(t, s, "q1").Course.First; got.Promised != want.Promised || !got.Answered.Equal(want.Answered) {
			t.Errorf("%s: %+v, want %+v", body, got, want)
		}
	}
}
