package mailmsg_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"borgerbot/internal/mailmsg"
)

// mail puts a body under the header of an ordinary letter.
func mail(fields, body string) string {
	return "From: Gudrun Holm <gudrun@example.org>\nSubject: Klage\n" + fields + "\n" + body
}

// names returns the attachments' names.
func names(m mailmsg.Message) []string {
	var list []string
	for _, a := range m.Attachments {
		list = append(list, a.Name.Reveal())
	}
	return list
}

// TestOddMail reads what mailers do wrong. The names say what; each is a row of
// what was measured of the library, or of what was seen in the wild.
//
// Long: one row a case.
func TestOddMail(t *testing.T) {
	const repaired, incomplete, charset, from = mailmsg.WarnRepaired, mailmsg.WarnIncomplete, mailmsg.WarnCharset, mailmsg.WarnFrom
	type warnings = []mailmsg.Warning
	multipart := "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
	for _, c := range []struct {
		name, raw, text string
		warnings        []mailmsg.Warning
	}{
		// Headers that the library refuses: it returns no entity at all.
		{"header line without colon", mail("nonsens her\n", "Hej"), "Hej", warnings{repaired}},
		{"mbox From line", "From gudrun@example.org Mon Mar  2 08:00:00 2026\n" + mail("", "Hej"), "Hej", warnings{repaired}},
		{"leading blank", " \n" + mail("", "Hej"), "Hej", warnings{repaired}},
		{"byte order mark", "\ufeff" + mail("", "Hej"), "Hej", warnings{repaired}},
		{"non-ASCII field name", mail("Bemærkning: x\n", "Hej"), "Hej", warnings{repaired}},
		{"line ends CR CR LF", strings.ReplaceAll(mail("", "Hej\nGudrun"), "\n", "\r\r\n"), "Hej\nGudrun", warnings{repaired}},
		{"line ends CR alone", strings.ReplaceAll(mail("", "Hej\nGudrun"), "\n", "\r"), "Hej\nGudrun", warnings{repaired}},
		{"no empty line before the body", "From: gudrun@example.org\nHej igen\nhar I glemt mig?\nGudrun", "Hej igen\nhar I glemt mig?\nGudrun", warnings{repaired}},
		{"an empty line within the header", "From: gudrun@example.org\n\nSubject: Klage\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVq", "Hej", warnings{repaired}},
		{"honest: a body like a header", "From: gudrun@example.org\n\nNavn: Gudrun\nSag: 12\n\nHej", "Navn: Gudrun\nSag: 12\n\nHej", nil},
		{"no header at all", "Hej\n\njeg vil klage", "Hej\n\njeg vil klage", warnings{repaired, from}},
		{"header alone, not ended", "From: gudrun@example.org\nSubject: Klage", "", nil},
		{"empty", "", "", warnings{from}},
		{"only line ends", "\r\n\r\n", "", warnings{from}},

		// Charsets.
		{"8-bit Latin-1 without charset", mail("", "k\xe6re \x80"), "kære €", warnings{charset}},
		{"iso-8859-1 that is windows-1252", mail("Content-Type: text/plain; charset=iso-8859-1\n", "5 \x80 \x96 k\xe6re"), "5 € – kære", nil},
		{"iso-8859-1 that is UTF-8", mail("Content-Type: text/plain; charset=iso-8859-1\n", "kære"), "kære", warnings{charset}},
		{"UTF-8 with a stray byte", mail("Content-Type: text/plain; charset=utf-8\n", "kære k\xe6re"), "kære kære", warnings{charset}},
		{"ansi", mail("Content-Type: text/plain; charset=ansi\n", "k\xe6re"), "kære", nil},
		{"utf8 without hyphen", mail("Content-Type: text/plain; charset=utf8\n", "kære"), "kære", nil},
		{"cp850", mail("Content-Type: text/plain; charset=cp850\n", "k\x91re"), "kære", nil},
		{"utf-7 is shown raw", mail("Content-Type: text/plain; charset=utf-7\n", "k+AOY-re"), "k+AOY-re", warnings{charset}},
		{"unknown charset", mail("Content-Type: text/plain; charset=dansk\n", "k\xe6re"), "kære", warnings{charset}},
		{"utf-16", mail("Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n", "SABlAGoA"), "Hej", nil},
		{"quoted charset with comment", mail("Content-Type: text/plain; charset=\"iso-8859-1\" (Latin)\n", "k\xe6re"), "kære", nil},

		// Transfer encodings.
		{"unknown encoding", mail("Content-Transfer-Encoding: x-uu\n", "Hej"), "Hej", warnings{mailmsg.WarnEncoding}},
		{"encoding with semicolon", mail("Content-Transfer-Encoding: base64;\n", "SGVq"), "Hej", nil},
		{"footer pasted behind base64", mail("Content-Transfer-Encoding: base64\n", "SGVqIGlnZW4=\n"), "Hej igen", nil},
		{"base64 with a foreign byte", mail("Content-Transfer-Encoding: base64\n", "SGV!IGln\nZW4gSGVq\n"), "HeHYen Hej", nil},
		{"base64 that nobody announced", mail("", strings.Repeat("SGVqIGlnZW4g\n", 20)), strings.TrimSpace(strings.Repeat("Hej igen ", 20)), nil},
		{"concatenated base64", mail("Content-Transfer-Encoding: base64\n", "SGVqIA==aWdlbg=="), "Hej igen", nil},
		{"base64 without padding", mail("Content-Transfer-Encoding: base64\n", "SGVqIGlnZW4"), "Hej igen", nil},
		{"plain = in quoted-printable", mail("Content-Transfer-Encoding: quoted-printable\n", "se https://example.org/?a=zz&b=1 k=C3=A6re"), "se https://example.org/?a=zz&b=1 kære", nil},
		{"soft line break with blanks", mail("Content-Transfer-Encoding: quoted-printable\n", "sags=  \nbehandling"), "sagsbehandling", nil},
		{"lower-case hex", mail("Content-Transfer-Encoding: quoted-printable\n", "k=c3=a6re"), "kære", nil},

		// Multiparts.
		{"bad parameter beside the boundary", mail("Content-Type: multipart/mixed; boundary=\"b\"; type=text html\n", "--b\n\nHej\n--b--\n"), "Hej", nil},
		{"no boundary parameter", mail("Content-Type: multipart/mixed\n", "--b99\n\nHej\n--b99--\n"), "Hej", nil},
		{"another boundary than announced", mail(multipart, "--andet\n\nHej\n--andet--\n"), "Hej", warnings{repaired}},
		{"boundary not indented", mail("Content-Type: multipart/mixed;\nboundary=b\n", "--b\n\nHej\n--b--\n"), "Hej", warnings{repaired}},
		{"no empty line before the first part", mail(multipart, "")[:len(mail(multipart, ""))-1] + "--b\n\nHej\n--b--\n", "Hej", warnings{repaired}},
		{"no delimiter before the first part", mail(multipart, "Content-Type: text/html\n\n<p>Hej</p>\n--b\nContent-Type: image/png\n\nx\n--b--\n"), "Hej", warnings{repaired}},
		{"multipart that is none", mail(multipart, "Hej igen"), "Hej igen", warnings{repaired}},
		{"no closing boundary", mail(multipart, "--b\n\nHej\n"), "Hej", warnings{incomplete}},
		{"bad header in one part", mail(multipart, "--b\nContent-ID: <1>\nnonsens\n\nHej\n--b\n\nGudrun\n--b--\n"), "Hej\n\nGudrun", warnings{repaired}},
		{"inner multipart ended by the outer boundary", mail(multipart, "--b\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\nHej\n--b\n\nGudrun\n--b--\n"), "Hej\n\nGudrun", warnings{incomplete}},
		{"preamble with a line of 10 kB", mail(multipart, strings.Repeat("x", 10_000)+"\n--b\n\nHej\n--b--\n"), "Hej", warnings{repaired}},
		{"Content-Type without subtype", mail("Content-Type: text\n", "Hej"), "Hej", nil},
		{"multipart/digest", mail("Content-Type: multipart/digest; boundary=b\n", "--b\n\nSubject: Notat\n\nHej\n--b--\n"), "Notat\nHej", nil},

		// What is read of several versions.
		{"plain preferred", alternative("Hej", "<p>Hej <b>HTML</b></p>"), "Hej", nil},
		{"empty plain", alternative("  \n", "<p>Hej</p>"), "Hej", nil},
		{"stub", alternative("Your mail program does not support HTML.", "<p>"+strings.Repeat("Jeg vil klage. ", 10)+"</p>"), strings.TrimSpace(strings.Repeat("Jeg vil klage. ", 10)), nil},
		{"short plain is no stub", alternative("Jeg vil klage.", "<p>Jeg vil klage.</p><p>Mvh.</p>"), "Jeg vil klage.", nil},
		{"text only as a file", mail(multipart, "--b\nContent-Type: text/plain; name=brev.txt\nContent-Disposition: attachment\n\nHej\n--b--\n"), "Hej", nil},
		{"two text parts around a picture", mail(multipart, "--b\n\nHej\n--b\nContent-Type: image/png\nContent-Disposition: inline; filename=a.png\n\nx\n--b\n\nGudrun\n--b--\n"), "Hej\n\nGudrun", nil},

		// Characters that do not belong in a text.
		{"NUL, bell and escape", mail("", "He\x00j\x07 \x1b[31mrød"), "Hej [31mrød", nil},
		{"bidi override", mail("", "klage\u202egpj.exe"), "klagegpj.exe", nil},
		{"line separators", mail("", "a\u2028b\fc\x0bd"), "a\nb\nc\nd", nil},

		// format=flowed (RFC 3676).
		{"flowed", mail("Content-Type: text/plain; format=flowed\n", "Jeg vil \nklage over \nsagen.\n\n Hej\n-- \nGudrun"), "Jeg vil klage over sagen.\n\nHej\n--\nGudrun", nil},
		{"flowed with DelSp", mail("Content-Type: text/plain; format=flowed; delsp=yes\n", "sags \nbehandling"), "sagsbehandling", nil},
		{"flowed quote", mail("Content-Type: text/plain; format=flowed\n", ">> a \n>> b\n> c"), ">> a b\n> c", nil},

		// Senders.
		{"two From headers", "From: gudrun@example.org\nFrom: per@example.org\n\nHej", "Hej", warnings{from}},
		{"undisclosed sender", "From: undisclosed-recipients:;\n\nHej", "Hej", warnings{from}},
		{"empty brackets", "From: <>\n\nHej", "Hej", warnings{from}},
	} {
		m := parse(t, []byte(c.raw))
		if got := m.Text.Reveal(); got != c.text {
			t.Errorf("%s: text %q, want %q", c.name, got, c.text)
		}
		if !slices.Equal(m.Warnings, c.warnings) {
			t.Errorf("%s: warnings %v, want %v", c.name, m.Warnings, c.warnings)
		}
		if m.Automatic.Is {
			t.Errorf("%s: taken for automatic mail: %s", c.name, m.Automatic.Reason)
		}
	}
}

