package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// ae returns n characters of two bytes each: Slack counts characters.
func ae(n int) string { return strings.Repeat("æ", n) }

// many returns n JSON values, numbered, as the inside of an array.
func many(n int, format string) string {
	var all []string
	for i := range n {
		all = append(all, strings.ReplaceAll(format, "#", fmt.Sprint(i)))
	}
	return strings.Join(all, ",")
}

func plainJSON(s string) string { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, s) }

func buttonJSON(more string) string {
	return `{"type":"button","action_id":"a","text":` + plainJSON("Tag") + more + `}`
}

func actionsJSON(elements string) string { return `{"type":"actions","elements":[` + elements + `]}` }

func sectionJSON(accessory string) string {
	return `{"type":"section","text":` + plainJSON("x") + `,"accessory":` + accessory + `}`
}

func overflowJSON(n int, option string) string {
	return actionsJSON(`{"type":"overflow","options":[` + many(n, option) + `]}`)
}

const optionJSON = `{"text":{"type":"plain_text","text":"o"},"value":"v#"}`

// TestBlockLimits tries each limit at its edge and one beyond. A case with an
// empty wrong must pass, and the others must be refused for that reason.
//
// Long: a table with a line for each limit.
func TestBlockLimits(t *testing.T) {
	for _, tt := range []struct{ name, blocks, wrong string }{
		{"50 blocks", many(50, `{"type":"divider"}`), ""},
		{"51 blocks", many(51, `{"type":"divider"}`), "no more than 50 items allowed [json-pointer:/blocks]"},
		{"unknown block", `{"type":"carousel"}`, "unsupported type: carousel [json-pointer:/blocks/0/type]"},
		{"no type", `{}`, "missing required field: type"},
		{"not an object", `7`, "missing required field: type"},
		{"unknown key", `{"type":"divider","colour":"red"}`, "invalid additional property: colour [json-pointer:/blocks/0]"},
		{"header 150", `{"type":"header","text":` + plainJSON(ae(150)) + `}`, ""},
		{"header 151", `{"type":"header","text":` + plainJSON(ae(151)) + `}`, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		{"header mrkdwn", `{"type":"header","text":{"type":"mrkdwn","text":"x"}}`, "must be one of plain_text [json-pointer:/blocks/0/text/type]"},
		{"header level", `{"type":"header","text":` + plainJSON("x") + `,"level":5}`, "must be a number from 1 to 4"},
		{"empty text", `{"type":"section","text":` + plainJSON("") + `}`, "must be more than 0 characters"},
		{"section 3000", `{"type":"section","text":` + plainJSON(ae(3000)) + `}`, ""},
		{"section 3001", `{"type":"section","text":` + plainJSON(ae(3001)) + `}`, "must be less than 3001 characters"},
		{"section of nothing", `{"type":"section"}`, "missing required field: text"},
		{"text is no object", `{"type":"section","text":"x"}`, "must provide an object"},
		{"10 fields", `{"type":"section","fields":[` + many(10, plainJSON("x")) + `]}`, ""},
		{"11 fields", `{"type":"section","fields":[` + many(11, plainJSON("x")) + `]}`, "no more than 10 items allowed"},
		{"field 2001", `{"type":"section","fields":[` + plainJSON(ae(2001)) + `]}`, "must be less than 2001 characters"},
		{"mrkdwn with emoji", `{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":false}}`, "invalid additional property: emoji"},
		{"plain_text with verbatim", `{"type":"section","text":{"type":"plain_text","text":"x","verbatim":true}}`, "invalid additional property: verbatim"},
		{"10 context elements", `{"type":"context","elements":[` + many(10, plainJSON("x")) + `]}`, ""},
		{"11 context elements", `{"type":"context","elements":[` + many(11, plainJSON("x")) + `]}`, "no more than 10 items allowed"},
		{"context with a button", `{"type":"context","elements":[` + buttonJSON("") + `]}`, "must be one of plain_text, mrkdwn"},
		{"25 buttons", actionsJSON(many(25, strings.Replace(buttonJSON(""), `"a"`, `"a#"`, 1))), ""},
		{"26 buttons", actionsJSON(many(26, strings.Replace(buttonJSON(""), `"a"`, `"a#"`, 1))), "no more than 25 items allowed"},
		{"no elements", actionsJSON(""), "no less than 1 items required"},
		{"action_id twice", actionsJSON(buttonJSON("") + "," + buttonJSON("")), `action_id "a" already exists`},
		{"action_id in two blocks", actionsJSON(buttonJSON("")) + "," + actionsJSON(buttonJSON("")), ""},
		{"action_id 256", actionsJSON(strings.Replace(buttonJSON(""), `"a"`, `"`+ae(256)+`"`, 1)), "must be less than 256 characters"},
		{"block_id twice", many(2, `{"type":"divider","block_id":"d"}`), `block_id "d" already exists`},
		{"block_id 256", `{"type":"divider","block_id":"` + ae(256) + `"}`, "must be less than 256 characters"},
		{"button 75", actionsJSON(strings.Replace(buttonJSON(""), "Tag", ae(75), 1)), ""},
		{"button 76", actionsJSON(strings.Replace(buttonJSON(""), "Tag", ae(76), 1)), "must be less than 76 characters"},
		{"button value 2001", actionsJSON(buttonJSON(`,"value":"` + ae(2001) + `"`)), "must be less than 2001 characters"},
		{"button url 3001", actionsJSON(buttonJSON(`,"url":"` + ae(3001) + `"`)), "must be less than 3001 characters"},
		{"button label 76", actionsJSON(buttonJSON(`,"accessibility_label":"` + ae(76) + `"`)), "must be less than 76 characters"},
		{"button style", actionsJSON(buttonJSON(`,"style":"red"`)), "must be one of primary, danger"},
		{"confirm", actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON(ae(100)) + `,"text":` + plainJSON(ae(300)) + `,"confirm":` + plainJSON(ae(30)) + `,"deny":` + plainJSON(ae(30)) + `}`)), ""},
		{"confirm title 101", actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON(ae(101)) + `,"text":` + plainJSON("x") + `,"confirm":` + plainJSON("x") + `}`)), "must be less than 101 characters"},
		{"confirm text 301", actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON("x") + `,"text":` + plainJSON(ae(301)) + `,"confirm":` + plainJSON("x") + `}`)), "must be less than 301 characters"},
		{"confirm deny 31", actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON("x") + `,"text":` + plainJSON("x") + `,"confirm":` + plainJSON("x") + `,"deny":` + plainJSON(ae(31)) + `}`)), "must be less than 31 characters"},
		{"overflow 5", overflowJSON(5, optionJSON), ""},
		{"overflow 6", overflowJSON(6, optionJSON), "no more than 5 items allowed"},
		{"option text 76", overflowJSON(1, strings.Replace(optionJSON, `"o"`, `"`+ae(76)+`"`, 1)), "must be less than 76 characters"},
		{"option value 76", overflowJSON(1, strings.Replace(optionJSON, "v#", ae(76), 1)), "must be less than 76 characters"},
		{"option mrkdwn in a menu", overflowJSON(1, strings.Replace(optionJSON, plainText, mrkdwn, 1)), "must be one of plain_text"},
		{"select 100", sectionJSON(`{"type":"static_select","options":[` + many(100, optionJSON) + `]}`), ""},
		{"select 101", sectionJSON(`{"type":"static_select","options":[` + many(101, optionJSON) + `]}`), "no more than 100 items allowed"},
		{"select with groups and options", sectionJSON(`{"type":"static_select","options":[` + optionJSON + `],"option_groups":[]}`), "either options or option_groups"},
		{"select initial", sectionJSON(`{"type":"static_select","options":[` + optionJSON + `],"initial_option":` + strings.Replace(optionJSON, "#", "9", 1) + `}`), "not among the options"},
		{"select groups", sectionJSON(`{"type":"static_select","option_groups":[{"label":` + plainJSON("Klage") + `,"options":[` + optionJSON + `]}],"initial_option":` + optionJSON + `}`), ""},
		{"select group label 76", sectionJSON(`{"type":"static_select","option_groups":[{"label":` + plainJSON(ae(76)) + `,"options":[` + optionJSON + `]}]}`), "must be less than 76 characters"},
		{"not a boolean", `{"type":"section","text":{"type":"mrkdwn","text":"x","verbatim":"yes"}}`, "must be a boolean"},
		{"context image", `{"type":"context","elements":[{"type":"image","image_url":"https://example.org/a.png","alt_text":""}]}`, "must be more than 0 characters"},
		{"placeholder 151", sectionJSON(`{"type":"users_select","placeholder":` + plainJSON(ae(151)) + `}`), "must be less than 151 characters"},
		{"checkboxes 11", sectionJSON(`{"type":"checkboxes","options":[` + many(11, optionJSON) + `]}`), "no more than 10 items allowed"},
		{"radio mrkdwn", sectionJSON(`{"type":"radio_buttons","options":[` + strings.Replace(optionJSON, plainText, mrkdwn, 1) + `]}`), ""},
		{"input outside an input block", actionsJSON(`{"type":"plain_text_input","action_id":"x"}`), "unsupported type: plain_text_input"},
		{"date", sectionJSON(`{"type":"datepicker","initial_date":"1900-02-29"}`), "must be a date"},
		{"image", `{"type":"image","image_url":"https://example.org/a.png","alt_text":"` + ae(2000) + `"}`, ""},
		{"image alt 2001", `{"type":"image","image_url":"https://example.org/a.png","alt_text":"` + ae(2001) + `"}`, "must be less than 2001 characters"},
		{"markdown 12000", `{"type":"markdown","text":"` + ae(12000) + `"}`, ""},
		{"markdown 12001 in all", `{"type":"markdown","text":"` + ae(6000) + `"},{"type":"markdown","text":"` + ae(6001) + `"}`, "in all markdown blocks"},
		{"table", `{"type":"table","rows":[` + many(100, `[`+many(20, `{"type":"raw_text","text":"c"}`)+`]`) + `]}`, ""},
		{"table 101 rows", `{"type":"table","rows":[` + many(101, `[{"type":"raw_text","text":"c"}]`) + `]}`, "no more than 100 items allowed"},
		{"table 21 cells", `{"type":"table","rows":[[` + many(21, `{"type":"raw_text","text":"c"}`) + `]]}`, "no more than 20 items allowed"},
		{"two tables", many(2, `{"type":"table","rows":[[{"type":"raw_text","text":"c"}]]}`), "invalid_attachments: [ERROR] only_one_table_allowed"},
		{"too long in all", many(5, `{"type":"section","text":`+plainJSON(ae(2641))+`}`), "msg_blocks_too_long"},
		{"rich text", `{"type":"rich_text","elements":[{"type":"rich_text_preformatted","border":0,"elements":[{"type":"text","text":"x"}]}]}`, ""},
		{"rich text leaf", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"script","text":"x"}]}]}`, "unsupported type: script"},
		{"rich text part", `{"type":"rich_text","elements":[{"type":"text","text":"x"}]}`, "unsupported type: text"},
	} {
		_, err := ParseBlocks([]byte("[" + tt.blocks + "]"))
		if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.wrong)
		}
	}
	for _, raw := range []string{``, `{`, `{}`, `"x"`, `null`, `[]]`} {
		var e *SlackError
		if _, err := ParseBlocks([]byte(raw)); !errors.As(err, &e) || e.Name != "invalid_blocks_format" {
			t.Errorf("ParseBlocks(%q): %v", raw, err)
		}
	}
}

func TestViewLimits(t *testing.T) {
	const input = `{"type":"input","block_id":"i","label":{"type":"plain_text","text":"Navn"},"element":{"type":"plain_text_input","action_id":"n"#}}`
	modal := func(blocks, more string) string {
		return `{"type":"modal","title":` + plainJSON("Brev") + `,"blocks":[` + blocks + `]` + more + `}`
	}
	withInput := func(element string) string {
		return modal(strings.Replace(input, "#", element, 1), `,"submit":`+plainJSON("Send"))
	}
	for _, tt := range []struct{ name, view, wrong string }{
		{"modal", modal("", ""), ""},
		{"home", `{"type":"home","blocks":[` + many(100, `{"type":"divider"}`) + `]}`, ""},
		{"home 101 blocks", `{"type":"home","blocks":[` + many(101, `{"type":"divider"}`) + `]}`, "no more than 100 items allowed [json-pointer:/view/blocks]"},
		{"other type", `{"type":"page","blocks":[]}`, "unsupported type: page [json-pointer:/view/type]"},
		{"no view", `7`, "missing required field: type"},
		{"no title", `{"type":"modal","blocks":[]}`, "missing required field: title"},
		{"no blocks", `{"type":"home"}`, "missing required field: blocks"},
		{"blocks null", `{"type":"home","blocks":null}`, "must provide an array"},
		{"title 24", strings.Replace(modal("", ""), "Brev", ae(24), 1), ""},
		{"title 25", strings.Replace(modal("", ""), "Brev", ae(25), 1), "must be less than 25 characters"},
		{"submit 25", modal("", `,"submit":`+plainJSON(ae(25))), "must be less than 25 characters"},
		{"close 25", modal("", `,"close":`+plainJSON(ae(25))), "must be less than 25 characters"},
		{"home with a title", `{"type":"home","blocks":[],"title":` + plainJSON("x") + `}`, "invalid additional property: title"},
		{"private_metadata 3000", modal("", `,"private_metadata":"`+ae(3000)+`"`), ""},
		{"private_metadata 3001", modal("", `,"private_metadata":"`+ae(3001)+`"`), "must be less than 3001 characters"},
		{"callback_id 256", modal("", `,"callback_id":"`+ae(256)+`"`), "must be less than 256 characters"},
		{"external_id 256", modal("", `,"external_id":"`+ae(256)+`"`), "must be less than 256 characters"},
		{"input without submit", modal(strings.Replace(input, "#", "", 1), ""), "missing required field: submit"},
		{"input", withInput(`,"min_length":1,"max_length":3000,"multiline":true`), ""},
		{"max_length 3001", withInput(`,"max_length":3001`), "must be a number from 1 to 3000"},
		{"max_length 0", withInput(`,"max_length":0`), "must be a number from 1 to 3000"},
		{"min above max", withInput(`,"min_length":9,"max_length":8`), "must not exceed max_length"},
		{"initial above max", withInput(`,"max_length":3,"initial_value":"` + ae(4) + `"`), "must not exceed max_length"},
		{"label 2001", strings.Replace(withInput(""), "Navn", ae(2001), 1), "must be less than 2001 characters"},
		{"markdown in a modal", modal(`{"type":"markdown","text":"x"}`, ""), "unsupported type: markdown"},
		{"too large", modal("", `,"callback_id":"`+strings.Repeat("x", 250_000)+`"`), "view_too_large"},
	} {
		_, err := ParseView([]byte(tt.view))
		if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.wrong)
		}
	}
}

