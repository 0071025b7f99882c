package store

import (
	"fmt"
	"time"
)

// SetBack mends what was written down while the clock was ahead by so much, and so
// lies in the future at now: a letter would wait for a day to be tried again, a card
// to be posted, a journal to be put into the records system's folder, the clock to look
// at an inquiry; and a letter of the future counts against the caps of now. What was
// settled stays as it was told. It returns how many letters, lines and drafts it moved.
func (t *Tx) SetBack(now time.Time, ahead time.Duration) (int64, error) {
	at, by := stamp(now), fmt.Sprintf("-%.3f seconds", ahead.Seconds())
	moved, err := t.change(`
		UPDATE outbox
		SET due_at = MAX(?1, strftime('%Y-%m-%dT%H:%M:%fZ', due_at, ?2)),
		    created_at = CASE WHEN created_at > ?1 THEN strftime('%Y-%m-%dT%H:%M:%fZ', created_at, ?2) ELSE created_at END,
		    claimed_at = CASE WHEN claimed_at > ?1 THEN strftime('%Y-%m-%dT%H:%M:%fZ', claimed_at, ?2) ELSE claimed_at END
		WHERE settled_at IS NULL AND (created_at > ?1 OR claimed_at > ?1)`, at, by)
	if err != nil {
		return 0, err
	}
	t.work |= WorkMail | WorkSlack | WorkIMAP
	for _, query := range []string{`
		UPDATE outbox
		SET created_at = strftime('%Y-%m-%dT%H:%M:%fZ', created_at, ?2)
		WHERE automatic = 1 AND channel = 'mail' AND created_at > ?1`, `
		UPDATE cards
		SET posting_at = strftime('%Y-%m-%dT%H:%M:%fZ', posting_at, ?2)
		WHERE wanted > posted AND posting_at > ?1`, `
		UPDATE cards
		SET due_at = MAX(?1, strftime('%Y-%m-%dT%H:%M:%fZ', due_at, ?2))
		WHERE wanted > posted AND due_at > ?1`, `
		UPDATE cards
		SET refresh_at = MAX(?1, strftime('%Y-%m-%dT%H:%M:%fZ', refresh_at, ?2))
		WHERE refresh_at > ?1`, `
		UPDATE facts
		SET value = MAX(?1, strftime('%Y-%m-%dT%H:%M:%fZ', value, ?2))
		WHERE name >= '` + filingFacts + `' AND name < '` + filingEnd + `' AND value > ?1`,
	} {
		if _, err := t.change(query, at, by); err != nil {
			return 0, err
		}
	}
	return moved, t.exec(`
		UPDATE inquiries
		SET wake_at = ?1
		WHERE wake_at > ?1 AND state NOT IN ('closed', 'erased')`, at)
}
