package standin

import (
	_ "embed"
	"html"
	"strings"
)

//go:embed render.css
var renderCSS string

// RenderHTML returns a page that shows blocks as a message of the app, close to
// how Slack's desktop program does. It loads nothing from elsewhere.
func RenderHTML(blocks []Block, names map[string]string) string {
	p := htmlPainter{names: names}
	p.raw(`<div class="message"><div class="avatar">B</div><div class="body">` +
		`<span class="who">borgerbot</span><span class="app">APP</span><div class="blocks">`)
	p.blocks(blocks)
	p.raw(`</div></div></div>`)
	return p.page("message")
}

// RenderViewHTML returns a page that shows a modal or a home tab.
func RenderViewHTML(v View, names map[string]string) string {
	p := htmlPainter{names: names}
	if v.Type == "home" {
		p.raw(`<div class="blocks">`)
		p.blocks(v.Blocks)
		p.raw(`</div>`)
		return p.page("Home")
	}
	p.raw(`<div class="modal"><div class="title">` + html.EscapeString(v.Title.Text) + `</div><div class="blocks">`)
	p.blocks(v.Blocks)
	p.raw(`</div><div class="footer">`)
	if v.Close != nil {
		p.button(v.Close.Text, "")
	}
	if v.Submit != nil {
		p.button(v.Submit.Text, "primary")
	}
	p.raw(`</div></div>`)
	return p.page(v.Title.Text)
}

type htmlPainter struct {
	out   strings.Builder
	names map[string]string
}

func (p *htmlPainter) page(title string) string {
	return `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>` + html.EscapeString(title) +
		`</title><style>` + renderCSS + `</style></head><body>` + p.out.String() + "</body></html>\n"
}

func (p *htmlPainter) raw(s string) { p.out.WriteString(s) }

// tag writes an element around what inside writes.
func (p *htmlPainter) tag(name, class string, inside func()) {
	p.raw("<" + name)
	if class != "" {
		p.raw(` class="` + class + `"`)
	}
	p.raw(">")
	inside()
	p.raw("</" + name + ">")
}

func (p *htmlPainter) blocks(blocks []Block) {
	for _, b := range blocks {
		p.block(b)
	}
}

func (p *htmlPainter) block(b Block) {
	switch b.Type {
	case "header":
		p.tag("h1", "", func() { p.raw(html.EscapeString(b.Text.Text)) })
	case "divider":
		p.raw("<hr>")
	case "section":
		p.section(b)
	case "context":
		p.tag("div", "context text", func() { p.context(b.Elements) })
	case "actions":
		p.tag("div", "row", func() { p.controls(b.Elements) })
	case "input":
		p.input(b)
	case "image":
		p.tag("div", "context", func() { p.raw("🖼 " + html.EscapeString(b.AltText)) })
	case "markdown":
		p.tag("div", "text", func() { p.raw(html.EscapeString(b.Text.Text)) })
	case "rich_text":
		for _, e := range b.Elements {
			p.rich(e)
		}
	case "table":
		p.table(b.Rows)
	}
}

func (p *htmlPainter) section(b Block) {
	p.tag("div", "section", func() {
		p.tag("div", "text", func() {
			if b.Text != nil {
				p.spans(b.Text.spans(p.names))
			}
			if len(b.Fields) == 0 {
				return
			}
			p.tag("div", "fields", func() {
				for _, f := range b.Fields {
					p.tag("div", "", func() { p.spans(f.spans(p.names)) })
				}
			})
		})
		if b.Accessory != nil {
			p.controls([]Element{*b.Accessory})
		}
	})
}

func (p *htmlPainter) context(elements []Element) {
	for i, e := range elements {
		if i > 0 {
			p.raw(" &nbsp;")
		}
		if e.Type == "image" {
			p.raw("🖼 " + html.EscapeString(e.AltText))
			continue
		}
		p.spans(Text{e.Type, e.Text.Text, e.Verbatim}.spans(p.names))
	}
}

