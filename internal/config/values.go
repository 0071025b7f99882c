package config

import (
	"reflect"
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/scope"
)

// Path is the path of a file or folder. What was written relative has been put
// behind the folder of the configuration it stood in.
type Path string

// TLSMode is how a connection is protected. There is no mode that takes TLS if it
// happens to be there.
type TLSMode string

// The modes.
const (
	TLS      TLSMode = "tls"      // from the first byte (RFC 8314 §3)
	StartTLS TLSMode = "starttls" // by the command STARTTLS
	Plain    TLSMode = "plain"    // none; to the loopback address only
)

// Auth is how the program signs in to a mail server.
type Auth string

// The ways.
const (
	Password Auth = "password"
	XOAUTH2  Auth = "xoauth2" // with an access token, got as oauth says
)

// Proof is where a letter in doubt is looked for.
type Proof string

// The proofs.
const (
	ProofSentFolder Proof = "sent_folder" // the server files every submission
	ProofBCC        Proof = "bcc"         // our mailbox is a second recipient
	ProofNone       Proof = "none"
)

// Use is how an office uses a ground.
type Use string

// The uses.
const (
	On      Use = "on"
	Off     Use = "off"
	Suggest Use = "suggest" // with less confidence: not on the office's page
)

// MailboxOnErase tells whether erasing an inquiry reaches the mailbox.
type MailboxOnErase string

// The choices.
const (
	KeepMail  MailboxOnErase = "keep"
	EraseMail MailboxOnErase = "erase"
)

// Weekday is a day of office hours: "mon" to "fri".
type Weekday string

var weekdays = []string{"mon", "tue", "wed", "thu", "fri"} // from time.Monday on

// LogLevel is the least severe level that is logged.
type LogLevel string

// LogFormat is the form of log lines, "json" or "text".
type LogFormat string

// choices are the values of the types that have only a few, in the order in which
// messages list them.
var choices = map[reflect.Type][]string{
	reflect.TypeFor[TLSMode]():                 names(TLS, StartTLS, Plain),
	reflect.TypeFor[Auth]():                    names(Password, XOAUTH2),
	reflect.TypeFor[Proof]():                   names(ProofSentFolder, ProofBCC, ProofNone),
	reflect.TypeFor[Use]():                     names(On, Off, Suggest),
	reflect.TypeFor[MailboxOnErase]():          names(KeepMail, EraseMail),
	reflect.TypeFor[ExportWhen]():              names(CaseClosed, ContactClosed),
	reflect.TypeFor[FileMode]():                names(OwnerReads, GroupReads, GroupWrites),
	reflect.TypeFor[Weekday]():                 weekdays,
	reflect.TypeFor[LogLevel]():                {"debug", "info", "warn", "error"},
	reflect.TypeFor[LogFormat]():               {"json", "text"},
	reflect.TypeFor[letter.Disclosure]():       names(letter.Minimal, letter.Modal, letter.Redacted),
	reflect.TypeFor[letter.MeetingRole]():      names(letter.Observer, letter.Participant),
	reflect.TypeFor[casework.OpensCase]():      names(casework.OnAgreement, casework.OnWrittenComplaint),
	reflect.TypeFor[casework.SharingDefault](): names(casework.OptIn, casework.OptOut),
	reflect.TypeFor[casework.LetterID]():       names(casework.LetterReceiptDeadline, casework.LetterReceiptSimple),
	reflect.TypeFor[casework.Ground]():         names(casework.Grounds()...),
	reflect.TypeFor[casework.Kind]():           names(casework.Kinds()...),
	reflect.TypeFor[casework.Outcome]():        ends(),
	reflect.TypeFor[scope.Anchor]():            names(scope.AnchorClosed, scope.AnchorEvent),
}

// ends are the outcomes something can be kept by; what was merged lasts as long as
// the inquiry it is a part of.
func ends() []string {
	return slices.DeleteFunc(names(casework.Outcomes()...), func(o string) bool { return o == string(casework.Merged) })
}

func names[T ~string](values ...T) []string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = string(value)
	}
	return all
}
