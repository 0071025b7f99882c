package danish

import (
	"testing"
	"time"

	"borgerbot/internal/calendar"
)

// The day of receipt of these tests is Thursday 4 June 2026.
var received = calendar.On(2026, time.June, 4)

// TestDates reads every form of time that letters use.
//
// Long: a table.
func TestDates(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Det skete den 3. maj 2024.", "day 2024-05-03 2024-05-03"},
		{"Brevet er fra 3. maj.", "day 2026-05-03 2026-05-03"},
		{"Mødet er den 25. juni kl. 14.", "day 2026-06-25 2026-06-25"}, // ahead and near
		{"Det var den 25. august.", "day 2025-08-25 2025-08-25"},
		{"afgørelse af 3/5-24", "day 2024-05-03 2024-05-03"},
		{"afgørelse af 3/5 24", "day 2026-05-03 2026-05-03"},
		{"rykket 19/3, 4/5 og 22/6", "day 2026-03-19 2026-03-19; day 2026-05-04 2026-05-04; day 2026-06-22 2026-06-22"},
		{"dateret 03.05.2024", "day 2024-05-03 2024-05-03"},
		{"dateret 3-5-2024", "day 2024-05-03 2024-05-03"},
		{"dateret 2024-05-03", "day 2024-05-03 2024-05-03"},
		{"on 3rd of May 2024", "day 2024-05-03 2024-05-03"},
		{"on May 3, 2024 I was told", "day 2024-05-03 2024-05-03"},
		{"I may call you", ""},
		{"31. februar 2024", "month 2024-02-01 2024-02-29"}, // no such day, but such a month
		{"i maj 2024", "month 2024-05-01 2024-05-31"},
		{"i marts", "month 2026-03-01 2026-03-31"},
		{"i november", "month 2025-11-01 2025-11-30"},
		{"i maj måned sidste år", "month 2025-05-01 2025-05-31"},
		{"i marts i år", "month 2026-03-01 2026-03-31"},
		{"vi mødes i retten til juni", "month 2027-06-01 2027-06-30"},
		{"sagen blev afsluttet i 2019", "year 2019-01-01 2019-12-31"},
		{"sag 2019-1234 og 2.019 kr.", ""},
		{"sidste år", "year 2025-01-01 2025-12-31"},
		{"det var i fjor", "year 2025-01-01 2025-12-31"},
		{"i år", "year 2026-01-01 2026-06-04"},
		{"i går", "day 2026-06-03 2026-06-03"},
		{"igår", "day 2026-06-03 2026-06-03"},
		{"i fredags", "day 2026-05-29 2026-05-29"},
		{"på torsdag", "day 2026-06-11 2026-06-11"},
		{"på mandag den 8. juni", "day 2026-06-08 2026-06-08"},
		{"i sidste uge", "week 2026-05-22 2026-06-03"},
		{"i uge 12", "week 2026-03-16 2026-03-22"},
		{"i uge 37", "week 2025-09-08 2025-09-14"},
		{"i foråret", "season 2026-03-01 2026-05-31"},
		{"sidste efterår", "season 2025-09-01 2025-11-30"},
		{"i foråret 2024", "season 2024-03-01 2024-05-31"},
		{"in the spring of 2024", "season 2024-03-01 2024-05-31"},
		{"siden jul", "season 2025-12-01 2025-12-31 since"},
		{"for tre år siden", "ago 2022-12-04 2023-12-04"},
		{"for halvandet år siden", "ago 2024-09-04 2025-03-04"},
		{"for et halvt år siden", "ago 2025-11-19 2025-12-19"},
		{"for 14 dage siden", "ago 2026-05-20 2026-05-22"},
		{"for to en halv måned siden", "ago 2026-03-20 2026-04-19"},
		{"det er over et år siden", "ago 2024-06-04 2025-06-03"},
		{"for flere år siden", "ago 2020-06-04 2023-06-04"},
		{"three years ago", "ago 2022-12-04 2023-12-04"},
		{"a year ago", "ago 2024-12-04 2025-12-04"},
		{"jeg har ventet i fire måneder", "duration"},
		{"siden 2019 og stadig", "year 2019-01-01 2019-12-31 since"},
		{"since February", "month 2026-02-01 2026-02-28 since"},
		{"født den 6. oktober 1950", "day 1950-10-06 1950-10-06 birth"},
		{"da corona kom", "ago 2020-03-11 2022-01-31"},
		{"den 3. maj for et år siden i dag", "day 2025-05-03 2025-05-03; day 2026-06-04 2026-06-04"},
		{"29. februar", "day 2024-02-29 2024-02-29"},
		{"tlf. 20 19 20 24", ""},
		{"sagsnr. 27.00.00-G01-12-24", ""},
	} {
		got := ""
		for s := range (*Book)(nil).Scan(tt.text) {
			for _, d := range s.Dates(received) {
				if got != "" {
					got += "; "
				}
				got += describe(d)
			}
		}
		if got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func describe(d Date) string {
	s := string(d.Form)
	if !d.From.IsZero() {
		s += " " + d.From.String() + " " + d.To.String()
	}
	if d.Since {
		s += " since"
	}
	if d.Birth {
		s += " birth"
	}
	return s
}

func TestDateOffsets(t *testing.T) {
	const text = "Mødet – på rådhuset – var 3. maj 2024 kl. 9."
	for s := range (*Book)(nil).Scan(text) {
		for _, d := range s.Dates(received) {
			if got := text[d.Start:d.End]; got != "3. maj 2024" {
				t.Errorf("offsets give %q", got)
			}
		}
	}
}
