package mailmsg

import (
	"strings"

	"borgerbot/internal/personal"
)

// parseAddresses reads an address list (RFC 5322 §3.4) as it is written in the
// wild, and never fails: addresses with two dots, names with "@" or commas in
// quotes or encoded words, groups, comments, "undisclosed-recipients:;", raw
// 8-bit names, a list that ends with ";". What has no address keeps its words as
// a name.
func parseAddresses(value string) []Address {
	var list []Address
	for n := 0; value != "" && n < maxAddresses; n++ {
		var entry mailboxTokens
		entry, value = cutMailbox(value)
		if a := entry.address(); a != (Address{}) {
			list = append(list, a)
		}
	}
	return list
}

// mailboxTokens are the pieces of one entry of an address list.
type mailboxTokens struct {
	words   []string // atoms and quoted strings outside brackets
	comment string   // the last comment: in "ane@example.org (Ane)" it is the name
	angle   string   // what stands in angle brackets
	angled  bool
}

// cutMailbox reads one entry up to the comma or semicolon that ends it. A colon
// ends the name of a group, which is dropped.
func cutMailbox(s string) (entry mailboxTokens, rest string) {
	var word strings.Builder
	endWord := func() {
		if word.Len() > 0 {
			entry.words = append(entry.words, word.String())
			word.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ',', ';':
			endWord()
			return entry, s[i+1:]
		case ':':
			if !strings.Contains(word.String(), "@") {
				word.Reset()
				entry = mailboxTokens{}
			}
		case '"':
			quoted, after := cutQuoted(s[i:])
			if !strings.HasPrefix(after, "@") { // a quoted local part stays whole
				endWord()
				word.WriteString(quoted)
				endWord()
			} else {
				word.WriteString(`"` + quoted + `"`)
			}
			i = len(s) - len(after) - 1
		case '(':
			comment, after := cutComment(s[i:])
			endWord()
			entry.comment = comment
			i = len(s) - len(after) - 1
		case '<':
			endWord()
			inner, after, closed := strings.Cut(s[i+1:], ">")
			if !closed {
				inner, _, _ = strings.Cut(inner, ",")
				after = s[i+1+len(inner):]
			}
			if inner != "" || !entry.angled {
				entry.angle, entry.angled = inner, true
			}
			i = len(s) - len(after) - 1
		case ' ', '\t', '\r', '\n':
			endWord()
		default:
			word.WriteByte(c)
		}
	}
	endWord()
	return entry, ""
}

// cutComment reads the comment that s begins with; comments nest.
func cutComment(s string) (comment, rest string) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return s[1:i], s[i+1:]
			}
		}
	}
	return s[1:], ""
}

// address makes an Address of the pieces.
func (t mailboxTokens) address() Address {
	if t.angled {
		route := t.angle[strings.LastIndexByte(t.angle, ':')+1:] // obsolete route "<@a,@b:c@d>"
		address := strings.TrimPrefix(strings.TrimSpace(route), "mailto:")
		if !isAddress(address) {
			// "<Ane>": somebody put the name in the brackets.
			return Address{Name: nameOf(append(t.words, address))}
		}
		return Address{Name: nameOf(t.words), Address: personal.New(address)}
	}
	for i, word := range t.words {
		if isAddress(word) {
			others := append(append([]string{}, t.words[:i]...), t.words[i+1:]...)
			if len(others) == 0 {
				others = []string{t.comment}
			}
			return Address{Name: nameOf(others), Address: personal.New(word)}
		}
	}
	return Address{Name: nameOf(t.words)}
}

// nameOf joins the words before decoding them, so that an encoded word that was
// split by blanks is whole again.
func nameOf(words []string) personal.Text {
	return personal.New(decodeLine(strings.Join(words, " ")))
}

// isAddress reports whether s can be written to: a local part, one "@" outside
// quotes, and a domain, without blanks or control characters.
func isAddress(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || len(s) > 320 {
		return false
	}
	local, domain := s[:at], s[at+1:]
	if strings.ContainsAny(domain, " \t\"<>(),;:\\@") || strings.HasPrefix(domain, ".") {
		return false
	}
	if strings.HasPrefix(local, `"`) && strings.HasSuffix(local, `"`) && len(local) > 2 {
		return cleanLine(s) == s
	}
	return !strings.ContainsAny(local, " \t\"<>(),;:\\@") && cleanLine(s) == s
}

// domainOf returns the domain of an address in lower case, without a final dot.
func domainOf(address string) string {
	domain := address[strings.LastIndexByte(address, '@')+1:]
	return strings.ToLower(strings.TrimSuffix(domain, "."))
}

// localOf returns the local part of an address in lower case.
func localOf(address string) string {
	local, _, _ := strings.Cut(address, "@")
	return strings.ToLower(local)
}
