package daemon

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
	"borgerbot/internal/home"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/slackapp"
	"borgerbot/internal/store"
	"borgerbot/internal/triage"
)

// ears hears what advisers do in Slack.
type ears struct {
	*triage.Triage
	home *home.Home
}

// Home implements slackapp.Handler.
func (e ears) Home(ctx context.Context, user string) { e.home.Open(ctx, user) }

// tabs shows home tabs. A tab that Slack will not take is not tried again before
// it changes: whoever it is for may have left.
type tabs struct{ *slackapp.App }

// Publish implements home.Slack.
func (t tabs) Publish(ctx context.Context, user string, blocks []slack.Block) error {
	err := t.PublishHome(ctx, user, blocks)
	var e *slackapp.Error
	if errors.As(err, &e) && (e.Kind == slackapp.Bug || e.Kind == slackapp.Gone) {
		return nil
	}
	return err
}

// adopt takes in mail that was left alone, and has it handled at once.
func (d *Daemon) adopt(ctx context.Context, name string) error {
	var err error
	if at, ok := store.ParsePlace(name); ok { // it has not been fetched
		err = d.AdoptPlace(ctx, at, d.dial, d.log)
	} else {
		err = d.AdoptMessage(ctx, casework.MessageID(name))
	}
	var e *mailbox.Error
	if errors.Is(err, ErrNotAutomatic) ||
		errors.As(err, &e) && (e.Code == mailbox.CodeMessage || e.Code == mailbox.CodeStale) {
		return triage.ErrNothingToAdopt
	}
	if err == nil {
		d.intake.Look()
		d.home.Ring()
	}
	return err
}
