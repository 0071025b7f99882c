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
	// Tell tells one user something that nobody else sees.
	Tell(ctx context.Context, to Ear, m card.Message) error
}

// Ear is where one user hears what nobody else does.
type Ear struct {
	User string
	// Address, when set, is where she asked, in whatever channel (Slack's
	// response_url); otherwise it is the advisers' channel.
	Address string
}

// Triage handles presses. Its methods are what the Slack connection calls.
type Triage struct {
	desk  *desk.Desk
	store *store.Store
	deck  *card.Deck
	names ident.Namer
	view  card.View
	slack Slack
	adopt Adopter
	log   *slog.Logger
}

// Adopter takes in mail that was left alone. It returns [ErrNothingToAdopt] when
// it has been taken in, or is not there any more.
type Adopter func(ctx context.Context, name string) error

// ErrNothingToAdopt says that there is no such mail to take in.
var ErrNothingToAdopt = errors.New("there is no such mail to take in")

// New returns a triage for an office.
func New(d *desk.Desk, s *store.Store, deck *card.Deck, n ident.Namer, v card.View, sl Slack, a Adopter, log *slog.Logger) *Triage {
	return &Triage{desk: d, store: s, deck: deck, names: n, view: v, slack: sl, adopt: a, log: log}
}

// visit is one press being handled.
type visit struct {
	*Triage
	ctx     context.Context
	user    string // Slack id of who pressed
	ear     Ear
	home    string // the trigger of a press on the home tab
	adviser casework.AdviserID
	now     time.Time
	v       card.View
}

func (t *Triage) visit(ctx context.Context, cb slack.InteractionCallback) visit {
	v := t.visitor(ctx, cb.User.ID)
	if cb.Container.IsEphemeral { // an answer of ours: it is answered where it stands
		v.ear.Address = cb.ResponseURL
	}
	if atHome(cb) {
		v.home = cb.TriggerID
	}
	return v
}

func (t *Triage) visitor(ctx context.Context, user string) visit {
	now := time.Now()
	v := t.view
	v.Now = now
	v.Reader = v.BySlack(user)
	return visit{Triage: t, ctx: ctx, user: user, ear: Ear{User: user}, adviser: v.Reader, now: now, v: v}
}

// atHome reports whether the press is on the home tab, which no window replaces.
func atHome(cb slack.InteractionCallback) bool { return cb.View.Type == slack.VTHomeTab }

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
	case press.Act == casework.Opened:
		v.openContact(cb.TriggerID)
		return
	case press.Act == card.ActAdopt:
		v.takeIn(press.About)
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
	case q.Bars(v.adviser):
		v.keptOut(q, press.Act)
	case press.Act == casework.Read:
		v.read(cb, q, name)
	case press.Act == card.ActAll:
		v.show(cb, v.deck.AllActs(q, v.v))
	case press.Act == card.ActShow:
		v.show(cb, v.deck.Case(q, v.v))
	case v.keptOut(q, press.Act):
	case !casework.Allowed(q.Course.State, press.Act):
		v.refused(&casework.Refusal{Code: casework.WrongState, Event: press.Act, State: q.Course.State}, q)
	case card.NeedsModal(press.Act):
		v.openForm(cb, press, q)
	default:
		ev := v.deck.Defaults(press.Act, q, v.v)
		v.act(q, desk.Act{Event: ev, Seen: press.Seen}, name)
		v.refresh(cb, q.Ref)
	}
}

// keptOut reports whether an act is kept from the adviser, and tells her why.
func (v visit) keptOut(q casework.Inquiry, act casework.EventType) bool {
	code := q.KeepsOut(v.adviser, act)
	if code != "" {
		v.refused(&casework.Refusal{Code: code, Event: act, State: q.Course.State}, q)
	}
	return code != ""
}

// refresh draws the window again in which an act was pressed.
func (v visit) refresh(cb slack.InteractionCallback, ref casework.Reference) {
	draw := map[string]func(casework.Inquiry, card.View) slack.ModalViewRequest{
		string(card.ActAll): v.deck.AllActs, string(card.ActShow): v.deck.Case,
	}[cb.View.CallbackID]
	if draw == nil {
		return
	}
	if q, ok := v.find(ref); ok {
		v.show(cb, draw(q, v.v))
	}
}

