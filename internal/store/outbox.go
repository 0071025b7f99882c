package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"borgerbot/internal/casework"
)

// OutChannel is the road something in the outbox takes.
type OutChannel string

// The channels.
const (
	OutMail  OutChannel = "mail"  // a letter, to the relay
	OutSlack OutChannel = "slack" // a line, to the channel
	OutIMAP  OutChannel = "imap"  // a draft, a flag or a move, to the mailbox
)

// OutState is how far something in the outbox has come.
type OutState string

// The states.
const (
	OutPending   OutState = "pending"   // waits for its time, or for the next try
	OutSending   OutState = "sending"   // claimed: the call is under way
	OutUncertain OutState = "uncertain" // nobody knows whether the call took effect
	OutDelivered OutState = "delivered"
	OutFailed    OutState = "failed"
	OutCancelled OutState = "cancelled" // taken back before it was claimed
)

// Outgoing is something that must follow from an event, once.
type Outgoing struct {
	ID        int64
	Key       string
	Channel   OutChannel
	Kind      string // a letter's id, or what is done
	Inquiry   casework.ID
	State     OutState
	Automatic bool
	Due       time.Time
	Created   time.Time
	Claimed   time.Time
	Attempts  int
	Resent    int
	MailID    string // the letter's Message-ID
	ToHash    string // keyed hash of the recipient, for the caps
	Phase     string // how far the last try came; empty before it
	Payload   []byte // opened only by [Tx.Claim] and [Tx.OutgoingPayload]
	keyID     string
}

// Result is how a try ended, in codes that hold nothing personal.
type Result struct {
	Code     int
	Enhanced string
	Phase    string
}

// Enqueue puts something into the outbox under its key. What has been under the
// key before stays, unless it was cancelled: the same key is never sent twice.
func (t *Tx) Enqueue(o Outgoing, key string) error {
	payload, err := t.store.vault.Seal(t.ctx, key, o.Payload, outPlace(o.Key))
	if err != nil {
		return fmt.Errorf("seal %s: %w", o.Kind, err)
	}
	var inquiry, mailID, toHash any
	if o.Inquiry != "" {
		inquiry = o.Inquiry
	}
	if o.MailID != "" {
		mailID = o.MailID
	}
	if o.ToHash != "" {
		toHash = o.ToHash
	}
	t.work |= workOn(o.Channel)
	return t.exec(`
		INSERT INTO outbox (
		  key, channel, kind, inquiry_id, state, automatic, due_at, created_at, mail_id, to_hash, key_id, payload)
		VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE
		SET state = 'pending', due_at = excluded.due_at, created_at = excluded.created_at, settled_at = NULL,
		    attempts = 0, to_hash = excluded.to_hash, automatic = excluded.automatic,
		    key_id = excluded.key_id, payload = excluded.payload
		WHERE outbox.state = 'cancelled'`,
		o.Key, o.Channel, o.Kind, inquiry, o.Automatic, stamp(o.Due), stamp(o.Created), mailID, toHash, key, payload)
}

func outPlace(key string) string { return "outbox " + key }

// KeyOf is the key that seals what belongs to an inquiry.
func (q Inquiry) KeyOf() string { return q.keyID }

const outgoingColumns = `
	id, key, channel, kind, COALESCE(inquiry_id, ''), state, automatic, due_at, created_at, claimed_at,
	attempts, resent, COALESCE(mail_id, ''), COALESCE(to_hash, ''), phase, key_id`

func (t *Tx) outgoing(query string, args ...any) ([]Outgoing, error) {
	var all []Outgoing
	err := t.each(query, args, func(rows *sql.Rows) error {
		var o Outgoing
		err := rows.Scan(&o.ID, &o.Key, &o.Channel, &o.Kind, &o.Inquiry, &o.State, &o.Automatic, instant{&o.Due},
			instant{&o.Created}, instant{&o.Claimed}, &o.Attempts, &o.Resent, &o.MailID, &o.ToHash, &o.Phase, &o.keyID)
		all = append(all, o)
		return err
	})
	return all, err
}

func (t *Tx) oneOutgoing(query string, args ...any) (Outgoing, error) {
	all, err := t.outgoing(query, args...)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Outgoing{}, err
	}
	return all[0], nil
}

