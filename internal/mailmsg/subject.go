package mailmsg

import (
	"regexp"
	"strings"
)

// threadPrefix is what mail programs put before the subject of an answer or a
// forwarded mail, in the languages our citizens' programs speak. "Re[2]:" and
// "Re(2):" count.
var threadPrefix = regexp.MustCompile(`^(?i)\s*(?:(sv|re|aw|antw|odp|vs\s*sv)|(vs|fw|fwd|wg|tr|videresendt|videresend|forwarded))\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*:\s*`)

// ThreadSubject returns a subject without the marks of answers and forwarded
// mail ("SV: VS: Re[2]: …"). It is for display only: equal subjects are no
// reason to think that two mails belong together.
func ThreadSubject(subject string) string {
	for {
		at := threadPrefix.FindStringIndex(subject)
		if at == nil || at[1] == len(subject) {
			return strings.TrimSpace(subject)
		}
		subject = subject[at[1]:]
	}
}

// prefixKind tells what the outermost mark of a subject says.
func prefixKind(subject string) (reply, forward bool) {
	match := threadPrefix.FindStringSubmatch(subject)
	if match == nil {
		return false, false
	}
	return match[1] != "", match[2] != ""
}
