package mailmsg

import "strings"

// splitClauses takes a structured field apart at its semicolons, and each clause
// at its blanks (RFC 5322 §3.2.2 and §3.2.4). Comments, which nest, count as
// blanks; a quoted string is part of its word, quotation marks and all, whatever
// stands in it. whole is false where a comment or a quoted string has no end, or
// a comment no beginning: nobody knows then which words are the server's and
// which the sender's.
func splitClauses(value string) (clauses [][]string, whole bool) {
	var clause []string
	var word strings.Builder
	endWord := func() {
		if word.Len() > 0 {
			clause = append(clause, word.String())
			word.Reset()
		}
	}
	whole = true
	for i := 0; i < len(value); i++ {
		switch c := value[i]; c {
		case '"', '(':
			length := enclosed(value[i:])
			if length == 0 {
				endWord()
				return append(clauses, clause), false
			}
			if c == '"' {
				word.WriteString(value[i : i+length])
			} else {
				endWord()
			}
			i += length - 1
		case ')':
			whole = false
		case ';':
			endWord()
			clauses, clause = append(clauses, clause), nil
		case ' ', '\t', '\r', '\n':
			endWord()
		default:
			word.WriteByte(c)
		}
	}
	endWord()
	return append(clauses, clause), whole
}

// enclosed is the length of the quoted string or comment that s begins with, or 0
// if it does not end. A backslash takes the meaning of what follows it.
func enclosed(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case s[0] == '"':
			if c == '"' && i > 0 {
				return i + 1
			}
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}
