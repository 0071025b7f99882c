package mailbox

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// The traps below are those of the IMAP servers and of the client library that
// are known to have cost mail, or to have stopped a program that reads it.

func TestMuteServerIsLeft(t *testing.T) {
	for name, test := range map[string]struct {
		mode    TLSMode
		say     string // the line that is not answered
		nothing bool   // not even a greeting
		within  time.Duration
	}{
		"no greeting":        {mode: Plain, nothing: true, within: time.Minute},
		"no TLS handshake":   {mode: TLS, nothing: true, within: time.Minute},
		"no STARTTLS answer": {mode: StartTLS, say: "STARTTLS", within: time.Minute},
		"sign-in":            {mode: Plain, say: "AUTHENTICATE", within: time.Minute},
		"open":               {mode: Plain, say: "EXAMINE", within: time.Minute},
		"list":               {mode: Plain, say: "UID FETCH", within: time.Minute},
		"IDLE":               {mode: Plain, say: "IDLE", within: time.Minute},
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			f.say = func(_ int, line string) string {
				if test.say != "" && strings.HasPrefix(line, test.say) {
					return mute
				}
				return ""
			}
			acc := account(f.dial)
			acc.TLS = test.mode
			if test.nothing {
				silent := newPipes()
				defer silent.Close()
				go func() {
					for {
						if _, err := silent.Accept(); err != nil {
							return
						}
					}
				}()
				acc.Dial = silent.dial
			}
			w := watch(t, acc, keepAll())
			time.Sleep(test.within - time.Second)
			synctest.Wait()
			if got := w.Status().Inbox.Failures; got != 0 {
				t.Fatalf("%d failures before the time", got)
			}
			time.Sleep(2 * time.Second)
			synctest.Wait()
			if got := w.Status().Inbox; (got.LastError != CodeTimeout || got.Failures == 0) && test.say != "IDLE" {
				t.Errorf("Status().Inbox = %+v, want a timeout", got)
			}
			if got := len(f.dialled()); test.say == "IDLE" && got != 3 {
				t.Errorf("%d connections, want a new one in place of the mute one", got)
			}
		})
	}
}

// A literal that the server cuts short is no message.
func TestLiteralCutShort(t *testing.T) {
	for name, cut := range map[string]string{
		"in the literal":       "* 1 FETCH (UID 1 BODY[] {1000}\r\nMessage-ID: <1@exam" + hangUp,
		"after the literal":    "* 1 FETCH (UID 1 BODY[] {" + "%n}\r\n%raw" + hangUp,
		"before the tagged OK": "* 1 FETCH (UID 1 BODY[] {" + "%n}\r\n%raw)\r\n" + hangUp,
		"tagged NO after it":   "* 1 FETCH (UID 1 BODY[] {" + "%n}\r\n%raw)\r\n%t NO it was not all\r\n",
	} {
		bubble(t, name, func(t *testing.T) {
			m := newMail(1, letter(1))
			f := newFake(t, m)
			cut := strings.NewReplacer("%n", m.size, "%raw", m.raw).Replace(cut)
			cuts := 0
			f.say = func(_ int, line string) string {
				if strings.Contains(line, "BODY.PEEK[]") && cuts < 2 {
					cuts++
					return cut
				}
				return ""
			}
			sink := keepAll()
			watch(t, account(f.dial), sink)
			time.Sleep(time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(1))
			if got := sink.skips(); len(got) > 0 {
				t.Errorf("skipped %+v", got)
			}
		})
	}
}

