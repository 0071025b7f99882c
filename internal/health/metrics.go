package health

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// Metrics are what Prometheus is told.
type Metrics struct {
	registry *prometheus.Registry
	receipt  prometheus.Histogram
	card     prometheus.Histogram
	commit   prometheus.Histogram
}

// Sources are what the metrics, and the pages, are made of when somebody asks.
type Sources struct {
	Roads *Roads
	Pulse *Pulse
	// Workload counts what there is to do.
	Workload func(ctx context.Context) (store.Workload, error)
	// Backup is when the last good backup was made; zero if none was.
	Backup  func(ctx context.Context) (time.Time, error)
	Version string
}

// NewMetrics returns the metrics of a daemon.
func NewMetrics(s Sources) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		receipt: histogram("receipt_delay_seconds", "From when a letter was fetched from the mailbox until the relay had its receipt.",
			.25, .5, 1, 2, 5, 15, 60, 300, 1800, 7200, 43200),
		card: histogram("card_delay_seconds", "From a press in Slack until the card showed what came of it.",
			.025, .05, .1, .2, .3, .5, 1, 2, 5, 15, 60),
		commit: histogram("database_commit_seconds", "How long writing transactions took, their commit to the disk included.",
			.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5),
	}
	m.registry.MustRegister(m.receipt, m.card, m.commit, newScrape(s),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

const namespace = "borgerbot"

func histogram(name, help string, buckets ...float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets})
}

// Receipt observes how long a citizen waited for the receipt.
func (m *Metrics) Receipt(took time.Duration) { m.receipt.Observe(took.Seconds()) }

// Card observes how long an adviser waited for the card.
func (m *Metrics) Card(took time.Duration) { m.card.Observe(took.Seconds()) }

// Commit observes how long the database took.
func (m *Metrics) Commit(took time.Duration) { m.commit.Observe(took.Seconds()) }

// scrape is what is looked up when Prometheus asks, and kept nowhere.
type scrape struct {
	Sources
	descs map[string]*prometheus.Desc
}

// gauges are the metrics that are looked up: name, help, label.
var gauges = [][3]string{
	{"build_info", "Always 1; the version that runs.", "version"},
	{"ready", "1 while the daemon can do all of its job.", ""},
	{"loop_last_turn_timestamp_seconds", "When each of the daemon's loops last came round.", "loop"},
	{"mailbox_up", "1 while the mailbox is read.", "mailbox"},
	{"mailbox_last_poll_timestamp_seconds", "When everything in the mailbox had last been taken in.", "mailbox"},
	{"mailbox_gap_messages", "Mails in the mailbox that were passed over and are not taken in yet.", "mailbox"},
	{"slack_up", "1 while Slack answers and presses arrive.", ""},
	{"slack_last_contact_timestamp_seconds", "When Slack last answered.", ""},
	{"slack_channel_trusted", "1 while the channel is known to be the advisers' alone.", ""},
	{"relay_up", "1 while letters can be handed over.", ""},
	{"relay_last_contact_timestamp_seconds", "When the mail relay last answered.", ""},
	{"database_up", "1 while the database can be written.", ""},
	{"records_up", "1 while journals can be put into the records system's folder; absent where there is none.", ""},
	{"inquiries_open", "Inquiries that are not closed.", "state"},
	{"inquiries_overdue", "Open inquiries past their date that have not been answered.", ""},
	{"inquiries_held", "Open inquiries for which an adviser must say where they belong or whether a letter goes.", ""},
	{"inquiries_acute", "Open inquiries in which somebody may be in danger.", ""},
	{"inquiries_red", "Open inquiries whose card is red.", ""},
	{"letters_unsent", "Letters that are due, or have been tried, and are not sent.", ""},
	{"letters_oldest_unsent_timestamp_seconds", "When the oldest of them was decided; absent while there is none.", ""},
	{"letters_in_doubt", "Letters of which nobody knows whether they were sent.", ""},
	{"mail_unhandled", "Mails that are stored and not handled yet.", ""},
	{"mail_oldest_unhandled_timestamp_seconds", "When the oldest of them was received; absent while there is none.", ""},
	{"cards_stale", "Cards that are not in the channel as they must be.", ""},
	{"backup_last_success_timestamp_seconds", "When the last good backup was made; absent while there is none.", ""},
}

