package dossier

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// entry tells one event.
func (t telling) entry(ev Event) Entry {
	line := casework.Line{
		Event: ev.Type, By: ev.By, Letter: ev.Letter, Date: ev.Date, Step: ev.Step, Outcome: ev.Outcome,
		Reason: ev.Reason, Adviser: ev.Adviser, Other: ev.Ref,
	}
	e := Entry{
		At: t.Local(ev.At).Format(time.RFC3339), Event: string(ev.Type), By: t.Who(ev.By), Link: hex.EncodeToString(ev.Link),
		when: t.Exact(ev.At),
	}
	if i := slices.IndexFunc(t.source.Letters, func(l Letter) bool { return ev.Key != "" && l.Key == ev.Key }); i >= 0 {
		letter := t.source.Letters[i]
		line.Letter, line.To = letter.Letter.Letter, letter.To
		e.Rows = t.row(e.Rows, "letter", t.letterTitle(letter))
		e.Rows = t.row(e.Rows, "to", t.Codes().Roles[letter.To])
		if ev.Type == casework.LetterDelivered && letter.File.Name != "" {
			e.Files = append(e.Files, letter.File.Name)
			e.reads = append(e.reads, reading{t.words.LetterText, letter.Text.Reveal()})
		}
	}
	if ev.Type == casework.DraftLetter || ev.Type == casework.Reply {
		line.Letter = t.Drafted(t.source.Inquiry, ev.Event)
		line.To = line.Letter.Addressee()
	}
	e.Text = t.Told(line)
	e.Rows = append(e.Rows, t.rows(ev.Event)...)
	t.mail(&e, ev.Mail, ev.Message)
	return e
}

// mail adds what a letter says and what hangs on it.
func (t telling) mail(e *Entry, facts *casework.MailFacts, about casework.MessageID) {
	if facts == nil {
		if i := t.at(about); i >= 0 {
			e.Files = append(e.Files, t.source.Mails[i].File.Name)
		}
		return
	}
	e.Rows = t.row(e.Rows, "from", person(facts.From))
	e.Rows = t.row(e.Rows, "subject", facts.Subject.Reveal())
	i := t.at(facts.Message)
	if i < 0 {
		return
	}
	m := t.source.Mails[i]
	e.Files = append(e.Files, m.File.Name)
	var names []string
	for _, f := range m.Files {
		name := t.called(f)
		if f.Inside {
			name = fill(t.words.LeftInside, "what", name)
		} else {
			e.Files = append(e.Files, f.Name)
		}
		names = append(names, name)
	}
	if lack := t.words.Lacks[m.Lack]; lack != "" {
		names = append(names, fill(lack, "file", m.File.Name))
	}
	e.Rows = t.row(e.Rows, "attachments", strings.Join(names, "\n"))
	if text := m.Text.Reveal(); strings.TrimSpace(text) != "" {
		e.reads = append(e.reads, reading{t.words.MailText, text})
	}
}

// at is the place of a message among the mails, or -1.
func (t telling) at(id casework.MessageID) int {
	return slices.IndexFunc(t.source.Mails, func(m Mail) bool { return id != "" && m.Message == id })
}

// rows are the words and choices of an event, one row each.
//
// Long: one line a field.
func (t telling) rows(ev casework.Event) []Row {
	f, codes := ev.Fields, t.Codes()
	var rows []Row
	add := func(code, text string) { rows = t.row(rows, code, text) }
	if ev.Type == casework.Export {
		add("reason", ev.Note.Reveal())
	} else {
		add("note", ev.Note.Reveal())
	}
	if corrects(ev) {
		add("corrects", t.words.Yes)
	}
	if ev.Type == casework.RecordsWritten || ev.Type == casework.RecordsTook || ev.Type == casework.RecordsRefused {
		add("file", ev.Key)
	}
	add("party", person(ev.Party))
	add("representative", person(ev.Representative))
	add("department", t.Department(ev.Department))
	if ev.Answers {
		add("answered", t.words.Yes)
	}
	if ev.Case.Agreed {
		add("agreed", t.words.Yes)
	}
	add("outcome", codes.Outcomes[ev.Outcome])
	add("theme", codes.Kinds[ev.Theme])
	add("finding", codes.Findings[ev.Finding])
	add("before", dated(ev.Before, t.Date))
	add("date", dated(ev.Date, t.Date))
	add("ground", codes.Grounds[f.Ground])
	add("kinds", list(t, f.Kinds, codes.Kinds))
	add("grounds", list(t, f.Grounds, codes.Grounds))
	var places []string
	for _, id := range f.Referrals {
		places = append(places, t.Referral(id))
	}
	add("referrals", t.Enumerate(places))
	add("forwarded_to", f.ForwardedTo.Reveal())
	add("right_place", f.RightPlace.Reveal())
	add("waiting_for", f.WaitingFor.Reveal())
	add("next_step", f.NextStep.Reveal())
	add("new_date", dated(f.NewDate, t.Date))
	add("topic", f.Topic.Reveal())
	add("points", lines(f.Points))
	add("their_number", f.TheirNumber.Reveal())
	add("asked_by", dated(f.AskedBy, t.Date))
	add("materials", lines(f.Materials))
	add("conclusion", f.Conclusion.Reveal())
	add("examined", f.Examined.Reveal())
	add("findings", f.Findings.Reveal())
	add("follow_up", f.FollowUp.Reveal())
	add("further", f.Further.Reveal())
	add("meeting", dated(f.Meeting, t.Date))
	add("answer", f.Answer.Reveal())
	add("request", codes.Requests[f.RequestKind])
	add("shown", t.items(f.Shown))
	add("lacks", t.items(f.Lacks))
	add("limits", f.Limits.Reveal())
	add("shared", f.Shared.Reveal())
	return rows
}

// corrects reports whether an event is a note that corrects something (GDPR art. 16).
// What is corrected stays: the journal is never changed.
func corrects(ev casework.Event) bool {
	return ev.Type == casework.AddNote && ev.Reason == casework.ReasonCorrection
}

// list writes codes in words.
func list[T ~string](t telling, list []T, words map[T]string) string {
	var all []string
	for _, code := range list {
		all = append(all, words[code])
	}
	return t.Enumerate(all)
}

func (t telling) items(list []casework.MandateItem) string {
	var all []string
	for _, i := range list {
		all = append(all, t.MandateItem(i))
	}
	return strings.Join(all, "\n")
}

func lines(texts []personal.Text) string {
	var all []string
	for _, text := range texts {
		all = append(all, text.Reveal())
	}
	return strings.Join(all, "\n")
}

// person writes who somebody is, as far as it is known.
func person(p casework.Person) string {
	var parts []string
	for _, text := range []personal.Text{p.Name, p.Address, p.Phone} {
		if !text.Empty() {
			parts = append(parts, text.Reveal())
		}
	}
	return strings.Join(parts, ", ")
}
