package card

import (
	"slices"
	"strconv"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Confidence from which a suggestion is called fairly and rather sure.
const (
	fairConfidence = 0.6
	sureConfidence = 0.85
)

// maxShown bounds lists on a card; what is older is counted.
const maxShown = 6

// deadline returns the label and the text of the answer date; with no text the
// label says it all.
func (p page) deadline() (label, text string) {
	c := p.q.Course
	switch {
	case c.State == casework.Erased:
		return "", ""
	case !p.open():
		outcome := p.words.Codes.Outcomes[c.Outcome]
		if c.MergedRef != "" {
			outcome = fill(p.w.MergedInto, "ref", string(c.MergedRef))
		}
		return p.w.Outcome, fill(p.w.Closed, "outcome", outcome, "date", p.dateOf(c.Closed, p.v))
	case !c.Answered.IsZero():
		return p.w.Answered, p.exact(c.Answered, p.v)
	case c.Deadline.Date.IsZero():
		return p.w.NoDeadline, ""
	}
	lines := []string{p.date(c.Deadline.Anchor()), p.left(c.Deadline.Anchor())}
	if !c.Deadline.Promised {
		return p.w.Target, strings.Join(append(lines, p.w.NoPromise), "\n")
	}
	label = p.w.Promised
	if !c.Deadline.Was.IsZero() {
		label = p.w.PromisedAnew
	}
	return label, strings.Join(append(lines, p.deadlineNotes()...), "\n")
}

func (p page) deadlineNotes() []string {
	var notes []string
	c, d := p.q.Course, p.q.Course.Deadline
	if d.Moved {
		notes = append(notes, p.w.Moved)
	}
	if d.Anchor() != d.Date {
		notes = append(notes, fill(p.w.ToldEarlier, "date", p.date(d.Date)))
	}
	if !d.Was.IsZero() {
		notes = append(notes, fill(p.w.MovedFrom, "date", p.date(d.Was)))
	}
	if d.Noticed || !d.Was.IsZero() {
		notes = append(notes, p.noticed())
	}
	if c.AnsweringOn == p.v.Rules.Today(p.v.Now) {
		if c.Holder == "" {
			return append(notes, p.w.AnsweringAll)
		}
		notes = append(notes, fill(p.w.AnsweringToday, "who", p.name(c.Holder, p.v)))
	}
	return notes
}

// tellsDate are the letters that give the citizen a new date.
var tellsDate = []casework.LetterID{
	casework.LetterReceiptDeadline, casework.LetterDeadlineNotice, casework.LetterAbsence, casework.LetterCopyToCitizen,
}

// noticed says whether the citizen has been told of the new date: what waits to be
// sent has told her nothing.
func (p page) noticed() string {
	for _, l := range slices.Backward(p.q.Letters) {
		if slices.Contains(tellsDate, l.Letter) && l.Status != casework.LetterCancelled {
			if l.Status != casework.LetterSent {
				return p.w.NotNoticed
			}
			break
		}
	}
	return p.w.Noticed
}

// left says how many working days remain to a date.
func (p page) left(date calendar.Date) string {
	today := p.v.Rules.Today(p.v.Now)
	n := p.v.Rules.Calendar.WorkingDaysUntil(today, date)
	switch {
	case date == today:
		return p.w.LeftToday
	case date.After(today) && n == 1:
		return p.w.LeftOne
	case date.After(today):
		return fill(p.w.LeftMany, "n", strconv.Itoa(n))
	case n == 0:
		return p.w.Over
	case n == -1:
		return p.w.OverOne
	}
	return fill(p.w.OverMany, "n", strconv.Itoa(-n))
}

func (p page) holder() string {
	c := p.q.Course
	if c.Holder == "" {
		return p.w.Nobody
	}
	held := fill(p.w.HeldBy, "who", p.name(c.Holder, p.v), "at", p.moment(c.TakenAt, p.v))
	if away := p.away(); away != "" {
		held += "\n" + away
	}
	return held
}

func (p page) department() string {
	name := p.v.Departments[p.q.Course.Department]
	if name == "" {
		name = p.words.Codes.Roles[casework.RoleDepartment]
	}
	name = cut(name, maxName)
	if p.q.Course.State != casework.WithDepartment {
		return name
	}
	words := p.w.DepartmentDue
	if p.q.Course.DepartmentLate {
		words = p.w.DepartmentLate
	}
	return fill(words, "department", name, "date", p.date(p.q.Course.DepartmentDue))
}

// receipt says what became of the receipt, or why none has gone.
func (p page) receipt() string {
	for i := len(p.q.Letters) - 1; i >= 0; i-- {
		if l := p.q.Letters[i]; l.Letter.IsReceipt() && l.Status != casework.LetterCancelled {
			return capital(p.status(l))
		}
	}
	if p.q.Course.Held {
		return p.w.ReceiptHeld
	}
	if why, ok := p.words.Codes.Receipts[p.q.Course.ReceiptRule]; ok {
		return why
	}
	return p.w.NoReceipt
}

func (p page) status(l casework.Letter) string {
	if l.Delayed {
		return fill(p.w.Delayed, "at", p.moment(l.Changed, p.v))
	}
	return fill(p.words.Codes.LetterStatuses[l.Status], "at", p.moment(l.Changed, p.v))
}

// suggestion is the verdict in calm words, with the office's own sentence for
// each ground.
func (p page) suggestion() string {
	v := p.q.Verdict
	var kinds []string
	for _, k := range v.Kinds {
		kinds = append(kinds, p.words.Codes.Kinds[k])
	}
	remit := p.words.Codes.Remits[v.Remit]
	lines := []string{fill(p.w.Remit, "remit", remit)}
	switch {
	case len(kinds) == 0 || v.Remit == casework.Out:
	case v.Remit == casework.Check:
		lines[0] = fill(p.w.Perhaps, "remit", remit, "kinds", p.enumerate(kinds))
	default:
		lines[0] = fill(p.w.Kinds, "remit", remit, "kinds", p.enumerate(kinds))
	}
	for _, g := range v.Grounds {
		lines = append(lines, strings.TrimSpace(fill(p.w.Ground,
			"ground", p.words.Codes.Grounds[g], "sentence", cut(p.v.Sentences[g], maxSentence))))
	}
	if v.Remit == casework.Check {
		return strings.Join(lines, "\n")
	}
	return strings.Join(append(lines, p.confidence()), "\n")
}

func (p page) confidence() string {
	switch c := p.q.Verdict.Confidence; {
	case c >= sureConfidence:
		return p.w.Sure
	case c >= fairConfidence:
		return p.w.Fair
	}
	return p.w.Unsure
}

// matched lists the words in the letter that spoke for the suggestion. Words
// that may hold a number or an address are left out.
func (p page) matched() string {
	var found []string
	for _, e := range p.q.Verdict.Evidence {
		text := strings.Join(strings.Fields(e.Text.Reveal()), " ")
		if e.For && text != "" && !identifies(text) && p.suggests(e.Label) {
			found = append(found, cut(text, maxWord))
		}
	}
	if len(found) == 0 {
		return ""
	}
	var words []string
	for _, text := range widest(found) {
		if len(words) < maxShown {
			words = append(words, fill(p.w.Quoted, "text", text))
		}
	}
	return fill(p.w.Matched, "words", strings.Join(words, ", "))
}

// widest leaves out texts that stand in another, whatever their capitals.
func widest(texts []string) []string {
	var kept []string
	for _, text := range texts {
		lower := strings.ToLower(text)
		within := func(other string) bool { return strings.Contains(strings.ToLower(other), lower) }
		if slices.ContainsFunc(kept, within) {
			continue
		}
		kept = slices.DeleteFunc(kept, func(k string) bool { return strings.Contains(lower, strings.ToLower(k)) })
		kept = append(kept, text)
	}
	return kept
}

// identifies reports whether a text may hold a CPR number, a telephone number or
// an address; in doubt it does.
func identifies(text string) bool {
	digits := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits > 4 || strings.ContainsRune(text, '@')
}

// suggests reports whether a label is a kind or a ground: what a letter says of
// sensitive facts is never quoted.
func (p page) suggests(label string) bool {
	_, kind := p.words.Codes.Kinds[casework.Kind(label)]
	_, ground := p.words.Codes.Grounds[casework.Ground(label)]
	return kind || ground
}

// attention lists the flags in words, one a line. A private card shows the
// flags that make it so, and whether there is danger.
func (p page) attention() string {
	var lines []string
	note := func(text string) { lines = append(lines, fill(p.w.Bullet, "text", text)) }
	for _, f := range p.q.Verdict.Flags {
		switch {
		case f == casework.FlagAcute, p.told(f),
			p.private() && f != casework.FlagConflict && f != casework.FlagWhistleblowing:
		case f == casework.FlagMeetingDate && !p.q.Course.Meeting.IsZero(): // told below
		case f == casework.FlagMeetingDate && !p.q.Verdict.Meeting.IsZero():
			note(fill(p.w.Meeting, "date", p.date(p.q.Verdict.Meeting)))
		case f == casework.FlagAppealClock && !p.q.Verdict.Decision.IsZero():
			note(fill(p.w.AppealClock, "date", p.date(p.q.Verdict.Decision)))
		case f == casework.FlagWithdrawal && p.q.Parties.Mandate.State == casework.MandateAccepted:
			note(p.w.MayWithdraw)
		case f == casework.FlagAnonymous && !p.q.Correspondent().Known():
			note(p.w.NoWayBack)
		default:
			note(p.words.Codes.Flags[f])
		}
	}
	if p.q.OnHold() {
		note(fill(p.w.OnHold, "date", p.dateOf(p.q.Hold.Since, p.v)))
	}
	if e := p.q.Erasure(p.v.Rules); p.q.Silent() && !e.On.IsZero() && len(e.Held) == 0 {
		note(fill(p.w.EraseOn, "date", p.date(e.On)))
	}
	if p.private() {
		return strings.Join(lines, "\n")
	}
	switch p.q.Course.Sharing {
	case casework.SharingRefused:
		note(p.w.NoSharing)
	case casework.SharingDoubted:
		note(p.w.MayRefuse)
	}
	if day := p.q.Course.Meeting; !day.IsZero() && p.open() {
		note(fill(p.w.Attends, "date", p.date(day)))
	}
	if _, away := absent(p.q, p.v); away {
		note(fill(p.w.AwayThen, "who", p.name(p.q.Course.Holder, p.v)))
	}
	if p.q.Course.Paused != casework.ReasonNone && p.open() {
		note(p.w.Paused)
	}
	if text, ok := p.words.Codes.Consents[p.q.Course.Consent.Seen]; ok {
		note(text)
	}
	for _, text := range p.mandate() {
		note(text)
	}
	return strings.Join(lines, "\n")
}

// told reports whether the course says better what a flag says.
func (p page) told(f casework.Flag) bool {
	switch f {
	case casework.FlagRepresentation:
		return p.q.Parties.Mandate.State != casework.MandateNone
	case casework.FlagPowerOfAttorney:
		return true // while nobody has looked at it ([page.mandate])
	case casework.FlagDataRights:
		return len(p.q.Course.Requests) > 0
	case casework.FlagNoSharing:
		return true // it has been heeded, and perhaps taken back since
	}
	return false
}

// facts are the small print: sensitive or not, attachments, language, channel.
func (p page) facts() string {
	sensitive := p.w.No
	if len(p.q.Verdict.Sensitive) > 0 {
		sensitive = p.w.Yes
	}
	facts := []string{fill(p.w.CameBy, "channel", p.words.Codes.Channels[p.q.Channel])}
	unread := p.q.Attachments.Unread || p.q.Course.ReceiptRule == casework.ReceiptUnreadable
	if p.q.Channel.Written() && !unread {
		facts = []string{fill(p.w.Sensitive, "yes", sensitive), p.attachments(), p.language(), facts[0]}
	}
	if !p.q.Channel.Written() && len(p.q.Verdict.Kinds) > 0 {
		facts = append(facts, fill(p.w.About, "kind", p.words.Codes.Kinds[p.q.Verdict.Kinds[0]]))
	}
	if p.q.Messages > 1 {
		facts = append(facts, fill(p.w.Messages, "n", strconv.Itoa(p.q.Messages)))
	}
	if c := p.q.Course; c.IsCase() {
		facts = append(facts, fill(p.w.Case, "date", p.dateOf(c.Case.Opened, p.v)))
		if c.HandedOver {
			facts = append(facts, p.w.HandedOver)
		}
	} else {
		facts = append(facts, p.w.NoCase)
	}
	if refs := slices.DeleteFunc(slices.Clone(p.q.Related), func(r casework.Reference) bool { return r == p.q.Course.MergedRef }); len(refs) > 0 {
		facts = append(facts, fill(p.w.Related, "refs", strings.Join(texts(refs[:min(len(refs), maxShown)]), ", ")))
	}
	return strings.Join(facts, " · ")
}

func (p page) attachments() string {
	a := p.q.Attachments
	var types []string
	for _, t := range a.Types {
		types = append(types, p.words.Codes.Attachments[t])
	}
	switch listed := strings.Join(types, ", "); a.Count {
	case 0:
		return p.w.NoAttachments
	case 1:
		return fill(p.w.Attachment, "types", listed)
	default:
		return fill(p.w.Attachments, "n", strconv.Itoa(a.Count), "types", listed)
	}
}

func (p page) language() string {
	wrote, words := p.q.Verdict.Language, p.w.WrittenOther
	if wrote != casework.Unknown {
		words = fill(p.w.WrittenIn, "language", p.words.Codes.Languages[wrote])
	}
	if p.q.Language != wrote {
		words += " · " + fill(p.w.AnsweredIn, "language", p.words.Codes.Languages[p.q.Language])
	}
	return words
}
