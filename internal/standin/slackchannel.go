package standin

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ChannelState is a channel as conversations.info tells of it. The app is in it
// if Members has SlackBotUser.
type ChannelState struct {
	ID, Name  string
	Private   bool
	Archived  bool
	Shared    bool // is_shared, with any of the following or alone
	ExtShared bool // with another organisation
	OrgShared bool // with another workspace of the same organisation
	Pending   bool // shared with another organisation once that accepts
	Members   []string
}

// otherTeam is the workspace that channels are shared with.
const otherTeam = "T0ANOTHER"

// channel is a channel with its messages, oldest first; guarded by Slack.mu.
type channel struct {
	ChannelState
	messages []*Message
}

// A Channel is a handle on one channel of a workspace.
type Channel struct {
	s  *Slack
	id string
}

// Channel returns a handle on a channel, which must exist.
func (s *Slack) Channel(id string) *Channel { return &Channel{s, id} }

// Set changes the channel as its owner or an administrator does, and tells the
// app about it in the events it subscribes to.
func (c *Channel) Set(change func(*ChannelState)) {
	c.s.mu.Lock()
	ch := c.s.channels[c.id]
	old := ch.ChannelState
	old.Members = slices.Clone(old.Members)
	change(&ch.ChannelState)
	changed := ch.ChannelState
	c.s.mu.Unlock()
	for _, user := range changed.Members {
		if !slices.Contains(old.Members, user) {
			c.s.raise(answer{"type": "member_joined_channel", "user": user, "channel": c.id, "channel_type": "G", "team": SlackTeam})
		}
	}
	kind := "channel"
	if changed.Private {
		kind = "group"
	}
	if changed.Archived && !old.Archived {
		c.s.raise(answer{"type": kind + "_archive", "channel": c.id})
	}
	if changed.Shared && !old.Shared {
		c.s.raise(answer{"type": "channel_shared", "channel": c.id})
	}
}

// find returns a channel the bot can see: a private one it is not in does not
// exist for it. scope is the second half of the scope that is needed.
func (s *Slack) find(id, scope string) (*channel, error) {
	ch := s.channels[id]
	if ch == nil || ch.Private && !slices.Contains(ch.Members, SlackBotUser) {
		return nil, slackErr("channel_not_found")
	}
	if scope == "" {
		return ch, nil
	}
	if ch.Private {
		return ch, s.needs("groups:" + scope)
	}
	return ch, s.needs("channels:" + scope)
}

// findToPost returns a channel the bot may write in.
func (s *Slack) findToPost(id string) (*channel, error) {
	ch, err := s.find(id, "")
	switch {
	case err != nil:
		return nil, err
	case ch.Archived:
		return nil, slackErr("is_archived")
	case !slices.Contains(ch.Members, SlackBotUser):
		return nil, slackErr("not_in_channel")
	}
	return ch, nil
}

func (s *Slack) conversationsInfo(c call) (answer, error) {
	ch, err := s.find(c.args["channel"], "read")
	if err != nil {
		return nil, err
	}
	info := answer{
		"id": ch.ID, "name": ch.Name, "name_normalized": ch.Name, "created": 0, "creator": SlackBotUser,
		"is_channel": !ch.Private, "is_group": ch.Private, "is_private": ch.Private, "is_im": false, "is_mpim": false,
		"is_archived": ch.Archived, "is_member": slices.Contains(ch.Members, SlackBotUser), "is_general": false,
		"is_shared": ch.Shared || ch.ExtShared || ch.OrgShared, "is_ext_shared": ch.ExtShared, "is_org_shared": ch.OrgShared,
		"is_pending_ext_shared": ch.Pending, "pending_shared": []string{}, "shared_team_ids": []string{SlackTeam},
		"context_team_id": SlackTeam, "topic": answer{"value": ""}, "purpose": answer{"value": ""},
	}
	if ch.Pending {
		info["pending_shared"] = []string{otherTeam}
	}
	if ch.ExtShared || ch.OrgShared {
		info["shared_team_ids"] = []string{SlackTeam, otherTeam}
		info["connected_team_ids"] = []string{otherTeam}
	}
	if c.flag("include_num_members") {
		info["num_members"] = len(ch.Members)
	}
	return answer{"channel": info}, nil
}

