// Package stage puts a whole office on stand-ins: mailbox, mail server and Slack
// workspace of package standin, a configuration that points at them, and the
// real daemon in between. The demo runs on it over loopback TCP, conversation
// tests over memory inside a testing/synctest bubble.
//
// It plays no part itself: whoever uses it delivers mail, presses buttons and
// reads what came of it.
package stage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/seal"
	"borgerbot/internal/standin"
)

// The words that let the daemon into its stand-ins.
const (
	password = "stand-in"
	botToken = "xoxb-stand-in"
	appToken = "xapp-stand-in"
)

// Options say what the stage is built of.
type Options struct {
	Config *config.Config // a preset's; the stage puts its own addresses in
	Dir    string         // the data directory
	Log    *slog.Logger
	// Listen opens a server's listener, given its part ("imap", "smtp", "slack").
	Listen func(part string) (net.Listener, error)
	Dial   daemon.Dialer
	// RateLimits makes the Slack stand-in answer 429 as Slack does.
	RateLimits bool
}

// Stage is an office on stand-ins.
type Stage struct {
	Config *config.Config
	IMAP   *standin.IMAP
	SMTP   *standin.SMTP
	Slack  *standin.Slack

	o       Options
	stop    context.CancelFunc
	stopped chan error
}

// New starts the servers and adapts the configuration. The daemon is started by
// [Stage.Start].
func New(o Options) (*Stage, error) {
	s := &Stage{Config: o.Config, o: o}
	listeners := map[string]net.Listener{}
	for _, part := range []string{"imap", "smtp", "slack"} {
		l, err := o.Listen(part)
		if err != nil {
			return nil, fmt.Errorf("listen for %s: %w", part, err)
		}
		listeners[part] = l
	}
	s.configure(listeners)
	box := s.Config.Mailboxes[0]
	s.IMAP = standin.NewIMAP(listeners["imap"], standin.IMAPOptions{User: box.IMAP.User, Password: password})
	s.SMTP = standin.NewSMTP(listeners["smtp"], standin.SMTPOptions{User: s.Config.Submission.User, Password: password})
	s.SMTP.Route(box.Address, func(raw []byte) { s.IMAP.Deliver("INBOX", raw, time.Now()) })
	s.Slack = standin.NewSlack(listeners["slack"], s.workspace())
	return s, nil
}

// configure points the configuration at the stand-ins.
func (s *Stage) configure(listeners map[string]net.Listener) {
	c := s.Config
	c.DataDir = config.Path(s.o.Dir)
	master := seal.NewKey()
	c.MasterKey = config.NewSecret(fmt.Sprintf("%x", master[:]))
	for i := range c.Mailboxes {
		box := &c.Mailboxes[i]
		box.IMAP.Server, box.IMAP.TLS = listeners["imap"].Addr().String(), config.Plain
		box.IMAP.Password = config.NewSecret(password)
	}
	c.Submission.Server, c.Submission.TLS = listeners["smtp"].Addr().String(), config.Plain
	c.Submission.Password = config.NewSecret(password)
	c.Slack.BaseURL = "http://" + listeners["slack"].Addr().String() + "/api/"
	c.Slack.BotToken, c.Slack.AppToken = config.NewSecret(botToken), config.NewSecret(appToken)
}

func (s *Stage) workspace() standin.SlackOptions {
	o := standin.SlackOptions{BotToken: botToken, AppToken: appToken, RateLimits: s.o.RateLimits}
	members := []string{standin.SlackBotUser}
	for _, a := range s.Config.Advisers {
		o.Users = append(o.Users, standin.User{ID: a.Slack, Name: string(a.ID), RealName: a.Name})
		members = append(members, a.Slack)
	}
	o.Channels = []standin.ChannelState{{
		ID: s.Config.Slack.Channel, Name: "borgerraadgiver", Private: true, Members: members,
	}}
	return o
}

// Start starts the daemon.
func (s *Stage) Start() error {
	ctx, cancel := context.WithCancel(context.Background())
	d, err := daemon.New(ctx, s.Config, daemon.Deps{Log: s.o.Log, Dial: s.o.Dial})
	if err != nil {
		cancel()
		return err
	}
	s.stop, s.stopped = cancel, make(chan error, 1)
	go func() { s.stopped <- errors.Join(d.Run(ctx), d.Close()) }()
	return nil
}

// Stop stops the daemon as SIGTERM does and waits for it.
func (s *Stage) Stop() error {
	if s.stop == nil {
		return nil
	}
	s.stop()
	err := <-s.stopped
	s.stop = nil
	return err
}

// Close stops the daemon and the servers.
func (s *Stage) Close() error {
	return errors.Join(s.Stop(), s.IMAP.Close(), s.SMTP.Close(), s.Slack.Close())
}

// Channel is the advisers' channel.
func (s *Stage) Channel() *standin.Channel { return s.Slack.Channel(s.Config.Slack.Channel) }

// Deliver lets a letter arrive in the office's mailbox, and returns its UID.
func (s *Stage) Deliver(raw []byte, at time.Time) uint32 { return s.IMAP.Deliver("INBOX", raw, at) }

// Drafts are the messages in the Drafts folder.
func (s *Stage) Drafts() []standin.Stored { return s.IMAP.Messages(s.Config.Mailboxes[0].Drafts) }

// Send lets an adviser send a letter from her own mail program: it lies in the
// Sent folder.
func (s *Stage) Send(raw []byte, at time.Time) uint32 {
	return s.IMAP.Deliver(s.Config.Mailboxes[0].Sent, raw, at)
}
