package quiet

import (
	"testing"
	"time"
)

// TestTroubleIsSaidAtChange: what is out of order for hours is said to be once an
// hour, and at once when the reason is new. One that comes and goes is said again after
// ten minutes, and its end only where its beginning was said.
func TestTroubleIsSaidAtChange(t *testing.T) {
	var trouble Trouble
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	const over = "over"
	for _, row := range []struct {
		after time.Duration
		why   string
		want  bool
	}{
		{0, over, false},
		{0, "connect", true},
		{10 * time.Second, "connect", false},
		{20 * time.Second, "auth", true},
		{30 * time.Second, "connect", false}, // two reasons that take turns
		{40 * time.Second, "auth", false},
		{59 * time.Minute, "connect", false},
		{61 * time.Minute, "connect", true},
		{62 * time.Minute, "auth", true},
		{63 * time.Minute, "auth", false},
		{64 * time.Minute, over, true},
		{64 * time.Minute, over, false},
		{65 * time.Minute, "auth", false}, // it flickers
		{65 * time.Minute, over, false},
		{66 * time.Minute, "closed", true},
		{67 * time.Minute, over, true},
		{68 * time.Minute, "auth", false},
		{73 * time.Minute, "auth", true}, // and stays away
		{74 * time.Minute, "auth", false},
		{75 * time.Minute, over, true},
	} {
		got := false
		if row.why == over {
			got = trouble.Over()
		} else {
			got = trouble.News(row.why, at.Add(row.after))
		}
		if got != row.want {
			t.Errorf("after %s, %s: %t", row.after, row.why, got)
		}
	}
}
