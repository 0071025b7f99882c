package standin

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of the top-level text, in characters: a longer post is cut, a longer
// update refused.
const (
	maxPostText   = 40000
	maxUpdateText = 4000
)

// Message is a message in a channel, or one that only one person sees.
type Message struct {
	Channel, TS string
	ThreadTS    string // of the message that began the thread; the first itself has none
	User        string // the author; SlackBotUser for the app
	Text        string
	Blocks      []Block
	Metadata    *Metadata
	Edited      bool
	Deleted     bool      // only a gravestone is left, because a thread hangs on it
	Versions    []Version // what it said before, oldest first
	UnfurlLinks bool      // whether Slack would show what links lead to
	UnfurlMedia bool
	tree        []any // the blocks as JSON
}

// Version is what a message said at one time.
type Version struct {
	Text   string
	Blocks []Block
	Until  time.Time
	tree   []any
}

// Metadata is what an app attaches to a message for itself. Everybody in the
// workspace can read it.
type Metadata struct {
	EventType    string         `json:"event_type"`
	EventPayload map[string]any `json:"event_payload"`
}

func (m *Message) reply() bool { return m.ThreadTS != "" }

// Messages returns everything in the channel, replies in threads included,
// oldest first.
func (c *Channel) Messages() []Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return values(c.s.channels[c.id].messages)
}

func values(messages []*Message) []Message {
	all := make([]Message, 0, len(messages))
	for _, m := range messages {
		v := *m
		v.Versions = slices.Clone(m.Versions)
		all = append(all, v)
	}
	return all
}

// Thread returns the replies to a message.
func (c *Channel) Thread(ts string) []Message {
	return slices.DeleteFunc(c.Messages(), func(m Message) bool { return m.ThreadTS != ts })
}

// FindCard returns the newest message of the app, outside threads, that shows
// the words to its readers.
func (c *Channel) FindCard(words string) (Message, bool) {
	names := c.s.Names()
	for _, m := range slices.Backward(c.Messages()) {
		if m.User == SlackBotUser && !m.reply() && !m.Deleted && strings.Contains(m.Read(names), words) {
			return m, true
		}
	}
	return Message{}, false
}

// Read returns the message as a person reads it: the blocks, or the text where
// there are none.
func (m Message) Read(names map[string]string) string {
	if len(m.Blocks) == 0 {
		return textPainter{names}.words(Text{mrkdwn, m.Text, false}.spans(names))
	}
	return RenderText(m.Blocks, names)
}

// BlocksJSON returns the blocks as Slack keeps them, indented.
func (m Message) BlocksJSON() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(m.tree)
	return b.Bytes()
}

// Ephemerals returns the messages only this user sees, oldest first.
func (s *Slack) Ephemerals(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return values(s.ephemerals[user])
}

// Say posts as a person does, in the channel or, with a thread, in a thread. It
// returns the timestamp. The app is not subscribed to messages.
func (c *Channel) Say(user, thread, text string) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	m := &Message{Channel: c.id, TS: c.s.tsLocked(), ThreadTS: thread, User: user, Text: text}
	ch := c.s.channels[c.id]
	ch.messages = append(ch.messages, m)
	return m.TS
}

// Unsay deletes what a person has posted, as she does herself. The gravestone of a
// deleted message goes with its last answer.
func (c *Channel) Unsay(ts string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	ch := c.s.channels[c.id]
	m := ch.find(ts)
	if m == nil {
		return
	}
	c.s.deleteLocked(ch, m)
	ch.messages = slices.DeleteFunc(ch.messages, func(root *Message) bool {
		return root.Deleted && root.TS == m.ThreadTS && c.s.repliesLocked(root) == 0
	})
}

