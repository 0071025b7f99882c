package daemon

import "time"

// timepiece notices that the machine's clock has been set: what it shows and the
// time that has passed then tell different stories. It is told what the clock shows,
// without the reading of Go's monotonic clock, and that reading by itself, as the
// time since the daemon started.
type timepiece struct {
	shown  time.Time
	passed time.Duration
	// doubts: another clock must be heard, after the daemon has run for as long as
	// doubted, before ours is believed.
	doubts  bool
	doubted time.Duration
}

// setting is how the clock was set: by how much, and what it would show.
type setting struct {
	by    time.Duration
	would time.Time
}

// start begins with what an earlier run last wrote down; zero is nothing.
func (p *timepiece) start(shown, last time.Time) setting {
	p.shown, p.passed = shown, 0
	if last.Sub(shown) <= clockTolerance {
		return setting{}
	}
	p.doubts = true
	return setting{shown.Sub(last), last}
}

// look returns how the clock has been set since the last look. Less than it may
// differ from Slack's is nothing.
func (p *timepiece) look(shown time.Time, passed time.Duration) setting {
	would := p.shown.Add(passed - p.passed)
	p.shown, p.passed = shown, passed
	by := shown.Sub(would)
	if by.Abs() <= clockTolerance {
		return setting{}
	}
	p.doubts, p.doubted = true, passed
	return setting{by, would}
}

// believed says that another clock agrees.
func (p *timepiece) believed() { p.doubts = false }

// words say how the clock was set.
func (s setting) words() string {
	if s.by < 0 {
		return "set back by " + (-s.by).Round(time.Second).String()
	}
	return "set forward by " + s.by.Round(time.Second).String()
}
