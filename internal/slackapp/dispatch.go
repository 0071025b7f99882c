package slackapp

import (
	"context"
	"hash/fnv"
	"log/slog"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// Handler is what somebody does with what people press. Press and Submit are
// called by several goroutines, in order for each message and each modal, after
// Slack has been told that the press arrived.
type Handler interface {
	// Press is a button, a menu line, or a change in an open modal (block_actions).
	Press(ctx context.Context, i slack.InteractionCallback)
	// Validate decides the answer to a modal that is submitted, at once and without
	// any effect: it may be asked twice. Nil closes the modal. Errors, or another
	// view, keep it open, and Submit is not called then.
	Validate(i slack.InteractionCallback) *slack.ViewSubmissionResponse
	// Submit is a modal that was accepted.
	Submit(ctx context.Context, i slack.InteractionCallback)
	// Command is a slash command, from any channel or conversation.
	Command(ctx context.Context, c slack.SlashCommand)
	// Home is a user who has opened the app's home tab. Slack may tell it again.
	Home(ctx context.Context, user string)
}

const (
	// lanes is how many presses are handled at once, and laneLength how many may
	// wait behind each. A full lane leaves a press unacknowledged, so that the user
	// sees that it did not work.
	lanes      = 8
	laneLength = 16
	// ackTimeout is for an acknowledgement to find room while the socket reconnects.
	ackTimeout = 2 * time.Second
	// drainTimeout is for what was acknowledged when the program stops.
	drainTimeout = 10 * time.Second
)

// dispatcher acknowledges what arrives and has it handled.
type dispatcher struct {
	handler Handler
	log     *slog.Logger
	lanes   [lanes]chan func(context.Context)
	working sync.WaitGroup
	release context.CancelFunc
	seen    memory
}

// newDispatcher starts the workers. Their context outlives ctx by drainTimeout.
func newDispatcher(ctx context.Context, h Handler, log *slog.Logger) *dispatcher {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(drainTimeout, cancel)
		context.AfterFunc(work, func() { timer.Stop() })
	})
	d := &dispatcher{handler: h, log: log, seen: memory{}, release: func() { unhook(); cancel() }}
	for i := range d.lanes {
		lane := make(chan func(context.Context), laneLength)
		d.lanes[i] = lane
		d.working.Go(func() {
			for job := range lane {
				job(work)
			}
		})
	}
	return d
}

// stop waits until what was acknowledged has been handled.
func (d *dispatcher) stop() {
	for _, lane := range d.lanes {
		close(lane)
	}
	d.working.Wait()
	d.release()
}

// take answers one event of the socket. It runs in one goroutine.
func (d *dispatcher) take(ctx context.Context, client *socketmode.Client, ev socketmode.Event) {
	if ev.Request == nil || ev.Request.EnvelopeID == "" {
		return
	}
	envelope := ev.Request.EnvelopeID
	switch data := ev.Data.(type) {
	case slack.InteractionCallback:
		d.interaction(ctx, client, envelope, data)
	case slack.SlashCommand:
		d.accept(ctx, client, arrival{envelope, data.TriggerID, data.UserID}, nil,
			func(ctx context.Context) { d.handler.Command(ctx, data) })
	case slackevents.EventsAPIEvent:
		home, ok := data.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent)
		if !ok || home.Tab != homeTab {
			d.acknowledge(ctx, client, envelope, nil)
			return
		}
		d.accept(ctx, client, arrival{envelope, "", home.User}, nil, func(ctx context.Context) { d.handler.Home(ctx, home.User) })
	default:
		d.acknowledge(ctx, client, envelope, nil)
	}
}

// homeTab is the tab of the app that shows what is published; the other has
// messages.
const homeTab = "home"

func (d *dispatcher) interaction(ctx context.Context, client *socketmode.Client, envelope string, i slack.InteractionCallback) {
	lane := i.Container.MessageTs
	if lane == "" {
		lane = i.View.RootViewID + i.View.ID
	}
	a := arrival{envelope, i.TriggerID, lane}
	switch i.Type {
	case slack.InteractionTypeBlockActions:
		d.accept(ctx, client, a, nil, func(ctx context.Context) { d.handler.Press(ctx, i) })
	case slack.InteractionTypeViewSubmission:
		answer := d.handler.Validate(i)
		if answer != nil && answer.ResponseAction != slack.RAClear {
			d.acknowledge(ctx, client, envelope, answer)
			return
		}
		var payload any // an untyped nil: a nil pointer would be sent as null
		if answer != nil {
			payload = answer
		}
		d.accept(ctx, client, a, payload, func(ctx context.Context) { d.handler.Submit(ctx, i) })
	default:
		d.acknowledge(ctx, client, envelope, nil)
	}
}

// arrival is something that came: the envelope it came in, the trigger that names
// it in any other envelope, and what keeps it in order with others.
type arrival struct{ envelope, trigger, lane string }

// accept acknowledges what arrived and puts it into its lane, once: Slack may
// deliver it again, in the same envelope or another. Without room it does
// neither.
func (d *dispatcher) accept(ctx context.Context, client *socketmode.Client, a arrival, payload any, job func(context.Context)) {
	lane := d.lane(a.lane)
	if !d.seen.has(a.envelope, a.trigger) {
		if len(lane) == cap(lane) {
			d.log.LogAttrs(ctx, slog.LevelError, "slack press refused, too many wait")
			return
		}
		if !d.acknowledge(ctx, client, a.envelope, payload) {
			return
		}
		d.seen.keep(time.Now(), a.envelope, a.trigger)
		lane <- job // only this goroutine fills lanes, so there is room
		return
	}
	d.acknowledge(ctx, client, a.envelope, payload)
}

// lane keeps the presses on one message, in one modal, or the commands of one
// user in order.
func (d *dispatcher) lane(key string) chan func(context.Context) {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(key))
	return d.lanes[hash.Sum32()%lanes]
}

// acknowledge queues an acknowledgement and reports whether there was room.
func (d *dispatcher) acknowledge(ctx context.Context, client *socketmode.Client, envelope string, payload any) bool {
	ctx, cancel := context.WithTimeout(ctx, ackTimeout)
	defer cancel()
	if err := client.AckCtx(ctx, envelope, payload); err != nil {
		d.log.LogAttrs(ctx, slog.LevelError, "slack press not acknowledged")
		return false
	}
	return true
}

// memoryFor is how long Slack may deliver an envelope again.
const memoryFor = time.Hour

// memory knows the envelopes and triggers of the last hour.
type memory map[string]time.Time

// has reports whether any of the ids is known.
func (m memory) has(ids ...string) bool {
	for _, id := range ids {
		if _, ok := m[id]; ok && id != "" {
			return true
		}
	}
	return false
}

// keep remembers ids and forgets what is too old.
func (m memory) keep(now time.Time, ids ...string) {
	for id, at := range m {
		if now.Sub(at) > memoryFor {
			delete(m, id)
		}
	}
	for _, id := range ids {
		m[id] = now
	}
}
