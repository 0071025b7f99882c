package card_test

import (
	"testing"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
)

// TestAnswers: what /borgerbot answers.
func TestAnswers(t *testing.T) {
	d := deck(t)
	s := received(t, horsens())
	s.v.Advisers[0].Name = long(200)
	open := []card.Entry{
		{Ref: "BR-000001-A", State: casework.Received, Date: date("2026-03-16"), Promised: true},
		{Ref: "BR-000002-M", State: casework.InDialogue, Holder: "a1", Date: date("2026-03-04"), Promised: true, Acute: true, Red: true},
		{Ref: "BR-000003-Y", State: casework.InDialogue, Holder: "a2", Date: date("2026-03-03")},
		{Ref: "BR-000004-D", State: casework.WithDepartment, Holder: "a1"},
	}
	var many []card.Entry
	for range 60 {
		many = append(many, open[1])
	}
	for name, m := range map[string]card.Message{
		"queue":       d.Queue(open, "a1", s.v),
		"queue_empty": d.Queue(nil, "a1", s.v),
		"queue_long":  d.Queue(many, "a1", s.v),
		"misspelt":    d.Misspelt("br-00000l-a", true, open[:2], s.v),
		"nothing":     d.Misspelt("BR-00000Z-A", false, nil, s.v),
		"unknown":     d.Unknown(),
		"created":     d.Created("BR-000001-A"),
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "answer_"+name, read(t, m), m)
		})
	}
}
