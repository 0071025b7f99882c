package card_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/standin"
)

// injections are what a stranger may try to get out of Slack.
var injections = []string{
	"<!channel>", "<!here|alle>", "<!everyone>", "<@U0LISA>", "<#C0KANAL>", "<!subteam^S1>", "<http://evil.example|Sagen>",
	"https://evil.example/x", "www.evil.example", "mailto:a@evil.example", "*fed* _kursiv_ ~streg~ `kode`", "```blok```", "> citat",
	":tada: :cop:", "\u202egnp.exe", "\u2066skjult\u2069", "a\u200bb\u200dc\ufeffd", "\x00\x07\x1b[31m", "\u2028linje\u2029", "&lt;!channel&gt;",
	"{\"type\":\"button\"}", "{date}", "\xff\xfe", strings.Repeat("Å", 4000), "ⅹ ⒜ аdmіn",
}

// canary marks every personal field of a letter, so that a leak can be found.
type canary struct{ name, address, phone, subject, excerpt, evidence, health string }

var marked = canary{"Kanarie Navn", "kanarie@example.org", "00 00 00 99", "kanariemne", "kanarieuddrag", "kanarieord", "kanariesygdom"}

func (c canary) on(m *casework.MailFacts) {
	m.From = casework.Person{Name: personal.New(c.name), Address: personal.New(c.address), Phone: personal.New(c.phone)}
	m.Subject, m.Excerpt = personal.New(c.subject), personal.New(c.excerpt)
	m.Verdict.Evidence = []casework.Evidence{
		{Label: "delay", For: true, Text: personal.New(c.evidence)},
		{Label: "health", For: true, Text: personal.New(c.health)},
	}
}

// shown returns which of the marked words are in v.
func (c canary) shown(t *testing.T, v any) []string {
	text := string(encode(t, v))
	var found []string
	for name, word := range map[string]string{
		"name": c.name, "address": c.address, "phone": c.phone, "subject": c.subject, "excerpt": c.excerpt,
		"evidence": c.evidence, "health": c.health,
	} {
		if strings.Contains(text, word) {
			found = append(found, name)
		}
	}
	return found
}

// TestDisclosure: which words of a letter reach the channel in each mode.
func TestDisclosure(t *testing.T) {
	d := deck(t)
	mode := func(m card.Disclosure) card.View {
		v := horsens()
		v.Mode = m
		return v
	}
	none := ""
	for _, tt := range []struct {
		name   string
		view   card.View
		change []func(*casework.MailFacts)
		want   string
	}{
		{"minimal", mode(card.Minimal), nil, none},
		{"modal", mode(card.InModal), nil, none},
		{"redacted", mode(card.Redacted), nil, "evidence excerpt"},
		{"no mode", mode(""), nil, none},
		{"redacted, sensitive", mode(card.Redacted), []func(*casework.MailFacts){sensitive}, none},
		{"redacted, conflict", mode(card.Redacted), []func(*casework.MailFacts){flags(casework.FlagConflict)}, none},
		{"redacted, whistleblower", mode(card.Redacted), []func(*casework.MailFacts){flags(casework.FlagWhistleblowing)}, none},
		{"redacted, acute", mode(card.Redacted), []func(*casework.MailFacts){flags(casework.FlagAcute)}, "excerpt"},
	} {
		s := received(t, tt.view, append([]func(*casework.MailFacts){marked.on}, tt.change...)...)
		m := d.Card(s.q, s.v)
		found := marked.shown(t, m)
		for _, want := range strings.Fields(tt.want) {
			if !strings.Contains(fmt.Sprint(found), want) {
				t.Errorf("%s: the card does not show the %s", tt.name, want)
			}
		}
		if len(found) != len(strings.Fields(tt.want)) {
			t.Errorf("%s: the card shows %q, want %q", tt.name, found, tt.want)
		}
		if found := marked.shown(t, m.Text); len(found) > 0 {
			t.Errorf("%s: the notification shows %q", tt.name, found)
		}
	}
}

