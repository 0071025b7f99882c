package home

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/desk"
	"borgerbot/internal/store"
)

// Slack is where home tabs are shown.
type Slack interface {
	// Publish shows a user her home tab. It may be repeated.
	Publish(ctx context.Context, user string, blocks []slack.Block) error
}

// Home publishes home tabs.
type Home struct {
	desk  *desk.Desk
	store *store.Store
	deck  *card.Deck
	view  card.View
	slack Slack
	roads func() []card.Road
	log   *slog.Logger

	changed chan struct{}

	mu    sync.Mutex
	shown map[string]uint64 // by user, a hash of what she was shown; guarded by mu
}

// New returns a home for an office. roads tells how the roads to the outside are
// doing.
func New(d *desk.Desk, s *store.Store, deck *card.Deck, v card.View, sl Slack, roads func() []card.Road, log *slog.Logger) *Home {
	return &Home{
		desk: d, store: s, deck: deck, view: v, slack: sl, roads: roads, log: log,
		changed: make(chan struct{}, 1), shown: map[string]uint64{},
	}
}

const (
	// pace is the least time between two rounds of publishing: bursts of changes
	// are one.
	pace = 3 * time.Second
	// lookEvery is how often the tabs are looked at although nothing has changed:
	// time passes on them too.
	lookEvery = time.Minute
	// timesEvery is how often the times of the last contact are brought up to date
	// where nothing else has changed.
	timesEvery = 15 * time.Minute
	// mailDays is for how long mail that was left alone is listed, and maxMail how
	// many of each kind are counted.
	mailDays = 30
	maxMail  = 200
	// usersFact are the Slack ids of those who have opened their tab.
	usersFact = "home tabs"
)

// Ring tells that something may have changed. It never blocks.
func (h *Home) Ring() {
	select {
	case h.changed <- struct{}{}:
	default:
	}
}

// Open is a user who has opened her tab. Who is no adviser is not remembered.
func (h *Home) Open(ctx context.Context, user string) {
	if h.view.BySlack(user) == "" {
		if err := h.slack.Publish(ctx, user, h.deck.Outsider()); err != nil {
			h.log.Warn("home tab not shown", "err", err)
		}
		return
	}
	h.mu.Lock()
	delete(h.shown, user)
	h.mu.Unlock()
	if err := h.remember(ctx, user); err != nil {
		h.log.Error("home tab not remembered", "err", err)
		return
	}
	h.Ring()
}

func (h *Home) remember(ctx context.Context, user string) error {
	return h.store.Update(ctx, func(tx *store.Tx) error {
		known, err := tx.Fact(usersFact)
		if users := strings.Fields(known); err == nil && !slices.Contains(users, user) {
			err = tx.SetFact(usersFact, strings.Join(append(users, user), " "))
		}
		return err
	})
}

// Run publishes until ctx ends. It calls beat each time it comes round.
func (h *Home) Run(ctx context.Context, beat func()) error {
	for waits := false; ; {
		beat()
		err := h.publish(ctx)
		if err != nil && !waits && ctx.Err() == nil {
			h.log.Warn("home tabs wait", "err", err)
		}
		waits = err != nil
		if !wait(ctx, pace, nil) || !wait(ctx, lookEvery-pace, h.changed) {
			return nil
		}
	}
}

// wait waits, or until something has changed, and reports false when ctx has
// ended.
func wait(ctx context.Context, d time.Duration, changed <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-changed:
	}
	return true
}

// publish shows everybody what has changed on her tab.
func (h *Home) publish(ctx context.Context) error {
	var users []string
	err := h.store.View(ctx, func(tx *store.Tx) error {
		known, err := tx.Fact(usersFact)
		users = strings.Fields(known)
		return err
	})
	if err != nil || len(users) == 0 {
		return err
	}
	desktop, err := h.desktop(ctx)
	if err != nil {
		return err
	}
	for _, user := range users {
		if err := h.show(ctx, user, desktop); err != nil {
			return err
		}
	}
	return nil
}

// show publishes one tab where it has changed.
func (h *Home) show(ctx context.Context, user string, desktop card.Desktop) error {
	blocks := h.tab(user, desktop)
	mark, err := hash(h.tab(user, roughly(desktop)))
	if err != nil {
		return err
	}
	h.mu.Lock()
	same := h.shown[user] == mark
	h.mu.Unlock()
	if same {
		return nil
	}
	if err := h.slack.Publish(ctx, user, blocks); err != nil {
		return err
	}
	h.mu.Lock()
	h.shown[user] = mark
	h.mu.Unlock()
	return nil
}

// tab is a user's home tab. Only a configured adviser sees anything.
func (h *Home) tab(user string, desktop card.Desktop) []slack.Block {
	v := h.view
	v.Now = time.Now()
	if id := h.view.BySlack(user); id != "" {
		return h.deck.Home(desktop, id, v)
	}
	return h.deck.Outsider()
}

// roughly is a desktop whose times of contact are told to the quarter: that they
// move on is no reason to publish.
func roughly(d card.Desktop) card.Desktop {
	d.Roads = slices.Clone(d.Roads)
	for i := range d.Roads {
		d.Roads[i].Last = d.Roads[i].Last.Truncate(timesEvery)
	}
	return d
}

func hash(blocks []slack.Block) (uint64, error) {
	raw, err := json.Marshal(blocks)
	sum := fnv.New64a()
	_, _ = sum.Write(raw)
	return sum.Sum64(), err
}

// desktop is what there is to show.
func (h *Home) desktop(ctx context.Context) (d card.Desktop, err error) {
	d.Roads = h.roads()
	if d.Open, err = h.desk.Entries(ctx); err != nil {
		return d, err
	}
	now := time.Now()
	err = h.store.View(ctx, func(tx *store.Tx) (err error) {
		if d.Mail, err = mail(tx, now); err != nil {
			return err
		}
		d.Letters, err = tx.Due(store.OutMail, now, maxMail)
		return err
	})
	return d, err
}

// mail is what was left alone, the newest first.
func mail(tx *store.Tx, now time.Time) (list []card.Mail, err error) {
	automatic, err := tx.AutomaticSince(now.AddDate(0, 0, -mailDays), maxMail)
	if err != nil {
		return nil, err
	}
	for _, m := range automatic {
		list = append(list, card.Mail{Name: string(m.ID), Received: m.Received, Reason: m.Reason})
	}
	unfetched, err := tx.Unfetched(maxMail)
	if err != nil {
		return nil, err
	}
	for _, l := range unfetched {
		list = append(list, card.Mail{Name: l.Name(), Received: l.Received, Reason: string(l.Kind)})
	}
	slices.SortStableFunc(list, func(a, b card.Mail) int { return b.Received.Compare(a.Received) })
	return list, nil
}
