//go:build integration

package mailbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

// These tests run against Dovecot, started by .ci/servers. Each has a box of its
// own. They wait for the server with a limit, never for a fixed time.

const patience = 20 * time.Second

// env returns a variable of .ci/servers. Without the servers the test fails: it
// has been asked for by its build tag.
func env(t testing.TB, name string) string {
	t.Helper()
	value := os.Getenv("BORGERBOT_TEST_" + name)
	if value == "" {
		t.Fatalf("BORGERBOT_TEST_%s is not set; run the tests with .ci/servers go test -tags integration", name)
	}
	return value
}

// dovecot returns an account at Dovecot, over TLS, that looks every second.
func dovecot(t testing.TB, box int) Account {
	t.Helper()
	certificate, err := os.ReadFile(env(t, "CA"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(certificate) {
		t.Fatal("no certificate")
	}
	return Account{
		Name:    "faelles",
		Address: env(t, "IMAPS"),
		RootCAs: pool,
		Auth:    Password(fmt.Sprintf("box%d@example.org", box), env(t, "PASSWORD")),
		Folders: []string{"Sent"},
		Timings: Timings{Poll: time.Second},
	}
}

// hand opens a session of its own, as a person's mail program.
func hand(t testing.TB, acc Account) *session {
	t.Helper()
	s, err := connect(t.Context(), acc)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

func appendTo(t testing.TB, s *session, folder, raw string, at time.Time) {
	t.Helper()
	if err := s.append(t.Context(), folder, nil, at, []byte(raw)); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds, as long as patience lasts.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	limit, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func watchDovecot(t testing.TB, acc Account, sink Sink) *Watcher {
	t.Helper()
	w := watch(t, acc, sink)
	eventually(t, "both connections are up", func() bool {
		st := w.Status()
		return !st.Inbox.LastGood.IsZero() && !st.Folders.LastGood.IsZero()
	})
	return w
}

func (k *kept) await(t testing.TB) {
	t.Helper()
	select {
	case <-k.arrival:
	case <-time.After(patience):
		t.Fatal("no message was taken")
	}
}

func TestDovecotIdle(t *testing.T) {
	acc := dovecot(t, 1)
	acc.Timings.Poll = time.Hour // only IDLE can be quick
	sink := newKept(time.Now())
	w := watchDovecot(t, acc, sink)
	person := hand(t, acc)
	var waits []time.Duration
	for n := range 20 {
		start := time.Now()
		appendTo(t, person, "INBOX", letter(n), time.Now())
		sink.await(t)
		waits = append(waits, time.Since(start))
	}
	slices.Sort(waits)
	t.Logf("from APPEND to the sink: median %v, longest %v", waits[len(waits)/2], waits[len(waits)-1])
	if median := waits[len(waits)/2]; median > 800*time.Millisecond {
		t.Errorf("median %v", median)
	}
	if got := w.Status().Inbox.Mode; got != ModeIdle {
		t.Errorf("mode %q", got)
	}
	if got := sink.bodies("INBOX"); got[7] != letter(7) {
		t.Errorf("took %q", got[7])
	}
}

func TestDovecotJobs(t *testing.T) {
	acc := dovecot(t, 2)
	sink := newKept(time.Now())
	w := watchDovecot(t, acc, sink)
	ctx := t.Context()
	id := fmt.Sprintf("<%d@example.org>", time.Now().UnixNano())
	raw := []byte("Message-ID: " + id + "\r\nSubject: Kvittering\r\n\r\nTak.\r\n")
	date := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	if err := w.Append(ctx, "Drafts", []string{`\Draft`, "$Kladde"}, date, raw); err != nil {
		t.Errorf("Append() = %v", err)
	}
	if err := w.Append(ctx, "Findes/Ikke", nil, date, raw); codeOf(err) != CodeFolder {
		t.Errorf("Append() to a missing folder = %v", err)
	}
	for folder, want := range map[string]bool{"Drafts": true, "Sent": false} {
		if got, err := w.Find(ctx, folder, id); got != want || err != nil {
			t.Errorf("Find(%s) = %v, %v", folder, got, err)
		}
	}
	person := hand(t, acc)
	appendTo(t, person, "INBOX", string(raw), time.Now())
	sink.await(t)
	place := sink.taken[0].Place
	if err := w.Flag(ctx, place, "$Besvaret"); err != nil {
		t.Errorf("Flag() = %v", err)
	}
	if _, err := w.Move(ctx, place, "Findes/Ikke"); codeOf(err) != CodeFolder {
		t.Errorf("Move() to a missing folder = %v", err)
	}
	if got, err := w.Find(ctx, "INBOX", id); !got || err != nil {
		t.Errorf("after a refused move: Find() = %v, %v", got, err)
	}
	for range 2 {
		if _, err := w.Move(ctx, place, "Sent"); err != nil {
			t.Errorf("Move() = %v", err)
		}
	}
	if got, err := w.Find(ctx, "INBOX", id); got || err != nil {
		t.Errorf("after the move: Find() = %v, %v", got, err)
	}
	sink.await(t) // the move to Sent is seen by the poll
	if got := sink.bodies("Sent"); len(got) != 1 || got[0] != string(raw) {
		t.Errorf("Sent: took %q", got)
	}
	sent := sink.taken[1]
	if !slices.Contains(sent.Flags, "$Besvaret") {
		t.Errorf("flags %q", sent.Flags)
	}
}

func TestDovecotRenumbers(t *testing.T) {
	acc := dovecot(t, 3)
	start := time.Now()
	sink := newKept(start)
	w := watchDovecot(t, acc, sink)
	person := hand(t, acc)
	appendTo(t, person, "INBOX", letter(1), start.Add(-24*time.Hour)) // as when a person moves an old mail
	appendTo(t, person, "INBOX", letter(2), time.Now())
	sink.await(t)
	before := sink.taken[0].UIDValidity
	update := exec.CommandContext(t.Context(), "doveadm", "-c", env(t, "DOVECOT"), "mailbox", "update",
		"-u", "box3@example.org", "--uid-validity", fmt.Sprint(before+1), "INBOX")
	if out, err := update.CombinedOutput(); err != nil {
		t.Fatalf("doveadm: %v: %s", err, out)
	}
	appendTo(t, person, "INBOX", letter(3), time.Now())
	eventually(t, "the folder is read again", func() bool {
		got := sink.bodies("INBOX")
		return len(got) == 3 && got[0] == letter(2) && got[1] == letter(2) && got[2] == letter(3)
	})
	old := sink.skips()
	if len(old) != 2 || old[0].Why != Old || old[1].Why != Old || old[0].UIDValidity == old[1].UIDValidity {
		t.Errorf("skipped %+v", old)
	}
	stale := Place{Mailbox: "faelles", Folder: "INBOX", UIDValidity: before, UID: 2}
	if _, err := w.Move(t.Context(), stale, "Sent"); codeOf(err) != CodeStale {
		t.Errorf("Move() from a stale place = %v", err)
	}
}

func TestDovecotLargeMessage(t *testing.T) {
	acc := dovecot(t, 4)
	large := letter(1) + strings.Repeat("Jeg vil klage over sagen, og det er en lang historie, som I skal have.\r\n", 60<<20/72)
	sink := &hashing{counting: counting{kept: newKept(time.Now())}}
	watchDovecot(t, acc, sink)
	appendTo(t, hand(t, acc), "INBOX", large, time.Now())
	eventually(t, "60 MB are taken", func() bool { return sink.done.Load() })
	if want := sha256.Sum256([]byte(large)); sink.sum != want {
		t.Errorf("%d bytes with another sum", sink.n)
	}
	if sink.grown > 4<<20 {
		t.Errorf("the heap grew by %d bytes", sink.grown)
	}
}

// hashing is a sink that keeps only the sum of a body.
type hashing struct {
	counting
	sum  [sha256.Size]byte
	done atomic.Bool
}

func (h *hashing) Take(ctx context.Context, it Item, body io.Reader) error {
	sum := sha256.New()
	err := h.counting.Take(ctx, it, io.TeeReader(body, sum))
	copy(h.sum[:], sum.Sum(nil))
	h.done.Store(err == nil)
	return err
}

func TestDovecotAnswersPlainly(t *testing.T) {
	wrong := dovecot(t, 5)
	wrong.Auth = Password("box5@example.org", "forkert")
	untrusted := dovecot(t, 5)
	untrusted.RootCAs = nil
	noTLS := dovecot(t, 5)
	noTLS.Address = env(t, "IMAP")
	for name, test := range map[string]struct {
		acc  Account
		want Code
		says string
	}{
		"wrong password":        {wrong, CodeAuth, "check user, password"},
		"unknown certificate":   {untrusted, CodeTLS, "certificate"},
		"TLS to a port without": {noTLS, CodeTLS, "check the TLS mode"},
	} {
		_, err := connect(t.Context(), test.acc)
		if codeOf(err) != test.want || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "box5") {
			t.Errorf("%s: connect() = %v", name, err)
		}
	}
	starttls := dovecot(t, 5)
	starttls.Address, starttls.TLS = env(t, "IMAP"), StartTLS
	s := hand(t, starttls)
	if _, _, err := s.examine(t.Context(), "INBOX"); err != nil {
		t.Errorf("over STARTTLS: %v", err)
	}
	if _, _, err := s.examine(t.Context(), "INBOX/Klager"); codeOf(err) != CodeFolder || !strings.Contains(err.Error(), `"INBOX/Klager"`) {
		t.Errorf("missing folder: %v", err)
	}
}

// A server that throws everybody out loses nothing.
func TestDovecotKicks(t *testing.T) {
	acc := dovecot(t, 6)
	sink := newKept(time.Now())
	w := watchDovecot(t, acc, sink)
	for n := range 3 {
		kick := exec.CommandContext(t.Context(), "doveadm", "-c", env(t, "DOVECOT"), "kick", "box6@example.org")
		if out, err := kick.CombinedOutput(); err != nil {
			t.Fatalf("doveadm: %v: %s", err, out)
		}
		person, err := connect(t.Context(), acc)
		if err != nil {
			t.Fatal(err)
		}
		appendTo(t, person, "INBOX", letter(n), time.Now())
		person.close()
		sink.await(t)
	}
	assertBodies(t, sink, "INBOX", letter(0), letter(1), letter(2))
	eventually(t, "the status is good again", func() bool { return w.Status().Inbox.Failures == 0 })
}

// A removal by a person in the middle of a backlog costs nobody else's mail.
func TestDovecotBacklog(t *testing.T) {
	acc := dovecot(t, 7)
	person := hand(t, acc)
	st, _, err := person.examine(t.Context(), "INBOX")
	if err != nil {
		t.Fatal(err)
	}
	sink := newKept(time.Now().Add(-time.Minute))
	if _, err := sink.Position(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	const letters = 300
	for n := range letters {
		appendTo(t, person, "INBOX", letter(n), time.Now())
	}
	if _, err := person.open(t.Context(), "INBOX", false); err != nil {
		t.Fatal(err)
	}
	removed := uidSet(st.UIDNext+3, st.UIDNext+250)
	if err := person.store(removed, imap.FlagDeleted); err != nil {
		t.Fatal(err)
	}
	if err := person.client.UIDExpunge(removed).Close(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	watchDovecot(t, acc, sink)
	eventually(t, "the backlog is taken", func() bool { return len(sink.bodies("INBOX")) == letters-2 })
	t.Logf("%d letters in %v", letters-2, time.Since(start))
	if len(sink.skips()) > 0 || sink.missing > 0 {
		t.Errorf("skipped %+v, missing %d", sink.skips(), sink.missing)
	}
}

func TestDovecotTooLarge(t *testing.T) {
	acc := dovecot(t, 8)
	acc.MaxSize = 1 << 20
	sink := newKept(time.Now())
	watchDovecot(t, acc, sink)
	person := hand(t, acc)
	appendTo(t, person, "INBOX", letter(1)+strings.Repeat("x", 1<<20), time.Now())
	appendTo(t, person, "INBOX", letter(2), time.Now())
	sink.await(t)
	assertBodies(t, sink, "INBOX", letter(2))
	got := sink.skips()
	if len(got) != 1 || got[0].Why != TooLarge || !bytes.Contains(got[0].Header, []byte("<1@example.org>")) {
		t.Errorf("skipped %+v", got)
	}
}
