package store

import (
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"borgerbot/internal/personal"
)

// Insight is that an address was looked for, and what it led to was to be written out
// (GDPR art. 15). It belongs to no inquiry: an address may lead to mail that has none,
// or to nothing. It does not say whose it is.
type Insight struct {
	At        time.Time
	Inquiries int
	Mails     int // without an inquiry
	Reason    personal.Text
}

// insightRow is an [Insight] as it lies sealed. Fields are added, never renamed.
type insightRow struct {
	At        time.Time `json:"at"`
	Inquiries int       `json:"inquiries"`
	Mails     int       `json:"mails"`
	Reason    string    `json:"reason"`
}

// The facts that hold insights: each under its number, so that none can be put in or
// taken out between two, and how many there are, for those at the end.
const (
	insightFacts = "insight/"
	insightCount = "insights"
)

func insightFact(n int) string { return fmt.Sprintf("%s%08d", insightFacts, n) }

// AddInsight records an insight for good.
func (t *Tx) AddInsight(in Insight) error {
	n, err := t.insightCount()
	if err != nil {
		return err
	}
	n++
	key, err := t.SystemKey()
	if err != nil {
		return err
	}
	plain, err := json.Marshal(insightRow{At: in.At.UTC(), Inquiries: in.Inquiries, Mails: in.Mails, Reason: in.Reason.Reveal()})
	if err != nil {
		return fmt.Errorf("write insight: %w", err)
	}
	sealed, err := t.store.vault.Seal(t.ctx, key, plain, insightFact(n))
	if err != nil {
		return fmt.Errorf("seal insight: %w", err)
	}
	if err := t.SetFact(insightFact(n), base64.StdEncoding.EncodeToString(sealed)); err != nil {
		return err
	}
	return t.SetFact(insightCount, strconv.Itoa(n))
}

func (t *Tx) insightCount() (int, error) {
	n, err := t.Fact(insightCount)
	if err != nil || n == "" {
		return 0, err
	}
	return strconv.Atoi(n)
}

// Insights returns all insights in order. The error names the first that was changed,
// removed or put in.
func (t *Tx) Insights() ([]Insight, error) {
	var all []Insight
	key, err := t.Fact("key")
	if err != nil {
		return nil, err
	}
	err = t.each(`
		SELECT name, value
		FROM facts
		WHERE name >= ? AND name < ?
		ORDER BY name`, []any{insightFacts, "insight0"}, func(rows *sql.Rows) error {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		row, err := t.openInsight(key, name, value)
		if want := insightFact(len(all) + 1); err != nil || name != want {
			return fmt.Errorf("export about a person %d: it is not as it was written", len(all)+1)
		}
		all = append(all, Insight{At: row.At, Inquiries: row.Inquiries, Mails: row.Mails, Reason: personal.New(row.Reason)})
		return nil
	})
	if err != nil {
		return all, err
	}
	n, err := t.insightCount()
	if err == nil && n != len(all) {
		err = fmt.Errorf("exports about a person: %d of %d are there", len(all), n)
	}
	return all, err
}

func (t *Tx) openInsight(key, name, value string) (row insightRow, err error) {
	sealed, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return row, err
	}
	plain, err := t.store.vault.Open(t.ctx, key, sealed, name)
	if err != nil {
		return row, err
	}
	return row, json.Unmarshal(plain, &row)
}
