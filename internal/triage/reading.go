package triage

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/redact"
	"borgerbot/internal/store"
)

// read shows the masked text of an inquiry's letters to the adviser, and
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
	text, err := v.text(v.ctx, q)
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
	v.show(cb, v.deck.Read(q, v.v, text))
}

// text is what the citizen wrote, letter by letter, masked.
func (t *Triage) text(ctx context.Context, q casework.Inquiry) (string, error) {
	names := []string{q.Parties.Writer.Name.Reveal(), q.Parties.Party.Name.Reveal()}
	return t.letters(ctx, q, func(words string) string { return redact.Mask(words, names) })
}

// words is what the citizen wrote, whole.
func (t *Triage) words(ctx context.Context, q casework.Inquiry) (personal.Text, error) {
	text, err := t.letters(ctx, q, func(words string) string { return words })
	return personal.New(text), err
}

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
		msg, err := mailmsg.Parse(source, mailmsg.DefaultLimits())
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