// messageJSON returns a message as the Web API and interaction payloads have it.
func (s *Slack) messageJSON(m *Message, metadata bool) answer {
	a := answer{"type": "message", "user": m.User, "team": SlackTeam, "ts": m.TS, "text": m.Text}
	if m.User == SlackBotUser {
		a["bot_id"], a["app_id"] = SlackBot, SlackApp
		a["bot_profile"] = answer{"id": SlackBot, "app_id": SlackApp, "name": s.users[SlackBotUser].Name, "team_id": SlackTeam, "deleted": false}
	}
	if len(m.tree) > 0 {
		a["blocks"] = m.tree
	}
	if m.Edited {
		a["edited"] = answer{"user": m.User, "ts": m.TS}
	}
	if m.reply() {
		a["thread_ts"] = m.ThreadTS
	} else if n := s.repliesLocked(m); n > 0 {
		a["thread_ts"], a["reply_count"] = m.TS, n
	}
	if m.Deleted {
		a["subtype"], a["hidden"] = "tombstone", true
	}
	if metadata && m.Metadata != nil {
		a["metadata"] = m.Metadata
	}
	return a
}

func (s *Slack) repliesLocked(m *Message) int {
	n := 0
	if ch := s.channels[m.Channel]; ch != nil {
		for _, other := range ch.messages {
			if other.ThreadTS == m.TS {
				n++
			}
		}
	}
	return n
}

// readMessage makes a message of the arguments of a call.
func (s *Slack) readMessage(c call) (*Message, error) {
	m := &Message{
		Channel: c.args["channel"], User: SlackBotUser, Text: c.args["text"],
		UnfurlLinks: c.flag("unfurl_links"), UnfurlMedia: !c.has("unfurl_media") || c.flag("unfurl_media"),
	}
	if c.has("markdown_text") {
		if c.args["text"] != "" || c.args["blocks"] != "" {
			return nil, slackErr("markdown_text_conflict")
		}
		m.Text = c.args["markdown_text"]
	}
	if err := s.readBlocks(c, m); err != nil {
		return nil, err
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return nil, slackErr("no_text")
	}
	var err error
	m.Metadata, err = readMetadata(c.args["metadata"])
	return m, err
}

func (s *Slack) readBlocks(c call, m *Message) error {
	if c.args["blocks"] == "" {
		return nil
	}
	s.serial++
	tree, blocks, err := checkBlocks([]byte(c.args["blocks"]), s.serial)
	m.tree, m.Blocks = tree, blocks
	return err
}

var eventType = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// maxMetadata has no published number.
const maxMetadata = 8000

// readMetadata reads metadata: the event type is letters, digits and underscores;
// values are strings, numbers, booleans, or one level of objects of those.
func readMetadata(raw string) (*Metadata, error) {
	if raw == "" || raw == "{}" {
		return nil, nil
	}
	var m Metadata
	if err := json.Unmarshal([]byte(raw), &m); err != nil {
		return nil, slackErr("invalid_metadata_format")
	}
	if len(raw) > maxMetadata {
		return nil, slackErr("metadata_too_large")
	}
	if !eventType.MatchString(m.EventType) || m.EventPayload == nil || !plainValues(m.EventPayload, true) {
		return nil, slackErr("invalid_metadata_schema")
	}
	return &m, nil
}

func plainValues(m map[string]any, nested bool) bool {
	for _, v := range m {
		switch v := v.(type) {
		case string, float64, bool:
		case map[string]any:
			if !nested || !plainValues(v, false) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (s *Slack) chatPostMessage(c call) (answer, error) {
	ch, err := s.findToPost(c.args["channel"])
	if err != nil {
		return nil, err
	}
	m, err := s.readMessage(c)
	if err != nil {
		return nil, err
	}
	m.Text = cut(m.Text, maxPostText)
	if ts := c.args["thread_ts"]; ts != "" {
		parent := ch.find(ts)
		if parent != nil && parent.reply() {
			return nil, slackErr("cannot_reply_to_message")
		}
		// A reply to a message that is gone is posted in the channel.
		if parent != nil {
			m.ThreadTS = ts
		}
	}
	m.TS = s.tsLocked()
	ch.messages = append(ch.messages, m)
	return answer{"channel": ch.ID, "ts": m.TS, "message": s.messageJSON(m, true)}, nil
}

func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most])
}

