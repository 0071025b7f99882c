package submit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
)

// Kind is what became of a letter that was not delivered.
type Kind string

// The kinds.
const (
	// Temporary: not sent; a later attempt may succeed.
	Temporary Kind = "temporary"
	// Permanent: refused, and the same letter will be refused again.
	Permanent Kind = "permanent"
	// Uncertain: the server may have it. Only proof, or a person, can tell.
	Uncertain Kind = "uncertain"
	// Config: not sent, and no letter will be until user, password, address or
	// certificate are put right.
	Config Kind = "config"
)

// Phase is how far a letter had come.
type Phase string

// The phases, in their order.
const (
	PhaseInput   Phase = "input"   // before the network: the addresses and the bytes
	PhaseConnect Phase = "connect" // dialling, greeting, EHLO
	PhaseTLS     Phase = "tls"
	PhaseAuth    Phase = "auth"
	PhaseMail    Phase = "mail"
	PhaseRcpt    Phase = "rcpt"
	PhaseProof   Phase = "proof" // RCPT for our own mailbox
	PhaseData    Phase = "data"  // the DATA command
	PhaseBody    Phase = "body"  // the letter itself
	PhaseFinal   Phase = "final" // the answer to the final dot
)

// Error says what became of a letter that was not delivered. Its text holds no
// word of the server's.
type Error struct {
	Kind     Kind
	Code     int    // the reply code (RFC 5321 §4.2), 0 without a reply
	Enhanced string // the enhanced status code (RFC 3463), such as "5.1.1"
	Phase    Phase

	cause error
}

// Error implements error.
func (e *Error) Error() string {
	text := "submit letter: " + string(e.Kind) + " failure at " + string(e.Phase)
	switch {
	case e.Code != 0:
		text += fmt.Sprintf(", reply %d", e.Code)
		if e.Enhanced != "" {
			text += " " + e.Enhanced
		}
	case e.cause != nil && ours[e.Phase] && !errors.As(e.cause, new(textproto.ProtocolError)):
		text += ": " + e.cause.Error()
	}
	var refused *signInError
	var reply *textproto.Error
	switch {
	case errors.As(e.cause, &refused):
		text += "; " + refused.Error()
	case e.Kind == Config && errors.As(e.cause, &reply):
		text += "; " + cmp.Or(meaning(reply).remedy, remedy[e.Phase])
	case e.Kind == Config, e.Phase == PhaseConnect && e.Code == 0:
		text += "; " + remedy[e.Phase]
	}
	return text
}

// ours are the phases in which what is not a server's reply comes from ourselves,
// the network or a certificate, and may be said.
var ours = map[Phase]bool{PhaseInput: true, PhaseConnect: true, PhaseTLS: true}

// remedy says what to do about a Config failure, and about a server that is not there.
var remedy = map[Phase]string{
	PhaseConnect: "check the address, the port and the TLS mode (port 465: tls: tls), and that the network and the mail server let this machine in",
	PhaseTLS:     "check the TLS mode, the port and the server's certificate (ca_file, if an authority of your own has signed it)",
	PhaseAuth:    "check user and password, and that the mail server lets this user submit mail",
	PhaseMail:    "check that the mail server lets this user send from the office's address",
	PhaseRcpt:    "check that the mail server lets this user submit mail",
	PhaseData:    "check that the mail server lets this user submit mail",
	PhaseFinal:   "check that the mail server lets this user submit mail",
}

// Unwrap returns the end of a context, if that was the cause. What a server or a
// library says is kept in.
func (e *Error) Unwrap() error {
	if errors.Is(e.cause, context.Canceled) || errors.Is(e.cause, context.DeadlineExceeded) {
		return e.cause
	}
	return nil
}

// lost reports whether the connection is gone, or going (RFC 5321 §3.8: 421).
func (e *Error) lost() bool { return e.Code == 0 && e.Phase != PhaseInput || e.Code == 421 }

// classify names a failure. Only a reply can say more than that the connection
// is lost, and it is lost in every phase but the last without harm.
func classify(phase Phase, cause error) *Error {
	e := &Error{Kind: Temporary, Phase: phase, cause: cause}
	var reply *textproto.Error
	var refused *signInError
	if !errors.As(cause, &reply) {
		switch {
		case phase == PhaseFinal:
			e.Kind = Uncertain
		case phase == PhaseTLS, errors.Is(cause, ErrCredentials), errors.As(cause, &refused) && refused.mend:
			e.Kind = Config
		}
		return e
	}
	e.Code, e.Enhanced = reply.Code, enhanced.FindString(reply.Msg)
	switch known := meaning(reply).kind; {
	case known != "":
		e.Kind = known
	case reply.Code >= 400 && reply.Code < 500:
	case reply.Code >= 500 && reply.Code < 600:
		e.Kind = Permanent
		if phase == PhaseConnect || phase == PhaseTLS || phase == PhaseAuth || signIn[reply.Code] {
			e.Kind = Config
		}
	case phase == PhaseFinal:
		e.Kind = Uncertain // neither yes nor no
	}
	return e
}

// signIn are the replies of RFC 4954 §6 that ask for another sign-in, whatever
// they answer.
var signIn = map[int]bool{530: true, 534: true, 535: true, 538: true}

var enhanced = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}\b`)
