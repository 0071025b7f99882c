package mailmsg

import (
	"sort"
	"strconv"
	"strings"
)

// A media is a header value with parameters: a Content-Type (RFC 2045 §5) or a
// Content-Disposition (RFC 2183).
type media struct {
	// value is "type/subtype" or a disposition, in lower case.
	value  string
	params map[string]string
}

// is reports whether the major type is name.
func (m media) is(name string) bool { return strings.HasPrefix(m.value, name+"/") }

// parseMedia reads what mailers write where they should follow RFC 2045 and
// 2231: values without quotes and with blanks in them, encoded words in quotes,
// file names in iso-8859-1, parameters twice (the first counts), stray
// semicolons. It reads at most maxParams parameters and never fails.
func parseMedia(header string) media {
	value, rest, _ := strings.Cut(header, ";")
	m := media{value: bareWord(value)}
	raw := map[string]string{}
	for n := 0; rest != "" && n < maxParams; n++ {
		var key, val string
		key, val, rest = cutParam(rest)
		if _, twice := raw[key]; key != "" && !twice {
			raw[key] = val
		}
	}
	m.params = joinParams(raw)
	return m
}

// bareWord returns the word that s begins with, in lower case, without the
// quotes and comments that mailers add ("text/plain (text)", "7bit;").
func bareWord(s string) string {
	s = strings.TrimLeft(s, " \t\r\n\"'")
	if i := strings.IndexAny(s, " \t\r\n\"'(;"); i >= 0 {
		s = s[:i]
	}
	return strings.ToLower(s)
}

// cutParam reads one "key=value" from s. Blanks belong to an unquoted value,
// unless another "key=" follows them.
func cutParam(s string) (key, value, rest string) {
	s = strings.TrimLeft(s, "; \t\r\n")
	eq := strings.IndexAny(s, "=;")
	if eq < 0 {
		return "", "", ""
	}
	if s[eq] == ';' {
		return "", "", s[eq+1:]
	}
	key = strings.ToLower(strings.TrimSpace(s[:eq]))
	if i := strings.LastIndexAny(key, " \t"); i >= 0 {
		key = key[i+1:]
	}
	s = strings.TrimLeft(s[eq+1:], " \t\r\n")
	if strings.HasPrefix(s, `"`) {
		value, rest = cutQuoted(s)
		return key, value, rest
	}
	value, rest, _ = strings.Cut(s, ";")
	if next := strings.IndexByte(value, '='); next > 0 {
		if blank := strings.LastIndexAny(value[:next], " \t"); blank > 0 && isToken(value[blank+1:next]) {
			value, rest = s[:blank], s[blank+1:]
		}
	}
	return key, strings.TrimSpace(value), rest
}

// cutQuoted reads the quoted string that s begins with. A backslash quotes only
// a quotation mark or a backslash: Windows programs put paths here.
func cutQuoted(s string) (value, rest string) {
	var out strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			out.WriteByte(s[i])
		case c == '"':
			return out.String(), s[i+1:]
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), ""
}

func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?=`, s[i]) >= 0 {
			return false
		}
	}
	return s != ""
}

// joinParams joins the continuations of RFC 2231 §3 ("name*0*=", "name*1=") and
// decodes every value to UTF-8.
func joinParams(raw map[string]string) map[string]string {
	params := make(map[string]string, len(raw))
	pieces := map[string][]piece2231{}
	for key, value := range raw {
		name, number, encoded := splitKey(key)
		if name == key {
			params[key] = decodeWords(value)
			continue
		}
		pieces[name] = append(pieces[name], piece2231{number, encoded, value})
	}
	for name, list := range pieces {
		sort.Slice(list, func(i, j int) bool { return list[i].number < list[j].number })
		params[name] = join2231(list)
	}
	return params
}

type piece2231 struct {
	number  int
	encoded bool
	value   string
}

// splitKey takes "name*2*" apart into name, number and whether the value is
// percent-encoded.
func splitKey(key string) (name string, number int, encoded bool) {
	name, tail, found := strings.Cut(key, "*")
	if !found || name == "" {
		return key, 0, false
	}
	tail, encoded = strings.CutSuffix("*"+tail, "*")
	if tail == "" { // "name*": one piece, encoded
		return name, 0, true
	}
	number, err := strconv.Atoi(strings.TrimPrefix(tail, "*"))
	if err != nil {
		return key, 0, false
	}
	return name, number, encoded
}

// join2231 decodes the pieces with the charset that stands before the first
// ("iso-8859-1'da'"). Go's own parser knows only utf-8 and us-ascii there and
// gives up the name.
func join2231(list []piece2231) string {
	charset := ""
	var content []byte
	for i, p := range list {
		value := p.value
		if i == 0 && p.encoded {
			if label, rest, ok := strings.Cut(value, "'"); ok {
				if _, after, ok := strings.Cut(rest, "'"); ok {
					charset, value = label, after
				}
			}
		}
		if p.encoded {
			content = appendUnpercented(content, value)
		} else {
			content = append(content, value...)
		}
	}
	text, _ := decodeCharset(charset, content)
	return text
}

func appendUnpercented(out []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return out
}
