package mailbox

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
)

// at is the first message of a fake.
var at = Place{Mailbox: "faelles", Folder: "INBOX", UIDValidity: 7, UID: 1}

func TestAppendFindMoveFlag(t *testing.T) {
	bubble(t, "memory", func(t *testing.T) {
		ln := newPipes()
		server := newMemory(t, ln, imap.CapMove, imap.CapUIDPlus)
		sink := newKept(time.Now())
		w := watch(t, account(ln.dial), sink)
		synctest.Wait()
		ctx := t.Context()
		if found, err := w.Find(ctx, "Sent", "<1@example.org>"); found || err != nil {
			t.Errorf("Find() in an empty folder = %v, %v", found, err)
		}
		if err := w.Append(ctx, "Sent", []string{`\Seen`}, time.Now(), []byte(letter(1))); err != nil {
			t.Errorf("Append() = %v", err)
		}
		for id, want := range map[string]bool{"<1@example.org>": true, "<2@example.org>": false} {
			if found, err := w.Find(ctx, "Sent", id); found != want || err != nil {
				t.Errorf("Find(%s) = %v, %v; want %v", id, found, err, want)
			}
		}
		server.deliver(t, "INBOX", letter(3), time.Now())
		synctest.Wait()
		place := sink.taken[0].Place
		if err := w.Flag(ctx, place, "$Modtaget"); err != nil {
			t.Errorf("Flag() = %v", err)
		}
		if _, err := w.Move(ctx, place, "Findes/Ikke"); codeOf(err) != CodeFolder {
			t.Errorf("Move() to a missing folder = %v", err)
		}
		if _, err := w.Move(ctx, place, "Drafts"); err != nil {
			t.Errorf("Move() = %v", err)
		}
		if found, err := w.Find(ctx, "Drafts", "<3@example.org>"); !found || err != nil {
			t.Errorf("Find() of the moved message = %v, %v", found, err)
		}
		if _, err := w.Move(ctx, place, "Drafts"); err != nil {
			t.Errorf("Move() of what has been moved = %v", err)
		}
	})
}

// The new place of a moved message is known, whether the server says it or not.
func TestMovedTo(t *testing.T) {
	for name, caps := range map[string][]imap.Cap{
		"MOVE and UIDPLUS": {imap.CapMove, imap.CapUIDPlus}, "UIDPLUS": {imap.CapUIDPlus}, "MOVE": {imap.CapMove}, "neither": nil,
	} {
		bubble(t, name, func(t *testing.T) {
			ln := newPipes()
			server := newMemory(t, ln, caps...)
			sink := newKept(time.Now())
			w := watch(t, account(ln.dial), sink)
			synctest.Wait()
			server.deliver(t, "Drafts", letter(3), time.Now()) // the same Message-ID, and not ours to delete
			server.deliver(t, "INBOX", letter(3), time.Now())
			synctest.Wait()
			moved, err := w.Move(t.Context(), sink.taken[0].Place, "Drafts")
			if err != nil || moved.To.UID != 2 || moved.To.Folder != "Drafts" || moved.Copied != (caps == nil) {
				t.Fatalf("Move() = %+v, %v", moved, err)
			}
			if err := w.Delete(t.Context(), moved.To); err != nil {
				t.Errorf("Delete() = %v", err)
			}
			if !slices.Contains(caps, imap.CapUIDPlus) {
				return // it stays, marked
			}
			if err := w.Delete(t.Context(), moved.To); codeOf(err) != CodeMessage {
				t.Errorf("Delete() of what is gone = %v", err)
			}
			other := func(r io.Reader) (bool, error) {
				_, err := io.Copy(io.Discard, r)
				return false, err
			}
			if n, left, err := w.DeleteSame(t.Context(), "Drafts", "<3@example.org>", other); n != 0 || left != 1 || err != nil {
				t.Errorf("DeleteSame() of what is another = %d, %d, %v", n, left, err)
			}
			if n, err := w.DeleteByID(t.Context(), "Drafts", "<3@example.org>"); n != 1 || err != nil {
				t.Errorf("DeleteByID() = %d, %v", n, err)
			}
		})
	}
}

