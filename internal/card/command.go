package card

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// homeFile is the file of what /borgerbot answers and of the home tab.
type homeFile struct {
	Command commandWords `yaml:"command"`
	Entry   entryWords   `yaml:"entry"`
	Home    homeWords    `yaml:"home"`
	// Reasons are why a mail was left alone.
	Reasons map[string]string `yaml:"reasons"`
	Systems systemWords       `yaml:"systems"`
}

// reasonOther stands for a reason that has no word of its own.
const reasonOther = "other"

func (h *homeFile) check() []error {
	mistakes := covers("entry.waits", h.Entry.Waits, casework.Waits())
	if n := len([]rune(h.Command.Said)); n > maxTitle {
		mistakes = append(mistakes, fmt.Errorf("command.said: %d characters, Slack takes %d", n, maxTitle))
	}
	if h.Reasons[reasonOther] == "" {
		mistakes = append(mistakes, fmt.Errorf("reasons: no word for %q", reasonOther))
	}
	return mistakes
}

type commandWords struct {
	New      string `yaml:"new"`
	Usage    string `yaml:"usage"`
	Unknown  string `yaml:"unknown"`
	Typo     string `yaml:"typo"`
	Near     string `yaml:"near"`
	Mine     string `yaml:"mine"`
	None     string `yaml:"none"`
	FreeOne  string `yaml:"free_one"`
	FreeMany string `yaml:"free_many" args:"n"`
	Created  string `yaml:"created" args:"ref"`
	Said     string `yaml:"said"`
}

type entryWords struct {
	Title    string `yaml:"title" args:"ref state"`
	Red      string `yaml:"red"`
	Acute    string `yaml:"acute"`
	Promised string `yaml:"promised" args:"date"`
	Target   string `yaml:"target" args:"date"`
	Holder   string `yaml:"holder" args:"who"`
	Deputy   string `yaml:"deputy" args:"who deputy"`
	Nobody   string `yaml:"nobody"`
	RestOne  string `yaml:"rest_one"`
	RestMany string `yaml:"rest_many" args:"n"`

	Waits  map[casework.Wait]string `yaml:"waits"`
	Due    string                   `yaml:"due" args:"date"`
	Held   string                   `yaml:"held"`
	Doubt  string                   `yaml:"doubt"`
	ByHand string                   `yaml:"by_hand"`
}

// maxQueue bounds what /borgerbot lists; the rest is counted.
const maxQueue = 20

// Says returns one of our own sentences as a message.
func Says(text string) Message {
	return Message{Text: escape(text), Blocks: []slack.Block{section(plain(text))}}
}

// Said returns a window that tells why nothing has been done, for where there is no
// channel to say it in.
func (d *Deck) Said(text string) slack.ModalViewRequest {
	return d.window(d.words.Home.Command.Said, []slack.Block{section(plain(text))})
}

// IsNew reports whether the word after /borgerbot asks for a new inquiry.
func (d *Deck) IsNew(word string) bool {
	return strings.EqualFold(word, d.words.Home.Command.New)
}

// Queue answers /borgerbot: the adviser's own open inquiries, and how many nobody
// has.
func (d *Deck) Queue(open []Entry, adviser casework.AdviserID, v View) Message {
	w := d.words.Home.Command
	var mine []Entry
	free := 0
	for _, e := range notAbout(adviser, open) {
		switch {
		case e.Holder == "":
			free++
		case v.with(e, adviser):
			mine = append(mine, e)
		}
	}
	m := Message{Text: escape(w.Mine), Blocks: []slack.Block{header(w.Mine)}}
	if len(mine) == 0 {
		m.Blocks = append(m.Blocks, section(plain(w.None)))
	}
	m.Blocks = append(m.Blocks, d.list(mine, maxQueue, adviser, v)...)
	m.Blocks = append(m.Blocks, countLine(free, w.FreeOne, w.FreeMany)...)
	m.Blocks = append(m.Blocks, small(w.Usage))
	return m
}

// Unknown answers what /borgerbot does not understand.
func (d *Deck) Unknown() Message {
	w := d.words.Home.Command
	return Says(w.Unknown + " " + w.Usage)
}

