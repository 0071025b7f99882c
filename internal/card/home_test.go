package card_test

import (
	"testing"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/standin"
)

// readHome is the home tab as a person reads it.
func readHome(t *testing.T, blocks []slack.Block) string {
	t.Helper()
	view, err := standin.ParseView(encode(t, slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}))
	if err != nil {
		t.Fatalf("Slack refuses the home tab: %v", err)
	}
	checkBlocks(t, blocks)
	return standin.RenderViewText(view, names) + "\n"
}

// TestHome: the home tab of an adviser on a busy day, on a quiet one, of somebody
// else, and with more of everything than there is room for.
func TestHome(t *testing.T) {
	d := deck(t)
	s := received(t, horsens()).seen("2026-03-04 10:41")
	roads := []card.Road{
		{Kind: card.RoadMailbox, Last: at("2026-03-04 10:40")}, {Kind: card.RoadSlack, Last: at("2026-03-04 10:41")},
		{Kind: card.RoadRelay},
	}
	busy := card.Desktop{
		Open: []card.Entry{
			{Ref: "BR-000004-D", State: casework.InDialogue, Holder: "a1", Date: date("2026-03-03"), Promised: true, Red: true},
			{Ref: "BR-000001-A", State: casework.Received, Date: date("2026-03-06"), Promised: true},
			{Ref: "BR-000005-7", State: casework.Received, Held: true, Date: date("2026-03-16")},
			{Ref: "BR-000002-M", State: casework.WithDepartment, Holder: "a1", Date: date("2026-03-17"), Waits: casework.WaitsDepartment, DepartmentDue: date("2026-03-12")},
			{Ref: "BR-000003-Y", State: casework.InDialogue, Holder: "a2", Date: date("2026-03-17"), Waits: casework.WaitsCitizen},
			{Ref: "BR-000006-S", State: casework.Answered, Holder: "a2", InDoubt: true, ByHand: true, Waits: casework.WaitsConsent},
		},
		Mail: []card.Mail{
			{Name: "m1", Received: at("2026-03-04 08:12"), Reason: "auto_submitted"}, {Name: "box:INBOX:1:7", Reason: "old"},
			{Name: "m2", Received: at("2026-03-01 08:12"), Reason: "moon"},
		},
		Roads: []card.Road{
			{Kind: card.RoadMailbox, Name: "maja", Last: at("2026-03-04 10:40"), Missed: 2, Found: at("2026-03-04 09:10")},
			{Kind: card.RoadMailbox, Name: "jonas", Broken: true, Since: at("2026-03-03 17:02")},
			{Kind: card.RoadSlack, Untrusted: true}, {Kind: card.RoadRelay, Broken: true},
		},
		Letters: 3,
	}
	full := card.Desktop{Roads: busy.Roads, Letters: 1}
	for i := range uint32(200) {
		e, free := busy.Open[0], busy.Open[1]
		e.Ref, free.Ref = casework.NewReference(2*i), casework.NewReference(2*i+1)
		e.Held, e.Waits, e.InDoubt, e.ByHand, e.Acute = true, casework.WaitsDepartment, true, true, true
		full.Open = append(full.Open, e, free)
		full.Mail = append(full.Mail, card.Mail{Name: long(200), Received: at("2026-03-04 08:12"), Reason: "null_sender"})
	}
	for name, blocks := range map[string][]slack.Block{
		"busy": d.Home(busy, "a1", s.v), "quiet": d.Home(card.Desktop{Roads: roads}, "a2", s.v),
		"full": d.Home(full, "a1", s.v), "outsider": d.Outsider(),
	} {
		t.Run(name, func(t *testing.T) {
			if len(blocks) > 100 {
				t.Errorf("%d blocks, Slack takes 100", len(blocks))
			}
			golden(t, "home_"+name, readHome(t, blocks), blocks)
		})
	}
}
