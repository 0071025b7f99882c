package casework

import (
	"cmp"
	"slices"
	"strings"

	"borgerbot/internal/calendar"
)

// Draft is a letter that lies in the adviser's mail program, for her to finish and
// send. It is no decision: the act it stands for is done when it is seen among the
// sent mail.
type Draft struct {
	Key    string // [DraftKey] of the letter it becomes
	Letter LetterID
	To     Role
	// Act is the adviser's word that she has sent it, with the fields she chose.
	Act Event
}

// DraftKey names the draft of a letter, by the letter's own key.
func DraftKey(letter string) string { return letter + draftEnd }

const draftEnd = "/draft"

// draftAt is the place of a draft among others, or -1.
func draftAt(drafts []Draft, key string) int {
	return slices.IndexFunc(drafts, func(d Draft) bool { return d.Key == key })
}

// IsDraft reports whether a key is a draft's.
func IsDraft(key string) bool { return strings.HasSuffix(key, draftEnd) }

// Becomes is the key of the letter.
func (d Draft) Becomes() string { return strings.TrimSuffix(d.Key, draftEnd) }

// draftLetter puts the letters of an act ([Event.Stands]) where the adviser writes
// her mail. What would refuse the act refuses the draft.
func (t *turn) draftLetter() error {
	if t.ev.Stands == "" || t.ev.Stands == Reply || t.ev.Stands.HoldsAtOnce() {
		return t.missing("stands")
	}
	act := t.ev
	act.Type = SentItMyself
	done := t.twin(act)
	if err := done.sentByHand(); err != nil {
		return err
	}
	if len(done.written) == 0 {
		return t.missing("stands")
	}
	t.claim()
	t.dropDrafts(draftsOf(done.act()))
	for _, send := range done.written {
		draft := Draft{Key: DraftKey(send.Key), Letter: send.Letter, To: send.To, Act: act}
		t.q.Drafts = append(t.q.Drafts, draft)
		t.emit(PutDraft{Key: draft.Key, Letter: send.Letter, To: send.To, Fields: send.Fields, After: &done.q})
	}
	t.say(Line{Letter: done.written[0].Letter, To: done.written[0].To})
	return nil
}

// HoldsAtOnce reports whether the act is the citizen's own word, which holds from
// now on and waits for no letter: a draft of it would stop nothing (L24).
func (e EventType) HoldsAtOnce() bool { return isOneOf(e, StopSharing, WithdrawConsent) }

// twin is another turn from where this one began.
func (t *turn) twin(ev Event) *turn {
	other := blankTurn(t.before, t.rules, ev)
	other.acts = t.acts
	return other
}

// fulfil is what a letter means that was seen among the sent mail and is known by
// its draft: the act it stands for, as it was chosen. Letters of the same act that
// have not been seen stay prepared. What does not fit any more, because the inquiry
// has moved on, is a letter sent and nothing else. It reports whether the letter
// was known.
func (t *turn) fulfil() bool {
	for i, l := range t.q.Letters {
		if l.Status == LetterByHand && DraftKey(l.Key) == t.ev.Key && t.reached(l.Letter, l.To) {
			t.begin()
			t.q.Letters[i].To = t.wentTo(l.To)
			_ = t.handed(i) // what else it leads to is no reason not to know that it was sent
			t.say(Line{Letter: l.Letter, To: l.To})
			return true
		}
	}
	at := draftAt(t.q.Drafts, t.ev.Key)
	if at < 0 || !t.reached(t.q.Drafts[at].Letter, t.q.Drafts[at].To) {
		return false
	}
	draft := t.q.Drafts[at]
	act := draft.Act
	act.At = t.ev.At
	done, err := t.asSeen(draft, act)
	if err != nil {
		done = t.twin(act)
		done.byHand = true
		done.begin()
		to := t.wentTo(draft.To)
		done.decide(SendLetter{Key: t.key(act.Press, string(draft.Letter), string(to)), Letter: draft.Letter, To: to}, calendar.Date{})
	}
	done.dropDrafts(draftsOf(done.act()))
	done.speak()
	t.q, t.effects, t.decided = done.q, done.effects, done.decided
	return true
}

