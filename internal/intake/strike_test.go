package intake_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	presets "borgerbot/config"
	"borgerbot/internal/calendar"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/compose"
	"borgerbot/internal/desk"
	"borgerbot/internal/intake"
	"borgerbot/internal/letter"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
	"borgerbot/templates"
)

// office is an intake with all it needs, and nobody who sends anything. It lacks
// the facts that letters name, so that no receipt can be written.
type office struct {
	t     *testing.T
	store *store.Store
	in    *intake.Intake
	// from is the sender of alarms; without it no alarm can be written, and an acute
	// letter not recorded.
	from map[string]compose.Mailbox
	uid  uint32
	// fails, if set, is what the vault says to what it is to seal.
	fails func(plain, what, keyID string) error
	vault *vault.Vault
	desk  *desk.Desk
}

// fragile is the vault of an office.
type fragile struct {
	*vault.Vault
	office *office
}

func (f fragile) Seal(ctx context.Context, keyID string, plain []byte, what string) ([]byte, error) {
	if f.office.fails != nil {
		if err := f.office.fails(string(plain), what, keyID); err != nil {
			return nil, err
		}
	}
	return f.Vault.Seal(ctx, keyID, plain, what)
}

// ourAddress is the office's.
const ourAddress = "office@example.org"

func newOffice(t *testing.T, change ...func(*casework.Rules)) *office {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	v, err := vault.Open(ctx, filepath.Join(dir, "keys.db"), seal.NewKey(), true)
	must(t, err)
	t.Cleanup(func() { _ = v.Close() })
	o := &office{t: t, vault: v, from: map[string]compose.Mailbox{}}
	s, err := store.Open(ctx, dir, fragile{v, o})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	letters, err := letter.Parse(templates.FS)
	must(t, err)
	deck, err := card.Parse(templates.FS)
	must(t, err)
	rules, err := fs.Sub(presets.FS, "rules")
	must(t, err)
	judge, err := scope.Load(rules, scope.Office{Preset: "lejre"})
	must(t, err)
	o.store = s
	course := casework.Rules{
		Calendar: calendar.New(), Location: time.UTC, Receipt: casework.LetterReceiptSimple, AcuteReceipt: true,
	}
	for _, c := range change {
		c(&course)
	}
	o.desk = desk.New(s, v.Names(), letters, deck, desk.Config{
		Rules:    course,
		Advisers: []desk.Adviser{{ID: "a1", Alarms: "kirsten@example.org"}},
		Main:     "main", From: o.from, MailDomain: "example.org", Instance: "test",
	}, func() {})
	o.in = intake.New(s, v.Names(), v, judge, o.desk, intake.Config{
		Mailboxes: []intake.Mailbox{{ID: "main"}}, Own: []string{ourAddress}, Limits: mailmsg.DefaultLimits(), ReadTime: time.Minute,
		Alarm: func(intake.AlarmCode, string, int) {},
	}, slog.New(slog.DiscardHandler))
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// take takes a letter in and returns when it has been dealt with as far as it can.
func (o *office) take(text string) {
	o.t.Helper()
	o.uid++
	at := store.Place{Mailbox: "main", Folder: "INBOX", UIDValidity: 1, UID: o.uid}
	must(o.t, o.in.Take(o.t.Context(), at, time.Now(), strings.NewReader(strings.ReplaceAll(text, "\n", "\r\n"))))
	must(o.t, o.in.Flush(o.t.Context(), at))
	synctest.Wait()
}

// inquiries are those there are, by the number of the letter that opened them;
// missing while it waits.
func (o *office) inquiries() map[uint32]casework.Inquiry {
	o.t.Helper()
	all := map[uint32]casework.Inquiry{}
	must(o.t, o.store.View(o.t.Context(), func(tx *store.Tx) error {
		for uid := uint32(1); uid <= o.uid; uid++ {
			m, err := tx.MessageAt(store.Place{Mailbox: "main", Folder: "INBOX", UIDValidity: 1, UID: uid})
			if err != nil {
				return err
			}
			if m.Inquiry == "" {
				continue
			}
			q, err := tx.Inquiry(m.Inquiry)
			if err != nil {
				return err
			}
			all[uid] = q.Inquiry
		}
		return nil
	}))
	return all
}

const (
	plain = "From: Anna Holm <anna@example.org>\nSubject: Klage\n\nJeg har ventet på svar fra jobcentret i fire måneder.\n"
	acute = "From: Hans Holm <hans@example.org>\nSubject: Hjælp\n\nJeg kan ikke mere og vil tage mit liv i aften.\n"
)

// TestReceiptThatCannotBeWritten: it is the office's fault and not the letter's,
// which is judged and recorded like any other.
func TestReceiptThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.from["main"] = compose.Mailbox{Address: ourAddress}
		o.run()
		o.take(plain)
		o.take(acute)
		all := o.inquiries()
		for uid, acute := range map[uint32]bool{1: false, 2: true} {
			q := all[uid]
			if q.Course.ReceiptRule != casework.ReceiptUnwritten || q.Course.Acute != acute || q.Subject.Empty() || len(q.Letters) != 0 {
				t.Errorf("letter %d: receipt %q, acute %v, %d letters", uid, q.Course.ReceiptRule, q.Course.Acute, len(q.Letters))
			}
		}
	})
}

