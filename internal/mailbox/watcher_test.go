package mailbox

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNewMailIsTakenOnce(t *testing.T) {
	bubble(t, "memory", func(t *testing.T) {
		ln := newPipes()
		server := newMemory(t, ln)
		server.deliver(t, "INBOX", letter(1), time.Now().Add(-time.Hour))
		sink := newKept(time.Now())
		acc := account(ln.dial)
		acc.Folders = []string{"Sent"}
		w := watch(t, acc, sink)
		synctest.Wait()
		server.deliver(t, "INBOX", letter(2), time.Now())
		server.deliver(t, "Sent", letter(3), time.Now())
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(2)) // at once, by IDLE
		time.Sleep(time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "Sent", letter(3)) // by the poll
		time.Sleep(3 * time.Hour)
		assertBodies(t, sink, "INBOX", letter(2))
		assertBodies(t, sink, "Sent", letter(3))
		st := w.Status()
		if !st.Inbox.Connected || st.Inbox.Mode != ModeIdle || st.Folders.Mode != ModePoll || time.Since(st.Inbox.LastGood) > 10*time.Minute {
			t.Errorf("Status() = %+v", st)
		}
	})
}

func TestBurstIsTakenWhole(t *testing.T) {
	bubble(t, "burst", func(t *testing.T) {
		ln := newPipes()
		server := newMemory(t, ln)
		sink := newKept(time.Now())
		watch(t, account(ln.dial), sink)
		synctest.Wait()
		var want []string
		for n := range 450 {
			want = append(want, letter(n))
			server.deliver(t, "INBOX", letter(n), time.Now())
		}
		time.Sleep(time.Minute) // some servers lose what comes while IDLE begins
		synctest.Wait()
		assertBodies(t, sink, "INBOX", want...)
	})
}

func TestIdleIsRefreshed(t *testing.T) {
	bubble(t, "9 minutes", func(t *testing.T) {
		f := newFake(t)
		w := watch(t, account(f.dial), keepAll())
		synctest.Wait()
		for round := 1; round <= 5; round++ {
			if got := f.count("IDLE"); got != round {
				t.Fatalf("after %d refreshes: %d IDLE", round-1, got)
			}
			time.Sleep(9*time.Minute - time.Second)
			if got := f.count("DONE"); got != round-1 {
				t.Fatalf("IDLE left before 9 minutes: %d DONE in round %d", got, round)
			}
			time.Sleep(time.Second)
			synctest.Wait()
		}
		if got := len(f.dialled()); got != 2 || !w.Status().Inbox.Connected {
			t.Errorf("%d connections, status %+v", got, w.Status())
		}
	})
}

func TestPollWhereIdleIsMissing(t *testing.T) {
	for name, prepare := range map[string]func(*fake){
		"not offered": func(f *fake) { f.caps = "IMAP4rev1 AUTH=PLAIN SASL-IR" },
		"refused": func(f *fake) {
			f.say = func(_ int, line string) string {
				if line == "IDLE" {
					return "%t BAD what\r\n"
				}
				return ""
			}
		},
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t)
			prepare(f)
			sink := keepAll()
			w := watch(t, account(f.dial), sink)
			time.Sleep(10 * time.Second)
			f.push(newMail(1, letter(1)))
			time.Sleep(time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(1))
			if got := w.Status().Inbox; got.Mode != ModePoll || !got.Connected {
				t.Errorf("Status().Inbox = %+v", got)
			}
		})
	}
}

// A server need not say what it can before it is asked (RFC 9051 §7.1).
func TestServerThatDoesNotTellItsCapabilities(t *testing.T) {
	f := newFake(t, newMail(1, letter(1)))
	f.greeting = "* OK ready"
	f.say = func(_ int, line string) string {
		if strings.HasPrefix(line, "AUTHENTICATE") {
			return "%t OK signed in\r\n"
		}
		return ""
	}
	sink := keepAll()
	watch(t, account(f.dial), sink)
	<-sink.arrival
	assertBodies(t, sink, "INBOX", letter(1))
}

