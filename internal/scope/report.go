package scope

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Report is a verdict as the classify command prints it, one JSON object a line.
// It holds the citizen's own words: it is for the person at the keyboard, and for
// no log.
type Report struct {
	File       string               `json:"file"`
	Preset     string               `json:"preset"`
	Verdict    casework.Remit       `json:"verdict"`
	Confidence float64              `json:"confidence"`
	Kinds      []casework.Kind      `json:"kinds"`
	Grounds    []casework.Ground    `json:"grounds"`
	Flags      []casework.Flag      `json:"flags"`
	Sensitive  []casework.Sensitive `json:"sensitive"`
	CPRCount   int                  `json:"cpr_count"`
	Event      ReportEvent          `json:"event"`
	Language   casework.Language    `json:"language"`
	Automatic  ReportAutomatic      `json:"automatic"`
	Evidence   []ReportEvidence     `json:"evidence"`

	text       string
	confidence float64 // not rounded
}

// ReportEvent is when what is complained about happened; empty dates are not known.
type ReportEvent struct {
	From    calendar.Date `json:"from"`
	To      calendar.Date `json:"to"`
	Ongoing bool          `json:"ongoing"`
}

// ReportAutomatic tells whether a machine wrote the letter, and how that shows.
type ReportAutomatic struct {
	Is     bool   `json:"is"`
	Reason string `json:"reason"`
}

// ReportEvidence is a place in the letter: byte offsets into subject + "\n\n" +
// text.
type ReportEvidence struct {
	Label string `json:"label"`
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	For   bool   `json:"for"`
}

// NewReport puts a verdict on l into the form that is printed.
func NewReport(file, preset string, l Letter, v casework.Verdict, automatic ReportAutomatic) Report {
	r := Report{
		File: file, Preset: preset, Verdict: v.Remit, Confidence: math.Round(v.Confidence*1000) / 1000,
		Kinds: listed(v.Kinds), Grounds: listed(v.Grounds), Flags: listed(v.Flags), Sensitive: listed(v.Sensitive),
		CPRCount: v.CPRCount, Language: v.Language, Automatic: automatic,
		Event:    ReportEvent{From: v.Event.From, To: v.Event.To, Ongoing: v.Event.Ongoing},
		Evidence: []ReportEvidence{},
		text:     l.whole(), confidence: v.Confidence,
	}
	for _, e := range v.Evidence {
		r.Evidence = append(r.Evidence, ReportEvidence{Label: e.Label, Text: e.Text.Reveal(), Start: e.Start, End: e.End, For: e.For})
	}
	return r
}

// listed makes an empty list of none, which JSON prints as [] and not as null.
func listed[T any](list []T) []T { return append([]T{}, list...) }

// Text returns the report to be read: the codes, and the letter with each place
// that counted in brackets, followed by its label, or by "-" and the label where
// it speaks against.
func (r Report) Text() string {
	var b strings.Builder
	r.head(&b)
	r.mark(&b)
	b.WriteString("\n")
	return b.String()
}

// Coloured returns the report to be read at a terminal that shows colours: each
// place that counted has the colour of what it speaks for or against.
func (r Report) Coloured() string {
	var b strings.Builder
	r.head(&b)
	r.paint(&b)
	b.WriteString("\n" + legend())
	return b.String()
}

// head writes the codes.
func (r Report) head(b *strings.Builder) {
	fmt.Fprintf(b, "%s (%s): %s %.2f\n", r.File, r.Preset, r.Verdict, r.confidence)
	line(b, "kinds", r.Kinds)
	line(b, "grounds", r.Grounds)
	line(b, "flags", r.Flags)
	line(b, "sensitive", r.Sensitive)
	if r.CPRCount > 0 {
		fmt.Fprintf(b, "  cpr numbers: %d\n", r.CPRCount)
	}
	if e := r.Event; e != (ReportEvent{}) {
		fmt.Fprintf(b, "  event: %s, ongoing %t\n", e.when(), e.Ongoing)
	}
	fmt.Fprintf(b, "  language: %s\n", cmp.Or(r.Language, "not known"))
	if r.Automatic.Is {
		fmt.Fprintf(b, "  automatic: %s\n", r.Automatic.Reason)
	}
	b.WriteString("\n")
}

// when is what is known of the beginning and the end.
func (e ReportEvent) when() string {
	switch {
	case e.From.IsZero() && e.To.IsZero():
		return "not dated"
	case e.From.IsZero():
		return fmt.Sprintf("by %s", e.To)
	case e.To.IsZero():
		return fmt.Sprintf("from %s", e.From)
	}
	return fmt.Sprintf("%s to %s", e.From, e.To)
}

func line[T ~string](b *strings.Builder, name string, codes []T) {
	if len(codes) == 0 {
		return
	}
	fmt.Fprintf(b, "  %s:", name)
	for _, code := range codes {
		fmt.Fprintf(b, " %s", code)
	}
	b.WriteString("\n")
}

// mark writes the letter with the evidence in brackets.
func (r Report) mark(b *strings.Builder) {
	type sign struct {
		at   int
		text string
	}
	var signs []sign
	for _, e := range r.Evidence {
		label := e.Label
		if !e.For {
			label = "-" + label
		}
		signs = append(signs, sign{e.Start, "["}, sign{e.End, "|" + label + "]"})
	}
	slices.SortStableFunc(signs, func(a, b sign) int { return a.at - b.at })
	at := 0
	for _, s := range signs {
		b.WriteString(r.text[at:s.at])
		b.WriteString(s.text)
		at = s.at
	}
	b.WriteString(r.text[at:])
}

// How a terminal is told colours (ECMA-48 §8.3.117, "select graphic rendition").
const (
	plain      = "\x1b[0m"
	green      = "\x1b[32m"
	red        = "\x1b[31m"
	yellow     = "\x1b[33m"
	magenta    = "\x1b[35m"
	underlined = "\x1b[4m"
)

// palette are the colours of the labels, the ones that count most first.
var palette = []struct {
	what   string
	colour string
	has    func(label string) bool
}{
	{"ground", red, func(l string) bool { return slices.Contains(casework.Grounds(), casework.Ground(l)) }},
	{"flag", yellow, func(l string) bool { return slices.Contains(casework.Flags(), casework.Flag(l)) }},
	{"kind", green, func(l string) bool { return slices.Contains(casework.Kinds(), casework.Kind(l)) }},
	{"sensitive", magenta, func(l string) bool { return slices.Contains(casework.Sensitives(), casework.Sensitive(l)) }},
}

// legend says what the colours mean.
func legend() string {
	var words []string
	for _, p := range palette {
		words = append(words, p.colour+p.what+plain)
	}
	return strings.Join(append(words, underlined+"against it"+plain), "  ") + "\n"
}

// paint writes the letter with the evidence in colours. Where places overlap, what
// counts most shows.
func (r Report) paint(b *strings.Builder) {
	edges := []int{0, len(r.text)}
	for _, e := range r.Evidence {
		edges = append(edges, e.Start, e.End)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for i := range len(edges) - 1 {
		words := r.text[edges[i]:edges[i+1]]
		if style := r.style(edges[i]); style != "" {
			words = style + words + plain
		}
		b.WriteString(words)
	}
}

// style is how the byte at an offset shows.
func (r Report) style(at int) string {
	for _, p := range palette {
		for _, e := range r.Evidence {
			if e.Start > at || at >= e.End || !p.has(e.Label) {
				continue
			}
			if e.For {
				return p.colour
			}
			return p.colour + underlined
		}
	}
	return ""
}