// What a server says wrongly about one message neither loses it nor stops the
// others.
func TestOddMessageAmongOthers(t *testing.T) {
	for name, spoil := range map[string]func(*mail){
		"empty date":         func(m *mail) { m.date = `""` },
		"date NIL":           func(m *mail) { m.date = "NIL" },
		"flag with bracket":  func(m *mail) { m.flags = "(OIB-Seen-[Gmail]/Alle)" },
		"negative size":      func(m *mail) { m.size = "-1" },
		"unknown item":       func(m *mail) { m.flags += " X-GM-MSGID 12" },
		"broken envelope":    func(m *mail) { m.flags += ` ENVELOPE ("" "")` },
		"broken structure":   func(m *mail) { m.flags += ` BODYSTRUCTURE ("multipart" "mixed")` },
		"size left out":      func(m *mail) { m.size = "0 MODSEQ (4)" },
		"wrong size, larger": func(m *mail) { m.size = "7" },
	} {
		bubble(t, name, func(t *testing.T) {
			odd := newMail(2, letter(2))
			spoil(&odd)
			f := newFake(t, newMail(1, letter(1)), odd, newMail(3, letter(3)))
			sink := keepAll()
			watch(t, account(f.dial), sink)
			time.Sleep(time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(1), letter(2), letter(3))
		})
	}
}

// Some servers say the UID after the body, where go-imap does not look.
func TestUIDAfterTheBody(t *testing.T) {
	bubble(t, "late UID", func(t *testing.T) {
		m := newMail(5, letter(5))
		f := newFake(t, m)
		f.say = func(_ int, line string) string {
			if strings.Contains(line, "BODY.PEEK[]") {
				return "* 1 FETCH (BODY[] {" + m.size + "}\r\n" + m.raw + " UID 5)\r\n%t OK done\r\n"
			}
			return ""
		}
		sink := keepAll()
		watch(t, account(f.dial), sink)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(5))
	})
}

// When the server delivers nothing at all, that is no message's fault.
func TestOutageOfBodiesIsNobodysFault(t *testing.T) {
	for name, answer := range map[string]string{
		"internal error": "%t NO [SERVERBUG] Internal error occurred\r\n",
		"hangs up":       hangUp,
		"hangs":          mute,
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			sink := keepAll()
			watch(t, account(f.dial), sink)
			synctest.Wait()
			f.turn.Lock()
			f.say = func(_ int, line string) string {
				if strings.Contains(line, "BODY.PEEK[]") {
					return answer
				}
				return ""
			}
			f.turn.Unlock()
			f.push(newMail(2, letter(2)))
			f.push(newMail(3, letter(3)))
			time.Sleep(5 * time.Hour)
			synctest.Wait()
			f.turn.Lock()
			f.say = nil
			f.turn.Unlock()
			time.Sleep(20 * time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(1), letter(2), letter(3))
			if got := sink.skips(); len(got) > 0 {
				t.Errorf("skipped %+v", got)
			}
		})
	}
}

// A message that a person removes meanwhile is no failure.
func TestMessageRemovedMeanwhile(t *testing.T) {
	bubble(t, "expunged", func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)), newMail(2, letter(2)))
		f.say = func(_ int, line string) string {
			if strings.HasPrefix(line, "UID FETCH 1 ") && len(f.mails) == 2 {
				f.mu.Lock()
				f.mails = f.mails[1:]
				f.mu.Unlock()
				return "* 1 EXPUNGE\r\n%t OK done\r\n"
			}
			return ""
		}
		sink := keepAll()
		watch(t, account(f.dial), sink)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(2))
		if got := sink.skips(); len(got) > 0 {
			t.Errorf("skipped %+v", got)
		}
	})
}

// Lines that go-imap cannot parse end the connection, not the watch.
func TestLinesThatEndTheConnection(t *testing.T) {
	for name, line := range map[string]string{
		"blank line":     "\r\n",
		"VANISHED":       "* VANISHED 1:3\r\n",
		"XLIST":          "* XLIST () \"/\" INBOX\r\n",
		"bare ampersand": "* LIST () \"/\" R&D\r\n",
		"unknown tag":    "X99 OK what\r\n",
		"UIDVALIDITY":    "* OK [UIDVALIDITY 4294967296] v\r\n",
		"BYE":            "* BYE klage@example.org is logged in too often\r\n" + hangUp,
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			broken := false
			f.say = func(_ int, heard string) string {
				if !broken && strings.HasPrefix(heard, "EXAMINE") {
					broken = true
					return line
				}
				return ""
			}
			sink := keepAll()
			watch(t, account(f.dial), sink)
			time.Sleep(time.Minute)
			synctest.Wait()
			if !broken {
				t.Error("the line was never sent")
			}
			assertBodies(t, sink, "INBOX", letter(1))
		})
	}
}

