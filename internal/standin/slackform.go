package standin

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	errNoView = errors.New("nothing is open")
	// What ends an act before anything is sent to the app.
	errIncomplete = errors.New("inputs are incomplete")
	errUnheard    = errors.New("the app does not want to know")
)

// FillAndSubmit fills the modal a user has before her and presses its submit
// button. values go by the block_id, the action_id or the label of an input; a
// menu takes the words or the value of a choice, checkboxes several, divided by
// commas. Inputs not named keep what they had at first.
//
// The errors at the inputs, by block_id, are Slack's own (nothing is sent then)
// or what the app answered. A modal without errors closes or changes as the app
// says.
func (s *Slack) FillAndSubmit(user string, values map[string]string) (map[string]string, error) {
	var v *openView
	var wrong map[string]string
	ack, err := s.act(func() (answer, error) {
		v = s.topLocked(user)
		if v == nil {
			return nil, errNoView
		}
		if v.Submit == nil {
			return nil, errors.New("the modal has no submit button")
		}
		var state answer
		var err error
		if state, wrong, err = fill(v.Blocks, v.filled, values); err != nil {
			return nil, err
		}
		if len(wrong) > 0 {
			return nil, errIncomplete
		}
		payload := s.interactionLocked("view_submission", user, v)
		payload["view"] = v.json(state)
		payload["response_urls"] = []answer{}
		return payload, nil
	})
	switch {
	case errors.Is(err, errIncomplete):
		return wrong, nil
	case err != nil:
		return nil, err
	}
	return s.respond(v, ack)
}

// Fill fills one input of the modal a user has before her, named as in
// [Slack.FillAndSubmit], and leaves the modal open. What is filled in stays there,
// also when the app redraws the modal. The app hears of it at once where the
// input dispatches its action (dispatch_action).
func (s *Slack) Fill(user, input, typed string) error {
	_, err := s.act(func() (answer, error) {
		v := s.topLocked(user)
		if v == nil {
			return nil, errNoView
		}
		i := slices.IndexFunc(v.Blocks, func(b Block) bool { return b.Type == "input" && slices.Contains(b.inputNames(), input) })
		if i < 0 {
			return nil, fmt.Errorf("there is no input %q", input)
		}
		b := v.Blocks[i]
		action, problem := b.Element.value(typed)
		if problem != "" {
			return nil, errors.New(problem)
		}
		v.filled[b.BlockID] = typed
		if !b.DispatchAction {
			return nil, errUnheard
		}
		action["action_id"], action["block_id"], action["action_ts"] = b.Element.ActionID, b.BlockID, actionTS()
		return s.viewPayloadLocked(user, v, action), nil
	})
	if errors.Is(err, errUnheard) {
		return nil
	}
	return err
}

// inputNames are what an input can be called by.
func (b Block) inputNames() []string { return []string{b.BlockID, b.Element.ActionID, b.Label.Text} }

// CloseView closes the modal a user has before her. The app hears view_closed
// if the modal asked for it.
func (s *Slack) CloseView(user string) error {
	_, err := s.act(func() (answer, error) {
		v := s.topLocked(user)
		if v == nil {
			return nil, errNoView
		}
		if v.ClearOnClose {
			delete(s.stacks, user)
		} else {
			s.closeLocked(user)
		}
		if !v.NotifyOnClose {
			return nil, errUnheard
		}
		payload := s.interactionLocked("view_closed", user, nil)
		payload["view"] = v.json(answer{})
		payload["is_cleared"] = v.ClearOnClose
		return payload, nil
	})
	if errors.Is(err, errUnheard) {
		return nil
	}
	return err
}

// fill returns the state of the inputs with values filled in, over what has been
// filled in before by block_id, and what Slack would find wrong with it before
// it sends anything.
func fill(blocks []Block, filled, values map[string]string) (state answer, wrong map[string]string, err error) {
	state, wrong = answer{}, make(map[string]string)
	left := len(values)
	for _, b := range blocks {
		if b.Type != "input" {
			continue
		}
		e := *b.Element
		typed, given := filled[b.BlockID]
		named := false
		for _, key := range b.inputNames() {
			if v, ok := values[key]; ok && !named {
				typed, given, named = v, true, true
				left--
			}
		}
		if !given {
			typed = e.initial()
		}
		value, problem := e.value(typed)
		if typed == "" && !b.Optional {
			problem = "Please complete this required field."
		}
		if problem != "" {
			wrong[b.BlockID] = problem
		}
		state[b.BlockID] = answer{e.ActionID: value}
	}
	if left > 0 {
		return nil, nil, fmt.Errorf("the modal has not all the inputs named in %d values", len(values))
	}
	return state, wrong, nil
}

// initial returns what stands in an input before it is touched, as a person
// would type it.
func (e Element) initial() string {
	var chosen []string
	for _, o := range e.InitialOptions {
		chosen = append(chosen, o.Value)
	}
	if e.InitialOption != nil {
		chosen = append(chosen, e.InitialOption.Value)
	}
	return strings.Join(chosen, ",") + e.InitialValue + e.InitialDate + e.InitialTime + e.InitialUser
}

// value returns what the state of a view says of an input with typed in it, and
// what is wrong with that.
func (e Element) value(typed string) (value answer, problem string) {
	value = answer{"type": e.Type}
	set := func(key string) {
		value[key] = nil
		if typed != "" {
			value[key] = typed
		}
	}
	switch e.Type {
	case "static_select", "radio_buttons":
		chosen, problem := e.choose([]string{typed})
		value["selected_option"] = nil
		if len(chosen) == 1 {
			value["selected_option"] = chosen[0]
		}
		return value, problem
	case "checkboxes", "multi_static_select":
		chosen, problem := e.choose(strings.Split(typed, ","))
		value["selected_options"] = chosen
		return value, problem
	case "datepicker":
		set("selected_date")
		return value, parses(typed, time.DateOnly)
	case "timepicker":
		set("selected_time")
		return value, parses(typed, "15:04")
	case "users_select":
		set("selected_user")
		return value, ""
	case "number_input":
		set("value")
		if _, err := strconv.ParseFloat(typed, 64); typed != "" && err != nil {
			return value, "Enter a number."
		}
		return value, ""
	}
	set("value")
	n := utf8.RuneCountInString(typed)
	switch {
	case typed != "" && n < e.MinLength:
		problem = fmt.Sprintf("Enter at least %d characters.", e.MinLength)
	case n > e.longest():
		problem = fmt.Sprintf("Enter at most %d characters.", e.longest())
	}
	return value, problem
}

// longest returns how many characters an input takes.
func (e Element) longest() int {
	if e.MaxLength > 0 {
		return e.MaxLength
	}
	return 3000
}

func parses(typed, layout string) (problem string) {
	if _, err := time.Parse(layout, typed); typed != "" && err != nil {
		return "Enter it as " + layout + "."
	}
	return ""
}

// choose returns the choices with these words or values.
func (e Element) choose(words []string) (chosen []answer, problem string) {
	chosen = []answer{}
	options := e.choices()
	for _, word := range words {
		if word == "" {
			continue
		}
		i := slices.IndexFunc(options, func(o Option) bool { return o.Text.Text == word || o.Value == word })
		if i < 0 {
			return chosen, fmt.Sprintf("There is no choice %q.", word)
		}
		chosen = append(chosen, answer{"text": textAnswer(options[i].Text), "value": options[i].Value})
	}
	return chosen, ""
}
