package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/letter"
	"borgerbot/internal/stage"
	"borgerbot/internal/standin"
	"borgerbot/templates"
)

// Options say where the demo plays.
type Options struct {
	Out io.Writer // where the story is told
	Log io.Writer // where the daemon logs
	Dir string    // an empty folder for the daemon's data
	// Listen opens the listener of a part: "imap", "smtp", "slack" and, to be kept,
	// "page".
	Listen func(part string) (net.Listener, error)
	Dial   func(ctx context.Context, network, address string) (net.Conn, error)
	// Keep leaves everything up after the story, until the context ends.
	Keep bool
}

// Expectation is one thing that should have happened.
type Expectation struct {
	Scene  int    // under which number of the story
	Should string // in Danish
	Met    bool
	Why    string // what was seen instead
}

// grace is how long letters wait for Fortryd: long enough to be shown, short
// enough to be watched.
const grace = 6 * time.Second

// age is for how long the office is made to have run, so that a letter can have
// waited for days while the daemon was away.
const age = 60 * 24 * time.Hour

// Run plays the story and returns what should have happened and whether it did.
// The error is for what keeps the story from being played at all, and that of a
// context that ended before the story did.
func Run(ctx context.Context, o Options) (expectations []Expectation, err error) {
	p, err := newPlayer(o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.stage.Close()) }()
	begun := time.Now()
	p.hours = p.inHours(begun)
	p.tell(p.fill(p.story.Words.Opening, &act{}, begun))
	if err := p.stage.Start(); err != nil {
		return nil, err
	}
	for _, s := range p.story.Scenes {
		if err := p.play(ctx, s); err != nil {
			return p.results, err
		}
	}
	p.end(ctx)
	p.summary(time.Since(begun))
	if o.Keep {
		err = p.keep(ctx)
	}
	return p.results, err
}

// newPlayer sets the stage and reads the story.
func newPlayer(o Options) (*player, error) {
	s, err := readStory()
	if err != nil {
		return nil, err
	}
	letters, err := letter.Parse(templates.FS)
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	cfg, err := config.Preset("demo")
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	cfg.Submission.Grace = grace
	p := &player{
		painter: painter{o.Out}, o: o, story: s, letters: letters, acts: map[string]*act{}, log: &transcript{to: o.Log},
		bound: map[string]bool{},
	}
	p.stage, err = stage.New(stage.Options{
		Config: cfg, Dir: o.Dir, Listen: o.Listen, Dial: o.Dial, RateLimits: true, Since: time.Now().Add(-age),
		Log: slog.New(slog.NewJSONHandler(p.log, nil)),
	})
	return p, err
}

// player plays a story on a stage.
type player struct {
	painter
	o       Options
	story   story
	stage   *stage.Stage
	letters *letter.Set
	log     *transcript

	hours   bool // the story is played in working hours
	acts    map[string]*act
	bound   map[string]bool // cards that belong to a scene, by ts
	post    []post          // every letter that has left, as a person reads it
	sends   int             // letters an adviser has sent from Outlook
	mails   int             // mails that have arrived
	scenes  int             // titles shown
	results []Expectation
}

// act is a scene being played.
type act struct {
	scene
	begun    time.Time
	name     string // of the citizen
	address  string
	mailID   string
	received time.Time
	ref, ts  string // of the card
	receipt  post
	draft    standin.Stored
}

