package desk

import (
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// callDeputy calls who stands in for the holder when a letter has come to what is
// hers: she is not there to see it. What calls by itself has called him.
func (d *Desk) callDeputy(tx *store.Tx, q store.Inquiry, ev casework.Event, effects []casework.Effect) error {
	calls := func(e casework.Effect) bool {
		_, ok := e.(casework.Ping)
		return ok
	}
	if ev.Mail == nil || ev.By.Role == casework.ByAdviser || slices.ContainsFunc(effects, calls) {
		return nil
	}
	v := d.view(ev.At)
	deputy, ok := v.Deputy(q.Course.Holder, q.Apart())
	if !ok {
		return nil
	}
	key := string(q.ID) + "/line/" + ev.Press + "/deputy"
	return d.line(tx, q, ev, key, d.deck.StandsIn(deputy, q.Inquiry, v))
}
