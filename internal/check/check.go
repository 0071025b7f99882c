package check

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
)

// Status is how a thing that was looked at is.
type Status string

// The statuses.
const (
	OK      Status = "ok"
	Warning Status = "warning" // it works, and somebody should do something
	Failed  Status = "failed"
	Skipped Status = "not looked at"
	Note    Status = "note" // worth knowing; nothing to do
)

// Finding is one thing that was looked at.
type Finding struct {
	Part   string `json:"part"` // such as "imap post" or "slack"
	Status Status `json:"status"`
	What   string `json:"what"`         // what was found
	Do     string `json:"do,omitempty"` // what to do
	// Passing: a failure that may be over at the next try, unlike one that a person
	// must mend.
	Passing bool `json:"passing,omitempty"`
}

// Text is what was found and what to do.
func (f Finding) Text() string {
	if f.Do == "" {
		return f.What
	}
	return f.What + "; " + f.Do
}

// Options are what is looked at, and how.
type Options struct {
	Config *config.Config // secrets that are missing from it are told
	Dial   daemon.Dialer  // nil is the network's
	// Mail sends the mail to ourselves, and Wait is how long it is waited for.
	Mail bool
	Wait time.Duration
}

// inspection is one run.
type inspection struct {
	Options
	cfg   *config.Config
	today calendar.Date
	ways  daemon.Ways
	// open is told whether the first mailbox and the relay let us in, once each.
	open chan bool
}

// look is one of the things that are looked at. They know nothing of one another, but
// that the mail to ourselves waits for the two roads it goes by.
type look struct {
	part  string
	limit time.Duration
	at    func(ctx context.Context, n *notes)
}

// The longest that may be looked at something.
const (
	shortly  = 30 * time.Second
	roadTime = 90 * time.Second // a road may be slow, and is asked several times
	// dataTime is for a database of some gigabytes on a slow disk.
	dataTime = 10 * time.Minute
	// lateness is how long is waited for who does not heed the end of the time.
	lateness = 5 * time.Second
)

// Run looks at everything at the same time, and tells what it finds in the same order
// every time.
func Run(ctx context.Context, o Options, tell func(Finding)) {
	run(ctx, newInspection(o).looks(), tell)
}

func run(ctx context.Context, all []look, tell func(Finding)) {
	found := make([]chan []Finding, len(all))
	for i, l := range all {
		found[i] = make(chan []Finding, 1)
		go func() { found[i] <- l.run(ctx) }()
	}
	for _, one := range found {
		for _, f := range <-one {
			tell(f)
		}
	}
}

func newInspection(o Options) *inspection {
	return &inspection{Options: o, cfg: o.Config, today: o.Config.Rules().Today(time.Now()), open: make(chan bool, 2)}
}

// looks are all there is to look at.
func (in *inspection) looks() []look {
	all := []look{
		{"config", shortly, in.settings},
		{"data", shortly, in.folder},
		{"disk", shortly, in.disk},
		{"database", dataTime, in.database},
		{"backup", shortly, in.backup},
		{"health", shortly, in.health},
	}
	if in.cfg.Export.Folder != "" {
		all = append(all, look{"records", shortly, in.records})
	}
	ways, err := daemon.WaysOf(in.cfg, in.Dial)
	if err != nil {
		return append(all, look{"oauth", shortly, func(_ context.Context, n *notes) {
			n.skip("mailboxes, relay and Slack: "+err.Error(), "mend the secrets told of above first")
		}})
	}
	in.ways = ways
	if ways.Tokens != nil {
		all = append(all, look{"oauth", roadTime, in.token})
	}
	for i, m := range in.cfg.Mailboxes {
		all = append(all, look{"imap " + m.ID, roadTime, func(ctx context.Context, n *notes) { in.mailbox(ctx, n, i) }})
	}
	return append(all,
		look{"smtp", roadTime, in.relay},
		look{"mail", 2*roadTime + in.Wait, in.mail},
		look{"slack", roadTime, in.slack},
	)
}

// run looks, and returns what was found, however it ended.
func (l look) run(ctx context.Context) []Finding {
	n := &notes{part: l.part}
	ctx, cancel := context.WithTimeout(ctx, l.limit)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if recover() != nil { // what it says may be anybody's words
				n.fail("this check broke off by a fault of its own", "tell whoever looks after the program; the other lines hold")
			}
		}()
		l.at(ctx, n)
	}()
	late := time.NewTimer(l.limit + lateness)
	defer late.Stop()
	select {
	case <-done:
	case <-late.C:
		n.passing(fmt.Sprintf("not done within %s", l.limit), "try again; the other lines hold")
	}
	return n.taken()
}

// notes are what one look has found so far.
type notes struct {
	part string

	mu  sync.Mutex
	all []Finding
	end bool // has been told; what comes later is not
}

func (n *notes) add(f Finding) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.end {
		return
	}
	if f.Part == "" {
		f.Part = n.part
	}
	n.all = append(n.all, f)
}

func (n *notes) taken() []Finding {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.end = true
	return n.all
}

func (n *notes) ok(format string, args ...any) {
	n.add(Finding{Status: OK, What: fmt.Sprintf(format, args...)})
}
func (n *notes) warn(what, do string) { n.add(Finding{Status: Warning, What: what, Do: do}) }
func (n *notes) fail(what, do string) { n.add(Finding{Status: Failed, What: what, Do: do}) }
func (n *notes) skip(what, do string) { n.add(Finding{Status: Skipped, What: what, Do: do}) }
func (n *notes) passing(what, do string) {
	n.add(Finding{Status: Failed, What: what, Do: do, Passing: true})
}

// failure is an error whose text goes on with what to do after the first semicolon,
// as those of our own packages do.
func (n *notes) failure(err error, passing bool) {
	what, do, _ := strings.Cut(err.Error(), "; ")
	n.add(Finding{Status: Failed, What: what, Do: do, Passing: passing})
}
