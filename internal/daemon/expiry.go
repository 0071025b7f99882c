package daemon

import (
	"fmt"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/letter"
)

// warnings are how many days before the last day of the secret the advisers are
// told.
var warnings = []int{1, 7, 30}

// warning returns the warning that a day calls for, the nearest to the end, or
// false where none does: there is time, or the day has passed.
func warning(today, last calendar.Date) (days int, due bool) {
	left := last.Sub(today)
	for _, days := range warnings {
		if left >= 0 && left <= days {
			return days, true
		}
	}
	return 0, false
}

// watchSecret tells of a client secret that is about to expire: once for each of
// the warnings, and again for the secret after it.
func (d *Daemon) watchSecret(now time.Time) {
	last := d.cfg.OAuth.SecretExpires
	if !d.cfg.SignsInByToken() || last.IsZero() {
		return
	}
	today := d.cfg.Rules().Today(now)
	days, due := warning(today, last)
	name := fmt.Sprintf("%s/%d", last, days)
	switch {
	case name == d.secretTold:
		return
	case due:
		d.log.Warn("the client secret expires soon; make a new one in Entra, put it where oauth.secret_file says and its last day into "+
			"oauth.secret_expires, then restart", "cause", last.String())
		d.raise(letter.Alarm{Code: letter.SecretExpires, Last: last}, name)
	case last.Before(today):
		d.log.Warn("by oauth.secret_expires the client secret has expired; write the last day of the one in use", "cause", last.String())
	}
	d.secretTold = name
}