// Misspelt answers a reference that names no inquiry, with those that exist one
// typing mistake away. typo: its check character says that it is wrong.
func (d *Deck) Misspelt(typed string, typo bool, near []Entry, v View) Message {
	w := d.words.Home.Command
	text := fill(d.words.Codes.NoReference, "ref", cut(typed, maxName))
	if typo {
		text = w.Typo
	}
	m := Says(text)
	if len(near) > 0 {
		m.Blocks = append(m.Blocks, section(plain(w.Near)))
		m.Blocks = append(m.Blocks, d.list(near, maxQueue, "", v)...)
	}
	return m
}

// Created tells the number of an inquiry that was noted down.
func (d *Deck) Created(ref casework.Reference) Message {
	return Says(fill(d.words.Home.Command.Created, "ref", string(ref)))
}

// list is a section an entry with a button to see it, at most limit, and how many
// more there are. Whose list it is need not be told that she has them.
func (d *Deck) list(entries []Entry, limit int, whose casework.AdviserID, v View) []slack.Block {
	var blocks []slack.Block
	for _, e := range entries[:min(len(entries), limit)] {
		blocks = append(blocks, slack.NewSectionBlock(d.entryText(e, whose == "" || e.Holder != whose, v), nil, slack.NewAccessory(d.pressOn(e, ActShow, v))))
	}
	w := d.words.Home.Entry
	return append(blocks, countLine(max(0, len(entries)-limit), w.RestOne, w.RestMany)...)
}

// countLine says how many there are, if there are any.
func countLine(n int, one, many string) []slack.Block {
	if n == 0 {
		return nil
	}
	return []slack.Block{small(count(n, one, many))}
}

// count says how many there are, of at least one; pairs are further values.
func count(n int, one, many string, pairs ...string) string {
	if n == 1 {
		return fill(one, pairs...)
	}
	return fill(many, append([]string{"n", strconv.Itoa(n)}, pairs...)...)
}

// entryText is reference and state, and below what is urgent, the date and, where
// that is to be told, who has it.
func (d *Deck) entryText(e Entry, who bool, v View) *slack.TextBlockObject {
	w := d.words.Home.Entry
	var facts []string
	switch {
	case e.Acute:
		facts = append(facts, w.Acute)
	case e.Red:
		facts = append(facts, w.Red)
	}
	for _, note := range []struct {
		holds bool
		text  string
	}{{e.Held, w.Held}, {e.InDoubt, w.Doubt}, {e.ByHand, w.ByHand}, {e.Waits != casework.WaitsNobody, d.waits(e)}} {
		if note.holds {
			facts = append(facts, note.text)
		}
	}
	switch {
	case e.Date.IsZero():
	case e.Promised:
		facts = append(facts, fill(w.Promised, "date", d.date(e.Date)))
	default:
		facts = append(facts, fill(w.Target, "date", d.date(e.Date)))
	}
	switch {
	case !who:
	case e.Holder == "":
		facts = append(facts, w.Nobody)
	default:
		facts = append(facts, d.heldBy(e, v))
	}
	title := fill(w.Title, "ref", string(e.Ref), "state", d.words.Codes.States[e.State])
	return labelled(title, strings.Join(facts, " · "))
}

// heldBy says who has the inquiry, and who looks after it while she is away.
func (d *Deck) heldBy(e Entry, v View) string {
	w, who := d.words.Home.Entry, d.name(e.Holder, v)
	if deputy, ok := v.Deputy(e.Holder, e.Concerns); ok {
		return fill(w.Deputy, "who", who, "deputy", d.name(deputy.ID, v))
	}
	return fill(w.Holder, "who", who)
}

// waits says whom the inquiry waits for, and until when.
func (d *Deck) waits(e Entry) string {
	w := d.words.Home.Entry
	text := w.Waits[e.Waits]
	if e.Waits == casework.WaitsDepartment && !e.DepartmentDue.IsZero() {
		text += ", " + fill(w.Due, "date", d.date(e.DepartmentDue))
	}
	return text
}

// pressOn is a button for an act on an entry.
func (d *Deck) pressOn(e Entry, act casework.EventType, v View) *slack.ButtonBlockElement {
	label := d.words.Modal.Acts[act].Label
	value := Press{Ref: e.Ref, Seen: e.State, Act: act}.Value(v.Key)
	b := slack.NewButtonBlockElement(string(act)+" "+string(e.Ref), value, plainCut(label, maxLabel))
	b.AccessibilityLabel = cut(label+", "+string(e.Ref), maxLabel)
	return b
}