// A sink that fails in the middle of a body must not lock the connection up, nor
// lose the message.
func TestSinkFailsInMidBody(t *testing.T) {
	bubble(t, "large body", func(t *testing.T) {
		large := letter(1) + strings.Repeat("Jeg vil klage.\r\n", 10_000)
		f := newFake(t, newMail(1, large))
		sink := keepAll()
		sink.failTake = errors.New("database or disk is full")
		w := watch(t, account(f.dial), sink)
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := w.Status().Inbox.LastError; got != CodeStore {
			t.Errorf("LastError = %q", got)
		}
		sink.mu.Lock()
		sink.failTake = nil
		sink.mu.Unlock()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", large)
		if got := sink.skips(); len(got) > 0 {
			t.Errorf("skipped %+v: that the store is full is not the message's fault", got)
		}
	})
}

// A flood of reports while a command runs must not block go-imap's reader.
func TestFloodOfReports(t *testing.T) {
	bubble(t, "EXISTS", func(t *testing.T) {
		m := newMail(1, letter(1))
		f := newFake(t, m)
		flood := strings.Repeat("* 1 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n", 2000)
		floods := 0
		f.say = func(_ int, line string) string {
			if strings.Contains(line, "BODY.PEEK[]") && floods == 0 {
				floods++
				return flood + "* 1 FETCH (UID 1 BODY[] {" + m.size + "}\r\n" + m.raw + ")\r\n%t OK done\r\n"
			}
			return ""
		}
		sink := keepAll()
		watch(t, account(f.dial), sink)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(1))
	})
}

// "n:*" names the last message also when its UID is below n.
func TestLastMessageIsNotTakenAgain(t *testing.T) {
	bubble(t, "n:*", func(t *testing.T) {
		f := newFake(t, newMail(3, letter(3)))
		sink := keepAll()
		watch(t, account(f.dial), sink)
		time.Sleep(40 * time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(3))
		if got := f.count("UID FETCH 4:*"); got == 0 {
			t.Errorf("the server was never asked for 4:*: %q", f.lines())
		}
	})
}

func TestOnlyHarmlessItemsAreAskedFor(t *testing.T) {
	bubble(t, "items", func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)), newMail(2, letter(2)))
		acc := account(f.dial)
		acc.MaxSize = 70
		acc.Folders = []string{"Sent"}
		f.mails[1].size = "71"
		watch(t, acc, keepAll())
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		for _, line := range f.lines() {
			for _, word := range []string{"ENVELOPE", "STRUCTURE", "BODY[", "SEARCH", "UNSEEN", "LIST", "SELECT", "STORE", "RFC822 "} {
				if strings.Contains(line, word) {
					t.Errorf("sent %q", line)
				}
			}
		}
	})
}

func TestTooLargeIsListedWithItsHeader(t *testing.T) {
	bubble(t, "announced", func(t *testing.T) {
		large := letter(2) + strings.Repeat("x", 2000)
		f := newFake(t, newMail(1, letter(1)), newMail(2, large), newMail(3, letter(3)))
		sink := keepAll()
		acc := account(f.dial)
		acc.MaxSize = 1000
		watch(t, acc, sink)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(1), letter(3))
		got := sink.skips()
		if len(got) != 1 || got[0].Why != TooLarge || got[0].UID != 2 || got[0].Size != int64(len(large)) || !bytes.HasPrefix(got[0].Header, []byte("Message-ID: <2@")) {
			t.Errorf("skipped %+v", got)
		}
		if f.count("UID FETCH 2 (UID BODY.PEEK[])") > 0 {
			t.Error("the body was fetched")
		}
	})
	bubble(t, "not announced", func(t *testing.T) {
		large := letter(2) + strings.Repeat("x", 2000)
		f := newFake(t, newMail(1, large), newMail(2, letter(2)))
		f.mails[0].size = "10"
		sink := keepAll()
		acc := account(f.dial)
		acc.MaxSize = 1000
		watch(t, acc, sink)
		time.Sleep(time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(2))
		if got := sink.skips(); len(got) != 1 || got[0].Why != TooLarge {
			t.Errorf("skipped %+v", got)
		}
	})
}

