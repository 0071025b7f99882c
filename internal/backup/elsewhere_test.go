package backup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"borgerbot/internal/backup"
	"borgerbot/internal/casework"
)

// TestErasedStaysErasedElsewhere (GDPR art. 17): what was erased since an upgrade stays
// erased where the copy from before is put back into another folder, to look at it.
func TestErasedStaysErasedElsewhere(t *testing.T) {
	s := released(t, firstSchema)
	if _, _, err := backup.BeforeUpgrade(t.Context(), s, noon); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, s: s}
	h.open(s.Own)
	h.erase("q1", backup.Erasures{Own: s.Own})
	h.close()
	dir, other := backup.UpgradeDir(s.Own), filepath.Join(t.TempDir(), "try")
	r, err := backup.Restore(t.Context(), backup.Order{
		From: dir, Keys: dir, Office: s.Office, Master: s.Master, Dir: other, Lists: []string{s.Own}, LetGo: h.order("").LetGo,
	}, noon)
	if err != nil || r.Erased != 1 {
		t.Errorf("Restore = %+v, %v", r, err)
	}
	if state, _ := h.readable(other, "q1"); state != casework.Erased {
		t.Errorf("the erased inquiry is %s again", state)
	}
}

// TestErasedStaysErasedWithKeysCarriedAway (GDPR art. 17): the copy of the keys comes
// alone, on a stick, without the list that lay beside it.
func TestErasedStaysErasedWithKeysCarriedAway(t *testing.T) {
	h := build(t)
	h.letter("q1")
	h.letter("q2")
	c := h.take(noon)
	away := t.TempDir()
	for _, file := range []string{c.Keys.Path(), strings.TrimSuffix(c.Keys.Path(), ".db") + ".json"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(away, filepath.Base(file)), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.erase("q1", h.erasures())
	o := h.order(filepath.Join(t.TempDir(), "new"))
	o.Keys, o.Lists = away, []string{filepath.Join(t.TempDir(), "lost"), h.s.KeysDirectory}
	if _, err := backup.Restore(t.Context(), o, noon); err != nil {
		t.Fatal(err)
	}
	if state, subject := h.readable(o.Dir, "q1"); state != casework.Erased || subject != "" {
		t.Errorf("q1 is %s, %q", state, subject)
	}
	if _, subject := h.readable(o.Dir, "q2"); subject != "Kanariefugl q2" {
		t.Error("what was not erased cannot be read")
	}
}
