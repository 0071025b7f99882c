package standin

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// textWidth is where RenderText breaks lines, in characters.
const textWidth = 78

// RenderText returns blocks as a person reads them on the screen: markup
// applied and menus opened. What Slack makes of the text, links and mentions
// that notify, stands in ⟨⟩, so that the same letters typed plainly differ.
// names gives the names of users and channels by id and may be nil.
func RenderText(blocks []Block, names map[string]string) string {
	p := textPainter{names}
	var lines []string
	for _, b := range blocks {
		lines = append(lines, p.block(b)...)
	}
	return strings.Join(lines, "\n")
}

// RenderViewText returns a modal or a home tab as a person reads it.
func RenderViewText(v View, names map[string]string) string {
	title := v.Title.Text
	if v.Type == "home" {
		title = "Home"
	}
	lines := []string{"╭─ " + title}
	for line := range strings.SplitSeq(RenderText(v.Blocks, names), "\n") {
		lines = append(lines, strings.TrimRight("│ "+line, " "))
	}
	return strings.Join(append(lines, "╰─"+viewButtons(v)), "\n")
}

func viewButtons(v View) string {
	buttons := ""
	for _, t := range []*Text{v.Close, v.Submit} {
		if t != nil {
			buttons += " [" + t.Text + "]"
		}
	}
	return buttons
}

type textPainter struct{ names map[string]string }

func (p textPainter) block(b Block) []string {
	switch b.Type {
	case "header":
		return []string{b.Text.Text, strings.Repeat("═", utf8.RuneCountInString(b.Text.Text))}
	case "divider":
		return []string{strings.Repeat("─", textWidth)}
	case "section":
		return p.section(b)
	case "context":
		return wrap(p.contextLine(b.Elements))
	case "actions":
		return p.controls(b.Elements)
	case "input":
		return p.input(b)
	case "image":
		return []string{"[image: " + b.AltText + "]"}
	case "markdown":
		return wrap(b.Text.Text)
	case "rich_text":
		var lines []string
		for _, e := range b.Elements {
			lines = append(lines, p.rich(e, "")...)
		}
		return lines
	case "table":
		return p.table(b.Rows)
	}
	return nil
}

func (p textPainter) section(b Block) []string {
	var lines []string
	if b.Text != nil {
		lines = wrap(p.words(b.Text.spans(p.names)))
	}
	for i := 0; i < len(b.Fields); i += 2 {
		pair := b.Fields[i:min(i+2, len(b.Fields))]
		var columns [][]string
		for _, f := range pair {
			columns = append(columns, strings.Split(p.words(f.spans(p.names)), "\n"))
		}
		lines = append(lines, sideBySide(columns)...)
	}
	if b.Accessory != nil {
		lines = append(lines, p.controls([]Element{*b.Accessory})...)
	}
	return lines
}

// sideBySide sets one or two columns next to each other.
func sideBySide(columns [][]string) []string {
	if len(columns) == 1 {
		return columns[0]
	}
	left, right := columns[0], columns[1]
	var lines []string
	for i := range max(len(left), len(right)) {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		pad := max(1, textWidth/2-utf8.RuneCountInString(l))
		lines = append(lines, strings.TrimRight(l+strings.Repeat(" ", pad)+r, " "))
	}
	return lines
}

func (p textPainter) contextLine(elements []Element) string {
	var parts []string
	for _, e := range elements {
		if e.Type == "image" {
			parts = append(parts, "["+e.AltText+"]")
			continue
		}
		parts = append(parts, p.words(Text{e.Type, e.Text.Text, e.Verbatim}.spans(p.names)))
	}
	return strings.Join(parts, " · ")
}

// controls returns a row of buttons and menus, and below it what they ask
// before they act.
func (p textPainter) controls(elements []Element) []string {
	var row, asks []string
	for _, e := range elements {
		row = append(row, p.control(e))
		if c := e.Confirm; c != nil {
			deny := ""
			if c.Deny != nil {
				deny = " [" + c.Deny.Text + "]"
			}
			asks = append(asks, wrap(fmt.Sprintf("  %s asks: %s — %s [%s]%s", p.control(e), c.Title.Text,
				p.words(c.Text.spans(p.names)), c.Confirm.Text, deny))...)
		}
	}
	return append(wrap(strings.Join(row, "  ")), asks...)
}

