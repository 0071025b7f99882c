package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"borgerbot/internal/casework"
)

// end checks the books.
func (p *player) end(ctx context.Context) {
	e := p.story.Ending
	p.scenes++
	p.title(fmt.Sprintf("%d. %s", p.scenes, e.Title))
	p.tell(e.Tell)
	for _, book := range []struct {
		should string
		check  func(context.Context) error
	}{
		{e.Copies, p.copies}, {e.Letters, p.noOtherLetters}, {e.Cards, p.oneCardEach}, {e.Inbox, p.inboxUntouched},
		{e.Journal, p.journalWhole}, {e.Pace, p.slackUnhurried}, {e.Log, p.logSilent},
	} {
		if err := until(ctx, func() error { return book.check(ctx) }); err != nil {
			p.expected(book.should, false, err.Error())
		} else {
			p.expected(book.should, true, "")
		}
	}
	p.head(p.story.Words.Sent)
	for _, m := range p.post {
		p.box(replace(p.story.Words.SentLine, "name", strings.Join(m.to, ", "), "subject", m.subject))
	}
}

// copies: what has been sent lies in the Sent folder, with what advisers sent.
func (p *player) copies(context.Context) error {
	if err := p.mailed(); err != nil {
		return err
	}
	if sent := len(p.stage.IMAP.Messages(p.mailbox().Sent)); sent != len(p.post)+p.sends {
		return fmt.Errorf("%d mails lie there; %d were sent", sent, len(p.post)+p.sends)
	}
	return nil
}

func (p *player) noOtherLetters(context.Context) error {
	if err := p.mailed(); err != nil {
		return err
	}
	for _, m := range p.post {
		if !m.told {
			return fmt.Errorf("%q to %v", m.subject, m.to)
		}
	}
	return nil
}

func (p *player) oneCardEach(context.Context) error {
	cards := 0
	for _, m := range p.stage.Channel().Messages() {
		if m.ThreadTS == "" && len(casework.FindReferences(m.Text)) > 0 {
			cards++
		}
	}
	if cards != len(p.bound) {
		return fmt.Errorf("there are %d cards, and %d inquiries", cards, len(p.bound))
	}
	return nil
}

func (p *player) inboxUntouched(context.Context) error {
	inbox := p.stage.IMAP.Messages(p.mailbox().Inbox)
	if len(inbox) != p.mails {
		return fmt.Errorf("%d mails lie there; %d have come", len(inbox), p.mails)
	}
	for _, m := range inbox {
		for _, flag := range m.Flags {
			if !strings.EqualFold(string(flag), `\Recent`) {
				return fmt.Errorf("the mail with UID %d is marked %s", m.UID, flag)
			}
		}
	}
	return nil
}

func (p *player) journalWhole(ctx context.Context) error {
	events, err := p.stage.Journal(ctx)
	if err == nil && events == 0 {
		err = errors.New("the journal is empty")
	}
	return err
}

func (p *player) slackUnhurried(context.Context) error {
	for _, c := range p.stage.Slack.Calls() {
		if c.Answer == "ratelimited" {
			return fmt.Errorf("%s was answered 429", c.Method)
		}
	}
	return nil
}

func (p *player) logSilent(context.Context) error {
	words := p.story.Ending.Secrets
	for _, a := range p.acts {
		if a.name != "" {
			words = append(words, a.name, a.address)
		}
	}
	for _, w := range words {
		if p.log.holds(w) {
			return fmt.Errorf("the log holds %q", w)
		}
	}
	return nil
}

// summary is a line for each expectation, and how many are met.
func (p *player) summary(took time.Duration) {
	p.title(p.story.Words.Summary)
	met, scene := 0, 0
	for _, x := range p.results {
		number, mark := "", "✗"
		if x.Scene != scene {
			scene, number = x.Scene, fmt.Sprint(x.Scene)
		}
		if x.Met {
			mark = "✓"
			met++
		}
		p.line(fmt.Sprintf("%3s  %s  %s", number, mark, x.Should))
		if x.Why != "" {
			p.line(replace(p.story.Words.Why, "why", x.Why))
		}
	}
	p.line("")
	p.line(replace(p.story.Words.Met, "n", fmt.Sprint(met), "all", fmt.Sprint(len(p.results)),
		"seconds", fmt.Sprint(int(took.Round(time.Second).Seconds()))))
}
