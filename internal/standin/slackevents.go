package standin

import (
	"slices"
	"time"
)

// retryAfter are the waits before the Events API sends an event that was not
// acknowledged again; also one that came while no connection was open.
var retryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}

// raise sends an event the app subscribes to, again where need be, and returns
// a channel that tells what became of the first try.
func (s *Slack) raise(event answer) <-chan error {
	first := make(chan error, 1)
	kind, _ := event["type"].(string)
	if !slices.Contains(s.o.Events, kind) || !s.enter() {
		first <- nil
		return first
	}
	s.mu.Lock()
	payload := answer{
		"token": "verification", "team_id": SlackTeam, "api_app_id": SlackApp, "type": "event_callback",
		"event": event, "event_id": s.nameLocked("Ev"), "event_time": time.Now().Unix(),
	}
	s.mu.Unlock()
	go func() {
		defer s.running.Done()
		_, err := s.deliver("events_api", payload, answer{"retry_attempt": 0, "retry_reason": ""})
		first <- err
		for n, wait := range retryAfter {
			if err == nil || !s.sleep(wait) {
				return
			}
			_, err = s.deliver("events_api", payload, answer{"retry_attempt": n + 1, "retry_reason": "timeout"})
		}
	}()
	return first
}

// sleep waits, and reports whether the server is still open.
func (s *Slack) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.done:
		return false
	}
}

// OpenHome opens the app's home tab as a user does. The app hears
// app_home_opened and may publish a view afterwards.
func (s *Slack) OpenHome(user string) error {
	event := answer{"type": "app_home_opened", "user": user, "channel": "D" + user, "tab": "home"}
	s.mu.Lock()
	if v := s.homes[user]; v != nil {
		event["view"] = v.json(answer{})
	}
	s.mu.Unlock()
	return <-s.raise(event)
}
