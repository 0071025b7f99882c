package oauth

import (
	"fmt"
	"time"
)

// Code is why there is no token, or why a mail server did not take one.
type Code string

// The codes.
const (
	SecretWrong   Code = "secret_wrong"
	SecretExpired Code = "secret_expired"
	TenantWrong   Code = "tenant_wrong"
	AppUnknown    Code = "app_unknown"
	AppDisabled   Code = "app_disabled"
	Consent       Code = "consent" // an administrator has not agreed, or no longer
	ScopeWrong    Code = "scope_wrong"
	Conditional   Code = "conditional_access"
	Refused       Code = "refused"     // for another reason
	Unavailable   Code = "unavailable" // the service is busy or broken
	Unreachable   Code = "unreachable"
	Untrusted     Code = "tls"        // a certificate we do not trust
	BadAnswer     Code = "bad_answer" // no token and no reason

	// NoPermission and MailboxClosed are for a token that a mail server refuses:
	// the app lacks the permission, or has it and may not open this mailbox.
	NoPermission  Code = "no_permission"
	MailboxClosed Code = "mailbox_closed"
	// TokenRefused is the same where the token does not show which it is.
	TokenRefused Code = "token_refused"
)

// The permissions of Exchange Online that an app needs.
const (
	PermissionIMAP = "IMAP.AccessAsApp"
	PermissionSMTP = "SMTP.SendAsApp"
)

// numbers are Entra's (AADSTS…), as far as they come with client credentials.
var numbers = map[int]Code{
	7000215: SecretWrong, 7000216: SecretWrong, 7000218: SecretWrong,
	7000222: SecretExpired,
	90002:   TenantWrong, 900021: TenantWrong, 900023: TenantWrong, 50059: TenantWrong,
	700016: AppUnknown, 700038: AppUnknown, 7000229: AppUnknown,
	7000112: AppDisabled, 500014: AppDisabled,
	65001: Consent, 65004: Consent, 90093: Consent, 90094: Consent, 501051: Consent, 650052: Consent,
	70011: ScopeWrong, 1002012: ScopeWrong, 500011: ScopeWrong,
	53003: Conditional,
	90033: Unavailable, 90024: Unavailable, 90055: Unavailable,
}

// advice says what is the matter and what to do.
var advice = map[Code]string{
	SecretWrong: "the client secret is not the app's; in Entra, under Certificates & secrets, make a new one and put its value " +
		"(not its id) where oauth.secret_file says, then restart",
	SecretExpired: "the client secret has expired; in Entra, under Certificates & secrets, make a new one, put its value " +
		"where oauth.secret_file says and its last day into oauth.secret_expires, then restart",
	TenantWrong: "there is no such tenant; write the directory (tenant) id of the app's overview page in Entra as oauth.tenant",
	AppUnknown: "the app is not known in this tenant; write the application (client) id of the app's overview page in Entra " +
		"as oauth.client_id, and look whether oauth.tenant is the app's",
	AppDisabled: "the app, or Exchange Online, is disabled in this tenant; in Entra, under Enterprise applications, Properties, " +
		"let users sign in to it",
	Consent: "nobody has agreed to the app's permissions; in Entra, under API permissions, an administrator presses " +
		"Grant admin consent",
	ScopeWrong:  "the service does not know oauth.scope; for Microsoft 365 write " + Scope,
	Conditional: "a Conditional Access policy for workload identities keeps the app out; in Entra, let it in from this machine's address",
	Refused:     "the service refuses; look the number up at https://login.microsoftonline.com/error, or in the service's own log",
	Unavailable: "the service cannot answer for now",
	Unreachable: "no answer; check that the network lets this machine reach it on port 443",
	Untrusted:   "its certificate is not trusted; where a proxy of the municipality's reads along, name its certificate in oauth.ca_file",
	BadAnswer:   "the answer is no token; check oauth.tenant or oauth.token_url",
}

// missing says what to do where a mail server refuses a token.
var missing = map[Code]string{
	NoPermission: "the token does not have the permission %s; in Entra, under API permissions, add it (Office 365 Exchange Online, " +
		"application permissions), and an administrator presses Grant admin consent",
	MailboxClosed: "the app has the permission %s, but not for this mailbox; ",
	TokenRefused:  "the app needs the permission %s, with an administrator's consent; and ",
}

// mailboxSteps end the sentence of a mailbox that stays closed.
var mailboxSteps = map[string]string{
	PermissionIMAP: "in Exchange, make the app's service principal known (New-ServicePrincipal) and give it FullAccess on the " +
		"mailbox (Add-MailboxPermission), and look whether imap.user is the mailbox's address and IMAP is on for it",
	PermissionSMTP: "in Exchange, make the app's service principal known (New-ServicePrincipal), give it FullAccess on the mailbox " +
		"(Add-MailboxPermission) and switch on SMTP AUTH for the mailbox, and look whether submission.user is its address",
}

// settling: Exchange takes its time.
const settling = "; a change takes up to half an hour"

// Error is a token that could not be had, or was not taken. Its text holds nothing
// that a service has said but the number.
type Error struct {
	Code   Code
	Host   string        // of the service
	Number int           // Entra's (AADSTS…); 0 where there is none
	Wait   time.Duration // how long the service asked us to stay away

	permission string
}

func (e *Error) Error() string {
	if words, known := missing[e.Code]; known {
		text := fmt.Sprintf(words, e.permission)
		if e.Code != NoPermission {
			text += mailboxSteps[e.permission]
		}
		return text + settling
	}
	text := "get an access token from " + e.Host + ": " + advice[e.Code]
	if e.Number != 0 {
		text += fmt.Sprintf(" (AADSTS%d)", e.Number)
	}
	return text
}

// Lasting reports whether the failure lasts until a person does something.
func (e *Error) Lasting() bool {
	switch e.Code {
	case Unavailable, Unreachable, BadAnswer:
		return false
	}
	return true
}
