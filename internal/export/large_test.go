package export

import (
	"io"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/dossier"
	"borgerbot/internal/mailmsg"
	"borgerbot/templates"
)

// counted is a sink that counts what goes into each file.
type counted map[string]*counter

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

// Create implements [Sink].
func (c counted) Create(name string) (io.Writer, error) {
	c[name] = &counter{}
	return c[name], nil
}

// repeated is a line again and again.
type repeated struct {
	line string
	left int // lines
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// heavy is a mail with a file of so many lines of 57 bytes, and a small one after it.
func heavy(lines int, end string) mailmsg.Source {
	const part = "--b\r\nContent-Type: application/pdf; name=bilag.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	return func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(
			strings.NewReader("From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHej\r\n"+part),
			&repeated{line: strings.Repeat("QUJD", 19) + "\r\n", left: lines},
			strings.NewReader("\r\n"+part+"QUJD\r\n"+end),
		)), nil
	}
}

// TestLargeMail: what hangs on a mail that is larger than what the intake reads is
// written out whole; what is past the limit of an export too, or past the end of a mail
// that was cut short on its way, is not taken for whole (H25).
func TestLargeMail(t *testing.T) {
	writer, err := dossier.Parse(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	const lines = 1 << 20 // 78 MiB on the wire
	for _, row := range []struct {
		name   string
		lines  int
		end    string
		bytes  int64 // 0: the limit of an export
		first  int   // bytes of the first file
		second int
		inside bool // the first file lies in the mail only
		lack   dossier.Lack
	}{
		{name: "past the intake's limit", lines: lines, end: "--b--\r\n", first: 57 * lines, second: 3},
		{name: "past the export's limit", lines: 1000, end: "--b--\r\n", bytes: 50_000, inside: true, lack: dossier.LackMore},
		{name: "cut short on its way", lines: 1000, first: 57_000, second: 3, lack: dossier.LackEnd},
	} {
		t.Run(row.name, func(t *testing.T) {
			out, lim := counted{}, limits()
			if row.bytes > 0 {
				lim.Bytes = row.bytes
			}
			x := Exporter{Writer: writer, ReadTime: time.Minute}
			mail, err := x.read(heavy(row.lines, row.end), lim, dossier.Mail{}, 1, out)
			if err != nil || len(mail.Files) == 0 {
				t.Fatalf("%v, %+v", err, mail.Files)
			}
			size := func(name string) int {
				if f := out[name]; f != nil {
					return f.n
				}
				return 0
			}
			if first, second := size("mail-01-bilag-01.pdf"), size("mail-01-bilag-02.pdf"); first != row.first || second != row.second {
				t.Errorf("%d and %d bytes are written, want %d and %d", first, second, row.first, row.second)
			}
			if mail.Files[0].Inside != row.inside || mail.Lack != row.lack {
				t.Errorf("inside %t, lack %q", mail.Files[0].Inside, mail.Lack)
			}
		})
	}
}
