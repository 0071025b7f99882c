package card

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// Preview is what a modal shows beyond the inquiry.
type Preview struct {
	// Event is what has been chosen so far: [Deck.Defaults] when a modal is opened,
	// [Form.Event] when it is drawn again.
	Event casework.Event
	// To is who gets the letter; empty when none goes. Address is shown only where
	// the mode allows content.
	To      casework.Role
	Address personal.Text
	// Subject and Body are the letter as it will go, with what the adviser writes
	// shown as ‹…›. In minimal mode the caller renders it without a name.
	Subject, Body string
	// Way is how the letter is to go, in a modal that is drawn again.
	Way Way
	// Edits are [Form.Edits] of a modal that is drawn again.
	Edits map[string]Edit
	// Letters and Basis are those of the [Press] of a modal that is drawn again.
	Letters, Basis int
	// Suggestions are references that may be meant, for Join.
	Suggestions []casework.Reference
}

// sheet is one modal being drawn or read.
type sheet struct {
	page
	form Form
	p    Preview
	// commanded: it is filled in on the command line, not in Slack.
	commanded bool
}

// Defaults returns the event a modal is opened with: what the verdict suggests.
func (d *Deck) Defaults(act casework.EventType, q casework.Inquiry, v View) casework.Event {
	ev := casework.Event{Type: act, Fields: begun(act, v)}
	known := func(g casework.Ground) bool { return v.Sentences[g] != "" }
	switch act {
	case casework.MarkOutOfScope, casework.PartlyOutOfScope:
		if i := slices.IndexFunc(q.Verdict.Grounds, known); i >= 0 {
			ev.Fields.Ground = q.Verdict.Grounds[i]
		}
		ev.Fields.Kinds = slices.Clone(q.Verdict.Kinds)
		ev.Fields.Grounds = slices.DeleteFunc(slices.Clone(q.Verdict.Grounds), func(g casework.Ground) bool { return !known(g) })
		ev.Fields.Referrals = slices.DeleteFunc(slices.Clone(q.Verdict.Referrals), func(id string) bool { return v.Referrals[id] == "" })
	case casework.SentItMyself, casework.SentByDigitalPost:
		ev = waiting(q, v)
		ev.Type = act
	case casework.RecordRequest, casework.AnswerRequest, casework.ExtendRequest:
		d.rightsDefaults(&ev, q, v)
	case casework.AnswerMeeting:
		ev.Fields.Attend = true
		if today := v.Rules.Today(v.Now); !q.Verdict.Meeting.Before(today) {
			ev.Fields.Meeting = q.Verdict.Meeting
		}
	case casework.ExtendDeadline, casework.Pause:
		ev.Reason = casework.ReasonWork
		if _, away := absent(q, v); away && act == casework.ExtendDeadline {
			ev.Reason = casework.ReasonAbsence
		}
	case casework.Close:
		if len(q.Verdict.Kinds) > 0 {
			ev.Theme = q.Verdict.Kinds[0]
		}
		ev.Department = q.Course.Department
		ev.Outcome = q.LikelyOutcome()
		if q.LetterOf(v.Rules, ev) == casework.NoLetter {
			ev.Fields.SkipLetter, ev.Answers = true, !q.Course.Answered.IsZero()
		}
		ev.Finding = q.Course.Finding
	case casework.StopSharing, casework.WithdrawConsent:
		// Nobody knows where to write: until she has sent it otherwise, none has gone.
		ev.Fields.SkipLetter = !q.Correspondent().Known()
	case casework.SendToDepartment, casework.AskConsent:
		ev.Department = q.Course.Department // asked again
	case casework.AwaitAnswer:
		if ev.Date = q.Course.DepartmentDue; !ev.Date.After(v.Rules.Today(v.Now)) {
			ev.Date = v.Rules.DepartmentDue(q.Course.Department, v.Rules.Today(v.Now))
		}
	case casework.AcceptPowerOfAttorney:
		ev.ToAnother = !q.Parties.Unproven()
		if n := v.Rules.MandateReviewMonths; n > 0 {
			ev.Date = v.Rules.Today(v.Now).AddMonths(n)
		}
	case casework.ResolveInDoubt, casework.Split, casework.Move:
		aboutLetter(&ev, q)
	}
	return ev
}

