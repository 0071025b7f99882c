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
	// Concerns are the advisers it is about; lists of theirs leave it out.
	Concerns []casework.AdviserID
	// Date is the running answer date ([casework.Deadline.Anchor]); zero when no
	// clock runs, or when the answer has been given.
	Date     calendar.Date
	Promised bool
	Held     bool
	InDoubt  bool // nobody knows whether one of its letters left
	Acute    bool
	Red      bool // its card calls all advisers
	ByHand   bool // a letter is ready for Digital Post
	Waits    casework.Wait
	// DepartmentDue is when the department should have answered.
	DepartmentDue calendar.Date
}

// Overview is what the morning digest tells.
type Overview struct {
	Open []Entry // in the order they shall be listed
	// Automatic counts the automatic mails since the last digest.
	Automatic int
}

// dueSoon is how many working days ahead the digest looks.
const dueSoon = 2

// maxEntries bounds a list of the digest; the rest is counted.
const maxEntries = 15

// Digest returns the morning's overview. An inquiry stands in the most urgent
// list it fits: overdue, due, in doubt, held, new.
func (d *Deck) Digest(o Overview, v View) Message {
	w := d.words.Card.Digest
	today := v.Rules.Today(v.Now)
	lists := d.sort(o.Open, v)
	message := Message{
		Text: escape(fill(w.Notification, "new", strconv.Itoa(len(lists.new)), "due", strconv.Itoa(len(lists.due)),
			"over", strconv.Itoa(len(lists.over)))),
		Blocks: []slack.Block{header(fill(w.Title, "date", d.date(today)))},
	}
	for _, list := range []struct {
		label   string
		entries []Entry
	}{{w.Over, lists.over}, {w.Due, lists.due}, {w.Doubt, lists.doubt}, {w.Held, lists.held}, {w.New, lists.new}} {
		if len(list.entries) > 0 {
			message.Blocks = append(message.Blocks, section(labelled(list.label, d.entries(list.entries, v))))
		}
	}
	if len(message.Blocks) == 1 {
		message.Blocks = append(message.Blocks, section(plain(w.Quiet)))
	}
	switch o.Automatic {
	case 0:
	case 1:
		message.Blocks = append(message.Blocks, small(w.AutomaticOne))
	default:
		message.Blocks = append(message.Blocks, small(fill(w.AutomaticMany, "n", strconv.Itoa(o.Automatic))))
	}
	return message
}

type digestLists struct{ over, due, doubt, held, new []Entry }

func (d *Deck) sort(open []Entry, v View) digestLists {
	var lists digestLists
	today := v.Rules.Today(v.Now)
	soon := v.Rules.Calendar.AddWorkingDays(today, dueSoon)
	for _, e := range open {
		switch {
		case !e.Date.IsZero() && e.Date.Before(today):
			lists.over = append(lists.over, e)
		case !e.Date.IsZero() && !e.Date.After(soon):
			lists.due = append(lists.due, e)
		case e.InDoubt:
			lists.doubt = append(lists.doubt, e)
		case e.Held:
			lists.held = append(lists.held, e)
		case e.State == casework.Received && e.Holder == "":
			lists.new = append(lists.new, e)
		}
	}
	return lists
}

func (d *Deck) entries(entries []Entry, v View) string {
	w := d.words.Card.Digest
	var lines []string
	for _, e := range entries[:min(len(entries), maxEntries)] {
		lines = append(lines, d.entry(e, v))
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
	if e.Holder != "" {
		text = fill(w.EntryHolder, "entry", text, "who", d.name(e.Holder, v))
	}
	return text
}