func alternative(plain, html string) string {
	return mail("Content-Type: multipart/alternative; boundary=b\n",
		"--b\nContent-Type: text/plain\n\n"+plain+"\n--b\nContent-Type: text/html\n\n"+html+"\n--b--\n")
}

func TestRepairKeepsTheHeader(t *testing.T) {
	m := parse(t, []byte("From x\nFrom: Gudrun Holm <gudrun@example.org>\nlinje uden kolon\nSubject: =?utf-8?q?=C3=86rlig?=\n klage\nMessage-ID: <a1@example.org>\n\nHej"))
	if got := m.Subject.Reveal(); got != "Ærlig klage" {
		t.Errorf("subject %q", got)
	}
	if len(m.From) != 1 || m.From[0].Address.Reveal() != "gudrun@example.org" || m.MessageID != "a1@example.org" {
		t.Errorf("sender or id lost: %q", m.MessageID)
	}
}

func TestHeaderValues(t *testing.T) {
	m := parse(t, []byte("Return-Path: <gudrun@example.org>\n"+
		"From: Gudrun <gudrun@example.org>\nReply-To: Per <per@example.org>\nTo: a@example.org, B <b@example.org>\nCc: c@example.org\n"+
		"Subject: =?utf-8?Q?a=0D=0ABcc:_x=00?= \u202eb\rc\n"+
		"Date: Mon, 2 Mar 2026 08:00:00 +0100\nMessage-ID: uden hegn@example.org\n"+
		"In-Reply-To: <kvit.1@example.org> (din mail)\nReferences: <rod@example.org>\n <kvit.1@example.org>\n"+
		"X-Loop: borgerbot-a\nX-Borgerbot-Stamp: abc=\n\nHej"))
	if got, want := m.Subject.Reveal(), "a Bcc: x b c"; got != want {
		t.Errorf("subject %q, want %q", got, want)
	}
	if m.ReturnPath.Reveal() != "gudrun@example.org" || !m.HasReturnPath || m.NullReturnPath {
		t.Error("return path not read")
	}
	if len(m.ReplyTo) != 1 || len(m.To) != 2 || len(m.Cc) != 1 {
		t.Errorf("%d reply-to, %d to, %d cc", len(m.ReplyTo), len(m.To), len(m.Cc))
	}
	if m.MessageID != "uden" {
		t.Errorf("message id %q: a malformed one keeps its first word", m.MessageID)
	}
	if !slices.Equal(m.InReplyTo, []string{"kvit.1@example.org"}) || !slices.Equal(m.References, []string{"rod@example.org", "kvit.1@example.org"}) {
		t.Errorf("in reply to %v, references %v", m.InReplyTo, m.References)
	}
	if want := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC); !m.Date.Equal(want) {
		t.Errorf("date %v, want %v", m.Date, want)
	}
	if m.Stamp != "abc=" || !slices.Equal(m.Loop, []string{"borgerbot-a"}) {
		t.Errorf("stamp %q, loop %v", m.Stamp, m.Loop)
	}
}

