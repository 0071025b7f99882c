package standin

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emersion/go-imap/v2"
)

func TestIMAPLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		c := m.dial(nil)
		if err := c.Login("adviser", "wrong").Wait(); !hasCode(err, imap.ResponseCodeAuthenticationFailed) {
			t.Errorf("wrong password: %v", err)
		}
		m.RefuseLogin(imap.ResponseCodeUnavailable, "Temporary authentication failure")
		if err := c.Login("adviser", "secret").Wait(); !hasCode(err, imap.ResponseCodeUnavailable) {
			t.Errorf("refused login: %v", err)
		}
		m.RefuseLogin("", "")
		if err := c.Login("adviser", "secret").Wait(); err != nil {
			t.Errorf("right password: %v", err)
		}
	})
}

func TestIMAPHiddenCapabilities(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		m.Deliver("INBOX", []byte(letter), received)
		if caps := m.login("INBOX", nil).Caps(); !caps.Has(imap.CapIdle) || !caps.Has(imap.CapMove) || !caps.Has(imap.CapSpecialUse) {
			t.Errorf("capabilities %v", caps)
		}
		m.Hide(imap.CapIdle, imap.CapMove, imap.CapUIDPlus)
		c := m.login("INBOX", nil)
		if caps := c.Caps(); caps.Has(imap.CapIdle) || caps.Has(imap.CapMove) || caps.Has(imap.CapUIDPlus) || !caps.Has(imap.CapSpecialUse) {
			t.Errorf("capabilities with some hidden %v", caps)
		}
		idle, err := c.Idle()
		if err == nil {
			err = idle.Wait()
		}
		var refused *imap.Error
		if !errors.As(err, &refused) || refused.Type != imap.StatusResponseTypeBad {
			t.Errorf("hidden IDLE: %v", err)
		}
		if err := c.UIDExpunge(imap.UIDSetNum(1)).Close(); !errors.As(err, &refused) || refused.Type != imap.StatusResponseTypeBad {
			t.Errorf("hidden UID EXPUNGE: %v", err)
		}
		if data, err := c.Copy(imap.UIDSetNum(1), "Archive").Wait(); err != nil || data.UIDValidity != 0 {
			t.Errorf("COPY without UIDPLUS: %+v, %v", data, err)
		}
	})
}

func TestIMAPNoKeywords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{NoKeywords: true})
		m.Deliver("INBOX", []byte(letter), received)
		c := m.login("INBOX", nil)
		if data, err := c.Select("INBOX", nil).Wait(); err != nil || slices.Contains(data.PermanentFlags, imap.FlagWildcard) {
			t.Errorf("SELECT = %+v, %v", data, err)
		}
		flags := &imap.StoreFlags{Op: imap.StoreFlagsSet, Flags: []imap.Flag{"$Taken", imap.FlagFlagged}}
		if err := c.Store(imap.UIDSetNum(1), flags, nil).Close(); err != nil {
			t.Fatal(err)
		}
		if got := m.Messages("INBOX")[0].Flags; !slices.Equal(got, []imap.Flag{imap.FlagFlagged}) {
			t.Errorf("kept flags %v", got)
		}
	})
}

func TestIMAPUIDValidityChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailboxTest(t, IMAPOptions{})
		m.Deliver("INBOX", []byte("first"), received)
		m.Deliver("INBOX", []byte(letter), received)
		m.Expunge("INBOX", 1)
		c := m.login("INBOX", nil)
		m.ResetUIDValidity("INBOX")
		if err := c.Noop().Wait(); err == nil {
			t.Error("the session lives on")
		}
		c = m.login("INBOX", nil)
		data, err := c.Select("INBOX", nil).Wait()
		if err != nil || data.UIDValidity == 1 || data.UIDValidity != m.UIDValidity("INBOX") || data.UIDNext != 2 {
			t.Errorf("SELECT = %+v, %v", data, err)
		}
		if got := fetchAll(t, c, imap.UIDSetNum(1)); len(got) != 1 || string(got[0].BodySection[0].Bytes) != letter {
			t.Errorf("UID 1 is now %v", got)
		}
	})
}

// TestIMAPOnTheWire looks at the bytes of answers that a client library hides.
func TestIMAPOnTheWire(t *testing.T) {
	for _, tt := range []struct {
		how  Spoilage
		ask  string
		want string
	}{
		{TruncatedLiteral, "UID FETCH 2 BODY.PEEK[]", "* 2 FETCH (UID 2 BODY[] {8}\r\nbody"},
		{UnparsableLine, "UID FETCH 2 (UID BODY.PEEK[])", "* 2 FETCH (UID 2 INTERNALDATE \"\")\r\nc OK UID FETCH completed\r\n"},
		{MissingData, "UID FETCH 2 BODY.PEEK[]", "c OK UID FETCH completed\r\n"},
		{LateUID, "UID FETCH 2 BODY.PEEK[]", "* 2 FETCH (BODY[] {8}\r\nbody 2\r\n UID 2)\r\nc OK UID FETCH completed\r\n"},
		{LateUID, "UID FETCH 2 (FLAGS)", "* 2 FETCH (UID 2 FLAGS ())\r\nc OK UID FETCH completed\r\n"},
		{Sound, "UID FETCH 2 BODY.PEEK[]", "* 2 FETCH (UID 2 BODY[] {8}\r\nbody 2\r\n)\r\nc OK UID FETCH completed\r\n"},
		{Sound, "UID FETCH 700:* FLAGS", "* 2 FETCH (UID 2 FLAGS ())\r\nc OK UID FETCH completed\r\n"},
		{Sound, "FETCH 1:2,2,*:1 FLAGS", "* 1 FETCH (FLAGS ())\r\n* 2 FETCH (FLAGS ())\r\nc OK FETCH completed\r\n"},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := newMailboxTest(t, IMAPOptions{})
			m.Deliver("INBOX", []byte("body 1\r\n"), received)
			m.Deliver("INBOX", []byte("body 2\r\n"), received)
			m.Spoil("INBOX", 2, tt.how)
			conn, err := m.network.Dial(t.Context(), "tcp", "127.0.0.1:143")
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, "a LOGIN adviser secret\r\nb SELECT INBOX\r\nc "+tt.ask+"\r\nd LOGOUT\r\n")
			all, err := io.ReadAll(conn)
			if err != nil {
				t.Fatal(err)
			}
			_, got, _ := strings.Cut(string(all), "SELECT completed\r\n")
			got, _, _ = strings.Cut(got, "* BYE")
			if got != tt.want {
				t.Errorf("%s, spoilage %d: %q, want %q", tt.ask, tt.how, got, tt.want)
			}
		})
	}
}
