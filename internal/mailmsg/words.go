package mailmsg

import "strings"

// decodeWords decodes the encoded words of RFC 2047 in an unstructured header
// value, and raw 8-bit characters, which many mailers send. It never fails.
//
// The bytes of adjacent words in one charset are joined before they are
// decoded, because mailers split words inside a character.
func decodeWords(value string) string {
	var out strings.Builder
	var charset string // of the words held back
	var held []byte
	flush := func() {
		if len(held) > 0 {
			text, _ := decodeCharset(charset, held)
			out.WriteString(text)
			held = held[:0]
		}
	}
	for len(value) > 0 {
		start := strings.Index(value, "=?")
		word, rest, ok := encodedWord{}, "", false
		if start >= 0 {
			word, rest, ok = cutEncodedWord(value[start:])
		}
		if !ok {
			// No word begins here: the text up to and including "=?" is plain.
			end := len(value)
			if start >= 0 {
				end = start + len("=?")
			}
			flush()
			out.WriteString(mixedUTF8([]byte(value[:end])))
			value = value[end:]
			continue
		}
		// RFC 2047 §6.2: blanks between two encoded words are not shown.
		if between := value[:start]; len(held) == 0 || strings.Trim(between, " \t\r\n") != "" {
			flush()
			out.WriteString(mixedUTF8([]byte(between)))
		}
		if word.charset != charset {
			flush()
			charset = word.charset
		}
		held = append(held, word.content...)
		value = rest
	}
	flush()
	return out.String()
}

// An encodedWord is one "=?charset?encoding?text?=" with its text decoded to
// bytes.
type encodedWord struct {
	charset string
	content []byte
}

// cutEncodedWord reads the encoded word that value begins with. Spaces in its
// text are against the rules and occur.
func cutEncodedWord(value string) (word encodedWord, rest string, ok bool) {
	charset, after, _ := strings.Cut(value[len("=?"):], "?")
	encoding, after, _ := strings.Cut(after, "?")
	text, rest, _ := strings.Cut(after, "?")
	if !isToken(charset) || len(encoding) != 1 || !strings.HasPrefix(rest, "=") {
		return encodedWord{}, "", false
	}
	rest = rest[len("="):]
	if language := strings.IndexByte(charset, '*'); language >= 0 { // RFC 2231 §5
		charset = charset[:language]
	}
	word.charset = strings.ToLower(charset)
	switch encoding {
	case "b", "B":
		state := new(base64State)
		word.content = state.flush(state.decode(nil, []byte(text)))
	case "q", "Q":
		state := new(quotedState)
		word.content = state.flush(state.decode(nil, []byte(strings.ReplaceAll(text, "_", " "))))
	default:
		return encodedWord{}, "", false
	}
	return word, rest, true
}
