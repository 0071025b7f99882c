package standin

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const modal = `{"type":"modal","callback_id":"reply","private_metadata":"v1|7","title":{"type":"plain_text","text":"Svar"},` +
	`"submit":{"type":"plain_text","text":"Send"},"blocks":[` +
	`{"type":"section","text":{"type":"plain_text","text":"Kære borger"},"accessory":{"type":"button","action_id":"read","text":{"type":"plain_text","text":"Læs"}}},` +
	`{"type":"input","block_id":"why","label":{"type":"plain_text","text":"Begrundelse"},"element":{"type":"plain_text_input","action_id":"text","min_length":3,"max_length":10}},` +
	`{"type":"input","block_id":"to","optional":true,"label":{"type":"plain_text","text":"Henvis til"},"element":{"type":"static_select","action_id":"body","options":[` +
	`{"text":{"type":"plain_text","text":"Ankestyrelsen, 1. sal"},"value":"ast"}]}},` +
	`{"type":"input","block_id":"on","label":{"type":"plain_text","text":"Frist"},"element":{"type":"datepicker","action_id":"date","initial_date":"1900-03-15"}},` +
	`{"type":"input","block_id":"ok","optional":true,"label":{"type":"plain_text","text":"Aftalt"},"element":{"type":"checkboxes","action_id":"boxes","options":[` +
	`{"text":{"type":"plain_text","text":"Ja"},"value":"y"},{"text":{"type":"plain_text","text":"Skriftligt"},"value":"w"}]}}]}`

// modalApp opens a modal at each press and answers each submission with respond.
func (w *workspaceTest) modalApp(view string, respond func(slack.InteractionCallback) any) *[]slack.InteractionCallback {
	var got []slack.InteractionCallback
	w.run(func(c *socketmode.Client, e socketmode.Event) {
		p := e.Data.(slack.InteractionCallback)
		got = append(got, p)
		if p.Type == slack.InteractionTypeViewSubmission {
			_ = c.Ack(*e.Request, respond(p))
			return
		}
		_ = c.Ack(*e.Request)
		if p.Container.Type == "message" {
			if a := w.call("views.open", "trigger_id", p.TriggerID, "view", view); a["ok"] != true {
				w.t.Errorf("views.open: %v", a)
			}
		}
	})
	return &got
}

// pressAndWait presses the card's button and waits for the modal it opens.
func (w *workspaceTest) pressAndWait(user, ts string) {
	w.t.Helper()
	if err := w.Press(user, ts, "Tag"); err != nil {
		w.t.Fatal(err)
	}
	synctest.Wait()
}

// TestModalIsCheckedBeforeItIsSent: what Slack refuses never reaches the app.
func TestModalIsCheckedBeforeItIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		got := w.modalApp(modal, func(slack.InteractionCallback) any { return nil })
		ts := w.post()
		w.pressAndWait(lisa, ts)
		if v, ok := w.OpenView(lisa); !ok || v.CallbackID != "reply" || v.PrivateMetadata != "v1|7" || v.Title.Text != "Svar" {
			t.Fatalf("open view %+v", v)
		}
		if _, ok := w.OpenView(omar); ok {
			t.Error("another user sees the modal")
		}
		for _, tt := range []struct {
			values map[string]string
			wrong  string
		}{
			{nil, "why"},
			{map[string]string{"text": "nej"}, ""},
			{map[string]string{"why": "ja"}, "why"},
			{map[string]string{"Begrundelse": "alt for langt"}, "why"},
			{map[string]string{"why": "derfor", "body": "Byrådet"}, "to"},
			{map[string]string{"why": "derfor", "Frist": "i morgen"}, "on"},
			{map[string]string{"why": "derfor", "Frist": ""}, "on"},
		} {
			before := len(*got)
			wrong, err := w.FillAndSubmit(lisa, tt.values)
			if err != nil || len(wrong) != 0 != (tt.wrong != "") || tt.wrong != "" && wrong[tt.wrong] == "" {
				t.Errorf("%v: wrong %v, %v", tt.values, wrong, err)
			}
			if sent := len(*got) - before; sent != 0 != (tt.wrong == "") {
				t.Errorf("%v: %d payloads sent", tt.values, sent)
			}
			if tt.wrong == "" {
				w.pressAndWait(lisa, ts)
			}
		}
		if _, err := w.FillAndSubmit(lisa, map[string]string{"Noget andet": "x"}); err == nil {
			t.Error("an input that is not there can be filled")
		}
	})
}

func TestModalIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var answer any
		got := w.modalApp(modal, func(slack.InteractionCallback) any { return answer })
		w.pressAndWait(lisa, w.post())
		full := map[string]string{"why": "derfor", "to": "Ankestyrelsen, 1. sal", "on": "1900-03-16", "ok": "Ja,w"}
		answer = slack.NewErrorsViewSubmissionResponse(map[string]string{"why": "Skriv mere."})
		if wrong, err := w.FillAndSubmit(lisa, full); err != nil || wrong["why"] != "Skriv mere." || len(w.Views(lisa)) != 1 {
			t.Errorf("wrong %v, %v", wrong, err)
		}
		state := (*got)[len(*got)-1].View.State.Values
		if state["why"]["text"].Value != "derfor" || state["to"]["body"].SelectedOption.Value != "ast" ||
			state["on"]["date"].SelectedDate != "1900-03-16" || len(state["ok"]["boxes"].SelectedOptions) != 2 {
			t.Errorf("state %+v", state)
		}
		for name, bad := range map[string]any{
			"errors at a section":     slack.NewErrorsViewSubmissionResponse(map[string]string{"b1-0": "x"}),
			"unknown response_action": map[string]string{"response_action": "explode"},
			"no object":               "x",
		} {
			answer = bad
			if _, err := w.FillAndSubmit(lisa, full); !errors.Is(err, errTrouble) || len(w.Views(lisa)) != 1 {
				t.Errorf("%s: %v, %d views", name, err, len(w.Views(lisa)))
			}
		}
		answer = nil
		if wrong, err := w.FillAndSubmit(lisa, full); err != nil || len(wrong) > 0 || len(w.Views(lisa)) != 0 {
			t.Errorf("after submission: %v, %v, %d views", wrong, err, len(w.Views(lisa)))
		}
		if _, err := w.FillAndSubmit(lisa, full); !errors.Is(err, errNoView) {
			t.Errorf("submitting nothing: %v", err)
		}
	})
}

func TestModalStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var answer any
		got := w.modalApp(strings.Replace(modal, `"type":"modal"`, `"type":"modal","notify_on_close":true`, 1), func(slack.InteractionCallback) any { return answer })
		ts := w.post()
		w.pressAndWait(lisa, ts)
		values := map[string]string{"why": "derfor"}
		preview := json.RawMessage(`{"response_action":"push","view":` + modal + `}`)
		for n := 2; n <= maxModals; n++ {
			answer = preview
			if _, err := w.FillAndSubmit(lisa, values); err != nil || len(w.Views(lisa)) != n {
				t.Fatalf("push: %v, %d views", err, len(w.Views(lisa)))
			}
		}
		top, _ := w.OpenView(lisa)
		if bottom := w.Views(lisa)[0]; top.RootViewID != bottom.ID || top.PreviousViewID != w.Views(lisa)[1].ID {
			t.Errorf("top %+v on %+v", top, bottom)
		}
		if _, err := w.FillAndSubmit(lisa, values); !errors.Is(err, errTrouble) {
			t.Errorf("a fourth modal: %v", err)
		}
		answer = json.RawMessage(`{"response_action":"update","view":` + strings.Replace(modal, "Svar", "Kvittering", 1) + `}`)
		if _, err := w.FillAndSubmit(lisa, values); err != nil || w.Views(lisa)[2].Title.Text != "Kvittering" {
			t.Errorf("update: %v, %+v", err, w.Views(lisa))
		}
		answer = json.RawMessage(`{"response_action":"update","view":{"type":"modal"}}`)
		if _, err := w.FillAndSubmit(lisa, values); !errors.Is(err, errTrouble) {
			t.Errorf("a bad view: %v", err)
		}
		if err := w.CloseView(lisa); err != nil || len(w.Views(lisa)) != 2 {
			t.Errorf("close: %v, %d views", err, len(w.Views(lisa)))
		}
		answer = slack.NewClearViewSubmissionResponse()
		if _, err := w.FillAndSubmit(lisa, values); err != nil || len(w.Views(lisa)) != 0 {
			t.Errorf("clear: %v, %d views", err, len(w.Views(lisa)))
		}
		if err := w.CloseView(lisa); !errors.Is(err, errNoView) {
			t.Errorf("closing nothing: %v", err)
		}
		w.pressAndWait(lisa, ts)
		before := len(*got)
		if err := w.CloseView(lisa); err != nil || len(*got) != before+1 || (*got)[before].Type != slack.InteractionTypeViewClosed {
			t.Errorf("closing with notify_on_close: %v", err)
		}
	})
}

