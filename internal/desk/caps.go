package desk

import (
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/store"
)

// Caps bound the letters that go without an adviser, so that a loop or a flood
// ends as a question to a person (RFC 3834 §2; design 3). A cap of 0 does not
// bind.
type Caps struct {
	// Free is how many receipts one sender gets in thirty days before there is
	// only one in 24 hours.
	Free int
	// Day is how many automatic letters one sender gets in 24 hours.
	Day int
	// Hour is how many automatic letters leave in an hour in all; beyond it they
	// are held and the advisers are told.
	Hour int
}

// cap holds the receipt of a new inquiry when a cap is reached.
func (d *Desk) cap(tx *store.Tx, m *casework.MailFacts, now time.Time) error {
	if m.Receipt != casework.ReceiptAllowed || !m.From.Known() {
		return nil
	}
	c := d.cfg.Caps
	if c.Hour > 0 {
		sent, err := tx.AutomaticLetters(now.Add(-time.Hour))
		if err != nil {
			return err
		}
		if sent >= c.Hour {
			m.Receipt = casework.ReceiptBreaker
			hour := d.cfg.Rules.Today(now).String() + now.In(d.cfg.Rules.Location).Format("T15")
			_, err := d.SystemAlarm(tx, letter.Alarm{Code: letter.Breaker}, hour, Ways{Mail: true}, now)
			return err
		}
	}
	if c.Free == 0 && c.Day == 0 {
		return nil
	}
	hash := d.names.Address(m.From.Address.Reveal())
	month, err := tx.AutomaticLettersTo(hash, now.AddDate(0, 0, -30))
	if err != nil || month == 0 {
		return err
	}
	day, err := tx.AutomaticLettersTo(hash, now.Add(-24*time.Hour))
	if err != nil {
		return err
	}
	if c.Day > 0 && day >= c.Day || c.Free > 0 && month >= c.Free && day > 0 {
		m.Receipt = casework.ReceiptSenderCap
	}
	return nil
}
