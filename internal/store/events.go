package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
)

// ErrPressed says that the same press has already been recorded.
var ErrPressed = errors.New("this press has already been recorded")

// AppendEvent writes an event into the journal as the given version of its
// inquiry. The same press twice is [ErrPressed].
func (t *Tx) AppendEvent(q Inquiry, ev casework.Event) error {
	plain, err := json.Marshal(toEvent(ev))
	if err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	payload, err := t.store.vault.Seal(t.ctx, q.keyID, plain, eventPlace(q.ID, q.Version))
	if err != nil {
		return fmt.Errorf("seal event: %w", err)
	}
	last, err := t.lastLink()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(payload)
	row := journalRow{
		Inquiry: q.ID, Version: q.Version, Type: ev.Type, At: ev.At.UTC().Format(layout),
		Role: ev.By.Role, Adviser: ev.By.Adviser, Press: ev.Press, Hash: sum[:],
	}
	var press any
	if ev.Press != "" {
		press = ev.Press
	}
	n, err := t.change(`
		INSERT INTO events (
		  inquiry_id, version, type, at, role, adviser, press, key_id, payload, payload_hash, link)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (inquiry_id, press, type) WHERE press IS NOT NULL DO NOTHING`,
		row.Inquiry, row.Version, row.Type, row.At, row.Role, row.Adviser, press, q.keyID, payload, row.Hash,
		row.link(last))
	if err == nil && n == 0 {
		return ErrPressed
	}
	return err
}

func eventPlace(id casework.ID, version int) string { return fmt.Sprintf("event %s %d", id, version) }

// journalRow is the part of an event that the chain vouches for.
type journalRow struct {
	Inquiry casework.ID
	Version int
	Type    casework.EventType
	At      string
	Role    casework.ActorRole
	Adviser casework.AdviserID
	Press   string
	Hash    []byte // of the sealed payload
}

// link is the row's link in the chain: a hash over everything the row says and
// the link before it.
func (r journalRow) link(last []byte) []byte {
	h := sha256.New()
	version := binary.BigEndian.AppendUint64(nil, uint64(r.Version))
	for _, part := range [][]byte{
		last, []byte(r.Inquiry), version, []byte(r.Type), []byte(r.At), []byte(r.Role), []byte(r.Adviser), []byte(r.Press), r.Hash,
	} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return h.Sum(nil)
}

func (t *Tx) lastLink() ([]byte, error) {
	var last []byte
	err := t.scan(`SELECT link FROM events ORDER BY seq DESC LIMIT 1`, nil, &last)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return last, err
}

// Pressed reports whether a press has already been recorded.
func (t *Tx) Pressed(q casework.ID, press string, act casework.EventType) (bool, error) {
	n, err := t.count(`SELECT COUNT(*) FROM events WHERE inquiry_id = ? AND press = ? AND type = ?`, q, press, act)
	return n > 0, err
}

// Journal returns the events of an inquiry in order. The events of an erased
// inquiry have kept type, time and hand only.
func (t *Tx) Journal(q casework.ID) ([]casework.Event, error) {
	var all []casework.Event
	err := t.each(`
		SELECT version, type, at, role, adviser, COALESCE(press, ''), key_id, payload
		FROM events
		WHERE inquiry_id = ?
		ORDER BY seq`, []any{q}, func(rows *sql.Rows) error {
		var version int
		var clear casework.Event
		var at time.Time
		var keyID string
		var payload []byte
		err := rows.Scan(&version, &clear.Type, instant{&at}, &clear.By.Role, &clear.By.Adviser, &clear.Press, &keyID, &payload)
		if err != nil {
			return err
		}
		ev := clear
		if payload != nil {
			if ev, err = t.openEvent(keyID, payload, eventPlace(q, version)); err != nil {
				return fmt.Errorf("open event %d: %w", version, err)
			}
			ev.Type, ev.By, ev.Press = clear.Type, clear.By, clear.Press
		}
		ev.At = at
		all = append(all, ev)
		return nil
	})
	return all, err
}

// Links returns the links of an inquiry's events in the journal's chain, in order.
func (t *Tx) Links(q casework.ID) ([][]byte, error) {
	var links [][]byte
	err := t.each(`
		SELECT link
		FROM events
		WHERE inquiry_id = ?
		ORDER BY seq`, []any{q}, func(rows *sql.Rows) error {
		var link []byte
		err := rows.Scan(&link)
		links = append(links, link)
		return err
	})
	return links, err
}

// Acts returns what advisers and operators did to an inquiry, in order, without
// opening what they wrote.
func (t *Tx) Acts(q casework.ID) ([]casework.EventType, error) {
	types, err := t.strings(`
		SELECT type
		FROM events
		WHERE inquiry_id = ? AND role IN (?, ?)
		ORDER BY version`, q, casework.ByAdviser, casework.ByOperator)
	acts := make([]casework.EventType, len(types))
	for i, name := range types {
		acts[i] = casework.EventType(name)
	}
	return acts, err
}

func (t *Tx) openEvent(keyID string, payload []byte, place string) (casework.Event, error) {
	plain, err := t.store.vault.Open(t.ctx, keyID, payload, place)
	if err != nil {
		return casework.Event{}, err
	}
	var row eventRow
	if err := json.Unmarshal(plain, &row); err != nil {
		return casework.Event{}, err
	}
	return row.event(), nil
}

// VerifyJournal checks the chain of the whole journal, and that every inquiry
// has all of its events, and returns how many events it holds. The error names
// the first that does not fit.
func (t *Tx) VerifyJournal() (int, error) {
	var last []byte
	n := 0
	err := t.each(`
		SELECT seq, inquiry_id, version, type, at, role, adviser, COALESCE(press, ''), payload, payload_hash, link
		FROM events
		ORDER BY seq`, nil, func(rows *sql.Rows) error {
		var seq int64
		var row journalRow
		var payload, link []byte
		err := rows.Scan(&seq, &row.Inquiry, &row.Version, &row.Type, &row.At, &row.Role, &row.Adviser, &row.Press,
			&payload, &row.Hash, &link)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(payload)
		switch {
		case payload != nil && string(sum[:]) != string(row.Hash):
			return fmt.Errorf("journal event %d: its words have been changed", seq)
		case string(row.link(last)) != string(link):
			return fmt.Errorf("journal event %d: the chain is broken at it or before it", seq)
		}
		last = link
		n++
		return nil
	})
	if err != nil {
		return n, err
	}
	// The chain does not miss what is cut off at its end; the inquiries do.
	short, err := t.strings(`
		SELECT reference
		FROM inquiries q
		WHERE version <> (SELECT COUNT(*) FROM events WHERE inquiry_id = q.id)
		LIMIT 1`)
	if err == nil && len(short) > 0 {
		err = fmt.Errorf("journal of %s: events are missing", short[0])
	}
	return n, err
}
