package slackapp

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	// pingInterval is after how long without a ping from Slack, which sends one
	// about every ten seconds, a socket is held for dead: in one to two of them.
	pingInterval = 20 * time.Second
	// readLimit is above the largest payload: a view of 250 kB with its state.
	readLimit = 4 << 20
	// writeBuffer holds the largest acknowledgement, 20 kB, in one frame: Slack does
	// not put fragments together.
	writeBuffer = 32 << 10

	firstBackoff = time.Second
	// maxBackoff keeps the advisers from being unheard for minutes after an outage
	// that is over; slack-go alone would wait up to five.
	maxBackoff = 30 * time.Second
	// shortLife is how long a connection lives that was refused as soon as it was
	// made, and flapLimit how many of them in a row are no accident.
	shortLife = 10 * time.Second
	flapLimit = 3
	// flapBackoff is for a socket that ends at once: somebody has switched Socket
	// Mode off, and hammering does not switch it on.
	flapBackoff = time.Minute
)

// Run hears what people press and hands it to h until ctx ends, reconnecting as
// often as it takes. What has been acknowledged by then is still handled, for at
// most ten seconds. Run returns an error of kind [Misconfigured] when Slack
// refuses the tokens, which the log has been told; nothing but a person can change
// that, and it may be called again. At most one Run at a time.
func (a *App) Run(ctx context.Context, h Handler) error {
	d := newDispatcher(ctx, h, a.log)
	defer d.stop()
	backoff := firstBackoff
	for {
		began := time.Now()
		err := a.listen(ctx, d)
		var e *Error
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &e) && e.Kind == Misconfigured:
			a.unheard(ctx, err)
			return err
		case e != nil && e.Code == "flapping":
			backoff = flapBackoff
		case time.Since(began) > time.Minute:
			backoff = firstBackoff
		}
		a.unheard(ctx, err)
		timer := time.NewTimer(backoff/2 + rand.N(backoff/2))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil
		}
		backoff = min(2*backoff, maxBackoff)
	}
}

// unheard tells the log that there is no socket, and why; not when nobody wants one.
func (a *App) unheard(ctx context.Context, err error) {
	if ctx.Err() != nil || !a.deaf.News(codeOf(err), time.Now()) {
		return
	}
	level := slog.LevelWarn
	if e := (*Error)(nil); errors.As(err, &e) && e.Kind == Misconfigured {
		level = slog.LevelError // only a person can change that
	}
	a.log.LogAttrs(ctx, level, "slack socket not connected", slog.String("code", codeOf(err)), slog.Any("err", err))
}

// heard tells the log of the first socket, and of one after [App.unheard].
func (a *App) heard(ctx context.Context) {
	if first := !a.met.Swap(true); a.deaf.Over() || first {
		a.log.LogAttrs(ctx, slog.LevelInfo, "slack socket connected")
	}
}

// listen runs one slack-go client until it gives up, or until it should start
// afresh.
func (a *App) listen(ctx context.Context, d *dispatcher) error {
	client := socketmode.New(a.api,
		socketmode.OptionPingInterval(pingInterval), socketmode.OptionReadLimit(readLimit),
		socketmode.OptionDialer(&websocket.Dialer{
			Proxy: http.ProxyFromEnvironment, NetDialContext: a.cfg.Dial,
			HandshakeTimeout: requestTimeout, WriteBufferSize: writeBuffer,
		}))
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	defer a.listening.Store(false)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(running) }()
	link := link{app: a}
	var why error
	for {
		select {
		case ev := <-client.Events:
			if err := link.follow(running, ev); err != nil && why == nil {
				why = err
				cancel()
			}
			if running.Err() == nil { // an acknowledgement could not leave any more
				d.take(running, client, ev)
			}
		case err := <-ended:
			if why == nil {
				why = failure("apps.connections.open", true, err)
			}
			return why
		}
	}
}

// link follows the life of a client's connections.
type link struct {
	app   *App
	since time.Time // of the connection; zero when there is none
	short int       // connections in a row that ended at once
}

// follow returns an error when the client should be given up.
func (l *link) follow(ctx context.Context, ev socketmode.Event) error {
	switch ev.Type {
	case socketmode.EventTypeHello:
		l.app.listening.Store(true)
		l.app.heard(ctx)
	case socketmode.EventTypeConnected:
		l.since = time.Now()
	case socketmode.EventTypeConnecting:
		l.app.listening.Store(false)
		return l.lost()
	case socketmode.EventTypeConnectionError:
		return l.failed(ctx, ev)
	case socketmode.EventTypeErrorWriteFailed, socketmode.EventTypeErrorBadMessage:
		l.app.log.LogAttrs(ctx, slog.LevelWarn, "slack socket trouble", slog.String("kind", string(ev.Type)))
	}
	return nil
}

// lost counts connections that ended at once.
func (l *link) lost() error {
	if l.since.IsZero() {
		return nil
	}
	if time.Since(l.since) < shortLife {
		l.short++
	} else {
		l.short = 0
	}
	l.since = time.Time{}
	if l.short < flapLimit {
		return nil
	}
	return &Error{Kind: Transient, Method: "apps.connections.open", Code: "flapping"}
}

// failed gives up on refused tokens, and on a client that would wait too long.
func (l *link) failed(ctx context.Context, ev socketmode.Event) error {
	trouble, ok := ev.Data.(*slack.ConnectionErrorEvent)
	if !ok {
		return nil
	}
	err := failure("apps.connections.open", true, trouble.ErrorObj)
	l.app.unheard(ctx, err)
	var e *Error
	if errors.As(err, &e) && (e.Kind == Misconfigured || e.Kind != RateLimited && trouble.Backoff > maxBackoff) {
		return err
	}
	return nil
}
