package mailmsg

import (
	"slices"
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

// trace is the order in which servers wrote their marks, the newest first.
type trace struct {
	// hosts wrote the Received headers: the last two labels of each.
	hosts []string
	// above counts, for each of AuthenticationResults, the hosts above it.
	above []int
}

// fillTrace takes the Authentication-Results headers and what stands above them.
func (m *Message) fillTrace(h fields) {
	for all := h.Fields(); all.Next() && len(m.AuthenticationResults) < maxResults; {
		switch {
		case strings.EqualFold(all.Key(), "Received"):
			m.trace.hosts = append(m.trace.hosts, receivedBy(all.Value()))
		case strings.EqualFold(all.Key(), "Authentication-Results"):
			m.AuthenticationResults = append(m.AuthenticationResults, cleanLine(all.Value()))
			m.trace.above = append(m.trace.above, len(m.trace.hosts))
		}
	}
}

// receivedBy returns the domain of the host that wrote a Received header (RFC
// 5321 §4.4: "by host").
func receivedBy(value string) string {
	clauses, _ := splitClauses(strings.ToLower(value))
	words := slices.Concat(clauses...)
	for i, word := range words {
		if word == "by" && i+1 < len(words) {
			return lastLabels(words[i+1])
		}
	}
	return ""
}

// lastLabels returns the last two labels of a host name, which are nearly always
// the domain of one organisation.
func lastLabels(host string) string {
	labels := strings.Split(strings.Trim(strings.ToLower(host), ".;()[]"), ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// ownHosts returns how many of the topmost Received headers are our own side's:
// the first was written by the server that has the mailbox, and more by hosts of
// its domain or of the authserv-id's.
func (t trace) ownHosts(authservID string) int {
	for i, host := range t.hosts {
		if host != t.hosts[0] && host != lastLabels(authservID) {
			return i
		}
	}
	return len(t.hosts)
}

// Authentication returns what the server named authservID says of the sender in
// its topmost header, if our own side can have written it: from the first
// Received header by another domain downwards everything is the stranger's, also
// what looks like ours (RFC 8601 §1.6 asks the border to remove that; not all do).
//
// DMARC decides (RFC 7489). Where the domain has no DMARC record, SPF or DKIM
// speak for it if they pass for the domain of From itself. A mail that is not from
// exactly one address never passes: nobody knows which of them was looked at. A
// header that cannot be taken apart is a softfail, because the words in it that
// the sender chose, such as her envelope address, may pass for the server's.
func (m Message) Authentication(authservID string) Authentication {
	own := m.trace.ownHosts(authservID)
	for i, value := range m.AuthenticationResults {
		if authservID == "" || m.trace.above[i] > own {
			break
		}
		id, results, whole := parseResults(value)
		if id != "" && !strings.EqualFold(id, authservID) || id == "" && authservID != NoAuthservID {
			continue
		}
		if !whole {
			return AuthenticationSoftfail
		}
		verdict := judge(results, m.fromDomain())
		if verdict == AuthenticationPass && len(m.From) != 1 {
			return AuthenticationNone
		}
		return verdict
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

// parseResults takes a header apart. id is empty if it has none; whole is false
// if it cannot be told where the sender's words in it end.
func parseResults(value string) (id string, results []authResult, whole bool) {
	clauses, whole := splitClauses(strings.ToLower(value))
	for i, clause := range clauses {
		words := joinEquals(clause)
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
	return id, results, whole
}

// joinEquals makes one word of "dmarc = fail" and of "dmarc= (policy) fail": RFC
// 8601 §2.2 allows space and comments around the sign.
func joinEquals(words []string) []string {
	var joined []string
	for _, word := range words {
		last := len(joined) - 1
		if last >= 0 && (strings.IndexByte(joined[last], '=') == len(joined[last])-1 ||
			word[0] == '=' && !strings.Contains(joined[last], "=")) {
			joined[last] += word
			continue
		}
		joined = append(joined, word)
	}
	return joined
}

// judge weighs the results. Two verdicts of DMARC that differ are one too many:
// a server writes one, so that the other is somebody else's.
func judge(results []authResult, from string) Authentication {
	aligned, dmarc, spf, composite := false, "", "", ""
	for _, r := range results {
		switch r.method {
		case "dmarc":
			if dmarc != "" && dmarc != r.result {
				return AuthenticationSoftfail
			}
			dmarc = r.result
		case "compauth": // Microsoft's verdict on mail without DMARC
			composite = r.result
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
	case dmarc == "pass", dmarc == "bestguesspass":
		return AuthenticationPass
	case dmarc == "fail", composite == "fail":
		return AuthenticationFail
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
