package card

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Mail is a mail that was left alone: a machine sent it, or it is older than the
// first start. Nothing of its words is known here.
type Mail struct {
	Name     string    // for [Press.About]
	Received time.Time // zero when the server has not said
	Reason   string    // why it was left: a key of the words, else another
}

// RoadKind is a way to the outside.
type RoadKind string

// The roads.
const (
	RoadMailbox RoadKind = "mailbox"
	RoadSlack   RoadKind = "slack"
	RoadRelay   RoadKind = "relay"
)

// Road is how a way to the outside is doing.
type Road struct {
	Kind RoadKind
	Name string    // of a mailbox, where there are several
	Last time.Time // of the last contact; zero when there has been none
	// Broken: there is no contact, since when if that is known.
	Broken bool
	Since  time.Time
	// Untrusted: the channel is not the advisers' alone.
	Untrusted bool
	// Missed mails were found that had been passed over, at Found.
	Missed int
	Found  time.Time
}

// Desktop is everything the home tab shows. It holds references, dates and codes
// only, so that it is the same in every mode of disclosure.
type Desktop struct {
	Open  []Entry // the most urgent date first
	Mail  []Mail  // the newest first
	Roads []Road
	// Letters wait for the relay.
	Letters int
}

type homeWords struct {
	Title     string `yaml:"title"`
	New       string `yaml:"new"`
	Attention string `yaml:"attention"`
	Mine      string `yaml:"mine"`
	Free      string `yaml:"free"`
	Week      string `yaml:"week"`
	Waiting   string `yaml:"waiting"`
	Quiet     string `yaml:"quiet"`
	Mail      string `yaml:"mail"`
	MailAbout string `yaml:"mail_about"`
	Received  string `yaml:"received" args:"at"`
	Undated   string `yaml:"undated"`
	Systems   string `yaml:"systems"`
}

type systemWords struct {
	Mailbox      string `yaml:"mailbox"`
	MailboxNamed string `yaml:"mailbox_named" args:"name"`
	Slack        string `yaml:"slack"`
	Relay        string `yaml:"relay"`
	Fine         string `yaml:"fine" args:"what"`
	Last         string `yaml:"last" args:"what at"`
	Broken       string `yaml:"broken" args:"what"`
	BrokenSince  string `yaml:"broken_since" args:"what at"`
	Untrusted    string `yaml:"untrusted" args:"what"`
	GapOne       string `yaml:"gap_one" args:"what at"`
	GapMany      string `yaml:"gap_many" args:"what at n"`
	LettersOne   string `yaml:"letters_one"`
	LettersMany  string `yaml:"letters_many" args:"n"`
}

// The longest lists of the home tab: together they stay below the 100 blocks that
// Slack takes, with headings, rests and the state of the system.
const (
	maxAttention = 8
	maxMine      = 18
	maxFree      = 6 // two blocks each
	maxWeek      = 12
	maxWaiting   = 12
	maxMail      = 12
)

// Outsider is the home tab of somebody who is no configured adviser.
func (d *Deck) Outsider() []slack.Block { return Says(d.Notice(NoticeOutsider)).Blocks }

// Home returns an adviser's home tab. An inquiry may stand in several lists. Its
// buttons are presses like those of cards.
func (d *Deck) Home(desk Desktop, adviser casework.AdviserID, v View) []slack.Block {
	w := d.words.Home.Home
	desk.Open = notAbout(adviser, desk.Open)
	blocks := []slack.Block{header(w.Title), slack.NewActionBlock("new", d.newButton(v))}
	list := func(label string, of func(Entry) bool, limit int) {
		chosen := slices.DeleteFunc(slices.Clone(desk.Open), func(e Entry) bool { return !of(e) })
		if len(chosen) > 0 {
			blocks = append(blocks, header(label))
			blocks = append(blocks, d.list(chosen, limit, adviser, v)...)
		}
	}
	list(w.Attention, Entry.waitsForOffice, maxAttention)
	mine := func(e Entry) bool { return v.with(e, adviser) }
	list(w.Mine, mine, maxMine)
	if len(desk.Open) > 0 && !slices.ContainsFunc(desk.Open, mine) {
		blocks = append(blocks, section(plain(d.words.Home.Command.None)))
	}
	blocks = append(blocks, d.free(desk.Open, v)...)
	sunday := endOfWeek(v.Rules.Today(v.Now))
	list(w.Week, func(e Entry) bool { return !e.Date.IsZero() && !e.Date.After(sunday) }, maxWeek)
	list(w.Waiting, func(e Entry) bool { return e.Waits != casework.WaitsNobody }, maxWaiting)
	if len(desk.Open) == 0 {
		blocks = append(blocks, section(plain(w.Quiet)))
	}
	blocks = append(blocks, d.mail(desk.Mail, v)...)
	return append(blocks, d.systems(desk, v)...)
}

