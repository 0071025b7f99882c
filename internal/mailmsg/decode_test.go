package mailmsg

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
	"testing"
	"testing/iotest"
)

func TestDecodeWords(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Klage", "Klage"},
		{"Q", "=?utf-8?Q?=C3=A6rlig_klage?=", "ærlig klage"},
		{"B", "=?UTF-8?B?w6ZybGln?=", "ærlig"},
		{"blanks between words vanish", "=?utf-8?Q?sags?= =?utf-8?Q?behandling?=", "sagsbehandling"},
		{"blanks beside words stay", "om =?utf-8?Q?=C3=A6rlig?= klage", "om ærlig klage"},
		{"split inside a character", "=?utf-8?B?w6Zy?= =?utf-8?Q?lig_=C3?= =?utf-8?Q?=A6?=", "ærlig æ"},
		{"glued words", "=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},
		{"two charsets", "=?iso-8859-1?Q?=E6?= =?utf-8?Q?=C3=B8?=", "æø"},
		{"windows-1252 as iso-8859-1", "=?iso-8859-1?Q?5_=80?=", "5 €"},
		{"blanks in a word", "=?utf-8?Q?a b?=", "a b"},
		{"language", "=?utf-8*da?Q?=C3=A6?=", "æ"},
		{"unknown charset", "=?dansk?Q?=E6?=", "æ"},
		{"unknown encoding", "=?utf-8?x?abc?=", "=?utf-8?x?abc?="},
		{"not ended", "=?utf-8?Q?abc", "=?utf-8?Q?abc"},
		{"raw Latin-1", "k\xe6re", "kære"},
		{"raw UTF-8", "kære", "kære"},
	} {
		if got := decodeWords(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestParseMedia(t *testing.T) {
	for _, c := range []struct{ name, in, value, key, want string }{
		{"plain", "text/plain; charset=utf-8", "text/plain", "charset", "utf-8"},
		{"case", "Text/HTML; Charset=UTF-8", "text/html", "charset", "UTF-8"},
		{"quotes", `multipart/mixed; boundary="a;b=c"`, "multipart/mixed", "boundary", "a;b=c"},
		{"blanks", `text/plain ; charset = "utf-8" ;`, "text/plain", "charset", "utf-8"},
		{"no semicolon between", `multipart/mixed; charset=x boundary=b`, "multipart/mixed", "boundary", "b"},
		{"blank in a name", `application/pdf; name=min klage.pdf`, "application/pdf", "name", "min klage.pdf"},
		{"quote not ended", `application/pdf; name="min klage.pdf`, "application/pdf", "name", "min klage.pdf"},
		{"the first counts", `text/plain; charset=a; charset=b`, "text/plain", "charset", "a"},
		{"encoded word in quotes", `attachment; filename="=?utf-8?Q?kl=C3=A6ge.pdf?="`, "attachment", "filename", "klæge.pdf"},
		{"RFC 2231", `attachment; filename*=utf-8''kl%C3%A6ge.pdf`, "attachment", "filename", "klæge.pdf"},
		{"RFC 2231 in iso-8859-1", `attachment; filename*=iso-8859-1''kl%E6ge.pdf`, "attachment", "filename", "klæge.pdf"},
		{"RFC 2231 in pieces", `attachment; filename*0*=iso-8859-1'da'min%20; filename*1="kl"; filename*2*=%E6ge.pdf`, "attachment", "filename", "min klæge.pdf"},
		{"pieces out of order", `attachment; filename*1=b.pdf; filename*0=a`, "attachment", "filename", "ab.pdf"},
		{"a path of Windows", `attachment; filename="C:\tmp\a.pdf"`, "attachment", "filename", `C:\tmp\a.pdf`},
		{"escaped quote", `attachment; filename="a\"b.pdf"`, "attachment", "filename", `a"b.pdf`},
		{"raw Latin-1", "attachment; filename=\"kl\xe6ge.pdf\"", "attachment", "filename", "klæge.pdf"},
		{"comment", `text/plain (prosa); charset=utf-8`, "text/plain", "charset", "utf-8"},
		{"nothing", ``, "", "charset", ""},
	} {
		m := parseMedia(c.in)
		if m.value != c.value || m.params[c.key] != c.want {
			t.Errorf("%s: %q with %q, want %q with %q", c.name, m.value, m.params[c.key], c.value, c.want)
		}
	}
}

func TestParseMediaReadsFewParameters(t *testing.T) {
	if n := len(parseMedia("text/plain" + strings.Repeat("; a"+"b=c", 5) + manyParameters(20_000)).params); n > maxParams {
		t.Errorf("%d parameters", n)
	}
}

func manyParameters(n int) string {
	var out strings.Builder
	for i := range n {
		out.WriteString("; filename*")
		out.WriteString(strings.Repeat("1", 1+i%7))
		out.WriteString("*=x")
	}
	return out.String()
}

// What the standard library can write, we read as it was.
func FuzzParseMedia(f *testing.F) {
	f.Add("application/pdf", "klæge (1).pdf")
	f.Add("text/plain", `a"b\c`)
	f.Fuzz(func(t *testing.T, value, name string) {
		if n := len(parseMedia(value + "; name=" + name).params); n > maxParams {
			t.Errorf("%d parameters", n)
		}
		header := mime.FormatMediaType("application/pdf", map[string]string{"name": name})
		if header == "" || strings.ContainsAny(name, "=?\\") || cleanLine(name) != name {
			return
		}
		if got := parseMedia(header).params["name"]; got != name {
			t.Errorf("%q came back as %q from %q", name, got, header)
		}
	})
}

// What the standard library encodes, we decode; whatever else comes, we read on.
func FuzzTransferDecoding(f *testing.F) {
	f.Add([]byte("k\xc3\xa6re = borgerr\xe5dgiver  \r\n\n"))
	f.Add([]byte("=C3=A6 =\r\n=  \n=zz="))
	f.Fuzz(func(t *testing.T, content []byte) {
		var quoted bytes.Buffer
		w := quotedprintable.NewWriter(&quoted)
		w.Binary = true
		_, _ = w.Write(content)
		_ = w.Close()
		for encoding, encoded := range map[string]string{
			"quoted-printable": quoted.String(),
			"base64":           base64.StdEncoding.EncodeToString(content),
		} {
			for _, src := range []io.Reader{strings.NewReader(encoded), iotest.OneByteReader(strings.NewReader(encoded))} {
				decoded, _ := transferDecoder(encoding, src)
				if got, err := io.ReadAll(decoded); err != nil || !bytes.Equal(got, content) {
					t.Errorf("%s: %q came back as %q (%v)", encoding, content, got, err)
				}
			}
			decoded, _ := transferDecoder(encoding, bytes.NewReader(content))
			if got, err := io.ReadAll(decoded); err != nil || len(got) > len(content) {
				t.Errorf("%s: %d bytes of %d (%v)", encoding, len(got), len(content), err)
			}
		}
	})
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"klage.pdf":                       "klage.pdf",
		"../../etc/passwd":                "passwd",
		`C:\Users\ane\klage.pdf`:          "klage.pdf",
		"klage\u202egpj.exe":              "klagegpj.exe",
		"a\r\nBcc: x.pdf":                 "a Bcc_ x.pdf",
		"klage<script>.pdf":               "klage_script_.pdf",
		"..":                              "",
		".":                               "",
		"  ..skjult":                      "skjult",
		"Ærlig klage (2).pdf":             "Ærlig klage (2).pdf",
		"a/":                              "",
		"\x00":                            "",
		"*:|?":                            "____",
		"bilag.tar.gz":                    "bilag.tar.gz",
		strings.Repeat("å", 300):          strings.Repeat("å", maxNameRunes),
		strings.Repeat("å", 300) + ".pdf": strings.Repeat("å", maxNameRunes-4) + ".pdf",
	} {
		if got := safeName(in); got != want {
			t.Errorf("safeName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClassOf(t *testing.T) {
	for _, c := range []struct {
		mediaType, name string
		want            AttachmentClass
	}{
		{"application/pdf", "x", Document},
		{"application/octet-stream", "klage.PDF", Document},
		{"application/octet-stream", "IMG_1.HEIC", Image},
		{"application/octet-stream", "x.exe", Other},
		{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", Document},
		{"image/jpeg", "", Image},
		{"text/calendar", "", Calendar},
		{"application/zip", "", Archive},
		{"message/rfc822", "", Mail},
		{"application/ms-tnef", "winmail.dat", TNEF},
		{"application/octet-stream", "smime.p7m", Encrypted},
		{"video/mp4", "a.mp4", Other},
	} {
		if got := classOf(c.mediaType, c.name); got != c.want {
			t.Errorf("classOf(%s, %s) = %s, want %s", c.mediaType, c.name, got, c.want)
		}
	}
}
