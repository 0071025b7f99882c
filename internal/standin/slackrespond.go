package standin

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// A response_url is good for five answers within half an hour.
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL is where the app may answer an interaction.
type responseURL struct {
	user, channel string
	message       *Message // what was pressed; nil for a slash command
	ephemeral     bool
	uses          int
	since         time.Time
}

// responseLocked makes a response_url and returns it.
func (s *Slack) responseLocked(r responseURL) string {
	id := s.nameLocked("response")
	r.since = time.Now()
	s.responses[id] = &r
	return "http://" + s.host + "/actions/" + id
}

// followUp is what the app posts to a response_url, or acknowledges a slash
// command with.
type followUp struct {
	ResponseType    string          `json:"response_type"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
	Text            string          `json:"text"`
	Blocks          json.RawMessage `json:"blocks"`
	ThreadTS        string          `json:"thread_ts"`
}

func (s *Slack) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	if f := s.fault("response_url"); f != nil {
		s.answerFault(w, r, f)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.responses[r.PathValue("id")]
	err = s.usable(to)
	var f followUp
	if err == nil && json.Unmarshal(body, &f) != nil {
		err = slackErr("invalid_payload")
	}
	if err == nil {
		err = s.followLocked(to, f)
	}
	s.noteLocked("response_url", map[string]string{"payload": string(body)}, err)
	switch {
	case err == nil:
		writeJSON(w, http.StatusOK, answer{"ok": true})
	case to == nil || err.Error() == "used_url" || err.Error() == "expired_url":
		writeJSON(w, http.StatusNotFound, answer{"ok": false, "error": err.Error()})
	default:
		writeJSON(w, http.StatusBadRequest, answer{"ok": false, "error": err.Error()})
	}
}

func (s *Slack) usable(r *responseURL) error {
	switch {
	case r == nil:
		return slackErr("invalid_url")
	case r.uses == responseUses:
		return slackErr("used_url")
	case time.Since(r.since) > responseLife:
		return slackErr("expired_url")
	}
	r.uses++
	return nil
}

// followLocked shows, changes or removes what a follow-up asks for. Unless it
// says otherwise only the user sees it.
func (s *Slack) followLocked(to *responseURL, f followUp) error {
	if f.DeleteOriginal && to.message != nil {
		s.withdrawLocked(to)
		return nil
	}
	args := map[string]string{"channel": to.channel, "text": f.Text}
	if len(f.Blocks) > 0 && string(f.Blocks) != "null" {
		args["blocks"] = string(f.Blocks)
	}
	m, err := s.readMessage(call{args: args})
	if err != nil {
		return err
	}
	switch {
	case f.ReplaceOriginal && to.message != nil:
		to.message.revise(m, true, false)
	case f.ResponseType == "in_channel":
		ch := s.channels[to.channel]
		m.TS, m.ThreadTS = s.tsLocked(), f.ThreadTS
		ch.messages = append(ch.messages, m)
	default:
		s.whisperLocked(to.user, m)
	}
	return nil
}

func (s *Slack) withdrawLocked(to *responseURL) {
	if !to.ephemeral {
		s.deleteLocked(s.channels[to.channel], to.message)
		return
	}
	kept := s.ephemerals[to.user][:0:0]
	for _, m := range s.ephemerals[to.user] {
		if m != to.message {
			kept = append(kept, m)
		}
	}
	s.ephemerals[to.user] = kept
}
