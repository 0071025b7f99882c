package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// world is a daemon whose mailbox, socket and database do as told.
type world struct {
	box     Contact
	hearing bool
	work    store.Workload
	trouble error
	roads   *Roads
	pulse   *Pulse
}

func newWorld() *world {
	w := &world{box: Contact{Mailbox: "post", Last: time.Now()}, hearing: true, pulse: &Pulse{}}
	w.roads = NewRoads(func() []Contact { return []Contact{w.box} }, func() bool { return w.hearing })
	w.roads.SlackAnswered("")
	w.roads.RecordsFolder("")
	w.roads.RelayAnswered(true)
	w.roads.DatabaseWritten("")
	return w
}

func (w *world) sources() Sources {
	return Sources{
		Roads: w.roads, Pulse: w.pulse, Version: "v1",
		Workload: func(context.Context) (store.Workload, error) { return w.work, w.trouble },
		Backup:   func(context.Context) (time.Time, error) { return time.Time{}, w.trouble },
	}
}

// ask gets a page.
func (w *world) ask(t *testing.T, path string) (code int, body string) {
	t.Helper()
	s := w.sources()
	answer := httptest.NewRecorder()
	handler(s, NewMetrics(s)).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer.Code, answer.Body.String()
}

// closed is which roads are closed now, with why.
func (w *world) closed() string {
	var all []string
	for _, r := range w.roads.At(time.Now()) {
		if !r.Open() {
			all = append(all, strings.Trim(string(r.Kind)+" "+r.Code+r.Untrusted, " "))
		}
	}
	return strings.Join(all, ", ")
}

// TestRoadsClose: each road by itself goes silent, and comes back.
func TestRoadsClose(t *testing.T) {
	for name, row := range map[string]struct {
		close  func(*world)
		silent time.Duration // until it is noticed
		want   string
		open   func(*world)
	}{
		"mailbox": {func(w *world) {}, 15*time.Minute + time.Second, "mailbox silent", func(w *world) { w.box.Last = time.Now() }},
		"password": {
			func(w *world) { w.box.Code = "auth" }, 15*time.Minute + time.Second, "mailbox auth",
			func(w *world) { w.box.Last, w.box.Code = time.Now(), "" },
		},
		"slack":    {func(w *world) { w.roads.SlackFailed("unreachable") }, 0, "slack unreachable", func(w *world) { w.roads.SlackAnswered("") }},
		"channel":  {func(w *world) { w.roads.SlackAnswered("public") }, 0, "slack public", func(w *world) { w.roads.SlackAnswered("") }},
		"socket":   {func(w *world) { w.hearing = false }, deafPatience + time.Second, "slack socket", func(w *world) { w.hearing = true }},
		"relay":    {func(w *world) { w.roads.RelayFailed("auth") }, 0, "relay auth", func(w *world) { w.roads.RelayAnswered(false) }},
		"refusals": {func(w *world) { w.roads.Unsent(time.Now().Add(time.Second)) }, letterPatience + 2*time.Second, "relay refuses", func(w *world) { w.roads.RelayAnswered(true) }},
		"database": {func(w *world) { w.roads.DatabaseWritten("disk_full") }, 0, "database disk_full", func(w *world) { w.roads.DatabaseWritten("") }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				if got := w.closed(); got != "" {
					t.Fatalf("%s before anything happened", got)
				}
				row.close(w)
				w.closed() // as the monitor asks
				if row.silent > 0 {
					time.Sleep(row.silent - 2*time.Second)
					if name != "mailbox" && name != "password" {
						w.box.Last = time.Now()
					}
					if got := w.closed(); got != "" {
						t.Errorf("%s too early", got)
					}
					time.Sleep(2 * time.Second)
				}
				if got := w.closed(); got != row.want {
					t.Errorf("closed: %q, want %q", got, row.want)
				}
				if code, _ := w.ask(t, "/readyz"); code != http.StatusServiceUnavailable {
					t.Errorf("/readyz answers %d", code)
				}
				if code, _ := w.ask(t, "/healthz"); code != http.StatusOK {
					t.Errorf("/healthz answers %d: the process is well", code)
				}
				row.open(w)
				if got := w.closed(); got != "" {
					t.Errorf("%s after it is well again", got)
				}
			})
		})
	}
}

// TestReadyBeforeContact: nobody is told that all is well before it has been seen to
// be.
func TestReadyBeforeContact(t *testing.T) {
	w := &world{box: Contact{Mailbox: "post"}, hearing: true, pulse: &Pulse{}}
	w.roads = NewRoads(func() []Contact { return []Contact{w.box} }, func() bool { return w.hearing })
	code, body := w.ask(t, "/readyz")
	var page struct {
		OK    bool
		Parts []part
	}
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if code != http.StatusServiceUnavailable || page.OK || len(page.Parts) != 5 {
		t.Errorf("%d %s", code, body)
	}
	if lines := strings.Count(body, "\n{"); lines != 5 {
		t.Errorf("%d lines of parts in\n%s", lines, body)
	}
}

