package convtest

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/stage"
	"borgerbot/internal/standin"
)

// silentOffice is an office of which something goes silent, outside a story: what is
// told is then in no database, or nobody is left to tell.
type silentOffice struct {
	*stage.Stage
	dir string
	log *journal
}

func openSilent(t *testing.T) *silentOffice {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 2, 8, 15, 0, 0, time.UTC)))
	cfg, err := config.Preset("lejre")
	if err != nil {
		t.Fatal(err)
	}
	o := &silentOffice{dir: filepath.Join(t.TempDir(), "data"), log: &journal{}}
	network, port := &standin.Network{}, 1000
	o.Stage, err = stage.New(stage.Options{
		Config: cfg, Dir: o.dir, Log: slog.New(slog.NewTextHandler(o.log, nil)), Dial: network.Dial, Words: words.of,
		Listen: func(string) (net.Listener, error) {
			port++
			return network.Listen(fmt.Sprintf("127.0.0.1:%d", port))
		},
	})
	if err == nil {
		err = o.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
	synctest.Wait()
	return o
}

// told counts mails and lines in the channel that hold the words.
func (o *silentOffice) told(words string) (mails, lines int) {
	for _, m := range o.SMTP.Submissions() {
		if bytes.Contains(m.Data, []byte(words)) {
			mails++
		}
	}
	for _, m := range o.Channel().Messages() {
		if strings.Contains(strings.ReplaceAll(m.Read(o.Slack.Names()), "\n", " "), words) {
			lines++
		}
	}
	return mails, lines
}

// TestDatabaseSilent: nothing can be written any more. Mailbox, relay and Slack are
// well, so the advisers are told directly, once, and by the ordinary way when it is
// over (design 1.1, 8).
func TestDatabaseSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openSilent(t)
		defer o.Close()
		db, err := sql.Open("sqlite3", "file:"+filepath.Join(o.dir, "borgerbot.db")+"?_busy_timeout=5000")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		do := func(statement string) {
			t.Helper()
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		do(`CREATE TRIGGER full BEFORE INSERT ON facts BEGIN SELECT RAISE(ABORT, 'full'); END`)
		time.Sleep(10 * time.Minute)
		if mails, lines := o.told("kan ikke skrive i sin database"); mails+lines != 0 {
			t.Errorf("after ten minutes %d mails and %d lines", mails, lines)
		}
		time.Sleep(2 * time.Hour)
		if mails, lines := o.told("kan ikke skrive i sin database"); mails != 1 || lines != 1 {
			t.Errorf("after two hours %d mails and %d lines, want one of each", mails, lines)
		}
		do(`DROP TRIGGER full`)
		time.Sleep(20 * time.Minute)
		if mails, lines := o.told("kan skrive i sin database igen"); mails != 1 || lines != 1 {
			t.Errorf("when it is over %d mails and %d lines, want one of each", mails, lines)
		}
		if mails, lines := o.told("kan ikke skrive i sin database"); mails != 1 || lines != 1 {
			t.Errorf("in the end %d mails and %d lines, want one of each", mails, lines)
		}
	})
}

// TestCutOff: mailbox, relay and Slack are silent for more than an hour, so that
// nobody can be told. The daemon ends with an error that its supervisor sees, not
// before, and once the roads are open it starts anew and goes on.
func TestCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openSilent(t)
		defer o.Close()
		gates := []*standin.Gate{o.IMAP.Gate, o.SMTP.Gate, o.Slack.Gate}
		for _, g := range gates {
			g.Refuse(true)
			g.Drop()
		}
		time.Sleep(55 * time.Minute)
		synctest.Wait()
		if o.log.count("stopping") != 0 {
			t.Error("it ended too early")
		}
		time.Sleep(40 * time.Minute)
		synctest.Wait()
		if o.log.count("stopping") != 1 {
			t.Error("it goes on although nobody hears it")
		}
		if err := o.Stop(); !errors.Is(err, daemon.ErrCutOff) {
			t.Errorf("it ended with %v", err)
		}
		for _, g := range gates {
			g.Refuse(false)
		}
		if err := o.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Minute)
		synctest.Wait()
		if mails, lines := o.told("forbindelse til postkassen"); mails > 2 || lines > 2 {
			t.Errorf("one outage was told by %d mails and %d lines", mails, lines)
		}
	})
}

func (j *journal) count(words string) int { return strings.Count(j.String(), words) }
