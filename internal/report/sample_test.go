package report

import (
	"math/rand/v2"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/templates"
)

var copenhagen = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return zone
}()

// settings are an office's with a promise.
func settings() Settings {
	return Settings{
		Period: Period{2026, time.January}, Below: 5, Today: calendar.On(2027, time.January, 18), Location: copenhagen,
		Calendar: calendar.New(), Municipality: "Prøve Kommune", Promise: 10,
		Departments: []Named{{"boern", "Børn, Unge & Familie"}, {"job", "Job & Social"}, {"velfaerd", "Velfærd & Omsorg"}, {"teknik", "Teknik & Miljø"}},
		Referrals: []Named{
			{"as", "Ankestyrelsen"}, {"as2", "Ankestyrelsen"}, {"udk", "Udbetaling Danmark"}, {"fob", "Folketingets Ombudsmand"},
			{"hln", "Huslejenævnet"}, {"planklage", "Planklagenævnet"},
		},
	}
}

// pick takes an index by weight.
func pick(random *rand.Rand, weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := random.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return 0
}

// invented is an inquiry received at an instant, as they usually are.
func invented(random *rand.Rand, received time.Time, s Settings) Row {
	r := Row{
		Received: received, Channel: channels[pick(random, 50, 32, 9, 6, 3)],
		Language: languages[pick(random, 92, 5, 1, 2)], Sensitive: pick(random, 2, 3) == 1, Represented: pick(random, 9, 1) == 1,
		Kinds: []casework.Kind{themes[pick(random, 22, 18, 11, 6, 1, 12, 10, 3, 4, 5, 4, 2, 2)]},
	}
	if r.Kinds[0] == "" {
		r.Kinds = nil
	} else if pick(random, 2, 1) == 1 {
		r.Kinds = append(r.Kinds, casework.KindDelay)
	}
	day := func(n int) time.Time { return received.AddDate(0, 0, n) }
	if r.Channel.Written() {
		if s.Promise > 0 {
			r.Promised = s.Calendar.AddWorkingDays(calendar.Of(received, copenhagen), s.Promise)
		}
		if pick(random, 3, 1) == 1 {
			r.CaseAt = day(random.IntN(4))
		}
	}
	answered := []int{0, 4, 9, 13, 24, 40}[pick(random, 30, 30, 25, 10, 4, 1)]
	r.Answered = day(answered)
	r.Noticed = answered > 14 && pick(random, 1, 4) == 1
	if pick(random, 30, 1) == 1 {
		return r // still open
	}
	r.Closed = day(answered + random.IntN(60))
	r.Outcome = outcomes[pick(random, 40, 14, 9, 9, 12, 5, 4, 2, 3, 2, 0)]
	if r.Theme = ""; len(r.Kinds) > 0 {
		r.Theme = r.Kinds[0]
	}
	if len(s.Departments) > 0 && pick(random, 2, 3) == 1 {
		r.Department = s.Departments[pick(random, 6, 8, 3, 2)].ID
	}
	switch r.Outcome {
	case casework.Examined, casework.AnsweredByDepartment:
		r.Finding = findings[pick(random, 5, 4, 8, 2, 2, 3)]
	case casework.OutOfScope:
		r.Grounds = []casework.Ground{grounds[pick(random, 12, 8, 3, 3, 2, 4, 2, 1)]}
		if len(s.Referrals) > 0 && (r.Grounds[0] == casework.GroundOtherBody || r.Grounds[0] == casework.GroundProfessional) {
			r.Referrals = []string{s.Referrals[pick(random, 6, 3, 4, 3, 2, 1)].ID}
		}
	}
	return r
}

// rows are n inventions over two years, the second busier.
func rows(n int, s Settings) []Row {
	random := rand.New(rand.NewPCG(20, 26))
	from := s.Period.Before().First().At(0, 0, copenhagen)
	all := make([]Row, n)
	for i := range all {
		day := random.IntN(365)
		if pick(random, 4, 5) == 1 {
			day += 365
		}
		all[i] = invented(random, from.AddDate(0, 0, day).Add(time.Duration(8+random.IntN(9))*time.Hour), s)
	}
	for i := range min(n, 2) {
		all[i].Outcome = []casework.Outcome{casework.Merged, casework.NotAComplaint}[i]
	}
	return all
}

func counted(s Settings, rows []Row) Report {
	c := New(s)
	for _, r := range rows {
		c.Add(r)
	}
	return c.Report()
}

func parse(t testing.TB) *Set {
	t.Helper()
	set, err := Parse(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	return set
}