// TestModalDisclosure: a modal shows who is called or written to only where the
// mode allows content.
func TestModalDisclosure(t *testing.T) {
	d := deck(t)
	preview := card.Preview{To: casework.RoleWriter, Address: personal.New(marked.address), Body: "Hej"}
	for mode, want := range map[card.Disclosure][2]int{"": {0, 0}, card.Minimal: {0, 0}, card.InModal: {1, 1}, card.Redacted: {1, 1}} {
		v := horsens()
		v.Mode = mode
		s := received(t, v, marked.on)
		for i, act := range []casework.EventType{casework.Call, casework.AskCitizen} {
			if found := marked.shown(t, d.Modal(act, s.q, s.v, preview)); len(found) != want[i] {
				t.Errorf("%s in mode %s shows %q", act, mode, found)
			}
		}
		private := received(t, v, marked.on, flags(casework.FlagConflict))
		if found := marked.shown(t, d.Modal(casework.Call, private.q, private.v, preview)); len(found) != 0 {
			t.Errorf("a call about a conflict in mode %s shows %q", mode, found)
		}
	}
}

// TestNoPartOfANumberIsQuoted: words with a number in them are left out, also where
// cutting them short would leave only its first digits.
func TestNoPartOfANumberIsQuoted(t *testing.T) {
	words := personal.New("venter" + strings.Repeat(" meget", 8) + " og 061093-5001")
	s := received(t, redacted(), func(m *casework.MailFacts) {
		m.Verdict.Evidence = []casework.Evidence{{Label: "delay", For: true, Text: words}}
	})
	if text := string(encode(t, deck(t).Card(s.q, s.v).Blocks)); strings.Contains(text, "venter meget") {
		t.Errorf("the card quotes words that hold a number: %s", text)
	}
}

// TestCitizenTextIsInert: whatever a letter holds, it stands in plain_text, and
// nothing in it can be a control character or turn the direction of the text.
func TestCitizenTextIsInert(t *testing.T) {
	d := deck(t)
	const mark = "µ"
	for _, text := range injections {
		hostile := personal.New(mark + text)
		s := received(t, redacted(), func(m *casework.MailFacts) {
			m.From = casework.Person{Name: hostile, Address: hostile, Phone: hostile}
			m.Subject, m.Excerpt = hostile, hostile
			m.Verdict.Evidence = []casework.Evidence{{Label: "delay", For: true, Text: hostile}}
		})
		preview := card.Preview{To: casework.RoleWriter, Address: hostile, Subject: mark + text, Body: mark + text}
		m := d.Card(s.q, s.v)
		if _, err := standin.ParseBlocks(encode(t, m.Blocks)); err != nil {
			t.Errorf("Slack refuses the card of %q: %v", text, err)
		}
		for _, v := range []slack.ModalViewRequest{
			d.Read(s.q, s.v, card.Reading{Letters: mark + text, Notes: []card.Note{{At: s.v.Now, Text: mark + text}}}), d.Modal(casework.Call, s.q, s.v, preview), d.Modal(casework.MarkOutOfScope, s.q, s.v, preview),
		} {
			eachText(t, v, func(kind, text string) { checkInert(t, mark, kind, text) })
		}
		eachText(t, m.Blocks, func(kind, text string) { checkInert(t, mark, kind, text) })
		if strings.Contains(m.Text, mark) {
			t.Errorf("the notification has the citizen's %q", text)
		}
	}
}

func checkInert(t *testing.T, mark, kind, text string) {
	t.Helper()
	if strings.Contains(text, mark) && kind != slack.PlainTextType {
		t.Errorf("a citizen's words stand in %s: %q", kind, text)
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			t.Errorf("%q has the character %U", text, r)
		}
	}
}

// TestConfiguredNamesAreEscaped: an adviser's name or an office's sentence with
// a control sequence stays text.
func TestConfiguredNamesAreEscaped(t *testing.T) {
	d := deck(t)
	for _, text := range injections[:7] {
		v := horsens()
		v.Advisers[0].Name = text
		v.Sentences[casework.GroundProfessional] = text
		v.Departments["social"] = text
		s := received(t, v, outOfScope).do(casework.Event{Type: casework.Take}, "2026-03-02 10:00")
		for _, m := range []card.Message{d.Card(s.q, s.v), d.Line(casework.Line{Event: casework.Take, By: lisa}, s.q, s.v)} {
			if strings.Contains(m.Text, text) && strings.ContainsAny(text, "<") {
				t.Errorf("the notification %q is not escaped", m.Text)
			}
			eachText(t, m.Blocks, func(kind, got string) {
				if kind == slack.MarkdownType && strings.Contains(got, "<") {
					t.Errorf("%q is not escaped in %q", text, got)
				}
			})
		}
	}
}