// aboutLetter names the letter that an act about one most likely means: the newest.
func aboutLetter(ev *casework.Event, q casework.Inquiry) {
	switch ev.Type {
	case casework.ResolveInDoubt:
		ev.Key = inDoubt(q).Key
	case casework.Split:
		if n := len(q.Provisional); n > 0 {
			ev.Message = q.Provisional[n-1].Message
		}
	case casework.Move:
		if strays := q.Strays(); len(strays) > 0 {
			ev.Message = strays[len(strays)-1].Message
		}
	}
}

// waiting is the letter an adviser most likely says she has sent: one that lies
// ready, a draft, or else her own answer.
func waiting(q casework.Inquiry, v View) casework.Event {
	if ready := prepared(q); len(ready) > 0 {
		return casework.Event{Key: ready[0].Key}
	}
	for _, d := range q.Drafts {
		return casework.Event{Key: d.Becomes()}
	}
	return casework.Event{Stands: casework.Reply}
}

// inDoubt is the letter that is asked about.
func inDoubt(q casework.Inquiry) casework.Letter {
	for _, l := range q.Letters {
		if l.Status == casework.LetterUncertain {
			return l
		}
	}
	return casework.Letter{}
}

// Modal returns the modal of an act that needs words or sends a letter. The
// letter's text is shown fixed; only the adviser's own fields are inputs.
func (d *Deck) Modal(act casework.EventType, q casework.Inquiry, v View, p Preview) slack.ModalViewRequest {
	if p.Event.Type != act {
		p.Event = d.Defaults(act, q, v)
	}
	press := Press{Ref: q.Ref, Seen: q.Course.State, Act: act, About: p.Event.Key, Letters: cmp.Or(p.Letters, q.Messages)}
	if !isSent(act) {
		press.Basis = cmp.Or(p.Basis, q.Basis(v.Rules, act))
	}
	switch {
	case act == casework.Split, act == casework.Move:
		press.About = string(p.Event.Message)
	case isSent(act):
		press.About = "" // the letter is chosen in the window
	}
	s := sheet{page: d.page(q, v), p: p, form: Form{Press: press, Event: p.Event, Way: p.Way, Edits: p.Edits}}
	if len(p.Suggestions) > 0 {
		s.form.Other = p.Suggestions[0]
	}
	var about []slack.Block
	if q.Ref != "" {
		about = []slack.Block{section(labelled(string(q.Ref), ""))}
	}
	words := d.words.Modal.Forms[act]
	letter := inDoubt(q)
	text := words.Intro
	if !v.discloses() {
		text = cmp.Or(words.Minimal, text)
	}
	intro := fill(s.without(text, words.Without), "letter", d.words.Codes.Letters[letter.Letter], "to", d.words.Codes.Roles[letter.To], "ref", otherRef(act, q))
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           plainCut(words.Title, maxTitle),
		Submit:          plainCut(s.submit(), maxTitle),
		Close:           plainCut(d.words.Modal.Modal.Close, maxTitle),
		PrivateMetadata: press.Value(v.Key),
		Blocks: slack.Blocks{BlockSet: slices.Concat(
			about, []slack.Block{section(plain(intro))},
			s.wordOwed(), s.contact(), s.inputs(), s.letter(),
		)},
	}
}

// without chooses between words about the act's letter and those for where it does
// not go, if there are any.
func (s sheet) without(text, none string) string {
	if none != "" && s.form.Press.Act.WritesLetter(s.v.Rules) && s.writes() == casework.NoLetter {
		return none
	}
	return text
}

// otherRef is the other inquiry that an act is about, where there is only one.
func otherRef(act casework.EventType, q casework.Inquiry) string {
	strays := q.Strays()
	switch {
	case act == casework.Unmerge:
		return string(q.Course.MergedRef)
	case act == casework.GiveBack && len(q.Parts) == 1:
		return string(q.Parts[0].Ref)
	case act == casework.Move && len(strays) == 1:
		return string(strays[0].HomeRef)
	}
	return ""
}

// wordOwed says that the department's answer does not keep what the office has promised
// the citizen.
func (s sheet) wordOwed() []slack.Block {
	if s.form.Press.Act != casework.RecordAnswer || !s.q.OwesWord() {
		return nil
	}
	return []slack.Block{section(plain(fill(s.words.Modal.Modal.WordOwed, "date", s.date(s.q.Course.Deadline.Anchor()))))}
}

