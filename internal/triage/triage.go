package triage

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/ident"
	"borgerbot/internal/store"
)

// Slack is how the one who pressed is answered.
type Slack interface {
	// OpenView opens a modal; the trigger is good for three seconds.
	OpenView(ctx context.Context, trigger string, view slack.ModalViewRequest) error
	// UpdateView redraws an open modal, unless it has changed since hash.
	UpdateView(ctx context.Context, viewID, hash string, view slack.ModalViewRequest) error
	// Whisper tells one user something in the channel that nobody else sees.
	Whisper(ctx context.Context, user, text string) error
}

// Triage handles presses. Its methods are what the Slack connection calls.
type Triage struct {
	desk  *desk.Desk
	store *store.Store
	deck  *card.Deck
	names ident.Namer
	view  card.View
	slack Slack
	log   *slog.Logger
}

// New returns a triage for an office.
func New(d *desk.Desk, s *store.Store, deck *card.Deck, n ident.Namer, v card.View, sl Slack, log *slog.Logger) *Triage {
	return &Triage{desk: d, store: s, deck: deck, names: n, view: v, slack: sl, log: log}
}

// visit is one press being handled.
type visit struct {
	*Triage
	ctx     context.Context
	user    string // Slack id of who pressed
	adviser casework.AdviserID
	now     time.Time
	v       card.View
}

func (t *Triage) visit(ctx context.Context, cb slack.InteractionCallback) visit {
	now := time.Now()
	v := t.view
	v.Now = now
	return visit{Triage: t, ctx: ctx, user: cb.User.ID, adviser: t.adviser(cb.User.ID), now: now, v: v}
}

func (t *Triage) adviser(user string) casework.AdviserID {
	for _, a := range t.view.Advisers {
		if a.Slack == user && user != "" {
			return a.ID
		}
	}
	return ""
}

// Press handles a press on a card, or a choice in an open modal.
func (t *Triage) Press(ctx context.Context, cb slack.InteractionCallback) {
	v := t.visit(ctx, cb)
	if len(cb.ActionCallback.BlockActions) == 0 {
		return
	}
	action := cb.ActionCallback.BlockActions[0]
	value := action.Value
	if action.SelectedOption.Value != "" {
		value = action.SelectedOption.Value
	}
	if cb.View.ID != "" && cb.View.PrivateMetadata != "" {
		v.redraw(cb)
		return
	}
	press, err := card.ParseValue(value, t.view.Key)
	switch {
	case err != nil:
		t.log.Warn("press refused", "code", "forged")
		v.whisper(t.deck.Notice(card.NoticeForged))
		return
	case v.adviser == "":
		v.stranger(press.Ref)
		return
	}
	q, ok := v.find(press.Ref)
	if !ok {
		return
	}
	v.press(cb, press, q, t.names.Press("button", v.user, action.ActionTs, string(press.Act), string(press.Ref)))
}

func (v visit) press(cb slack.InteractionCallback, press card.Press, q casework.Inquiry, name string) {
	switch {
	case press.Act == casework.Read:
		v.read(cb, q, name)
	case press.Act == card.ActAll:
		v.show(cb, v.deck.AllActs(q, v.v))
	case !casework.Allowed(q.Course.State, press.Act):
		v.refused(&casework.Refusal{Code: casework.WrongState, Event: press.Act, State: q.Course.State}, q)
	case card.NeedsModal(press.Act):
		v.openForm(cb, press, q)
	default:
		ev := v.deck.Defaults(press.Act, q, v.v)
		v.act(q, ev, press.Seen, name)
	}
}

// openForm opens the modal of an act, or puts it in the place of the modal the
// press came from.
func (v visit) openForm(cb slack.InteractionCallback, press card.Press, q casework.Inquiry) {
	ev := v.deck.Defaults(press.Act, q, v.v)
	ev.By, ev.Answers = v.actor(), press.About == card.AboutAnswered
	v.form(cb, q, ev, q.Messages)
}

// form draws the modal of an act whose adviser has seen so many letters.
func (v visit) form(cb slack.InteractionCallback, q casework.Inquiry, ev casework.Event, letters int) {
	preview, err := v.desk.Preview(v.ctx, q, ev, v.now)
	if err != nil {
		v.trouble("preview", err)
		return
	}
	preview.Letters = letters
	if ev.Type == casework.Join {
		preview.Suggestions = q.Suggested
	}
	v.show(cb, v.deck.Modal(ev.Type, q, v.v, preview))
}

func (v visit) show(cb slack.InteractionCallback, view slack.ModalViewRequest) {
	var err error
	if cb.View.ID != "" {
		err = v.slack.UpdateView(v.ctx, cb.View.ID, cb.View.Hash, view)
	} else {
		err = v.slack.OpenView(v.ctx, cb.TriggerID, view)
	}
	if err != nil {
		v.trouble("open modal", err)
	}
}

// redraw answers a choice that changes what an open modal shows, such as the
// ground whose letter is previewed.
func (v visit) redraw(cb slack.InteractionCallback) {
	form, err := v.deck.Submitted(cb.View, v.v)
	if err != nil || v.adviser == "" {
		v.whisper(v.deck.Notice(card.NoticeForged))
		return
	}
	q, ok := v.find(form.Press.Ref)
	if !ok {
		return
	}
	form.Event.By = v.actor()
	v.form(cb, q, form.Event, form.Press.Letters)
}