func TestManyReferencesKeepFirstAndLast(t *testing.T) {
	var refs strings.Builder
	for range 500 {
		refs.WriteString("<midt@example.org> ")
	}
	m := parse(t, []byte("References: <rod@example.org> "+refs.String()+"<sidst@example.org>\n\nHej"))
	if n := len(m.References); n != 100 || m.References[0] != "rod@example.org" || m.References[n-1] != "sidst@example.org" {
		t.Errorf("%d references, first %s, last %s", n, m.References[0], m.References[n-1])
	}
}

func TestUnreadableDateIsZero(t *testing.T) {
	for _, date := range []string{"mandag den 2. marts 2026", "i går", ""} {
		if m := parse(t, []byte("Date: "+date+"\n\nHej")); !m.Date.IsZero() {
			t.Errorf("date %q read as %v", date, m.Date)
		}
	}
}

func TestForwardedAsAttachment(t *testing.T) {
	raw := mail("Content-Type: multipart/mixed; boundary=b\n", `--b

Se vedlagte.
--b
Content-Type: message/rfc822
Content-Disposition: attachment; filename="svar.eml"

From: Jobcentret <jobcenter@example.org>
Subject: Afslag
Content-Type: multipart/mixed; boundary=i

--i

Du får ikke hjælp.
--i
Content-Type: application/pdf; name=afslag.pdf

x
--i--
--b--
`)
	m := parse(t, []byte(raw))
	if got, want := segments(m), "own: Se vedlagte.\n\n|forwarded: Jobcentret <jobcenter@example.org>\nAfslag\nDu får ikke hjælp."; got != want {
		t.Errorf("segments %q, want %q", got, want)
	}
	if got := names(m); !slices.Equal(got, []string{"svar.eml", "afslag.pdf"}) {
		t.Errorf("attachments %q", got)
	}
	if m.Attachments[0].Class != mailmsg.Mail || m.Attachments[0].Size == 0 {
		t.Errorf("forwarded mail is %s of %d bytes", m.Attachments[0].Class, m.Attachments[0].Size)
	}
}