// transcript passes the log on and remembers it.
type transcript struct {
	to io.Writer
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (t *transcript) Write(line []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b.Write(line)
	return t.to.Write(line)
}

func (t *transcript) holds(words string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Contains(t.b.Bytes(), []byte(words))
}

// hoursMargin is how much of the working hours must be left for the scenes that
// need them.
const hoursMargin = 3 * time.Minute

// inHours reports whether advisers are reminded at an instant and for as long as
// the story lasts.
func (p *player) inHours(at time.Time) bool {
	r := p.stage.Config.Rules()
	today := r.Today(at)
	return r.Calendar.WorkingDay(today) && !at.Before(today.At(r.Hours.From, 0, r.Location)) &&
		at.Add(hoursMargin).Before(today.At(r.Hours.To, 0, r.Location))
}

// play plays one scene. The first expectation that is not met ends it; those
// after it are not met either.
func (p *player) play(ctx context.Context, s scene) error {
	now := time.Now()
	if s.When != "" && (s.When == "hours") != p.hours {
		return nil
	}
	a := &act{scene: s, begun: now}
	p.acts[s.Name] = a
	for i, st := range s.Steps {
		about := a
		if of := p.acts[st.Of]; of != nil {
			about = of
		}
		p.introduce(a, st, i)
		err := kinds[st.Do].play(p, ctx, st, about)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.fail(s.Steps[i:], about, err)
			return nil
		}
		if st.Should != "" {
			p.expected(p.fill(st.Should, about, now), true, "")
		}
	}
	return nil
}

// introduce shows the title before the first step and what the story says before
// each. The first step knows the name only once the letter has been read.
func (p *player) introduce(a *act, st step, index int) {
	if index == 0 {
		p.know(a)
		if a.Title != "" {
			p.scenes++
			p.title(fmt.Sprintf("%d. %s", p.scenes, a.Title))
		}
		p.tell(p.fill(a.Tell, a, a.begun))
	}
	p.tell(p.fill(st.Tell, a, time.Now()))
}

// know finds out who the scene's letter is from, so that its title can say so.
func (p *player) know(a *act) {
	for _, st := range a.Steps {
		if st.Do == "mail" {
			if _, from, err := letterOf(st.File, mailFacts{}, "", "", a.begun); err == nil {
				a.name, a.address = from.Name, from.Address
			}
		}
	}
}

// fail says what did not happen.
func (p *player) fail(left []step, a *act, err error) {
	now := time.Now()
	what := p.fill(left[0].Should, a, now)
	if what == "" {
		what = left[0].Do + " " + left[0].Button
	}
	p.head(replace(p.story.Words.Failed, "should", what))
	p.line(replace(p.story.Words.Why, "why", err.Error()))
	p.expected(what, false, err.Error())
	for _, st := range left[1:] {
		if st.Should != "" {
			p.expected(replace(p.story.Words.Unreached, "should", p.fill(st.Should, a, now)), false, "")
		}
	}
}

func (p *player) expected(should string, met bool, why string) {
	p.results = append(p.results, Expectation{Scene: p.scenes, Should: should, Met: met, Why: why})
}

// patience is how long a step waits for what it looks for.
const patience = 30 * time.Second

// until looks again and again until there is no error, or patience is over.
func until(ctx context.Context, look func() error) error {
	end := time.Now().Add(patience)
	for {
		err := look()
		if err == nil || time.Now().After(end) {
			return err
		}
		timer := time.NewTimer(50 * time.Millisecond)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// fill puts the facts of a scene into words. at is when they are seen.
func (p *player) fill(text string, a *act, at time.Time) string {
	if !strings.Contains(text, "{") {
		return text
	}
	r := p.stage.Config.Rules()
	received, today := r.Today(a.received), r.Today(at)
	due, _ := r.Due(received)
	var advisers []string
	for _, v := range p.stage.Config.Advisers {
		advisers = append(advisers, v.Name)
	}
	return replace(text, "name", a.name, "address", a.address, "ref", a.ref,
		"received", p.date(received), "due", p.date(due),
		"newdate", p.date(r.Calendar.AddWorkingDays(today, r.Deadline.NoticeWorkdays)),
		"grace", fmt.Sprint(int(grace.Seconds())), "advisers", strings.Join(advisers, ", "))
}

// replace puts values into words, given as pairs of name and value.
func replace(text string, pairs ...string) string {
	pairs = slices.Clone(pairs)
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
