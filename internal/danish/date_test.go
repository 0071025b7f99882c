package danish

import (
	"bufio"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/calendar"
)

// received is the day of receipt where a test needs only one: Thursday 4 June 2026.
var received = calendar.On(2026, time.June, 4)

// expression is a line of testdata/dates.txt or dates_held.txt.
type expression struct {
	received   calendar.Date
	text, want string
}

func expressions(t *testing.T, name string) []expression {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []expression
	var received calendar.Date
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		text, want, found := strings.Cut(line, " | ")
		switch day, isDay := strings.CutPrefix(line, "received "); {
		case strings.HasPrefix(line, "#"):
		case isDay:
			if received, err = calendar.ParseDate(day); err != nil {
				t.Fatal(err)
			}
		case !found:
			t.Fatalf("%s: no time after %q", name, line)
		default:
			all = append(all, expression{received, text, want})
		}
	}
	return all
}

// TestDates reads every form of time that letters use. The expressions of
// dates_held.txt were written before the reading was tuned, and kept apart.
func TestDates(t *testing.T) {
	for _, tt := range []struct {
		name string
		need float64 // the share that must be right
	}{
		{"testdata/dates.txt", 1},
		{"testdata/dates_held.txt", 0.95},
	} {
		all := expressions(t, tt.name)
		right := 0
		for _, e := range all {
			if got := timesOf(e.text, e.received); got == e.want {
				right++
			} else if tt.need == 1 || testing.Verbose() {
				t.Logf("%s, received %s: got %s, want %s", e.text, e.received, got, e.want)
			}
		}
		t.Logf("%s: %d of %d right", tt.name, right, len(all))
		if float64(right) < tt.need*float64(len(all)) {
			t.Errorf("%s: %d of %d right, want a share of %v", tt.name, right, len(all), tt.need)
		}
	}
}

// timesOf names the times of a text in the form of the table.
func timesOf(text string, received calendar.Date) string {
	var all []string
	for s := range (*Book)(nil).Scan(text) {
		for _, d := range s.Dates(received) {
			all = append(all, describe(d))
		}
	}
	if len(all) == 0 {
		return "-"
	}
	return strings.Join(all, "; ")
}

func describe(d Date) string {
	s := string(d.Form)
	switch {
	case d.From.IsZero():
	case d.Form == FormAgo:
		s += " " + d.From.String() + " " + d.To.String()
	case d.From == d.To:
		s += " " + d.From.String()
	case d.From.Day() == 1 && d.To == monthInterval(d.From.Year(), int(d.From.Month())).To:
		s += " " + d.From.String()[:len("2006-01")]
	case d.From == yearInterval(d.From.Year()).From && d.To == yearInterval(d.From.Year()).To:
		s += " " + d.From.String()[:len("2006")]
	default:
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

// TestDatesOfAnything: words of dates in any order give dates in the order of the
// text, none of which ends before it begins.
func TestDatesOfAnything(t *testing.T) {
	var words []string
	for _, e := range expressions(t, "testdata/dates.txt") {
		words = append(words, strings.Fields(e.text)...)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		text := strings.Join(words[:40], " ")
		last := 0
		for s := range (*Book)(nil).Scan(text) {
			for _, d := range s.Dates(received) {
				if d.Start < last || d.End <= d.Start || d.From.After(d.To) || d.From.IsZero() != d.To.IsZero() {
					t.Fatalf("%q: %+v after offset %d", text, d, last)
				}
				last = d.End
			}
		}
	}
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
