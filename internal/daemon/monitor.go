package daemon

import (
	"context"
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
// cannot be handed over. It tells once a day for each.
func (d *Daemon) monitor(ctx context.Context) error {
	for sleep(ctx, lookEvery) {
		d.channel.Trusted(ctx) // known also when there is nothing to post
		now := time.Now()
		for _, w := range d.watchers {
			s := w.Status()
			last := s.Inbox.LastGood
			if last.IsZero() {
				last = d.started
			}
			if now.Sub(last) > patience {
				d.log.Error("mail cannot be fetched", "mailbox", s.Mailbox, "code", s.Inbox.LastError)
				d.raise(letter.MailboxDown, s.Mailbox, 0)
			}
		}
		d.lookOutside(now)
	}
	return nil
}

func (d *Daemon) lookOutside(now time.Time) {
	s := d.state.snapshot()
	if s.distrust != "" {
		d.log.Error("the channel is not the advisers' alone; nothing is posted", "code", s.distrust)
		d.raiseAlarm(letter.Alarm{Code: letter.SlackUntrusted, Why: distrustWords(s.distrust)})
	}
	if !s.slackBroken.IsZero() && now.Sub(s.slackBroken) > patience {
		d.log.Error("slack cannot be reached", "err", s.slackError)
		d.raise(letter.SlackDown, "", 0)
	}
	if !s.relayBroken.IsZero() && now.Sub(s.relayBroken) > patience {
		d.log.Error("letters cannot be handed over", "err", s.relayError)
		d.raise(letter.SMTPDown, "", 0)
	}
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
