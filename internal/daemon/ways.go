package daemon

import (
	"borgerbot/internal/config"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/oauth"
	"borgerbot/internal/seal"
	"borgerbot/internal/slackapp"
	"borgerbot/internal/submit"
)

// Ways are how the daemon reaches mailboxes, relay and Slack, for whoever tries them.
type Ways struct {
	Mailboxes []mailbox.Account // in the configuration's order
	Relay     submit.Account
	Slack     slackapp.Config
	Tokens    *oauth.Source // nil: nothing signs in with a token
}

// WaysOf are the ways of a configuration.
func WaysOf(cfg *config.Config, dial Dialer) (Ways, error) {
	tokens, err := tokenSource(cfg, dial)
	if err != nil {
		return Ways{}, err
	}
	w := Ways{Relay: smtpAccount(cfg.Submission, dial, tokens), Slack: slackConfig(cfg, dial), Tokens: tokens}
	for _, m := range cfg.Mailboxes {
		w.Mailboxes = append(w.Mailboxes, imapAccount(m, dial, tokens))
	}
	return w, nil
}

// MasterKey is a configuration's master key.
func MasterKey(cfg *config.Config) (seal.Key, error) { return masterKey(cfg) }
