package standin

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const letter = "From: citizen@example.org\r\nMessage-ID: <1@example.org>\r\nSubject: =?utf-8?Q?=C3=86ble?=\r\n\r\nSagen trækker ud.\r\n"

var received = time.Date(1900, 3, 1, 12, 0, 0, 0, time.FixedZone("", 3600))

// mailboxTest is an account on an in-memory network.
type mailboxTest struct {
	*IMAP
	t       *testing.T
	network Network
}

func newMailboxTest(t *testing.T, o IMAPOptions) *mailboxTest {
	m := &mailboxTest{t: t}
	ln, err := m.network.Listen("127.0.0.1:143")
	if err != nil {
		t.Fatal(err)
	}
	o.User, o.Password = "adviser", "secret"
	m.IMAP = NewIMAP(ln, o)
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// dial connects a client that calls push on each EXISTS.
func (m *mailboxTest) dial(push func(exists uint32)) *imapclient.Client {
	m.t.Helper()
	conn, err := m.network.Dial(m.t.Context(), "tcp", "127.0.0.1:143")
	if err != nil {
		m.t.Fatal(err)
	}
	c := imapclient.New(conn, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if push != nil && data.NumMessages != nil {
				push(*data.NumMessages)
			}
		},
	}})
	m.t.Cleanup(func() { _ = c.Close() })
	return c
}

func (m *mailboxTest) login(folder string, push func(uint32)) *imapclient.Client {
	m.t.Helper()
	c := m.dial(push)
	if err := c.Login("adviser", "secret").Wait(); err != nil {
		m.t.Fatal(err)
	}
	if _, err := c.Select(folder, nil).Wait(); err != nil {
		m.t.Fatal(err)
	}
	return c
}

func fetchAll(t *testing.T, c *imapclient.Client, set imap.NumSet) []*imapclient.FetchMessageBuffer {
	t.Helper()
	all, err := c.Fetch(set, &imap.FetchOptions{UID: true, Flags: true, InternalDate: true, RFC822Size: true,
		BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
	if err != nil {
		t.Fatalf("fetch %v: %v", set, err)
	}
	return all
}

func TestIMAPFetchesWhatWasDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		uid := m.Deliver("INBOX", []byte(letter), received)
		m.Deliver("INBOX", []byte("no header at all"), received)
		c := m.login("inbox", nil)
		all := fetchAll(t, c, imap.UIDSet{{Start: 1, Stop: 0}})
		if len(all) != 2 || uint32(all[0].UID) != uid {
			t.Fatalf("fetched %d messages", len(all))
		}
		got := all[0]
		if string(got.BodySection[0].Bytes) != letter || got.RFC822Size != int64(len(letter)) || !got.InternalDate.Equal(received) {
			t.Errorf("fetched %+v", got)
		}
		if body := all[1].BodySection[0].Bytes; string(body) != "no header at all" {
			t.Errorf("malformed message came as %q", body)
		}
		if seen := m.Messages("INBOX")[0].Flags; len(seen) != 0 {
			t.Errorf("BODY.PEEK set %v", seen)
		}
	})
}

// TestIMAPOrdinaryMailProgram fetches what Outlook or Thunderbird ask for.
func TestIMAPOrdinaryMailProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		m.Deliver("INBOX", []byte(letter), received)
		c := m.login("INBOX", nil)
		header := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader}
		text := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierText, Partial: &imap.SectionPartial{Offset: 1, Size: 4}}
		field := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"From"}}
		all, err := c.Fetch(imap.SeqSetNum(1), &imap.FetchOptions{Envelope: true, BodySection: []*imap.FetchItemBodySection{header, text, field},
			BodyStructure: &imap.FetchItemBodyStructure{Extended: true}}).Collect()
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0].Envelope; got.Subject != "Æble" || got.MessageID != "1@example.org" {
			t.Errorf("envelope %+v", got)
		}
		if got := string(all[0].FindBodySection(header)); got+"Sagen trækker ud.\r\n" != letter {
			t.Errorf("header %q", got)
		}
		if got := string(all[0].FindBodySection(text)); got != "agen" {
			t.Errorf("text<1.4> = %q", got)
		}
		if got := string(all[0].FindBodySection(field)); got != "From: citizen@example.org\r\n\r\n" {
			t.Errorf("header field %q", got)
		}
		if flags := m.Messages("INBOX")[0].Flags; !slices.Equal(flags, []imap.Flag{imap.FlagSeen}) {
			t.Errorf("reading without PEEK left flags %v", flags)
		}
	})
}

func TestIMAPIdleLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		heard := make(chan uint32, 100)
		c := m.login("INBOX", func(n uint32) { heard <- n })
		for n := range uint32(50) {
			idle, err := c.Idle()
			if err != nil {
				t.Fatal(err)
			}
			m.Deliver("INBOX", []byte(letter), received) // between "+ idling" and whatever the server does next
			if got := <-heard; got != n+1 {
				t.Errorf("pushed EXISTS %d, want %d", got, n+1)
			}
			if err := errors.Join(idle.Close(), idle.Wait()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestIMAPTwoSessionsSeeEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		for range 3 {
			m.Deliver("INBOX", []byte(letter), received)
		}
		a, b := m.login("INBOX", nil), m.login("INBOX", nil)
		flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted, "$KlageModtaget"}}
		if err := a.Store(imap.UIDSetNum(2), flags, nil).Close(); err != nil {
			t.Fatal(err)
		}
		if got := m.Messages("INBOX")[1].Flags; !slices.Equal(got, flags.Flags) {
			t.Errorf("stored flags %v: a keyword keeps its case", got)
		}
		less := &imap.StoreFlags{Op: imap.StoreFlagsDel, Flags: []imap.Flag{"$klagemodtaget"}}
		if left, err := a.Store(imap.UIDSetNum(2), less, nil).Collect(); err != nil || !slices.Equal(left[0].Flags, []imap.Flag{imap.FlagDeleted}) {
			t.Errorf("removing a keyword left %v, %v", left, err)
		}
		if err := a.UIDExpunge(imap.UIDSetNum(1, 2)).Close(); err != nil {
			t.Fatal(err)
		}
		// b still counts three messages until it asks something that may tell it.
		if got := fetchAll(t, b, imap.SeqSetNum(3)); len(got) != 1 || got[0].UID != 3 {
			t.Errorf("sequence number 3 of the old view: %v", got)
		}
		if err := b.Noop().Wait(); err != nil {
			t.Error(err)
		}
		if got := fetchAll(t, b, imap.SeqSetNum(2)); len(got) != 1 || got[0].UID != 3 {
			t.Errorf("sequence number 2 afterwards: %v", got)
		}
		m.Flag("INBOX", 1, imap.FlagSeen)
		m.Expunge("INBOX", 3)
		if err := a.Noop().Wait(); err != nil {
			t.Error(err)
		}
		if got := fetchAll(t, a, imap.SeqSet{{Start: 1, Stop: 0}}); len(got) != 1 || !slices.Equal(got[0].Flags, []imap.Flag{imap.FlagSeen}) {
			t.Errorf("after a person has read one and removed the other: %v", got)
		}
	})
}

func TestIMAPCopyMoveAppend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		m.Deliver("INBOX", []byte(letter), received)
		m.Deliver("INBOX", []byte(letter), received)
		c := m.login("INBOX", nil)
		copied, err := c.Copy(imap.UIDSetNum(1), "Archive").Wait()
		if err != nil || copied.DestUIDs.String() != "1" {
			t.Errorf("COPY: %+v, %v", copied, err)
		}
		moved, err := c.Move(imap.UIDSetNum(2), "Archive").Wait()
		if err != nil || moved.SourceUIDs.String() != "2" || moved.DestUIDs.String() != "2" {
			t.Errorf("MOVE: %+v, %v", moved, err)
		}
		if in, out := len(m.Messages("INBOX")), len(m.Messages("Archive")); in != 1 || out != 2 {
			t.Errorf("INBOX has %d, Archive %d", in, out)
		}
		if _, err := c.Copy(imap.UIDSetNum(1), "Nowhere").Wait(); !hasCode(err, imap.ResponseCodeTryCreate) {
			t.Errorf("COPY to a missing folder: %v", err)
		}
		add := c.Append("Drafts", int64(len(letter)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagDraft}, Time: received})
		_, _ = io.WriteString(add, letter)
		_ = add.Close()
		data, err := add.Wait()
		if err != nil || data.UID != 1 {
			t.Errorf("APPEND: %+v, %v", data, err)
		}
		if got := m.Messages("Drafts")[0]; string(got.Raw) != letter || !slices.Equal(got.Flags, []imap.Flag{imap.FlagDraft}) || !got.InternalDate.Equal(received) {
			t.Errorf("appended %+v", got)
		}
	})
}

func hasCode(err error, code imap.ResponseCode) bool {
	var e *imap.Error
	return errors.As(err, &e) && e.Code == code
}

