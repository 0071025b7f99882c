package card_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// crowded is the longest inquiry of an office whose names are as long and as many as
// they may be, with every letter prepared, drafted, in doubt and sent.
func crowded(t testing.TB) *story {
	s := longest(t)
	for n := range 120 {
		id := fmt.Sprint("d", n)
		s.v.Departments[id], s.v.Referrals[fmt.Sprint("r", n)] = long(200), long(200)
		s.v.Advisers = append(s.v.Advisers, card.Adviser{ID: casework.AdviserID(fmt.Sprint("b", n)), Name: long(200), Slack: "U0MANY"})
	}
	s.v.Rules.Departments = map[string]casework.DepartmentRule{"d1": {}}
	s.q.Course.Department = "d1"
	s.q.Suggested = slices.Repeat([]casework.Reference{ref}, 30)
	// An id and a press are 26 characters each.
	key := strings.Repeat("a", 26) + "/" + strings.Repeat("b", 26) + "/L15/" + string(casework.RoleRepresentative)
	for _, l := range casework.Letters() {
		for _, status := range []casework.LetterStatus{casework.LetterByHand, casework.LetterUncertain, casework.LetterSent} {
			s.q.Letters = append(s.q.Letters, casework.Letter{Key: key, Letter: l, To: casework.RoleRepresentative, Status: status})
		}
		s.q.Drafts = append(s.q.Drafts, casework.Draft{
			Key: casework.DraftKey(key), Letter: l, To: casework.RoleRepresentative, Act: casework.Event{Stands: casework.AskCitizen},
		})
	}
	return s
}

// solid is a long text without a space to break it at.
func solid(n int) string { return strings.ReplaceAll(long(n), " ", "-") }

// TestLongestModals: every window fits, in every way its letter can go, with the
// longest names, letters and texts.
func TestLongestModals(t *testing.T) {
	d, s := deck(t), crowded(t)
	s.v.Mode = card.InModal
	for _, act := range casework.EventTypes() {
		if !card.NeedsModal(act) {
			continue
		}
		for _, way := range []card.Way{card.WaySend, card.WayPrepare, card.WayDraft, card.WayMyself, card.WayDigitalPost} {
			p := card.Preview{
				Event: d.Defaults(act, s.q, s.v), Way: way, To: casework.RoleRepresentative, Address: personal.New(long(250)),
				Subject: solid(900), Body: solid(20_000), Suggestions: s.q.Suggested,
			}
			for id := range s.v.Referrals {
				p.Event.Fields.Referrals = append(p.Event.Fields.Referrals, id)
			}
			p.Event.Fields.Kinds, p.Event.Fields.Grounds = casework.Kinds(), casework.Grounds()
			readView(t, d.Modal(act, s.q, s.v, p))
		}
	}
	readView(t, d.AllActs(s.q, s.v))
	readView(t, d.Read(s.q, s.v, card.Reading{Letters: solid(200_000), Notes: slices.Repeat([]card.Note{{At: s.v.Now, Text: solid(5_000)}}, 40)}))
}

// TestLongestCard: the crowded inquiry's card fits whatever its state.
func TestLongestCard(t *testing.T) {
	d, s := deck(t), crowded(t)
	for _, state := range casework.States() {
		s.q.Course.State = state
		for _, mode := range []card.Disclosure{card.Minimal, card.InModal, card.Redacted} {
			s.v.Mode = mode
			read(t, d.Card(s.q, s.v))
		}
	}
}

// TestLongestLines: every line of a thread fits, and what a telephone shows of it is
// short and names nobody but advisers.
func TestLongestLines(t *testing.T) {
	d, s := deck(t), crowded(t)
	s.v.Advisers[0].Name = long(50)
	reasons := []casework.Reason{"", casework.ReasonSent, casework.ReasonAgain, casework.ReasonNotSent, casework.ReasonDraft, casework.ReasonPartyByHand, casework.ReasonNoSharing, casework.ReasonNoDepartment, casework.ReasonLeft}
	for _, event := range casework.EventTypes() {
		for _, letter := range append(casework.Letters(), casework.LetterFree, casework.NoLetter) {
			for _, reason := range reasons {
				line := casework.Line{
					Event: event, By: lisa, Letter: letter, To: casework.RoleRepresentative, Date: date("2026-11-25"),
					Outcome: casework.AnsweredByDepartment, Reason: reason, Adviser: "a1", Other: "BR-000001-A",
				}
				for _, m := range []card.Message{d.Line(line, s.q, s.v), d.Ping(line, s.v.Advisers[:4], s.q, s.v)} {
					read(t, m)
					for _, person := range []string{"Ane", "Overgaard", "example.org", "00 00 00 17"} {
						if strings.Contains(m.Text, person) {
							t.Errorf("%s: a telephone shows %q", event, m.Text)
						}
					}
				}
			}
		}
	}
}
