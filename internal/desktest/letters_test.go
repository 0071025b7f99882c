package desktest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// situations are where an inquiry can stand when an adviser writes: who wrote, what,
// and what has been done since.
var situations = map[string]struct {
	name, text string
	acts       []casework.EventType
}{
	"received":          {"Karla Eksempel ", letters[0], nil},
	"nameless":          {"", letters[0], nil},
	"agreed":            {"", letters[0], []casework.EventType{casework.OpenCase}},
	"with department":   {"", letters[0], []casework.EventType{casework.OpenCase, casework.SendToDepartment}},
	"answered":          {"", letters[0], []casework.EventType{casework.OpenCase, casework.SendToDepartment, casework.RecordAnswer}},
	"consent asked":     {"", letters[0], []casework.EventType{casework.OpenCase, casework.AskConsent}},
	"under examination": {"", letters[0], []casework.EventType{casework.OpenCase, casework.AskConsent, casework.StartExamination}},
	"for another":       {"", letters[5], nil},
	"mandate accepted":  {"", letters[5], []casework.EventType{casework.AskPowerOfAttorney, casework.AcceptPowerOfAttorney}},
	"suggestion":        {"", letters[7], nil},
	"data rights":       {"", letters[9], []casework.EventType{casework.RecordRequest}},
	"acute":             {"", letters[6], nil},
	"no sharing":        {"", letters[3], nil},
}

// TestEveryLetterOrWords: whatever an adviser leaves out, each act that writes a
// letter either has it or is refused with words. It is never trouble of ours.
func TestEveryLetterOrWords(t *testing.T) {
	relay := map[string]uint64{"lejre": 2, "horsens": 0} // without and with a safe one
	for _, preset := range offices {
		office := newTemplate(t, preset)
		t.Run(preset, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, err := office.open(relay[preset])
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := w.close(); err != nil {
						t.Error(err)
					}
				}()
				for name := range situations {
					w.writeEverything(t, name)
				}
			})
		})
	}
}

