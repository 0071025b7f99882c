package compose

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"unicode"
)

// StampHeader is the header field that carries the [Stamp] of our own mail.
const StampHeader = "X-Borgerbot-Stamp"

// Stamp returns a keyed hash (HMAC-SHA-256) over a Message-ID, without its
// brackets, and the words of a text. Space, line ends and invisible characters
// do not count, because servers rewrap and recode what they file.
func Stamp(key []byte, messageID, text string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(messageID))
	for word := range strings.FieldsSeq(visible(text)) {
		mac.Write([]byte{'\n'})
		mac.Write([]byte(word))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Stamped reports whether stamp is the [Stamp] of a mail, in constant time. A
// mail with another stamp is a stranger's.
func Stamped(key []byte, messageID, text, stamp string) bool {
	return hmac.Equal([]byte(Stamp(key, messageID, text)), []byte(strings.TrimSpace(stamp)))
}

func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || unicode.IsSpace(r) {
			return r
		}
		return -1
	}, text)
}
