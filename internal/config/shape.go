package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"borgerbot/internal/address"
)

// What messages say a value should look like.
const (
	likeAddress = "write a mail address such as borgerraadgiver@example.org"
	likeSender  = "write an address, or a domain such as @example.org"
	likeServer  = "write the server as host:port, such as mail.example.org:993"
	likeURL     = "write the address of a page, such as https://www.example.org/privacy"
	likeDomain  = "write a domain such as example.org"
	likeID      = "write a short name that never changes: a lower-case letter, then lower-case letters, digits or _, at most 20 in all"
	likePhone   = "write a telephone number such as 12 34 56 78 or +45 12 34 56 78"
)

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

// only reports whether s has nothing but the characters, and how many at least
// and at most.
func only(s, characters string, least, most int) bool {
	return strings.Trim(s, characters) == "" && len(s) >= least && len(s) <= most
}

func isID(s string) bool {
	return only(s, lower+digits+"_", 1, 20) && strings.Contains(lower, s[:1])
}

func isInstance(s string) bool {
	return only(s, lower+digits+"-", 1, 40) && !strings.HasPrefix(s, "-") && !strings.HasSuffix(s, "-")
}

// isSlackID reports whether s is an id of Slack's that begins with one of the
// letters: C or G a channel, U or W a member, B a bot.
func isSlackID(s, first string) bool {
	return only(s, upper+digits, 7, 20) && strings.Contains(first, s[:1])
}

func isPhone(s string) bool {
	number := strings.ReplaceAll(strings.TrimPrefix(s, "+"), " ", "")
	return only(number, digits, 8, 15)
}

func isDomain(s string) bool {
	if !strings.Contains(s, ".") || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if !only(strings.ToLower(label), lower+digits+"-", 1, 63) || strings.Trim(label, "-") != label {
			return false
		}
	}
	return true
}

// isAddress accepts the addresses offices have: ASCII, without quotes (RFC 5321
// §4.1.2, dot-string).
func isAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	_, err := address.ASCII(s)
	return ok && err == nil && only(strings.ToLower(local), lower+digits+".!#$%&'*+-/=?^_`{|}~", 1, 64) && isDomain(domain)
}

// isSender is an address, or a domain with an @ in front.
func isSender(s string) bool {
	domain, whole := strings.CutPrefix(s, "@")
	return whole && isDomain(domain) || isAddress(s)
}

func isServer(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0 && (isDomain(host) || host == "localhost" || net.ParseIP(host) != nil)
}

// isLoopback reports whether the server is this machine.
func isLoopback(server string) bool {
	host, _, _ := net.SplitHostPort(server)
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// isFolder reports whether mail servers agree on a folder's name: ASCII, without
// the wildcards and quotes of RFC 9051 §9.
func isFolder(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		if r < ' ' || r > '~' || strings.ContainsRune(`*%"\`, r) {
			return false
		}
	}
	return true
}

// isKeyword reports whether IMAP takes s as a keyword (RFC 9051 §9, flag-keyword).
func isKeyword(s string) bool {
	return isFolder(s) && !strings.ContainsAny(s, `(){ ]`)
}

// isGUID reports whether s has the form of Microsoft's ids.
func isGUID(s string) bool {
	parts := strings.Split(strings.ToLower(s), "-")
	if len(parts) != 5 {
		return false
	}
	for i, length := range []int{8, 4, 4, 4, 12} {
		if !only(parts[i], digits+"abcdef", length, length) {
			return false
		}
	}
	return true
}
