package triage

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// Command answers /borgerbot to the one who typed it, in whatever channel or
// conversation she did: alone her own open inquiries, with a reference that one,
// and with the word for it the window of a new one.
func (t *Triage) Command(ctx context.Context, c slack.SlashCommand) {
	v := t.visitor(ctx, c.UserID)
	v.ear.Address = c.ResponseURL
	text := strings.TrimSpace(c.Text)
	ref, err := casework.ParseReference(text)
	var wrong *casework.ReferenceError
	switch {
	case v.adviser == "":
		v.outsider(ref)
	case text == "":
		v.queue()
	case t.deck.IsNew(text):
		v.openContact(c.TriggerID)
	case err == nil:
		v.showCase(c.TriggerID, ref)
	case errors.As(err, &wrong) && wrong.Check:
		v.misspelt(text, true)
	default:
		v.tell(t.deck.Unknown())
	}
}

// outsider refuses somebody who is no configured adviser.
func (v visit) outsider(ref casework.Reference) {
	v.log.Warn("command refused", "code", "stranger")
	v.tell(card.Says(v.deck.Notice(card.NoticeOutsider)))
	if ref != "" {
		v.journalStranger(ref)
	}
}

func (v visit) queue() {
	open, err := v.desk.Entries(v.ctx)
	if err != nil {
		v.trouble("queue", err)
		return
	}
	v.tell(v.deck.Queue(open, v.adviser, v.v))
}

func (v visit) showCase(trigger string, ref casework.Reference) {
	q, err := v.desk.FindByReference(v.ctx, ref)
	switch {
	case errors.Is(err, store.ErrNotFound):
		v.misspelt(string(ref), false)
	case err != nil:
		v.trouble("find", err)
	case q.Bars(v.adviser):
		v.keptOut(q, card.ActShow)
	default:
		v.window(trigger, v.deck.Case(q, v.v))
	}
}

// misspelt offers the existing inquiries one typing mistake away from what was
// typed.
func (v visit) misspelt(typed string, typo bool) {
	near, err := v.desk.Neighbours(v.ctx, typed)
	if err != nil {
		v.trouble("find", err)
		return
	}
	entries, err := v.desk.EntriesOf(v.ctx, near)
	if err != nil {
		v.trouble("find", err)
		return
	}
	v.tell(v.deck.Misspelt(typed, typo, entries, v.v))
}

// openContact opens the window in which a citizen who rang or came is noted down.
// Its name is random, and where she is told the number comes back with it.
func (v visit) openContact(trigger string) {
	v.window(trigger, v.deck.Contact(v.v, rand.Text()+" "+v.ear.Address))
}

// noteDown opens the inquiry of a citizen who rang or came.
func (v visit) noteDown(form card.Form) {
	name, address, _ := strings.Cut(form.Press.About, " ")
	v.ear.Address = address
	ev := form.Event
	ev.At, ev.By = v.now, v.actor()
	q, err := v.desk.NoteDown(v.ctx, name, ev)
	if err != nil {
		v.trouble("note down", err)
		return
	}
	v.tell(v.deck.Created(q.Ref))
}

// window opens a window for who has just acted.
func (v visit) window(trigger string, view slack.ModalViewRequest) {
	if err := v.slack.OpenView(v.ctx, trigger, view); err != nil {
		v.trouble("open window", err)
	}
}

// takeIn makes an inquiry of mail that was left alone (Tag ind).
func (v visit) takeIn(name string) {
	err := v.adopt(v.ctx, name)
	switch {
	case errors.Is(err, ErrNothingToAdopt):
		v.whisper(v.deck.Notice(card.NoticeAdopted))
	case err != nil:
		v.trouble("adopt", err)
	default:
		v.log.Info("mail taken in by hand", "adviser", v.adviser)
	}
}