// Client.Move without MOVE sends COPY, STORE and EXPUNGE at once, and has
// destroyed the message and its neighbours when the copy failed.
func TestMoveWithoutMOVE(t *testing.T) {
	for name, test := range map[string]struct {
		caps, copyAnswer string
		want             []string
		wantErr          Code
	}{
		"copy fails": {
			caps: "UIDPLUS", copyAnswer: "%t NO [TRYCREATE] no\r\n",
			want: []string{`UID COPY 1 "Drafts"`}, wantErr: CodeRefused,
		},
		"UIDPLUS": {
			caps: "UIDPLUS", copyAnswer: "%t OK [COPYUID 7 1 5] copied\r\n",
			want: []string{`UID COPY 1 "Drafts"`, `UID STORE 1 +FLAGS.SILENT (\Deleted)`, "UID EXPUNGE 1"},
		},
		"no UIDPLUS": {
			copyAnswer: "%t OK copied\r\n",
			want:       []string{`UID COPY 1 "Drafts"`, `UID STORE 1 +FLAGS.SILENT (\Deleted)`},
		},
		"answer of Outlook.com": {
			caps: "UIDPLUS", copyAnswer: "%t OK [COPYUID 14  ] copied\r\n",
			want: []string{`UID COPY 1 "Drafts"`}, wantErr: CodeProtocol,
		},
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			f.caps = strings.TrimRight("IMAP4rev1 AUTH=PLAIN SASL-IR IDLE "+test.caps, " ")
			f.say = func(_ int, line string) string {
				if strings.HasPrefix(line, "UID COPY") {
					return test.copyAnswer
				}
				return ""
			}
			w := watch(t, account(f.dial), keepAll())
			synctest.Wait()
			if _, err := w.Move(t.Context(), at, "Drafts"); codeOf(err) != test.wantErr {
				t.Errorf("Move() = %v, want code %q", err, test.wantErr)
			}
			got := slices.DeleteFunc(f.lines(), func(line string) bool {
				return !strings.Contains(line, "COPY") && !strings.Contains(line, "STORE") && !strings.Contains(line, "EXPUNGE")
			})
			if !slices.Equal(got, test.want) {
				t.Errorf("sent %q, want %q", got, test.want)
			}
		})
	}
}

// What go-imap would lose the connection over is refused before it is sent.
func TestRefusedBeforeItIsSent(t *testing.T) {
	bubble(t, "input", func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)))
		w := watch(t, account(f.dial), keepAll())
		synctest.Wait()
		ctx, raw := t.Context(), []byte(letter(1))
		move := func(at Place) error { _, err := w.Move(ctx, at, "Drafts"); return err }
		find := func(id string) error { _, err := w.Find(ctx, "Sent", id); return err }
		stale, none := at, at
		stale.UIDValidity, none.UID = 6, 0
		for name, test := range map[string]struct {
			err  error
			want Code
		}{
			"flag with a space":      {w.Append(ctx, "Sent", []string{"sag 17"}, time.Time{}, raw), CodeInput},
			"empty flag":             {w.Append(ctx, "Sent", []string{""}, time.Time{}, raw), CodeInput},
			"empty message":          {w.Append(ctx, "Sent", nil, time.Time{}, nil), CodeInput},
			"missing folder":         {w.Append(ctx, "Findes/Ikke", nil, time.Time{}, raw), CodeFolder},
			"UID 0":                  {move(none), CodeInput},
			"stale place":            {move(stale), CodeStale},
			"flag a stale place":     {w.Flag(ctx, stale, "$Ok"), CodeStale},
			"keyword with a bracket": {w.Flag(ctx, at, "a]b"), CodeInput},
			"keywords are not kept":  {w.Flag(ctx, at, "$Modtaget"), CodeKeyword},
			"id without brackets":    {find(""), CodeInput},
			"id with a line end":     {find("<1@example.org>\r\nX"), CodeInput},
			"Seen is kept":           {w.Flag(ctx, at, `\Seen`), ""},
		} {
			if codeOf(test.err) != test.want || test.want == "" && test.err != nil {
				t.Errorf("%s: %v, want code %q", name, test.err, test.want)
			}
		}
		if got := w.Status().Folders; !got.Connected || len(f.dialled()) != 2 {
			t.Errorf("the connection was lost: %+v", got)
		}
	})
}

