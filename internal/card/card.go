package card

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// page is one inquiry being written for one office at one time.
type page struct {
	*Deck
	q casework.Inquiry
	v View
	w *cardWords
}

func (d *Deck) page(q casework.Inquiry, v View) page {
	return page{Deck: d, q: q, v: v, w: &d.words.Card.Card}
}

// Card returns the triage card of an inquiry as it is now.
func (d *Deck) Card(q casework.Inquiry, v View) Message {
	p := d.page(q, v)
	return Message{Text: escape(p.notification()), Blocks: slices.Concat(p.story(), p.buttons(), []slack.Block{small(p.w.Reminder)})}
}

// story is what there is to know of the inquiry.
func (p page) story() []slack.Block {
	return slices.Concat(p.top(), p.dates(), p.body(), p.letters(), p.excerpt(), p.hints())
}

// notification is what a phone shows: nothing but reference, state and date.
func (p page) notification() string {
	var due string
	if label, date := p.deadline(); p.open() && date != "" {
		due = label + " " + firstLine(date)
	}
	return strings.TrimSpace(fill(p.w.Notification, "ref", p.title(), "state", p.state(), "deadline", due))
}

// title is the reference, with the alarm in front of it.
func (p page) title() string {
	ref := string(p.q.Ref)
	switch {
	case p.q.Course.Acute:
		return fill(p.w.Red, "text", fill(p.w.Acute, "ref", ref))
	case p.red():
		return fill(p.w.Red, "text", ref)
	}
	return ref
}

func (p page) state() string { return p.words.Codes.States[p.q.Course.State] }

// red reports whether the card calls all advisers.
func (p page) red() bool { return p.q.Alarm() != casework.ReasonNone }

// private reports whether the card must not say what the inquiry is about: it
// may be about an adviser or the office (fvl. § 3), or warn of serious matters.
func (p page) private() bool { return p.q.Private() }

// open reports whether work is still to be done.
func (p page) open() bool { return p.q.Course.State.Open() }

// top is the header and, when the card is red, what is wrong and what to do.
func (p page) top() []slack.Block {
	blocks := []slack.Block{header(fill(p.w.Header, "ref", p.title(), "state", p.state()))}
	alarms := p.q.Alarms()
	if p.q.Course.Acute && !p.open() {
		alarms = append(alarms, casework.ReasonAcute)
	}
	unreached, failed := p.q.Unreached()
	for _, alarm := range alarms {
		blocks = append(blocks, section(labelled(p.alarm(alarm, unreached.Letter, unreached.To), "")))
	}
	if failed && p.open() && unreached.To != casework.RoleDepartment && !p.q.Parties.Writer.Phone.Empty() {
		blocks = append(blocks, section(plain(p.w.PhoneGiven)))
	}
	return blocks
}

// alarm says what is wrong, with the letter it is about, and what to do.
func (d *Deck) alarm(reason casework.Reason, letter casework.LetterID, to casework.Role) string {
	codes := d.words.Codes
	return fill(codes.Alarms[reason], "letter", codes.Letters[letter], "to", codes.Roles[to])
}

// dates is what every card shows, in two columns.
func (p page) dates() []slack.Block {
	columnsOf := []*slack.TextBlockObject{labelled(p.w.Received, p.exact(p.q.Received, p.v))}
	add := func(label, text string) {
		if text != "" {
			columnsOf = append(columnsOf, labelled(label, text))
		}
	}
	if label, text := p.deadline(); text != "" {
		add(label, text)
	}
	if p.q.Course.State != casework.Erased {
		add(p.w.Holder, p.holder())
	}
	if p.q.Course.Department != "" && !p.private() {
		add(p.w.Department, p.department())
	}
	if !p.private() && p.q.Course.State != casework.Erased {
		add(p.w.Receipt, p.receipt())
	}
	return []slack.Block{columns(columnsOf)}
}

