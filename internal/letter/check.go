package letter

import (
	"fmt"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Check writes every sample letter in every language, and every alarm, and
// returns what is wrong with the templates or with how the letters read. An
// office that has put its own words in runs it before it uses them.
func (s *Set) Check() []error { return s.check(nil) }

// CheckOffice is [Set.Check] with an office's own facts in every letter: a fact
// that is missing, or that makes a letter read badly, shows before a citizen
// gets it.
func (s *Set) CheckOffice(o Office) []error { return s.check(&o) }

func (s *Set) check(office *Office) []error {
	var mistakes []error
	for _, lang := range []casework.Language{casework.Danish, casework.English, casework.Unknown} {
		for _, sample := range s.samples(lang, office) {
			name := fmt.Sprintf("letter %s, %s, %q", fileOf(sample.Data), sample.Name, lang)
			mistakes = append(mistakes, s.checkSample(name, sample.Data, lang)...)
		}
	}
	for _, code := range AlarmCodes() {
		for _, alarm := range []Alarm{{Code: code, Ref: sampleRef}, {Code: code, Why: ChannelPublic, Mailbox: "post", Since: calendar.On(2026, 3, 2), Count: 3}} {
			r, err := s.RenderAlarm(alarm)
			if err != nil {
				mistakes = append(mistakes, err)
				continue
			}
			mistakes = append(mistakes, faulty(fmt.Sprintf("alarm %s", code), lint(r, casework.Danish))...)
		}
	}
	for _, code := range systemCodes() {
		r, err := s.RenderForOperator(Alarm{Code: code, Mailbox: "post", Since: calendar.On(2026, 3, 2), Cause: "auth"})
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		mistakes = append(mistakes, faulty(fmt.Sprintf("alarm %s to the operator", code), lint(r, casework.Danish))...)
	}
	return mistakes
}

// Standing are the texts of the letters that go by themselves, in every variant and
// language, as the office sends them to an invented citizen: what somebody may send back
// to it. A variant that cannot be written is left out; [Set.CheckOffice] says why.
func (s *Set) Standing(o Office) []string {
	var texts []string
	for _, lang := range []casework.Language{casework.Danish, casework.English, casework.Bilingual} {
		for _, sample := range s.samples(lang, &o) {
			switch sample.Data.(type) {
			case ReceiptDeadline, ReceiptSimple, NeutralNotice:
				if r, err := s.Render(sample.Data, lang); err == nil {
					texts = append(texts, r.Text.Reveal())
				}
			}
		}
	}
	return texts
}

func (s *Set) checkSample(name string, d Data, lang casework.Language) []error {
	r, err := s.Render(d, lang)
	if err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	if lang == casework.Unknown && !toDepartment(d) {
		// Both halves are read on their own; here only the whole can be wrong.
		return faulty(name, lint(r, lang))
	}
	return faulty(name, lintLetter(r, d.common(), lang))
}

func faulty(name string, faults []string) []error {
	var mistakes []error
	for _, fault := range faults {
		mistakes = append(mistakes, fmt.Errorf("%s: %s", name, fault))
	}
	return mistakes
}
