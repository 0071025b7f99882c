package daemon

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
)

// ErrNoAdviser says that somebody is named who is no configured adviser.
var ErrNoAdviser = errors.New("there is no such adviser in the configuration")

// RefusedError is an act that was refused, with the words an adviser reads.
type RefusedError struct {
	*casework.Refusal
	Danish string
}

func (e *RefusedError) Unwrap() error { return e.Refusal }

// Order is an act as a command line names it.
type Order struct {
	Act casework.EventType
	// As is the adviser who acts; empty is the operator.
	As casework.AdviserID
	// Fields are filled in by name ([card.Deck.Typed]).
	Fields map[string]string
}

// by is whose hand an order comes from.
func (in *Installation) by(as casework.AdviserID) (casework.Actor, error) {
	known := func(a card.Adviser) bool { return a.ID == as }
	switch {
	case as == "":
		return casework.Actor{Role: casework.ByOperator}, nil
	case !slices.ContainsFunc(in.view.Advisers, known):
		return casework.Actor{}, fmt.Errorf("%w: %s", ErrNoAdviser, as)
	}
	return casework.Actor{Role: casework.ByAdviser, Adviser: as}, nil
}

// Act carries out an act on an inquiry, through the same form, checks and function
// as a press on its card. Errors: [*card.FieldError], [*RefusedError],
// [*desk.NoSuchError], [ErrNoAdviser].
func (in *Installation) Act(ctx context.Context, q casework.Inquiry, o Order) (casework.Inquiry, error) {
	by, err := in.by(o.As)
	if err != nil {
		return q, err
	}
	v := in.view
	v.Now = time.Now()
	form, err := in.words.deck.Typed(o.Act, q, v, o.Fields)
	if err != nil {
		return q, err
	}
	ev := form.Act()
	ev.At, ev.By, ev.Press = v.Now, by, in.Names.Press("command", rand.Text())
	after, err := in.Desk.Act(ctx, q.ID, desk.Act{Event: ev, Other: form.Other, Seen: q.Course.State})
	var refusal *casework.Refusal
	if errors.As(err, &refusal) {
		return q, &RefusedError{refusal, in.words.deck.Refused(refusal, q, v)}
	}
	return after, err
}

// NoteDown opens the inquiry of a citizen who rang or came.
func (in *Installation) NoteDown(ctx context.Context, o Order) (casework.Inquiry, error) {
	by, err := in.by(o.As)
	if err != nil {
		return casework.Inquiry{}, err
	}
	v := in.view
	v.Now = time.Now()
	form, err := in.words.deck.Typed(casework.Opened, casework.Inquiry{}, v, o.Fields)
	if err != nil {
		return casework.Inquiry{}, err
	}
	ev := form.Event
	ev.At, ev.By = v.Now, by
	return in.Desk.NoteDown(ctx, rand.Text(), ev)
}
