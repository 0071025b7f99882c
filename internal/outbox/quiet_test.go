package outbox

import (
	"testing"
	"time"
)

// TestClosureIsSaidAtChange: a relay that is closed for hours is said to be once an
// hour, and at once when the reason is another or it was open in between.
func TestClosureIsSaidAtChange(t *testing.T) {
	var c closure
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		after time.Duration
		why   string
		want  bool
	}{
		{0, "connect//0", true},
		{10 * time.Second, "connect//0", false},
		{20 * time.Second, "auth/5.7.8/535", true},
		{59 * time.Minute, "auth/5.7.8/535", false},
		{61 * time.Minute, "auth/5.7.8/535", true},
		{62 * time.Minute, "auth/5.7.8/535", false},
		{63 * time.Minute, "auth/5.7.8/535", false},
	} {
		if got := c.news(row.why, at.Add(row.after)); got != row.want {
			t.Errorf("after %s, %s: %t", row.after, row.why, got)
		}
	}
	if !c.over() || c.over() {
		t.Error("the end is not said once")
	}
	if !c.news("auth/5.7.8/535", at.Add(64*time.Minute)) {
		t.Error("after it was open the same reason is not said")
	}
}
