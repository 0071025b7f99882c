package convtest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-smtp"

	"borgerbot/internal/standin"
)

// fail: fail SERVER HOW …
//
//	fail imap|smtp|slack|oauth refuse|stall
//	fail oauth NUMBER               tokens are refused, as Entra's AADSTS error tells it
//	fail oauth revoke               no token so far is good any more
//	fail imap login                 the password is wrong
//	fail imap spoil HOW             the server cannot deliver the next mail of the inbox:
//	                                truncated, unparsable or missing
//	fail smtp PHASE [times=N] [taken] [stall] ['reply=550 5.1.1 No such user']
//	                                auth, mail, rcpt, dot, after: cut there, or answered like this;
//	                                taken: the relay has the letter all the same
//	fail slack METHOD [times=N] [accepted] [hang] [error=NAME] [status=CODE]
func (s *story) fail(args []string) error {
	if len(args) < 2 {
		return errors.New("fail SERVER HOW …")
	}
	gates := map[string]*standin.Gate{"imap": s.IMAP.Gate, "smtp": s.SMTP.Gate, "slack": s.Slack.Gate}
	if s.Tokens != nil {
		gates["oauth"] = s.Tokens.Gate
	}
	gate, ok := gates[args[0]]
	if !ok {
		return fmt.Errorf("there is no server %q", args[0])
	}
	if args[0] == "slack" {
		s.troubled = true
	}
	how := options(args[2:])
	switch args[1] {
	case "refuse":
		s.down[gate] = true
		gate.Refuse(true)
		gate.Drop()
		return nil
	case "stall":
		gate.Stall(true)
		return nil
	case "login":
		s.IMAP.RefuseLogin(imap.ResponseCodeAuthenticationFailed, "no")
		gate.Drop()
		return nil
	case "spoil":
		return s.spoil(args[2:])
	}
	if args[0] == "oauth" {
		return s.failTokens(args[1])
	}
	if args[0] == "slack" {
		s.Slack.Fail(args[1], standin.SlackFault{
			Times: how.number("times"), Accepted: how.has("accepted"), Hang: how.has("hang"), Error: how["error"], Status: how.number("status"),
		})
		return nil
	}
	return s.failSMTP(args[1], how)
}

// spoil makes the mail that comes next one that cannot be fetched.
func (s *story) spoil(how []string) error {
	ways := map[string]standin.Spoilage{
		"truncated": standin.TruncatedLiteral, "unparsable": standin.UnparsableLine, "missing": standin.MissingData,
	}
	inbox, next := s.Config.Mailboxes[0].Inbox, uint32(1)
	if there := s.IMAP.Messages(inbox); len(there) > 0 {
		next = there[len(there)-1].UID + 1
	}
	if len(how) != 1 || ways[how[0]] == standin.Sound {
		return errors.New("fail imap spoil truncated, unparsable or missing")
	}
	s.IMAP.Spoil(inbox, next, ways[how[0]])
	s.spoiled = append(s.spoiled, next)
	return nil
}

// failTokens makes tokens worthless, or has them refused. The mail server notices
// when somebody comes with one: every connection is cut.
func (s *story) failTokens(how string) error {
	s.Tokens.Revoke()
	if number, err := strconv.Atoi(how); err == nil {
		s.Tokens.Refuse(standin.Refusal{Status: 401, Error: "invalid_client", Number: number})
	} else if how != "revoke" {
		return errors.New("fail oauth refuse, stall, revoke or a number")
	}
	s.IMAP.Drop()
	return nil
}

func (s *story) failSMTP(phase string, how settings) error {
	phases := map[string]standin.Phase{
		"auth": standin.AtAuth, "mail": standin.AtMail, "rcpt": standin.AtRcpt, "dot": standin.AtDot, "after": standin.AfterDot,
	}
	fault := standin.SMTPFault{Phase: phases[phase], Times: how.number("times"), Taken: how.has("taken"), Stall: how.has("stall")}
	if fault.Phase == 0 {
		return fmt.Errorf("there is no phase %q", phase)
	}
	if reply := how["reply"]; reply != "" {
		words := strings.SplitN(reply, " ", 3)
		if len(words) != 3 {
			return fmt.Errorf("%q is no reply", reply)
		}
		fault.Reply = &smtp.SMTPError{Message: words[2]}
		if _, err := fmt.Sscanf(words[0]+" "+words[1], "%d %d.%d.%d", &fault.Reply.Code,
			&fault.Reply.EnhancedCode[0], &fault.Reply.EnhancedCode[1], &fault.Reply.EnhancedCode[2]); err != nil {
			return fmt.Errorf("%q is no reply: %w", reply, err)
		}
	}
	s.SMTP.Fail(fault)
	return nil
}

// heal: heal
func (s *story) heal([]string) error {
	for _, g := range s.gates() {
		g.Refuse(false)
		g.Stall(false)
	}
	clear(s.down)
	s.IMAP.RefuseLogin("", "")
	if s.Tokens != nil {
		s.Tokens.Refuse(standin.Refusal{})
	}
	for _, uid := range s.spoiled {
		s.IMAP.Spoil(s.Config.Mailboxes[0].Inbox, uid, standin.Sound)
	}
	s.spoiled = nil
	return nil
}

// settings are the words after a fault.
type settings map[string]string

func options(words []string) settings {
	o := settings{}
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		o[key] = value
	}
	return o
}

func (o settings) has(key string) bool { _, ok := o[key]; return ok }

func (o settings) number(key string) int {
	n, _ := strconv.Atoi(o[key])
	return n
}
