package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
	"borgerbot/internal/store"
)

// reading is a message as read and judged, before anything is recorded.
type reading struct {
	msg     mailmsg.Message
	verdict casework.Verdict
	// facts are found here and not while it is recorded, because that takes longer
	// the more a stranger writes.
	facts casework.MailFacts
}

// read is a message that has been read.
type read struct {
	id casework.MessageID
	// route records what the message is, with a rule for its receipt that comes
	// before all others; nil if that has been done, or reading failed with err.
	route func(*store.Tx, casework.ReceiptRule) error
	err   error
}

func (in *Intake) readAll(ctx context.Context, list []taken) []read {
	all := make([]read, len(list))
	for i, next := range list {
		all[i].id = next.id
		all[i].route, all[i].err = in.prepare(ctx, next)
	}
	return all
}

// record records what messages are, in their order. Those that fail, together and
// alone, get a strike, except where only the receipt cannot be written or the
// database is in trouble: that is not the letter's fault.
func (in *Intake) record(ctx context.Context, list []read) {
	var routes []func(*store.Tx) error
	var whose []int
	for i, m := range list {
		if m.route != nil {
			routes = append(routes, func(tx *store.Tx) error { return m.route(tx, casework.ReceiptAllowed) })
			whose = append(whose, i)
		}
	}
	for i, err := range in.store.UpdateEach(ctx, routes) {
		list[whose[i]].err = err
	}
	for _, m := range list {
		m.err = in.alone(ctx, m)
		buried := in.unearth(m.id)
		switch {
		case ctx.Err() != nil:
		case m.err == nil:
			in.rested(m.id)
			in.destroy(ctx, buried)
		case store.Trouble(m.err):
			in.log.Error("message waits for the database", "message", m.id, "err", m.err)
			in.rest(m.id, rests[0])
		default:
			in.log.Error("message could not be handled", "message", m.id, "err", m.err)
			in.strike(ctx, m.id)
		}
	}
	in.desk.Changed()
}

// alone records by itself a message that could not be recorded with others, and
// returns how that ended: without its receipt, if that is what fails.
func (in *Intake) alone(ctx context.Context, m read) error {
	err := m.err
	if err == nil || m.route == nil || store.Trouble(err) {
		return err
	}
	var letter *desk.LetterError
	if !errors.As(err, &letter) {
		err = in.store.Update(ctx, func(tx *store.Tx) error { return m.route(tx, casework.ReceiptAllowed) })
	}
	if errors.As(err, &letter) {
		in.log.Error("the receipt could not be written; an adviser must answer", "message", m.id, "err", err)
		err = in.store.Update(ctx, func(tx *store.Tx) error { return m.route(tx, casework.ReceiptUnwritten) })
	}
	return err
}

// prepare reads a message and returns what remains to be recorded; nil if it has
// been handled meanwhile.
func (in *Intake) prepare(ctx context.Context, next taken) (func(*store.Tx, casework.ReceiptRule) error, error) {
	var m store.Message
	err := in.store.View(ctx, func(tx *store.Tx) (err error) {
		m, err = tx.Message(next.id)
		return err
	})
	if err != nil || m.State != store.MessageStored {
		return nil, err
	}
	r, err := mailmsg.Guarded(in.cfg.ReadTime, func() (reading, error) { return in.understand(ctx, m, next.raw) })
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx, rule casework.ReceiptRule) error {
		withRule := r
		withRule.facts.Receipt = rule
		return in.route(tx, m, withRule)
	}, nil
}

// understand parses and judges a message. It holds no lock and writes nothing, so that
// giving up on it harms nobody.
func (in *Intake) understand(ctx context.Context, m store.Message, raw []byte) (reading, error) {
	source := func() (io.ReadCloser, error) {
		if raw != nil {
			return io.NopCloser(bytes.NewReader(raw)), nil
		}
		return in.store.Raw(ctx, m.BlobID), nil
	}
	msg, err := mailmsg.Parse(source, in.cfg.Limits)
	if err != nil {
		return reading{}, fmt.Errorf("read message: %w", err)
	}
	r := reading{msg: msg.Without(in.cfg.Standing)}
	// What nobody outside has written is not judged: nothing would ask for it.
	if m.Reason == ReasonAdopted || !in.robot(msg) && !in.inSent(m) {
		r.verdict = in.judge.Judge(scope.Read(r.msg, in.desk.Date(m.Received)))
		r.facts = in.facts(m, r)
	}
	return r, nil
}
