package card_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/templates"
)

// TestParseNamesMistakes: each mistake is named with its file and key.
func TestParseNamesMistakes(t *testing.T) {
	for name, tt := range map[string]struct{ file, old, new, want string }{
		"no file":            {"card.yaml", "", "", "slack/card.yaml"},
		"unknown key":        {"card.yaml", "  nobody: ", "  nobdy: ", "nobdy"},
		"missing text":       {"card.yaml", "  nobody: Ingen endnu", "  nobody: ''", "slack/card.yaml: card.nobody: the text is missing"},
		"unknown value":      {"card.yaml", "{who}, siden {at}", "{hvem}, siden {at}", "slack/card.yaml: card.held_by: there is no value {hvem} here; known are: who at"},
		"loose brace":        {"card.yaml", "{who}, siden {at}", "{who}, siden {at", "a brace stands alone"},
		"missing code":       {"codes.yaml", "  received: Ny\n", "", `slack/codes.yaml: states: no word for "received"`},
		"unknown code":       {"codes.yaml", "  received: Ny\n", "  received: Ny\n  lost: Væk\n", `slack/codes.yaml: states: there is no code "lost"`},
		"twice":              {"codes.yaml", "  received: Ny\n", "  received: Ny\n  received: Nyt\n", "received"},
		"six weekdays":       {"codes.yaml", "mandag, ", "", "slack/codes.yaml: weekdays: 6 words, want 7"},
		"long title":         {"modal.yaml", "title: Svar i Outlook", "title: Skriv svaret i Outlook nu", "slack/modal.yaml: forms.reply.title: 25 characters, Slack takes 24"},
		"broken":             {"modal.yaml", "acts:", "acts: [", "slack/modal.yaml"},
		"a field's typo":     {"modal.yaml", "  waiting_for:\n", "  waiting:\n", `slack/modal.yaml: fields: there is no code "waiting"`},
		"a form's typo":      {"modal.yaml", "  hand_over:\n    title", "  handover:\n    title", `slack/modal.yaml: forms: no word for "hand_over"`},
		"an act's long name": {"modal.yaml", "label: Tag\n", "label: " + strings.Repeat("Tag ", 20) + "\n", "slack/modal.yaml: acts.take.label"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			for _, file := range []string{"codes.yaml", "card.yaml", "modal.yaml"} {
				data, err := templates.FS.ReadFile("slack/" + file)
				if err != nil {
					t.Fatal(err)
				}
				text := string(data)
				if file == tt.file {
					if tt.old == "" {
						continue
					}
					if !strings.Contains(text, tt.old) {
						t.Fatalf("%s has no %q", file, tt.old)
					}
					text = strings.Replace(text, tt.old, tt.new, 1)
				}
				files["slack/"+file] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := card.Parse(files)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Parse: %v\nwant %q in it", err, tt.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	d := deck(t)
	s := received(t, horsens()).do(casework.Event{Type: casework.Take}, "2026-03-02 10:41")
	for _, tt := range []struct {
		r    casework.Refusal
		want string
	}{
		{casework.Refusal{Code: casework.AlreadyTaken, By: "a1"}, "Lisa tog henvendelsen kl. 10.41."},
		{casework.Refusal{Code: casework.WrongState, State: casework.Closed}, "Det kan ikke gøres nu. Henvendelsen står som »Afsluttet«."},
		{casework.Refusal{Code: casework.Missing, Field: "waiting_for"}, "Der mangler noget: hvad sagen venter på."},
		{casework.Refusal{Code: casework.Missing, Field: "key"}, "Der mangler noget: et felt."},
		{casework.Refusal{Code: casework.TooLate}, "Det er for sent at fortryde. Brevet er sendt."},
	} {
		if got := d.Refused(&tt.r, s.q, s.v); got != tt.want {
			t.Errorf("Refused(%v) = %q, want %q", tt.r.Code, got, tt.want)
		}
	}
	s.v.Now = at("2026-03-03 08:00")
	if got, want := d.Refused(&casework.Refusal{Code: casework.AlreadyTaken, By: "a1"}, s.q, s.v), "Lisa tog henvendelsen 2. marts kl. 10.41."; got != want {
		t.Errorf("Refused the day after = %q, want %q", got, want)
	}
}

func TestNoSuchReference(t *testing.T) {
	if got := deck(t).NoSuchReference("BR-000001-A", []casework.Reference{"BR-000002-M"}); !strings.Contains(got, "BR-000002-M") {
		t.Errorf("NoSuchReference = %q, want the near one", got)
	}
	if got := deck(t).NoSuchReference("BR-000001-A", nil); !strings.Contains(got, "BR-000001-A") {
		t.Errorf("NoSuchReference = %q, want what was typed", got)
	}
}

func TestNotices(t *testing.T) {
	d := deck(t)
	for _, n := range card.Notices() {
		if d.Notice(n) == "" {
			t.Errorf("the notice %s has no words", n)
		}
	}
}

// TestSeveralMistakesAtOnce: all mistakes are named together.
func TestSeveralMistakesAtOnce(t *testing.T) {
	_, err := card.Parse(fstest.MapFS{})
	for _, file := range []string{"codes.yaml", "card.yaml", "modal.yaml"} {
		if err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("Parse of nothing: %v\nwant %s in it", err, file)
		}
	}
}

// TestWorkingDaysLeft: the words for how long there is, through a weekend and
// past the date.
func TestWorkingDaysLeft(t *testing.T) {
	d := deck(t)
	s := received(t, lejre())
	for when, want := range map[string]string{
		"2026-03-02 10:00": "10 arbejdsdage tilbage",
		"2026-03-12 10:00": "2 arbejdsdage tilbage",
		"2026-03-13 10:00": "1 arbejdsdag tilbage",
		"2026-03-15 10:00": "1 arbejdsdag tilbage",
		"2026-03-16 23:59": "I dag er sidste dag",
		"2026-03-17 00:01": "Overskredet med 1 arbejdsdag",
		"2026-03-20 10:00": "Overskredet med 4 arbejdsdage",
	} {
		if text := read(t, d.Card(s.q, s.seen(when).v)); !strings.Contains(text, want) {
			t.Errorf("at %s the card does not say %q:\n%s", when, want, text)
		}
	}
	s.q.Course.Deadline.Date = date("2026-03-13")
	if text := read(t, d.Card(s.q, s.seen("2026-03-14 10:00").v)); !strings.Contains(text, "Overskredet\n") {
		t.Errorf("on the Saturday after, the card says:\n%s", text)
	}
}

func BenchmarkCard(b *testing.B) {
	d := deck(b)
	s := longest(b)
	b.ReportAllocs()
	for b.Loop() {
		d.Card(s.q, s.v)
	}
}
