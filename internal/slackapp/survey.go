package slackapp

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// scopesHeader names the scopes of the token a call was made with.
const scopesHeader = "X-Oauth-Scopes"

// Scopes are those Slack has granted the bot token; none where Slack does not say.
// Kinds of error: all but [InDoubt] and [Gone].
func (a *App) Scopes(ctx context.Context) (granted []string, err error) {
	answer, err := a.api.AuthTestContext(ctx)
	if err == nil && answer.UserID == "" {
		err = errNoAnswer
	}
	if err != nil {
		return nil, failure("auth.test", true, err)
	}
	for scope := range strings.SplitSeq(answer.Header.Get(scopesHeader), ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			granted = append(granted, scope)
		}
	}
	return granted, nil
}

// ManifestScopes are those the app's manifest asks for. fsys are the templates.
func ManifestScopes(fsys fs.FS) ([]string, error) {
	text, err := Manifest(fsys, "")
	if err != nil {
		return nil, err
	}
	var m struct {
		OAuth struct {
			Scopes struct {
				Bot []string `json:"bot"`
			} `json:"scopes"`
		} `json:"oauth_config"`
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	return m.OAuth.Scopes.Bot, nil
}

// MayListen asks whether presses could be heard: Slack takes the app token and hands
// out an address for Socket Mode, which is not used. A connection begins when
// somebody connects there; until then Slack sends nothing, and nothing is lost.
func (a *App) MayListen(ctx context.Context) error {
	_, address, err := a.api.StartSocketModeContext(ctx)
	if err == nil && address == "" {
		err = errNoAnswer
	}
	return failure("apps.connections.open", true, err)
}

// Channel is what speaks against the configured channel itself; empty is nothing.
func (a *App) Channel(ctx context.Context) (TrustProblem, error) {
	channel, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: a.cfg.Channel})
	if err == nil && channel.ID != a.cfg.Channel {
		err = errNoAnswer
	}
	if err = failure("conversations.info", true, err); err != nil {
		trust, err := refused(Trust{}, err)
		return trust.Why, err
	}
	return openness(channel), nil
}

// Member is somebody who reads the channel, or should.
type Member struct {
	ID      string // Slack's
	Problem TrustProblem
}

// Members are all who are in the configured channel besides our own bot, each with
// what speaks against her, and the ids of configured advisers who are not in it.
// inside reports whether our bot is.
func (a *App) Members(ctx context.Context) (there []Member, absent []string, inside bool, err error) {
	self, err := a.whoAmI(ctx)
	if err != nil {
		return nil, nil, false, err
	}
	ids, err := a.members(ctx)
	if err != nil {
		return nil, nil, false, err
	}
	for _, id := range ids {
		if id == self.user {
			inside = true
			continue
		}
		problem, err := a.memberProblem(ctx, id)
		if err != nil {
			return nil, nil, inside, err
		}
		there = append(there, Member{id, problem})
	}
	for _, id := range a.cfg.Members {
		if !slices.Contains(ids, id) {
			absent = append(absent, id)
		}
	}
	return there, absent, inside, nil
}
