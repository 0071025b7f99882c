// Package stage puts a whole office on stand-ins: mailbox, mail server and Slack
// workspace of package standin, a configuration that points at them, and the
// real daemon in between. The demo runs on it over loopback TCP, conversation
// tests over memory inside a testing/synctest bubble.
//
// It plays no part itself: whoever uses it delivers mail, presses buttons and
// reads what came of it.
package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
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
	// Listen opens a server's listener, given its part: "smtp", "slack", "oauth", "imap" for
	// the first mailbox, and "imap-" with the mailbox's id for each further one.
	Listen func(part string) (net.Listener, error)
	Dial   daemon.Dialer
	// Words reads the words of a configuration; nil is [daemon.ReadWords].
	Words func(*config.Config) (*daemon.Words, error)
	// RateLimits makes the Slack stand-in answer 429 as Slack does.
	RateLimits bool
	// Since, unless zero, makes the office one that has run since the instant:
	// mail that came later is taken in although the daemon was not there.
	Since time.Time
}

// Stage is an office on stand-ins.
type Stage struct {
	Config *config.Config
	IMAP   *standin.IMAP // the first mailbox
	SMTP   *standin.SMTP
	Slack  *standin.Slack
	Tokens *standin.Tokens // nil where nothing signs in with a token

	boxes   map[string]*standin.IMAP // every mailbox, by its id
	o       Options
	words   *daemon.Words // of Config, once read
	stop    context.CancelFunc
	stopped chan error
}

// New starts the servers and adapts the configuration. The daemon is started by
// [Stage.Start].
func New(o Options) (*Stage, error) {
	if o.Words == nil {
		o.Words = daemon.ReadWords
	}
	s := &Stage{Config: o.Config, boxes: map[string]*standin.IMAP{}, o: o}
	s.configure()
	if err := s.openTokens(); err != nil {
		return nil, err
	}
	for i := range s.Config.Mailboxes {
		if err := s.openMailbox(i); err != nil {
			return nil, err
		}
	}
	s.IMAP = s.boxes[s.Config.Mailboxes[0].ID]
	l, err := s.listen("smtp")
	if err != nil {
		return nil, err
	}
	s.Config.Submission.Server = l.Addr().String()
	s.SMTP = standin.NewSMTP(l, standin.SMTPOptions{User: s.Config.Submission.User, Password: password, Tokens: s.tokensFor(s.Config.Submission.Auth)})
	s.route()
	if l, err = s.listen("slack"); err != nil {
		return nil, err
	}
	s.Config.Slack.BaseURL = "http://" + l.Addr().String() + "/api/"
	s.Slack = standin.NewSlack(l, s.workspace())
	if o.Since.IsZero() {
		return s, nil
	}
	if err := s.installed(o.Since); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Stage) listen(part string) (net.Listener, error) {
	l, err := s.o.Listen(part)
	if err != nil {
		return nil, fmt.Errorf("listen for %s: %w", part, err)
	}
	return l, nil
}

// configure puts what is the stage's own into the configuration.
func (s *Stage) configure() {
	c := s.Config
	c.DataDir = config.Path(s.o.Dir)
	master := seal.NewKey()
	c.MasterKey = config.NewSecret(fmt.Sprintf("%x", master[:]))
	c.Submission.TLS, c.Submission.Password = config.Plain, config.NewSecret(password)
	c.Slack.BotToken, c.Slack.AppToken = config.NewSecret(botToken), config.NewSecret(appToken)
}

// Reconfigure gives the daemon another configuration from its next start on. Its
// mailboxes must be the same.
func (s *Stage) Reconfigure(c *config.Config) {
	old := s.Config
	c.DataDir, c.MasterKey = old.DataDir, old.MasterKey
	for i := range c.Mailboxes {
		c.Mailboxes[i].IMAP = old.Mailboxes[i].IMAP
	}
	c.Submission.Server, c.Submission.TLS, c.Submission.Password = old.Submission.Server, old.Submission.TLS, old.Submission.Password
	c.OAuth.TokenURL, c.OAuth.ClientID, c.OAuth.Secret = old.OAuth.TokenURL, old.OAuth.ClientID, old.OAuth.Secret
	c.Slack.BaseURL, c.Slack.BotToken, c.Slack.AppToken = old.Slack.BaseURL, old.Slack.BotToken, old.Slack.AppToken
	s.Config, s.words = c, nil
}