func newScrape(s Sources) *scrape {
	c := &scrape{Sources: s, descs: map[string]*prometheus.Desc{}}
	for _, g := range gauges {
		var labels []string
		if g[2] != "" {
			labels = []string{g[2]}
		}
		c.descs[g[0]] = prometheus.NewDesc(namespace+"_"+g[0], g[1], labels, nil)
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *scrape) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		ch <- d
	}
}

// scrapeLimit bounds how long the database is waited for.
const scrapeLimit = 5 * time.Second

// Collect implements prometheus.Collector. What cannot be counted now is left out,
// as an office without inquiries is something else.
func (c *scrape) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeLimit)
	defer cancel()
	out := gauge{c, ch}
	now := time.Now()
	out.set("build_info", 1, c.Version)
	roads := c.Roads.At(now)
	out.yes("ready", able(c.Roads, now).OK)
	for _, t := range c.Pulse.At(now) {
		out.at("loop_last_turn_timestamp_seconds", t.Last, t.Name)
	}
	for _, r := range roads {
		out.road(r)
	}
	if f, err := c.Workload(ctx); err == nil {
		out.workload(f)
	}
	if at, err := c.Backup(ctx); err == nil {
		out.at("backup_last_success_timestamp_seconds", at)
	}
}

type gauge struct {
	scrape *scrape
	ch     chan<- prometheus.Metric
}

func (g gauge) set(name string, v float64, labels ...string) {
	g.ch <- prometheus.MustNewConstMetric(g.scrape.descs[name], prometheus.GaugeValue, v, labels...)
}

func (g gauge) count(name string, n int, labels ...string) { g.set(name, float64(n), labels...) }

func (g gauge) yes(name string, is bool, labels ...string) {
	v := 0.0
	if is {
		v = 1
	}
	g.set(name, v, labels...)
}

// at sets an instant; the zero instant is left out.
func (g gauge) at(name string, t time.Time, labels ...string) {
	if !t.IsZero() {
		g.set(name, float64(t.UnixMilli())/1000, labels...)
	}
}

func (g gauge) road(r Road) {
	switch r.Kind {
	case Mailbox:
		g.yes("mailbox_up", r.Since.IsZero(), r.Name)
		g.at("mailbox_last_poll_timestamp_seconds", r.Last, r.Name)
		g.count("mailbox_gap_messages", r.Gap, r.Name)
	case Slack:
		g.yes("slack_up", r.Since.IsZero())
		g.at("slack_last_contact_timestamp_seconds", r.Last)
		g.yes("slack_channel_trusted", r.Open() && !r.Last.IsZero())
	case Relay:
		g.yes("relay_up", r.Since.IsZero())
		g.at("relay_last_contact_timestamp_seconds", r.Last)
	case Database:
		g.yes("database_up", r.Since.IsZero())
	case Records:
		g.yes("records_up", r.Since.IsZero())
	}
}

func (g gauge) workload(f store.Workload) {
	for _, s := range casework.States() {
		if s.Open() {
			g.count("inquiries_open", f.Open[s], string(s))
		}
	}
	g.count("inquiries_overdue", f.Overdue)
	g.count("inquiries_held", f.Held)
	g.count("inquiries_acute", f.Acute)
	g.count("inquiries_red", f.Red)
	g.count("letters_unsent", f.Letters.Waiting)
	g.at("letters_oldest_unsent_timestamp_seconds", f.Letters.Oldest)
	g.count("letters_in_doubt", f.InDoubt)
	g.count("mail_unhandled", f.Mail.Waiting)
	g.at("mail_oldest_unhandled_timestamp_seconds", f.Mail.Oldest)
	g.count("cards_stale", f.Cards)
}