// contact says who is written or called to.
func (s sheet) contact() []slack.Block {
	w := s.words.Modal.Modal
	personal := s.v.discloses() && !s.private()
	switch {
	case s.form.Press.Act == casework.Call && !personal && !s.q.Channel.Written():
		return []slack.Block{section(plain(w.PhoneNoted))}
	case slices.Contains([]casework.EventType{casework.Split, casework.Move}, s.form.Press.Act) && len(s.provisional()) == 1:
		return []slack.Block{section(labelled(s.w.Received, s.exact(s.provisional()[0].Received, s.v)))}
	case s.form.Press.Act == casework.Call && !personal:
		return []slack.Block{section(plain(w.PhoneInMail))}
	case s.form.Press.Act == casework.Call && s.q.Correspondent().Phone.Empty():
		return []slack.Block{section(plain(w.NoPhone))}
	case s.form.Press.Act == casework.Call:
		return []slack.Block{section(plain(fill(w.Phone, "phone", s.q.Correspondent().Phone.Reveal())))}
	case s.p.To == "":
		return nil
	case s.hasWays() && s.unaddressed():
		return []slack.Block{section(plain(fill(w.ToNobody, "to", s.words.Codes.Roles[s.p.To])))}
	case personal && !s.p.Address.Empty():
		return []slack.Block{section(plain(fill(w.ToAddress, "to", s.words.Codes.Roles[s.p.To], "address", s.p.Address.Reveal())))}
	}
	return []slack.Block{section(plain(fill(w.To, "to", s.words.Codes.Roles[s.p.To])))}
}

// letter shows the letter that goes, fixed, and that it can be undone.
func (s sheet) letter() []slack.Block {
	if s.p.Body == "" {
		return nil
	}
	w := s.words.Modal.Modal
	blocks := []slack.Block{
		slack.NewDividerBlock(),
		section(plain(fill(w.Subject, "subject", s.p.Subject))),
	}
	blocks = append(blocks, passages(s.p.Body)...)
	if s.form.Press.Act == casework.SendToDepartment && s.v.Rules.CopyToCitizen {
		blocks = append(blocks, small(w.Copy))
	}
	if s.way() != WaySend {
		return blocks
	}
	blocks = append(blocks, small(w.Fixed))
	switch grace := s.v.Rules.Grace; grace {
	case 0:
	case time.Second:
		blocks = append(blocks, small(w.UndoOne))
	default:
		blocks = append(blocks, small(fill(w.Undo, "n", strconv.Itoa(int(grace.Seconds())))))
	}
	return blocks
}

// inputs draws the fields of the act that apply.
func (s sheet) inputs() []slack.Block {
	var blocks []slack.Block
	for _, id := range s.fields() {
		f := fieldNamed(id)
		if f.applies != nil && !f.applies(s) {
			continue
		}
		if element := f.element(s, id); element != nil {
			blocks = append(append(blocks, s.snippets(id)...), s.input(id, f, element))
		}
	}
	return blocks
}

func (s sheet) input(id string, f field, element slack.BlockElement) slack.Block {
	words := s.words.Modal.Fields[id]
	label, hint := words.Label, words.Hint
	if !s.v.discloses() {
		label, hint = cmp.Or(words.Minimal.Label, label), cmp.Or(words.Minimal.Hint, hint)
	}
	text := s.without(hint, words.Without)
	if _, free := element.(*slack.PlainTextInputBlockElement); free && s.namesNobody(id) {
		text = strings.TrimSpace(s.words.Modal.Modal.NoNames + " " + text)
	}
	if f.warn != nil {
		text = strings.TrimSpace(text + " " + f.warn(s))
	}
	var below *slack.TextBlockObject
	if text != "" {
		below = plainCut(text, maxHint)
	}
	block := slack.NewInputBlock(s.form.block(id), plain(label), below, element)
	block.Optional = f.required == nil || !f.required(s)
	block.DispatchAction = f.steers
	return block
}

// namesNobody reports whether words typed into a field must name nobody: they pass
// through Slack (design 7). Somebody who rang or came is noted down by name, and told
// so in her receipt; a reference is no words.
func (s sheet) namesNobody(id string) bool {
	return !s.v.discloses() && s.form.Press.Act != casework.Opened && id != fieldReference
}
