package standin

import (
	"math"
	"reflect"
	"time"
	"unicode/utf8"
)

// Elements by where they may stand.
var (
	buttonsAndMenus = []string{"button", "checkboxes", "datepicker", "multi_static_select", "multi_users_select",
		"overflow", "radio_buttons", "static_select", "timepicker", "users_select"}
	inputs = []string{"checkboxes", "datepicker", "email_text_input", "multi_static_select", "multi_users_select", "number_input",
		"plain_text_input", "radio_buttons", "static_select", "timepicker", "url_text_input", "users_select"}
	interactive = append([]string{"email_text_input", "number_input", "plain_text_input", "url_text_input"}, buttonsAndMenus...)
	accessories = append([]string{"image"}, buttonsAndMenus...)
	richLeaves  = []string{"broadcast", "channel", "date", "emoji", "link", "text", "user", "usergroup"}
)

// Checks that several shapes share. Lengths are in characters.
var (
	anyText     = func(most int) check { return text(most, plainText, mrkdwn) }
	plain       = func(most int) check { return text(most, plainText) }
	anything    = str(0, math.MaxInt)
	link        = str(1, 3000)
	placeholder = field{"placeholder", false, plain(150)}
	action      = field{"action_id", false, actionID}
	focus       = field{"focus_on_load", false, boolean}
	style       = field{"style", false, oneOf("primary", "danger")}
	confirm     = field{"confirm", false, func(c *checker, p string, v any) { c.object(p, v, c.shapes["confirm"]) }}
	dispatch    = field{"dispatch_action_config", false, func(c *checker, p string, v any) { c.object(p, v, c.shapes["dispatch"]) }}
	richStyle   = field{"style", false, func(c *checker, p string, v any) { c.object(p, v, c.shapes["rich style"]) }}
	richText    = list(0, math.MaxInt, typed("rich ", richLeaves...))
)

// option checks a choice; plain text in menus, either kind in boxes. Slack's
// types say 75 characters for the value and other sources 150; the lower holds.
func option(c *checker, pointer string, v any, text check) {
	c.object(pointer, v, shape{fields: []field{
		{"text", true, text}, {"value", true, str(1, 75)}, {"description", false, text}, {"url", false, link},
	}})
}

func menuOption(c *checker, pointer string, v any) { option(c, pointer, v, plain(75)) }
func boxOption(c *checker, pointer string, v any)  { option(c, pointer, v, anyText(75)) }

func optionGroup(c *checker, pointer string, v any) {
	c.object(pointer, v, shape{fields: []field{{"label", true, plain(75)}, {"options", true, list(1, 100, menuOption)}}})
}

// menu is the shape of a select menu with fixed choices.
func menu(initial ...field) shape {
	return shape{
		fields: append([]field{action, placeholder, confirm, focus,
			{"options", false, list(1, 100, menuOption)}, {"option_groups", false, list(1, 100, optionGroup)}}, initial...),
		also: func(c *checker, pointer string, m map[string]any) {
			_, options := m["options"]
			_, groups := m["option_groups"]
			if options == groups {
				c.fail(pointer, "must have either options or option_groups")
			}
			initialAmongOptions(c, pointer, m)
		},
	}
}

// initialAmongOptions checks that what is chosen at first can be chosen.
func initialAmongOptions(c *checker, pointer string, m map[string]any) {
	initial, _ := m["initial_options"].([]any)
	if one, ok := m["initial_option"]; ok {
		initial = append(initial, one)
	}
	options, _ := m["options"].([]any)
	groups, _ := m["option_groups"].([]any)
	for _, g := range groups {
		g, _ := g.(map[string]any)
		more, _ := g["options"].([]any)
		options = append(options, more...)
	}
	for _, chosen := range initial {
		found := false
		for _, o := range options {
			found = found || reflect.DeepEqual(o, chosen)
		}
		if !found {
			c.fail(pointer, "initial option is not among the options")
		}
	}
}

// lengths checks that the length limits of an input agree with each other and
// with its initial value.
func lengths(c *checker, pointer string, m map[string]any) {
	type limits struct {
		Min     int    `json:"min_length"`
		Max     int    `json:"max_length"`
		Initial string `json:"initial_value"`
	}
	if len(c.messages) > 0 {
		return // the values may not fit
	}
	l := recode[limits](m)
	n := utf8.RuneCountInString(l.Initial)
	if l.Max > 0 && (l.Min > l.Max || n > l.Max) {
		c.fail(pointer, "initial_value and min_length must not exceed max_length")
	}
}

