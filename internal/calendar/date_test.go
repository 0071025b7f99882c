package calendar

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDateFields(t *testing.T) {
	d := date(t, "2026-09-12")
	if d.Year() != 2026 || d.Month() != time.September || d.Day() != 12 || d.Weekday() != time.Saturday {
		t.Errorf("fields of %s are wrong", d)
	}
	if year, week := d.ISOWeek(); year != 2026 || week != 37 {
		t.Errorf("ISOWeek = %d, %d", year, week)
	}
	if d.AddDays(30).String() != "2026-10-12" || d.AddDays(30).Sub(d) != 30 {
		t.Error("thirty days later is not 12 October")
	}
	if On(1969, time.December, 31).String() != "1969-12-31" || On(1, time.January, 1).String() != "0001-01-01" {
		t.Error("days before 1970 are wrong")
	}
	if !d.Before(d.AddDays(1)) || !d.After(d.AddDays(-1)) || d.Compare(d) != 0 {
		t.Error("the order of days is wrong")
	}
	at := d.At(15, 30, time.UTC)
	if Of(at, time.FixedZone("", 9*60*60)) != d.AddDays(1) {
		t.Error("15:30 UTC is not the next day nine hours east")
	}
}

func TestDateText(t *testing.T) {
	type holder struct{ Day, None Date }
	out, err := json.Marshal(holder{Day: On(2026, time.March, 16)})
	if err != nil || string(out) != `{"Day":"2026-03-16","None":""}` {
		t.Errorf("Marshal = %s, %v", out, err)
	}
	var in holder
	if err := json.Unmarshal(out, &in); err != nil || in.Day != On(2026, time.March, 16) || !in.None.IsZero() {
		t.Errorf("Unmarshal = %v, %v", in, err)
	}
	for _, bad := range []string{"16-03-2026", "2026-3-16", "2026-02-30", "x"} {
		if _, err := ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) took it", bad)
		}
	}
}
