package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"borgerbot/internal/dossier"
	"borgerbot/internal/mailmsg"
)

// kept is a sink that keeps the last file.
type kept struct{ bytes.Buffer }

// Create implements [Sink].
func (k *kept) Create(string) (io.Writer, error) { return &k.Buffer, nil }

// TestGivenUp: of a mail whose reading is given up on what was whole is there, the file
// under way lies in the mail only, and nothing that is read later gets through.
func TestGivenUp(t *testing.T) {
	var out kept
	a := &attached{out: &out, whole: 3, files: []dossier.File{{Name: "a", Inside: true}, {Name: "b", Inside: true}, {Name: "c", Inside: true}}, open: make([]*entry, 3)}
	whole := a.create(0)
	half := a.create(1)
	for _, w := range []io.Writer{whole, half} {
		if _, err := io.WriteString(w, "tekst"); err != nil {
			t.Fatal(err)
		}
	}
	files, err := a.end(fmt.Errorf("%w: it took over 5m", mailmsg.ErrGivenUp))
	if err != nil || files[0].Inside || files[0].Size != 5 || !files[1].Inside || !files[2].Inside {
		t.Errorf("%v, %+v", err, files)
	}
	if _, err := io.WriteString(half, "senere"); !errors.Is(err, errEnded) || a.create(2) != nil || out.String() != "teksttekst" {
		t.Errorf("%v, %q", err, out.String())
	}
}