// TestGap: a gap is counted over the folders of a mailbox, and what was found stays
// told.
func TestGap(t *testing.T) {
	w := newWorld()
	w.roads.Gap("post", "INBOX", 2, true)
	w.roads.Gap("post", "Klager", 1, false)
	w.roads.Gap("other", "INBOX", 7, true)
	if r := w.roads.At(time.Now())[0]; r.Gap != 3 || r.Missed != 2 || !r.Open() {
		t.Errorf("%+v", r)
	}
	w.roads.Gap("post", "INBOX", 0, false)
	if r := w.roads.At(time.Now())[0]; r.Gap != 1 || r.Missed != 2 {
		t.Errorf("%+v once it is closed", r)
	}
}

// TestPulse: a loop that does not come round is seen, and only then.
func TestPulse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		clock, monitor := w.pulse.Loop("clock", time.Minute), w.pulse.Loop("monitor", time.Hour)
		monitor()
		for range 10 {
			time.Sleep(50 * time.Second)
			clock()
		}
		if code, body := w.ask(t, "/healthz"); code != http.StatusOK {
			t.Errorf("%d %s", code, body)
		}
		time.Sleep(61 * time.Second)
		code, body := w.ask(t, "/healthz")
		if code != http.StatusServiceUnavailable || !strings.Contains(body, `"name":"clock","ok":false`) || !strings.Contains(body, `"name":"monitor","ok":true`) {
			t.Errorf("%d %s", code, body)
		}
	})
}

// TestMetrics: every metric is there, in base units, with bounded labels; what is not
// known is left out.
func TestMetrics(t *testing.T) {
	w := newWorld()
	w.pulse.Loop("clock", time.Minute)
	w.work = store.Workload{
		Open: map[casework.State]int{casework.Received: 3}, Overdue: 2, InDoubt: 1,
		Letters: store.Queue{Waiting: 1, Oldest: time.Unix(1_800_000_000, 0)}, Mail: store.Queue{Oldest: time.Unix(1, 0)},
	}
	code, body := w.ask(t, "/metrics")
	if code != http.StatusOK {
		t.Fatalf("%d %s", code, body)
	}
	for _, line := range []string{
		`borgerbot_inquiries_open{state="received"} 3`, `borgerbot_inquiries_open{state="answered"} 0`, "borgerbot_inquiries_overdue 2",
		"borgerbot_letters_in_doubt 1", "borgerbot_letters_oldest_unsent_timestamp_seconds 1.8e+09", `borgerbot_mailbox_up{mailbox="post"} 1`,
		"borgerbot_ready 1", `borgerbot_build_info{version="v1"} 1`, "borgerbot_receipt_delay_seconds_count 0", "borgerbot_slack_channel_trusted 1",
	} {
		if !strings.Contains(body, "\n"+line+"\n") {
			t.Errorf("not there: %s", line)
		}
	}
	for _, g := range gauges {
		if g[0] != "backup_last_success_timestamp_seconds" && !strings.Contains(body, "\nborgerbot_"+g[0]) {
			t.Errorf("borgerbot_%s is not there", g[0])
		}
	}
	if strings.Contains(body, "backup_last") {
		t.Error("a backup that was never made has a time")
	}
	w.trouble = errors.New("busy")
	if code, body = w.ask(t, "/metrics"); code != http.StatusOK || strings.Contains(body, "inquiries_open") || !strings.Contains(body, "relay_up 1") {
		t.Errorf("without the database: %d\n%s", code, body)
	}
}

// TestMetricNames holds the names to Prometheus' rules: base units, _total for
// counters, and a help text.
func TestMetricNames(t *testing.T) {
	families, err := NewMetrics(newWorld().sources()).registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	ours := regexp.MustCompile(`^borgerbot_[a-z]+(_[a-z]+)*$`)
	for _, f := range families {
		name := f.GetName()
		if !strings.HasPrefix(name, "borgerbot_") {
			continue
		}
		if !ours.MatchString(name) || f.GetHelp() == "" || strings.Contains(name, "milli") || strings.HasSuffix(name, "_age") {
			t.Errorf("%s: %s", name, f.GetHelp())
		}
		for _, m := range f.GetMetric() {
			if len(m.GetLabel()) > 1 {
				t.Errorf("%s has %d labels", name, len(m.GetLabel()))
			}
		}
	}
}

