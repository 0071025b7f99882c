package casework_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var copenhagen = mustZone("Europe/Copenhagen")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// at reads a local time like "2026-03-02 09:15".
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, copenhagen)
	if err != nil {
		panic(err)
	}
	return t
}

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func lejre() casework.Rules {
	return casework.Rules{
		Calendar: calendar.New(), Location: copenhagen,
		OpensCase: casework.OnWrittenComplaint, Sharing: casework.OptOut,
		Receipt:      casework.LetterReceiptDeadline,
		Deadline:     casework.DeadlineRule{Promised: true, Workdays: 10, NoticeWorkdays: 5},
		Hours:        casework.ReminderHours{From: 8, To: 16, Notice: 15},
		AcuteReceipt: true, Grace: time.Minute, SecureRelay: true, CopyToCitizen: true,
		DepartmentWorkdays: 10, SilenceDays: 30, Records: casework.RecordsRule{Folder: true},
		Departments: map[string]casework.DepartmentRule{"d1": {}, "d2": {Workdays: 5}, "d3": {NoAddress: true}},
	}
}

func horsens() casework.Rules {
	r := lejre()
	r.OpensCase, r.Sharing = casework.OnAgreement, casework.OptIn
	r.Receipt = casework.LetterReceiptSimple
	r.Deadline = casework.DeadlineRule{Workdays: 10}
	r.ConsentRequired = true
	return r
}

var adviser = casework.Actor{Role: casework.ByAdviser, Adviser: "a1"}

// opened is an ordinary inquiry, received on Monday 2 March 2026.
func opened(t *testing.T, r casework.Rules, change ...func(*casework.MailFacts)) (casework.Inquiry, []casework.Effect) {
	t.Helper()
	mail := &casework.MailFacts{
		Message: "m1", Received: at("2026-03-02 09:15"), Channel: casework.ChannelMail,
		From:    casework.Person{Name: personal.New("Ane Overgaard"), Address: personal.New("ane@example.org")},
		Verdict: casework.Verdict{Remit: casework.In, Kinds: []casework.Kind{casework.KindDelay}, Language: casework.Danish},
	}
	for _, c := range change {
		c(mail)
	}
	q := casework.Inquiry{ID: "q1", Ref: casework.NewReference(1)}
	q, effects, err := q.Apply(r, casework.Event{
		Type: casework.Opened, At: mail.Received, By: casework.Actor{Role: casework.ByCitizen},
		Press: "m1", Mail: mail,
	})
	if err != nil {
		t.Fatal(err)
	}
	return q, effects
}

// full is an event with every field an event can need, so that only the state
// decides whether it is possible.
func full(e casework.EventType) casework.Event {
	day := date("2026-03-20")
	if e == casework.StartExamination {
		day = date("2026-03-02") // a yes was given
	}
	key, stands := "q1/receipt", casework.EventType("")
	if e == casework.SentItMyself || e == casework.SentByDigitalPost || e == casework.DraftLetter {
		key, stands = "", casework.MarkOutOfScope
	}
	ev := casework.Event{
		Type: e, At: at("2026-03-03 10:00"), By: adviser, Press: "p1",
		Mail: &casework.MailFacts{Message: "m2", Received: at("2026-03-03 09:50")}, Key: key, Stands: stands,
		Fields: casework.Fields{
			Ground: casework.GroundProfessional, Kinds: []casework.Kind{casework.KindDelay},
			Grounds: []casework.Ground{casework.GroundProfessional}, WaitingFor: personal.New("svar"),
			Topic: personal.New("svartid"), Points: []personal.Text{personal.New("tiden")}, Materials: []personal.Text{personal.New("breve")},
			Conclusion: personal.New("kritik"), Examined: personal.New("sagen"), Findings: personal.New("fejl"), Attend: true, Meeting: date("2026-03-14"), RequestKind: casework.ReasonInsight,
			Shown: casework.MandateItems(), Lacks: []casework.MandateItem{casework.MandateSignature}, Limits: personal.New("kun hjemmehjælpen"),
		},
		Adviser: "a2", Party: casework.Person{Name: personal.New("Bo Lund"), Address: personal.New("bo@example.org")},
		Other: "q2", Message: "m2", Date: day, Step: casework.StepDay5,
		Reason: casework.ReasonSent, Note: personal.New("aftalt i telefon"), Answers: true,
		Department: "d1", Outcome: casework.Advised, Theme: casework.KindDelay,
	}
	if e == casework.RecordRequest {
		ev.Date = date("2026-03-02")
	}
	if e == casework.AdviserWrote { // found in Sent
		ev.Mail = nil
	}
	return ev
}

