package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// What Slack limits for a whole message or view.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxMarkdown      = 12000
	maxViewBytes     = 250_000
	// maxMessageChars has no published number; msg_blocks_too_long has been
	// measured at about 13,200 characters.
	maxMessageChars = 13200
)

// A check looks at one value of a JSON tree and reports what is wrong with it.
type check func(c *checker, pointer string, v any)

// A shape says which keys an object may have. Other keys are refused, as Slack
// refuses them.
type shape struct {
	fields []field
	also   func(c *checker, pointer string, m map[string]any) // rules across fields
}

type field struct {
	name  string
	must  bool
	check check
}

// checker collects what is wrong with one message or view.
type checker struct {
	shapes   map[string]shape
	messages []string
	chars    int // in all texts
	markdown int // in markdown blocks
	tables   int
	inputs   int
	blockIDs map[string]bool
	actions  map[string]bool // of the block at hand
}

func newChecker() *checker { return &checker{shapes: shapes, blockIDs: make(map[string]bool)} }

func (c *checker) fail(pointer, format string, args ...any) {
	c.messages = append(c.messages, fmt.Sprintf("[ERROR] "+format, args...)+" [json-pointer:"+pointer+"]")
}

// object checks v against a shape; type is allowed everywhere.
func (c *checker) object(pointer string, v any, s shape) {
	m, ok := v.(map[string]any)
	if !ok {
		c.fail(pointer, "must provide an object")
		return
	}
	for _, f := range s.fields {
		v, there := m[f.name]
		switch {
		case there:
			f.check(c, pointer+"/"+f.name, v)
		case f.must:
			c.fail(pointer, "missing required field: %s", f.name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key != "type" && !slices.ContainsFunc(s.fields, func(f field) bool { return f.name == key }) {
			c.fail(pointer, "invalid additional property: %s", key)
		}
	}
	if s.also != nil {
		s.also(c, pointer, m)
	}
}

// typed checks an object whose type must be one of kinds; prefix tells apart
// the shapes of blocks, elements and rich text that share a name.
func typed(prefix string, kinds ...string) check {
	return func(c *checker, pointer string, v any) {
		m, _ := v.(map[string]any)
		kind, ok := m["type"].(string)
		switch {
		case !ok:
			c.fail(pointer, "missing required field: type")
		case !slices.Contains(kinds, kind):
			c.fail(pointer+"/type", "unsupported type: %s", kind)
		default:
			c.object(pointer, m, c.shapes[prefix+kind])
		}
	}
}

func list(least, most int, item check) check {
	return func(c *checker, pointer string, v any) {
		l, ok := v.([]any)
		switch {
		case !ok:
			c.fail(pointer, "must provide an array")
		case len(l) < least:
			c.fail(pointer, "no less than %d items required", least)
		case len(l) > most:
			c.fail(pointer, "no more than %d items allowed", most)
		}
		for i, v := range l {
			item(c, fmt.Sprintf("%s/%d", pointer, i), v)
		}
	}
}

// str checks a string by its length in code points.
func str(least, most int) check {
	return func(c *checker, pointer string, v any) {
		s, ok := v.(string)
		n := utf8.RuneCountInString(s)
		switch {
		case !ok:
			c.fail(pointer, "must be a string")
		case n < least:
			c.fail(pointer, "must be more than %d characters", least-1)
		case n > most:
			c.fail(pointer, "must be less than %d characters", most+1)
		}
	}
}

func oneOf(words ...string) check {
	return func(c *checker, pointer string, v any) {
		if s, _ := v.(string); !slices.Contains(words, s) {
			c.fail(pointer, "must be one of %s", strings.Join(words, ", "))
		}
	}
}

func boolean(c *checker, pointer string, v any) {
	if _, ok := v.(bool); !ok {
		c.fail(pointer, "must be a boolean")
	}
}

func number(least, most int64) check {
	return func(c *checker, pointer string, v any) {
		n, ok := v.(json.Number)
		i, err := n.Int64()
		if !ok || err != nil || i < least || i > most {
			c.fail(pointer, "must be a number from %d to %d", least, most)
		}
	}
}

const (
	plainText = "plain_text"
	mrkdwn    = "mrkdwn"
)

// text checks a text object. Only plain_text has emoji and only mrkdwn has
// verbatim.
func text(most int, kinds ...string) check {
	return func(c *checker, pointer string, v any) {
		m, ok := v.(map[string]any)
		kind, _ := m["type"].(string)
		switch {
		case !ok:
			c.fail(pointer, "must provide an object")
			return
		case !slices.Contains(kinds, kind):
			c.fail(pointer+"/type", "must be one of %s", strings.Join(kinds, ", "))
			return
		}
		flag := "emoji"
		if kind == mrkdwn {
			flag = "verbatim"
		}
		c.object(pointer, m, shape{fields: []field{{"text", true, str(1, most)}, {flag, false, boolean}}})
		s, _ := m["text"].(string)
		c.chars += utf8.RuneCountInString(s)
	}
}

// actionID checks an id that must be unique in its block.
func actionID(c *checker, pointer string, v any) {
	str(1, 255)(c, pointer, v)
	id, _ := v.(string)
	if c.actions[id] {
		c.fail(pointer, "action_id %q already exists in this block", id)
	}
	c.actions[id] = true
}

// blockID checks an id that must be unique in its message or view.
func blockID(c *checker, pointer string, v any) {
	str(1, 255)(c, pointer, v)
	id, _ := v.(string)
	if c.blockIDs[id] {
		c.fail(pointer, "block_id %q already exists", id)
	}
	c.blockIDs[id] = true
}

// block returns the check of one block on a surface that has kinds.
func block(kinds ...string) check {
	one := typed("block ", kinds...)
	return func(c *checker, pointer string, v any) {
		c.actions = make(map[string]bool)
		one(c, pointer, v)
	}
}

// The blocks of each surface. Newer ones (alert, card, carousel, plan, …) are
// refused by chat.postMessage or unproven, and refused here.
var (
	viewBlocks    = []string{"actions", "context", "divider", "header", "image", "input", "rich_text", "section"}
	messageBlocks = append([]string{"markdown", "table"}, viewBlocks...)
)

// checkBlocks checks the blocks of a message. It returns the JSON tree with made
// up ids, numbered from seed, and the same as Blocks.
func checkBlocks(raw []byte, seed int) ([]any, []Block, error) {
	tree, ok := decode(raw).([]any)
	if !ok {
		return nil, nil, &SlackError{Name: "invalid_blocks_format"}
	}
	c := newChecker()
	list(0, maxMessageBlocks, block(messageBlocks...))(c, "/blocks", tree)
	switch {
	case len(c.messages) > 0:
		return nil, nil, &SlackError{Name: "invalid_blocks", Messages: c.messages}
	case c.tables > 1:
		return nil, nil, &SlackError{Name: "invalid_attachments", Messages: []string{"[ERROR] only_one_table_allowed [json-pointer:/blocks]"}}
	case c.chars > maxMessageChars:
		return nil, nil, &SlackError{Name: "msg_blocks_too_long"}
	}
	nameBlocks(tree, seed)
	return tree, recode[[]Block](tree), nil
}

// checkView checks a modal or a home tab and returns its JSON tree.
func checkView(raw []byte, seed int) (map[string]any, error) {
	if len(raw) > maxViewBytes {
		return nil, &SlackError{Name: "view_too_large"}
	}
	c := newChecker()
	tree := decode(raw)
	typed("view ", "modal", "home")(c, "/view", tree)
	if len(c.messages) > 0 {
		return nil, &SlackError{Name: "invalid_arguments", Messages: c.messages}
	}
	view := tree.(map[string]any)
	nameBlocks(view["blocks"].([]any), seed)
	return view, nil
}

// decode reads one JSON value, or returns nil.
func decode(raw []byte) any {
	if !json.Valid(raw) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	_ = d.Decode(&v)
	return v
}

// nameBlocks adds the ids and defaults that Slack adds.
func nameBlocks(blocks []any, seed int) {
	for i, b := range blocks {
		b := b.(map[string]any)
		setDefault(b, "block_id", fmt.Sprintf("b%x-%d", seed, i))
		elements, _ := b["elements"].([]any)
		for n, e := range append(slices.Clone(elements), b["accessory"], b["element"]) {
			e, ok := e.(map[string]any)
			kind, _ := e["type"].(string)
			if ok && slices.Contains(interactive, kind) {
				setDefault(e, "action_id", fmt.Sprintf("a%x-%d-%d", seed, i, n))
			}
		}
	}
	textDefaults(blocks)
}

func setDefault(m map[string]any, key string, v any) {
	if _, ok := m[key]; !ok {
		m[key] = v
	}
}

func textDefaults(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			textDefaults(item)
		}
	case map[string]any:
		switch v["type"] {
		case plainText:
			setDefault(v, "emoji", true)
		case mrkdwn:
			setDefault(v, "verbatim", false)
		}
		for _, item := range v {
			textDefaults(item)
		}
	}
}
