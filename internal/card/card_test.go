package card_test

import (
	"strings"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/templates"
)

var copenhagen = mustZone("Europe/Copenhagen")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// at reads a local time like "2026-03-02 09:15".
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, copenhagen)
	if err != nil {
		panic(err)
	}
	return t
}

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func deck(t testing.TB) *card.Deck {
	t.Helper()
	d, err := card.Parse(templates.FS)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return d
}

const ref casework.Reference = "BR-7K3QXM-R"

var key = []byte("a key for tests that signs presses")

var (
	lisa  = casework.Actor{Role: casework.ByAdviser, Adviser: "a1"}
	karen = casework.Actor{Role: casework.ByAdviser, Adviser: "a2"}
)

// lejre promises an answer in ten working days; horsens promises none.
func lejre() card.View {
	v := office()
	v.Mode = card.Minimal
	v.Rules.OpensCase, v.Rules.Sharing = casework.OnWrittenComplaint, casework.OptOut
	v.Rules.Receipt = casework.LetterReceiptDeadline
	v.Rules.Deadline.Promised = true
	return v
}

func horsens() card.View {
	v := office()
	v.Mode = card.InModal
	v.Rules.OpensCase, v.Rules.Sharing = casework.OnAgreement, casework.OptIn
	v.Rules.Receipt = casework.LetterReceiptSimple
	return v
}

func redacted() card.View {
	v := horsens()
	v.Mode = card.Redacted
	return v
}

func office() card.View {
	return card.View{
		Now: at("2026-03-02 09:20"), Key: key,
		Rules: casework.Rules{
			Calendar: calendar.New(), Location: copenhagen,
			Deadline: casework.DeadlineRule{Workdays: 10, NoticeWorkdays: 5},
			Hours:    casework.ReminderHours{From: 8, To: 16, Notice: 15},
			Grace:    time.Minute, CopyToCitizen: true, DepartmentWorkdays: 10, SilenceDays: 30,
			Departments: map[string]casework.DepartmentRule{"social": {}, "teknik": {Workdays: 15, NoAddress: true}},
		},
		Advisers: []card.Adviser{{ID: "a1", Name: "Lisa", Slack: "U0LISA"}, {ID: "a2", Name: "Karen", Slack: "U0KAREN"}},
		Sentences: map[casework.Ground]string{
			casework.GroundProfessional: "Borgerrådgiveren ser på, hvordan en sag er behandlet, og ikke på om resultatet er rigtigt.",
			casework.GroundOtherBody:    "Der findes en myndighed, som er sat til at behandle netop den slags klager.",
			casework.GroundPolitical:    "Politikerne bestemmer serviceniveauet.",
			casework.GroundOld:          "Vi behandler normalt ikke klager, når der er gået mere end et år.",
			casework.GroundNotMunicipal: "Borgerrådgiveren kan kun se på kommunens egne forhold.",
		},
		Referrals:   map[string]string{"ankestyrelsen": "Ankestyrelsen", "ombudsmanden": "Folketingets Ombudsmand"},
		Departments: map[string]string{"social": "Velfærd og Sundhed", "teknik": "Teknik og Miljø"},
	}
}

// story is an inquiry and the events that made it.
type story struct {
	t testing.TB
	q casework.Inquiry
	v card.View
}

// received starts a story with an ordinary complaint over a late answer.
func received(t testing.TB, v card.View, change ...func(*casework.MailFacts)) *story {
	t.Helper()
	mail := &casework.MailFacts{
		Message: "m1", Channel: casework.ChannelMail, Received: at("2026-03-02 09:15"),
		From: casework.Person{
			Name: personal.New("Ane Overgaard"), Address: personal.New("ane@example.org"), Phone: personal.New("00 00 00 17"),
		},
		Subject: personal.New("Jeg har ikke fået svar"),
		Excerpt: personal.New("Jeg søgte om hjælp til min ansøgning i november. Jeg har ringet tre gange, og ingen vender tilbage. ‹navn› lovede at ringe."),
		Verdict: casework.Verdict{
			Remit: casework.In, Confidence: 0.92, Language: casework.Danish,
			Kinds: []casework.Kind{casework.KindDelay, casework.KindCaseHandling},
			Evidence: []casework.Evidence{
				{Label: "delay", For: true, Text: personal.New("ingen vender tilbage"), Weight: 2},
				{Label: "delay", For: true, Text: personal.New("ikke fået svar"), Weight: 2},
			},
		},
	}
	for _, c := range change {
		c(mail)
	}
	s := &story{t: t, v: v, q: casework.Inquiry{ID: "q1", Ref: ref}}
	return s.do(casework.Event{Type: casework.Opened, Mail: mail}, "2026-03-02 09:16")
}

// do applies an event at a local time, and the view looks a minute later.
func (s *story) do(ev casework.Event, when string) *story {
	s.t.Helper()
	ev.At = at(when)
	if ev.Press == "" {
		ev.Press = "p-" + when
	}
	if ev.By == (casework.Actor{}) && ev.Type.IsAct() {
		ev.By = lisa
	}
	q, _, err := s.q.Apply(s.v.Rules, ev)
	if err != nil {
		s.t.Fatalf("%s: %v", ev.Type, err)
	}
	s.q, s.v.Now = q, ev.At.Add(time.Minute)
	return s
}

// delivered lets the relay take every letter that waits.
func (s *story) delivered(when string) *story {
	s.t.Helper()
	for _, l := range s.q.Letters {
		if l.Status == casework.LetterPending {
			s.do(casework.Event{Type: casework.LetterDelivered, Key: l.Key}, when)
		}
	}
	return s
}

func (s *story) seen(when string) *story {
	s.v.Now = at(when)
	return s
}

func outOfScope(m *casework.MailFacts) {
	m.Verdict.Remit, m.Verdict.Kinds = casework.Out, nil
	m.Verdict.Grounds = []casework.Ground{casework.GroundProfessional, casework.GroundOtherBody}
	m.Verdict.Referrals = []string{"ankestyrelsen"}
	m.Verdict.Flags = []casework.Flag{casework.FlagAppealClock}
	m.Verdict.Decision = date("2026-02-26")
	m.Verdict.Evidence = []casework.Evidence{
		{Label: "out_professional", For: true, Text: personal.New("afslag på førtidspension")},
		{Label: "conduct", For: false, Text: personal.New("venlig behandling")},
	}
}

func mixed(m *casework.MailFacts) {
	outOfScope(m)
	m.Verdict.Remit, m.Verdict.Confidence = casework.Mix, 0.7
	m.Verdict.Kinds = []casework.Kind{casework.KindConduct}
}

func flags(list ...casework.Flag) func(*casework.MailFacts) {
	return func(m *casework.MailFacts) { m.Verdict.Flags = list }
}

func sensitive(m *casework.MailFacts) {
	m.Verdict.Sensitive = []casework.Sensitive{casework.SensitiveHealth, casework.SensitiveCPR}
	m.Verdict.CPRCount = 1
}

func bilag(m *casework.MailFacts) {
	m.Attachments = casework.Attachments{Count: 2, Types: []string{"document", "image"}}
}

func rule(r casework.ReceiptRule) func(*casework.MailFacts) {
	return func(m *casework.MailFacts) { m.Receipt = r }
}

// long returns n characters of words.
func long(n int) string { return string([]rune(strings.Repeat("Æblegrød ", n/9+1))[:n]) }