func TestIMAPFolders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		m.Deliver("INBOX", []byte(letter), received)
		c := m.login("INBOX", nil)
		if _, err := c.Select("Sendt post", nil).Wait(); !hasCode(err, imap.ResponseCodeNonExistent) {
			t.Errorf("SELECT of a missing folder: %v", err)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Error(err)
			}
		}
		must(c.Create("Behandlet/Færdig æøå", nil).Wait())
		must(c.Rename("Behandlet/Færdig æøå", "Behandlet", nil).Wait())
		must(c.Subscribe("Behandlet").Wait())
		if err := c.Create("Behandlet", nil).Wait(); !hasCode(err, imap.ResponseCodeAlreadyExists) {
			t.Errorf("CREATE twice: %v", err)
		}
		list, err := c.List("", "*", &imap.ListOptions{ReturnSpecialUse: true, ReturnStatus: &imap.StatusOptions{NumMessages: true}}).Collect()
		must(err)
		var got []string
		for _, f := range list {
			got = append(got, fmt.Sprintf("%s%v%d", f.Mailbox, f.Attrs, *f.Status.NumMessages))
		}
		want := "Archive[\\Archive]0 Behandlet[\\Subscribed]0 Deleted[\\Trash]0 Drafts[\\Drafts]0 INBOX[]1 Junk[\\Junk]0 Sent[\\Sent]0"
		if strings.Join(got, " ") != want {
			t.Errorf("LIST = %v, want %v", got, want)
		}
		exact, err := c.List("", "inbox", nil).Collect()
		if err != nil || len(exact) != 1 {
			t.Errorf("LIST inbox = %v, %v", exact, err)
		}
		must(c.Unsubscribe("Behandlet").Wait())
		must(c.Delete("Behandlet").Wait())
		space, err := c.Namespace().Wait()
		if err != nil || len(space.Personal) != 1 || space.Personal[0].Delim != imapDelimiter {
			t.Errorf("NAMESPACE = %+v, %v", space, err)
		}
		status, err := c.Status("INBOX", &imap.StatusOptions{UIDNext: true, NumUnseen: true, Size: true}).Wait()
		if err != nil || status.UIDNext != 2 || *status.NumUnseen != 1 || *status.Size != int64(len(letter)) {
			t.Errorf("STATUS = %+v, %v", status, err)
		}
	})
}

func TestIMAPSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		for n := range 4 {
			m.Deliver("Sent", []byte(strings.ReplaceAll(letter, "<1@", fmt.Sprintf("<%d@", n))), received.AddDate(0, 0, n))
		}
		m.Flag("Sent", 4, imap.FlagSeen)
		c := m.login("Sent", nil)
		for _, tt := range []struct {
			name string
			c    imap.SearchCriteria
			want string
		}{
			{"message id", imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: "<2@example.org>"}}}, "3"},
			{"decoded subject", imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Subject", Value: "æble"}}}, "1:4"},
			{"absent header", imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "X-None"}}}, ""},
			{"uid past the end", imap.SearchCriteria{UID: []imap.UIDSet{{{Start: 99, Stop: 0}}}}, "4"},
			{"since", imap.SearchCriteria{Since: received.AddDate(0, 0, 2)}, "3:4"},
			{"flags", imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, "1:3"},
			{"body", imap.SearchCriteria{Body: []string{"TRÆKKER"}}, "1:4"},
			{"not and or", imap.SearchCriteria{Not: []imap.SearchCriteria{{Or: [][2]imap.SearchCriteria{{{UID: []imap.UIDSet{imap.UIDSetNum(1)}}, {Larger: 1e6}}}}}}, "2:4"},
		} {
			got, err := c.UIDSearch(&tt.c, nil).Wait()
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			if s := got.All.String(); s != tt.want {
				t.Errorf("%s: found %q, want %q", tt.name, s, tt.want)
			}
		}
	})
}

func TestIMAPOverTCPWithTLS(t *testing.T) {
	cfg, pool, err := NewCertificate("127.0.0.1", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := NewIMAP(ln, IMAPOptions{User: "adviser", Password: "secret", TLS: cfg})
	defer m.Close()
	m.Hide(imap.CapMove)
	m.Deliver("INBOX", []byte(letter), received)
	c, err := imapclient.DialTLS(m.Addr().String(), &imapclient.Options{TLSConfig: &tls.Config{RootCAs: pool}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login("adviser", "secret").Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil || c.Caps().Has(imap.CapMove) {
		t.Errorf("SELECT: %v, capabilities %v", err, c.Caps())
	}
	if got := fetchAll(t, c, imap.UIDSetNum(1)); string(got[0].BodySection[0].Bytes) != letter {
		t.Errorf("fetched %v", got)
	}
	if _, err := imapclient.DialTLS(m.Addr().String(), nil); err == nil {
		t.Error("a client that does not know the certificate connects")
	}
}

// TestIMAPConcurrentUse is for the race detector.
func TestIMAPConcurrentUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		var wg sync.WaitGroup
		for range 3 {
			c := m.login("INBOX", nil)
			wg.Go(func() {
				for range 20 {
					_, _ = c.Fetch(imap.UIDSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{UID: true, Flags: true}).Collect()
					_ = c.Store(imap.SeqSetNum(1), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close()
				}
			})
		}
		for n := range uint32(50) {
			m.Deliver("INBOX", []byte(letter), received)
			m.Expunge("INBOX", n/2)
			m.Messages("INBOX")
		}
		wg.Wait()
	})
}
