package config

import (
	"fmt"
	"net"
	"strings"
)

// SignsInByToken reports whether the program needs access tokens, as oauth says.
func (c *Config) SignsInByToken() bool { return c.tokenUse() != "" }

// tokenUse is the path of the first sign-in with a token, or "".
func (c *Config) tokenUse() string {
	for i, m := range c.Mailboxes {
		if m.IMAP.Auth == XOAUTH2 {
			return fmt.Sprintf("mailboxes[%d].imap.auth", i)
		}
	}
	if c.Submission.Auth == XOAUTH2 {
		return "submission.auth"
	}
	return ""
}

const (
	likeGUID = "write the id as Entra shows it, such as 01234567-89ab-cdef-0123-456789abcdef"
	tokenURL = "write the address tokens come from, such as https://login.example.org/token; http is for 127.0.0.1 only"
	noPower  = "Microsoft 365 takes no password here; write xoauth2, and set up oauth"
)

func (l *loader) checkOAuth() {
	c, o := &l.cfg, &l.cfg.OAuth
	use := c.tokenUse()
	if use == "" {
		l.doubt(o.Tenant == "" && o.ClientID == "" && o.TokenURL == "", "oauth",
			"is not used; write auth: xoauth2 under imap and submission to sign in with it")
		l.checkMicrosoft()
		return
	}
	l.must(o.Tenant != "" || o.TokenURL != "", "oauth.tenant", "write oauth.tenant, the directory (tenant) id on the app's overview page in Entra", use)
	l.must(o.Tenant == "" || o.TokenURL == "", "oauth.token_url", "is what oauth.tenant stands for; write one of them", "oauth.tenant")
	l.must(o.Tenant == "" || isGUID(o.Tenant) || isDomain(o.Tenant), "oauth.tenant", likeGUID+", or a domain of the tenant")
	l.must(o.ClientID != "" && !strings.ContainsAny(o.ClientID, " \t"), "oauth.client_id",
		"write oauth.client_id, the application (client) id on the app's overview page in Entra", use)
	l.must(o.Tenant == "" || o.ClientID == "" || isGUID(o.ClientID), "oauth.client_id", likeGUID)
	local := strings.HasPrefix(o.TokenURL, "http://127.0.0.1:")
	l.must(o.TokenURL == "" || isURL(o.TokenURL) || local, "oauth.token_url", tokenURL)
	l.must(strings.TrimSpace(o.Scope) != "", "oauth.scope", "is empty; for Microsoft 365 write https://outlook.office365.com/.default")
	l.doubt(o.Tenant == "" || !o.SecretExpires.IsZero(), "oauth.secret_expires",
		"is empty, so that nobody is told before the secret expires; write the day that Entra shows beside it")
	for i, m := range c.Mailboxes {
		at := fmt.Sprintf("mailboxes[%d].imap.", i)
		l.doubt(m.IMAP.Auth != XOAUTH2 || m.IMAP.Password.file == nil, at+"password_file", "is not read with auth: xoauth2; take the line out")
	}
	l.must(c.Submission.Auth != XOAUTH2 || c.Submission.User != "", "submission.user", "write the address of the mailbox that sends")
	l.checkMicrosoft()
}

// connectionsEach is how many IMAP connections a mailbox takes, and mostConnections
// how many Exchange Online is said to allow one user, less some for her own mail
// programs.
const connectionsEach, mostConnections = 2, 16

// checkMicrosoft knows what Microsoft 365 does not take.
func (l *loader) checkMicrosoft() {
	c, s := &l.cfg, &l.cfg.Submission
	users := map[string]int{}
	for i, m := range c.Mailboxes {
		at := fmt.Sprintf("mailboxes[%d].imap.", i)
		if isMicrosoft(m.IMAP.Server) {
			l.must(m.IMAP.Auth == XOAUTH2, at+"auth", noPower)
			users[strings.ToLower(m.IMAP.User)]++
			l.doubt(users[strings.ToLower(m.IMAP.User)]*connectionsEach <= mostConnections, at+"user",
				fmt.Sprintf("so many entries for one mailbox need more than %d connections, which Microsoft 365 refuses; use folders", mostConnections))
		}
	}
	if !isMicrosoft(s.Server) {
		return
	}
	l.doubt(s.Auth == XOAUTH2, "submission.auth", "Microsoft 365 is about to take no password here; write xoauth2, and set up oauth")
	l.must(!s.NullSender, "submission.null_sender", "Microsoft 365 refuses it; write false")
	l.must(s.Connections <= 3, "submission.connections", "Microsoft 365 refuses a fourth; write at most 3")
	l.must(s.PerMinute > 0 && s.PerMinute <= 30, "submission.per_minute", "Microsoft 365 takes 30 letters a minute; write at most 30")
}

// isMicrosoft reports whether a server is Exchange Online.
func isMicrosoft(server string) bool {
	host, _, _ := net.SplitHostPort(server)
	host = strings.ToLower(host)
	return host == "outlook.office365.com" || host == "smtp.office365.com"
}