// Claim takes the longest due item of a channel, with its payload, or
// [ErrNotFound]. When the claim is committed the call may begin; whoever finds
// it claimed after a restart does not know whether it took effect.
func (t *Tx) Claim(c OutChannel, now time.Time) (Outgoing, error) {
	o, err := t.oneOutgoing(`
		SELECT `+outgoingColumns+`
		FROM outbox
		WHERE channel = ? AND state = 'pending' AND due_at <= ?
		ORDER BY due_at, id
		LIMIT 1`, c, stamp(now))
	if err != nil {
		return Outgoing{}, err
	}
	err = t.exec(`
		UPDATE outbox
		SET state = 'sending', claimed_at = ?, attempts = attempts + 1
		WHERE id = ?`, stamp(now), o.ID)
	if err != nil {
		return Outgoing{}, err
	}
	o.State, o.Claimed, o.Attempts = OutSending, now, o.Attempts+1
	o.Payload, err = t.OutgoingPayload(o)
	return o, err
}

// ClaimedSince is when items of a channel were last claimed, from an instant on,
// in rising order. It looks at the newest items only.
func (t *Tx) ClaimedSince(c OutChannel, since time.Time) ([]time.Time, error) {
	var all []time.Time
	err := t.each(`
		SELECT claimed_at
		FROM outbox
		WHERE id > (SELECT MAX(id) FROM outbox) - 1000 AND channel = ? AND claimed_at >= ?
		ORDER BY id`, []any{c, stamp(since)}, func(rows *sql.Rows) error {
		var at time.Time
		err := rows.Scan(instant{&at})
		all = append(all, at)
		return err
	})
	slices.SortFunc(all, time.Time.Compare)
	return all, err
}

// OutgoingPayload opens the payload of an item.
func (t *Tx) OutgoingPayload(o Outgoing) ([]byte, error) {
	var sealed []byte
	if err := t.scan(`SELECT payload FROM outbox WHERE id = ?`, []any{o.ID}, &sealed); err != nil {
		return nil, err
	}
	return t.store.vault.Open(t.ctx, o.keyID, sealed, outPlace(o.Key))
}

// Due counts the items of a channel that are due, up to a limit.
func (t *Tx) Due(c OutChannel, now time.Time, limit int) (int, error) {
	return t.count(`
		SELECT COUNT(*)
		FROM (SELECT 1 FROM outbox WHERE channel = ? AND state = 'pending' AND due_at <= ? LIMIT ?)`, c, stamp(now), limit)
}

// NextDue is when the next item of a channel falls due; zero is never.
func (t *Tx) NextDue(c OutChannel) (time.Time, error) {
	var next time.Time
	err := t.scan(`SELECT MIN(due_at) FROM outbox WHERE channel = ? AND state = 'pending'`, []any{c}, instant{&next})
	return next, err
}

// Finish records the end of an item.
func (t *Tx) Finish(id int64, state OutState, now time.Time, r Result) error {
	return t.exec(`
		UPDATE outbox
		SET state = ?, settled_at = ?, code = ?, enhanced = ?, phase = ?
		WHERE id = ?`, state, stamp(now), r.Code, r.Enhanced, r.Phase, id)
}

// Forget blanks what a settled item was about.
func (t *Tx) Forget(id int64) error {
	return t.exec(`UPDATE outbox SET payload = NULL WHERE id = ? AND settled_at IS NOT NULL`, id)
}

// Postpone gives an item back for another try at due, unless it was called off
// meanwhile.
func (t *Tx) Postpone(id int64, due time.Time, r Result) error {
	return t.exec(`
		UPDATE outbox
		SET state = 'pending', due_at = ?, code = ?, enhanced = ?, phase = ?
		WHERE id = ? AND settled_at IS NULL`, stamp(due), r.Code, r.Enhanced, r.Phase, id)
}

// Resend gives an item in doubt back for one more try.
func (t *Tx) Resend(id int64, due time.Time) error {
	t.work |= WorkMail | WorkSlack | WorkIMAP
	return t.exec(`
		UPDATE outbox
		SET state = 'pending', due_at = ?, resent = resent + 1
		WHERE id = ? AND state = 'uncertain'`, stamp(due), id)
}