func (p *htmlPainter) button(text, style string) {
	p.tag("span", strings.TrimSpace("button "+style), func() { p.raw(html.EscapeString(text)) })
}

func (p *htmlPainter) controls(elements []Element) {
	for _, e := range elements {
		switch e.Type {
		case "button":
			p.button(e.Text.Text, e.Style.Name)
		case "overflow":
			p.tag("span", "menu", func() {
				p.button("⋯", "")
				p.raw(" " + html.EscapeString(optionLine(e.choices(), " · ")))
			})
		case "checkboxes", "radio_buttons", "image":
			p.tag("span", "menu", func() { p.raw(html.EscapeString(textPainter{p.names}.control(e))) })
		default:
			p.button(p.shown(e), "")
		}
	}
}

// shown returns what stands in a menu or an input, without the brackets that
// mark it off in text.
func (p *htmlPainter) shown(e Element) string {
	return strings.TrimSuffix(strings.TrimPrefix(textPainter{p.names}.control(e), "["), "]")
}

func (p *htmlPainter) input(b Block) {
	e := *b.Element
	p.tag("div", "label", func() {
		p.raw(html.EscapeString(b.Label.Text))
		if b.Optional {
			p.raw(` <span class="optional">(optional)</span>`)
		}
	})
	class := "field"
	switch {
	case e.Type == "checkboxes" || e.Type == "radio_buttons":
		class = "text"
	case e.Multiline:
		class = "field tall"
	}
	p.tag("div", class, func() {
		switch {
		case e.Type != "plain_text_input":
			p.raw(html.EscapeString(p.shown(e)))
		case e.InitialValue == "" && e.Placeholder != nil:
			p.tag("span", "placeholder", func() { p.raw(html.EscapeString(e.Placeholder.Text)) })
		default:
			p.raw(html.EscapeString(e.InitialValue))
		}
	})
	if b.Hint != nil {
		p.tag("div", "context", func() { p.raw(html.EscapeString(b.Hint.Text)) })
	}
}

func (p *htmlPainter) rich(e Element) {
	inside := func() { p.spans(richSpans(e.Elements, p.names)) }
	switch e.Type {
	case "rich_text_list":
		name := "ul"
		if e.Style.Name == "ordered" {
			name = "ol"
		}
		p.tag(name, "", func() {
			for _, item := range e.Elements {
				p.tag("li", "", func() { p.rich(item) })
			}
		})
	case "rich_text_quote":
		p.tag("blockquote", "", inside)
	case "rich_text_preformatted":
		p.tag("pre", "", inside)
	default:
		p.tag("div", "text", inside)
	}
}

func (p *htmlPainter) table(rows [][]Element) {
	p.tag("table", "", func() {
		for _, row := range rows {
			p.tag("tr", "", func() {
				for _, cell := range row {
					p.tag("td", "", func() {
						p.raw(html.EscapeString(cell.Text.Text))
						for _, part := range cell.Elements {
							p.spans(richSpans(part.Elements, p.names))
						}
					})
				}
			})
		}
	})
}

func (p *htmlPainter) spans(spans []span) {
	for _, sp := range spans {
		p.span(sp)
	}
}

// span writes a span with its look, one tag inside the other. A link shows
// where it leads and is not followed.
func (p *htmlPainter) span(sp span) {
	inside := func() { p.raw(html.EscapeString(sp.text)) }
	wrap := func(on bool, name, class string) {
		if inner := inside; on {
			inside = func() { p.tag(name, class, inner) }
		}
	}
	wrap(sp.code, "code", "")
	wrap(sp.strike, "s", "")
	wrap(sp.italic, "i", "")
	wrap(sp.bold, "b", "")
	wrap(sp.mention, "span", "mention")
	if sp.url != "" {
		p.raw(`<a title="` + html.EscapeString(sp.url) + `" href="#">`)
		defer p.raw("</a>")
	}
	inside()
}
