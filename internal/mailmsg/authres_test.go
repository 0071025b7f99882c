package mailmsg_test

import (
	"testing"

	"borgerbot/internal/mailmsg"
)

func TestAuthentication(t *testing.T) {
	const own = "mx.kommune.example"
	for _, c := range []struct {
		name, header, id string
		want             mailmsg.Authentication
	}{
		{"dmarc pass", "mx.kommune.example; dmarc=pass header.from=example.org; spf=fail smtp.mailfrom=x.example", own, mailmsg.AuthenticationPass},
		{"dmarc fail", "mx.kommune.example; dmarc=fail (p=none) header.from=example.org; spf=pass smtp.mailfrom=x.example", own, mailmsg.AuthenticationFail},
		{"no dmarc, spf pass aligned", "mx.kommune.example; dmarc=none; spf=pass smtp.mailfrom=gudrun@example.org", own, mailmsg.AuthenticationPass},
		{"no dmarc, dkim pass aligned", "mx.kommune.example; dkim=pass header.d=mail.example.org", own, mailmsg.AuthenticationPass},
		{"no dmarc, dkim by identity", "mx.kommune.example; dkim=pass header.i=@example.org", own, mailmsg.AuthenticationPass},
		{"dkim of another domain", "mx.kommune.example; dkim=pass header.d=liste.example", own, mailmsg.AuthenticationNone},
		{"spf fail", "mx.kommune.example; spf=fail smtp.mailfrom=gudrun@example.org", own, mailmsg.AuthenticationFail},
		{"spf softfail", "mx.kommune.example; spf=softfail smtp.mailfrom=gudrun@example.org", own, mailmsg.AuthenticationSoftfail},
		{"spf fail, dkim pass aligned", "mx.kommune.example; spf=fail smtp.mailfrom=x.example; dkim=pass header.d=example.org", own, mailmsg.AuthenticationPass},
		{"temporary error", "mx.kommune.example; dmarc=temperror; spf=temperror", own, mailmsg.AuthenticationNone},
		{"none", "mx.kommune.example; none", own, mailmsg.AuthenticationNone},
		{"with version and case", "MX.kommune.example 1; DMARC=Pass", own, mailmsg.AuthenticationPass},
		{"words in a comment", "mx.kommune.example; spf=none (dmarc=pass; dkim=pass header.d=example.org)", own, mailmsg.AuthenticationNone},
		{"a result in a quoted sender", `mx.kommune.example; spf=pass smtp.mailfrom="x; dmarc=pass "@evil.example; dmarc=fail header.from=example.org`, own, mailmsg.AuthenticationFail},
		{"a bracket in a quoted sender", `mx.kommune.example; spf=pass smtp.mailfrom="("@evil.example; dmarc=fail`, own, mailmsg.AuthenticationFail},
		{"a quoted mark in a quoted sender", `mx.kommune.example; spf=pass smtp.mailfrom="\"; dmarc=pass; "@evil.example; dmarc=fail`, own, mailmsg.AuthenticationFail},
		{"our domain in a quoted sender", `mx.kommune.example; spf=pass smtp.mailfrom="x@example.org smtp.mailfrom=x@example.org"@evil.example`, own, mailmsg.AuthenticationNone},
		{"a quoted sender of the domain", `mx.kommune.example; spf=pass smtp.mailfrom="gudrun k"@example.org`, own, mailmsg.AuthenticationPass},
		{"a quoted value", `mx.kommune.example; dkim=pass header.d="example.org"`, own, mailmsg.AuthenticationPass},
		{"a quoted pair in a comment", `mx.kommune.example; spf=pass (sender \( x) smtp.mailfrom=x@evil.example; dmarc=fail`, own, mailmsg.AuthenticationFail},
		{"comments in a comment", `mx.kommune.example; spf=pass (a (b) dmarc=pass; (c)) smtp.mailfrom=x@evil.example; dmarc=fail`, own, mailmsg.AuthenticationFail},
		{"a mark in a comment", `mx.kommune.example; spf=pass (a "b) smtp.mailfrom=x@evil.example; dmarc=fail`, own, mailmsg.AuthenticationFail},
		{"a comment that does not end", `mx.kommune.example; spf=pass (sender ( x) smtp.mailfrom=x@evil.example; dmarc=pass`, own, mailmsg.AuthenticationSoftfail},
		{"a quotation that does not end", `mx.kommune.example; dmarc=pass; spf=pass smtp.mailfrom="x@evil.example`, own, mailmsg.AuthenticationSoftfail},
		{"a comment that does not begin", `mx.kommune.example; spf=pass (x) y); dmarc=pass`, own, mailmsg.AuthenticationSoftfail},
		{"two verdicts", `mx.kommune.example; spf=pass (of a); dmarc=pass (b); dmarc=fail`, own, mailmsg.AuthenticationSoftfail},
		{"nothing whole, of another server", `mx.example.net; spf=pass smtp.mailfrom="x`, own, mailmsg.AuthenticationNone},
		{"space and comments around the sign", `mx.kommune.example; dmarc = (p=none) fail; spf=pass(x)smtp.mailfrom=gudrun@example.org`, own, mailmsg.AuthenticationFail},
		{"a quoted method", `mx.kommune.example; "dmarc=pass"`, own, mailmsg.AuthenticationNone},
		{"another server", "mx.example.net; dmarc=pass", own, mailmsg.AuthenticationNone},
		{"nothing configured", "mx.kommune.example; dmarc=pass", "", mailmsg.AuthenticationNone},
		{"no authserv-id", "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=none; dmarc=pass action=none header.from=example.org;compauth=pass reason=100", mailmsg.NoAuthservID, mailmsg.AuthenticationPass},
		{"no authserv-id, composite fail", "spf=none smtp.mailfrom=example.org; dmarc=none;compauth=fail reason=001", mailmsg.NoAuthservID, mailmsg.AuthenticationFail},
		{"an id where none is expected", "mx.kommune.example; dmarc=pass", mailmsg.NoAuthservID, mailmsg.AuthenticationNone},
	} {
		m := parse(t, []byte("Authentication-Results: "+c.header+"\nFrom: gudrun@example.org\n\nHej"))
		if got := m.Authentication(c.id); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTwoSendersNeverPass(t *testing.T) {
	for _, from := range []string{"From: gudrun@example.org, per@example.com\n", "From: gudrun@example.org\nFrom: per@example.com\n"} {
		m := parse(t, []byte("Authentication-Results: mx.kommune.example; dmarc=pass\n"+from+"\nHej"))
		if got := m.Authentication("mx.kommune.example"); got != mailmsg.AuthenticationNone {
			t.Errorf("%q: %s", from, got)
		}
	}
}

// Only the topmost header of our own server counts, and none from below another
// domain's mark: the sender writes what stands there.
func TestForgedAuthentication(t *testing.T) {
	const (
		store  = "Received: from mx.kommune.example by store.intern.example; Mon, 2 Mar 2026 09:00:00 +0100\n"
		border = "Received: from out.example.org (helo by mx.evil.example) by mx.kommune.example with ESMTPS; Mon, 2 Mar 2026 09:00:00 +0100\n"
		other  = "Received: from pc by out.example.org with ESMTPA; Mon, 2 Mar 2026 09:00:00 +0100\n"
		fail   = "Authentication-Results: mx.kommune.example; dmarc=fail\n"
		pass   = "Authentication-Results: mx.kommune.example; dmarc=pass\n"
	)
	for _, c := range []struct {
		name, header string
		want         mailmsg.Authentication
	}{
		{"above the border's mark", store + fail + border + other, mailmsg.AuthenticationFail},
		{"below the border's mark", store + border + fail + other, mailmsg.AuthenticationFail},
		{"a forged one below ours", store + border + fail + pass + other, mailmsg.AuthenticationFail},
		{"only a forged one", store + border + other + pass, mailmsg.AuthenticationNone},
		{"no mark at all", pass, mailmsg.AuthenticationPass},
	} {
		m := parse(t, []byte(c.header+"From: gudrun@example.org\n\nHej"))
		if got := m.Authentication("mx.kommune.example"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
