package outbox

import (
	"context"
	"time"

	"borgerbot/internal/store"
)

// recordEvery is how long a database in trouble is left alone.
const recordEvery = 5 * time.Second

// record writes down how a call ended, and while the database is in trouble tries
// until it is written: what stays claimed goes a second time after a restart, and
// until then nobody hears how it ended. Its road claims nothing new meanwhile. A
// daemon that stops tries once more.
func (o *Outbox) record(ctx context.Context, fn func(*store.Tx) error) error {
	for {
		last := ctx.Err() != nil
		err := o.store.Update(context.WithoutCancel(ctx), fn)
		if last || !store.Trouble(err) {
			return err
		}
		o.log.Error("how a call ended cannot be written down; it is tried again", "err", err)
		timer := time.NewTimer(recordEvery)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}
