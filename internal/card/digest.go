package card

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Entry is an open inquiry as the digest needs it: references, dates and codes,
// no content.
type Entry struct {
	Ref    casework.Reference
	State  casework.State
	Holder casework.AdviserID
	// Concerns are the advisers it is, or may be, about; lists of theirs leave it out.
	Concerns []casework.AdviserID
	// RequestDue is when a wish under access or data protection law must be
	// answered; zero when none waits.
	RequestDue calendar.Date
	// Date is the running answer date ([casework.Deadline.Anchor]); zero when no
	// clock runs, or when the answer has been given.
	Date     calendar.Date
	Promised bool
	Held     bool
	InDoubt  bool // nobody knows whether one of its letters left
	Acute    bool
	Red      bool // its card calls all advisers
	ByHand   bool // a letter or a copy is to go by Digital Post
	Waits    casework.Wait
	// DepartmentDue is when the department should have answered.
	DepartmentDue calendar.Date
	Silent        bool // closing it is proposed: nobody has touched it for long
	Mandate       bool // somebody is to ask whether its power of attorney still holds
}

// Overview is what the morning digest tells.
type Overview struct {
	Open []Entry // in the order they shall be listed
	// Automatic counts the automatic mails since the last digest.
	Automatic int
	// Left is what is still there of erased inquiries.
	Left []Leftover
}

// dueSoon is how many working days ahead the digest looks.
const dueSoon = 2

// maxEntries bounds a list of the digest; the rest is counted.
const maxEntries = 15

// halfway is how many working days before the date the digest reminds of it once,
// and daily from dueSoon on: days 5 and 8 of ten (design 6).
const halfway = 5

// digestList is one list of the digest.
type digestList struct {
	label string
	fits  func(e Entry) bool
	line  func(e Entry) string
	// too: an inquiry stands here also if it stands in a more urgent list.
	too bool
}

// lists are the digest's lists, the most urgent first. An inquiry stands in the
// first it fits, and where the department is late too.
func (d *Deck) lists(v View) []digestList {
	w, today := d.words.Card.Digest, v.Rules.Today(v.Now)
	soon := v.Rules.Calendar.AddWorkingDays(today, dueSoon)
	half := v.Rules.Calendar.AddWorkingDays(today, halfway)
	plainly := func(e Entry) string { return d.entry(e, v) }
	asked := func(e Entry) string {
		return d.holding(fill(w.EntryAsked, "ref", string(e.Ref), "date", d.date(e.DepartmentDue)), e, v)
	}
	wished := func(e Entry) string {
		return d.holding(fill(w.EntryDate, "ref", string(e.Ref), "date", d.date(e.RequestDue)), e, v)
	}
	return []digestList{
		{label: w.Over, line: plainly, fits: func(e Entry) bool { return e.runs() && e.Date.Before(today) }},
		{label: w.Due, line: plainly, fits: func(e Entry) bool { return e.runs() && !e.Date.After(soon) }},
		{label: w.Doubt, line: plainly, fits: func(e Entry) bool { return e.InDoubt }},
		{label: w.Held, line: plainly, fits: func(e Entry) bool { return e.Held }},
		{label: w.Department, line: asked, too: true, fits: func(e Entry) bool { return e.Waits == casework.WaitsDepartment && e.late(today) }},
		{label: w.Rights, line: wished, too: true, fits: func(e Entry) bool { return !e.RequestDue.IsZero() && !e.RequestDue.After(soon) }},
		{label: w.Silent, line: plainly, fits: func(e Entry) bool { return e.Silent }},
		{label: w.Mandate, line: plainly, too: true, fits: func(e Entry) bool { return e.Mandate }},
		{label: w.New, line: plainly, fits: func(e Entry) bool { return e.State == casework.Received && e.Holder == "" }},
		{label: w.Half, line: plainly, fits: func(e Entry) bool { return e.runs() && e.Date == half }},
	}
}

// runs reports whether an answer date runs.
func (e Entry) runs() bool { return !e.Date.IsZero() }

// late reports whether the department should have answered.
func (e Entry) late(today calendar.Date) bool {
	return !e.DepartmentDue.IsZero() && e.DepartmentDue.Before(today)
}

// Digest returns the morning's overview.
func (d *Deck) Digest(o Overview, v View) Message {
	w, lists := d.words.Card.Digest, d.lists(v)
	found := make([][]Entry, len(lists))
	count := map[string]int{}
	for _, e := range o.Open {
		listed := false
		for i, l := range lists {
			if (l.too || !listed) && l.fits(e) {
				listed = true
				found[i] = append(found[i], e)
				count[l.label]++
			}
		}
	}
	message := Message{
		Text: escape(fill(w.Notification, "new", strconv.Itoa(count[w.New]), "due", strconv.Itoa(count[w.Due]),
			"over", strconv.Itoa(count[w.Over]))),
		Blocks: []slack.Block{header(fill(w.Title, "date", d.date(v.Rules.Today(v.Now))))},
	}
	for i, l := range lists {
		if len(found[i]) > 0 {
			message.Blocks = append(message.Blocks, section(labelled(l.label, d.entries(found[i], l.line))))
		}
	}
	if len(o.Left) > 0 {
		var lines []string
		for _, l := range o.Left[:min(len(o.Left), maxEntries)] {
			lines = append(lines, d.leftover(l, v))
		}
		if more := len(o.Left) - maxEntries; more > 0 {
			lines = append(lines, fill(w.Rest, "n", strconv.Itoa(more)))
		}
		message.Blocks = append(message.Blocks, section(labelled(w.Left, strings.Join(lines, "\n"))))
	}
	if len(message.Blocks) == 1 {
		message.Blocks = append(message.Blocks, section(plain(w.Quiet)))
	}
	return Message{Text: message.Text, Blocks: append(message.Blocks, countLine(o.Automatic, w.AutomaticOne, w.AutomaticMany)...)}
}

func (d *Deck) entries(entries []Entry, line func(Entry) string) string {
	w := d.words.Card.Digest
	var lines []string
	for _, e := range entries[:min(len(entries), maxEntries)] {
		lines = append(lines, line(e))
	}
	if more := len(entries) - maxEntries; more > 0 {
		lines = append(lines, fill(w.Rest, "n", strconv.Itoa(more)))
	}
	return strings.Join(lines, "\n")
}

func (d *Deck) entry(e Entry, v View) string {
	w := d.words.Card.Digest
	text := fill(w.Entry, "ref", string(e.Ref))
	switch {
	case e.Date.IsZero():
	case e.Promised:
		text = fill(w.EntryDate, "ref", string(e.Ref), "date", d.date(e.Date))
	default:
		text = fill(w.EntryTarget, "ref", string(e.Ref), "date", d.date(e.Date))
	}
	return d.holding(text, e, v)
}

// holding adds who has an inquiry.
func (d *Deck) holding(text string, e Entry, v View) string {
	if e.Holder == "" {
		return text
	}
	if deputy, ok := v.Deputy(e.Holder, e.Concerns); ok {
		return fill(d.words.Card.Digest.EntryDeputy, "entry", text, "who", d.name(e.Holder, v), "deputy", d.name(deputy.ID, v))
	}
	return fill(d.words.Card.Digest.EntryHolder, "entry", text, "who", d.name(e.Holder, v))
}
