package slackapp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

// Kind tells what to do about an [Error].
type Kind string

// The kinds.
const (
	// Misconfigured: nothing works until a person changes token, scope or channel.
	Misconfigured Kind = "config"
	// Bug: Slack refuses what we sent and will refuse it again.
	Bug Kind = "bug"
	// Transient: it did not happen, or may be repeated without harm; try again.
	Transient Kind = "transient"
	// RateLimited: try again after Error.RetryAfter.
	RateLimited Kind = "rate_limited"
	// InDoubt: a post may have happened. Look for its key before it is repeated.
	InDoubt Kind = "in_doubt"
	// Gone: the message, thread, view or trigger is not there any more.
	Gone Kind = "gone"
)

// Error is a call of Slack that did not succeed. Its text has the method, Slack's
// code and what to do, and nothing of what was sent; of a server that cannot be
// reached, its address.
type Error struct {
	Kind       Kind
	Method     string // such as chat.postMessage
	Code       string // Slack's error code, or ours for what never reached Slack
	RetryAfter time.Duration
	Scope      string // the scope Slack misses, with missing_scope
	// detail is what the network said of a call that never left: address and
	// reason, no URL.
	detail string
	// cause is context.Canceled or context.DeadlineExceeded, or nil: other errors
	// may quote addresses.
	cause error
}

func (e *Error) Error() string {
	text := fmt.Sprintf("slack %s: %s", e.Method, e.Code)
	if e.Scope != "" {
		text += " " + e.Scope
	}
	if hint := hints[e.Code]; hint != "" {
		text += ": " + hint
	}
	if e.detail != "" {
		text += ": " + e.detail
	}
	return text
}

// Unwrap returns the context's error, if that ended the call.
func (e *Error) Unwrap() error { return e.cause }

// codeOf is the code of an error for the log.
func codeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// hints say what a person can do about codes that do not pass by themselves.
var hints = map[string]string{
	"invalid_auth":           "Slack does not accept the token; install the app again and put its new token in the configuration",
	"not_authed":             "Slack got no token; put the app's token in the configuration",
	"token_revoked":          "the token has been revoked; install the app again and put its new token in the configuration",
	"token_expired":          "the token has expired; switch token rotation off and put the app's new token in the configuration",
	"account_inactive":       "the app or its workspace has been deactivated; ask the workspace's administrator",
	"missing_scope":          "grant the app the scope and install it again",
	"not_allowed_token_type": "the token is of the wrong kind; Socket Mode needs the app token, everything else the bot token",
	"channel_not_found":      "the channel id is wrong or the bot is not in the channel; invite it there",
	"not_in_channel":         "invite the bot to the channel",
	"is_archived":            "the channel is archived; take it out of the archive or configure another",
	"http_404":               "the Slack base URL is wrong",
	"unreachable":            "no connection; check the network, the proxy and the Slack base URL",
	"certificate":            "the server's certificate is not trusted; check the Slack base URL and the proxy",
	"flapping":               "Socket Mode connections end at once; check that Socket Mode is switched on for the app",
}

// kinds are what Slack's error codes mean. What is not listed is a Bug.
var kinds = map[Kind][]string{
	Misconfigured: {
		"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope",
		"not_allowed_token_type", "channel_not_found", "not_in_channel", "is_archived", "is_inactive",
		"restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
		"restricted_action_non_threadable_channel", "restricted_action_thread_locked", "org_login_required",
		"ekm_access_denied", "team_access_not_granted", "access_denied", "no_permission", "not_enabled",
		"user_not_in_channel",
	},
	Transient:   {"service_unavailable", "request_timeout", "team_added_to_org", "accesslimited"},
	RateLimited: {"ratelimited", "rate_limited", "message_limit_exceeded"},
	// "Some aspect of the operation may have succeeded before the error was
	// raised": Slack says so of both.
	InDoubt: {"fatal_error", "internal_error"},
	Gone: {
		"message_not_found", "cant_update_message", "cant_delete_message", "edit_window_closed", "thread_not_found",
		"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged",
		"not_found", "view_not_found", "hash_conflict",
	},
}

// defaultRetryAfter is for a 429 that does not say how long.
const defaultRetryAfter = 30 * time.Second

var codeForm = regexp.MustCompile(`^[a-z0-9_]{1,60}$`)
var scopeForm = regexp.MustCompile(`^[a-z0-9_:.,]{1,100}$`)

// failure makes an [Error] of what slack-go returned. repeatable: the call may be
// repeated without harm, so that doubt does not matter.
func failure(method string, repeatable bool, err error) error {
	if err == nil {
		return nil
	}
	e := describe(err)
	e.Method = method
	if e.Kind == InDoubt && repeatable {
		e.Kind = Transient
	}
	if e.Kind == RateLimited && e.RetryAfter <= 0 {
		e.RetryAfter = defaultRetryAfter
	}
	return e
}

func describe(err error) *Error {
	var own *Error
	var limited *slack.RateLimitedError
	var answer slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &own):
		return &Error{Kind: own.Kind, Code: own.Code, RetryAfter: own.RetryAfter, detail: own.detail, cause: own.cause}
	case errors.As(err, &limited):
		return &Error{Kind: RateLimited, Code: "ratelimited", RetryAfter: limited.RetryAfter}
	case errors.As(err, &answer):
		return answered(answer)
	case errors.As(err, &status):
		return &Error{Kind: statusKind(status.Code), Code: fmt.Sprintf("http_%d", status.Code)}
	}
	return unheard(err)
}

// answered is Slack's own refusal.
func answered(r slack.SlackErrorResponse) *Error {
	e := &Error{Kind: Bug, Code: "unknown_error"}
	if codeForm.MatchString(r.Err) {
		e.Code = r.Err
	}
	if scopeForm.MatchString(r.Needed) {
		e.Scope = r.Needed
	}
	for kind, codes := range kinds {
		if slices.Contains(codes, e.Code) {
			e.Kind = kind
		}
	}
	return e
}

func statusKind(code int) Kind {
	switch {
	case code == http.StatusTooManyRequests:
		return RateLimited
	case code >= http.StatusInternalServerError, code == http.StatusRequestTimeout:
		return InDoubt
	}
	return Misconfigured
}

// unheard is a call without an answer. Only one that failed before anything was
// sent is known not to have happened.
func unheard(err error) *Error {
	e := &Error{Kind: InDoubt, Code: "no_answer"}
	var dial *dialError
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.Canceled):
		e.Code, e.cause = "cancelled", context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		e.Code, e.cause = "timeout", context.DeadlineExceeded
	}
	switch {
	case errors.As(err, &untrusted):
		e.Kind, e.Code = Misconfigured, "certificate"
	case errors.As(err, &dial):
		e.Kind, e.Code, e.detail = Transient, "unreachable", dial.Error()
	}
	return e
}

// dialError is a connection that did not come about, with the address as it was
// asked for: the network's own error has at most the number behind the name.
type dialError struct {
	address string
	cause   *net.OpError
}

func (e *dialError) Error() string { return e.address + ": " + e.cause.Err.Error() }
func (e *dialError) Unwrap() error { return e.cause }

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// named adds the address to the errors of a dialer.
func named(dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		var cause *net.OpError
		if errors.As(err, &cause) && cause.Op == "dial" {
			return nil, &dialError{address, cause}
		}
		return conn, err
	}
}