// openForm opens the modal of an act, or puts it in the place of the modal the
// press came from.
func (v visit) openForm(cb slack.InteractionCallback, press card.Press, q casework.Inquiry) {
	ev := v.deck.Defaults(press.Act, q, v.v)
	ev.By = v.actor()
	ev.Answers = ev.Answers || press.About == card.AboutAnswered
	v.form(cb, q, card.Form{Event: ev, Press: card.Press{Letters: q.Messages}})
}

// form draws the modal of an act as it has been filled in so far.
func (v visit) form(cb slack.InteractionCallback, q casework.Inquiry, f card.Form) {
	ev := f.Event
	preview, err := v.desk.Preview(v.ctx, q, ev, v.now)
	if err != nil {
		v.trouble("preview", err)
		return
	}
	preview.Letters, preview.Basis, preview.Way, preview.Edits = f.Press.Letters, f.Press.Basis, f.Way, f.Edits
	if ev.Type == casework.Join {
		preview.Suggestions = q.Suggested
	}
	v.show(cb, v.deck.Modal(ev.Type, q, v.v, preview))
}

func (v visit) show(cb slack.InteractionCallback, view slack.ModalViewRequest) {
	var err error
	if cb.View.ID != "" && !atHome(cb) {
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
	if err != nil || v.adviser == "" || form.Press.Ref == "" {
		v.whisper(v.deck.Notice(card.NoticeForged))
		return
	}
	q, ok := v.find(form.Press.Ref)
	if !ok {
		return
	}
	if v.keptOut(q, form.Press.Act) {
		return
	}
	form.Event.By = v.actor()
	v.form(cb, q, v.deck.Insert(form, *cb.ActionCallback.BlockActions[0], cb.View, q, v.v))
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
	case form.Press.Act == casework.Opened:
		v.noteDown(form)
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
	v.act(q, desk.Act{Event: form.Act(), Other: form.Other, Seen: form.Press.Seen}, name)
}

func (v visit) actor() casework.Actor {
	return casework.Actor{Role: casework.ByAdviser, Adviser: v.adviser}
}

// act carries out an act and explains a refusal.
func (v visit) act(q casework.Inquiry, a desk.Act, name string) {
	a.Event.At, a.Event.By, a.Event.Press = v.now, v.actor(), name
	var err error
	if a.Event.Type == casework.RecordConflict {
		a.Words, err = v.words(v.ctx, q)
	}
	if err == nil {
		_, err = v.desk.Act(v.ctx, q.ID, a)
	}
	v.answer(q.ID, a.Event, err)
}

func (v visit) answer(id casework.ID, ev casework.Event, err error) {
	var refusal *casework.Refusal
	var noSuch *desk.NoSuchError
	switch {
	case errors.As(err, &noSuch):
		v.whisper(v.deck.NoSuchReference(noSuch.Ref, noSuch.Near))
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
	if r.Code == casework.ConcernsYou || r.Code == casework.NamesYou {
		v.journal(q, v.actor())
	}
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
	v.journalStranger(ref)
}

// journal notes that a press was refused, and whose it was.
func (v visit) journal(q casework.Inquiry, by casework.Actor) {
	_, err := v.desk.Do(v.ctx, q.ID, casework.Event{Type: casework.PressRefused, At: v.now, By: by, Note: v.who()}, casework.None)
	if err != nil {
		v.log.Error("refused press not journalled", "case", q.Ref, "err", err)
	}
}

func (v visit) journalStranger(ref casework.Reference) {
	q, err := v.desk.FindByReference(v.ctx, ref)
	if errors.Is(err, store.ErrNotFound) {
		return // there is no journal it belongs in
	}
	if err != nil {
		v.log.Error("refused press not journalled", "case", ref, "err", err)
		return
	}
	v.journal(q, casework.Actor{Role: casework.BySystem})
}

// whisper tells the one who acted something that nobody else sees.
func (v visit) whisper(text string) {
	if v.home == "" {
		v.tell(card.Says(text))
		return
	}
	if err := v.slack.OpenView(v.ctx, v.home, v.deck.Said(text)); err != nil {
		v.log.Warn("answer to a press not shown", "err", err)
	}
}

func (v visit) tell(m card.Message) {
	if err := v.slack.Tell(v.ctx, v.ear, m); err != nil {
		v.log.Warn("answer to a press not shown", "err", err)
	}
}

func (v visit) trouble(what string, err error) {
	v.log.Error("press could not be carried out", "kind", what, "err", err)
	v.whisper(v.deck.Notice(card.NoticeTrouble))
}
