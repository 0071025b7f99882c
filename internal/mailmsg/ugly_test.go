package mailmsg_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"borgerbot/internal/mailmsg"
)

func TestUglyMail(t *testing.T) {
	want := map[string]struct {
		segments    string
		attachments []string
		warnings    []mailmsg.Warning
	}{
		"outlook.eml": {
			segments: "own: Kære borgerrådgiver\n\nSe nedenfor. Det er ikke i orden.\n\n" +
				"|forwarded: Fra: Ydelseskontoret <ydelse@example.org>\nSendt: 27. februar 2026 15:02\nTil: Gudrun Holm\nEmne: Afgørelse\n\nDu får ikke hjælp.",
			attachments: []string{"image001.png"},
		},
		"digital-post-gateway.eml": {
			segments:    "own: Emne: Klage\n\nJeg vil klage over svartiden.",
			attachments: []string{"MeMo.xml", "klæge.pdf"},
		},
		"iphone.eml":    {segments: "own: Jeg vil klage.\n\n|signature: Sendt fra min iPhone"},
		"preheader.eml": {segments: "hidden: Se indenfor|own: \n\nHej\tGudrun\n\nborger.dk <https://evil.example>"},
		"junk.eml": {
			segments:    "own: Hej\n\n|forwarded: indre\nindre",
			attachments: []string{""},
			warnings:    []mailmsg.Warning{mailmsg.WarnIncomplete, mailmsg.WarnRepaired, mailmsg.WarnFrom},
		},
	}
	for _, file := range archive(t, "ugly.txtar") {
		for _, raw := range [][]byte{file.Data, withCRLF(file.Data)} {
			m, w := parse(t, raw), want[file.Name]
			if got := segments(m); got != w.segments {
				t.Errorf("%s: %q, want %q", file.Name, got, w.segments)
			}
			if got := names(m); !slices.Equal(got, w.attachments) {
				t.Errorf("%s: attachments %q, want %q", file.Name, got, w.attachments)
			}
			if !slices.Equal(m.Warnings, w.warnings) {
				t.Errorf("%s: warnings %v, want %v", file.Name, m.Warnings, w.warnings)
			}
		}
	}
}

func TestInlinePictureIsTold(t *testing.T) {
	for _, file := range archive(t, "ugly.txtar") {
		for _, a := range parse(t, file.Data).Attachments {
			if a.Inline != (a.Name.Reveal() == "image001.png") {
				t.Errorf("%s: %s inline: %v", file.Name, a.Class, a.Inline)
			}
		}
	}
}

// seeds gives a fuzz target all the mail there is.
func seeds(f *testing.F) {
	for _, name := range []string{"ugly.txtar", "automatic.txtar"} {
		for _, file := range archive(f, name) {
			f.Add(file.Data)
			f.Add(withCRLF(file.Data))
		}
	}
	for _, raw := range []string{"", "\r", "\n\n", "\x00", "From: a\r\rHej\rb", ":\n\n", "Content-Type: multipart/mixed\n\n--\n--b\n--b--"} {
		f.Add([]byte(raw))
	}
}

// FuzzParse holds what every message promises, within small limits so that they
// are met.
func FuzzParse(f *testing.F) {
	seeds(f)
	small := mailmsg.Limits{Bytes: 64 << 10, Depth: 4, Parts: 12, PartHeaderBytes: 2 << 10, TextBytes: 1 << 10, MarkupBytes: 2 << 10, SealedBytes: 4 << 10}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, lim := range []mailmsg.Limits{mailmsg.DefaultLimits(), small} {
			m, err := mailmsg.Parse(source(raw), lim)
			if err != nil {
				t.Fatalf("Parse: %v", err)
			}
			checkMessage(t, m, lim)
		}
	})
}

