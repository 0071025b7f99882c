package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Code is why something in the mailbox went wrong, for logs, metrics and health.
type Code string

// The codes.
const (
	CodeAuth     Code = "auth"     // user, password or permission
	CodeToken    Code = "token"    // no access token for now
	CodeFolder   Code = "folder"   // a folder is not there
	CodeTLS      Code = "tls"      // no TLS, or a certificate we do not trust
	CodeConnect  Code = "connect"  // no connection
	CodeClosed   Code = "closed"   // the server hung up
	CodeTimeout  Code = "timeout"  // the server fell silent
	CodeRefused  Code = "refused"  // the server answered NO, BAD or BYE
	CodeProtocol Code = "protocol" // an answer that cannot be understood
	CodeMessage  Code = "message"  // one message cannot be had
	CodeStale    Code = "stale"    // a Place from before a change of UIDVALIDITY
	CodeKeyword  Code = "keyword"  // the folder keeps no such flag
	CodeInput    Code = "input"    // what was asked for cannot be said in IMAP
	CodeStore    Code = "store"    // the sink could not keep it
)

// advice is the rest of the sentence that each code begins. It says what to do
// where somebody must do something.
var advice = map[Code]string{
	CodeAuth:     "the server does not let us in; check user, password and that IMAP is allowed for this mailbox, then restart or wait a quarter of an hour",
	CodeToken:    "there is no access token to sign in with",
	CodeFolder:   "the folder is not there; create it in the mail program or correct its name in the configuration",
	CodeTLS:      "no trusted encrypted connection; check the TLS mode, the port and the server's certificate (ca_file, if an authority of your own has signed it)",
	CodeConnect:  "no connection; check address and port, and that the network allows it",
	CodeClosed:   "the server closed the connection",
	CodeTimeout:  "the server did not answer in time",
	CodeRefused:  "the server refused",
	CodeProtocol: "the server's answer cannot be understood",
	CodeMessage:  "the server could not deliver the message whole",
	CodeStale:    "the folder has been renumbered since",
	CodeKeyword:  "the folder does not keep this flag; let the office move letters to a folder instead",
	CodeInput:    "IMAP has no way to say this",
	CodeStore:    "the message could not be stored",
}

// Error is a failure in the mailbox. Its text holds no word that a mail server
// or a message has said; what it wraps may, so print the Error and not its cause.
type Error struct {
	Code  Code
	Doing string        // what was being done, such as `open folder "Sent"`
	Reply string        // a response code of RFC 5530 from the server, if it gave one
	Wait  time.Duration // how long the server asked us to stay away

	cause error
}

// Error implements error.
func (e *Error) Error() string {
	text := e.Doing + ": " + advice[e.Code]
	var known *signInError
	if errors.As(e.cause, &known) { // our own words
		return e.Doing + ": " + known.Error()
	}
	if e.Reply != "" {
		return text + " (" + e.Reply + ")"
	}
	var answer *imap.Error
	switch e.Code {
	case CodeConnect, CodeTLS, CodeStore: // the network's, the certificate's and our own words
		if e.cause != nil && !errors.As(e.cause, &answer) {
			text += ": " + e.cause.Error()
		}
	}
	return text
}

// Unwrap returns the cause, for errors.Is.
func (e *Error) Unwrap() error { return e.cause }

// codeOf returns the code of err, or "" for the end of a context.
func codeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// fail names a failure that we have found ourselves.
func fail(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Doing: fmt.Sprintf(format, args...)}
}

// explain names a failure from its cause and from what the connection met:
// go-imap's errors do not say whether the server hung up, fell silent or was
// not understood. The end of ctx is returned as it is.
func explain(ctx context.Context, doing string, cause, met error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	var known *Error
	if errors.As(cause, &known) {
		return cause
	}
	e := &Error{Code: CodeProtocol, Doing: doing, cause: cause}
	var answer *imap.Error
	var signIn *signInError
	switch {
	case errors.As(cause, &signIn):
		e.Code = CodeToken
		if signIn.mend {
			e.Code = CodeAuth
		}
	case errors.As(cause, &answer):
		e.Code, e.Reply, e.Wait = CodeRefused, replyCode(answer.Code), backoffAsked(answer.Text)
		// Exchange signs a mailbox in to which it will not give access.
		if strings.Contains(answer.Text, "authenticated but not connected") {
			e.Code, e.cause = CodeAuth, &signInError{error: errNotConnected, mend: true}
		}
	case errors.Is(met, os.ErrDeadlineExceeded):
		e.Code = CodeTimeout
	case met != nil, errors.Is(cause, io.ErrUnexpectedEOF), errors.Is(cause, net.ErrClosed):
		e.Code = CodeClosed
	}
	return e
}

// replyCode lets through only the codes we know: a stranger's could be anything.
func replyCode(code imap.ResponseCode) string {
	switch code {
	case imap.ResponseCodeAuthenticationFailed, imap.ResponseCodeAuthorizationFailed,
		imap.ResponseCodeExpired, imap.ResponseCodePrivacyRequired, imap.ResponseCodeContactAdmin,
		imap.ResponseCodeNoPerm, imap.ResponseCodeInUse, imap.ResponseCodeLimit,
		imap.ResponseCodeUnavailable, imap.ResponseCodeServerBug, imap.ResponseCodeClientBug,
		imap.ResponseCodeCannot, imap.ResponseCodeCorruption, imap.ResponseCodeOverQuota,
		imap.ResponseCodeNonExistent, imap.ResponseCodeTryCreate, imap.ResponseCodeTooBig:
		return string(code)
	}
	return ""
}

var backoffText = regexp.MustCompile(`Suggested Backoff Time: ([0-9]{1,9}) milliseconds`)

// backoffAsked reads the time that Exchange asks a throttled client to wait.
func backoffAsked(text string) time.Duration {
	m := backoffText.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	ms, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}
