package desk

import (
	"errors"
	"maps"
	"slices"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/store"
)

// Ways are the roads an alarm of the system is told by.
type Ways struct{ Mail, Slack bool }

// SystemAlarm tells every adviser who is not away with a deputy, and the operator,
// that something outside any inquiry must be looked at, once for each name. It
// reports whether the alarm is new.
func (d *Desk) SystemAlarm(tx *store.Tx, a letter.Alarm, name string, by Ways, now time.Time) (bool, error) {
	base := alarmBase(a.Code, name)
	seen, err := tx.Fact(base)
	if err != nil || seen != "" {
		return false, err
	}
	if by.Mail {
		words, err := d.wordsOf(a)
		if err != nil {
			return false, err
		}
		to := d.told(now)
		for _, who := range slices.Sorted(maps.Keys(to)) {
			if err := d.mailOffice(tx, store.Inquiry{}, now, base+"/"+who, to[who], words.to(who)); err != nil {
				return false, err
			}
		}
	}
	if by.Slack {
		m, err := d.summons(a, d.advisers("", casework.Inquiry{}, now))
		if err != nil {
			return false, err
		}
		if err := d.line(tx, store.Inquiry{}, casework.Event{At: now}, base+"/"+slackName, m); err != nil {
			return false, err
		}
	}
	return true, tx.SetFact(base, now.UTC().Format(time.RFC3339))
}

// AllClear tells whoever has heard an alarm of the system that it is over. Who has
// not heard it yet will not: what still waits is called off.
func (d *Desk) AllClear(tx *store.Tx, of letter.AlarmCode, name string, over letter.Alarm, now time.Time) error {
	base, next := alarmBase(of, name), alarmBase(over.Code, name)
	words, err := d.wordsOf(over)
	if err != nil {
		return err
	}
	to := d.told(now)
	for _, who := range slices.Sorted(maps.Keys(to)) {
		heard, err := heard(tx, base+"/"+who, now)
		if err == nil && heard {
			err = d.mailOffice(tx, store.Inquiry{}, now, next+"/"+who, to[who], words.to(who))
		}
		if err != nil {
			return err
		}
	}
	if heard, err := heard(tx, base+"/"+slackName, now); err != nil || !heard {
		return err
	}
	m, err := d.summons(over, nil)
	if err != nil {
		return err
	}
	return d.line(tx, store.Inquiry{}, casework.Event{At: now}, next+"/"+slackName, m)
}

// heard reports whether an alarm has left. One that still waits is called off.
func heard(tx *store.Tx, key string, now time.Time) (bool, error) {
	o, err := tx.OutgoingByKey(key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case o.State == store.OutPending:
		return false, tx.CancelWaiting([]string{key}, now)
	}
	return o.State != store.OutFailed, nil
}

// slackName and operatorName stand for the channel and the operator in keys, where
// an adviser's id would; no id has such a form.
const (
	slackName    = "-slack"
	operatorName = "-operator"
)

func alarmBase(code letter.AlarmCode, name string) string {
	return "system/" + string(code) + "/" + name
}

// told are the addresses alarms of the system go to.
func (d *Desk) told(now time.Time) map[string]string {
	to := d.alarmed(casework.Inquiry{}, now)
	delete(to, contactName)
	if d.cfg.Operator != "" {
		to[operatorName] = d.cfg.Operator
	}
	return to
}

// alarmWords is an alarm as those who are told of it read it.
type alarmWords struct{ advisers, operator letter.Rendered }

func (d *Desk) wordsOf(a letter.Alarm) (w alarmWords, err error) {
	if w.advisers, err = d.letters.RenderAlarm(a); err == nil && d.cfg.Operator != "" {
		w.operator, err = d.letters.RenderForOperator(a)
	}
	return w, err
}

// to is the text for one of those that are told.
func (w alarmWords) to(who string) letter.Rendered {
	if who == operatorName {
		return w.operator
	}
	return w.advisers
}

func (d *Desk) summons(a letter.Alarm, to []card.Adviser) (card.Message, error) {
	text, err := d.letters.AlarmLine(a)
	return card.Summons(text, to), err
}

// DirectAlarm is an alarm for when nothing can be stored: the mails as they are
// handed to the relay, and what is posted to the channel.
func (d *Desk) DirectAlarm(a letter.Alarm, name string, now time.Time) (mails []Posting, post card.Message, err error) {
	words, err := d.wordsOf(a)
	if err != nil {
		return nil, post, err
	}
	for who, to := range d.told(now) {
		mail, err := d.officeMail(store.Inquiry{}, now, alarmBase(a.Code, name)+"/"+who, to, words.to(who))
		if err != nil {
			return nil, post, err
		}
		mails = append(mails, mail)
	}
	post, err = d.summons(a, d.advisers("", casework.Inquiry{}, now))
	return mails, post, err
}
