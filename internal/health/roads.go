package health

import (
	"sync"
	"time"
)

// Kind is a way to the outside, or to the disk.
type Kind string

// The roads.
const (
	Mailbox  Kind = "mailbox"
	Slack    Kind = "slack"
	Relay    Kind = "relay"
	Database Kind = "database"
	Records  Kind = "records" // the folder the records system imports from
)

// Road is how a road is doing.
type Road struct {
	Kind Kind
	Name string    // of a mailbox
	Last time.Time // of the last contact; zero when there has been none
	// Since is when the road closed, as far as is known; zero while it is open.
	Since time.Time
	Code  string // why it is closed
	// Untrusted is why nothing may be posted although Slack answers; empty where it
	// may.
	Untrusted string
	// Gap is how many mails lie in the mailbox now that were passed over; Missed how
	// many were found last, at Found.
	Gap, Missed int
	Found       time.Time
}

// Open reports whether the road can be used.
func (r Road) Open() bool { return r.Since.IsZero() && r.Untrusted == "" }

// Contact is how a mailbox is doing: when everything there was had last been taken
// in, and what has kept it from being since.
type Contact struct {
	Mailbox string
	Last    time.Time
	Code    string
}

const (
	// mailPatience is how long a mailbox may not have been read: it is looked through
	// anew every nine minutes.
	mailPatience = 15 * time.Minute
	// deafPatience is how long the socket on which presses come may be away. Slack
	// itself renews it every few hours.
	deafPatience = time.Minute
	// letterPatience is how long a letter may be tried in vain, while none other is
	// taken, before the relay is held to be closed although it answers.
	letterPatience = time.Hour
)

// Codes of roads that answer and are closed all the same.
const (
	CodeDeaf    = "socket"  // Slack can be asked; presses do not arrive
	CodeRefuses = "refuses" // the relay answers and takes nothing
	CodeSilent  = "silent"  // no contact, and no error that would say why
)

// Roads is what is known of the roads. Its methods may be called from any
// goroutine.
type Roads struct {
	started   time.Time
	mailboxes func() []Contact
	hearing   func() bool

	mu        sync.Mutex // guards what follows
	relay     line
	slack     line
	database  line
	records   line
	filing    bool   // there is a folder for the records system
	clock     string // why the machine's clock is not believed
	untrusted string
	deaf      time.Time // since when presses do not arrive
	taken     time.Time // when the relay last took a letter
	unsent    time.Time // since when the oldest letter has been tried
	gaps      map[folder]int
	missed    map[string]finding
}

// line is a road that is told of as it is used.
type line struct {
	last, since time.Time
	code        string
}

func (l *line) up() { *l = line{last: time.Now()} }

func (l *line) down(code string) {
	l.code = code
	if l.since.IsZero() {
		l.since = time.Now()
	}
}

type folder struct{ mailbox, name string }

// finding are mails that had been passed over.
type finding struct {
	count int
	at    time.Time
}

// NewRoads returns roads that are all open. mailboxes tells how each mailbox is
// doing, hearing whether presses arrive.
func NewRoads(mailboxes func() []Contact, hearing func() bool) *Roads {
	return &Roads{
		started: time.Now(), mailboxes: mailboxes, hearing: hearing, gaps: map[folder]int{}, missed: map[string]finding{},
	}
}

// RelayAnswered records contact with the relay; took tells that it took a letter.
func (r *Roads) RelayAnswered(took bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.relay.up()
	if took {
		r.taken = r.relay.last
	}
}

// RelayFailed records that the relay cannot be used.
func (r *Roads) RelayFailed(code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.relay.down(code)
}

// Unsent records since when the oldest letter that is due has waited; zero when
// none does.
func (r *Roads) Unsent(oldest time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unsent = oldest
}

// SlackAnswered records what Slack said of the channel: why it is not trusted, or "".
func (r *Roads) SlackAnswered(untrusted string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.slack.up()
	r.untrusted = untrusted
}

// SlackFailed records that Slack cannot be asked, and reports whether it could be
// before.
func (r *Roads) SlackFailed(code string) (before bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before = r.slack.since.IsZero()
	r.slack.down(code)
	return before
}

// DatabaseWritten records that the database can be written, or with a code that it
// cannot.
func (r *Roads) DatabaseWritten(code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if code == "" {
		r.database.up()
	} else {
		r.database.down(code)
	}
}

// RecordsFolder records how the records system's folder is: with a code that nothing
// can be put into it. Offices without one say nothing.
func (r *Roads) RecordsFolder(code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.filing = true
	if code == "" {
		r.records.up()
	} else {
		r.records.down(code)
	}
}

// Clock records why the machine's clock is not believed; "": it is.
func (r *Roads) Clock(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clock = why
}

// ClockDoubt is why the machine's clock is not believed, and no deadline acted on.
func (r *Roads) ClockDoubt() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.clock
}

// Gap records how many mails of a folder were passed over. fresh tells that some of
// them were not known to be.
func (r *Roads) Gap(mailbox, name string, count int, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps[folder{mailbox, name}] = count
	if fresh {
		r.missed[mailbox] = finding{count, time.Now()}
	}
}

// At is how every road is doing at now: the mailboxes, Slack, the relay, the
// database, and the records system's folder if there is one.
func (r *Roads) At(now time.Time) []Road {
	contacts, hearing := r.mailboxes(), r.hearing()
	r.mu.Lock()
	defer r.mu.Unlock()
	var roads []Road
	for _, c := range contacts {
		roads = append(roads, r.mailbox(c, now))
	}
	roads = append(roads, r.slackAt(hearing, now), r.relayAt(now), r.database.road(Database))
	if r.filing {
		roads = append(roads, r.records.road(Records))
	}
	return roads
}

func (l line) road(kind Kind) Road {
	return Road{Kind: kind, Last: l.last, Since: l.since, Code: l.code}
}

func (r *Roads) mailbox(c Contact, now time.Time) Road {
	found := r.missed[c.Mailbox]
	road := Road{Kind: Mailbox, Name: c.Mailbox, Last: c.Last, Missed: found.count, Found: found.at}
	for f, n := range r.gaps {
		if f.mailbox == c.Mailbox {
			road.Gap += n
		}
	}
	last := c.Last
	if last.IsZero() {
		last = r.started
	}
	if now.Sub(last) > mailPatience {
		road.Since, road.Code = last, c.Code
		if road.Code == "" {
			road.Code = CodeSilent
		}
	}
	return road
}

func (r *Roads) slackAt(hearing bool, now time.Time) Road {
	switch {
	case hearing:
		r.deaf = time.Time{}
	case r.deaf.IsZero():
		r.deaf = now
	}
	road := r.slack.road(Slack)
	road.Untrusted = r.untrusted
	if road.Since.IsZero() && !r.deaf.IsZero() && now.Sub(r.deaf) > deafPatience {
		road.Since, road.Code = r.deaf, CodeDeaf
	}
	return road
}

func (r *Roads) relayAt(now time.Time) Road {
	road := r.relay.road(Relay)
	if road.Since.IsZero() && !r.unsent.IsZero() && now.Sub(r.unsent) > letterPatience && r.taken.Before(r.unsent) {
		road.Since, road.Code = r.unsent, CodeRefuses
	}
	return road
}