// TestInputs fills one input of each kind as a person would.
func TestInputs(t *testing.T) {
	input := func(element string) string {
		return `{"type":"modal","title":` + plainJSON("x") + `,"submit":` + plainJSON("y") + `,"blocks":[{"type":"input","block_id":"i","optional":true,` +
			`"label":` + plainJSON("Felt") + `,"element":{"action_id":"a",` + element + `}}]}`
	}
	option := `{"text":` + plainJSON("Ja, tak") + `,"value":"y"}`
	for _, tt := range []struct{ element, typed, state, wrong string }{
		{`"type":"plain_text_input"`, "æ", `{"type":"plain_text_input","value":"æ"}`, ""},
		{`"type":"plain_text_input"`, ae(3001), "", "at most 3000"},
		{`"type":"plain_text_input","initial_value":"før"`, "", `{"type":"plain_text_input","value":"før"}`, ""},
		{`"type":"email_text_input"`, "", `{"type":"email_text_input","value":null}`, ""},
		{`"type":"number_input","is_decimal_allowed":false`, "10", `{"type":"number_input","value":"10"}`, ""},
		{`"type":"number_input","is_decimal_allowed":false`, "ti", "", "number"},
		{`"type":"users_select"`, lisa, `{"selected_user":"ULISA","type":"users_select"}`, ""},
		{`"type":"timepicker"`, "09:15", `{"selected_time":"09:15","type":"timepicker"}`, ""},
		{`"type":"timepicker"`, "kl. 9", "", "15:04"},
		{`"type":"radio_buttons","options":[` + option + `]`, "", `{"selected_option":null,"type":"radio_buttons"}`, ""},
		{`"type":"radio_buttons","options":[` + option + `],"initial_option":` + option, "", `{"selected_option":{"text":{"emoji":true,"text":"Ja, tak","type":"plain_text"},"value":"y"},"type":"radio_buttons"}`, ""},
		{`"type":"multi_static_select","option_groups":[{"label":` + plainJSON("g") + `,"options":[` + option + `]}],"initial_options":[` + option + `]`, "",
			`{"selected_options":[{"text":{"emoji":true,"text":"Ja, tak","type":"plain_text"},"value":"y"}],"type":"multi_static_select"}`, ""},
	} {
		v, err := ParseView([]byte(input(tt.element)))
		if err != nil {
			t.Fatalf("%s: %v", tt.element, err)
		}
		values := map[string]string{"Felt": tt.typed}
		if tt.typed == "" {
			values = nil // untouched
		}
		state, wrong, err := fill(v.Blocks, nil, values)
		if err != nil || !strings.Contains(wrong["i"], tt.wrong) || (wrong["i"] == "") != (tt.wrong == "") {
			t.Errorf("%s: wrong %v, %v", tt.element, wrong, err)
		}
		got, _ := json.Marshal(state["i"].(answer)["a"])
		if tt.wrong == "" && string(got) != tt.state {
			t.Errorf("%s: state %s, want %s", tt.element, got, tt.state)
		}
	}
}

// TestFillIsHeardAndKept: an input that dispatches tells the app at once, and
// what was filled in stands although the modal is redrawn.
func TestFillIsHeardAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		view := strings.Replace(modal, `"block_id":"to",`, `"block_id":"to","dispatch_action":true,`, 1)
		got := w.modalApp(view, func(slack.InteractionCallback) any { return nil })
		w.pressAndWait(lisa, w.post())
		before := len(*got)
		if err := w.Fill(lisa, "why", "derfor"); err != nil || len(*got) != before {
			t.Errorf("an input that does not dispatch: %v, %d payloads", err, len(*got)-before)
		}
		if err := w.Fill(lisa, "Henvis til", "ast"); err != nil || len(*got) != before+1 {
			t.Fatalf("an input that dispatches: %v, %d payloads", err, len(*got)-before)
		}
		heard := (*got)[before]
		if a := heard.ActionCallback.BlockActions[0]; a.ActionID != "body" || a.BlockID != "to" || a.SelectedOption.Value != "ast" ||
			heard.View.State.Values["why"]["text"].Value != "derfor" {
			t.Errorf("action %+v, state %+v", a, heard.View.State.Values)
		}
		w.call("views.update", "view_id", heard.View.ID, "view", view)
		if wrong, err := w.FillAndSubmit(lisa, nil); err != nil || len(wrong) > 0 {
			t.Errorf("after a redraw: %v, %v", wrong, err)
		}
		if state := (*got)[len(*got)-1].View.State.Values; state["why"]["text"].Value != "derfor" || state["to"]["body"].SelectedOption.Value != "ast" {
			t.Errorf("state %+v", state)
		}
		w.pressAndWait(lisa, w.post())
		for _, bad := range [][2]string{{"to", "Byrådet"}, {"nowhere", "x"}} {
			if err := w.Fill(lisa, bad[0], bad[1]); err == nil {
				t.Errorf("Fill(%v) succeeds", bad)
			}
		}
		if err := w.Fill(omar, "why", "x"); !errors.Is(err, errNoView) {
			t.Errorf("filling nothing: %v", err)
		}
	})
}
