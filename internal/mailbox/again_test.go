package mailbox

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The others go on at once; the message is given up after a quarter of an hour.
func TestUndeliverableMessageIsPassed(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing":    "%t OK FETCH completed\r\n",
		"NIL":        "* 1 FETCH (UID 1 BODY[] NIL)\r\n%t OK done\r\n",
		"NO":         "%t NO cannot render the letter of borger@example.org\r\n",
		"always cut": "* 1 FETCH (UID 1 BODY[] {999}\r\nSubj" + hangUp,
		"garbage":    "* 1 FETCH (UID 1 BODY[] what\r\n",
		"another":    "* 2 FETCH (UID 2 BODY[] {2}\r\nhi)\r\n%t OK done\r\n",
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)), newMail(2, letter(2)))
			f.say = func(_ int, line string) string {
				if strings.Contains(line, "BODY.PEEK[]") && (strings.HasPrefix(line, "UID FETCH 1 ") || strings.HasPrefix(line, "FETCH 1 ")) {
					return answer
				}
				return ""
			}
			sink := keepAll()
			watch(t, account(f.dial), sink)
			time.Sleep(time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(2))
			if got := sink.skips(); len(got) > 0 {
				t.Errorf("skipped at once %+v", got)
			}
			time.Sleep(24 * time.Minute)
			synctest.Wait()
			assertBodies(t, sink, "INBOX", letter(2))
			if sink.missing > 0 {
				t.Errorf("%d gaps, of mail that waited", sink.missing)
			}
			got := sink.skips()
			if len(got) != 1 || got[0].UID != 1 || got[0].Why != Unreadable || got[0].InternalDate.IsZero() {
				t.Errorf("skipped %+v", got)
			}
		})
	}
}

// A server that has just delivered another message shows that this one is to
// blame.
func TestUndeliverableAmongDelivered(t *testing.T) {
	bubble(t, "NIL", func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)), newMail(2, letter(2)))
		f.say = func(_ int, line string) string {
			if strings.Contains(line, "BODY.PEEK[]") && (strings.HasPrefix(line, "UID FETCH 2 ") || strings.HasPrefix(line, "FETCH 2 ")) {
				return "* 2 FETCH (UID 2 BODY[] NIL)\r\n%t OK done\r\n"
			}
			return ""
		}
		sink := keepAll()
		watch(t, account(f.dial), sink)
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := sink.skips(); len(got) != 1 || got[0].UID != 2 {
			t.Errorf("skipped %+v", got)
		}
	})
}

// A bad moment at the start costs no letter, however short or long it is: what
// was given up is asked for again.
func TestBadMomentAtStart(t *testing.T) {
	for name, long := range map[string]time.Duration{"a minute": time.Minute, "two hours": 2 * time.Hour} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t, newMail(1, letter(1)), newMail(2, letter(2)))
			f.say = func(_ int, line string) string {
				if strings.Contains(line, "BODY.PEEK[]") {
					return "%t NO [SERVERBUG] Internal error occurred\r\n"
				}
				return ""
			}
			sink := keepAll()
			watch(t, account(f.dial), sink)
			time.Sleep(long)
			synctest.Wait()
			f.turn.Lock()
			f.say = nil
			f.turn.Unlock()
			f.push(newMail(3, letter(3)))
			time.Sleep(61 * time.Minute)
			synctest.Wait()
			bodies := sink.bodies("INBOX")
			slices.Sort(bodies)
			if want := []string{letter(1), letter(2), letter(3)}; !slices.Equal(bodies, want) {
				t.Errorf("taken %q, want %q", bodies, want)
			}
			if got := len(sink.skips()); long == time.Minute && got > 0 || got > 2 {
				t.Errorf("skipped %d", got)
			}
		})
	}
}
