package mailmsg

import "regexp"

// threadPrefix is what mail programs put before the subject of an answer or a
// forwarded mail, in the languages our citizens' programs speak. "Re[2]:" and
// "Re(2):" count.
var threadPrefix = regexp.MustCompile(`^(?i)\s*(?:(sv|re|aw|antw|odp|vs\s*sv)|(vs|fw|fwd|wg|tr|videresendt|videresend|forwarded))\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*:\s*`)

// prefixKind tells what the outermost mark of a subject says.
func prefixKind(subject string) (reply, forward bool) {
	match := threadPrefix.FindStringSubmatch(subject)
	if match == nil {
		return false, false
	}
	return match[1] != "", match[2] != ""
}