// TestNoticeThatCannotBeWritten: the citizen is not told in time, and the card says
// so to all advisers (design 1.5); it is not tried again and again.
func TestNoticeThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, func(r *casework.Rules) {
			r.Receipt = casework.NoLetter
			r.Deadline = casework.DeadlineRule{Promised: true, Workdays: 10, NoticeWorkdays: 5}
			r.Hours = casework.ReminderHours{From: 8, To: 16, Notice: 15}
		})
		o.run()
		o.take(plain)
		time.Sleep(30 * 24 * time.Hour)
		next, err := o.desk.Tick(t.Context(), time.Now())
		var letter *desk.LetterError
		if !errors.As(err, &letter) {
			t.Errorf("the clock says %v", err)
		}
		if q := o.inquiries()[1]; q.Alarm() != casework.ReasonSuppressed || len(q.Letters) != 0 {
			t.Errorf("the card says %q, %d letters", q.Alarm(), len(q.Letters))
		}
		if !next.IsZero() && next.Before(time.Now().Add(time.Hour)) {
			t.Errorf("it is looked at again at %v", next)
		}
	})
}

// TestStrikesRest: a letter that cannot be recorded for a while is tried again
// when the trouble may be over, and holds up nobody meanwhile. A trouble that
// lasts makes it an inquiry that could not be read.
func TestStrikesRest(t *testing.T) {
	for name, short := range map[string]bool{"short": true, "lasting": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t)
				stop := o.run()
				o.take(acute)
				o.take(plain)
				if all := o.inquiries(); len(all) != 1 || all[2].Subject.Empty() {
					t.Errorf("%d inquiries, want the one behind", len(all))
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if _, there := o.inquiries()[1]; there {
					t.Error("it was given up within a minute")
				}
				stop()
				if short {
					o.from["main"] = compose.Mailbox{Address: ourAddress}
				}
				o.run()
				time.Sleep(3 * time.Minute)
				synctest.Wait()
				q, there := o.inquiries()[1]
				if !there || q.Course.Acute != short || (q.Course.ReceiptRule == casework.ReceiptUnreadable) == short {
					t.Errorf("inquiry %v, acute %v, receipt %q", there, q.Course.Acute, q.Course.ReceiptRule)
				}
			})
		})
	}
}

// TestTroubleIsNoStrike: while the database cannot be written, however long, the
// letters wait and none is to blame; neither is one that failed only in company.
func TestTroubleIsNoStrike(t *testing.T) {
	for name, trouble := range map[string]error{"busy": store.ErrBusy, "full": store.ErrDiskFull, "in company": errors.New("once")} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t)
				failed, healed := 0, time.Now().Add(time.Hour)
				o.fails = func(_, what, _ string) error {
					over := time.Now().After(healed) || failed > 0 && !store.Trouble(trouble)
					if over || strings.HasPrefix(what, "chunk") {
						return nil
					}
					failed++
					return trouble
				}
				stop := o.run()
				o.take(plain)
				if store.Trouble(trouble) {
					time.Sleep(time.Until(healed))
					if all := o.inquiries(); len(all) != 0 {
						t.Errorf("%d inquiries in trouble", len(all))
					}
					time.Sleep(time.Minute)
				}
				synctest.Wait()
				stop()
				if q := o.inquiries()[1]; failed == 0 || q.Subject.Empty() || q.Course.ReceiptRule == casework.ReceiptUnreadable {
					t.Errorf("failed %d times; receipt %q", failed, q.Course.ReceiptRule)
				}
			})
		})
	}
}

// TestPanicWhileRecording: a letter that makes the program panic while it is
// recorded is set aside like any other that fails, and stops neither the program
// nor those behind it.
func TestPanicWhileRecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.fails = func(plain, what, _ string) error {
			if !strings.HasPrefix(what, "chunk") && strings.Contains(plain, "Gift") {
				panic("poison")
			}
			return nil
		}
		o.run()
		o.take(strings.ReplaceAll(plain, "Klage", "Gift"))
		o.take(plain)
		if all := o.inquiries(); len(all) != 1 || all[2].Subject.Empty() {
			t.Errorf("%d inquiries, want the one behind", len(all))
		}
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		if q := o.inquiries()[1]; q.Course.ReceiptRule != casework.ReceiptUnreadable {
			t.Errorf("the poison has receipt %q", q.Course.ReceiptRule)
		}
	})
}

// run runs the intake until the test ends or it is stopped.
func (o *office) run() (stop func()) {
	ctx, cancel := context.WithCancel(o.t.Context())
	done := make(chan error)
	go func() { done <- o.in.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			o.t.Error(err)
		}
	})
	o.t.Cleanup(stop)
	return stop
}
