package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
)

// kind is what a step can do.
type kind struct {
	// looks: it waits for something that should happen.
	looks bool
	play  func(p *player, ctx context.Context, s step, a *act) error
}

// kinds are the things a step can do.
var kinds = map[string]kind{
	"mail":   {play: (*player).mail},
	"press":  {play: (*player).press},
	"submit": {play: (*player).submit},
	"close":  {play: (*player).close},
	"send":   {play: (*player).send},
	"stop":   {play: (*player).stop},
	"start":  {play: (*player).start},

	"letter":  {looks: true, play: (*player).letter},
	"receipt": {looks: true, play: (*player).plainReceipt},
	"card":    {looks: true, play: (*player).card},
	"line":    {looks: true, play: (*player).threadLine},
	"window":  {looks: true, play: (*player).window},
	"whisper": {looks: true, play: (*player).whisper},
	"draft":   {looks: true, play: (*player).draftLies},
	"robots":  {looks: true, play: (*player).robots},
}

// mail lets a citizen's letter arrive (File). It may answer another scene's
// receipt (Answers) and may have been received long ago (Received: "day9", "day10").
func (p *player) mail(_ context.Context, s step, a *act) error {
	a.received = p.receivedOn(s.Received, time.Now())
	facts := mailFacts{LongAgo: monthOf(p.date(p.stage.Config.Rules().Today(a.received).AddDays(-900)))}
	if other := p.acts[s.Answers]; other != nil {
		facts.Ref, facts.Subject, facts.Answers = other.ref, other.receipt.subject, other.receipt.messageID
	}
	a.mailID = fmt.Sprintf("%s.%d@mail.example.org", a.scene.Name, p.mails)
	raw, from, err := letterOf(s.File, facts, p.mailbox().Address, a.mailID, a.received)
	if err != nil {
		return err
	}
	a.name, a.address = from.Name, from.Address
	p.stage.Deliver(raw, a.received)
	p.mails++
	read, err := readMail(raw)
	p.head(replace(p.story.Words.Writes, "name", a.name))
	p.box(replace(p.story.Words.Subject, "subject", read.subject) + "\n\n" + read.text)
	return err
}

// receivedOn is when a letter came. On "day9" nine working days have passed, so
// that the advisers must be called today; of "day10" the last day's hour has come,
// so that the citizen is owed the notice.
func (p *player) receivedOn(when string, now time.Time) time.Time {
	r := p.stage.Config.Rules()
	day := r.Today(now)
	var back int
	switch when {
	case "day9":
		back = r.Deadline.Workdays - 1
	case "day10":
		back = r.Deadline.Workdays
		if !r.Calendar.WorkingDay(day) || now.Before(day.At(r.Hours.Notice, 0, r.Location)) {
			day = r.Calendar.AddWorkingDays(day, -1)
		}
	default:
		return now
	}
	return r.Calendar.AddWorkingDays(day, -back).At(10, 0, r.Location)
}

func (p *player) mailbox() config.Mailbox { return p.stage.Config.Mailboxes[0] }

func (p *player) date(d calendar.Date) string { return p.letters.Date(d, casework.Danish) }

// monthOf is the month and the year of a date in words.
func monthOf(date string) string {
	fields := strings.Fields(date)
	return strings.Join(fields[max(0, len(fields)-2):], " ")
}

// press presses a button or a line of a menu (Button): on the card, on its
// earlier version (Stale), on a line of its thread (Thread) or in the open window
// (Modal).
func (p *player) press(ctx context.Context, s step, a *act) error {
	who := p.adviser(s.Who)
	p.head(replace(p.story.Words.Presses, "name", who.Name, "button", s.Button))
	slack := p.stage.Slack
	switch {
	case s.Modal:
		return slack.PressModal(who.Slack, s.Button)
	case s.Stale:
		return slack.PressStale(who.Slack, a.ts, s.Button)
	}
	var on string
	err := until(ctx, func() error {
		messages := p.stage.Channel().Thread(a.ts)
		if !s.Thread {
			m, _ := p.message(a.ts)
			messages = messages[:0]
			messages = append(messages, m)
		}
		for _, m := range messages {
			if strings.Contains(flat(m.Read(slack.Names())), s.Button) {
				on = m.TS
				return nil
			}
		}
		return fmt.Errorf("there is no %q to press", s.Button)
	})
	if err != nil {
		return err
	}
	return slack.Press(who.Slack, on, s.Button)
}

// submit fills in the open window (Values, by label) and presses its button.
func (p *player) submit(ctx context.Context, s step, _ *act) error {
	who := p.adviser(s.Who)
	err := until(ctx, func() error {
		v, open := p.stage.Slack.OpenView(who.Slack)
		if !open || v.Submit == nil || v.Submit.Text != s.Button {
			return fmt.Errorf("there is no window with %q", s.Button)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, field := range slices.Sorted(maps.Keys(s.Values)) {
		p.tell(replace(p.story.Words.Typed, "name", who.Name, "field", field, "value", s.Values[field]))
	}
	p.head(replace(p.story.Words.Presses, "name", who.Name, "button", s.Button))
	wrong, err := p.stage.Slack.FillAndSubmit(who.Slack, s.Values)
	if err == nil && len(wrong) > 0 {
		err = fmt.Errorf("the window says %v", wrong)
	}
	return err
}

func (p *player) close(_ context.Context, s step, _ *act) error {
	return p.stage.Slack.CloseView(p.adviser(s.Who).Slack)
}

// send sends the draft of the scene from Outlook, with an adviser's words (Text).
func (p *player) send(_ context.Context, s step, a *act) error {
	who, now := p.adviser(s.Who), time.Now()
	raw, err := finished(a.draft.Raw, s.Text, fmt.Sprintf("outlook.%d@lejre.example.org", p.sends), now)
	if err != nil {
		return err
	}
	p.stage.IMAP.Expunge(p.mailbox().Drafts, a.draft.UID)
	p.stage.Send(raw, now)
	p.sends++
	p.head(replace(p.story.Words.Sends, "name", who.Name))
	p.box(strings.TrimSpace(s.Text))
	return nil
}

func (p *player) stop(context.Context, step, *act) error {
	p.head(p.story.Words.Stopped)
	return p.stage.Stop()
}

func (p *player) start(context.Context, step, *act) error {
	p.head(p.story.Words.Started)
	return p.stage.Start()
}

// adviser returns the adviser with a first name.
func (p *player) adviser(first string) config.Adviser {
	i := slices.IndexFunc(p.stage.Config.Advisers, func(a config.Adviser) bool {
		return strings.HasPrefix(a.Name, first+" ")
	})
	if i < 0 {
		return config.Adviser{Name: first}
	}
	return p.stage.Config.Advisers[i]
}