// A SEARCH that finds nothing is not believed, and one that finds everything
// costs nothing.
func TestFindDoesNotTrustSearch(t *testing.T) {
	for name, test := range map[string]struct {
		search string
		want   bool
	}{
		"empty ESEARCH": {"* ESEARCH (TAG \"%t\") UID\r\n%t OK done\r\n", true},
		"refused":       {"%t BAD Command Argument Error. 11\r\n", true},
		"huge range":    {"* ESEARCH (TAG \"%t\") UID ALL 1:4294967295\r\n%t OK done\r\n", true},
		"found":         {"* SEARCH 1\r\n%t OK done\r\n", true},
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			f.say = func(_ int, line string) string {
				switch {
				case strings.HasPrefix(line, "UID SEARCH"):
					return test.search
				case strings.HasPrefix(line, "FETCH 1 (UID BODY.PEEK[HEADER.FIELDS"):
					return "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (Message-ID)] {32}\r\nMessage-ID: <77@example.org>\r\n\r\n)\r\n%t OK done\r\n"
				}
				return ""
			}
			w := watch(t, account(f.dial), keepAll())
			synctest.Wait()
			if got, err := w.Find(t.Context(), "INBOX", "<77@example.org>"); got != test.want || err != nil {
				t.Errorf("Find() = %v, %v", got, err)
			}
		})
	}
	bubble(t, "header cut short", func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)))
		f.say = func(_ int, line string) string {
			if strings.HasPrefix(line, "FETCH 1 ") {
				return "* 1 FETCH (BODY[HEADER.FIELDS (Message-ID)] {32}\r\nMessage-ID: <77@example.org>" + hangUp
			}
			return ""
		}
		w := watch(t, account(f.dial), keepAll())
		synctest.Wait()
		if got, err := w.Find(t.Context(), "INBOX", "<77@example.org>"); got || codeOf(err) != CodeClosed {
			t.Errorf("Find() = %v, %v", got, err)
		}
	})
}

func TestJobsFailWhileThereIsNoConnection(t *testing.T) {
	bubble(t, "down", func(t *testing.T) {
		f := newFake(t)
		f.setDown(true)
		w := watch(t, account(f.dial), keepAll())
		time.Sleep(time.Hour)
		start := time.Now()
		if err := w.Append(t.Context(), "Sent", nil, time.Time{}, []byte(letter(1))); codeOf(err) != CodeConnect || time.Since(start) > time.Second {
			t.Errorf("Append() = %v after %v", err, time.Since(start))
		}
	})
	bubble(t, "refused append", func(t *testing.T) {
		f := newFake(t)
		f.say = func(_ int, line string) string {
			if strings.HasPrefix(line, "APPEND") {
				return "%t NO [OVERQUOTA] klage@example.org has no room\r\n"
			}
			return ""
		}
		w := watch(t, account(f.dial), keepAll())
		synctest.Wait()
		err := w.Append(t.Context(), "Sent", nil, time.Time{}, []byte(letter(1)))
		var e *Error
		if !errors.As(err, &e) || e.Code != CodeRefused || e.Reply != "OVERQUOTA" || strings.Contains(err.Error(), "klage@") {
			t.Errorf("Append() = %v", err)
		}
		time.Sleep(5 * time.Minute)
		if _, err := w.Find(t.Context(), "Sent", "<1@example.org>"); err != nil {
			t.Errorf("the next job: %v", err)
		}
	})
}