// Doubt records that nobody knows whether an item took effect, unless it was called
// off meanwhile.
func (t *Tx) Doubt(id int64, r Result) error {
	return t.exec(`
		UPDATE outbox
		SET state = 'uncertain', code = ?, enhanced = ?, phase = ?
		WHERE id = ? AND settled_at IS NULL`, r.Code, r.Enhanced, r.Phase, id)
}

// DoubtClaimed turns what a stopped process left claimed into doubt, and
// returns how many.
func (t *Tx) DoubtClaimed() (int64, error) {
	return t.change(`
		UPDATE outbox
		SET state = 'uncertain', phase = 'restart'
		WHERE state = 'sending' AND settled_at IS NULL`)
}

// Unsettled returns the items of a channel whose end is not known, oldest first.
func (t *Tx) Unsettled(c OutChannel) ([]Outgoing, error) {
	return t.outgoing(`
		SELECT `+outgoingColumns+`
		FROM outbox
		WHERE settled_at IS NULL AND channel = ?
		ORDER BY id`, c)
}

// FiledOf returns what may lie in the mailbox of what an inquiry has sent: its
// letters, drafts and copies.
func (t *Tx) FiledOf(q casework.ID) ([]Outgoing, error) {
	return t.outgoing(`
		SELECT `+outgoingColumns+`
		FROM outbox
		WHERE inquiry_id = ? AND channel IN ('mail', 'imap') AND attempts > 0 AND payload IS NOT NULL`, q)
}

// InDoubt returns the items of a channel that are in doubt.
func (t *Tx) InDoubt(c OutChannel) ([]Outgoing, error) {
	return t.outgoing(`
		SELECT `+outgoingColumns+`
		FROM outbox
		WHERE state = 'uncertain' AND settled_at IS NULL AND channel = ?
		ORDER BY id`, c)
}

// Cancel takes items back. It reports false, having changed nothing, when one of
// them has been claimed.
func (t *Tx) Cancel(keys []string, now time.Time) (bool, error) {
	for _, key := range keys {
		o, err := t.OutgoingByKey(key)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		if o.State != OutPending || o.Attempts > 0 {
			return false, nil
		}
	}
	for _, key := range keys {
		err := t.exec(`UPDATE outbox SET state = 'cancelled', settled_at = ? WHERE key = ?`, stamp(now), key)
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// CancelWaiting cancels the letters that still wait to be sent, tried before or not.
// What is being sent, or has been, is left as it is.
func (t *Tx) CancelWaiting(keys []string, now time.Time) error {
	for _, key := range keys {
		err := t.exec(`UPDATE outbox SET state = 'cancelled', settled_at = ? WHERE key = ? AND state = 'pending'`, stamp(now), key)
		if err != nil {
			return err
		}
	}
	return nil
}

// OutgoingByKey returns an item by its key, or [ErrNotFound].
func (t *Tx) OutgoingByKey(key string) (Outgoing, error) {
	return t.oneOutgoing(`SELECT `+outgoingColumns+` FROM outbox WHERE key = ?`, key)
}

// OutgoingByMailID returns a letter by its Message-ID, or [ErrNotFound].
func (t *Tx) OutgoingByMailID(mailID string) (Outgoing, error) {
	return t.oneOutgoing(`SELECT `+outgoingColumns+` FROM outbox WHERE mail_id = ?`, mailID)
}

// AutomaticLetters counts the automatic letters decided since an instant.
func (t *Tx) AutomaticLetters(since time.Time) (int, error) {
	return t.count(`
		SELECT COUNT(*)
		FROM outbox
		WHERE automatic = 1 AND channel = 'mail' AND created_at > ? AND state <> 'cancelled'`, stamp(since))
}

// AutomaticLettersTo counts the automatic letters to one recipient decided since
// an instant.
func (t *Tx) AutomaticLettersTo(toHash string, since time.Time) (int, error) {
	return t.count(`
		SELECT COUNT(*)
		FROM outbox
		WHERE automatic = 1 AND channel = 'mail' AND to_hash = ? AND created_at > ? AND state <> 'cancelled'`,
		toHash, stamp(since))
}
