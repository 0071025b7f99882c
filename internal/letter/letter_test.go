package letter

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/templates"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden holds every letter, variant and language as its reader sees it.
func TestGolden(t *testing.T) {
	s := parsed(t)
	for _, lang := range []casework.Language{casework.Danish, casework.English} {
		for _, sample := range s.Samples(lang) {
			golden(t, s, sample, lang, string(lang))
		}
	}
	bilingual := map[string]bool{"L01": true, "L02": true, "L09_neutral": true, "L11": true}
	for _, sample := range s.Samples(casework.German) {
		if file := fileOf(sample.Data); bilingual[file] {
			golden(t, s, sample, casework.German, "other")
			bilingual[file] = false
		}
	}
}

func golden(t *testing.T, s *Set, sample Sample, lang casework.Language, ending string) {
	t.Helper()
	r, err := s.Render(sample.Data, lang)
	if err != nil {
		t.Errorf("%s %s: %v", fileOf(sample.Data), sample.Name, err)
		return
	}
	compare(t, filepath.Join(fileOf(sample.Data), sample.Name+"."+ending+".golden"), r)
}

func compare(t *testing.T, name string, r Rendered) {
	t.Helper()
	path := filepath.Join("testdata", name)
	got := subjectMark + r.Subject + "\n\n" + r.Text.Reveal()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestAlarmsGolden(t *testing.T) {
	s := parsed(t)
	for _, code := range AlarmCodes() {
		alarm := Alarm{Code: code}
		switch code {
		case MailboxDown, MailboxReset:
			alarm.Mailbox = "faelles"
		case MailboxGap:
			alarm.Mailbox, alarm.Count = "faelles", 3
		case Breaker:
			alarm.Count = 30
		case SlackUntrusted:
			continue // one for each reason, below
		case SecretExpires:
			alarm.Last = calendar.On(2027, time.November, 30)
		case BackupOld, Restored:
			alarm.Since = calendar.On(2026, 3, 2)
		case SlackDown, SMTPDown, Clock:
		case AcuteDuty:
			alarm.Ref, alarm.Phones, alarm.Received = sampleRef, []string{"00 00 00 01"}, sampleInstant()
		default:
			alarm.Ref, alarm.Mailbox, alarm.Received = sampleRef, "faelles", sampleInstant()
		}
		r, err := s.RenderAlarm(alarm)
		if err != nil {
			t.Error(err)
			continue
		}
		compare(t, filepath.Join("alarm", string(code)+".golden"), r)
		if !slices.Contains(systemCodes(), code) {
			continue
		}
		alarm.Began, alarm.Cause = sampleInstant(), "auth"
		if r, err = s.RenderForOperator(alarm); err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		compare(t, filepath.Join("alarm", "operator", string(code)+".golden"), r)
	}
	for _, why := range distrusts {
		r, err := s.RenderAlarm(Alarm{Code: SlackUntrusted, Why: why})
		if err != nil {
			t.Error(err)
			continue
		}
		compare(t, filepath.Join("alarm", string(SlackUntrusted)+"-"+string(why)+".golden"), r)
	}
}

// sampleInstant is when the letter of the sample came, in the office's time.
func sampleInstant() time.Time {
	return time.Date(2026, time.May, 29, 14, 7, 0, 0, time.FixedZone("CEST", 2*3600))
}

func parsed(t testing.TB) *Set {
	t.Helper()
	s, err := Parse(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestCheck reads the letters the program ships with like an editor.
func TestCheck(t *testing.T) {
	for _, err := range parsed(t).Check() {
		t.Error(err)
	}
}
