package card

import (
	"github.com/slack-go/slack"
)

// Limits of Block Kit, in characters, and our own bounds on what varies.
const (
	maxText   = 3000 // a text object
	maxHeader = 150
	maxTitle  = 24 // title, submit and close of a modal
	maxLabel  = 75 // a button's text and its accessibility label
	maxOption = 75
	maxHint   = 2000
	maxSelect = 100 // options of a select

	maxName     = 60  // an adviser, a department
	maxSentence = 300 // an office's words for a ground
	maxExcerpt  = 700
	maxWord     = 60  // matched words
	maxShort    = 200 // what a telephone shows, but for whom it calls
)

// plain is a text in which Slack finds nothing to interpret. It is the only
// carrier of a citizen's words.
func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, cut(inert(text), maxText), false, false)
}

// plainCut is plain for places with less room.
func plainCut(text string, limit int) *slack.TextBlockObject {
	return plain(cut(inert(text), limit))
}

// labelled is a bold label over a text of our own or the office's. Verbatim
// keeps Slack from making links of it.
func labelled(label, text string) *slack.TextBlockObject {
	markup := "*" + escape(label) + "*"
	if text != "" {
		markup += "\n" + escape(inert(text))
	}
	return slack.NewTextBlockObject(slack.MarkdownType, cut(markup, maxText), false, true)
}

func header(text string) slack.Block {
	return slack.NewHeaderBlock(plainCut(text, maxHeader))
}

func section(text *slack.TextBlockObject) slack.Block {
	return slack.NewSectionBlock(text, nil, nil)
}

func columns(texts []*slack.TextBlockObject) slack.Block {
	return slack.NewSectionBlock(nil, texts, nil)
}

func small(text string) slack.Block {
	return slack.NewContextBlock("", plain(text))
}

func option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plainCut(text, maxOption), nil)
}