func TestAdopt(t *testing.T) {
	bubble(t, "old mail", func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)))
		f.mails[0].date = `"01-Feb-2026 10:00:00 +0100"`
		sink := keepAll()
		if _, err := sink.Position(t.Context(), FolderState{Folder: "INBOX", UIDValidity: 7, UIDNext: 2}); err != nil {
			t.Fatal(err)
		}
		if err := Adopt(t.Context(), account(f.dial), sink, at); err != nil {
			t.Fatal(err)
		}
		assertBodies(t, sink, "INBOX", letter(1))
		gone := at
		gone.UID = 9
		if err := Adopt(t.Context(), account(f.dial), sink, gone); codeOf(err) != CodeMessage {
			t.Errorf("Adopt() of what is not there = %v", err)
		}
	})
	for _, date := range []string{"NIL", `""`, `"2026-03-02T09:15:00Z"`} {
		bubble(t, "date "+date, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			f.mails[0].date = date
			sink := keepAll()
			if _, err := sink.Position(t.Context(), FolderState{Folder: "INBOX", UIDValidity: 7, UIDNext: 2}); err != nil {
				t.Fatal(err)
			}
			if err := Adopt(t.Context(), account(f.dial), sink, at); err != nil {
				t.Fatal(err)
			}
			assertBodies(t, sink, "INBOX", letter(1))
		})
	}
}

func TestValidate(t *testing.T) {
	good := account(nil)
	for name, test := range map[string]struct {
		change func(*Account)
		want   string // "" for a good account
	}{
		"good":               {func(*Account) {}, ""},
		"tls is the default": {func(a *Account) { a.TLS, a.Address = "", "mail.example.org:993" }, ""},
		"plain, IPv6":        {func(a *Account) { a.Address = "[::1]:143" }, ""},
		"plain, abroad":      {func(a *Account) { a.Address = "mail.example.org:143" }, "loopback"},
		"no port":            {func(a *Account) { a.Address = "mail.example.org" }, "host:port"},
		"unknown mode":       {func(a *Account) { a.TLS = "ssl" }, "tls, starttls"},
		"no sign-in":         {func(a *Account) { a.Auth = nil }, "user and a password"},
		"Danish folder":      {func(a *Account) { a.Folders = []string{"Færdig"} }, "plain letters"},
		"pattern":            {func(a *Account) { a.Inbox = "INBOX/*" }, "rename it"},
		"empty folder":       {func(a *Account) { a.Folders = []string{""} }, "empty name"},
	} {
		acc := good
		test.change(&acc)
		err := acc.Validate()
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: Validate() = %v, want %q", name, err, test.want)
		}
		if runErr := New(acc, keepAll(), discard).Run(canceled()); (runErr != nil) != (err != nil) {
			t.Errorf("%s: Run() = %v", name, runErr)
		}
	}
}

func TestBackoff(t *testing.T) {
	lost, auth := &Error{Code: CodeClosed}, &Error{Code: CodeAuth}
	asked := &Error{Code: CodeRefused, Wait: 20 * time.Minute}
	for _, test := range []struct {
		failures int
		err      error
		jitter   float64
		want     time.Duration
	}{
		{1, lost, 0, 500 * time.Millisecond},
		{1, lost, 1, time.Second},
		{2, lost, 1, 2 * time.Second},
		{8, lost, 1, 128 * time.Second},
		{9, lost, 1, 256 * time.Second},
		{10, lost, 1, 5 * time.Minute},
		{10_000, lost, 0, 150 * time.Second},
		{1, io.EOF, 1, time.Second},
		{1, auth, 0, 15*time.Minute + 500*time.Millisecond},
		{1, asked, 1, 20 * time.Minute},
		{1, &Error{Code: CodeRefused, Wait: 1000 * time.Hour}, 1, time.Hour},
	} {
		if got := backoff(test.failures, test.err, test.jitter); got != test.want {
			t.Errorf("backoff(%d, %v, %v) = %v, want %v", test.failures, test.err, test.jitter, got, test.want)
		}
	}
}
