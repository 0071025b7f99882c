package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
	"borgerbot/internal/store"
)

// reading is a message as read and judged, before anything is recorded.
type reading struct {
	msg     mailmsg.Message
	verdict casework.Verdict
}

// handle reads messages and records what they are, in their order. It returns
// how each ended.
func (in *Intake) handle(ctx context.Context, list []taken) []error {
	errs := make([]error, len(list))
	var routes []func(*store.Tx) error
	var whose []int
	for i, next := range list {
		route, err := in.prepare(ctx, next)
		if errs[i] = err; route != nil {
			routes, whose = append(routes, route), append(whose, i)
		}
	}
	for i, err := range in.store.UpdateEach(ctx, routes) {
		errs[whose[i]] = err
	}
	in.desk.Changed()
	return errs
}

// prepare reads a message and returns what remains to be recorded; nil if it has
// been handled meanwhile.
func (in *Intake) prepare(ctx context.Context, next taken) (func(*store.Tx) error, error) {
	var m store.Message
	err := in.store.View(ctx, func(tx *store.Tx) (err error) {
		m, err = tx.Message(next.id)
		return err
	})
	if err != nil || m.State != store.MessageStored {
		return nil, err
	}
	read, err := in.read(ctx, m, next.raw)
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error { return in.route(tx, m, read) }, nil
}

// read parses and judges a message under a guard: a panic is an error, and work
// without end is given up on. Reading holds no lock and writes nothing, so what
// is given up on harms nobody.
func (in *Intake) read(ctx context.Context, m store.Message, raw []byte) (reading, error) {
	type result struct {
		reading
		err error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- result{err: fmt.Errorf("reading the message panicked: %T", p)}
			}
		}()
		r, err := in.understand(ctx, m, raw)
		done <- result{r, err}
	}()
	timer := time.NewTimer(in.cfg.ReadTime)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.reading, r.err
	case <-timer.C:
		return reading{}, fmt.Errorf("reading the message took over %v", in.cfg.ReadTime)
	}
}

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
	r := reading{msg: msg}
	if !in.robot(msg) || m.Reason == ReasonAdopted {
		r.verdict = in.judge.Judge(scope.Read(msg, in.desk.Date(m.Received)))
	}
	return r, nil
}
