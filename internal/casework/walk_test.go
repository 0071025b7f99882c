package casework_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// walk is an inquiry that stumbles through chance events, while the rules that
// hold whatever happens are checked after every step.
type walk struct {
	*story
	random  *rand.Rand
	journal []casework.Event
	// sent counts the letters decided and not cancelled, by key.
	sent map[string]int
	// promised are the dates the citizen has reason to expect, since when.
	promised map[calendar.Date]time.Time
	answered time.Time // when an answer was last given
	alarmed  time.Time // when all advisers were last called
	mailed   map[string]bool
}

// TestWalks is the property test of the course.
func TestWalks(t *testing.T) {
	for seed := range uint64(160) {
		r := office([]string{"lejre", "horsens"}[seed%2])
		r.SecureRelay, r.AcuteReceipt = seed%3 > 0, seed%5 > 0
		random := rand.New(rand.NewPCG(seed, 7))
		w := &walk{
			story:  &story{t: t, rules: r, q: casework.Inquiry{ID: "q1", Ref: casework.NewReference(1)}, now: at("2026-03-02 09:15")},
			random: random, sent: map[string]int{}, promised: map[calendar.Date]time.Time{}, mailed: map[string]bool{},
		}
		w.step(casework.Event{Type: casework.Opened, By: casework.Actor{Role: casework.ByCitizen}, Mail: w.mail()})
		for range 60 {
			w.wait()
			w.step(w.chance())
			if t.Failed() || w.q.Course.State == casework.Erased {
				break
			}
		}
		w.replay()
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// wait lets time pass, and the clock with it.
func (w *walk) wait() {
	until := w.now.Add(time.Duration(w.random.ExpFloat64() * float64(20*time.Hour)))
	if w.random.IntN(4) == 0 {
		until = w.now.Add(10 * time.Second) // within the grace period
	}
	for {
		ev, next := w.q.Clock(w.rules, w.now)
		switch {
		case ev.Type != "":
			w.step(ev)
		case next.IsZero() || next.After(until):
			w.now = until
			w.checkPromises()
			w.checkRed()
			return
		default:
			w.now = next
		}
		if w.t.Failed() {
			return
		}
	}
}

// chance is any event at all, or what becomes of a letter that waits.
func (w *walk) chance() casework.Event {
	if at := slices.IndexFunc(w.q.Letters, casework.Letter.InFlight); at >= 0 && w.random.IntN(2) == 0 {
		fates := []casework.EventType{
			casework.LetterDelivered, casework.LetterDelivered, casework.LetterDelivered, casework.LetterFailed, casework.LetterInDoubt,
		}
		return became(fates[w.random.IntN(len(fates))], w.q.Letters[at].Key)
	}
	if len(w.q.Drafts) > 0 && w.random.IntN(3) == 0 {
		return seenSent(w.q.Drafts[w.random.IntN(len(w.q.Drafts))].Key)
	}
	types := slices.DeleteFunc(casework.EventTypes(), func(e casework.EventType) bool {
		return e == casework.DeadlineRecomputed || isErasure(e) && w.random.IntN(5) > 0
	})
	ev := act(types[w.random.IntN(len(types))])
	today := w.rules.Today(w.now)
	ev.Date = w.rules.Calendar.AddWorkingDays(today, 1+w.random.IntN(8))
	ev.Answers = w.random.IntN(3) == 0
	ev.Outcome = casework.Outcomes()[w.random.IntN(len(casework.Outcomes()))]
	ev.Stands = types[w.random.IntN(len(types))]
	ev.Reason = []casework.Reason{"", casework.ReasonAbsence, casework.ReasonSent, casework.ReasonAgain, casework.ReasonNotSent}[w.random.IntN(5)]
	ev.Fields.SkipLetter = w.random.IntN(2) == 0
	if n := len(w.q.Provisional); n > 0 {
		ev.Message = w.q.Provisional[w.random.IntN(n)].Message
	}
	if w.random.IntN(4) == 0 {
		ev.Note = personal.Text{}
	}
	if ev.Type.WritesLetter(w.rules) && w.random.IntN(3) == 0 {
		ev.Type, ev.Stands = casework.DraftLetter, ev.Type
	}
	if !ev.Type.IsAct() {
		ev.By = casework.Actor{Role: casework.ByClock}
		ev.Mail = w.mail()
	}
	return ev
}

func isErasure(e casework.EventType) bool { return e == casework.Erase || e == casework.EraseDue }

// mail is a letter with chance traits.
func (w *walk) mail() *casework.MailFacts {
	m := &casework.MailFacts{
		Message: casework.MessageID(fmt.Sprint("m", len(w.journal))), Received: w.now, Channel: casework.ChannelMail,
		From:    casework.Person{Name: text("Ane Overgaard"), Address: text("ane@example.org")},
		Subject: text("min sag"), Excerpt: text("…"),
		Verdict: casework.Verdict{Kinds: []casework.Kind{casework.KindDelay}, Evidence: []casework.Evidence{{Text: text("svar")}}},
	}
	flags := casework.Flags()
	for range w.random.IntN(3) {
		m.Verdict.Flags = append(m.Verdict.Flags, flags[w.random.IntN(len(flags))])
	}
	m.Attachments.PowerOfAttorney = w.random.IntN(3) == 0
	m.Provisional, m.Thanks = w.random.IntN(4) == 0, w.random.IntN(4) == 0
	switch w.random.IntN(10) {
	case 0:
		m.From.Address = personal.Text{}
	case 1:
		m.Receipt = casework.ReceiptForged
	case 2:
		m.Channel = casework.ChannelPhone
	}
	return m
}

// step applies an event and checks what must hold after any.
func (w *walk) step(ev casework.Event) {
	w.t.Helper()
	if ev.At.IsZero() {
		ev.At = w.now
	}
	if ev.Press == "" && ev.By.Role != casework.ByClock {
		ev.Press = fmt.Sprint("p", len(w.journal))
	}
	before := w.q
	copied := deepCopy(reflect.ValueOf(before)).Interface().(casework.Inquiry)
	err := w.try(ev)
	if !reflect.DeepEqual(copied, before) {
		w.t.Errorf("%s changed its receiver:\n%s", ev.Type, cmp.Diff(copied, before, exact))
	}
	if err != nil {
		return
	}
	w.journal = append(w.journal, ev)
	w.checkAlone(before)
	w.checkTold(before, ev)
	if w.q.Version != before.Version+1 || !w.q.LastEvent.Equal(ev.At) {
		w.t.Errorf("%s: version %d after %d", ev.Type, w.q.Version, before.Version)
	}
	w.checkLetters(before, ev)
	w.checkOffers()
	w.expect(before, ev)
	if w.q.Course.State == casework.Erased {
		w.checkErased()
	}
}

// checkAlone applies another event to the same receiver: two futures share
// nothing that either could change.
func (w *walk) checkAlone(before casework.Inquiry) {
	copied := deepCopy(reflect.ValueOf(w.q))
	for _, e := range []casework.EventType{casework.Link, casework.PartlyOutOfScope, casework.CitizenWrote} {
		ev := full(e)
		ev.At, ev.Mail.Verdict.Flags, ev.Other = w.now, casework.Flags(), "q3"
		_, _, _ = before.Apply(w.rules, ev)
	}
	if !reflect.DeepEqual(copied.Interface(), w.q) {
		w.t.Error("another event on the same inquiry changed this one")
	}
}

// checkLetters: who gets what, and why.
func (w *walk) checkLetters(before casework.Inquiry, ev casework.Event) {
	w.t.Helper()
	for _, e := range w.effects {
		switch e := e.(type) {
		case casework.CancelLetters:
			for _, key := range e.Keys {
				w.sent[key]--
			}
		case casework.SendLetter:
			if w.sent[e.Key]++; w.sent[e.Key] > 1 {
				w.t.Errorf("%s sends %s twice", ev.Type, e.Key)
			}
			automatic := ev.Type == casework.Opened && e.Letter.IsReceipt() ||
				ev.Type == casework.NoticeDue && e.Letter == casework.LetterDeadlineNotice && e.Neutral
			drafted := ev.Type == casework.AdviserWrote && slices.ContainsFunc(before.Drafts, func(d casework.Draft) bool { return d.Key == ev.Key })
			if e.Automatic != automatic || !automatic && !ev.Type.IsAct() && !drafted {
				w.t.Errorf("%s sends %s, automatic %v: without an act go only receipt and notice", ev.Type, e.Letter, e.Automatic)
			}
			if e.Letter.IsReceipt() != (e.Key == "q1/receipt") {
				w.t.Errorf("%s has the key %s", e.Letter, e.Key)
			}
		}
	}
	for _, l := range w.q.Letters[min(len(before.Letters), len(w.q.Letters)):] {
		if ev.Type == casework.AdviserWrote && l.Status == casework.LetterSent {
			continue // what she sent from her mail program is a fact, whoever it went to
		}
		w.checkAddressee(l, ev)
	}
}

func (w *walk) checkAddressee(l casework.Letter, ev casework.Event) {
	w.t.Helper()
	mandate := w.q.Parties.Mandate.State
	represented := mandate == casework.MandateAccepted
	switch l.To {
	case casework.RoleParty:
		if mandate != casework.MandateWithdrawn && (!represented || l.Letter != casework.LetterPartyConfirmation && l.Letter != casework.LetterResult) {
			w.t.Errorf("%s sends %s to the party (L34–L36)", ev.Type, l.Letter)
		}
	case casework.RoleDepartment:
		c := w.q.Course
		if c.Sharing.Blocked() || w.rules.Sharing == casework.OptIn && !c.Case.Agreed ||
			w.q.Parties.Unproven() {
			w.t.Errorf("%s sends %s to the department: sharing %q, agreed %v, mandate %q", ev.Type, l.Letter, c.Sharing, c.Case.Agreed, mandate)
		}
	case casework.RoleRepresentative:
		if !represented {
			w.t.Errorf("%s sends %s to a representative, mandate %q (L36)", ev.Type, l.Letter, mandate)
		}
	default:
		if represented || mandate == casework.MandateWithdrawn {
			w.t.Errorf("%s sends %s to the writer, mandate %q (L36)", ev.Type, l.Letter, mandate)
		}
		if l.Letter.TellsOfCase() && w.q.Parties.Unproven() {
			w.t.Errorf("%s tells a writer without power of attorney of the case (L33)", l.Letter)
		}
	}
}

func (w *walk) checkOffers() {
	w.t.Helper()
	offers := w.q.Offers(w.rules, w.now)
	all := slices.Concat(offers.Buttons, offers.More)
	if len(offers.Buttons) > casework.MaxButtons {
		w.t.Errorf("%d buttons", len(offers.Buttons))
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) != len(all) {
		w.t.Errorf("an act is offered twice: %v", all)
	}
	for _, e := range all {
		if !e.IsAct() || !casework.Allowed(w.q.Course.State, e) {
			w.t.Errorf("%s is offered in %s", e, w.q.Course.State)
		}
	}
}

// expect keeps the dates the citizen may rely on.
func (w *walk) expect(before casework.Inquiry, ev casework.Event) {
	c := w.q.Course
	if !c.Answered.IsZero() && !c.Answered.Equal(before.Course.Answered) {
		w.answered = ev.At
	}
	for _, e := range w.effects {
		if _, ok := e.(casework.Alarm); ok {
			w.alarmed = ev.At
		}
	}
	released := c.State == casework.Erased ||
		c.State == casework.Closed && slices.Contains([]casework.Outcome{casework.Withdrawn, casework.NotAComplaint, casework.Merged}, c.Outcome)
	if ev.Type == casework.Undo || ev.Type == casework.GiveBack || released {
		// What was taken back within the minute was never said; the promise of a part
		// is kept where it was given.
		clear(w.promised)
	}
	// Once the last step of the ladder is taken the date has been seen to.
	if d := c.Deadline; d.Promised && c.State.Open() && c.Answered.IsZero() && d.Reached != casework.StepNotice {
		if _, known := w.promised[d.Anchor()]; !known {
			w.promised[d.Anchor()] = ev.At
		}
	}
}

// checkPromises: a promised date that has passed has an answer, a notice that
// was delivered, or a card that called everybody (design 1.5).
// notices tell the citizen of the further course with a new date (L39).
var notices = []casework.LetterID{
	casework.LetterDeadlineNotice, casework.LetterAbsence, casework.LetterCopyToCitizen,
}

func (w *walk) checkPromises() {
	w.t.Helper()
	for promise, since := range w.promised {
		if w.now.Before(promise.At(20, 0, copenhagen)) { // 15:00, or 18:00 where she answers today, and an hour to arrive
			continue
		}
		kept := !w.answered.Before(since) || !w.alarmed.Before(since)
		for _, l := range w.q.Letters {
			told := l.Letter.Answers() || slices.Contains(notices, l.Letter)
			kept = kept || told && l.Status == casework.LetterSent && !l.Changed.Before(since)
			// Decided at the last moment, it has an hour.
			kept = kept || l.InFlight() && !l.MeetBy.IsZero() && w.now.Before(l.Decided.Add(time.Hour))
		}
		if !kept {
			w.t.Errorf("%s was promised on %s and has passed in silence by %s; %s, %+v", promise, since, w.now, w.q.Course.State, w.q.Course.Deadline)
			for _, ev := range w.journal {
				w.t.Logf("%s %s %s", ev.At.In(copenhagen).Format(time.DateTime), ev.Type, ev.Stands)
			}
		}
		delete(w.promised, promise)
	}
}

// checkRed: a promise whose day is over, which nothing has answered and no letter
// under way may keep, has a red card, whatever has happened since (design 1.5).
func (w *walk) checkRed() {
	w.t.Helper()
	c := w.q.Course
	over := !c.Deadline.Date.IsZero() && !w.now.Before(c.Deadline.Anchor().At(20, 0, copenhagen))
	watched := slices.ContainsFunc(w.q.Letters, func(l casework.Letter) bool {
		return l.InFlight() && !l.MeetBy.IsZero() && w.now.Before(l.Decided.Add(time.Hour))
	})
	if red := slices.ContainsFunc(w.q.Alarms(), aboutLetters); c.State.Open() && c.Deadline.Promised && c.Answered.IsZero() && over && !watched && !red {
		w.t.Errorf("at %s the promise %+v is broken and the card says %q", w.now, c.Deadline, w.q.Alarms())
	}
}

// aboutLetters: what the citizen was to have, and has not.
func aboutLetters(r casework.Reason) bool {
	return r == casework.ReasonSuppressed || r == casework.ReasonNotDelivered || r == casework.ReasonLetterInDoubt
}

// checkTold: all advisers are mailed whenever the card becomes red for a reason, also
// for one that it was red for before. What is taken back within the minute has been
// told.
func (w *walk) checkTold(before casework.Inquiry, ev casework.Event) {
	w.t.Helper()
	for _, reason := range w.q.Alarms() {
		told := ev.Type == casework.Undo || slices.Contains(before.Alarms(), reason)
		for _, e := range w.effects {
			alarm, ok := e.(casework.Alarm)
			told = told || ok && alarm.Reason == reason && !w.mailed[alarm.Key]
		}
		if !told {
			w.t.Errorf("%s makes the card red for %s, and nobody is told", ev.Type, reason)
		}
	}
	for _, key := range alarmKeys(w.effects) {
		w.mailed[key] = true
	}
}

// checkErased looks for words in everything that is left (GDPR art. 17).
func (w *walk) checkErased() {
	w.t.Helper()
	var search func(v reflect.Value, path string)
	search = func(v reflect.Value, path string) {
		if words, ok := v.Interface().(personal.Text); ok {
			if !words.Empty() {
				w.t.Errorf("%s still holds words after the erasure", path)
			}
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				search(v.Elem(), path)
			}
		case reflect.Slice:
			for i := range v.Len() {
				search(v.Index(i), path+"[]")
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					search(v.Field(i), path+"."+v.Type().Field(i).Name)
				}
			}
		}
	}
	search(reflect.ValueOf(w.q), "Inquiry")
}

// replay applies the journal to nothing and meets the same inquiry (H25).
func (w *walk) replay() {
	w.t.Helper()
	again := casework.Inquiry{ID: "q1", Ref: casework.NewReference(1)}
	for _, ev := range w.journal {
		var err error
		if again, _, err = again.Apply(w.rules, ev); err != nil {
			w.t.Fatalf("replay %s: %v", ev.Type, err)
		}
	}
	if diff := cmp.Diff(w.q, again, exact); diff != "" {
		w.t.Errorf("the journal replays to another inquiry:\n%s", diff)
	}
}

// deepCopy copies everything that could be changed in place. Texts, dates and
// instants never change.
func deepCopy(v reflect.Value) reflect.Value {
	switch v.Interface().(type) {
	case personal.Text, calendar.Date, time.Time:
		return v
	}
	copied := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			copied.Set(reflect.New(v.Type().Elem()))
			copied.Elem().Set(deepCopy(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			copied.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				copied.Index(i).Set(deepCopy(v.Index(i)))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			copied.Field(i).Set(deepCopy(v.Field(i)))
		}
	default:
		copied.Set(v)
	}
	return copied
}
