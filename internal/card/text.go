package card

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/slack-go/slack/slackutilsx"

	"borgerbot/internal/calendar"
)

// ellipsis marks a text that was cut.
const ellipsis = "…"

// fill puts values into the {braces} of a text: fill(text, "date", "3. april").
// Values are not looked through again.
func fill(text string, pairs ...string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var name string
		name, text, _ = strings.Cut(rest, "}")
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				b.WriteString(pairs[i+1])
			}
		}
	}
}

// cut returns at most limit characters of text, the last an ellipsis when
// something is left out.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	return string(runes[:limit-1]) + ellipsis
}

// inert makes a stranger's text harmless to look at: control and bidirectional
// characters become visible, and invisible ones go. What Slack could read as
// markup is the carrier's business: such text only goes into plain_text.
func inert(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u00ad' || r >= '\u200b' && r <= '\u200d' || r == '\u2060' || r == '\ufeff':
			return -1
		case r == '\u2028' || r == '\u2029' || r == '\r':
			return '\n'
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || !unicode.IsPrint(r) && !unicode.IsSpace(r):
			return unicode.ReplacementChar
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(text, string(unicode.ReplacementChar)), "\r\n", "\n"))
}

// escape keeps Slack from finding control sequences in a mrkdwn text.
func escape(text string) string { return slackutilsx.EscapeMessage(text) }

// date writes "torsdag den 12. juni 2026".
func (d *Deck) date(day calendar.Date) string {
	weekday := (int(day.Weekday()) + 6) % 7 // from Monday
	return fill(d.words.Card.Card.Date, "weekday", d.words.Codes.Weekdays[weekday],
		"day", strconv.Itoa(day.Day()), "month", d.words.Codes.Months[day.Month()-1], "year", strconv.Itoa(day.Year()))
}

// dateOf is date, for an instant in the office's zone.
func (d *Deck) dateOf(t time.Time, v View) string { return d.date(v.Rules.Today(t)) }

// moment writes an instant as briefly as it is still clear: "kl. 10.41" today,
// and "12. juni kl. 10.41" otherwise.
func (d *Deck) moment(t time.Time, v View) string {
	day := v.Rules.Today(t)
	if day == v.Rules.Today(v.Now) {
		return d.clock(t, v)
	}
	short := fill(d.words.Card.Card.DateShort, "day", strconv.Itoa(day.Day()), "month", d.words.Codes.Months[day.Month()-1])
	return fill(d.words.Card.Card.DateClock, "date", short, "clock", d.clock(t, v))
}

// exact writes an instant in full: "torsdag den 12. juni 2026 kl. 10.41".
func (d *Deck) exact(t time.Time, v View) string {
	return fill(d.words.Card.Card.DateClock, "date", d.dateOf(t, v), "clock", d.clock(t, v))
}

func (d *Deck) clock(t time.Time, v View) string {
	local := t.In(v.Rules.Location)
	return fill(d.words.Card.Card.Clock, "hour", fmt.Sprintf("%02d", local.Hour()), "minute", fmt.Sprintf("%02d", local.Minute()))
}

// enumerate writes "a, b og c".
func (d *Deck) enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + d.words.Card.Card.And + words[last]
}

// capital makes the first letter a capital.
func capital(text string) string {
	for i, r := range text {
		return text[:i] + string(unicode.ToUpper(r)) + text[i+len(string(r)):]
	}
	return text
}
