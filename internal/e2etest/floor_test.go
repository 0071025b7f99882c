package e2etest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // as the program reads mail
	_ "github.com/mattn/go-sqlite3"
	"github.com/wneessen/go-mail/smtp"
)

// floor is the least that taking in mail and answering it can cost: one message
// a FETCH, parsed, committed with its raw bytes, a letter handed over on one
// connection, committed that it was; one after the other, and nothing else.
type floor struct {
	mail   *imapclient.Client
	relay  *smtp.Client
	db     *sql.DB
	answer []byte // a letter as the program sends it
}

// servers are where mail lies and where letters go, without TLS.
type servers struct {
	imap, smtp     string
	user, password string
}

func newFloor(tb testing.TB, s servers, answer []byte) *floor {
	tb.Helper()
	f := &floor{answer: answer}
	conn, err := net.Dial("tcp", s.imap)
	if err != nil {
		tb.Fatal(err)
	}
	f.mail = imapclient.New(conn, nil)
	tb.Cleanup(func() { _ = f.mail.Close() })
	if err := f.mail.Login(s.user, s.password).Wait(); err != nil {
		tb.Fatal(err)
	}
	if f.relay, err = smtp.Dial(s.smtp); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = f.relay.Close() })
	if err := f.relay.Auth(smtp.PlainAuth("", s.user, s.password, "127.0.0.1", true)); err != nil {
		tb.Fatal(err)
	}
	dsn := "file:" + filepath.Join(tb.TempDir(), "floor.db") + "?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate"
	if f.db, err = sql.Open("sqlite3", dsn); err != nil {
		tb.Fatal(err)
	}
	f.db.SetMaxOpenConns(1)
	tb.Cleanup(func() { _ = f.db.Close() })
	if _, err := f.db.Exec(`CREATE TABLE letters (uid INTEGER PRIMARY KEY, raw BLOB NOT NULL, sent INTEGER NOT NULL DEFAULT 0)`); err != nil {
		tb.Fatal(err)
	}
	return f
}

// run takes in and answers everything in the inbox from a UID on, and returns
// how many letters there were.
func (f *floor) run(ctx context.Context, from imap.UID) (int, error) {
	if _, err := f.mail.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		return 0, err
	}
	list, err := f.mail.Fetch(imap.UIDSet{{Start: from}}, &imap.FetchOptions{UID: true}).Collect()
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		if err := f.letter(ctx, m.UID); err != nil {
			return 0, fmt.Errorf("UID %d: %w", m.UID, err)
		}
	}
	return len(list), nil
}

func (f *floor) letter(ctx context.Context, uid imap.UID) error {
	section := &imap.FetchItemBodySection{Peek: true}
	got, err := f.mail.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{
		UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section},
	}).Collect()
	if err != nil || len(got) != 1 {
		return fmt.Errorf("fetched %d: %w", len(got), err)
	}
	raw := got[0].FindBodySection(section)
	if err := parse(raw); err != nil {
		return err
	}
	if _, err := f.db.ExecContext(ctx, `INSERT INTO letters (uid, raw) VALUES (?, ?)`, uid, raw); err != nil {
		return err
	}
	if err := f.send(); err != nil {
		return err
	}
	_, err = f.db.ExecContext(ctx, `UPDATE letters SET sent = 1 WHERE uid = ?`, uid)
	return err
}

// parse reads every part of a message to its end.
func parse(raw []byte) error {
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	return entity.Walk(func(_ []int, e *message.Entity, err error) error {
		if err == nil && e.MultipartReader() == nil {
			_, err = io.Copy(io.Discard, e.Body)
		}
		return err
	})
}

func (f *floor) send() error {
	if err := f.relay.Mail("<post@example.org>"); err != nil {
		return err
	}
	if err := f.relay.Rcpt("<" + citizen(0) + ">"); err != nil {
		return err
	}
	w, err := f.relay.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(f.answer); err != nil {
		return err
	}
	return w.Close()
}