func (p textPainter) control(e Element) string {
	shown := e.InitialValue + e.InitialDate + e.InitialTime + e.InitialUser
	switch {
	case e.InitialOption != nil:
		shown = e.InitialOption.Text.Text
	case len(e.InitialOptions) > 0:
		shown = optionLine(e.InitialOptions, ", ")
	}
	if shown == "" && e.Placeholder != nil {
		shown = "‹" + e.Placeholder.Text + "›"
	}
	switch e.Type {
	case "button":
		return "[" + e.Text.Text + "]"
	case "image":
		return "[image: " + e.AltText + "]"
	case "overflow":
		return "[⋯ " + optionLine(e.choices(), " | ") + "]"
	case "static_select", "multi_static_select":
		return "[" + strings.TrimSpace(shown+" ▾ ") + " " + optionLine(e.choices(), " | ") + "]"
	case "checkboxes", "radio_buttons":
		return p.boxes(e)
	}
	return "[" + shown + "]"
}

func optionLine(options []Option, separator string) string {
	var all []string
	for _, o := range options {
		all = append(all, o.Text.Text)
	}
	return strings.Join(all, separator)
}

func (p textPainter) boxes(e Element) string {
	chosen := make(map[string]bool)
	for _, o := range e.InitialOptions {
		chosen[o.Value] = true
	}
	if e.InitialOption != nil {
		chosen[e.InitialOption.Value] = true
	}
	marks := map[bool]string{true: "☑ ", false: "☐ "}
	if e.Type == "radio_buttons" {
		marks = map[bool]string{true: "● ", false: "○ "}
	}
	var all []string
	for _, o := range e.Options {
		all = append(all, marks[chosen[o.Value]]+p.words(o.Text.spans(p.names)))
	}
	return strings.Join(all, "  ")
}

func (p textPainter) input(b Block) []string {
	label := b.Label.Text
	if b.Optional {
		label += " (optional)"
	}
	lines := append(wrap(label+":"), wrap("  "+p.control(*b.Element))...)
	if b.Hint != nil {
		lines = append(lines, wrap("  "+b.Hint.Text)...)
	}
	return lines
}

// rich returns a part of a rich text block; mark stands before its first line.
func (p textPainter) rich(e Element, mark string) []string {
	if e.Type == "rich_text_list" {
		var lines []string
		for i, item := range e.Elements {
			bullet := "• "
			if e.Style.Name == "ordered" {
				bullet = fmt.Sprintf("%d. ", i+1)
			}
			lines = append(lines, p.rich(item, mark+bullet)...)
		}
		return lines
	}
	text := p.words(richSpans(e.Elements, p.names))
	lines := wrap(mark + strings.TrimRight(text, "\n"))
	if prefix := map[string]string{"rich_text_quote": "▎ ", "rich_text_preformatted": "    "}[e.Type]; prefix != "" {
		for i := range lines {
			lines[i] = prefix + lines[i]
		}
	}
	return lines
}

func (p textPainter) table(rows [][]Element) []string {
	var lines []string
	for _, row := range rows {
		var cells []string
		for _, cell := range row {
			text := cell.Text.Text
			for _, part := range cell.Elements {
				text += p.words(richSpans(part.Elements, p.names))
			}
			cells = append(cells, text)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines
}

// words joins spans; a link shows its target, so that none hides behind a label.
func (p textPainter) words(spans []span) string {
	var b strings.Builder
	for _, sp := range spans {
		switch {
		case sp.url != "" && sp.url != sp.text:
			b.WriteString(sp.text + " ⟨" + sp.url + "⟩")
		case sp.url != "" || sp.mention:
			b.WriteString("⟨" + sp.text + "⟩")
		default:
			b.WriteString(sp.text)
		}
	}
	return b.String()
}

// wrap breaks text into the lines of a card.
func wrap(text string) []string { return Wrap(text, textWidth) }

// Wrap breaks text into lines of at most width characters where words allow it,
// and keeps the breaks it has.
func Wrap(text string, width int) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		for utf8.RuneCountInString(line) > width {
			head := string([]rune(line)[:width+1])
			cut := strings.LastIndexByte(head, ' ')
			if cut <= 0 {
				break
			}
			lines = append(lines, line[:cut])
			line = line[cut+1:]
		}
		lines = append(lines, line)
	}
	return lines
}
