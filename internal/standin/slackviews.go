package standin

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

const (
	// triggerLife is how long a trigger_id opens a view.
	triggerLife = 3 * time.Second
	// maxModals is how many modals may lie on each other.
	maxModals = 3
)

// trigger is the right to show a user a modal, once, for three seconds after
// she did something.
type trigger struct {
	user string
	at   time.Time
	used bool
	view *openView // what it came from, if a modal
}

// openView is a modal on a user's screen, or her home tab.
type openView struct {
	View
	user string
	tree answer // as JSON, without what Slack adds
	// filled is what stands in inputs that were touched, by block_id. It stays
	// when the app redraws the modal.
	filled map[string]string
}

func (s *Slack) triggerLocked(user string, from *openView) string {
	id := s.nameLocked("trigger.")
	s.triggers[id] = &trigger{user: user, at: time.Now(), view: from}
	return id
}

func (s *Slack) exchangeTrigger(id string) (*trigger, error) {
	t := s.triggers[id]
	switch {
	case t == nil:
		return nil, slackErr("invalid_trigger_id")
	case t.used:
		return nil, slackErr("exchanged_trigger_id")
	case time.Since(t.at) > triggerLife:
		return nil, slackErr("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

// readView checks a view and makes it one of a user's; old is the one it takes
// the place of, if any.
func (s *Slack) readView(raw, kind, user string, old *openView) (*openView, error) {
	s.serial++
	tree, err := checkView([]byte(raw), s.serial)
	if err != nil {
		return nil, err
	}
	if tree["type"] != kind {
		return nil, invalidArgument("view type must be " + kind + " [json-pointer:/view/type]")
	}
	v := &openView{View: recode[View](tree), user: user, tree: tree, filled: make(map[string]string)}
	if v.ExternalID != "" {
		if other := s.viewLocked("", v.ExternalID); other != nil && other != old {
			return nil, slackErr("duplicate_external_id")
		}
	}
	v.ID = s.nameLocked("V")
	v.RootViewID = v.ID
	if old != nil {
		v.ID, v.RootViewID, v.PreviousViewID, v.filled = old.ID, old.RootViewID, old.PreviousViewID, old.filled
	}
	v.Hash = fmt.Sprintf("%d.%06x", time.Now().Unix(), s.serial)
	return v, nil
}

// viewLocked returns a view that is open somewhere, by either id.
func (s *Slack) viewLocked(id, externalID string) *openView {
	is := func(v *openView) bool {
		return id != "" && v.ID == id || externalID != "" && v.ExternalID == externalID
	}
	for _, stack := range s.stacks {
		if i := slices.IndexFunc(stack, is); i >= 0 {
			return stack[i]
		}
	}
	for _, v := range s.homes {
		if is(v) {
			return v
		}
	}
	return nil
}

// json returns the view as the Web API and interaction payloads have it.
func (v *openView) json(state answer) answer {
	a := answer{
		"id": v.ID, "team_id": SlackTeam, "app_id": SlackApp, "bot_id": SlackBot, "app_installed_team_id": SlackTeam,
		"hash": v.Hash, "root_view_id": v.RootViewID, "previous_view_id": nil, "state": answer{"values": state},
		"private_metadata": "", "callback_id": "", "external_id": "", "submit": nil, "close": nil, "title": nil,
		"clear_on_close": false, "notify_on_close": false,
	}
	if v.PreviousViewID != "" {
		a["previous_view_id"] = v.PreviousViewID
	}
	for key, value := range v.tree {
		a[key] = value
	}
	return a
}

func (v *openView) answer() (answer, error) { return answer{"view": v.json(answer{})}, nil }

func (s *Slack) viewsOpen(c call) (answer, error) {
	v, t, err := s.triggered(c)
	if err != nil {
		return nil, err
	}
	s.stacks[t.user] = []*openView{v}
	return v.answer()
}

func (s *Slack) viewsPush(c call) (answer, error) {
	v, t, err := s.triggered(c)
	if err != nil {
		return nil, err
	}
	stack := s.stacks[t.user]
	if t.view == nil || !slices.Contains(stack, t.view) {
		return nil, slackErr("not_found") // views.push wants a trigger from an open modal
	}
	return s.pushLocked(v)
}

func (s *Slack) pushLocked(v *openView) (answer, error) {
	stack := s.stacks[v.user]
	if len(stack) >= maxModals {
		return nil, slackErr("push_limit_reached")
	}
	if len(stack) > 0 {
		below := stack[len(stack)-1]
		v.RootViewID, v.PreviousViewID = below.RootViewID, below.ID
	}
	s.stacks[v.user] = append(stack, v)
	return v.answer()
}

// triggered checks the view and then the trigger, as Slack does: a bad view
// does not use up the trigger.
func (s *Slack) triggered(c call) (*openView, *trigger, error) {
	v, err := s.readView(c.args["view"], "modal", "", nil)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.exchangeTrigger(c.args["trigger_id"])
	if err != nil {
		return nil, nil, err
	}
	v.user = t.user
	return v, t, nil
}

func (s *Slack) viewsUpdate(c call) (answer, error) {
	old := s.viewLocked(c.args["view_id"], c.args["external_id"])
	if old == nil {
		return nil, slackErr("not_found")
	}
	if hash := c.args["hash"]; hash != "" && hash != old.Hash {
		return nil, slackErr("hash_conflict")
	}
	v, err := s.readView(c.args["view"], old.Type, old.user, old)
	if err != nil {
		return nil, err
	}
	old.replace(v)
	return old.answer()
}

// replace puts another view where this one is, so that triggers that came from
// it stay good.
func (v *openView) replace(by *openView) { *v = *by }

func (s *Slack) viewsPublish(c call) (answer, error) {
	user := c.args["user_id"]
	if _, ok := s.users[user]; !ok {
		return nil, slackErr("user_not_found")
	}
	old := s.homes[user]
	if hash := c.args["hash"]; hash != "" && (old == nil || hash != old.Hash) {
		return nil, slackErr("hash_conflict")
	}
	v, err := s.readView(c.args["view"], "home", user, old)
	if err != nil {
		return nil, err
	}
	s.homes[user] = v
	return v.answer()
}

// Views returns the modals on a user's screen; the last one is on top.
func (s *Slack) Views(user string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []View
	for _, v := range s.stacks[user] {
		all = append(all, v.View)
	}
	return all
}

// OpenView returns the modal a user has before her.
func (s *Slack) OpenView(user string) (View, bool) {
	all := s.Views(user)
	if len(all) == 0 {
		return View{}, false
	}
	return all[len(all)-1], true
}

// Home returns the home tab that was published for a user.
func (s *Slack) Home(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.homes[user]; v != nil {
		return v.View, true
	}
	return View{}, false
}

// topLocked returns the modal a user has before her, or nil.
func (s *Slack) topLocked(user string) *openView {
	stack := s.stacks[user]
	if len(stack) == 0 {
		return nil
	}
	return stack[len(stack)-1]
}

// closeLocked takes the top modal away.
func (s *Slack) closeLocked(user string) {
	if stack := s.stacks[user]; len(stack) > 0 {
		s.stacks[user] = stack[:len(stack)-1]
	}
}

// respond applies what the app answered to a submitted modal: nothing closes
// it, otherwise a response_action (docs.slack.dev/surfaces/modals). It returns
// the errors to show at the inputs.
func (s *Slack) respond(v *openView, ack json.RawMessage) (map[string]string, error) {
	var response struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(ack) > 0 && json.Unmarshal(ack, &response) != nil {
		return nil, errTrouble
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch response.Action {
	case "":
		s.closeLocked(v.user)
	case "clear":
		delete(s.stacks, v.user)
	case "errors":
		for id := range response.Errors {
			if !v.hasInput(id) {
				return nil, fmt.Errorf("%w: errors name %q, which is no input block", errTrouble, id)
			}
		}
		return response.Errors, nil
	case "update", "push":
		old := v
		if response.Action == "push" {
			old = nil
		}
		next, err := s.readView(string(response.View), "modal", v.user, old)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errTrouble, err)
		}
		if old != nil {
			old.replace(next)
		} else if _, err := s.pushLocked(next); err != nil {
			return nil, fmt.Errorf("%w: %w", errTrouble, err)
		}
	default:
		return nil, fmt.Errorf("%w: unknown response_action %q", errTrouble, response.Action)
	}
	return nil, nil
}

func (v *openView) hasInput(blockID string) bool {
	return slices.ContainsFunc(v.Blocks, func(b Block) bool { return b.Type == "input" && b.BlockID == blockID })
}