// segments prints a message's segments, whose words in a fixture are nobody's.
func segments(m mailmsg.Message) string {
	var list []string
	for _, s := range m.Segments {
		list = append(list, string(s.Kind)+": "+m.Text.Reveal()[s.Start:s.End])
	}
	return strings.Join(list, "|")
}

func TestOwnTextAndIncoming(t *testing.T) {
	m := parse(t, []byte("From: gudrun@example.org\nSubject: Fwd: Afslag\n\nHvad nu?\n\n---------- Forwarded message ---------\nFra: x\n\nNej."))
	if got := m.OwnText().Reveal(); got != "Hvad nu?\n\n" {
		t.Errorf("own text %q", got)
	}
	if got := m.Incoming().Reveal(); got != m.Text.Reveal() {
		t.Errorf("incoming %q", got)
	}
}

func TestOnlyTheSourceFails(t *testing.T) {
	broken := errors.New("disk gone")
	for name, src := range map[string]mailmsg.Source{
		"open":       func() (io.ReadCloser, error) { return nil, broken },
		"first byte": func() (io.ReadCloser, error) { return io.NopCloser(iotest.ErrReader(broken)), nil },
		"header": func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("From: x\nSub"), iotest.ErrReader(broken))), nil
		},
		"attachment": func() (io.ReadCloser, error) {
			head := mail("Content-Type: application/pdf\n", "abc")
			return io.NopCloser(io.MultiReader(strings.NewReader(head), iotest.ErrReader(broken))), nil
		},
	} {
		if _, err := mailmsg.Parse(src, mailmsg.DefaultLimits()); !errors.Is(err, broken) {
			t.Errorf("%s: error %v, want the source's", name, err)
		}
	}
}

func TestOneByteReads(t *testing.T) {
	for _, file := range archive(t, "automatic.txtar") {
		slow := func() (io.ReadCloser, error) {
			return io.NopCloser(iotest.OneByteReader(strings.NewReader(string(file.Data)))), nil
		}
		m, err := mailmsg.Parse(slow, mailmsg.DefaultLimits())
		if err != nil || !m.Text.Equal(parse(t, file.Data).Text) {
			t.Errorf("%s: read byte by byte it differs (%v)", file.Name, err)
		}
	}
}
