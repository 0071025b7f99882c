package slackapp

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"
)

// metadataType names the metadata of our messages. It holds an opaque key and
// nothing else: whoever is in the workspace may read it.
const (
	metadataType = "borgerbot_card"
	metadataKey  = "key"
)

// Post is a message. Text is mrkdwn, already escaped, and what phones show.
type Post struct {
	Channel string // id; empty is the configured channel
	Thread  string // ts of the message to answer, never that of an answer
	Text    string
	Blocks  []slack.Block
	Key     string // opaque, for finding the message again
}

func (a *App) channel(id string) string {
	if id == "" {
		return a.cfg.Channel
	}
	return id
}

// content is what every message is sent with. Slack adds neither links nor
// pictures nor mentions of its own.
func (p Post) content() []slack.MsgOption {
	options := []slack.MsgOption{
		slack.MsgOptionText(p.Text, false), slack.MsgOptionBlocks(p.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if p.Key != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: metadataType, EventPayload: map[string]any{metadataKey: p.Key},
		}))
	}
	return options
}

// errNoAnswer is for an answer that says neither yes nor why not, which slack-go
// takes for a yes.
var errNoAnswer = errors.New("the answer is empty")

// Post posts a message once and returns its ts. Kinds of error: all. After
// [InDoubt] look for the key before posting again.
//
// Slack posts an answer to a message that has been deleted openly into the
// channel; it is taken away again and the error is [Gone] with the code
// thread_gone.
func (a *App) Post(ctx context.Context, p Post) (ts string, err error) {
	const method = "chat.postMessage"
	channel := a.channel(p.Channel)
	pace := a.postPace(channel)
	if err := pace.wait(ctx, method); err != nil {
		return "", err
	}
	options := p.content()
	if p.Thread != "" {
		options = append(options, slack.MsgOptionTS(p.Thread))
	}
	_, ts, message, err := a.api.PostMessageWithResponseContext(ctx, channel, options...)
	if err == nil && ts == "" {
		err = errNoAnswer
	}
	if err != nil {
		return "", slowed(pace, failure(method, false, err))
	}
	if p.Thread != "" && message.ThreadTimestamp != p.Thread {
		return "", a.takeBack(ctx, channel, ts)
	}
	return ts, nil
}

// takeBackTimeout bounds how long an answer in the wrong place is chased.
const takeBackTimeout = 10 * time.Second

// takeBack deletes an answer that Slack put outside its thread, also when the
// caller has been cancelled meanwhile.
func (a *App) takeBack(ctx context.Context, channel, ts string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeBackTimeout)
	defer cancel()
	gone := &Error{Kind: Gone, Method: "chat.postMessage", Code: "thread_gone"}
	var err error
	for range 3 {
		if err = a.Delete(ctx, channel, ts); err == nil {
			return gone
		}
	}
	return errors.Join(gone, err)
}

// slowed holds the pace when Slack asks for it.
func slowed(p *pace, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == RateLimited {
		p.hold(e.RetryAfter)
	}
	return err
}

// Update replaces text and blocks of a message; its metadata stays. It may be
// repeated. Kinds of error: all but [InDoubt].
func (a *App) Update(ctx context.Context, ts string, p Post) error {
	const method = "chat.update"
	if err := a.edits.wait(ctx, method); err != nil {
		return err
	}
	p.Key = ""
	_, done, _, err := a.api.UpdateMessageContext(ctx, a.channel(p.Channel), ts, p.content()...)
	if err == nil && done == "" {
		err = errNoAnswer
	}
	return slowed(a.edits, failure(method, true, err))
}

// Delete deletes a message of ours. One that is not there any more is deleted.
// It may be repeated. Kinds of error: all but [InDoubt].
func (a *App) Delete(ctx context.Context, channel, ts string) error {
	const method = "chat.delete"
	if err := a.edits.wait(ctx, method); err != nil {
		return err
	}
	_, done, err := a.api.DeleteMessageContext(ctx, a.channel(channel), ts)
	if err == nil && done == "" {
		err = errNoAnswer
	}
	err = failure(method, true, err)
	var e *Error
	if errors.As(err, &e) && e.Code == "message_not_found" {
		return nil
	}
	return slowed(a.edits, err)
}

// Ephemeral shows a message to one user only. Slack does not keep it and does
// not promise to show it, so it is not worth repeating. Kinds of error: all but
// [InDoubt].
func (a *App) Ephemeral(ctx context.Context, user string, p Post) error {
	p.Key = "" // Slack takes no metadata here
	ts, err := a.api.PostEphemeralContext(ctx, a.channel(p.Channel), user, p.content()...)
	if err == nil && ts == "" {
		err = errNoAnswer
	}
	return failure("chat.postEphemeral", true, err)
}

// OpenView opens a modal for the user who pressed, within three seconds of the
// press, and returns its id. A trigger that is used or too old is [Gone].
func (a *App) OpenView(ctx context.Context, trigger string, v slack.ModalViewRequest) (id string, err error) {
	answer, err := a.api.OpenViewContext(ctx, trigger, v)
	if err == nil && !answer.Ok {
		err = errNoAnswer
	}
	if err != nil {
		return "", failure("views.open", true, err)
	}
	return answer.ID, nil
}

// UpdateView replaces an open modal. With a hash it does so only if the modal has
// not changed since; otherwise the error is [Gone].
func (a *App) UpdateView(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	answer, err := a.api.UpdateViewContext(ctx, v, "", hash, id)
	if err == nil && !answer.Ok {
		err = errNoAnswer
	}
	return failure("views.update", true, err)
}

// Respond answers a slash command, or a press on what such an answer showed, to
// the one user who asked and nobody else, wherever she asked: the bot need not be
// in the channel. The address came with what she did and is good for half an hour.
// Kinds of error: all but [InDoubt].
func (a *App) Respond(ctx context.Context, address string, p Post) error {
	const method = "response_url"
	if _, err := baseURL(address); err != nil || address == "" {
		return &Error{Kind: Bug, Method: method, Code: "invalid_url"}
	}
	p.Key = "" // Slack takes no metadata here
	options := append(p.content(), slack.MsgOptionResponseURL(address, slack.ResponseTypeEphemeral))
	_, _, err := a.api.PostMessageContext(ctx, "", options...)
	return failure(method, true, err)
}

// PublishHome shows a user her home tab. It may be repeated. Kinds of error: all
// but [InDoubt].
func (a *App) PublishHome(ctx context.Context, user string, blocks []slack.Block) error {
	answer, err := a.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
		UserID: user, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}},
	})
	if err == nil && !answer.Ok {
		err = errNoAnswer
	}
	return failure("views.publish", true, err)
}
