package daemon

import (
	"strings"
	"sync"
	"time"

	"borgerbot/internal/letter"
	"borgerbot/internal/slackapp"
)

// state is what the monitor knows of the world outside.
type state struct {
	mu          sync.Mutex
	relayBroken time.Time // since when letters cannot be handed over; zero: they can
	relayError  error
	slackBroken time.Time // since when Slack cannot be asked
	slackError  error
	distrust    slackapp.TrustProblem
}

func (s *state) relayUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.relayBroken, s.relayError = time.Time{}, nil
}

func (s *state) relayDown(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.relayError = err
	if s.relayBroken.IsZero() {
		s.relayBroken = time.Now()
	}
}

func (s *state) trusted(t slackapp.Trust, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.distrust, s.slackError = t.Why, err
	switch {
	case err == nil:
		s.slackBroken = time.Time{}
	case s.slackBroken.IsZero():
		s.slackBroken = time.Now()
	}
}

// snapshot returns a copy that can be looked at in peace.
func (s *state) snapshot() state {
	s.mu.Lock()
	defer s.mu.Unlock()
	return state{
		relayBroken: s.relayBroken, relayError: s.relayError, slackBroken: s.slackBroken,
		slackError: s.slackError, distrust: s.distrust,
	}
}

// distrustWords turns Slack's problem into the one an alarm explains.
func distrustWords(p slackapp.TrustProblem) letter.Distrust {
	switch p {
	case slackapp.TrustPublic:
		return letter.ChannelPublic
	case slackapp.TrustShared:
		return letter.ChannelShared
	case slackapp.TrustArchived:
		return letter.ChannelArchived
	case slackapp.TrustMissing:
		return letter.ChannelAbsent
	case slackapp.TrustStranger, slackapp.TrustGuest, slackapp.TrustDeactivated, slackapp.TrustDisguised:
		return letter.ChannelStranger
	}
	return letter.ChannelUnknown
}

// escape keeps a text from being read as Slack's markup.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
