//go:build integration

package e2etest

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
)

// slowOnce is the slowest acknowledgement while mailbox and relay answer nothing and
// another process keeps the database locked: to a button, to a window that is
// opened, changed and refused, and to one that is sent. What was pressed is done
// once the database is free again.
func slowOnce(tb testing.TB) time.Duration {
	s := withCards(tb, 2)
	who, cards := s.Config.Advisers[0].Slack, s.Channel().Messages()
	before := len(s.Slack.Deliveries())
	s.SMTP.Gate.Stall(true)
	s.IMAP.Gate.Stall(true)
	release := lock(tb, filepath.Join(string(s.Config.DataDir), "borgerbot.db"))
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(s.Slack.Press(who, cards[0].TS, "Tag"))
	must(s.Slack.Press(who, cards[1].TS, "Besvar"))
	awaitTrue(tb, "the window opens", func() bool { _, open := s.Slack.OpenView(who); return open })
	if _, err := s.Slack.FillAndSubmit(who, nil); err != nil {
		tb.Fatal(err)
	}
	release()
	awaitTrue(tb, "the cards show what was pressed", func() bool {
		_, taken := s.Channel().FindCard("Ingen endnu")
		return !taken
	})
	s.SMTP.Gate.Stall(false)
	s.IMAP.Gate.Stall(false)
	return slices.Max(acknowledgements(s, before))
}

// lock keeps a database from being written to until release is called.
func lock(tb testing.TB, file string) (release func()) {
	db, err := sql.Open("sqlite3", "file:"+file+"?_txlock=immediate&_busy_timeout=5000")
	if err != nil {
		tb.Fatal(err)
	}
	tx, err := db.BeginTx(tb.Context(), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			tb.Error(err)
		}
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	}
}
