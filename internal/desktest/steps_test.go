package desktest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// mail is one that came, as whoever sent it knows it.
type mail struct {
	from   string
	staff  bool
	id     string      // its Message-ID
	word   string      // of its own
	points casework.ID // where the inquiry it names is when it comes
}

// matter is what the world outside knows of an inquiry.
type matter struct {
	q       casework.Inquiry // as it was last looked at
	writer  string           // who opened it
	mailID  string           // of the mail that opened it
	people  []string         // whose mails may stand in it
	words   []string         // written about it by advisers, or laid into it by one
	partOf  casework.ID      // what it has been merged into
	laid    []string         // words in its journal of people who have been let go of
	mailIDs []string         // of our letters
	// promised is when each date was promised, and the last time it was seen to.
	promised          map[calendar.Date]time.Time
	answered, alarmed time.Time
}

var letters = []string{
	"Jeg har ventet i ni måneder på svar fra jobcentret, og ingen vil sige hvorfor.",
	"Sagsbehandleren var grov og uforskammet over for mig i telefonen.",
	"Jeg vil klage over afslaget på førtidspension. Afgørelsen er forkert.",
	"Du må ikke sende noget videre til afdelingen. Jeg ønsker ikke, at I deler mine oplysninger.",
	"Tak for hjælpen.",
	"Jeg skriver på vegne af min mor, som ikke selv kan klage over plejehjemmet.",
	"Jeg kan ikke mere, og jeg tager mit eget liv i aften.",
	"Jeg har et forslag til, hvordan kommunen kan svare hurtigere på byggesager.",
	"I have waited for four months for an answer from the job centre. Nobody tells me why.",
	"Jeg vil gerne have aktindsigt i min sag hos jobcentret.",
	"Jeg trækker min klage tilbage.",
}

// person is the n-th citizen.
func person(n uint32) string { return fmt.Sprintf("borger%d@example.org", n%4) }

// mail lets somebody write: a citizen, a department, or an adviser from her own
// mail program.
func (w *world) mail(n [8]uint32) error {
	m := mail{from: person(n[0]), word: fmt.Sprintf("kanarie%04dx", len(w.mails)), id: fmt.Sprintf("mail%d@example.org", len(w.mails))}
	sent := false
	switch n[4] % 8 {
	case 1:
		m.from, m.staff = w.cfg.Departments[0].Address, true
	case 2:
		m.from, m.staff, sent = w.cfg.Mailboxes[0].Address, true, true
	}
	about := w.matterOf(n[1])
	head, to := "", w.cfg.Mailboxes[0].Address
	subject := "Min sag " + m.word
	if about != nil && n[2]%4 != 0 {
		m.points = w.now(about.q.ID).q.ID
		switch n[2] % 4 {
		case 1:
			subject += " " + string(about.q.Ref)
		case 2:
			if len(about.mailIDs) > 0 {
				head = "In-Reply-To: <" + about.mailIDs[len(about.mailIDs)-1] + ">\r\n"
			}
		case 3:
			head = "In-Reply-To: <" + about.mailID + ">\r\n"
		}
		if sent {
			to = about.writer
		}
	}
	body := letters[n[3]%uint32(len(letters))] + " " + m.word
	raw := fmt.Appendf(nil, "From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nMessage-ID: <%s>\r\n%s"+
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		m.from, to, subject, m.id, head, body)
	id := w.message(raw)
	w.mails[id] = m
	w.words = append(w.words, m.word)
	w.note("mail %s from %s: %s", m.word, m.from, letters[n[3]%uint32(len(letters))])
	return w.deliver(raw, sent)
}

// matterOf is the n-th inquiry, or nil when there is none.
func (w *world) matterOf(n uint32) *matter {
	if len(w.order) == 0 {
		return nil
	}
	return w.matters[w.order[n%uint32(len(w.order))]]
}

// act lets an adviser, or the operator, do something: often what the card offers,
// otherwise anything, with fields that are right or wrong.
func (w *world) act(n [8]uint32) error {
	m := w.matterOf(n[0])
	if m == nil {
		return nil
	}
	return w.press(m, w.matterOf(n[7]), w.chosen(m.q, n), n)
}

// press lets an adviser, or the operator, do an act.
func (w *world) press(m, other *matter, act casework.EventType, n [8]uint32) error {
	ev := casework.Event{
		Type: act, At: time.Now(), By: casework.Actor{Role: casework.ByAdviser, Adviser: w.cfg.Advisers[0].ID},
		Press: fmt.Sprintf("p%d", len(w.words)),
	}
	if ev.Type == casework.Absorb { // the other side of a join, which is one act
		return nil
	}
	if n[2]%16 == 0 {
		ev.By = casework.Actor{Role: casework.ByOperator}
	}
	word := fmt.Sprintf("notat%04dx", len(w.words))
	w.words = append(w.words, word)
	m.words = append(m.words, word)
	w.fill(&ev, m.q, word, n)
	a := desk.Act{Event: ev, Other: other.q.Ref}
	if n[6]%4 == 0 {
		a.Seen = casework.States()[n[6]/4%uint32(len(casework.States()))]
	}
	a.Event.Other = other.q.ID
	before := m.q
	q, err := w.Desk.Act(context.Background(), m.q.ID, a)
	w.note("%s: %s %s: %v", m.q.Ref, ev.Type, ev.Stands, err)
	switch {
	case answered(err):
		return nil
	case err != nil:
		return fmt.Errorf("%s in %s: %w", ev.Type, before.Course.State, err)
	}
	return w.heed(m, other, q, ev)
}