// asSeen is the turn of the act whose letter has been seen among the sent mail.
// Whoever it was written to may have become another to the office since: the letter
// is the one of the act that goes to the same role today, or else the only one there
// is, and is recorded as what it went to.
func (t *turn) asSeen(draft Draft, act Event) (*turn, error) {
	went := t.wentTo(draft.To)
	draft.To = went
	done := t.twin(act)
	done.finished = &draft
	if err := done.sentByHand(); err != nil || done.wrote(draft) {
		return done, err
	}
	for _, send := range done.written {
		if send.Letter == draft.Letter {
			draft.To = send.To
		}
	}
	done = t.twin(act)
	done.finished = &draft
	err := done.sentByHand()
	for i, l := range done.q.Letters {
		if l.Letter == draft.Letter && l.To == draft.To && l.Status == LetterSent && l.Changed.Equal(act.At) {
			done.q.Letters[i].To = went
		}
	}
	return done, err
}

// wrote reports whether the act wrote the letter a draft becomes.
func (t *turn) wrote(d Draft) bool {
	return slices.ContainsFunc(t.written, func(s SendLetter) bool { return s.Letter == d.Letter && s.To == d.To })
}

// wentTo is the role today of whoever a letter seen in Sent went to.
func (t *turn) wentTo(to Role) Role {
	if to == RoleDepartment {
		return to
	}
	return cmp.Or(t.ev.To, to)
}

// reached reports whether the letter seen in Sent went to whom it was written: one to
// the citizen may have been sent to a department, with a question. Of somebody
// without an address nobody can tell.
func (t *turn) reached(l LetterID, to Role) bool {
	role, person := t.q.Recipient(l, to)
	return t.ev.Answers || role == RoleDepartment || !person.Known()
}

// asDrafted takes the act and its fields from a draft, where the adviser says that
// she has sent the letter it becomes ([Event.Key]).
func (t *turn) asDrafted() {
	at := draftAt(t.q.Drafts, DraftKey(t.ev.Key))
	if at < 0 {
		return
	}
	act := t.q.Drafts[at].Act
	act.Type, act.At, act.By, act.Press = t.ev.Type, t.ev.At, t.ev.By, t.ev.Press
	t.ev = act
}

// dropDrafts forgets drafts: what an adviser sends of them all the same stands for
// no act.
func (t *turn) dropDrafts(which func(Draft) bool) {
	for _, d := range t.q.Drafts {
		if which(d) {
			t.overtaken = append(t.overtaken, d.Key)
		}
	}
	t.q.Drafts = slices.DeleteFunc(slices.Clone(t.q.Drafts), which)
}

// clearDrafts takes out of the mail program what is not to be sent from there any
// more. Of a letter she has sent herself, an adviser has what is left in her hands.
func (t *turn) clearDrafts(tr transition) {
	if len(t.overtaken) > 0 && !t.byHand {
		t.emit(DropDrafts{Keys: t.overtaken, Undoable: tr.undoable && !t.withheld})
	}
}

// draftsOf tells drafts of an act, which has been done or is drafted anew. Each wish of
// data rights has acts of its own.
func draftsOf(act Event) func(Draft) bool {
	wishes := isOneOf(act.Type, RecordRequest, AnswerRequest, ExtendRequest)
	return func(d Draft) bool {
		return d.Act.Stands == act.Type && (!wishes || d.Act.Fields.RequestKind == act.Fields.RequestKind)
	}
}

// draftsTo tells drafts to somebody, who is to get no more letters.
func draftsTo(role Role) func(Draft) bool { return func(d Draft) bool { return d.To == role } }
