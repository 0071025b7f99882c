package card

import (
	"slices"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// choice is a menu with one answer; nil when there is nothing to choose from. What is
// more than Slack takes is left out.
func (s sheet) choice(id string, options []*slack.OptionBlockObject, initial string) slack.BlockElement {
	if len(options) == 0 {
		return nil
	}
	options = options[:min(len(options), maxSelect)]
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(s.words.Modal.Modal.Choose), id, options...)
	menu.InitialOption = optionOf(options, initial)
	return menu
}

// choices is a menu with several answers; nil when there is nothing to choose
// from.
func (s sheet) choices(id string, options []*slack.OptionBlockObject, initial []string) slack.BlockElement {
	if len(options) == 0 {
		return nil
	}
	menu := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain(s.words.Modal.Modal.Choose), id, options...)
	for _, value := range initial {
		if o := optionOf(options, value); o != nil && !slices.Contains(menu.InitialOptions, o) {
			menu.InitialOptions = append(menu.InitialOptions, o)
		}
	}
	return menu
}

// grouped is choices under headings.
func (s sheet) grouped(id string, groups []*slack.OptionGroupBlockObject, initial []string) slack.BlockElement {
	menu := slack.NewOptionsGroupMultiSelectBlockElement(slack.MultiOptTypeStatic, plain(s.words.Modal.Modal.Choose), id, groups...)
	for _, value := range initial[:min(len(initial), maxSelect)] {
		for _, g := range groups {
			if o := optionOf(g.Options, value); o != nil && !slices.Contains(menu.InitialOptions, o) {
				menu.InitialOptions = append(menu.InitialOptions, o)
			}
		}
	}
	return menu
}

// optionsOf is an option a code, with the words for it.
func optionsOf[T ~string](codes []T, words func(T) string) []*slack.OptionBlockObject {
	options := make([]*slack.OptionBlockObject, 0, len(codes))
	for _, c := range codes {
		options = append(options, option(string(c), words(c)))
	}
	return options
}

func optionOf(options []*slack.OptionBlockObject, value string) *slack.OptionBlockObject {
	for _, o := range options {
		if o.Value == value {
			return o
		}
	}
	return nil
}

// radio is a short list of which all answers show.
func radio(id string, options []*slack.OptionBlockObject, initial string) slack.BlockElement {
	buttons := slack.NewRadioButtonsBlockElement(id, options...)
	buttons.InitialOption = optionOf(options, initial)
	return buttons
}

// ticked is the value of a single check box.
const tickedValue = "yes"

// tick is a single check box, ticked from the start where on says so.
func tick(label func(optionWords) string, on func(casework.Event) bool) func(sheet, string) slack.BlockElement {
	return func(s sheet, id string) slack.BlockElement {
		box := option(tickedValue, label(s.words.Modal.Options))
		boxes := slack.NewCheckboxGroupsBlockElement(id, box)
		if on(s.form.Event) {
			boxes.InitialOptions = []*slack.OptionBlockObject{box}
		}
		return boxes
	}
}

func oneLine(s sheet, id string) slack.BlockElement { return s.text(id) }

func paragraph(s sheet, id string) slack.BlockElement { return s.text(id).WithMultiline(true) }

// text is a field to write in, with what this program has put there.
func (s sheet) text(id string) *slack.PlainTextInputBlockElement {
	input := slack.NewPlainTextInputBlockElement(nil, id).WithMaxLength(casework.MaxField)
	input.InitialValue = s.form.Edits[id].Text
	return input
}

// day starts empty: a promise should be a date the adviser has looked at.
func day(s sheet, id string) slack.BlockElement {
	picker := slack.NewDatePickerBlockElement(id)
	picker.InitialDate = s.form.Event.Date.String()
	return picker
}

// texts are codes as plain strings.
func texts[T ~string](codes []T) []string {
	var list []string
	for _, c := range codes {
		list = append(list, string(c))
	}
	return list
}
