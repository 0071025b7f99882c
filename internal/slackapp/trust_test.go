package slackapp_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"borgerbot/internal/slackapp"
	"borgerbot/internal/standin"
)

func TestVerify(t *testing.T) {
	channel := func(change func(*standin.ChannelState)) func(*workspace) {
		return func(w *workspace) { w.Channel(triage).Set(change) }
	}
	join := func(user string) func(*workspace) {
		return channel(func(c *standin.ChannelState) { c.Members = append(c.Members, user) })
	}
	user := func(u standin.User) func(*workspace) { return func(w *workspace) { w.SetUser(u) } }
	for name, tt := range map[string]struct {
		change func(*workspace)
		want   slackapp.TrustProblem
	}{
		"as it should be":           {func(*workspace) {}, ""},
		"one adviser only":          {channel(func(c *standin.ChannelState) { c.Members = []string{standin.SlackBotUser, lisa} }), ""},
		"public":                    {channel(func(c *standin.ChannelState) { c.Private = false }), slackapp.TrustPublic},
		"archived":                  {channel(func(c *standin.ChannelState) { c.Archived = true }), slackapp.TrustArchived},
		"shared":                    {channel(func(c *standin.ChannelState) { c.Shared = true }), slackapp.TrustShared},
		"shared with a company":     {channel(func(c *standin.ChannelState) { c.ExtShared = true }), slackapp.TrustShared},
		"shared in the group":       {channel(func(c *standin.ChannelState) { c.OrgShared = true }), slackapp.TrustShared},
		"about to be shared":        {channel(func(c *standin.ChannelState) { c.Pending = true }), slackapp.TrustShared},
		"bot thrown out":            {channel(func(c *standin.ChannelState) { c.Members = []string{lisa} }), slackapp.TrustMissing},
		"a colleague came in":       {func(w *workspace) { w.SetUser(standin.User{ID: "U0BO"}); join("U0BO")(w) }, slackapp.TrustStranger},
		"a guest came in":           {join("U0GUEST"), slackapp.TrustStranger},
		"another bot came in":       {func(w *workspace) { w.SetUser(standin.User{ID: "U0SPY", Bot: true}); join("U0SPY")(w) }, slackapp.TrustStranger},
		"adviser made a guest":      {user(standin.User{ID: lisa, Guest: true}), slackapp.TrustGuest},
		"adviser made half a guest": {user(standin.User{ID: lisa, SingleChannelGuest: true}), slackapp.TrustGuest},
		"adviser of another firm":   {user(standin.User{ID: lisa, Stranger: true, Team: "T0ANDEN"}), slackapp.TrustGuest},
		"adviser deactivated":       {user(standin.User{ID: karen, Deleted: true}), slackapp.TrustDeactivated},
		"adviser is a bot":          {user(standin.User{ID: lisa, Bot: true}), slackapp.TrustDisguised},
		"bot is a person":           {user(standin.User{ID: helper}), slackapp.TrustDisguised},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorkspace(t, standin.SlackOptions{})
				tt.change(w)
				trust, err := w.app.Verify(t.Context())
				about := map[slackapp.TrustProblem]bool{
					slackapp.TrustStranger: true, slackapp.TrustGuest: true, slackapp.TrustDeactivated: true, slackapp.TrustDisguised: true,
				}[tt.want]
				if (trust.Member != "") != about {
					t.Errorf("the problem %q is about the member %q", trust.Why, trust.Member)
				}
				if err != nil || trust.OK != (tt.want == "") || trust.Why != tt.want || !trust.At.Equal(start) {
					t.Errorf("Verify = %+v, %v, want %q", trust, err, tt.want)
				}
			})
		})
	}
}

// TestVerifyFailsClosed: a Slack that cannot be asked gives no trust.
func TestVerifyFailsClosed(t *testing.T) {
	for _, method := range []string{"auth.test", "conversations.info", "conversations.members", "users.info"} {
		for _, fault := range []standin.SlackFault{{Status: 503}, {Error: "missing_scope"}, {Status: 200}, {Hang: true}, {Error: "ratelimited"}} {
			synctest.Test(t, func(t *testing.T) {
				w := newWorkspace(t, standin.SlackOptions{})
				w.Fail(method, fault)
				trust, err := w.app.Verify(t.Context())
				if trust.OK || err == nil {
					t.Errorf("%s with %+v: Verify = %+v, %v", method, fault, trust, err)
				}
				if again, err := w.app.Verify(t.Context()); !again.OK || err != nil {
					t.Errorf("%s afterwards: Verify = %+v, %v", method, again, err)
				}
			})
		}
	}
}

// TestVerifyManyMembers: a stranger on the last page is found.
func TestVerifyManyMembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		app := w.newApp(func(c *slackapp.Config) {
			for i := range 500 {
				id := "U" + string(rune('A'+i/26)) + string(rune('A'+i%26))
				c.Members = append(c.Members, id)
				w.SetUser(standin.User{ID: id})
			}
			w.Channel(triage).Set(func(ch *standin.ChannelState) { ch.Members = slices.Concat(ch.Members, c.Members[2:]) })
		})
		if trust, err := app.Verify(t.Context()); err != nil || !trust.OK {
			t.Errorf("Verify = %+v, %v", trust, err)
		}
		w.Channel(triage).Set(func(c *standin.ChannelState) { c.Members = append(c.Members, "U0GUEST") })
		if trust, err := app.Verify(t.Context()); err != nil || trust.Why != slackapp.TrustStranger {
			t.Errorf("Verify = %+v, %v", trust, err)
		}
	})
}
