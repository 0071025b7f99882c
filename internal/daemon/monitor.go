package daemon

import (
	"context"
	"strings"
	"time"

	"borgerbot/internal/letter"
	"borgerbot/internal/store"
)

const (
	// lookEvery is how often the monitor looks.
	lookEvery = time.Minute
	// patience is for how long something outside may be away before the advisers
	// are told.
	patience = 15 * time.Minute
)

// monitor tells the advisers, by mail, and the log when a road to the outside is
// closed: mail cannot be fetched, the channel is not the advisers' alone, letters
// cannot be handed over. It looks at once when the daemon starts, so that a wrong
// token or channel shows while the operator is there. The mail goes once a day for each; the log says when it
// begins and when it is over.
func (d *Daemon) monitor(ctx context.Context) error {
	known := map[string]bool{}
	for awake := true; awake; awake = sleep(ctx, lookEvery) {
		d.channel.Trusted(ctx) // known also when there is nothing to post
		found := map[string]bool{}
		for _, t := range d.troubles(time.Now()) {
			found[t.name()] = true
			if !known[t.name()] {
				d.log.Error(t.says, "trouble", t.name(), "cause", t.cause)
			}
			d.raiseAlarm(t.alarm)
		}
		for name := range known {
			if !found[name] {
				d.log.Info("trouble is over", "trouble", name)
			}
		}
		known = found
	}
	return nil
}

// trouble is a road to the outside that is closed.
type trouble struct {
	alarm letter.Alarm
	says  string
	cause any
}

func (t trouble) name() string {
	return strings.Trim(string(t.alarm.Code)+"/"+t.alarm.Mailbox+string(t.alarm.Why), "/")
}

// troubles are the roads that are closed.
func (d *Daemon) troubles(now time.Time) []trouble {
	var found []trouble
	for _, w := range d.watchers {
		s := w.Status()
		last := s.Inbox.LastGood
		if last.IsZero() {
			last = d.started
		}
		if now.Sub(last) > patience {
			found = append(found, trouble{
				letter.Alarm{Code: letter.MailboxDown, Mailbox: s.Mailbox}, "mail cannot be fetched", s.Inbox.LastError,
			})
		}
	}
	s := d.state.snapshot()
	if why := s.trust.Why; why != "" {
		found = append(found, trouble{
			letter.Alarm{Code: letter.SlackUntrusted, Why: distrustWords(why)},
			distrustAdvice(why), strings.TrimSpace(string(why) + " " + s.trust.Member),
		})
	}
	if !s.slackBroken.IsZero() && now.Sub(s.slackBroken) > patience {
		found = append(found, trouble{letter.Alarm{Code: letter.SlackDown}, "slack cannot be reached", s.slackError})
	}
	if !s.relayBroken.IsZero() && now.Sub(s.relayBroken) > patience {
		found = append(found, trouble{letter.Alarm{Code: letter.SMTPDown}, "letters cannot be handed over", s.relayError})
	}
	return found
}

func (d *Daemon) raise(code letter.AlarmCode, mailbox string, count int) {
	d.raiseAlarm(letter.Alarm{Code: code, Mailbox: mailbox, Count: count})
}

// raiseAlarm mails the advisers, at most once a day about the same thing.
func (d *Daemon) raiseAlarm(a letter.Alarm) {
	now := time.Now()
	name := a.Mailbox + string(a.Why) + "/" + d.cfg.Rules().Today(now).String()
	fresh := false
	err := d.update(func(tx *store.Tx) (err error) {
		fresh, err = d.Desk.SystemAlarm(tx, a, name, now)
		return err
	})
	switch {
	case err != nil:
		d.log.Error("alarm could not be stored", "code", a.Code, "err", err)
	case fresh:
		d.log.Error("alarm", "code", a.Code)
		d.outbox.Ring()
	}
}
