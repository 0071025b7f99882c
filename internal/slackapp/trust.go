package slackapp

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Trust says whether content may be posted to the configured channel.
type Trust struct {
	OK  bool
	Why TrustProblem // when not OK: the first problem found
	// Member is the Slack user id the problem is about, where it is about one.
	Member string
	At     time.Time // when Slack was asked
}

// TrustProblem is why a channel is not trusted.
type TrustProblem string

// The problems.
const (
	TrustMissing     TrustProblem = "missing"     // no such channel, or the bot is not in it
	TrustArchived    TrustProblem = "archived"    // the channel is archived
	TrustPublic      TrustProblem = "public"      // anybody in the workspace can read it
	TrustShared      TrustProblem = "shared"      // it is, or is about to be, shared with others
	TrustStranger    TrustProblem = "stranger"    // a member is no configured adviser and no listed bot
	TrustGuest       TrustProblem = "guest"       // a configured adviser is a guest or of another organisation
	TrustDeactivated TrustProblem = "deactivated" // a configured adviser's account is deactivated
	TrustDisguised   TrustProblem = "disguised"   // an adviser's id is a bot's, or a bot's a person's
)

// TrustProblems lists every problem.
func TrustProblems() []TrustProblem {
	return []TrustProblem{
		TrustMissing, TrustArchived, TrustPublic, TrustShared, TrustStranger, TrustGuest, TrustDeactivated, TrustDisguised,
	}
}

// publicScope is what Slack misses when it is asked about a public channel: the
// app has the scopes of private ones only.
const publicScope = "channels:"

// Verify asks Slack who can read the configured channel. The error means that
// Slack could not be asked, and the channel is not trusted then either. Kinds of
// error: all but [InDoubt] and [Gone].
func (a *App) Verify(ctx context.Context) (Trust, error) {
	trust := Trust{At: time.Now()}
	self, err := a.whoAmI(ctx)
	if err != nil {
		return trust, err
	}
	channel, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: a.cfg.Channel})
	if err == nil && channel.ID != a.cfg.Channel {
		err = errNoAnswer
	}
	if err = failure("conversations.info", true, err); err != nil {
		return refused(trust, err)
	}
	if trust.Why = openness(channel); trust.Why != "" {
		return trust, nil
	}
	members, err := a.members(ctx)
	if err != nil {
		return refused(trust, err)
	}
	if !slices.Contains(members, self.user) {
		trust.Why = TrustMissing
		return trust, nil
	}
	for _, id := range members {
		if id == self.user {
			continue
		}
		if trust.Why, err = a.memberProblem(ctx, id); trust.Why != "" || err != nil {
			trust.Member = id
			return trust, err
		}
	}
	trust.OK = true
	return trust, nil
}

// refused tells a channel that speaks against itself by its error from a Slack
// that could not be asked.
func refused(trust Trust, err error) (Trust, error) {
	var e *Error
	switch {
	case !errors.As(err, &e):
	case e.Code == "channel_not_found", e.Code == "not_in_channel":
		trust.Why = TrustMissing
		return trust, nil
	case e.Code == "missing_scope" && strings.HasPrefix(e.Scope, publicScope):
		trust.Why = TrustPublic
		return trust, nil
	}
	return trust, err
}

// openness is what the channel itself says against it.
func openness(c *slack.Channel) TrustProblem {
	switch {
	case c.IsArchived:
		return TrustArchived
	case !c.IsPrivate:
		return TrustPublic
	case c.IsShared, c.IsExtShared, c.IsOrgShared, c.IsGlobalShared, c.IsPendingExtShared,
		len(c.PendingShared) > 0, len(c.ConnectedTeamIDs) > 0, len(c.SharedTeamIDs) > 1:
		return TrustShared
	}
	return ""
}

// members returns the ids of everybody in the channel.
func (a *App) members(ctx context.Context) ([]string, error) {
	const method = "conversations.members"
	var all []string
	cursor := ""
	for range maxPages {
		page, next, err := a.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{
			ChannelID: a.cfg.Channel, Cursor: cursor, Limit: historyPage,
		})
		if err != nil {
			return nil, failure(method, true, err)
		}
		all = append(all, page...)
		if next == "" {
			return all, nil
		}
		cursor = next
	}
	return nil, &Error{Kind: Transient, Method: method, Code: "too_many_members"}
}

// memberProblem is what speaks against a member; nobody is asked about who is
// not expected at all.
func (a *App) memberProblem(ctx context.Context, id string) (TrustProblem, error) {
	adviser, bot := slices.Contains(a.cfg.Members, id), slices.Contains(a.cfg.Bots, id)
	if !adviser && !bot {
		return TrustStranger, nil
	}
	user, err := a.api.GetUserInfoContext(ctx, id)
	if err == nil && user.ID != id {
		err = errNoAnswer
	}
	if err != nil {
		return "", failure("users.info", true, err)
	}
	switch {
	case user.Deleted:
		return TrustDeactivated, nil
	case user.IsBot != bot || adviser && bot:
		return TrustDisguised, nil
	case user.IsRestricted, user.IsUltraRestricted, user.IsStranger:
		return TrustGuest, nil
	}
	return "", nil
}
