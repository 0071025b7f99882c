package standin

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a run of text that looks the same.
type span struct {
	text                       string
	bold, italic, strike, code bool
	url                        string // what a click opens
	mention                    bool   // notifies somebody
}

// spans returns how Slack shows a text object: plain_text letter by letter,
// mrkdwn with its markup (docs.slack.dev/messaging/formatting-message-text).
func (t Text) spans(names map[string]string) []span {
	if t.Type != mrkdwn {
		return []span{{text: t.Text}}
	}
	return parseMrkdwn(quoteMark.ReplaceAllString(t.Text, "▎ "), span{}, t.Verbatim, names)
}

var (
	bareURL  = regexp.MustCompile(`https?://[^\s<>|]+[^\s<>|.,;:!?)]`)
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	// A line that begins with > is a quotation, escaped or not.
	quoteMark = regexp.MustCompile(`(?m)^(?:&gt;|>) ?`)
)

// parseMrkdwn splits s, which has the look of base, at its first markup and goes
// on with what follows.
func parseMrkdwn(s string, base span, verbatim bool, names map[string]string) []span {
	var all []span
	plain := func(s string) { all = append(all, linked(s, base, verbatim)...) }
	start := 0
	for i := 0; i < len(s); {
		inner, end, style := markup(s, i, base)
		if end == 0 {
			i++
			continue
		}
		plain(s[start:i])
		switch {
		case s[i] == '<':
			all = append(all, control(inner, base, names))
		case style.code:
			style.text = entities.Replace(inner)
			all = append(all, style)
		default:
			all = append(all, parseMrkdwn(inner, style, verbatim, names)...)
		}
		i, start = end, end
	}
	plain(s[start:])
	return all
}

// markup returns what stands inside the markup that begins at s[i], where it
// ends and how it looks; end is 0 where nothing begins.
func markup(s string, i int, base span) (inner string, end int, style span) {
	style = base
	switch s[i] {
	case '<':
		if n := strings.IndexByte(s[i:], '>'); n > 1 {
			return s[i+1 : i+n], i + n + 1, style
		}
	case '`':
		style.code = true
		for _, fence := range []string{"```", "`"} {
			if rest, ok := strings.CutPrefix(s[i:], fence); ok {
				if n := strings.Index(rest, fence); n > 0 {
					return rest[:n], i + n + 2*len(fence), style
				}
			}
		}
	case '*', '_', '~':
		style.bold = style.bold || s[i] == '*'
		style.italic = style.italic || s[i] == '_'
		style.strike = style.strike || s[i] == '~'
		if n := closing(s, i); n > 0 {
			return s[i+1 : n], n + 1, style
		}
	}
	return "", 0, style
}

// closing returns the index of the mark that closes the one at s[i], or 0. Both
// must touch the text inside and stand at the edge of a word, in one line.
func closing(s string, i int) int {
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); wordRune(before) {
		return 0
	}
	line, _, _ := strings.Cut(s[i+1:], "\n")
	if line == "" || line[0] == ' ' {
		return 0
	}
	for n := 1; n < len(line); n++ {
		after, _ := utf8.DecodeRuneInString(line[n+1:])
		if line[n] == s[i] && line[n-1] != ' ' && (n+1 == len(line) || !wordRune(after)) {
			return i + 1 + n
		}
	}
	return 0
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// control returns what <…> shows: a link, a mention or a date.
func control(inner string, base span, names map[string]string) span {
	target, label, labelled := strings.Cut(inner, "|")
	label = entities.Replace(label)
	named := func(prefix, id string) string {
		if name := names[id]; name != "" {
			return prefix + name
		}
		return prefix + id
	}
	switch target[0] {
	case '@':
		base.mention = true
		base.text = named("@", target[1:])
	case '#':
		base.text = named("#", target[1:])
	case '!':
		word, _, _ := strings.Cut(target[1:], "^")
		base.mention = word != "date"
		base.text = "@" + word
		if labelled {
			base.text = label
		}
	default:
		base.url, base.text = entities.Replace(target), label
		if !labelled {
			base.text = base.url
		}
	}
	return base
}

// linked splits text at the bare URLs that Slack turns into links.
func linked(s string, base span, verbatim bool) []span {
	var all []span
	add := func(text, url string) {
		if text == "" {
			return
		}
		part := base
		part.text, part.url = entities.Replace(text), entities.Replace(url)
		all = append(all, part)
	}
	if !verbatim {
		for loc := bareURL.FindStringIndex(s); loc != nil; loc = bareURL.FindStringIndex(s) {
			add(s[:loc[0]], "")
			add(s[loc[0]:loc[1]], s[loc[0]:loc[1]])
			s = s[loc[1]:]
		}
	}
	add(s, "")
	return all
}

// richSpans returns how the leaves of a rich text section look. Nothing in
// their text is markup.
func richSpans(leaves []Element, names map[string]string) []span {
	all := make([]span, 0, len(leaves))
	for _, e := range leaves {
		sp := span{text: e.Text.Text, bold: e.Style.Bold, italic: e.Style.Italic, strike: e.Style.Strike, code: e.Style.Code}
		switch e.Type {
		case "link":
			sp.url = e.URL
			if sp.text == "" {
				sp.text = e.URL
			}
		case "user":
			sp = control("@"+e.UserID, sp, names)
		case "channel":
			sp = control("#"+e.ChannelID, sp, names)
		case "broadcast":
			sp = control("!"+e.Range, sp, names)
		case "usergroup":
			sp.text, sp.mention = "@usergroup", true
		case "emoji":
			sp.text = ":" + e.Name + ":"
		case "date":
			sp.text = e.Fallback
		}
		all = append(all, sp)
	}
	return all
}