func (s *Slack) conversationsMembers(c call) (answer, error) {
	ch, err := s.find(c.args["channel"], "read")
	if err != nil {
		return nil, err
	}
	from, err := cursorIndex(c, len(ch.Members))
	if err != nil {
		return nil, err
	}
	to := min(from+pageSize(c), len(ch.Members))
	next := ""
	if to < len(ch.Members) {
		next = newCursor(strconv.Itoa(to))
	}
	return answer{"members": ch.Members[from:to], "response_metadata": answer{"next_cursor": next}}, nil
}

// pageSize returns the limit asked for: 100 unless told, below 1000.
func pageSize(c call) int {
	n, err := strconv.Atoi(c.args["limit"])
	if err != nil || n <= 0 {
		return 100
	}
	return min(n, 999)
}

func newCursor(place string) string {
	return base64.StdEncoding.EncodeToString([]byte("next:" + place))
}

func readCursor(c call) (string, error) {
	if c.args["cursor"] == "" {
		return "", nil
	}
	b, err := base64.StdEncoding.DecodeString(c.args["cursor"])
	place, ok := strings.CutPrefix(string(b), "next:")
	if err != nil || !ok {
		return "", slackErr("invalid_cursor")
	}
	return place, nil
}

func cursorIndex(c call, length int) (int, error) {
	place, err := readCursor(c)
	if place == "" || err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(place)
	if err != nil || n < 0 || n > length {
		return 0, slackErr("invalid_cursor")
	}
	return n, nil
}

func (s *Slack) conversationsHistory(c call) (answer, error) {
	ch, err := s.find(c.args["channel"], "history")
	if err != nil {
		return nil, err
	}
	if !slices.Contains(ch.Members, SlackBotUser) {
		return nil, slackErr("not_in_channel")
	}
	top := slices.DeleteFunc(slices.Clone(ch.messages), func(m *Message) bool { return m.reply() })
	slices.Reverse(top)
	return s.page(c, top, nil)
}

func (s *Slack) conversationsReplies(c call) (answer, error) {
	ch, err := s.find(c.args["channel"], "history")
	if err != nil {
		return nil, err
	}
	ts := c.args["ts"]
	thread := slices.DeleteFunc(slices.Clone(ch.messages), func(m *Message) bool { return m.TS != ts && m.ThreadTS != ts })
	if len(thread) == 0 || thread[0].TS != ts {
		return nil, slackErr("thread_not_found")
	}
	return s.page(c, thread, thread[0])
}

// page answers with the part of messages that oldest, latest, cursor and limit
// ask for. oldest and latest are left out unless inclusive is set; root, the
// message a thread hangs on, is there whatever its age.
func (s *Slack) page(c call, messages []*Message, root *Message) (answer, error) {
	inclusive := c.flag("inclusive")
	for _, edge := range []string{"oldest", "latest"} {
		at := c.args[edge]
		if at == "" {
			continue
		}
		limit, err := tsTime(at)
		if err != nil {
			return nil, slackErr("invalid_ts_" + edge)
		}
		messages = slices.DeleteFunc(messages, func(m *Message) bool {
			ts, _ := tsTime(m.TS)
			outside := edge == "oldest" && ts.Before(limit) || edge == "latest" && ts.After(limit)
			return m != root && (outside || !inclusive && ts.Equal(limit))
		})
	}
	from, err := readCursor(c)
	if err != nil {
		return nil, err
	}
	if from != "" {
		i := slices.IndexFunc(messages, func(m *Message) bool { return m.TS == from })
		if i < 0 {
			return nil, slackErr("invalid_cursor")
		}
		messages = messages[i:]
	}
	size, next := pageSize(c), ""
	if len(messages) > size {
		next = newCursor(messages[size].TS)
		messages = messages[:size]
	}
	all := make([]answer, 0, len(messages))
	for _, m := range messages {
		all = append(all, s.messageJSON(m, c.flag("include_all_metadata")))
	}
	return answer{"messages": all, "has_more": next != "", "response_metadata": answer{"next_cursor": next}}, nil
}

// tsTime reads a message timestamp, "seconds.microseconds" or whole seconds.
func tsTime(ts string) (time.Time, error) {
	seconds, fraction, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}, err
	}
	micros, err := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	return time.Unix(n, micros*1000), err
}
