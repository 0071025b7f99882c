package daemon

import (
	"context"
	"time"

	"borgerbot/internal/desk"
	"borgerbot/internal/health"
	"borgerbot/internal/letter"
	"borgerbot/internal/outbox"
	"borgerbot/internal/store"
)

// outageWords are the alarms that tell of an outage and of its end, and what the
// log says.
type outageWords struct {
	begun, over letter.AlarmCode
	says        string
}

func alarmOf(o health.Outage) outageWords {
	switch {
	case o.Untrusted != "":
		return outageWords{letter.SlackUntrusted, letter.SlackTrusted, distrustAdvice(letter.Distrust(o.Untrusted))}
	case o.Kind == health.Mailbox:
		return outageWords{letter.MailboxDown, letter.MailboxBack, "mail cannot be fetched"}
	case o.Kind == health.Slack:
		return outageWords{letter.SlackDown, letter.SlackBack, "slack cannot be reached"}
	case o.Kind == health.Relay:
		return outageWords{letter.SMTPDown, letter.SMTPBack, "letters cannot be handed over"}
	case o.Kind == health.Records:
		return outageWords{letter.RecordsDown, letter.RecordsBack, "journals cannot be put into the records system's folder"}
	}
	return outageWords{letter.DatabaseDown, letter.DatabaseBack, "the database cannot be written"}
}

// ways are the roads that tell of an outage: every one but its own.
func ways(o health.Outage) desk.Ways {
	return desk.Ways{Mail: o.Kind != health.Relay, Slack: o.Kind != health.Slack}
}

// alarm is the alarm that tells of an outage; its name is the same for as long as
// the outage lasts, over restarts too.
func (d *Daemon) alarm(o health.Outage) (a letter.Alarm, name string) {
	a = letter.Alarm{Code: alarmOf(o).begun, Mailbox: o.Name, Why: letter.Distrust(o.Untrusted), Cause: o.Code}
	if !o.Since.IsZero() {
		a.Began = o.Since.In(d.cfg.Location)
	}
	return a, o.Name + o.Untrusted + "/" + o.Told.UTC().Format(time.RFC3339)
}

func (d *Daemon) tell(tx *store.Tx, o health.Outage, now time.Time) error {
	a, name := d.alarm(o)
	_, err := d.Desk.SystemAlarm(tx, a, name, ways(o), now)
	return err
}

// clear tells that an outage is over. That of the database was told directly, so
// that nothing is known of who has heard it.
func (d *Daemon) clear(tx *store.Tx, o health.Outage, now time.Time) error {
	a, name := d.alarm(o)
	over := letter.Alarm{Code: alarmOf(o).over, Mailbox: o.Name}
	if o.Kind == health.Database {
		_, err := d.Desk.SystemAlarm(tx, over, name, ways(o), now)
		return err
	}
	return d.Desk.AllClear(tx, a.Code, name, over, now)
}

// tellDirectly tells of an outage without storing anything, as well as it can.
func (d *Daemon) tellDirectly(ctx context.Context, o health.Outage, now time.Time) {
	a, name := d.alarm(o)
	mails, post, err := d.Desk.DirectAlarm(a, name, now)
	if err != nil {
		d.log.Error("alarm could not be written", "code", a.Code, "err", err)
		return
	}
	told := 0
	if ways(o).Mail {
		for _, mail := range mails {
			if d.relays[0].Send(ctx, mail).Ending == outbox.Done {
				told++
			}
		}
	}
	if ways(o).Slack && d.channel.Trusted(ctx) {
		_, outcome := d.channel.Put(ctx, outbox.Post{Text: post.Text, Blocks: post.Blocks, Key: d.Names.Card(name)})
		if outcome.Ending == outbox.Done {
			told++
		}
	}
	d.log.Error("alarm told directly", "code", a.Code, "count", told)
}

func (d *Daemon) logBegun(o health.Outage) {
	words, cause := alarmOf(o), o.Code
	if o.Untrusted != "" {
		cause = o.Untrusted
		if who := d.channel.stranger(); who != "" {
			cause += " " + who
		}
	}
	d.log.Error(words.says, "trouble", o.Name, "cause", cause)
	d.log.Error("alarm", "code", words.begun)
}

// raise mails the advisers and the operator of what is no outage, once for each
// name.
func (d *Daemon) raise(a letter.Alarm, name string) {
	now := time.Now()
	fresh := false
	err := d.update(func(tx *store.Tx) (err error) {
		fresh, err = d.Desk.SystemAlarm(tx, a, a.Mailbox+"/"+name, desk.Ways{Mail: true, Slack: true}, now)
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

// today names alarms that are raised once a day.
func (d *Daemon) today() string { return d.cfg.Rules().Today(time.Now()).String() }

// distrustAdvice says to the operator what is wrong and what to mend.
func distrustAdvice(why letter.Distrust) string {
	switch why {
	case letter.ChannelAbsent:
		return "the bot cannot see the channel: invite it there, or mend the channel's id in the configuration; nothing is posted"
	case letter.ChannelArchived:
		return "the channel is archived: take it out of the archive, or configure another; nothing is posted"
	}
	return "the channel is not the advisers' alone: mend the channel, or the list of advisers; nothing is posted"
}