func textInput(more ...field) shape {
	return shape{fields: append([]field{action, placeholder, focus, dispatch, {"initial_value", false, str(0, 3000)}}, more...)}
}

// shapes are the objects of Block Kit with their limits, from Slack's own type
// definitions (npm @slack/types) and reference pages. The map is long because
// the language is.
var shapes = map[string]shape{
	"view modal": {fields: []field{
		{"title", true, plain(24)}, {"submit", false, plain(24)}, {"close", false, plain(24)},
		{"blocks", true, list(0, maxViewBlocks, block(viewBlocks...))},
		{"private_metadata", false, str(0, 3000)}, {"callback_id", false, str(0, 255)}, {"external_id", false, str(0, 255)},
		{"clear_on_close", false, boolean}, {"notify_on_close", false, boolean}, {"submit_disabled", false, boolean},
	}, also: func(c *checker, pointer string, m map[string]any) {
		if _, ok := m["submit"]; !ok && c.inputs > 0 {
			c.fail(pointer, "missing required field: submit")
		}
	}},
	"view home": {fields: []field{
		{"blocks", true, list(0, maxViewBlocks, block(viewBlocks...))},
		{"private_metadata", false, str(0, 3000)}, {"callback_id", false, str(0, 255)}, {"external_id", false, str(0, 255)},
	}},

	"block actions": {fields: []field{{"block_id", false, blockID}, {"elements", true, list(1, 25, typed("", buttonsAndMenus...))}}},
	"block context": {fields: []field{{"block_id", false, blockID}, {"elements", true, list(1, 10, contextElement)}}},
	"block divider": {fields: []field{{"block_id", false, blockID}}},
	"block header":  {fields: []field{{"block_id", false, blockID}, {"text", true, plain(150)}, {"level", false, number(1, 4)}}},
	"block image": {fields: []field{{"block_id", false, blockID}, {"image_url", true, link}, {"alt_text", true, str(1, 2000)},
		{"title", false, plain(2000)}}},
	"block input": {fields: []field{{"block_id", false, blockID}, {"label", true, plain(2000)}, {"hint", false, plain(2000)},
		{"element", true, typed("", inputs...)}, {"optional", false, boolean}, {"dispatch_action", false, boolean},
	}, also: func(c *checker, _ string, _ map[string]any) { c.inputs++ }},
	"block markdown": {fields: []field{{"block_id", false, blockID}, {"text", true, markdownText}}},
	"block rich_text": {fields: []field{{"block_id", false, blockID},
		{"elements", true, list(1, math.MaxInt, typed("", "rich_text_list", "rich_text_preformatted", "rich_text_quote", "rich_text_section"))}}},
	"block section": {fields: []field{{"block_id", false, blockID}, {"text", false, anyText(3000)}, {"fields", false, list(1, 10, anyText(2000))},
		{"accessory", false, typed("", accessories...)}, {"expand", false, boolean},
	}, also: func(c *checker, pointer string, m map[string]any) {
		if m["text"] == nil && m["fields"] == nil {
			c.fail(pointer, "missing required field: text")
		}
	}},
	"block table": {fields: []field{{"block_id", false, blockID}, {"rows", true, list(1, 100, list(1, 20, typed("cell ", "raw_text", "rich_text")))},
		{"column_settings", false, list(1, 20, func(c *checker, p string, v any) {
			c.object(p, v, shape{fields: []field{{"align", false, oneOf("left", "center", "right")}, {"is_wrapped", false, boolean}}})
		})},
	}, also: func(c *checker, _ string, _ map[string]any) { c.tables++ }},
	"cell raw_text":  {fields: []field{{"text", true, richLeafText}}},
	"cell rich_text": {fields: []field{{"elements", true, list(1, math.MaxInt, typed("", "rich_text_section"))}}},

	"button": {fields: []field{action, style, confirm, {"text", true, plain(75)}, {"value", false, str(0, 2000)}, {"url", false, link},
		{"accessibility_label", false, str(1, 75)}}},
	"checkboxes": {fields: []field{action, confirm, focus, {"options", true, list(1, 10, boxOption)}, {"initial_options", false, list(1, 10, boxOption)}},
		also: initialAmongOptions},
	"radio_buttons": {fields: []field{action, confirm, focus, {"options", true, list(1, 10, boxOption)}, {"initial_option", false, boxOption}},
		also: initialAmongOptions},
	"overflow":      {fields: []field{action, confirm, {"options", true, list(1, 5, menuOption)}}},
	"static_select": menu(field{"initial_option", false, menuOption}),
	"multi_static_select": menu(field{"initial_options", false, list(1, 100, menuOption)},
		field{"max_selected_items", false, number(1, 100)}),
	"users_select":       {fields: []field{action, placeholder, confirm, focus, {"initial_user", false, str(1, 255)}}},
	"multi_users_select": {fields: []field{action, placeholder, confirm, focus, {"initial_users", false, list(1, 100, str(1, 255))}, {"max_selected_items", false, number(1, 100)}}},
	"datepicker":         {fields: []field{action, placeholder, confirm, focus, {"initial_date", false, isoDate}}},
	"timepicker":         {fields: []field{action, placeholder, confirm, focus, {"initial_time", false, str(5, 5)}, {"timezone", false, str(1, 255)}}},
	"email_text_input":   textInput(),
	"url_text_input":     textInput(),
	"number_input": textInput(field{"is_decimal_allowed", true, boolean}, field{"min_value", false, str(1, 255)},
		field{"max_value", false, str(1, 255)}),
	"plain_text_input": {fields: textInput(field{"multiline", false, boolean}, field{"min_length", false, number(0, 3000)},
		field{"max_length", false, number(1, 3000)}).fields, also: lengths},
	"image": {fields: []field{{"image_url", true, link}, {"alt_text", true, str(1, 2000)}}},

	"confirm":  {fields: []field{style, {"title", true, plain(100)}, {"text", true, anyText(300)}, {"confirm", true, plain(30)}, {"deny", false, plain(30)}}},
	"dispatch": {fields: []field{{"trigger_actions_on", true, list(1, 2, oneOf("on_enter_pressed", "on_character_entered"))}}},

	"rich_text_section":      {fields: []field{{"elements", true, richText}}},
	"rich_text_quote":        {fields: []field{{"elements", true, richText}, {"border", false, number(0, 1)}}},
	"rich_text_preformatted": {fields: []field{{"elements", true, richText}, {"border", false, number(0, 1)}, {"language", false, anything}}},
	"rich_text_list": {fields: []field{{"elements", true, list(1, math.MaxInt, typed("", "rich_text_section", "rich_text_list"))},
		{"style", true, oneOf("bullet", "ordered")}, {"indent", false, number(0, 8)}, {"offset", false, number(0, math.MaxInt32)}, {"border", false, number(0, 1)}}},
	"rich broadcast": {fields: []field{richStyle, {"range", true, oneOf("here", "channel", "everyone")}}},
	"rich channel":   {fields: []field{richStyle, {"channel_id", true, str(1, 255)}}},
	"rich date": {fields: []field{richStyle, {"timestamp", true, number(0, math.MaxInt64)}, {"format", true, str(1, 255)},
		{"timezone", false, anything}, {"url", false, link}, {"fallback", false, anything}}},
	"rich emoji":     {fields: []field{richStyle, {"name", true, str(1, 255)}, {"unicode", false, anything}, {"skin_tone", false, number(1, 6)}}},
	"rich link":      {fields: []field{richStyle, {"url", true, link}, {"text", false, anything}, {"unsafe", false, boolean}}},
	"rich text":      {fields: []field{richStyle, {"text", true, richLeafText}}},
	"rich user":      {fields: []field{richStyle, {"user_id", true, str(1, 255)}}},
	"rich usergroup": {fields: []field{richStyle, {"usergroup_id", true, str(1, 255)}}},
	"rich style": {fields: []field{{"bold", false, boolean}, {"italic", false, boolean}, {"strike", false, boolean}, {"code", false, boolean},
		{"underline", false, boolean}, {"highlight", false, boolean}, {"client_highlight", false, boolean}, {"unlink", false, boolean}}},
}

func contextElement(c *checker, pointer string, v any) {
	if m, _ := v.(map[string]any); m["type"] == "image" {
		c.object(pointer, v, c.shapes["image"])
		return
	}
	anyText(3000)(c, pointer, v)
}

func richLeafText(c *checker, pointer string, v any) {
	str(1, math.MaxInt)(c, pointer, v)
	s, _ := v.(string)
	c.chars += utf8.RuneCountInString(s)
}

func markdownText(c *checker, pointer string, v any) {
	str(1, maxMarkdown)(c, pointer, v)
	s, _ := v.(string)
	c.markdown += utf8.RuneCountInString(s)
	c.chars += utf8.RuneCountInString(s)
	if c.markdown > maxMarkdown {
		c.fail(pointer, "must be less than %d characters in all markdown blocks", maxMarkdown+1)
	}
}

func isoDate(c *checker, pointer string, v any) {
	s, _ := v.(string)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		c.fail(pointer, "must be a date YYYY-MM-DD")
	}
}