// openTokens starts the sign-in service, where there is need of one.
func (s *Stage) openTokens() error {
	if !s.Config.SignsInByToken() {
		return nil
	}
	l, err := s.listen("oauth")
	if err != nil {
		return err
	}
	o := &s.Config.OAuth
	o.TokenURL, o.Secret = "http://"+l.Addr().String()+"/token", config.NewSecret(password)
	s.Tokens = standin.NewTokens(l, standin.TokensOptions{
		ClientID: o.ClientID, Secret: password, Roles: []string{"IMAP.AccessAsApp", "SMTP.SendAsApp"},
	})
	return nil
}

// tokensFor is the sign-in service where a server is signed in to with tokens.
func (s *Stage) tokensFor(how config.Auth) *standin.Tokens {
	if how == config.XOAUTH2 {
		return s.Tokens
	}
	return nil
}

// openMailbox starts the server of a mailbox, with the folder its letters come
// to.
func (s *Stage) openMailbox(i int) error {
	box, part := &s.Config.Mailboxes[i], "imap"
	if i > 0 {
		part += "-" + box.ID
	}
	l, err := s.listen(part)
	if err != nil {
		return err
	}
	box.IMAP.Server, box.IMAP.TLS = l.Addr().String(), config.Plain
	box.IMAP.Password = config.NewSecret(password)
	m := standin.NewIMAP(l, standin.IMAPOptions{User: box.IMAP.User, Password: password, Tokens: s.tokensFor(box.IMAP.Auth)})
	for _, folder := range append([]string{box.Inbox}, box.Folders...) {
		if folder != "INBOX" {
			m.CreateFolder(folder)
		}
	}
	s.boxes[box.ID] = m
	return nil
}

// route lets the relay deliver what is for the office, and file what the office
// submits where the configuration says that the server does.
func (s *Stage) route() {
	for _, box := range s.Config.Mailboxes {
		s.SMTP.Route(box.Address, func(raw []byte) { s.boxes[box.ID].Deliver(box.Inbox, raw, time.Now()) })
	}
	if s.Config.Submission.Proof != config.ProofSentFolder {
		return
	}
	s.SMTP.FileSent(func(raw []byte) {
		box := s.senderOf(raw)
		s.boxes[box.ID].Deliver(box.Sent, raw, time.Now())
	})
}

// senderOf is the mailbox a submitted letter is from.
func (s *Stage) senderOf(raw []byte) config.Mailbox {
	if m, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
		if from, err := m.Header.AddressList("From"); err == nil {
			for _, box := range s.Config.Mailboxes {
				if from[0].Address == box.Address {
					return box
				}
			}
		}
	}
	return s.Config.Mailboxes[0]
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
func (s *Stage) Start() (err error) {
	if s.words == nil {
		if s.words, err = s.o.Words(s.Config); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	d, err := daemon.New(ctx, s.Config, daemon.Deps{Log: s.o.Log, Dial: s.o.Dial, Words: s.words})
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
	err := errors.Join(s.Stop(), s.SMTP.Close(), s.Slack.Close())
	if s.Tokens != nil {
		err = errors.Join(err, s.Tokens.Close())
	}
	for _, m := range s.boxes {
		err = errors.Join(err, m.Close())
	}
	return err
}

// Mailbox is the server of a mailbox, by the mailbox's id.
func (s *Stage) Mailbox(id string) *standin.IMAP { return s.boxes[id] }

// Channel is the advisers' channel.
func (s *Stage) Channel() *standin.Channel { return s.Slack.Channel(s.Config.Slack.Channel) }

// Deliver lets a letter arrive in the office's first mailbox, and returns its UID.
func (s *Stage) Deliver(raw []byte, at time.Time) uint32 {
	return s.IMAP.Deliver(s.Config.Mailboxes[0].Inbox, raw, at)
}

// Drafts are the messages in the Drafts folder.
func (s *Stage) Drafts() []standin.Stored { return s.IMAP.Messages(s.Config.Mailboxes[0].Drafts) }

// Send lets an adviser send a letter from her own mail program: it lies in the
// Sent folder.
func (s *Stage) Send(raw []byte, at time.Time) uint32 {
	return s.IMAP.Deliver(s.Config.Mailboxes[0].Sent, raw, at)
}