// A server may fail to report in IDLE what came just before it, and an IDLE may
// be dead: the other connection sees that the inbox has grown.
func TestMailBehindASilentIdleIsSeen(t *testing.T) {
	bubble(t, "not reported", func(t *testing.T) {
		f := newFake(t)
		sink := keepAll()
		watch(t, account(f.dial), sink)
		synctest.Wait()
		f.mu.Lock()
		f.mails = append(f.mails, newMail(1, letter(1)))
		f.mu.Unlock()
		time.Sleep(time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(1))
	})
	bubble(t, "dead", func(t *testing.T) {
		f := newFake(t)
		idles := 0
		f.say = func(_ int, line string) string {
			if line == "IDLE" {
				if idles++; idles == 2 {
					return mute
				}
			}
			return ""
		}
		sink := keepAll()
		watch(t, account(f.dial), sink)
		time.Sleep(9 * time.Minute)
		synctest.Wait()
		f.push(newMail(1, letter(1)))
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(1))
	})
}

func TestBackoffGrowsAndIsForgotten(t *testing.T) {
	bubble(t, "server down", func(t *testing.T) {
		f := newFake(t)
		f.setDown(true)
		sink := keepAll()
		w := watch(t, account(f.dial), sink)
		time.Sleep(time.Hour)
		synctest.Wait()
		dials := f.dialled()
		// Two connections: 9 tries each in the first ten minutes, then 12 to 24 an hour.
		if len(dials) < 30 || len(dials) > 70 {
			t.Errorf("%d dials in an hour", len(dials))
		}
		st := w.Status().Inbox
		if st.Connected || st.LastError != CodeConnect || st.Failures < 15 || st.Retry.Before(time.Now()) {
			t.Errorf("Status().Inbox = %+v", st)
		}
		f.push(newMail(1, letter(1)))
		f.setDown(false)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(1))
		if st := w.Status().Inbox; st.Failures != 0 || st.LastError != "" || !st.Connected {
			t.Errorf("Status().Inbox = %+v", st)
		}
	})
}

func TestWrongPasswordIsTriedFourTimesAnHour(t *testing.T) {
	bubble(t, "auth", func(t *testing.T) {
		ln := newPipes()
		newMemory(t, ln)
		acc := account(ln.dial)
		acc.Auth = Password(user, "forkert")
		w := watch(t, acc, keepAll())
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := len(ln.dialled()); got > 2*4 {
			t.Errorf("%d sign-ins in an hour", got)
		}
		if got := w.Status().Inbox.LastError; got != CodeAuth {
			t.Errorf("LastError = %q", got)
		}
	})
}

func TestServerMayAskForPeace(t *testing.T) {
	for name, answer := range map[string]string{
		"throttled": "%t NO [THROTTLED] Request is throttled. Suggested Backoff Time: 1200000 milliseconds\r\n",
		"for ever":  "%t BAD Suggested Backoff Time: 999999999 milliseconds\r\n",
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			first := true
			f.say = func(_ int, line string) string {
				if first && strings.HasPrefix(line, "EXAMINE") {
					first = false
					return answer
				}
				return ""
			}
			sink := keepAll()
			acc := account(f.dial)
			acc.Folders = nil
			watch(t, acc, sink)
			time.Sleep(19 * time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX")
			time.Sleep(42 * time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(1))
		})
	}
}

func TestMissingFolder(t *testing.T) {
	bubble(t, "extra folder", func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)))
		sink := keepAll()
		acc := account(f.dial)
		acc.Folders = []string{"Findes/Ikke", "Sent"}
		w := watch(t, acc, sink)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(1))
		if got := w.Status().Folders; got.LastError != CodeFolder || !got.Connected {
			t.Errorf("Status().Folders = %+v", got)
		}
		if f.count(`EXAMINE "Sent"`)+f.count("EXAMINE Sent") == 0 {
			t.Error("the folder after the missing one was not read")
		}
	})
	bubble(t, "folder to file in", func(t *testing.T) {
		f := newFake(t)
		acc := account(f.dial)
		acc.Filed = []string{"Kladder"}
		w := watch(t, acc, keepAll())
		synctest.Wait()
		if got := w.Status().Folders; got.LastError != CodeFolder || !got.Connected {
			t.Errorf("Status().Folders = %+v", got)
		}
		f.mu.Lock()
		f.folders = append(f.folders, "Kladder")
		f.mu.Unlock()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if got := w.Status().Folders; got.LastError != "" {
			t.Errorf("once it is there: Status().Folders = %+v", got)
		}
		if n := f.count("LIST"); n > 3 {
			t.Errorf("asked for %d times", n)
		}
	})
	bubble(t, "inbox", func(t *testing.T) {
		f := newFake(t)
		acc := account(f.dial)
		acc.Inbox = "INBOX/Klager"
		w := watch(t, acc, keepAll())
		synctest.Wait()
		if got := w.Status().Inbox.LastError; got != CodeFolder {
			t.Errorf("LastError = %q", got)
		}
	})
}