// notAbout leaves out what is, or may be, about the adviser.
func notAbout(adviser casework.AdviserID, open []Entry) []Entry {
	return slices.DeleteFunc(slices.Clone(open), func(e Entry) bool { return slices.Contains(e.Concerns, adviser) })
}

// waitsForOffice reports whether an adviser must decide something before the
// inquiry can go on.
func (e Entry) waitsForOffice() bool { return e.Held || e.InDoubt || e.ByHand || e.Acute || e.Red }

func endOfWeek(today calendar.Date) calendar.Date {
	return today.AddDays((7 - int(today.Weekday())) % 7)
}

// newButton opens the window of a contact by phone or visit.
func (d *Deck) newButton(v View) *slack.ButtonBlockElement {
	value := Press{Act: casework.Opened, About: "home"}.Value(v.Key)
	b := slack.NewButtonBlockElement(string(casework.Opened), value, plainCut(d.words.Home.Home.New, maxLabel))
	b.AccessibilityLabel = cut(d.words.Home.Home.New, maxLabel)
	return b
}

// free are the inquiries nobody has, with the button to take each.
func (d *Deck) free(open []Entry, v View) []slack.Block {
	free := slices.DeleteFunc(slices.Clone(open), func(e Entry) bool { return e.Holder != "" })
	if len(free) == 0 {
		return nil
	}
	w := d.words.Home
	blocks := []slack.Block{header(w.Home.Free)}
	for _, e := range free[:min(len(free), maxFree)] {
		take := d.pressOn(e, casework.Take, v)
		take.Style = slack.StylePrimary
		blocks = append(blocks, section(d.entryText(e, false, v)),
			slack.NewActionBlock("free "+string(e.Ref), take, d.pressOn(e, ActShow, v)))
	}
	return append(blocks, countLine(max(0, len(free)-maxFree), w.Entry.RestOne, w.Entry.RestMany)...)
}

// mail lists what was left alone, with the button to take each in.
func (d *Deck) mail(mail []Mail, v View) []slack.Block {
	if len(mail) == 0 {
		return nil
	}
	w := d.words.Home
	blocks := []slack.Block{header(w.Home.Mail), small(w.Home.MailAbout)}
	for _, m := range mail[:min(len(mail), maxMail)] {
		at := w.Home.Undated
		if !m.Received.IsZero() {
			at = fill(w.Home.Received, "at", d.exact(m.Received, v))
		}
		why, ok := w.Reasons[m.Reason]
		if !ok {
			why = w.Reasons[reasonOther]
		}
		adopt := d.adoptButton(m, at, v)
		blocks = append(blocks, slack.NewSectionBlock(plain(at+"\n"+why), nil, slack.NewAccessory(adopt)))
	}
	return append(blocks, countLine(max(0, len(mail)-maxMail), w.Entry.RestOne, w.Entry.RestMany)...)
}

func (d *Deck) adoptButton(m Mail, at string, v View) *slack.ButtonBlockElement {
	label := d.words.Modal.Acts[ActAdopt].Label
	b := slack.NewButtonBlockElement(string(ActAdopt), Press{Act: ActAdopt, About: m.Name}.Value(v.Key), plainCut(label, maxLabel))
	b.AccessibilityLabel = cut(label+", "+at, maxLabel)
	return b
}

// systems says how each road to the outside is doing.
func (d *Deck) systems(desk Desktop, v View) []slack.Block {
	w := d.words.Home.Systems
	var lines []string
	for _, r := range desk.Roads {
		lines = append(lines, d.road(r, v)...)
	}
	if desk.Letters > 0 {
		lines = append(lines, count(desk.Letters, w.LettersOne, w.LettersMany))
	}
	return []slack.Block{header(d.words.Home.Home.Systems), section(plain(strings.Join(lines, "\n")))}
}

func (d *Deck) road(r Road, v View) []string {
	w := d.words.Home.Systems
	what := map[RoadKind]string{RoadMailbox: w.Mailbox, RoadSlack: w.Slack, RoadRelay: w.Relay}[r.Kind]
	if r.Name != "" {
		what = fill(w.MailboxNamed, "name", cut(r.Name, maxName))
	}
	text, at := w.Last, r.Last
	switch {
	case r.Untrusted:
		text = w.Untrusted
	case r.Broken && r.Since.IsZero():
		text = w.Broken
	case r.Broken:
		text, at = w.BrokenSince, r.Since
	case r.Last.IsZero():
		text = w.Fine
	}
	lines := []string{fill(text, "what", what, "at", d.moment(at, v))}
	if r.Missed > 0 {
		lines = append(lines, count(r.Missed, w.GapOne, w.GapMany, "what", what, "at", d.moment(r.Found, v)))
	}
	return lines
}
