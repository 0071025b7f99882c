package intake_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"borgerbot/internal/intake"
	"borgerbot/internal/store"
)

// TestGapIsToldOnce: a gap is an alarm when it is found and when more is missing, and
// never again for the same mails, over a restart too.
func TestGapIsToldOnce(t *testing.T) {
	o := newOffice(t)
	var told []string
	count := -1
	start := func() *intake.Intake {
		return intake.New(o.store, o.vault.Names(), o.vault, nil, nil, intake.Config{
			Alarm: func(code intake.AlarmCode, mailbox string, n int) {
				told = append(told, fmt.Sprint(code, " ", mailbox, " ", n))
			},
			Gap: func(_, _ string, n int, _ bool) { count = n },
		}, slog.New(slog.DiscardHandler))
	}
	in := start()
	at := store.Place{Mailbox: "main", Folder: "INBOX", UIDValidity: 1}
	for _, row := range []struct {
		missing []uint32
		renewed bool // the folder's UIDs
		restart bool
		want    string
	}{
		{missing: nil},
		{missing: []uint32{3, 4}, want: "mailbox_gap main 2"},
		{missing: []uint32{3, 4}},
		{missing: []uint32{3, 4}, restart: true},
		{missing: []uint32{4}},
		{missing: []uint32{4, 9}, want: "mailbox_gap main 2"},
		{missing: []uint32{11}, want: "mailbox_gap main 1"},
		{missing: nil},
		{missing: []uint32{11}, want: "mailbox_gap main 1"},
		{missing: []uint32{11}, renewed: true, want: "mailbox_gap main 1"},
	} {
		if row.restart {
			in = start()
		}
		if row.renewed {
			at.UIDValidity++
		}
		told = nil
		got, err := in.Reconcile(t.Context(), at, row.missing)
		if err != nil || !slices.Equal(got, row.missing) || count != len(row.missing) {
			t.Fatalf("Reconcile(%v) = %v, %v; %d are counted", row.missing, got, err, count)
		}
		var want []string
		if row.want != "" {
			want = []string{row.want}
		}
		if !slices.Equal(told, want) {
			t.Errorf("missing %v: told %q, want %q", row.missing, told, want)
		}
	}
}
