package daemon

import (
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
	trust       slackapp.Trust // as Slack last said

	relayGood, slackGood time.Time        // of the last contact
	missed               map[string]found // by mailbox
}

// found are mails that had been passed over.
type found struct {
	count int
	at    time.Time
}

func (s *state) gap(mailbox string, count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	missed := map[string]found{mailbox: {count, time.Now()}}
	for other, f := range s.missed {
		if other != mailbox {
			missed[other] = f
		}
	}
	s.missed = missed // copies share the old one
}

func (s *state) relayUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.relayBroken, s.relayError, s.relayGood = time.Time{}, nil, time.Now()
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
	s.trust, s.slackError = t, err
	switch {
	case err == nil:
		s.slackBroken, s.slackGood = time.Time{}, time.Now()
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
		slackError: s.slackError, trust: s.trust, relayGood: s.relayGood, slackGood: s.slackGood, missed: s.missed,
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

// distrustAdvice says to the operator what is wrong and what to mend.
func distrustAdvice(p slackapp.TrustProblem) string {
	switch p {
	case slackapp.TrustMissing:
		return "the bot cannot see the channel: invite it there, or mend the channel's id in the configuration; nothing is posted"
	case slackapp.TrustArchived:
		return "the channel is archived: take it out of the archive, or configure another; nothing is posted"
	}
	return "the channel is not the advisers' alone: mend the channel, or the list of advisers; nothing is posted"
}