// checkMessage holds what Parse promises of every message.
func checkMessage(t *testing.T, m mailmsg.Message, lim mailmsg.Limits) {
	t.Helper()
	checkSegments(t, "fuzz", m)
	checkText(t, m.Text.Reveal())
	if int64(len(m.Text.Reveal())) > lim.TextBytes || len(m.Attachments) > lim.Parts+1 {
		t.Errorf("%d bytes of text, %d attachments", len(m.Text.Reveal()), len(m.Attachments))
	}
	lines := []string{m.Subject.Reveal(), m.MessageID, m.ReturnPath.Reveal(), m.Stamp, m.Calendar}
	lines = append(append(append(append(lines, m.InReplyTo...), m.References...), m.Loop...), m.AuthenticationResults...)
	for _, list := range [][]mailmsg.Address{m.From, m.Sender, m.ReplyTo, m.To, m.Cc} {
		for _, a := range list {
			lines = append(lines, a.Name.Reveal(), a.Address.Reveal())
		}
	}
	for _, a := range m.Attachments {
		lines = append(lines, a.Name.Reveal(), a.Type)
		if strings.ContainsAny(a.Name.Reveal(), `/\:`) {
			t.Errorf("unsafe file name")
		}
	}
	for _, line := range lines {
		checkText(t, line)
		if strings.ContainsAny(line, "\n\t") {
			t.Errorf("more than one line: %q", line)
		}
	}
}

// checkText holds that text is valid, and free of what controls or turns it.
func checkText(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r\x1b\u202a\u202e\u2066\u2028\ufeff\u0085") {
		t.Errorf("unclean text %q", text)
	}
}

// FuzzHTML reads any bytes as the body of an HTML mail.
func FuzzHTML(f *testing.F) {
	for _, file := range archive(f, "ugly.txtar") {
		if bytes.Contains(file.Data, []byte("text/html")) {
			f.Add(file.Data)
		}
	}
	f.Add([]byte(`<p style="color:#fff">a<td><li><blockquote type=cite>b</b></p><a href="https://example.org">c`))
	f.Fuzz(func(t *testing.T, html []byte) {
		m := parse(t, append([]byte("From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n"), html...))
		checkMessage(t, m, mailmsg.DefaultLimits())
	})
}

// FuzzHistory reads any bytes as the text of an answer.
func FuzzHistory(f *testing.F) {
	f.Add("Tak.\n\nDen 3. mar. 2026 kl. 09.12 skrev R <r@example.org>:\n> Brev.\n-- \nG")
	f.Add("Fra: a\nSendt: b\nTil: c\n\n-----Oprindelig meddelelse-----\nSendt fra min iPhone")
	f.Fuzz(func(t *testing.T, text string) {
		m := parse(t, []byte(reply(text)))
		checkMessage(t, m, mailmsg.DefaultLimits())
		first := parse(t, []byte("From: a@example.org\nSubject: Klage\nContent-Type: text/plain; charset=utf-8\n\n"+text))
		for _, s := range first.Segments {
			if s.Kind == mailmsg.Quoted {
				t.Errorf("a first contact was cut")
			}
		}
	})
}

func benchmark(b *testing.B, raw []byte) {
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := mailmsg.Parse(source(raw), mailmsg.DefaultLimits()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLetter reads a typical letter of 2 kB.
func BenchmarkLetter(b *testing.B) {
	benchmark(b, []byte(mail("To: raadgiver@example.org\nMessage-ID: <a@example.org>\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n",
		strings.Repeat("Jeg vil klage over sagsbehandlingen i min sag om boligst=F8tte.\n", 32))))
}

// BenchmarkHTML reads 200 kB of Outlook's HTML.
func BenchmarkHTML(b *testing.B) {
	paragraph := `<p class="MsoNormal"><span style="font-size:11.0pt;color:#1F497D">Jeg vil <b>klage</b> over <a href="https://example.org/sag">sagen</a>.<o:p></o:p></span></p>` + "\n"
	benchmark(b, []byte(mail("Content-Type: text/html; charset=utf-8\n", strings.Repeat(paragraph, 200<<10/len(paragraph)))))
}

// BenchmarkAttachment reads a letter with a file of 25 MB.
func BenchmarkAttachment(b *testing.B) {
	line := strings.Repeat("QUJD", 19) + "\n"
	benchmark(b, []byte(mail("Content-Type: multipart/mixed; boundary=b\n", "--b\n\nHej\n--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"+
		strings.Repeat(line, 25<<20/57)+"--b--\n")))
}
