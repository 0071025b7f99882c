package desktest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
	"borgerbot/internal/ident"
	"borgerbot/internal/intake"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
)

// template is an office before its first day, to be copied for each life.
type template struct {
	cfg   *config.Config
	words *daemon.Words
	judge *scope.Classifier
	dir   string
	place *time.Location
}

// scratch is a directory in memory where the machine has one: what a power cut
// leaves is not looked at here, and each life would wait for the disk a thousand
// times.
func scratch(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "desktest")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func newTemplate(t *testing.T, preset string) *template {
	t.Helper()
	raw, err := config.Example(preset)
	if err != nil {
		t.Fatal(err)
	}
	o := &template{dir: scratch(t)}
	path := filepath.Join(o.dir, "office.yaml")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if o.cfg, err = config.Read(path); err != nil {
		t.Fatal(err)
	}
	if o.place, err = time.LoadLocation("Europe/Copenhagen"); err != nil {
		t.Fatal(err)
	}
	master := seal.NewKey()
	o.cfg.MasterKey = config.NewSecret(fmt.Sprintf("%x", master[:]))
	secret := config.NewSecret("xoxb-none")
	o.cfg.Slack.BotToken, o.cfg.Slack.AppToken, o.cfg.Submission.Password = secret, config.NewSecret("xapp-none"), secret
	for i := range o.cfg.Mailboxes {
		o.cfg.Mailboxes[i].IMAP.Password = secret
	}
	if o.words, err = daemon.ReadWords(o.cfg); err != nil {
		t.Fatal(err)
	}
	files, err := o.cfg.RuleFiles()
	if err != nil {
		t.Fatal(err)
	}
	if o.judge, err = scope.Load(files, o.cfg.Scope()); err != nil {
		t.Fatal(err)
	}
	o.dir = filepath.Join(o.dir, "new")
	if err := os.Mkdir(o.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := o.daemon(o.dir, false)
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// daemon opens the office's data. It is not run: nothing goes in or out by itself.
func (o *template) daemon(dir string, secure bool) (*daemon.Daemon, error) {
	cfg := *o.cfg
	cfg.DataDir, cfg.Submission.Secure = config.Path(dir), secure
	return daemon.New(context.Background(), &cfg, daemon.Deps{Log: slog.New(slog.DiscardHandler), Words: o.words})
}

// world is one life of an office.
type world struct {
	*template
	*daemon.Daemon
	intake *intake.Intake
	rules  casework.Rules
	home   string
	told   []string

	uid     uint32
	touched bool   // a step has changed something
	relay   uint32 // what becomes of letters that are sent
	mails   map[casework.MessageID]mail
	words   []string // of mails and of notes
	matters map[casework.ID]*matter
	order   []casework.ID
	left    map[string][]byte // letters that have left, by key
}

func (o *template) open(seed uint64) (*world, error) {
	time.Sleep(time.Until(time.Date(2026, 3, 2, 9, 15, 0, 0, o.place)))
	dir, err := os.MkdirTemp(filepath.Dir(o.dir), "life")
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(dir, os.DirFS(o.dir)); err != nil {
		return nil, err
	}
	secure := seed/2%2 == 0
	w := &world{
		template: o, rules: o.cfg.Rules(), home: dir, mails: map[casework.MessageID]mail{},
		matters: map[casework.ID]*matter{}, left: map[string][]byte{},
	}
	w.rules.SecureRelay = secure
	if w.Daemon, err = o.daemon(dir, secure); err != nil {
		return nil, err
	}
	in := intake.Config{Limits: mailmsg.DefaultLimits(), ReadTime: time.Minute, Alarm: func(intake.AlarmCode, string, int) {}}
	for _, m := range o.cfg.Mailboxes {
		in.Mailboxes = append(in.Mailboxes, intake.Mailbox{ID: m.ID, Address: m.Address, Sent: m.Sent, Owner: m.Owner})
	}
	for _, a := range o.cfg.Advisers {
		in.Advisers = append(in.Advisers, a.Email)
	}
	for _, d := range o.cfg.Departments {
		department := intake.Department{ID: d.ID}
		for _, domain := range d.Domains {
			department.Domains = append(department.Domains, "@"+domain)
		}
		in.Departments = append(in.Departments, department)
	}
	w.intake = intake.New(w.Store, w.Names, w.Vault, o.judge, w.Desk, in, slog.New(slog.DiscardHandler))
	ctx := context.Background()
	for _, m := range o.cfg.Mailboxes {
		for _, folder := range []string{m.Inbox, m.Sent} {
			if _, err := w.intake.Position(ctx, m.ID, folder, 1, 1); err != nil {
				return nil, err
			}
		}
	}
	time.Sleep(time.Minute)
	return w, nil
}

func (w *world) close() error { return errors.Join(w.Daemon.Close(), os.RemoveAll(w.home)) }

// note tells what happened.
func (w *world) note(format string, args ...any) {
	w.told = append(w.told, time.Now().In(w.place).Format("  02.01. 15:04 ")+fmt.Sprintf(format, args...))
}

// do does a step and looks at what has come of it.
func (w *world) do(s step) error {
	var err error
	time.Sleep(time.Second) // nobody does two things at once
	switch s.what {
	case "mail":
		err = w.mail(s.n)
	case "act":
		err = w.act(s.n)
	case "pair":
		err = w.pair(s.n)
	case "fate":
		err = w.fate(s.n)
	case "relay":
		w.relay = s.n[0] % 4
		w.note("relay %s", relays[w.relay])
	case "pass":
		err = w.pass(spans[s.n[0]%uint32(len(spans))])
	}
	if err == nil {
		err = w.find()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.what, err)
	}
	w.touched = true
	return w.pass(0)
}

// spans are how much time passes.
var spans = []time.Duration{
	30 * time.Second, 2 * time.Minute, time.Hour, 5 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 14 * 24 * time.Hour,
}

// settle ends a life: the relay is well again, and every promise comes due.
func (w *world) settle() error {
	w.relay = 0
	return w.pass(20 * 24 * time.Hour)
}

// pass lets time pass, from one thing that is due to the next.
func (w *world) pass(span time.Duration) error {
	ctx, until := context.Background(), time.Now().Add(span)
	if span > time.Hour {
		w.note("%v pass", span)
	}
	for {
		now := time.Now()
		next, err := w.happen(ctx, now)
		if err != nil || !now.Before(until) {
			return err
		}
		if next.IsZero() || next.After(until) {
			next = until
		}
		if !next.After(now) {
			next = now.Add(time.Second)
		}
		// Each day ends with a look at what was promised for it.
		evening := w.rules.Today(now).At(23, 59, w.place)
		if now.Before(evening) && evening.Before(next) {
			next = evening
		}
		time.Sleep(next.Sub(now))
	}
}

// happen lets everything happen that is due now, looks at what has come of it, and
// returns when there is next something due.
func (w *world) happen(ctx context.Context, now time.Time) (next time.Time, err error) {
	due, wakes, err := w.due(now)
	if err == nil && wakes {
		_, err = w.Desk.Tick(ctx, now)
	}
	if err != nil {
		return next, fmt.Errorf("clock: %w", err)
	}
	if _, err := w.Desk.Erase(ctx, w.Vault, w.rules.MailboxErased); err != nil {
		return next, fmt.Errorf("erase: %w", err)
	}
	posts := !due.IsZero() && !due.After(now)
	if posts || wakes || w.touched {
		if err := w.post(now); err != nil {
			return next, err
		}
		if err := w.check(now); err != nil {
			return next, err
		}
		w.touched = false
		if due, _, err = w.due(now); err != nil {
			return next, err
		}
	}
	return due, w.checkPromises(now)
}

// due is when something is next due, and whether an inquiry wakes now.
func (w *world) due(now time.Time) (due time.Time, wakes bool, err error) {
	err = w.Store.View(context.Background(), func(tx *store.Tx) error {
		awake, err := tx.Awake(now, 1)
		if err != nil {
			return err
		}
		wakes = len(awake) > 0
		wake, err := tx.NextWake()
		if err != nil {
			return err
		}
		if due, err = tx.NextDue(store.OutMail); due.IsZero() || !wake.IsZero() && wake.Before(due) {
			due = wake
		}
		return err
	})
	return due, wakes, err
}

// deliver lets a mail arrive in a folder of the first mailbox, to be read at once.
func (w *world) deliver(raw []byte, sent bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	box := w.cfg.Mailboxes[0]
	w.uid++
	at := store.Place{Mailbox: box.ID, Folder: box.Inbox, UIDValidity: 1, UID: w.uid}
	if sent {
		at.Folder = box.Sent
	}
	if err := w.intake.Take(ctx, at, time.Now(), bytes.NewReader(raw)); err != nil {
		return err
	}
	folder := at
	folder.UID = 0
	if err := w.intake.Flush(ctx, folder); err != nil {
		return err
	}
	done := make(chan error)
	go func() { done <- w.intake.Run(ctx) }()
	synctest.Wait()
	cancel()
	return <-done
}

func (w *world) message(raw []byte) casework.MessageID {
	return w.Names.Message(ident.Sum(sha256.Sum256(raw)))
}

// answered reports whether an error is an answer to an adviser; any other is a fault.
func answered(err error) bool {
	var refusal *casework.Refusal
	var nobody *desk.NoSuchError
	return errors.As(err, &refusal) || errors.As(err, &nobody) || errors.Is(err, store.ErrNotFound)
}