// body is what the inquiry is about, as far as the card may say it.
func (p page) body() []slack.Block {
	if p.q.Course.State == casework.Erased {
		return []slack.Block{section(plain(p.w.Erased))}
	}
	var blocks []slack.Block
	if p.q.Verdict.Remit != "" && !p.q.OnlyRights() && !p.private() && !p.q.Course.Acute && p.open() {
		blocks = append(blocks, section(labelled(p.w.Suggestion, p.suggestion())))
		if words := p.matched(); words != "" && p.mayQuote() {
			blocks = append(blocks, small(words))
		}
	}
	if notes := p.attention(); notes != "" {
		blocks = append(blocks, section(labelled(p.w.Attention, notes)))
	}
	if p.private() {
		return append(blocks, section(plain(p.privateWords())))
	}
	blocks = append(blocks, p.rights()...)
	return append(blocks, small(p.facts()))
}

// mayQuote reports whether words of the letter may stand on the card.
func (p page) mayQuote() bool {
	return p.v.Mode == Redacted && len(p.q.Verdict.Sensitive) == 0 && !p.private() && p.q.Course.State != casework.Erased
}

// excerpt is the masked beginning of the letter, or where the letter is.
func (p page) excerpt() []slack.Block {
	if p.private() || !p.open() {
		return nil
	}
	switch {
	case !p.q.Channel.Written():
		return nil
	case !p.v.discloses():
		return []slack.Block{small(p.w.InMailbox)}
	case p.v.Mode != Redacted:
		return nil
	case !p.mayQuote():
		return []slack.Block{small(p.w.ExcerptWithheld)}
	case p.q.Excerpt.Empty():
		return nil
	}
	return []slack.Block{small(p.w.Excerpt), section(plainCut(p.q.Excerpt.Reveal(), maxExcerpt))}
}

// homes are the inquiries that letters here may belong to.
func (p page) homes() []casework.Reference {
	var refs []casework.Reference
	for _, stray := range p.q.Strays() {
		if !slices.Contains(refs, stray.HomeRef) {
			refs = append(refs, stray.HomeRef)
		}
	}
	return refs
}

// hints tell what to do about a doubt.
func (p page) hints() []slack.Block {
	var blocks []slack.Block
	hint := func(text string) {
		if text != "" {
			blocks = append(blocks, section(plain(text)))
		}
	}
	if p.q.Course.CopyOwed && p.q.Course.State != casework.Erased && !p.private() {
		if p.v.Rules.SecureRelay {
			hint(p.w.CopyByMail)
		} else {
			hint(p.w.CopyOwed)
		}
	}
	if !p.open() {
		return blocks
	}
	said := slices.Contains(p.q.Alarms(), casework.ReasonUnreadable)
	if rule := p.q.Course.ReceiptRule; p.q.Course.Held || rule == casework.ReceiptUnreadable && !said {
		hint(p.words.Codes.Held[rule])
	}
	if p.q.Attachments.Unread {
		hint(p.w.Unread)
	}
	if len(p.q.Suggested) > 0 {
		hint(fill(p.w.Suggested, "refs", strings.Join(texts(p.q.Suggested[:min(len(p.q.Suggested), maxShown)]), ", ")))
	}
	if p.q.Course.State == casework.Answered && p.q.OwesWord() {
		hint(fill(p.w.WordOwed, "date", p.date(p.q.Course.Deadline.Anchor())))
	}
	if p.q.Silent() {
		hint(p.words.Card.Lines.Events[casework.SilenceDue])
	}
	if p.q.AsksToSplit() {
		hint(p.w.Provisional)
	}
	if p.q.AsksToMove() {
		hint(fill(p.w.Strays, "refs", strings.Join(texts(p.homes()), ", ")))
	}
	if slices.ContainsFunc(p.q.Letters, func(l casework.Letter) bool { return l.Status == casework.LetterByHand }) {
		hint(p.w.ByHand)
	}
	return blocks
}
