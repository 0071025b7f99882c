package mailmsg_test

import (
	"io"
	"strings"
	"testing"

	"borgerbot/internal/mailmsg"
)

// TestSameWords: a server may write a draft anew, and an adviser may change it.
func TestSameWords(t *testing.T) {
	draft := "To: Ane <ane@example.org>\r\nSubject: Svar\r\nMessage-ID: <d@example.org>\r\n\r\nTak for din mail.\r\n\r\nVenlig hilsen\r\n"
	for _, tt := range []struct {
		name, raw string
		want      bool
	}{
		{"as it was", draft, true},
		{"with other headers and lines", "X-MS-Has-Attach: no\r\n" + strings.ReplaceAll(draft, "\r\n\r\nVenlig", " \r\nVenlig"), true},
		{"with a word more", draft + "Det haster.\r\n", false},
		{"to another", strings.Replace(draft, "ane@", "bo@", 1), false},
		{"with another subject", strings.Replace(draft, "Svar", "Nej", 1), false},
	} {
		if got := parsed(t, tt.raw).SameWords(parsed(t, draft)); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func parsed(t *testing.T, raw string) mailmsg.Message {
	t.Helper()
	msg, err := mailmsg.Parse(func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(raw)), nil }, mailmsg.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return msg
}
