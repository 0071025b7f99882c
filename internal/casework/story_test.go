package casework_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// story is an inquiry that lives through events.
type story struct {
	t       *testing.T
	rules   casework.Rules
	q       casework.Inquiry
	now     time.Time
	presses int
	effects []casework.Effect // of the last event
}

// tell begins an ordinary inquiry, received on Monday 2 March 2026 at 09:15.
func tell(t *testing.T, r casework.Rules, change ...func(*casework.MailFacts)) *story {
	t.Helper()
	q, effects := opened(t, r, change...)
	return &story{t: t, rules: r, q: q, now: q.Received, effects: effects}
}

// try applies an event an hour after the last one, pressed by a1 unless it says
// otherwise.
func (s *story) try(ev casework.Event) error {
	if ev.At.IsZero() {
		ev.At = s.now.Add(time.Hour)
	}
	if ev.By.Role == "" {
		ev.By = adviser
	}
	if ev.Press == "" {
		s.presses++
		ev.Press = fmt.Sprintf("p%d", s.presses)
	}
	q, effects, err := s.q.Apply(s.rules, ev)
	if err == nil {
		s.q, s.effects, s.now = q, effects, ev.At
	}
	return err
}

func (s *story) do(events ...casework.Event) *story {
	s.t.Helper()
	for _, ev := range events {
		if err := s.try(ev); err != nil {
			s.t.Fatalf("%s: %v", ev.Type, err)
		}
	}
	return s
}

func (s *story) refused(ev casework.Event, code casework.RefusalCode) *story {
	s.t.Helper()
	before := s.q
	if err := s.try(ev); !errors.Is(err, &casework.Refusal{Code: code}) {
		s.t.Errorf("%s = %v, want %s", ev.Type, err, code)
	}
	if s.q.Version != before.Version {
		s.t.Errorf("%s was refused and yet counted", ev.Type)
	}
	return s
}

// letters are the letters of the last event, as "L07 to writer".
func (s *story) letters() string {
	var all []string
	for _, e := range s.effects {
		send, ok := e.(casework.SendLetter)
		if !ok {
			continue
		}
		words := []string{string(send.Letter), "to", string(send.To)}
		for word, is := range map[string]bool{"automatic": send.Automatic, "by-hand": send.ByHand} {
			if is {
				words = append(words, word)
			}
		}
		all = append(all, strings.Join(words, " "))
	}
	return strings.Join(all, ", ")
}

// alarms are the reasons of the last event's alarms.
func (s *story) alarms() string {
	var all []string
	for _, e := range s.effects {
		if alarm, ok := e.(casework.Alarm); ok {
			all = append(all, string(alarm.Reason))
		}
	}
	return strings.Join(all, ", ")
}

// last is the newest letter decided.
func (s *story) last() casework.Letter { return s.q.Letters[len(s.q.Letters)-1] }

// act is an adviser's act with the fields it needs.
func act(e casework.EventType, change ...func(*casework.Event)) casework.Event {
	ev := full(e)
	ev.At, ev.Press, ev.Key, ev.Stands, ev.Mail, ev.Reason = time.Time{}, "", "", "", nil, ""
	ev.Answers, ev.Message, ev.Step = false, "", ""
	for _, c := range change {
		c(&ev)
	}
	return ev
}

// became is what becomes of a letter.
func became(e casework.EventType, key string) casework.Event {
	return casework.Event{Type: e, Key: key, By: casework.Actor{Role: casework.BySystem}}
}

func text(words string) personal.Text { return personal.New(words) }

// wrote is a further letter from the citizen.
func wrote(change ...func(*casework.MailFacts)) casework.Event {
	mail := &casework.MailFacts{Message: "m2", Received: at("2026-03-03 09:50"), Channel: casework.ChannelMail}
	for _, c := range change {
		c(mail)
	}
	return casework.Event{
		Type: casework.CitizenWrote, By: casework.Actor{Role: casework.ByCitizen}, Press: string(mail.Message), Mail: mail,
	}
}

func flagged(f ...casework.Flag) func(*casework.MailFacts) {
	return func(m *casework.MailFacts) { m.Verdict.Flags = f }
}

func receiptRule(r casework.ReceiptRule) func(*casework.MailFacts) {
	return func(m *casework.MailFacts) { m.Receipt = r }
}

func channel(c casework.Channel) func(*casework.MailFacts) {
	return func(m *casework.MailFacts) { m.Channel = c }
}

func noAddress(m *casework.MailFacts) { m.From.Address = personal.Text{} }

// represented is an inquiry by somebody who writes for another, with the power
// of attorney accepted.
func represented(t *testing.T, r casework.Rules) *story {
	t.Helper()
	return tell(t, r, flagged(casework.FlagRepresentation)).do(act(casework.AcceptPowerOfAttorney))
}
