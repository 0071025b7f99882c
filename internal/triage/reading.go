package triage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/redact"
	"borgerbot/internal/store"
)

// read shows the masked text of an inquiry's letters and notes to the adviser, and
// journals that she saw it (L22).
func (v visit) read(cb slack.InteractionCallback, q casework.Inquiry, name string) {
	if v.v.Mode == card.Minimal {
		v.whisper(v.deck.Notice(card.NoticeForged))
		return
	}
	if !q.MayRead(v.adviser) {
		notice := card.NoticeConflict
		if len(q.Named) == 0 {
			notice = card.NoticeUnsettled
		}
		v.whisper(v.deck.Notice(notice))
		v.journal(q, v.actor())
		return
	}
	reading, err := v.reading(v.ctx, q)
	if err != nil {
		v.trouble("read", err)
		return
	}
	_, err = v.desk.Do(v.ctx, q.ID, casework.Event{
		Type: casework.Read, At: v.now, By: v.actor(), Press: name,
	}, casework.None)
	if err != nil {
		v.trouble("read", err)
		return
	}
	v.show(cb, v.deck.Read(q, v.v, reading))
}

// reading is what the citizen wrote, letter by letter, and what advisers have noted,
// masked.
func (t *Triage) reading(ctx context.Context, q casework.Inquiry) (r card.Reading, err error) {
	names := []string{
		q.Parties.Writer.Name.Reveal(), q.Parties.Party.Name.Reveal(), q.Parties.Representative.Name.Reveal(),
	}
	mask := func(words string) string { return redact.Mask(words, names) }
	if r.Letters, err = t.letters(ctx, q, mask); err != nil {
		return r, err
	}
	var events []casework.Event
	err = t.store.View(ctx, func(tx *store.Tx) (err error) {
		events, err = tx.Journal(q.ID)
		return err
	})
	for _, ev := range events {
		if noted(ev) {
			r.Notes = append(r.Notes, card.Note{By: ev.By, At: ev.At, Text: strings.TrimSpace(mask(ev.Note.Reveal()))})
		}
	}
	return r, err
}

// noted reports whether an event has an adviser's words about the matter: not why an
// operator wrote the journal out, nor whose press was refused.
func noted(ev casework.Event) bool {
	return !ev.Note.Empty() && ev.Type != casework.Export && ev.Type != casework.PressRefused
}

// words is what the citizen wrote, whole.
func (t *Triage) words(ctx context.Context, q casework.Inquiry) (personal.Text, error) {
	text, err := t.letters(ctx, q, func(words string) string { return words })
	return personal.New(text), err
}

// readLimit bounds the reading of one letter while an adviser waits for it.
const readLimit = 10 * time.Second

// letters are an inquiry's letters, each as show makes it.
func (t *Triage) letters(ctx context.Context, q casework.Inquiry, show func(string) string) (string, error) {
	var messages []store.Message
	err := t.store.View(ctx, func(tx *store.Tx) (err error) {
		messages, err = tx.MessagesOf(q.ID)
		return err
	})
	if err != nil {
		return "", err
	}
	var parts []string
	for _, m := range messages {
		if m.State != store.MessageInquiry {
			continue
		}
		source := func() (io.ReadCloser, error) { return t.store.Raw(ctx, m.BlobID), nil }
		msg, err := mailmsg.Guarded(readLimit, func() (mailmsg.Message, error) {
			return mailmsg.Parse(source, mailmsg.DefaultLimits())
		})
		if errors.Is(err, mailmsg.ErrGivenUp) {
			continue // its card says that nobody could read it
		}
		if err != nil {
			return "", fmt.Errorf("read letter: %w", err)
		}
		words := msg.Subject.Reveal() + "\n\n" + msg.Incoming().Reveal()
		parts = append(parts, strings.TrimSpace(show(words)))
	}
	return strings.Join(parts, "\n\n———\n\n"), nil
}

// who is the Slack id of somebody who pressed and may not, for the journal.
func (v visit) who() personal.Text { return personal.New(v.user) }
