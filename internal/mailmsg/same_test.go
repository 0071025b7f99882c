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

// TestOnlyText: what a letter brings beside its words is in no stamp over them
// (design 3).
func TestOnlyText(t *testing.T) {
	const words = "Tak for din mail."
	whole := func(kind string, parts ...string) string {
		all := "From: a@example.org\r\nContent-Type: " + kind + "; boundary=b\r\n\r\n"
		for _, p := range parts {
			all += "--b\r\nContent-Type: " + p + "\r\n"
		}
		return all + "--b--\r\n"
	}
	const plain, html = "text/plain\r\n\r\n" + words, "text/html\r\n\r\n<p>" + words + "</p>"
	for _, tt := range []struct {
		name, raw string
		want      bool
	}{
		{"a text", "From: a@example.org\r\n\r\n" + words, true},
		{"the same words in HTML", whole("multipart/alternative", plain, html), true},
		{"other words in HTML", whole("multipart/alternative", plain, "text/html\r\n\r\n<p>Min klage.</p>"), false},
		{"sealed on its way", whole("multipart/signed", plain, "application/pkcs7-signature\r\n\r\nx"), true},
		{"a file", whole("multipart/mixed", plain, "application/pdf; name=klage.pdf\r\n\r\nx"), false},
		{"a picture in the text", whole("multipart/related", html, "image/png\r\nContent-ID: <x>\r\n\r\nx"), false},
		{"a mail within", whole("multipart/mixed", plain, "message/rfc822\r\n\r\nSubject: x\r\n\r\nMin klage."), false},
		{"what is too deep", whole("multipart/mixed", plain, strings.Repeat("multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: ", 40)+plain), false},
	} {
		if got := parsed(t, tt.raw).OnlyText(); got != tt.want {
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
