package card

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// calledActs are what an adviser who is called can do right there: about a promised
// date (design 6), or a department that has not answered (H21).
func calledActs(l casework.Line) []casework.EventType {
	switch {
	case l.Event == casework.ReminderDue:
		return []casework.EventType{casework.AnsweringToday, casework.Call, casework.SentByDigitalPost, casework.ExtendDeadline}
	case l.Event == casework.DepartmentOverdue && l.Reason == casework.ReasonUnsent:
		return []casework.EventType{casework.SendToDepartment}
	case l.Event == casework.DepartmentOverdue:
		return []casework.EventType{casework.RemindDepartment, casework.RecordAnswer}
	}
	return nil
}

// Line returns the thread line for what happened to an inquiry.
func (d *Deck) Line(l casework.Line, q casework.Inquiry, v View) Message {
	text := d.lineText(l, v)
	return Message{Text: d.short(text, q), Blocks: []slack.Block{section(plain(text))}}
}

// short is what a telephone shows of a line.
func (d *Deck) short(text string, q casework.Inquiry) string {
	return escape(cut(fill(d.words.Card.Lines.Notification, "ref", string(q.Ref), "text", text), maxShort))
}

// Ping returns the thread line that calls the advisers in to, with what they can
// do about it right there.
func (d *Deck) Ping(l casework.Line, to []Adviser, q casework.Inquiry, v View) Message {
	m := d.call(d.lineText(l, v), to, q)
	if acts := calledActs(l); len(acts) > 0 {
		m.Blocks = append(m.Blocks, d.page(q, v).called(acts))
	}
	return m
}

// DraftLate returns the thread line that tells advisers that a draft has not come
// into their mailbox.
func (d *Deck) DraftLate(to []Adviser, q casework.Inquiry) Message {
	return d.call(d.words.Card.Lines.DraftLate, to, q)
}

// DraftStays returns the thread line that tells advisers that a draft nobody is to
// send lies in their mailbox still.
func (d *Deck) DraftStays(to []Adviser, q casework.Inquiry) Message {
	return d.call(d.words.Card.Lines.DraftStays, to, q)
}

// StandsIn returns the thread line that calls who looks after an inquiry while its
// holder is away.
func (d *Deck) StandsIn(deputy Adviser, q casework.Inquiry, v View) Message {
	absence, _ := v.Away(q.Course.Holder, v.Rules.Today(v.Now))
	text := fill(d.words.Card.Lines.StandsIn, "who", d.name(q.Course.Holder, v), "date", d.date(absence.To))
	return d.call(text, []Adviser{deputy}, q)
}

// call is a thread line that calls advisers in.
func (d *Deck) call(text string, to []Adviser, q casework.Inquiry) Message {
	m := Summons(text, to)
	m.Text = calls(to) + d.short(text, q)
	return m
}

// Summons calls advisers in about what belongs to no inquiry.
func Summons(text string, to []Adviser) Message {
	body := slack.NewTextBlockObject(slack.MarkdownType, cut(calls(to)+escape(text), maxText), false, true)
	return Message{Text: calls(to) + escape(cut(text, maxShort)), Blocks: []slack.Block{section(body)}}
}

func calls(to []Adviser) string {
	var b strings.Builder
	for _, a := range to {
		if a.Slack != "" {
			b.WriteString("<@" + escape(a.Slack) + "> ")
		}
	}
	return b.String()
}

func (p page) called(acts []casework.EventType) slack.Block {
	var row []slack.BlockElement
	for _, act := range acts {
		b := p.button(act, p.words.Modal.Acts[act].Label)
		if act == casework.Call {
			b = p.button(act, p.words.Modal.Called)
			b.Value = Press{Ref: p.q.Ref, Seen: p.q.Course.State, Act: act, About: AboutAnswered}.Value(p.v.Key)
		}
		row = append(row, b)
	}
	return slack.NewActionBlock("called", row...)
}

// lineText says what happened: what is wrong, if something is, else what was
// done, with the letter and the outcome it led to.
func (d *Deck) lineText(l casework.Line, v View) string {
	words, codes := d.words.Card.Lines, d.words.Codes
	if slices.Contains(alarms(), l.Reason) {
		return d.alarm(l.Reason, l.Letter, l.To)
	}
	who, letter := d.who(l.By, v), codes.Letters[l.Letter]
	switch l.Reason {
	case casework.ReasonSent:
		return fill(words.Sent, "who", who, "letter", letter)
	case casework.ReasonDraft:
		return fill(words.MaybeDraft, "letter", letter)
	case casework.ReasonNoDepartment:
		return fill(words.NoDepartment, "letter", letter)
	case casework.ReasonLeft:
		return fill(words.Left, "letter", letter, "to", codes.Roles[l.To])
	case casework.ReasonNoSharing:
		if l.Event.IsAct() {
			return fill(words.NotShared, "letter", letter)
		}
		return fill(words.MaybeNotShared, "letter", letter)
	case casework.ReasonAgain:
		return fill(words.Again, "who", who, "letter", letter)
	case casework.ReasonNotSent:
		return fill(words.NotSent, "who", who, "letter", letter)
	}
	if l.Event == casework.AdviserWrote && l.Letter == casework.LetterFree {
		return words.AnswerSeen
	}
	if l.Event == casework.AdviserWrote && l.Letter == casework.LetterOther {
		return words.LetterSeen
	}
	var date string
	if !l.Date.IsZero() {
		date = d.date(l.Date)
	}
	if l.Reason == casework.ReasonUnsent {
		return fill(words.Unsent, "date", date)
	}
	event := l.Event
	if event == casework.HandOver && l.Adviser == l.By.Adviser {
		event = casework.Take // over from a colleague
	}
	text := []string{fill(words.Events[event], "who", who, "date", date, "adviser", d.name(l.Adviser, v), "letter", letter, "to", codes.Roles[l.To], "ref", string(l.Other))}
	if l.Letter != casework.NoLetter && l.Event == casework.WithdrawPowerOfAttorney {
		text = append(text, fill(words.Stopped, "letter", letter))
	} else if l.Letter != casework.NoLetter && l.Event.IsAct() {
		text = append(text, fill(words.Letter, "letter", letter, "to", codes.Roles[l.To]))
	}
	if l.Outcome != "" && l.Outcome != casework.Merged {
		text = append(text, fill(words.Outcome, "outcome", codes.Outcomes[l.Outcome]))
	}
	if l.Reason == casework.ReasonPartyByHand {
		text = append(text, words.PartyByHand)
	}
	return strings.Join(text, " ")
}