// heed notes what an act means for what may be known, and for what was promised.
func (w *world) heed(m, other *matter, q casework.Inquiry, ev casework.Event) error {
	if !q.Course.Answered.IsZero() && !q.Course.Answered.Equal(m.q.Course.Answered) {
		m.answered = ev.At
	}
	switch ev.Type {
	case casework.Join, casework.Merge:
		m.partOf = q.Course.MergedInto
	case casework.Unmerge:
		return w.apart(m, w.matters[m.partOf])
	case casework.GiveBack:
		return w.apart(w.matters[m.q.PartNamed(other.q.Ref)], m)
	case casework.Undo:
		clear(m.promised) // what was taken back within the minute was never said
	case casework.AcceptPowerOfAttorney:
		m.people = append(m.people, ev.Party.Address.Reveal())
	}
	return nil
}

// chosen is an act: one of those the card offers, or any.
func (w *world) chosen(q casework.Inquiry, n [8]uint32) casework.EventType {
	offers := q.Offers(w.rules, time.Now())
	if all := append(slices.Clone(offers.Buttons), offers.More...); n[1]%3 != 0 && len(all) > 0 {
		return all[n[1]/3%uint32(len(all))]
	}
	acts := slices.DeleteFunc(casework.EventTypes(), func(e casework.EventType) bool { return !e.IsAct() })
	return acts[n[1]/3%uint32(len(acts))]
}

// fill gives an act its fields; some are missing, wrong or too long.
func (w *world) fill(ev *casework.Event, q casework.Inquiry, word string, n [8]uint32) {
	pick := func(i int, many int) int { return int(n[3]>>(i*3)) % many }
	text := personal.New(word)
	switch pick(0, 12) {
	case 0:
		text = personal.Text{}
	case 1:
		text = personal.New(strings.Repeat("å", casework.MaxField) + word)
	}
	today := w.rules.Today(ev.At)
	dates := []calendar.Date{{}, today.AddDays(-3), today, today.AddDays(4), today.AddDays(20), w.rules.Calendar.AddWorkingDays(today, 3), w.rules.Calendar.AddWorkingDays(today, 8)}
	acts := casework.EventTypes()
	ev.Note, ev.Date, ev.Answers = text, dates[pick(1, len(dates))], pick(2, 2) == 0
	ev.Adviser = w.cfg.Advisers[len(w.cfg.Advisers)-1].ID
	ev.Party = casework.Person{Name: personal.New("Part Prøve"), Address: personal.New(fmt.Sprintf("part%d@example.org", n[4]%3))}
	ev.Reason = []casework.Reason{"", casework.ReasonWork, casework.ReasonAbsence, casework.ReasonSent, casework.ReasonAgain, casework.ReasonNotSent, casework.ReasonAccess, casework.ReasonSameCitizen}[pick(3, 8)]
	ev.Outcome = []casework.Outcome{"", casework.Advised, casework.Withdrawn, casework.Referred, casework.AnsweredByDepartment, casework.Examined}[pick(4, 6)]
	ev.Stands = acts[n[4]/7%uint32(len(acts))]
	if pick(5, 8) != 0 {
		ev.Department = string(w.cfg.Departments[n[4]%uint32(len(w.cfg.Departments))].ID)
	}
	if len(q.Letters) > 0 && pick(6, 2) == 0 {
		ev.Key = q.Letters[n[5]%uint32(len(q.Letters))].Key
	}
	if len(q.Provisional) > 0 {
		ev.Message = q.Provisional[n[5]%uint32(len(q.Provisional))].Message
	}
	ev.Fields = casework.Fields{
		Ground: casework.Grounds()[n[5]%uint32(len(casework.Grounds()))], Kinds: casework.Kinds()[:n[5]/16%3],
		Grounds: casework.Grounds()[:n[5]/64%3], WaitingFor: text, NextStep: text, NewDate: ev.Date, Topic: text,
		Points: []personal.Text{text}, Materials: []personal.Text{text}, Conclusion: text, Examined: text, Findings: text,
		FollowUp: text, Further: text, Answer: text, RightPlace: text, ForwardedTo: text, Meeting: ev.Date,
		Attend: pick(7, 2) == 0, TalkHeld: pick(8, 2) == 0, SkipLetter: pick(9, 3) == 0, WithName: pick(8, 3) == 0,
		RequestKind: casework.ReasonAccess,
	}
}

// fate is what happens to a letter on its way: it comes back.
func (w *world) fate(n [8]uint32) error {
	m := w.matterOf(n[0])
	if m == nil || len(m.q.Letters) == 0 {
		return nil
	}
	l := m.q.Letters[n[1]%uint32(len(m.q.Letters))]
	if _, left := w.left[l.Key]; !left {
		return nil
	}
	w.note("%s: %s comes back", m.q.Ref, l.Letter)
	err := w.Store.Update(context.Background(), func(tx *store.Tx) error {
		_, err := w.Desk.Apply(tx, m.q.ID, casework.Event{
			Type: casework.DeliveryFailed, At: time.Now(), By: casework.Actor{Role: casework.BySystem},
			Press: fmt.Sprintf("bounce%d", len(w.words)), Key: l.Key,
		})
		return err
	})
	w.words = append(w.words, fmt.Sprintf("none%dx", len(w.words)))
	if answered(err) || errors.Is(err, store.ErrPressed) {
		return nil
	}
	return err
}
