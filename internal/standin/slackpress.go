package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// errTrouble is what Slack shows where an app answers a modal wrongly.
var errTrouble = errors.New("we had some trouble connecting")

// pressed is a control on the screen, and the choice if it is a menu.
type pressed struct {
	block   Block
	element Element
	option  *Option
}

// findControl returns the one control of blocks that what names: by action_id,
// by the words on a button, or by the words or the value of a menu's choice.
func findControl(blocks []Block, what string) (pressed, error) {
	var found []pressed
	for _, b := range blocks {
		if b.Type == "input" {
			continue
		}
		for _, e := range b.controls() {
			if e.Type == "button" && (e.ActionID == what || e.Text.Text == what) {
				found = append(found, pressed{b, e, nil})
			}
			for _, o := range e.choices() {
				if o.Text.Text == what || o.Value == what {
					found = append(found, pressed{b, e, &o})
				}
			}
		}
	}
	switch len(found) {
	case 0:
		return pressed{}, fmt.Errorf("there is no %q to press", what)
	case 1:
		return found[0], nil
	}
	return pressed{}, fmt.Errorf("there are %d things called %q to press", len(found), what)
}

// action returns what a payload says of a pressed control.
func (p pressed) action() answer {
	a := answer{
		"type": p.element.Type, "action_id": p.element.ActionID, "block_id": p.block.BlockID,
		"action_ts": actionTS(),
	}
	if p.option != nil {
		chosen := answer{"text": textAnswer(p.option.Text), "value": p.option.Value}
		if p.element.Type == "checkboxes" || p.element.Type == "multi_static_select" {
			a["selected_options"] = []answer{chosen}
		} else {
			a["selected_option"] = chosen
		}
		return a
	}
	a["text"] = textAnswer(p.element.Text)
	if p.element.Value != "" {
		a["value"] = p.element.Value
	}
	if p.element.Style.Name != "" {
		a["style"] = p.element.Style.Name
	}
	return a
}

func actionTS() string {
	return fmt.Sprintf("%d.%06d", time.Now().Unix(), time.Now().Nanosecond()/1000)
}

func textAnswer(t Text) answer {
	a := answer{"type": t.Type, "text": t.Text}
	if t.Type == plainText {
		a["emoji"] = true
	}
	return a
}

// interactionLocked returns the fields that every interaction payload has.
func (s *Slack) interactionLocked(kind, user string, from *openView) answer {
	return answer{
		"type": kind, "user": answer{"id": user, "username": s.users[user].Name, "name": s.users[user].Name, "team_id": SlackTeam},
		"api_app_id": SlackApp, "token": "verification", "team": answer{"id": SlackTeam, "domain": "kommune"},
		"enterprise": nil, "is_enterprise_install": false, "trigger_id": s.triggerLocked(user, from),
	}
}

// act builds an interaction payload, with Slack.mu held, and sends it.
func (s *Slack) act(build func() (answer, error)) (ack json.RawMessage, err error) {
	s.mu.Lock()
	payload, err := build()
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.deliver("interactive", payload, nil)
}

// Press uses a button, or a choice of a menu, that the message now has, and
// confirms where Slack asks. what is an action_id or the words on it. The error
// is what the user would see, or why she cannot press it.
func (s *Slack) Press(user, ts, what string) error {
	_, err := s.act(func() (answer, error) {
		m, ephemeral, err := s.lookLocked(user, ts)
		if err != nil {
			return nil, err
		}
		p, err := findControl(m.Blocks, what)
		if err != nil {
			return nil, err
		}
		return s.pressLocked(user, m, p, ephemeral), nil
	})
	return err
}

// PressStale uses a button that the message had in an earlier version, as a
// person does whose screen is behind.
func (s *Slack) PressStale(user, ts, what string) error {
	_, err := s.act(func() (answer, error) {
		m, ephemeral, err := s.lookLocked(user, ts)
		if err != nil {
			return nil, err
		}
		for _, v := range slices.Backward(m.Versions) {
			if p, err := findControl(v.Blocks, what); err == nil {
				old := *m
				old.Text, old.Blocks, old.tree = v.Text, v.Blocks, v.tree
				return s.pressLocked(user, &old, p, ephemeral), nil
			}
		}
		return nil, fmt.Errorf("there never was a %q to press", what)
	})
	return err
}

func (s *Slack) pressLocked(user string, m *Message, p pressed, ephemeral bool) answer {
	payload := s.interactionLocked("block_actions", user, nil)
	container := answer{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": ephemeral}
	if m.reply() {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"] = container
	payload["channel"] = s.channelAnswerLocked(m.Channel)
	if !ephemeral {
		payload["message"] = s.messageJSON(m, true)
	}
	payload["state"] = answer{"values": answer{}}
	payload["response_url"] = s.responseLocked(responseURL{user: user, channel: m.Channel, message: m, ephemeral: ephemeral})
	payload["actions"] = []answer{p.action()}
	return payload
}

// channelAnswerLocked returns a channel as interactions name it: those in
// private channels do not give the name away.
func (s *Slack) channelAnswerLocked(id string) answer {
	name := "privategroup"
	if ch := s.channels[id]; ch != nil && !ch.Private {
		name = ch.Name
	}
	return answer{"id": id, "name": name}
}

// PressModal uses a button or a choice in the modal a user has before her,
// outside its input blocks.
func (s *Slack) PressModal(user, what string) error {
	return s.pressView(user, what, s.topLocked)
}

// PressHome uses a button or a choice on a user's home tab.
func (s *Slack) PressHome(user, what string) error {
	return s.pressView(user, what, func(user string) *openView { return s.homes[user] })
}

func (s *Slack) pressView(user, what string, look func(user string) *openView) error {
	_, err := s.act(func() (answer, error) {
		v := look(user)
		if v == nil {
			return nil, errNoView
		}
		p, err := findControl(v.Blocks, what)
		if err != nil {
			return nil, err
		}
		return s.viewPayloadLocked(user, v, p.action()), nil
	})
	return err
}

// viewPayloadLocked tells of an action in a modal or a home tab.
func (s *Slack) viewPayloadLocked(user string, v *openView, action answer) answer {
	payload := s.interactionLocked("block_actions", user, v)
	payload["container"] = answer{"type": "view", "view_id": v.ID}
	state, _, _ := fill(v.Blocks, v.filled, nil)
	payload["view"] = v.json(state)
	payload["actions"] = []answer{action}
	return payload
}

// SlashCommand types a command such as "/borger" with its text in a channel
// the user is in. What the app answers in its acknowledgement is shown.
func (s *Slack) SlashCommand(user, channel, command, text string) error {
	s.mu.Lock()
	ch := s.channelAnswerLocked(channel)
	r := responseURL{user: user, channel: channel}
	payload := answer{
		"token": "verification", "team_id": SlackTeam, "team_domain": "kommune", "channel_id": channel, "channel_name": ch["name"],
		"user_id": user, "user_name": s.users[user].Name, "command": command, "text": text, "api_app_id": SlackApp,
		"is_enterprise_install": "false", "response_url": s.responseLocked(r), "trigger_id": s.triggerLocked(user, nil),
	}
	s.mu.Unlock()
	ack, err := s.deliver("slash_commands", payload, nil)
	if err != nil || len(ack) == 0 || string(ack) == "null" {
		return err
	}
	var f followUp
	if err := json.Unmarshal(ack, &f); err != nil {
		return fmt.Errorf("%w: %w", errTrouble, err)
	}
	if f.Text == "" && len(f.Blocks) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.followLocked(&r, f); err != nil {
		return fmt.Errorf("%w: %w", errTrouble, err)
	}
	return nil
}