// writeEverything tries every letter in a situation.
func (w *world) writeEverything(t *testing.T, name string) {
	situation := situations[name]
	w.uid++
	raw := fmt.Appendf(nil, "From: %s<borger%d@example.org>\r\nTo: <%s>\r\nSubject: Min sag\r\nMessage-ID: <%d@example.org>\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		situation.name, w.uid, w.cfg.Mailboxes[0].Address, w.uid, situation.text)
	if err := w.deliver(raw, false); err != nil {
		t.Fatal(err)
	}
	q := w.inquiryOf(t, raw)
	for _, act := range situation.acts {
		time.Sleep(time.Hour)
		var err error
		ev := w.whole(act)
		ev.Press += " before"
		if q, err = w.Desk.Do(context.Background(), q.ID, ev, casework.None); err != nil {
			t.Fatalf("%s: %s: %v", name, act, err)
		}
	}
	for _, act := range casework.EventTypes() {
		if !act.WritesLetter(w.rules) {
			continue
		}
		for left, ev := range lacking(w.whole(act)) {
			for way, ev := range ways(ev, left) {
				if err := w.tryOut(q, ev); err != nil && !answered(err) {
					t.Errorf("%s: %s (%s) without %s: %v", name, act, way, left, err)
				}
			}
			if _, err := w.Desk.Preview(context.Background(), q, ev, time.Now()); err != nil {
				t.Errorf("%s: preview of %s without %s: %v", name, act, left, err)
			}
		}
	}
}

// inquiryOf is the inquiry that a mail has opened.
func (w *world) inquiryOf(t *testing.T, raw []byte) (q casework.Inquiry) {
	t.Helper()
	err := w.Store.View(context.Background(), func(tx *store.Tx) error {
		message, err := tx.Message(w.message(raw))
		if err != nil {
			return err
		}
		stored, err := tx.Inquiry(message.Inquiry)
		q = stored.Inquiry
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

var errTried = errors.New("tried")

// tryOut does an act, and leaves everything as it was.
func (w *world) tryOut(q casework.Inquiry, ev casework.Event) error {
	err := w.Store.Update(context.Background(), func(tx *store.Tx) error {
		if _, err := w.Desk.Apply(tx, q.ID, ev); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// whole is an act with everything a letter of it can say.
func (w *world) whole(act casework.EventType) casework.Event {
	text := personal.New("Ordene")
	now := time.Now()
	today := w.rules.Today(now)
	ev := casework.Event{
		Type: act, At: now, By: casework.Actor{Role: casework.ByAdviser, Adviser: w.cfg.Advisers[0].ID}, Press: string(act),
		Department: w.cfg.Departments[0].ID, Note: text, Date: w.rules.Calendar.AddWorkingDays(today, 8), Outcome: casework.Advised,
		Reason: casework.ReasonWork, Party: casework.Person{Name: text, Address: personal.New("part@example.org")},
		Fields: casework.Fields{
			Ground: casework.GroundProfessional, Kinds: casework.Kinds()[:1], Grounds: casework.Grounds()[:1],
			ForwardedTo: text, WaitingFor: text, NextStep: text, Topic: text, Points: []personal.Text{text}, TheirNumber: text,
			Materials: []personal.Text{text}, Conclusion: text, Examined: text, Findings: text, FollowUp: text, Further: text,
			Meeting: w.rules.Calendar.AddWorkingDays(today, 4), Attend: true, Answer: text, RequestKind: casework.ReasonAccess,
			RightPlace: text, Shown: casework.MandateItems(), Lacks: casework.MandateItems()[:1], Limits: text, Shared: text,
		},
	}
	if slices.Contains([]casework.EventType{casework.StartExamination, casework.RecordRequest}, act) {
		ev.Date = today
	}
	return ev
}

// lacking are the act as it is, with each choice and each word left out, and with
// none, by what was left out.
func lacking(whole casework.Event) map[string]casework.Event {
	all := map[string]casework.Event{"nothing": whole}
	elsewhere := whole
	elsewhere.Fields.Ground = casework.GroundNotMunicipal
	all["a place in the municipality"] = elsewhere
	elsewhere.Fields.RightPlace, elsewhere.Fields.ForwardedTo = personal.Text{}, personal.Text{}
	all["the right place"] = elsewhere
	away := whole
	away.Reason = casework.ReasonAbsence
	all["work to tell of"] = away
	bare := whole
	bare.Fields = casework.Fields{}
	all["any field"] = bare
	for _, name := range []string{"Department", "Note", "Date", "Outcome", "Reason", "Party"} {
		ev := whole
		reflect.ValueOf(&ev).Elem().FieldByName(name).SetZero()
		all[name] = ev
		reflect.ValueOf(&bare).Elem().FieldByName(name).SetZero()
	}
	all["anything"] = bare
	unknown := whole
	unknown.Department = "gone"
	all["a department there is"] = unknown
	for i := range reflect.TypeFor[casework.Fields]().NumField() {
		ev := whole
		reflect.ValueOf(&ev.Fields).Elem().Field(i).SetZero()
		all[reflect.TypeFor[casework.Fields]().Field(i).Name] = ev
	}
	empty := whole
	empty.Fields.Points, empty.Fields.Materials = []personal.Text{{}}, []personal.Text{{}}
	all["words in its points"] = empty
	return all
}

// ways are the act itself; and, but where a single field of the letter is left out,
// its letter written in the mail program, as a draft, and sent by the adviser's own
// hand.
func ways(act casework.Event, left string) map[string]casework.Event {
	if _, single := reflect.TypeFor[casework.Fields]().FieldByName(left); single {
		return map[string]casework.Event{"at once": act}
	}
	elsewhere, draft, sent := act, act, act
	elsewhere.Fields.InOutlook = true
	draft.Type, draft.Stands = casework.DraftLetter, act.Type
	sent.Type, sent.Stands = casework.SentItMyself, act.Type
	return map[string]casework.Event{"at once": act, "in the mail program": elsewhere, "draft": draft, "by hand": sent}
}
