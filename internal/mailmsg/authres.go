package mailmsg

import (
	"strings"
)

// Authentication is what the receiving server found out about the sender's
// domain.
type Authentication string

const (
	// AuthenticationPass: the domain of From vouches for the mail.
	AuthenticationPass Authentication = "pass"
	// AuthenticationFail: the domain of From disowns it.
	AuthenticationFail Authentication = "fail"
	// AuthenticationSoftfail: the domain of From doubts it.
	AuthenticationSoftfail Authentication = "softfail"
	// AuthenticationNone: nobody says.
	AuthenticationNone Authentication = "none"
)

// NoAuthservID stands for servers whose header has no authserv-id: Microsoft
// 365 begins with the first result ("spf=pass (sender IP is …) smtp.mailfrom=…").
const NoAuthservID = "-"

// authenticationResults returns the headers that our own side can have written.
// The topmost Received header is our own server's, and so are those below it by
// hosts of the same domain. From the first that another domain wrote downwards,
// everything is the stranger's: also what looks like ours (RFC 8601 §1.6 asks the
// border to remove such headers; not all do).
func authenticationResults(h fields) []string {
	var results []string
	own := ""
	for all := h.Fields(); all.Next() && len(results) < maxResults; {
		switch {
		case strings.EqualFold(all.Key(), "Received"):
			domain := receivedBy(all.Value())
			if own == "" {
				own = domain
			}
			if domain != own {
				return results
			}
		case strings.EqualFold(all.Key(), "Authentication-Results"):
			results = append(results, cleanLine(all.Value()))
		}
	}
	return results
}

// receivedBy returns the last two labels of the host that wrote a Received
// header (RFC 5321 §4.4: "by host").
func receivedBy(value string) string {
	words := strings.Fields(strings.ToLower(value))
	for i, word := range words {
		if word == "by" && i+1 < len(words) {
			labels := strings.Split(strings.Trim(words[i+1], ".;()[]"), ".")
			return strings.Join(labels[max(0, len(labels)-2):], ".")
		}
	}
	return ""
}

// Authentication returns what the server named authservID says of the sender in
// its topmost header; what stands below may be older or forged. DMARC decides
// (RFC 7489). Where the domain has no DMARC record, SPF or DKIM speak for it if
// they pass for the domain of From itself. A mail that is not from exactly one
// address never passes: nobody knows which of them was looked at.
func (m Message) Authentication(authservID string) Authentication {
	if authservID == "" {
		return AuthenticationNone
	}
	for _, value := range m.AuthenticationResults {
		id, results := parseResults(value)
		if id == "" && authservID == NoAuthservID || id != "" && strings.EqualFold(id, authservID) {
			verdict := judge(results, m.fromDomain())
			if verdict == AuthenticationPass && len(m.From) != 1 {
				return AuthenticationNone
			}
			return verdict
		}
	}
	return AuthenticationNone
}

// fromDomain returns the domain of the only From address, or "".
func (m Message) fromDomain() string {
	if len(m.From) != 1 {
		return ""
	}
	return domainOf(m.From[0].Address.Reveal())
}

// authResult is one "method=result property=value …" of RFC 8601 §2.2.
type authResult struct {
	method, result string
	properties     map[string]string
}

// parseResults takes a header apart. id is empty if it has none.
func parseResults(value string) (id string, results []authResult) {
	for i, clause := range strings.Split(withoutComments(value), ";") {
		words := strings.Fields(strings.ToLower(clause))
		if len(words) == 0 {
			continue
		}
		method, result, isResult := strings.Cut(words[0], "=")
		if !isResult {
			if i == 0 {
				id = words[0]
			}
			continue
		}
		method, _, _ = strings.Cut(method, "/") // "dkim/1"
		r := authResult{method: method, result: result, properties: map[string]string{}}
		for _, word := range words[1:] {
			if key, val, ok := strings.Cut(word, "="); ok {
				r.properties[key] = strings.Trim(val, `"`)
			}
		}
		results = append(results, r)
	}
	return id, results
}

// withoutComments drops what stands in parentheses, where senders' words may
// occur ("spf=pass (domain of x designates …)").
func withoutComments(s string) string {
	var out strings.Builder
	depth := 0
	for _, c := range s {
		switch {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			out.WriteRune(c)
		}
	}
	return out.String()
}

func judge(results []authResult, from string) Authentication {
	aligned, spf := false, ""
	for _, r := range results {
		switch r.method {
		case "dmarc":
			switch r.result {
			case "pass", "bestguesspass":
				return AuthenticationPass
			case "fail":
				return AuthenticationFail
			}
		case "compauth": // Microsoft's verdict on mail without DMARC
			if r.result == "fail" {
				return AuthenticationFail
			}
		case "dkim":
			domain := r.properties["header.d"]
			if domain == "" {
				domain = domainOf(r.properties["header.i"])
			}
			aligned = aligned || r.result == "pass" && isAligned(domain, from)
		case "spf":
			spf = r.result
			aligned = aligned || r.result == "pass" && isAligned(domainOf(r.properties["smtp.mailfrom"]), from)
		}
	}
	switch {
	case aligned:
		return AuthenticationPass
	case spf == "fail", spf == "hardfail":
		return AuthenticationFail
	case spf == "softfail":
		return AuthenticationSoftfail
	}
	return AuthenticationNone
}

// isAligned is the relaxed alignment of RFC 7489 §3.1 without a list of public
// suffixes: one domain is the other or lies under it.
func isAligned(domain, from string) bool {
	if domain == "" || from == "" || !strings.Contains(domain, ".") {
		return false
	}
	return domain == from || strings.HasSuffix(from, "."+domain) || strings.HasSuffix(domain, "."+from)
}
