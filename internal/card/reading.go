package card

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// How much the reading modal shows, in characters and in notes: a view may be 250 kB
// and have 100 blocks.
const (
	maxReading = 45_000 // of the letters
	maxNoted   = 1_500  // of one note
	maxNotes   = 20
)

// Reading is what the modal of Læs shows: the letters and the advisers' notes, masked.
type Reading struct {
	Letters string
	Notes   []Note // the oldest first
}

// Note is what an adviser has written in the journal.
type Note struct {
	By   casework.Actor
	At   time.Time
	Text string
}

// Read returns the modal of Læs, for one adviser. Who rang or came is named in it, for
// her name stands nowhere else.
func (d *Deck) Read(q casework.Inquiry, v View, r Reading) slack.ModalViewRequest {
	w, p := d.words.Modal.Modal, d.page(q, v)
	blocks := []slack.Block{small(w.ReadIntro)}
	if name := q.Parties.Writer.Name; !q.Channel.Written() && !name.Empty() {
		blocks = append(blocks, section(plain(fill(w.ReadCaller, "name", cut(inert(name.Reveal()), maxShort)))))
	}
	if strings.TrimSpace(r.Letters) == "" && q.Channel.Written() {
		blocks = append(blocks, section(plain(w.ReadEmpty)))
	}
	shown := cut(inert(r.Letters), maxReading)
	blocks = append(blocks, passages(shown)...)
	if utf8.RuneCountInString(shown) == maxReading {
		blocks = append(blocks, small(w.ReadRest))
	}
	blocks = append(blocks, p.notes(r.Notes)...)
	if !q.Channel.Written() {
		return d.window(fill(w.ReadTitle, "ref", string(q.Ref)), blocks)
	}
	blocks = append(blocks, slack.NewDividerBlock(), small(p.attachments()))
	if words := p.matched(); words != "" && !p.private() && !q.Course.Acute {
		blocks = append(blocks, small(words))
	}
	return d.window(fill(w.ReadTitle, "ref", string(q.Ref)), blocks)
}

// notes are the advisers' notes, or that there is none where nothing else is read.
func (p page) notes(notes []Note) []slack.Block {
	w := p.words.Modal.Modal
	if len(notes) == 0 {
		if p.q.Channel.Written() {
			return nil
		}
		return []slack.Block{section(plain(w.ReadNoNotes))}
	}
	blocks := []slack.Block{slack.NewDividerBlock(), section(labelled(w.ReadNotes, ""))}
	if over := len(notes) - maxNotes; over > 0 {
		notes = notes[over:]
		blocks = append(blocks, small(w.ReadNotesRest))
	}
	for _, n := range notes {
		blocks = append(blocks, small(fill(w.ReadNote, "who", p.who(n.By, p.v), "at", p.exact(n.At, p.v))))
		text := cut(inert(n.Text), maxNoted)
		blocks = append(blocks, passages(text)...)
	}
	return blocks
}

// window is a modal without anything to submit.
func (d *Deck) window(title string, blocks []slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainCut(title, maxTitle), Close: plainCut(d.words.Modal.Modal.Done, maxTitle),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// passages are a long text as plain_text sections, cut between lines where that
// is possible.
func passages(text string) []slack.Block {
	var blocks []slack.Block
	text = inert(text)
	for text != "" {
		head := firstPassage(text)
		text = text[len(head):]
		if strings.TrimSpace(head) != "" {
			blocks = append(blocks, section(plain(strings.Trim(head, "\n"))))
		}
	}
	return blocks
}

// firstPassage is the longest start of text that fits a text object and ends
// with a line; a line that is longer is cut.
func firstPassage(text string) string {
	end := len(text)
	for i, n := 0, 0; i < len(text); n++ {
		if n == maxText {
			end = i
			break
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	if end == len(text) {
		return text
	}
	if line := strings.LastIndexByte(text[:end], '\n'); line > 0 {
		return text[:line+1]
	}
	return text[:end]
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// AllActs returns the modal with every act the inquiry allows now, and how its
// date was counted.
func (d *Deck) AllActs(q casework.Inquiry, v View) slack.ModalViewRequest {
	p := d.page(q, v)
	heading := []slack.Block{section(labelled(string(q.Ref), p.state()))}
	view := d.window(d.words.Modal.Acts[ActAll].Label, slices.Concat(heading, p.acts(), p.counting()))
	view.CallbackID = string(ActAll)
	return view
}

// Case returns the window of an inquiry (/borgerbot BR-…): what its card says,
// every act it allows now, and how its date was counted.
func (d *Deck) Case(q casework.Inquiry, v View) slack.ModalViewRequest {
	p := d.page(q, v)
	view := d.window(string(q.Ref), slices.Concat(p.story(), []slack.Block{slack.NewDividerBlock()}, p.acts(), p.counting()))
	view.CallbackID = string(ActShow)
	return view
}

// acts is a button for each act the inquiry allows now, with what it does.
func (p page) acts() []slack.Block {
	c := p.choices()
	var blocks []slack.Block
	for _, act := range append(c.buttons, c.menu...) {
		words := p.words.Modal.Acts[act]
		block := slack.NewSectionBlock(plain(words.About), nil, slack.NewAccessory(p.button(act, words.Label)))
		block.BlockID = string(act)
		blocks = append(blocks, block)
	}
	if len(blocks) == 0 {
		blocks = append(blocks, section(plain(p.words.Modal.Modal.Nothing)))
	}
	return blocks
}

// counting shows each day on the way to the answer date, counted or skipped and
// why (design 6).
func (p page) counting() []slack.Block {
	w, dl := p.words.Modal.Modal, p.q.Course.Deadline
	if dl.Date.IsZero() || !p.open() {
		return nil
	}
	heading := []slack.Block{slack.NewDividerBlock(), section(labelled(w.Counted, ""))}
	if dl.Days == 0 {
		return append(heading, section(plain(w.CountedSet)))
	}
	lines := []string{fill(w.CountedFrom, "date", p.date(dl.From))}
	count := p.v.Rules.Calendar
	if !dl.Noticed {
		count = count.WithAbsences(p.v.Rules.Deadline.Absences)
	}
	for _, day := range count.Explain(dl.From, dl.Days) {
		lines = append(lines, p.counted(day))
	}
	switch n := p.v.Rules.Deadline.SafetyDays; {
	case dl.Noticed || n == 0:
	case n == 1:
		lines = append(lines, w.CountedSafetyOne)
	default:
		lines = append(lines, fill(w.CountedSafetyMany, "n", strconv.Itoa(n)))
	}
	return append(heading, passages(strings.Join(lines, "\n"))...)
}

func (p page) counted(day calendar.Day) string {
	w := p.words.Modal.Modal
	if day.Skip == (calendar.Skip{}) {
		return fill(w.CountedDay, "n", strconv.Itoa(day.Number), "date", p.date(day.Date))
	}
	why := p.words.Codes.Skips[day.Skip.Code]
	if day.Skip.Name != "" {
		why = day.Skip.Name
	}
	return fill(w.CountedSkip, "date", p.date(day.Date), "why", why)
}
