package slackapp

import (
	"context"
	"errors"

	"github.com/slack-go/slack"
)

// DeleteThread deletes a message of ours and our answers to it, the answers
// first: without the message they could not be found. What others answered a bot
// may not delete; left is how many of those there are. It may be repeated. Kinds
// of error: all but [InDoubt].
func (a *App) DeleteThread(ctx context.Context, ts string) (left int, err error) {
	const method = "conversations.replies"
	self, err := a.whoAmI(ctx)
	if err != nil {
		return 0, err
	}
	cursor, gravestone := "", false
	for range maxPages {
		page, _, next, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: a.cfg.Channel, Timestamp: ts, Limit: historyPage, Cursor: cursor,
		})
		var e *Error
		if err := failure(method, true, err); errors.As(err, &e) && e.Kind == Gone {
			return left, nil
		} else if err != nil {
			return left, err
		}
		for _, m := range page {
			switch {
			case m.Timestamp == ts:
				gravestone = !self.wrote(m) // others' answers hang on it
			case !self.wrote(m):
				left++
			default:
				if err := a.Delete(ctx, "", m.Timestamp); err != nil {
					return left, err
				}
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	if gravestone {
		return left, nil
	}
	return left, a.Delete(ctx, "", ts)
}
