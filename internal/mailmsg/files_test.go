package mailmsg_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"borgerbot/internal/mailmsg"
)

// kept returns the content of a mail's files, by their place among its
// attachments.
func kept(t testing.TB, raw []byte, m mailmsg.Message) map[int]*bytes.Buffer {
	t.Helper()
	files := map[int]*bytes.Buffer{}
	err := mailmsg.Files(source(raw), mailmsg.DefaultLimits(), m, func(i int) io.Writer {
		if files[i] != nil {
			t.Errorf("file %d is handed over twice", i)
		}
		files[i] = &bytes.Buffer{}
		return files[i]
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestFiles: what hangs on a mail comes out as it went in, also of a mail that is
// read only after repair.
func TestFiles(t *testing.T) {
	const head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
	for name, raw := range map[string]string{
		"sound":    mail(head, withFiles("b", forwardedWithFile)),
		"repaired": mail("Uden kolon\n"+head, withFiles("b", "")),
	} {
		t.Run(name, func(t *testing.T) {
			m := parse(t, []byte(raw))
			if repaired := slices.Contains(m.Warnings, mailmsg.WarnRepaired); repaired != (name == "repaired") {
				t.Fatalf("repaired is %t", repaired)
			}
			want := map[int]string{0: "Hej igen", 1: "som tekst"}
			if name == "sound" {
				want[3] = "billede" // 2 is the mail it hangs on
			}
			files := kept(t, []byte(raw), m)
			if len(files) != len(want) {
				t.Errorf("%d files of %d attachments", len(files), len(m.Attachments))
			}
			for i, content := range want {
				if files[i] == nil || files[i].String() != content {
					t.Errorf("file %d is %v, want %q", i, files[i], content)
				}
			}
		})
	}
}

// withFiles is a multipart of a text, two files, and more.
func withFiles(boundary, more string) string {
	return strings.Join([]string{
		"--" + boundary, "Content-Type: text/plain", "", "Se bilag",
		"--" + boundary, `Content-Type: application/pdf; name="a.pdf"`, "Content-Transfer-Encoding: base64", "", "SGVqIGlnZW4=",
		"--" + boundary, `Content-Disposition: attachment; filename="note.txt"`, "", "som tekst" + more,
		"--" + boundary + "--", "",
	}, "\n")
}

// forwardedWithFile is a mail within the mail, with a picture.
const forwardedWithFile = `
--b
Content-Type: message/rfc822

Subject: indeni
Content-Type: multipart/mixed; boundary=c

--c
Content-Type: image/png

billede
--c--`

// TestFilesOfUglyMail: of no mail more or less is kept than was counted.
func TestFilesOfUglyMail(t *testing.T) {
	found := 0
	for _, f := range archive(t, "ugly.txtar") {
		m := parse(t, f.Data)
		for i, content := range kept(t, f.Data, m) {
			found++
			if i >= len(m.Attachments) || int64(content.Len()) != m.Attachments[i].Size {
				t.Errorf("%s: file %d has %d bytes", f.Name, i, content.Len())
			}
		}
	}
	if found == 0 {
		t.Error("no file was found")
	}
}

// broken takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }

// TestFileThatCannotBeKept: the others are kept.
func TestFileThatCannotBeKept(t *testing.T) {
	raw := []byte(mail("Content-Type: multipart/mixed; boundary=b\n",
		"--b\nContent-Type: image/png\n\nen\n--b\nContent-Type: image/png\n\nto\n--b--\n"))
	m := parse(t, raw)
	var second bytes.Buffer
	err := mailmsg.Files(source(raw), mailmsg.DefaultLimits(), m, func(i int) io.Writer {
		if i == 0 {
			return broken{}
		}
		return &second
	})
	if err != nil || second.String() != "to" {
		t.Errorf("%q, %v", second.String(), err)
	}
}