// Validate decides the answer to a submitted modal: what is wrong with it, or
// that it closes. It looks at the form alone.
func (t *Triage) Validate(cb slack.InteractionCallback) *slack.ViewSubmissionResponse {
	v := t.visit(context.Background(), cb)
	form, err := t.deck.Submitted(cb.View, v.v)
	if err != nil || v.adviser == "" || len(form.Errors) == 0 {
		return nil
	}
	return slack.NewErrorsViewSubmissionResponse(form.Errors)
}

// Submit carries out a submitted modal.
func (t *Triage) Submit(ctx context.Context, cb slack.InteractionCallback) {
	v := t.visit(ctx, cb)
	form, err := t.deck.Submitted(cb.View, v.v)
	switch {
	case err != nil:
		t.log.Warn("modal refused", "code", "forged")
		v.whisper(t.deck.Notice(card.NoticeForged))
		return
	case v.adviser == "":
		v.stranger(form.Press.Ref)
		return
	case len(form.Errors) > 0:
		return
	}
	q, ok := v.find(form.Press.Ref)
	if !ok {
		return
	}
	if form.Press.Overtaken(q) {
		v.whisper(t.deck.Notice(card.NoticeStale))
		return
	}
	name := t.names.Press("modal", cb.View.ID, v.user)
	if form.Press.Act == casework.Join || form.Press.Act == casework.Merge {
		v.join(q, form, name)
		return
	}
	v.act(q, form.Event, form.Press.Seen, name)
}

func (v visit) actor() casework.Actor {
	return casework.Actor{Role: casework.ByAdviser, Adviser: v.adviser}
}

// act applies an act and explains a refusal.
func (v visit) act(q casework.Inquiry, ev casework.Event, seen casework.State, name string) {
	ev.At, ev.By, ev.Press = v.now, v.actor(), name
	var err error
	if ev.Type == casework.Split {
		_, err = v.desk.Split(v.ctx, q.ID, ev)
	} else {
		_, err = v.desk.Do(v.ctx, q.ID, ev, seen)
	}
	v.answer(q.ID, ev, err)
}

func (v visit) join(q casework.Inquiry, form card.Form, name string) {
	other, err := v.desk.FindByReference(v.ctx, form.Other)
	if errors.Is(err, store.ErrNotFound) {
		v.suggest(q, form)
		return
	}
	if err == nil {
		ev := form.Event
		ev.At, ev.By, ev.Press = v.now, v.actor(), name
		_, err = v.desk.Join(v.ctx, q.ID, other.ID, ev)
	}
	v.answer(q.ID, form.Event, err)
}

// suggest names the existing references one typing mistake away.
func (v visit) suggest(q casework.Inquiry, form card.Form) {
	near, err := v.desk.Neighbours(v.ctx, string(form.Other))
	if err != nil {
		v.trouble("join", err)
		return
	}
	v.whisper(v.deck.NoSuchReference(form.Other, near))
}

func (v visit) answer(id casework.ID, ev casework.Event, err error) {
	var refusal *casework.Refusal
	switch {
	case err == nil || errors.Is(err, store.ErrPressed):
	case errors.As(err, &refusal):
		q, findErr := v.desk.Find(v.ctx, id)
		if findErr != nil {
			v.trouble("explain", findErr)
			return
		}
		v.refused(refusal, q)
	default:
		v.trouble(string(ev.Type), err)
	}
}

func (v visit) refused(r *casework.Refusal, q casework.Inquiry) {
	v.log.Info("act refused", "case", q.Ref, "kind", r.Event, "state", r.State, "code", r.Code)
	v.whisper(v.deck.Refused(r, q, v.v))
}

func (v visit) find(ref casework.Reference) (casework.Inquiry, bool) {
	q, err := v.desk.FindByReference(v.ctx, ref)
	switch {
	case errors.Is(err, store.ErrNotFound):
		v.whisper(v.deck.Notice(card.NoticeGone))
		return q, false
	case err != nil:
		v.trouble("find", err)
		return q, false
	}
	return q, true
}

// stranger refuses a press of somebody who is no configured adviser, and writes
// it into the journal.
func (v visit) stranger(ref casework.Reference) {
	v.log.Warn("press refused", "case", ref, "code", "stranger")
	v.whisper(v.deck.Notice(card.NoticeStranger))
	q, err := v.desk.FindByReference(v.ctx, ref)
	if err == nil {
		_, err = v.desk.Do(v.ctx, q.ID, casework.Event{
			Type: casework.PressRefused, At: v.now, By: casework.Actor{Role: casework.BySystem}, Note: v.who(),
		}, casework.None)
	}
	if err != nil {
		v.log.Error("refused press not journalled", "case", ref, "err", err)
	}
}

func (v visit) whisper(text string) {
	if err := v.slack.Whisper(v.ctx, v.user, text); err != nil {
		v.log.Warn("answer to a press not shown", "err", err)
	}
}

func (v visit) trouble(what string, err error) {
	v.log.Error("press could not be carried out", "kind", what, "err", err)
	v.whisper(v.deck.Notice(card.NoticeTrouble))
}
