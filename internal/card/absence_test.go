package card

import (
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// TestDeputy: who is away is stood in for from her first day to her last, by nobody
// whom the inquiry concerns.
func TestDeputy(t *testing.T) {
	day := func(d int) calendar.Date { return calendar.On(2026, time.March, d) }
	v := View{
		Rules: casework.Rules{Location: time.UTC},
		Advisers: []Adviser{
			{ID: "a1", Absences: []Absence{
				{Period: calendar.Period{From: day(4), To: day(6)}, Deputy: "a2"},
				{Period: calendar.Period{From: day(9), To: day(9)}, Deputy: "a3"},
				{Period: calendar.Period{From: day(10), To: day(10)}},
			}},
			{ID: "a2"}, {ID: "a3"},
		},
	}
	for _, test := range []struct {
		name     string
		day      int
		holder   casework.AdviserID
		concerns []casework.AdviserID
		want     casework.AdviserID
	}{
		{"before", 3, "a1", nil, ""},
		{"first day", 4, "a1", nil, "a2"},
		{"last day", 6, "a1", nil, "a2"},
		{"between", 7, "a1", nil, ""},
		{"another deputy", 9, "a1", nil, "a3"},
		{"nobody stands in", 10, "a1", nil, ""},
		{"it is about the deputy", 4, "a1", []casework.AdviserID{"a2"}, ""},
		{"it is about another", 4, "a1", []casework.AdviserID{"a3"}, "a2"},
		{"somebody who is there", 4, "a2", nil, ""},
		{"nobody has it", 4, "", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v.Now = day(test.day).At(12, 0, time.UTC)
			deputy, ok := v.Deputy(test.holder, test.concerns)
			if deputy.ID != test.want || ok != (test.want != "") {
				t.Errorf("Deputy = %q, %v, want %q", deputy.ID, ok, test.want)
			}
		})
	}
}