func TestTroubles(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	roads := []Road{
		{Kind: Mailbox, Name: "post", Since: now.Add(-Patience - time.Second), Code: "auth"},
		{Kind: Mailbox, Name: "maja"},
		{Kind: Slack, Untrusted: "public"},
		{Kind: Relay, Since: now.Add(-Patience), Code: "connect"},
	}
	want := []Trouble{{Kind: Mailbox, Name: "post", Code: "auth", Since: roads[0].Since}, {Kind: Slack, Untrusted: "public"}}
	if got := Troubles(roads, now, Patience); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestFollow: an outage is told once and ended once, however it flickers; minutes
// with trouble are x, those without a dot.
func TestFollow(t *testing.T) {
	for _, row := range []struct{ minutes, want, why string }{
		{"....", "", ""},
		{"xxxxxxxxxxxxxxxxxxxxxxxxxxx", "0+", "told once, however long"},
		{"x...........", "0+ 11-", "over after ten quiet minutes"},
		{"x.........x..........." + "..", "0+ 21-", "back within ten minutes: the same outage"},
		{"x.x.x.x.x.x.x.x.x.x.x.x", "0+", "flapping is one outage"},
		{"x...........x", "0+ 11- 12+", "another outage"},
	} {
		t.Run(row.minutes, func(t *testing.T) {
			var known []Outage
			var told []string
			start := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
			for i, minute := range row.minutes {
				var troubles []Trouble
				if minute == 'x' {
					troubles = []Trouble{{Kind: Relay, Code: fmt.Sprint(i)}} // the code may change
				}
				raw, err := json.Marshal(known) // as over a restart
				if err != nil {
					t.Fatal(err)
				}
				var again []Outage
				if err := json.Unmarshal(raw, &again); err != nil {
					t.Fatal(err)
				}
				next, begun, ended := Follow(again, troubles, troubles, start.Add(time.Duration(i)*time.Minute))
				for range begun {
					told = append(told, fmt.Sprint(i, "+"))
				}
				for range ended {
					told = append(told, fmt.Sprint(i, "-"))
				}
				known = next
			}
			if got := strings.ReplaceAll(strings.Join(told, " "), " +", "+"); strings.ReplaceAll(got, " -", "-") != row.want {
				t.Errorf("told %q, want %q: %s", got, row.want, row.why)
			}
		})
	}
}

// TestFollowApart: outages of several roads do not mix.
func TestFollowApart(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	post, maja := Trouble{Kind: Mailbox, Name: "post"}, Trouble{Kind: Mailbox, Name: "maja"}
	known, begun, _ := Follow(nil, []Trouble{post}, []Trouble{post}, now)
	if len(known) != 1 || len(begun) != 1 {
		t.Fatalf("%v %v", known, begun)
	}
	known, begun, _ = Follow(known, []Trouble{post, maja}, []Trouble{post, maja}, now.Add(time.Minute))
	if len(known) != 2 || len(begun) != 1 || begun[0].Name != "maja" {
		t.Errorf("%v %v", known, begun)
	}
}

// TestFollowRestart: a process that starts in an outage does not call it over before
// the road has been closed long enough to be told of again.
func TestFollowRestart(t *testing.T) {
	began := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	down := Trouble{Kind: Relay, Since: began}
	known, _, _ := Follow(nil, []Trouble{down}, []Trouble{down}, began.Add(Patience))
	started := began.Add(time.Hour)
	for minute := range 30 {
		now := started.Add(time.Duration(minute) * time.Minute)
		roads := []Road{{Kind: Relay}}
		if minute > 0 { // at first nobody has tried it
			roads[0].Since = started.Add(time.Second)
		}
		next, begun, ended := Follow(known, Troubles(roads, now, Patience), Troubles(roads, now, 0), now)
		if len(begun) > 0 || len(ended) > 0 {
			t.Errorf("minute %d: begun %v, ended %v", minute, begun, ended)
		}
		known = next
	}
}

func TestCutOff(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	since := now.Add(-time.Hour)
	all := []Road{{Kind: Mailbox, Since: since}, {Kind: Slack, Since: since}, {Kind: Relay, Since: since}, {Kind: Database}}
	if !CutOff(all, now, time.Hour) {
		t.Error("every road is closed")
	}
	for i := range 3 {
		one := slices.Clone(all)
		one[i].Since = time.Time{}
		if CutOff(one, now, time.Hour) {
			t.Errorf("%s is open", one[i].Kind)
		}
		one[i].Since = since.Add(time.Second)
		if CutOff(one, now, time.Hour) {
			t.Errorf("%s has not been closed for an hour", one[i].Kind)
		}
	}
}

// TestJourneys: a press is timed until its card is shown, and one of which nothing
// came is not.
func TestJourneys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var took []time.Duration
		j := NewJourneys(func(d time.Duration) { took = append(took, d) })
		j.Pressed("q1", time.Now())
		time.Sleep(time.Second)
		j.Pressed("q1", time.Now())
		nothing := j.Pressed("q2", time.Now())
		nothing()
		time.Sleep(time.Second)
		for range 2 {
			j.Shown("q1")
			j.Shown("q2")
		}
		if !slices.Equal(took, []time.Duration{2 * time.Second}) {
			t.Errorf("%v", took)
		}
		for i := range 2 * maxJourneys {
			j.Pressed(casework.ID(fmt.Sprint(i)), time.Now())
		}
		if len(j.pressed) != maxJourneys {
			t.Errorf("%d presses are remembered", len(j.pressed))
		}
	})
}