func TestGapsAreFoundAndFilled(t *testing.T) {
	bubble(t, "hourly", func(t *testing.T) {
		f := newFake(t, newMail(4, letter(4)), newMail(9, letter(9)))
		sink := keepAll()
		watch(t, account(f.dial), sink)
		synctest.Wait()
		f.mu.Lock()
		f.mails = slices.Insert(f.mails, 1, newMail(6, letter(6))) // seen late
		f.mu.Unlock()
		time.Sleep(50 * time.Minute)
		assertBodies(t, sink, "INBOX", letter(4), letter(9))
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(4), letter(9), letter(6))
		if sink.missing != 1 {
			t.Errorf("Reconcile found %d gaps, want 1", sink.missing)
		}
	})
}

// TestOldMailIsListed: what lay there before the first start is listed with its
// date, and none of it is asked for, however new it says it is. A date that breaks
// the connection is done without: the mail that came since is not kept waiting.
func TestOldMailIsListed(t *testing.T) {
	for name, row := range map[string]struct {
		date string
		want time.Time
	}{
		"dated":   {`"02-Mar-2026 09:15:00 +0100"`, time.Date(2026, 3, 2, 8, 15, 0, 0, time.UTC)},
		"undated": {`"yesterday"`, time.Time{}},
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(2, letter(2)), newMail(4, letter(4)))
			f.mails[0].date = row.date
			sink := newKept(march)
			sink.list = true
			watch(t, account(f.dial), sink)
			synctest.Wait()
			f.mu.Lock()
			f.mails = append(f.mails, newMail(5, letter(5)))
			f.mu.Unlock()
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(5))
			old := sink.skips()
			if len(old) != 2 || old[0].UID != 2 || old[1].UID != 4 || old[0].Why != Old || !old[0].InternalDate.Equal(row.want) {
				t.Errorf("skipped %+v", old)
			}
			if n := len(slices.DeleteFunc(f.lines(), func(line string) bool { return !strings.Contains(line, "BODY.PEEK[]") })); n > 1 {
				t.Errorf("%d bodies were asked for, want the new one's", n)
			}
		})
	}
}

func TestRenumberedFolderIsReadAgain(t *testing.T) {
	bubble(t, "UIDVALIDITY", func(t *testing.T) {
		f := newFake(t, newMail(4, letter(4)))
		sink := keepAll()
		watch(t, account(f.dial), sink)
		synctest.Wait()
		f.mu.Lock()
		f.validity = 8
		f.mails = []mail{newMail(1, letter(4)), newMail(2, letter(5))}
		f.mails[0].date = `"01-Feb-2026 10:00:00 +0100"`
		f.mu.Unlock()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		assertBodies(t, sink, "INBOX", letter(4), letter(5))
		old := sink.skips()
		if len(old) != 1 || old[0].Why != Old || old[0].UID != 1 || old[0].UIDValidity != 8 || old[0].InternalDate.IsZero() {
			t.Errorf("skipped %+v", old)
		}
	})
}

func TestStopIsQuick(t *testing.T) {
	for name, line := range map[string]string{"signing in": "AUTHENTICATE", "scanning": "UID FETCH", "idle": "-"} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)))
			f.say = func(_ int, heard string) string {
				if strings.HasPrefix(heard, line) {
					return mute
				}
				return ""
			}
			watch(t, account(f.dial), keepAll())
			synctest.Wait()
			start := time.Now()
			t.Cleanup(func() { // runs after watch has been stopped
				if took := time.Since(start); took > 0 {
					t.Errorf("stopping took %v", took)
				}
			})
		})
	}
}

// TestOutageIsSaidOnce: an outage of three hours is in the log when it begins, once an
// hour, and when it is over, for each connection; not at each of a hundred tries.
func TestOutageIsSaidOnce(t *testing.T) {
	bubble(t, "server down", func(t *testing.T) {
		var log bytes.Buffer // a handler of slog writes one line at a time
		f := newFake(t)
		f.setDown(true)
		watchLogged(t, account(f.dial), keepAll(), slog.New(slog.NewTextHandler(&log, nil)))
		time.Sleep(3*time.Hour + 30*time.Minute)
		f.setDown(false)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		for says, want := range map[string]int{"mailbox connection lost": 2 * 4, "mailbox connected and read": 2, "level=": 2*4 + 2} {
			if got := strings.Count(log.String(), says); got != want {
				t.Errorf("%q is said %d times, want %d:\n%s", says, got, want, &log)
			}
		}
	})
}
