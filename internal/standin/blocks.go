package standin

import (
	"encoding/json"
	"slices"
	"strings"
)

// A Block is one block of a card, a modal or a home tab: the union of what the
// block types have (docs.slack.dev/reference/block-kit/blocks), read from JSON
// that has passed the checks.
type Block struct {
	Type      string    `json:"type"`
	BlockID   string    `json:"block_id"`
	Text      *Text     `json:"text"`
	Fields    []Text    `json:"fields"`
	Accessory *Element  `json:"accessory"`
	Elements  []Element `json:"elements"`
	Label     *Text     `json:"label"`
	Hint      *Text     `json:"hint"`
	Element   *Element  `json:"element"`
	Optional  bool      `json:"optional"`
	// DispatchAction: the app hears of the input as soon as it is filled.
	DispatchAction bool        `json:"dispatch_action"`
	Title          *Text       `json:"title"`
	ImageURL       string      `json:"image_url"`
	AltText        string      `json:"alt_text"`
	Rows           [][]Element `json:"rows"`
}

// Text is a text object. Where Slack has a bare string, as in the text of a
// rich text leaf, Type is empty.
type Text struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim"`
}

// UnmarshalJSON reads a text object or a string.
func (t *Text) UnmarshalJSON(b []byte) error {
	type plain Text
	return wordOrObject(b, &t.Text, (*plain)(t))
}

func wordOrObject(b []byte, word *string, object any) error {
	if b[0] == '"' {
		return json.Unmarshal(b, word)
	}
	return json.Unmarshal(b, object)
}

// An Element is what stands inside a block: a button, a menu, an input, a text
// of a context block, or a part of a rich text block.
type Element struct {
	Type           string        `json:"type"`
	ActionID       string        `json:"action_id"`
	Text           Text          `json:"text"`
	Verbatim       bool          `json:"verbatim"` // of a text in a context block
	Value          string        `json:"value"`
	URL            string        `json:"url"`
	Style          Style         `json:"style"`
	Confirm        *Confirm      `json:"confirm"`
	Options        []Option      `json:"options"`
	OptionGroups   []OptionGroup `json:"option_groups"`
	Placeholder    *Text         `json:"placeholder"`
	InitialValue   string        `json:"initial_value"`
	InitialOption  *Option       `json:"initial_option"`
	InitialOptions []Option      `json:"initial_options"`
	InitialDate    string        `json:"initial_date"`
	InitialTime    string        `json:"initial_time"`
	InitialUser    string        `json:"initial_user"`
	Multiline      bool          `json:"multiline"`
	MinLength      int           `json:"min_length"`
	MaxLength      int           `json:"max_length"`
	ImageURL       string        `json:"image_url"`
	AltText        string        `json:"alt_text"`

	Elements  []Element `json:"elements"` // of a rich text section, list, quote or preformatted text
	UserID    string    `json:"user_id"`
	ChannelID string    `json:"channel_id"`
	Name      string    `json:"name"`
	Range     string    `json:"range"`
	Fallback  string    `json:"fallback"`
}

// Style is how something looks: by name for buttons and lists, by the set of
// true fields for rich text.
type Style struct {
	Name   string `json:"-"`
	Bold   bool   `json:"bold"`
	Italic bool   `json:"italic"`
	Strike bool   `json:"strike"`
	Code   bool   `json:"code"`
}

// UnmarshalJSON reads a name or a set.
func (s *Style) UnmarshalJSON(b []byte) error {
	type plain Style
	return wordOrObject(b, &s.Name, (*plain)(s))
}

// An Option is one choice of a menu.
type Option struct {
	Text        Text   `json:"text"`
	Value       string `json:"value"`
	Description *Text  `json:"description"`
}

// An OptionGroup is some choices under a label.
type OptionGroup struct {
	Label   Text     `json:"label"`
	Options []Option `json:"options"`
}

// Confirm is the dialog that asks before an action is sent.
type Confirm struct {
	Title   Text  `json:"title"`
	Text    Text  `json:"text"`
	Confirm Text  `json:"confirm"`
	Deny    *Text `json:"deny"`
}

// choices returns all options of a menu, whatever their groups.
func (e Element) choices() []Option {
	all := slices.Clip(e.Options)
	for _, g := range e.OptionGroups {
		all = append(all, g.Options...)
	}
	return all
}

// controls returns what can be pressed or filled in a block.
func (b Block) controls() []Element {
	var all []Element
	for _, e := range append(slices.Clip(b.Elements), deref(b.Accessory), deref(b.Element)) {
		if e.ActionID != "" {
			all = append(all, e)
		}
	}
	return all
}

func deref(e *Element) Element {
	if e == nil {
		return Element{}
	}
	return *e
}

// A View is a modal or a home tab as Slack keeps it.
type View struct {
	ID              string  `json:"id"`
	Type            string  `json:"type"` // modal or home
	Title           Text    `json:"title"`
	Submit          *Text   `json:"submit"`
	Close           *Text   `json:"close"`
	Blocks          []Block `json:"blocks"`
	CallbackID      string  `json:"callback_id"`
	PrivateMetadata string  `json:"private_metadata"`
	ExternalID      string  `json:"external_id"`
	ClearOnClose    bool    `json:"clear_on_close"`
	NotifyOnClose   bool    `json:"notify_on_close"`
	Hash            string  `json:"hash"`
	RootViewID      string  `json:"root_view_id"`
	PreviousViewID  string  `json:"previous_view_id"`
}

// A SlackError is an answer with ok false.
type SlackError struct {
	Name             string   // channel_not_found, invalid_blocks, …
	Messages         []string // what is wrong with an argument, with JSON pointers
	Needed, Provided string   // the scopes of missing_scope
}

// Error gives the name and the messages.
func (e *SlackError) Error() string {
	if len(e.Messages) == 0 {
		return e.Name
	}
	return e.Name + ": " + strings.Join(e.Messages, "; ")
}

// ParseBlocks checks the blocks of a message against every rule the stand-in
// enforces and returns them with the block and action ids that Slack would make
// up. The error is a *SlackError.
func ParseBlocks(raw []byte) ([]Block, error) {
	_, blocks, err := checkBlocks(raw, 1)
	return blocks, err
}

// ParseView does for a modal or a home tab what ParseBlocks does for a message.
func ParseView(raw []byte) (View, error) {
	tree, err := checkView(raw, 1)
	if err != nil {
		return View{}, err
	}
	return recode[View](tree), nil
}

// recode turns a JSON tree into a typed value. The tree has passed the checks,
// so that it fits.
func recode[T any](tree any) T {
	var v T
	b, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		panic(err) // a check let through what does not fit the type
	}
	return v
}