// find returns a message that is not deleted.
func (c *channel) find(ts string) *Message {
	for _, m := range c.messages {
		if m.TS == ts && !m.Deleted {
			return m
		}
	}
	return nil
}

func (s *Slack) chatUpdate(c call) (answer, error) {
	ch, err := s.find(c.args["channel"], "")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.args["ts"])
	switch {
	case ch.Archived:
		return nil, slackErr("is_inactive")
	case m == nil:
		return nil, slackErr("message_not_found")
	case m.User != SlackBotUser:
		return nil, slackErr("cant_update_message")
	case utf8.RuneCountInString(c.args["text"]) > maxUpdateText:
		return nil, slackErr("msg_too_long")
	}
	next, err := s.readMessage(c)
	if err != nil {
		return nil, err
	}
	m.revise(next, c.args["blocks"] != "", c.has("metadata"))
	return answer{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": s.messageJSON(m, true)}, nil
}

// revise gives m the content of next. Blocks and metadata that were not given
// stay as they are.
func (m *Message) revise(next *Message, blocks, metadata bool) {
	m.Versions = append(m.Versions, Version{m.Text, m.Blocks, time.Now(), m.tree})
	m.Text, m.Edited = next.Text, true
	if blocks {
		m.Blocks, m.tree = next.Blocks, next.tree
	}
	if metadata {
		m.Metadata = next.Metadata
	}
}

func (s *Slack) chatDelete(c call) (answer, error) {
	ch, err := s.find(c.args["channel"], "")
	if err != nil {
		return nil, err
	}
	m := ch.find(c.args["ts"])
	switch {
	case m == nil:
		return nil, slackErr("message_not_found")
	case m.User != SlackBotUser:
		return nil, slackErr("cant_delete_message")
	}
	s.deleteLocked(ch, m)
	return answer{"channel": ch.ID, "ts": m.TS}, nil
}

// deleteLocked removes a message, or leaves a gravestone for its thread.
func (s *Slack) deleteLocked(ch *channel, m *Message) {
	if s.repliesLocked(m) > 0 {
		*m = Message{Channel: m.Channel, TS: m.TS, User: "USLACKBOT", Text: "This message was deleted.", Deleted: true}
		return
	}
	ch.messages = slices.DeleteFunc(ch.messages, func(other *Message) bool { return other == m })
}

func (s *Slack) chatPostEphemeral(c call) (answer, error) {
	ch, err := s.findToPost(c.args["channel"])
	if err != nil {
		return nil, err
	}
	user := c.args["user"]
	if !slices.Contains(ch.Members, user) {
		return nil, slackErr("user_not_in_channel")
	}
	m, err := s.readMessage(c)
	if err != nil {
		return nil, err
	}
	m.Metadata = nil // an ephemeral message keeps none
	m.ThreadTS = c.args["thread_ts"]
	s.whisperLocked(user, m)
	return answer{"message_ts": m.TS}, nil
}

// whisperLocked shows a message to one user.
func (s *Slack) whisperLocked(user string, m *Message) {
	m.TS = s.tsLocked()
	s.ephemerals[user] = append(s.ephemerals[user], m)
}

var errNoMessage = errors.New("no such message")

// lookLocked returns the message a user sees under a timestamp, in a channel she
// is in or shown to her alone.
func (s *Slack) lookLocked(user, ts string) (m *Message, ephemeral bool, err error) {
	for _, ch := range s.channels {
		if m := ch.find(ts); m != nil && slices.Contains(ch.Members, user) {
			return m, false, nil
		}
	}
	for _, m := range s.ephemerals[user] {
		if m.TS == ts {
			return m, true, nil
		}
	}
	return nil, false, errNoMessage
}