// TestParseBlocksOfSlackGo checks that what slack-go marshals is understood.
func TestParseBlocksOfSlackGo(t *testing.T) {
	plain := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject(plainText, s, false, false) }
	option := slack.NewOptionBlockObject("close", plain("Luk"), nil)
	raw, err := json.Marshal([]slack.Block{
		slack.NewHeaderBlock(plain("Ny")),
		slack.NewSectionBlock(slack.NewTextBlockObject(mrkdwn, "*fed*", false, true), nil, slack.NewAccessory(slack.NewOverflowBlockElement("more", option))),
		slack.NewContextBlock("c", plain("lille")),
		slack.NewRichTextBlock("r", slack.NewRichTextSection(slack.NewRichTextSectionTextElement("x", &slack.RichTextSectionTextStyle{Bold: true}))),
		slack.NewActionBlock("", slack.NewButtonBlockElement("take", "v1", plain("Tag")).WithStyle(slack.StylePrimary)),
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseBlocks(raw)
	if err != nil {
		t.Fatal(err)
	}
	bold := Element{Type: "text", Text: Text{Text: "x"}, Style: Style{Bold: true}}
	want := []Block{
		{Type: "header", BlockID: "b1-0", Text: &Text{plainText, "Ny", false}},
		{Type: "section", BlockID: "b1-1", Text: &Text{mrkdwn, "*fed*", true},
			Accessory: &Element{Type: "overflow", ActionID: "more", Options: []Option{{Text{plainText, "Luk", false}, "close", nil}}}},
		{Type: "context", BlockID: "c", Elements: []Element{{Type: plainText, Text: Text{Text: "lille"}}}},
		{Type: "rich_text", BlockID: "r", Elements: []Element{{Type: "rich_text_section", Elements: []Element{bold}}}},
		{Type: "actions", BlockID: "b1-4", Elements: []Element{{Type: "button", ActionID: "take", Value: "v1",
			Text: Text{plainText, "Tag", false}, Style: Style{Name: "primary"}}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ParseBlocks (-want +got):\n%s", diff)
	}
	if named, err := ParseBlocks([]byte(`[` + strings.ReplaceAll(actionsJSON(buttonJSON("")), `"action_id":"a",`, "") + `]`)); err != nil || named[0].Elements[0].ActionID == "" {
		t.Errorf("a button without an action_id got none: %+v, %v", named, err)
	}
}