// inState is an inquiry that stands in the state and is ready for every event.
func inState(t *testing.T, s casework.State) casework.Inquiry {
	t.Helper()
	if s == casework.None {
		return casework.Inquiry{ID: "q1"}
	}
	q, _ := opened(t, lejre(), func(m *casework.MailFacts) { m.Receipt = casework.ReceiptForged })
	c := &q.Course
	c.State, c.Acute, c.HandedOver, c.Paused = s, true, true, casework.ReasonWork
	c.Consent.Asked = true
	if s != casework.Received {
		c.Contacted, c.Department = true, "d1"
	}
	q.Letters = []casework.Letter{{Key: "q1/receipt", Letter: casework.LetterMeeting, Status: casework.LetterUncertain}}
	if s == casework.UnderExamination {
		q.Letters = append(q.Letters, casework.Letter{Key: "r", Letter: casework.LetterResult, Status: casework.LetterSent})
	}
	before := *c
	before.State = casework.InDialogue
	q.UndoPoint = &casework.UndoPoint{Until: at("2026-03-03 10:01"), Before: before}
	q.Provisional = []casework.ProvisionalLetter{{Message: "m2"}}
	return q
}

// ready puts the inquiry into the one position an event needs.
func ready(q casework.Inquiry, e casework.EventType) casework.Inquiry {
	switch e {
	case casework.Release:
		q.Course.Holder = "a1"
	case casework.WithdrawPowerOfAttorney:
		q.Parties.Mandate.State = casework.MandateAccepted
	case casework.CopySent:
		q.Course.CopyOwed = true
	case casework.WaivePowerOfAttorney:
		q.Parties.Mandate.State = casework.MandateMissing
	case casework.ResumeSharing:
		q.Course.Sharing = casework.SharingRefused
	case casework.LetterInDoubt:
		for i := range q.Letters {
			q.Letters[i].Status = casework.LetterPending
		}
	case casework.DeliveryDelayed, casework.DeliveryConfirmed:
		q.Letters = []casework.Letter{{Key: "q1/receipt", Status: casework.LetterSent, Delayed: e == casework.DeliveryConfirmed}}
	case casework.NotAnAnswer:
		q.Course.Answered = at("2026-03-03 09:00")
		q.Letters = []casework.Letter{{
			Key: "q1/m2/seen", Letter: casework.LetterFree, Seen: true, Status: casework.LetterSent, Decided: q.Course.Answered,
		}}
	case casework.AnswerRequest, casework.ExtendRequest, casework.RequestDue:
		q.Course.Requests = []casework.Request{{Kind: casework.ReasonInsight, Received: date("2026-03-02"), Due: date("2026-04-01")}}
	case casework.Unmerge:
		q.Course.MergedInto, q.Course.Stood.State = "q2", casework.InDialogue
	case casework.GiveBack:
		q.Parts = []casework.Part{{ID: "q2"}}
	case casework.Move:
		q.Provisional = []casework.ProvisionalLetter{{Message: "m2", Home: "q2"}}
	case casework.LiftHold:
		q.Hold.Since = at("2026-03-02 10:00")
	case casework.EraseDue:
		q.Letters, q.Course.Acute, q.Course.Held, q.Course.Contacted = nil, false, false, true
		q.Course.Deadline = casework.Deadline{}
		q.Course.Case, q.Course.Closed = casework.Case{}, q.LastContact
		q.LastContact = at("2026-02-20 10:00")
	case casework.NoticeDue:
		q.Course.Deadline.Date = date("2026-03-02")
	}
	return q
}

// TestEveryStateAndEvent pins, for every pair of state and event, whether it is
// possible and where it leads.
func TestEveryStateAndEvent(t *testing.T) {
	var table strings.Builder
	states := append([]casework.State{casework.None}, casework.States()...)
	rules := lejre()
	rules.Retention = casework.Retention{Contact: 1, Case: 1, Max: 1}
	for _, e := range casework.EventTypes() {
		fmt.Fprintf(&table, "%s\n", e)
		for _, s := range states {
			name := string(s)
			if s == casework.None {
				name = "(none)"
			}
			q, _, err := ready(inState(t, s), e).Apply(rules, full(e))
			var refusal *casework.Refusal
			switch {
			case errors.As(err, &refusal) && refusal.Code == casework.WrongState:
				if casework.Allowed(s, e) && e != casework.OpenCase && e != casework.Resume && !full(e).Stands.IsAct() {
					t.Errorf("%s in %s is allowed and yet refused for its state", e, name)
				}
				fmt.Fprintf(&table, "  %-18s refused\n", name)
			case err != nil:
				t.Errorf("%s in %s: %v", e, name, err)
			default:
				fmt.Fprintf(&table, "  %-18s %s\n", name, q.Course.State)
			}
		}
	}
	golden(t, "transitions.golden", table.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and read the diff", name)
	}
}
