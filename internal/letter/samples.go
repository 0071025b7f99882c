package letter

import (
	"fmt"
	"io/fs"
	"reflect"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// Sample is a letter with invented facts. Its name tells the variant.
type Sample struct {
	Name string
	Data Data
}

// sampleWords are the words of the samples in one language (samples.yaml).
type sampleWords struct {
	Council        string   `yaml:"council"`
	CouncilOther   string   `yaml:"council_other"`
	Citizen        string   `yaml:"citizen"`
	Relative       string   `yaml:"relative"`
	Backup         string   `yaml:"backup"`
	Department     string   `yaml:"department"`
	OtherBody      string   `yaml:"other_body"`
	RightPlace     string   `yaml:"right_place"`
	Waiting        string   `yaml:"waiting"`
	NextStep       string   `yaml:"next_step"`
	Topic          string   `yaml:"topic"`
	Points         []string `yaml:"points"`
	Materials      []string `yaml:"materials"`
	Conclusion     string   `yaml:"conclusion"`
	Examined       string   `yaml:"examined"`
	Findings       string   `yaml:"findings"`
	FollowUp       string   `yaml:"follow_up"`
	Further        string   `yaml:"further"`
	Shared         string   `yaml:"shared"`
	Limits         string   `yaml:"limits"`
	MeetingAnswer  string   `yaml:"meeting_answer"`
	MeetingRefusal string   `yaml:"meeting_refusal"`
	Body           string   `yaml:"body"`
	BodyHow        string   `yaml:"body_how"`
	BodyDeadline   string   `yaml:"body_deadline"`
}

func readSamples(fsys fs.FS, path string) (sampleWords, error) {
	var w sampleWords
	if err := readYAML(fsys, path, &w); err != nil {
		return w, err
	}
	v := reflect.ValueOf(w)
	for i := range v.NumField() {
		if v.Field(i).Len() == 0 {
			return w, fmt.Errorf("%s: %s is missing", path, v.Type().Field(i).Tag.Get("yaml"))
		}
	}
	return w, nil
}

// The invented inquiry of the samples.
var (
	sampleRef      = casework.NewReference(1 << 28)
	sampleReceived = calendar.On(2026, time.May, 29)
	sampleDue      = calendar.On(2026, time.June, 15)
	sampleLater    = calendar.On(2026, time.June, 22)
)

// sampler makes the samples of one language. Facts in both languages, such as
// the council's name, come from both lists.
type sampler struct {
	own, da, en sampleWords
	office      *Office // writes every sample; nil: the invented ones do
}

// Samples returns letters of every kind, in the variants that change their
// text, for offices like those of Lejre and Horsens. The invented adviser
// writes in the citizen's language, or in Danish.
func (s *Set) Samples(lang casework.Language) []Sample { return s.samples(lang, nil) }

func (s *Set) samples(lang casework.Language, office *Office) []Sample {
	m := sampler{da: s.languages[casework.Danish].samples, en: s.languages[casework.English].samples, office: office}
	m.own = m.da
	if lang == casework.English {
		m.own = m.en
	}
	var all []Sample
	for _, list := range [][]Sample{
		m.receipts(), m.mandates(), m.scope(), m.notices(), m.department(), m.endings(), m.others(), m.fromAnother(),
	} {
		all = append(all, list...)
	}
	return all
}

func (m sampler) both(word func(sampleWords) string) Words {
	return Words{Da: word(m.da), En: word(m.en)}
}

// promising is an office like Lejre's: one adviser, a promised date, sharing
// unless the citizen says no.
func (m sampler) promising() Office {
	if m.office != nil {
		return *m.office
	}
	return Office{
		Municipality: "Lejre Kommune", Title: Words{Da: "Borgerrådgiver", En: "Citizens' Adviser"},
		Council:    m.both(func(w sampleWords) string { return w.Council }),
		Email:      "borgerraadgiver@lejre.example.org",
		Advisers:   []Adviser{{Name: "Kirsten Prøve", Phone: "00 00 00 01", Email: "kirsten@lejre.example.org"}},
		PrivacyURL: "https://lejre.example.org/rettigheder", SecurityURL: "https://lejre.example.org/datasikkerhed",
		PowerOfAttorneyURL: "https://lejre.example.org/fuldmagt",
		SecureMail: SecureMail{
			URL:          "https://lejre.example.org/sikker-post",
			Alternatives: []string{"https://www.borger.dk", "https://www.e-boks.dk"},
		},
		Disclosure: Minimal, Sharing: casework.OptOut, OpensCase: casework.OnWrittenComplaint,
		OldFromClosing: true, CanFormulate: true, MeetingRole: Observer, EmergencyLine: true, CopyToCitizen: true,
	}
}

// simple is an office like Horsens': two advisers, no promise, nothing shared or
// opened before an agreement.
func (m sampler) simple() Office {
	if m.office != nil {
		return *m.office
	}
	return Office{
		Municipality: "Horsens Kommune", Title: Words{Da: "Borgerrådgiver", En: "Citizens' Adviser"},
		Council: m.both(func(w sampleWords) string { return w.CouncilOther }),
		Email:   "borgerraadgiver@horsens.example.org",
		Advisers: []Adviser{
			{Name: "Maja Prøve", Phone: "00 00 00 02", Email: "maja@horsens.example.org"},
			{Name: "Jonas Eksempel", Phone: "00 00 00 03", Email: "jonas@horsens.example.org"},
		},
		DropIn: []time.Weekday{time.Tuesday, time.Thursday}, PrivacyURL: "https://horsens.example.org/rettigheder",
		SecureMail: SecureMail{URL: "https://www.borger.dk"},
		Disclosure: Modal, Sharing: casework.OptIn, OpensCase: casework.OnAgreement, MeetingRole: Participant,
		RetentionDays: 30, MailboxErased: true, EmergencyLine: true, ConsentRequired: true, CopyToCitizen: true,
	}
}

// with is what a letter of the office has, written to somebody, unsigned.
func (o Office) with(name string) Common {
	return Common{Office: o, Ref: sampleRef, Received: sampleReceived, Name: personal.New(name)}
}

// signed is with, once the first adviser has taken the inquiry.
func (o Office) signed(name string) Common {
	c := o.with(name)
	c.Signer = &o.Advisers[0]
	return c
}

// byPhone is of a letter to somebody who rang or came.
func (c Common) byPhone() Common {
	c.Spoken = true
	return c
}

func texts(list []string) []personal.Text {
	all := make([]personal.Text, len(list))
	for i, text := range list {
		all[i] = personal.New(text)
	}
	return all
}
