package slackapp

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

const (
	// clockSkew is how far Slack's clock may differ from ours.
	clockSkew = 2 * time.Minute
	// historyPage is how many messages are asked for at once, and maxPages how
	// often: a post is looked for minutes after it was tried.
	historyPage = 200
	maxPages    = 50
)

// FindByKey looks in the configured channel for a message of ours that carries
// the key and is not older than oldest, and returns its ts.
func (a *App) FindByKey(ctx context.Context, key string, oldest time.Time) (ts string, found bool, err error) {
	return a.find(ctx, key, "conversations.history", func(cursor string) ([]slack.Message, string, error) {
		page, err := a.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: a.cfg.Channel, Oldest: timestamp(oldest), Limit: historyPage, Cursor: cursor, IncludeAllMetadata: true,
		})
		if err != nil {
			return nil, "", err
		}
		if !page.Ok {
			return nil, "", errNoAnswer
		}
		return page.Messages, page.ResponseMetaData.NextCursor, nil
	})
}

// FindReply is [App.FindByKey] among the answers to a message. A thread that is
// gone is an error of kind [Gone].
func (a *App) FindReply(ctx context.Context, thread, key string) (ts string, found bool, err error) {
	return a.find(ctx, key, "conversations.replies", func(cursor string) ([]slack.Message, string, error) {
		messages, _, next, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: a.cfg.Channel, Timestamp: thread, Limit: historyPage, Cursor: cursor, IncludeAllMetadata: true,
		})
		if err == nil && len(messages) == 0 { // the message itself is always among them
			err = errNoAnswer
		}
		return messages, next, err
	})
}

func (a *App) find(ctx context.Context, key, method string, read func(cursor string) ([]slack.Message, string, error)) (string, bool, error) {
	self, err := a.whoAmI(ctx)
	if err != nil {
		return "", false, err
	}
	cursor := ""
	for range maxPages {
		messages, next, err := read(cursor)
		if err != nil {
			return "", false, failure(method, true, err)
		}
		for _, m := range messages {
			if m.Metadata.EventType == metadataType && m.Metadata.EventPayload[metadataKey] == key && self.wrote(m) {
				return m.Timestamp, true, nil
			}
		}
		if next == "" {
			return "", false, nil
		}
		cursor = next
	}
	return "", false, &Error{Kind: Transient, Method: method, Code: "too_many_messages"}
}

// timestamp writes an instant as Slack writes a message's, with room for clocks
// that differ.
func timestamp(t time.Time) string {
	t = t.Add(-clockSkew)
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

// identity is who the bot token belongs to.
type identity struct{ user, bot string }

func (i identity) wrote(m slack.Message) bool {
	return m.BotID != "" && m.BotID == i.bot || m.User != "" && m.User == i.user
}

// whoAmI asks Slack once for the bot's ids.
func (a *App) whoAmI(ctx context.Context) (identity, error) {
	a.mu.Lock()
	known := a.self
	a.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	answer, err := a.api.AuthTestContext(ctx)
	if err == nil && answer.UserID == "" {
		err = errNoAnswer
	}
	if err != nil {
		return identity{}, failure("auth.test", true, err)
	}
	self := identity{user: answer.UserID, bot: answer.BotID}
	a.mu.Lock()
	a.self = &self
	a.mu.Unlock()
	return self, nil
}
