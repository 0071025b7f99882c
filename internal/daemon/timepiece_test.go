package daemon

import (
	"testing"
	"time"
)

// TestTimepiece sets a clock in the ways in which clocks are set.
func TestTimepiece(t *testing.T) {
	const day = 24 * time.Hour
	noon := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	type look struct{ shown, passed, want time.Duration }
	for name, c := range map[string]struct {
		last  time.Time
		start time.Duration // by how much it was set between two runs
		looks []look
	}{
		"it goes":                {looks: []look{{time.Minute, time.Minute, 0}, {day, day, 0}}},
		"it is slewed":           {looks: []look{{time.Minute, 2 * time.Minute, 0}}},
		"back a day":             {looks: []look{{time.Minute - day, time.Minute, -day}, {2*time.Minute - day, 2 * time.Minute, 0}}},
		"forward a day":          {looks: []look{{time.Minute + day, time.Minute, day}}},
		"back and forward again": {looks: []look{{-day, 0, -day}, {0, 0, day}}},
		"asleep for an hour":     {looks: []look{{time.Hour, time.Minute, 59 * time.Minute}}},
		"back while it was down": {last: noon.Add(day), start: -day, looks: []look{{time.Minute, time.Minute, 0}}},
		"down for a day":         {last: noon.Add(-day), looks: []look{{time.Minute, time.Minute, 0}}},
	} {
		t.Run(name, func(t *testing.T) {
			var p timepiece
			s := p.start(noon, c.last)
			set := s.by != 0
			if s.by != c.start || set && s.would != c.last {
				t.Errorf("set by %v between two runs, want %v", s.by, c.start)
			}
			for _, l := range c.looks {
				s := p.look(noon.Add(l.shown), l.passed)
				set = set || s.by != 0
				if s.by != l.want || s.by != 0 && s.would != noon.Add(l.shown-l.want) {
					t.Errorf("set by %v from %v after %v, want %v", s.by, s.would, l.passed, l.want)
				}
			}
			if p.doubts != set {
				t.Errorf("doubts: %v", p.doubts)
			}
		})
	}
}
