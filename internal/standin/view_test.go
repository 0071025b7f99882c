package standin

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// viewTest is a workspace whose app notes the last interaction and opens nothing
// by itself.
type viewTest struct {
	*workspaceTest
	ts   string
	last slack.InteractionCallback
}

func newViewTest(t *testing.T) *viewTest {
	v := &viewTest{workspaceTest: newWorkspaceTest(t, SlackOptions{})}
	v.run(func(c *socketmode.Client, e socketmode.Event) {
		v.last = e.Data.(slack.InteractionCallback)
		_ = c.Ack(*e.Request)
	})
	v.ts = v.post()
	return v
}

// fromCard and fromModal return the trigger_id of a press.
func (v *viewTest) fromCard() string { return v.trigger(v.Press(lisa, v.ts, "Tag")) }

func (v *viewTest) fromModal() string { return v.trigger(v.PressModal(lisa, "Læs")) }

func (v *viewTest) trigger(err error) string {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	return v.last.TriggerID
}

// wants checks the error of an answer, "" for none, and returns the answer.
func (v *viewTest) wants(name, want string, a map[string]any) map[string]any {
	v.t.Helper()
	if got, _ := a["error"].(string); got != want {
		v.t.Errorf("%s: %v, want %q", name, a, want)
	}
	return a
}

// external is the modal with an id of the app's own.
var external = strings.Replace(modal, `"type":"modal"`, `"type":"modal","external_id":"svar-7"`, 1)

func TestViewTriggers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newViewTest(t)
		v.wants("forged", "invalid_trigger_id", v.call("views.open", "trigger_id", "x", "view", modal))
		trigger := v.fromCard()
		a := v.wants("bad view", "invalid_arguments", v.call("views.open", "trigger_id", trigger, "view", `{"type":"modal"}`))
		if messages := a["response_metadata"].(map[string]any)["messages"].([]any); len(messages) != 2 {
			t.Errorf("messages %v", messages)
		}
		v.wants("home", "invalid_arguments", v.call("views.open", "trigger_id", trigger, "view", `{"type":"home","blocks":[]}`))
		v.wants("push from a card", "not_found", v.call("views.push", "trigger_id", v.fromCard(), "view", modal))
		v.wants("open", "", v.call("views.open", "trigger_id", trigger, "view", external))
		v.wants("again", "exchanged_trigger_id", v.call("views.open", "trigger_id", trigger, "view", modal))
		late := v.fromModal()
		time.Sleep(triggerLife + time.Millisecond)
		v.wants("late", "expired_trigger_id", v.call("views.push", "trigger_id", late, "view", modal))
		v.wants("external_id twice", "duplicate_external_id", v.call("views.push", "trigger_id", v.fromModal(), "view", external))
		for n := 2; n <= maxModals; n++ {
			v.wants("push", "", v.call("views.push", "trigger_id", v.fromModal(), "view", modal))
		}
		v.wants("push too many", "push_limit_reached", v.call("views.push", "trigger_id", v.fromModal(), "view", modal))
		if state := v.last.View.State.Values["on"]["date"]; state.SelectedDate != "1900-03-15" {
			t.Errorf("the state of the modal when its button was pressed: %+v", state)
		}
	})
}

func TestViewUpdate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newViewTest(t)
		a := v.wants("open", "", v.call("views.open", "trigger_id", v.fromCard(), "view", external))
		view := a["view"].(map[string]any)
		id, hash := view["id"].(string), view["hash"].(string)
		v.wants("update unknown", "not_found", v.call("views.update", "view_id", "VNONE", "view", modal))
		a = v.wants("update", "", v.call("views.update", "external_id", "svar-7", "hash", hash, "view", strings.Replace(external, "Svar", "Læst", 1)))
		if got := v.Views(lisa)[0]; got.Title.Text != "Læst" || got.ID != id || a["view"].(map[string]any)["hash"] == hash {
			t.Errorf("updated view %+v", got)
		}
		v.wants("old hash", "hash_conflict", v.call("views.update", "view_id", id, "hash", hash, "view", modal))
	})
}

func TestHomeTab(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newViewTest(t)
		home := `{"type":"home","blocks":` + card + `}`
		v.wants("publish to nobody", "user_not_found", v.call("views.publish", "user_id", "UNONE", "view", home))
		a := v.wants("publish", "", v.call("views.publish", "user_id", lisa, "view", home))
		v.wants("publish over another", "hash_conflict", v.call("views.publish", "user_id", lisa, "view", home, "hash", "0.0"))
		v.wants("publish a modal", "invalid_arguments", v.call("views.publish", "user_id", lisa, "view", modal))
		if got, ok := v.Home(lisa); !ok || got.ID != a["view"].(map[string]any)["id"] || len(got.Blocks) != 2 {
			t.Errorf("home %+v", got)
		}
		if _, ok := v.Home(omar); ok {
			t.Error("another user has the home tab")
		}
		if err := v.PressHome(lisa, "Tag"); err != nil || v.last.Container.Type != "view" {
			t.Errorf("press: %v, %+v", err, v.last.Container)
		}
		if err := v.PressHome(omar, "Tag"); !errors.Is(err, errNoView) {
			t.Errorf("pressing on a home tab that is not there: %v", err)
		}
	})
}

func TestSlashCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var got slack.SlashCommand
		answer := any(slack.Msg{Text: "3 åbne"})
		w.run(func(c *socketmode.Client, e socketmode.Event) {
			got = e.Data.(slack.SlashCommand)
			_ = c.Ack(*e.Request, answer)
		})
		if err := w.SlashCommand(lisa, triage, "/borger", "liste"); err != nil {
			t.Fatal(err)
		}
		if got.UserID != lisa || got.ChannelID != triage || got.ChannelName != "privategroup" || got.Command != "/borger" || got.Text != "liste" || got.TriggerID == "" {
			t.Errorf("command %+v", got)
		}
		if e := w.Ephemerals(lisa); len(e) != 1 || e[0].Text != "3 åbne" || len(w.Ephemerals(omar)) != 0 {
			t.Errorf("answer %+v", e)
		}
		answer = nil
		if err := w.SlashCommand(lisa, triage, "/borger", ""); err != nil || len(w.Ephemerals(lisa)) != 1 {
			t.Errorf("empty answer: %v", err)
		}
		answer = map[string]any{"text": "x", "blocks": []any{map[string]string{"type": "alert"}}}
		if err := w.SlashCommand(lisa, triage, "/borger", ""); !errors.Is(err, errTrouble) {
			t.Errorf("bad blocks: %v", err)
		}
	})
}

// respond posts to the response_url of the last press.
func (v *viewTest) respond(body string) (status int, answer string) {
	v.t.Helper()
	res, err := v.http.Post(v.last.ResponseURL, "application/json", strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

func TestResponseURL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newViewTest(t)
		v.trigger(v.Press(omar, v.ts, "Tag"))
		// slack-go's own call counts as the first of five.
		_, _, err := v.api.PostMessage("", slack.MsgOptionResponseURL(v.last.ResponseURL, "ephemeral"), slack.MsgOptionText("Lisa tog den", false))
		if err != nil || len(v.Ephemerals(omar)) != 1 {
			t.Errorf("slack-go's answer: %v, %+v", err, v.Ephemerals(omar))
		}
		for _, tt := range []struct {
			body   string
			status int
		}{
			{`{"response_type":"in_channel","text":"til alle"}`, http.StatusOK},
			{`{"replace_original":true,"text":"Taget"}`, http.StatusOK},
			{`{"text":"x","blocks":[{}]}`, http.StatusBadRequest},
			{`{"delete_original":true}`, http.StatusOK},
		} {
			if status, answer := v.respond(tt.body); status != tt.status {
				t.Errorf("%s: %d %s", tt.body, status, answer)
			}
		}
		if status, answer := v.respond(`{"text":"x"}`); status != http.StatusNotFound || !strings.Contains(answer, "used_url") {
			t.Errorf("a sixth use: %d %s", status, answer)
		}
		if all := v.Channel(triage).Messages(); len(all) != 1 || all[0].Text != "til alle" {
			t.Errorf("channel %+v", all)
		}
		if calls := v.Calls(); calls[len(calls)-1].Method != "response_url" || calls[len(calls)-1].Answer != "used_url" {
			t.Errorf("last call %+v", calls[len(calls)-1])
		}
	})
}

// TestEphemeralButton presses a button in a message only Omar sees.
func TestEphemeralButton(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newViewTest(t)
		v.call("chat.postEphemeral", "channel", triage, "user", omar, "text", "Kun dig", "blocks", card)
		whisper := v.Ephemerals(omar)[0]
		if err := v.Press(lisa, whisper.TS, "Tag"); err == nil {
			t.Error("somebody else presses in it")
		}
		if err := v.Press(omar, whisper.TS, "Tag"); err != nil || !v.last.Container.IsEphemeral {
			t.Errorf("press: %v, %+v", err, v.last.Container)
		}
		if status, _ := v.respond(`{"delete_original":true}`); status != http.StatusOK || len(v.Ephemerals(omar)) != 0 {
			t.Errorf("deleting it: %d, %d left", status, len(v.Ephemerals(omar)))
		}
		time.Sleep(responseLife + time.Second)
		if status, answer := v.respond(`{"text":"x"}`); status != http.StatusNotFound || !strings.Contains(answer, "expired_url") {
			t.Errorf("after half an hour: %d %s", status, answer)
		}
	})
}