// A token that is refused leaves the exchange open in some libraries; the
// connection must not be used any more.
func TestFailedSignInClosesTheConnection(t *testing.T) {
	bubble(t, "token", func(t *testing.T) {
		f := newFake(t)
		acc := account(f.dial)
		acc.Auth = func(context.Context, *imapclient.Client) error {
			return errors.Join(errors.New("bearer eyJ0 for klage@example.org"), ErrCredentials)
		}
		var log bytes.Buffer
		w := New(acc, keepAll(), slog.New(slog.NewJSONHandler(&log, nil)))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if err := w.Run(ctx); err != nil {
			t.Error(err)
		}
		if got := w.Status().Inbox; got.LastError != CodeAuth || got.Failures != 1 {
			t.Errorf("Status().Inbox = %+v", got)
		}
		if s := log.String(); strings.Contains(s, "eyJ0") || strings.Contains(s, "klage@") || !strings.Contains(s, `"code":"auth"`) {
			t.Errorf("log: %s", s)
		}
		if got := f.lines(); slices.Contains(got, "EXAMINE INBOX") {
			t.Errorf("sent %q after a failed sign-in", got)
		}
	})
}

// No word that a server says reaches a log: servers quote addresses.
func TestLogsHoldNoWordOfTheServer(t *testing.T) {
	const canary = "kanariefugl@example.org"
	answers := []string{
		"%t NO " + canary + "\r\n", "%t BAD [" + canary + "] " + canary + "\r\n", "* BYE " + canary + "\r\n" + hangUp,
		"* " + canary + "\r\n", canary + "\r\n", "* OK [UIDVALIDITY " + canary + "]\r\n", "* 1 FETCH (" + canary + ")\r\n",
	}
	for _, command := range []string{"AUTHENTICATE", "EXAMINE", "LIST", "UID FETCH 1:*", "UID FETCH 1 ", "IDLE", "STATUS"} {
		bubble(t, command, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			turn := 0
			f.say = func(_ int, line string) string {
				if strings.HasPrefix(line, command) {
					turn++
					return answers[turn%len(answers)]
				}
				return ""
			}
			acc := account(f.dial)
			acc.Folders = []string{"Findes/Ikke"}
			var log bytes.Buffer
			w := New(acc, keepAll(), slog.New(slog.NewTextHandler(&log, nil)))
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Hour)
			defer cancel()
			if err := w.Run(ctx); err != nil {
				t.Error(err)
			}
			if strings.Contains(log.String(), "kanarie") {
				t.Errorf("log: %s", log.String())
			}
			if turn == 0 {
				t.Error("the canary was never sent")
			}
		})
	}
}

// A body of any size costs no memory.
func TestBodiesStream(t *testing.T) {
	bubble(t, "30 MB", func(t *testing.T) {
		large := strings.Repeat("Jeg vil klage over sagen, og det er en lang historie, som I skal have.\r\n", 30<<20/72)
		f := newFake(t, newMail(1, large))
		f.say = func(_ int, line string) string {
			if strings.Contains(line, "BODY.PEEK[]") {
				runtime.GC()
			}
			return ""
		}
		counter := &counting{kept: keepAll()}
		acc := account(f.dial)
		watch(t, acc, counter)
		synctest.Wait()
		if counter.n != int64(len(large)) {
			t.Errorf("read %d bytes, want %d", counter.n, len(large))
		}
		if counter.grown > 4<<20 {
			t.Errorf("the heap grew by %d bytes while a body was read", counter.grown)
		}
	})
}
