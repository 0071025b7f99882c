package store

import (
	"time"

	"borgerbot/internal/casework"
)

// Card is the state of an inquiry's card in the channel. It is desired state:
// wanted counts up with every change, posted follows, and what lies in between
// is skipped.
type Card struct {
	Inquiry casework.ID
	Key     string // opaque, in the message's metadata
	TS      string // of the posted message; empty before
	Wanted  int
	Posted  int
	// Posting is when a post began whose end is not known. Without a TS the
	// message must be looked for before it is posted again.
	Posting time.Time
}

// WantCard asks for the card to be posted or brought up to date, and again at
// refresh, when a button on it expires; a zero refresh is never.
func (t *Tx) WantCard(q casework.ID, key string, now, refresh time.Time) error {
	t.work |= WorkSlack
	return t.exec(`
		INSERT INTO cards (inquiry_id, card_key, wanted, due_at, refresh_at)
		VALUES (?, ?, 1, ?, ?)
		ON CONFLICT (inquiry_id) DO UPDATE
		SET wanted = cards.wanted + 1, refresh_at = excluded.refresh_at,
		    due_at = CASE WHEN cards.wanted > cards.posted THEN MIN(cards.due_at, excluded.due_at) ELSE excluded.due_at END`,
		q, key, stamp(now), stamp(roundUp(refresh)))
}

// RedrawCards asks for the cards of all open inquiries to be refreshed at due, and
// returns how many. One with a button on it that expires later is refreshed then.
func (t *Tx) RedrawCards(due time.Time) (int64, error) {
	t.work |= WorkSlack
	return t.change(`
		UPDATE cards
		SET refresh_at = ?
		WHERE ts <> '' AND wanted = posted AND refresh_at IS NULL AND inquiry_id IN (
		  SELECT id FROM inquiries WHERE state NOT IN ('closed', 'erased'))`, stamp(due))
}

const cardColumns = `inquiry_id, card_key, ts, wanted, posted, posting_at`

func (t *Tx) card(query string, args ...any) (c Card, err error) {
	err = t.scan(query, args, &c.Inquiry, &c.Key, &c.TS, &c.Wanted, &c.Posted, instant{&c.Posting})
	return c, err
}

// ClaimCard takes the card that has waited longest for what happened to be seen on
// it, or [ErrNotFound]. Posting is as it was before the claim.
func (t *Tx) ClaimCard(now time.Time) (Card, error) {
	c, err := t.card(`
		SELECT `+cardColumns+`
		FROM cards
		WHERE wanted > posted AND due_at <= ?
		ORDER BY due_at
		LIMIT 1`, stamp(now))
	if err != nil {
		return Card{}, err
	}
	return c, t.exec(`UPDATE cards SET posting_at = COALESCE(posting_at, ?) WHERE inquiry_id = ?`, stamp(now), c.Inquiry)
}

// ClaimRefresh takes the card whose time to be refreshed came first, as
// [Tx.ClaimCard] does, or [ErrNotFound]. Nothing has happened on such a card: it
// only shows what is no longer so, and can wait for those on which something has.
func (t *Tx) ClaimRefresh(now time.Time) (Card, error) {
	c, err := t.card(`
		SELECT `+cardColumns+`
		FROM cards
		WHERE refresh_at <= ?
		ORDER BY refresh_at
		LIMIT 1`, stamp(now))
	if err != nil {
		return Card{}, err
	}
	c.Wanted++
	return c, t.exec(`
		UPDATE cards
		SET wanted = ?, refresh_at = NULL, due_at = ?, posting_at = COALESCE(posting_at, ?)
		WHERE inquiry_id = ?`, c.Wanted, stamp(now), stamp(now), c.Inquiry)
}

// CardPosted records that a version of the card is in the channel.
func (t *Tx) CardPosted(q casework.ID, ts string, version int) error {
	return t.exec(`
		UPDATE cards
		SET ts = ?, posted = ?, posting_at = NULL
		WHERE inquiry_id = ?`, ts, version, q)
}

// CardFailed puts the card off until due. sure says that nothing was posted.
func (t *Tx) CardFailed(q casework.ID, due time.Time, sure bool) error {
	return t.exec(`
		UPDATE cards
		SET due_at = ?, posting_at = CASE WHEN ? THEN NULL ELSE posting_at END
		WHERE inquiry_id = ?`, stamp(due), sure, q)
}

// CardGone records that the message is no longer there: it is posted anew.
func (t *Tx) CardGone(q casework.ID) error {
	return t.exec(`UPDATE cards SET ts = '', posted = 0, posting_at = NULL WHERE inquiry_id = ?`, q)
}

// CardOf returns the card of an inquiry, or [ErrNotFound].
func (t *Tx) CardOf(q casework.ID) (Card, error) {
	return t.card(`SELECT `+cardColumns+` FROM cards WHERE inquiry_id = ?`, q)
}

// DropCard forgets the card of an erased inquiry.
func (t *Tx) DropCard(q casework.ID) error {
	return t.exec(`DELETE FROM cards WHERE inquiry_id = ?`, q)
}

// NextCard is when the next card must be looked at; zero is never.
func (t *Tx) NextCard() (time.Time, error) {
	var next time.Time
	err := t.scan(`
		SELECT MIN(at)
		FROM (
		  SELECT MIN(due_at) AS at FROM cards WHERE wanted > posted
		  UNION ALL
		  SELECT MIN(refresh_at) FROM cards WHERE refresh_at IS NOT NULL
		)`, nil, instant{&next})
	return next, err
}
