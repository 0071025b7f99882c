package submit

import (
	"net/textproto"
	"strings"
)

// verdict is what a reply means, and what to do about it.
type verdict struct {
	kind   Kind
	remedy string // with Config
}

// exchange are replies of Exchange Online that mean another thing than their codes
// say. Each was seen in public, none was met here. Without this, letters would be
// given up one by one for what is wrong with the mailbox they leave from.
var exchange = []struct {
	enhanced string // empty: any
	words    string // in lower case; empty: any
	verdict
}{
	{"5.7.139", "smtpclientauthentication is disabled", verdict{Config, "switch on SMTP AUTH for the mailbox in Exchange " +
		"(Set-CASMailbox -SmtpClientAuthenticationDisabled $false), and look whether it is off for the whole tenant"}},
	{"5.7.30", "", verdict{Config, "Microsoft 365 takes no password here any more; write auth: xoauth2"}},
	{"5.7.139", "basic authentication is disabled", verdict{Config, "Microsoft 365 takes no password here any more; write auth: xoauth2"}},
	{"5.7.60", "", verdict{Config, sendAs}},
	{"5.2.252", "", verdict{Config, sendAs}},
	{"", "sendasdenied", verdict{Config, sendAs}},
	{"", "submissionquotaexceeded", verdict{Temporary, ""}},
	{"5.1.90", "", verdict{Temporary, ""}}, // the day's recipients are used up
	{"5.2.2", "storedrv.submission", verdict{Config, "make room in the mailbox of submission.user: it is full, and what is sent is filed in it"}},
}

const sendAs = "let the mailbox of submission.user send as the office's address (Add-RecipientPermission -AccessRights SendAs), " +
	"or make them the same"

// meaning looks a refusal up. What is not among them has no kind.
func meaning(reply *textproto.Error) verdict {
	code, text := enhanced.FindString(reply.Msg), strings.ToLower(reply.Msg)
	for _, known := range exchange {
		if reply.Code >= 500 && (known.enhanced == "" || known.enhanced == code) && strings.Contains(text, known.words) {
			return known.verdict
		}
	}
	return verdict{}
}
