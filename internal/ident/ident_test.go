package ident_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/ident"
)

func TestNamesAreStableAndSecret(t *testing.T) {
	sum := ident.Sum(sha256.Sum256([]byte("a letter")))
	n, again, other := ident.New([]byte("s1")), ident.New([]byte("s1")), ident.New([]byte("s2"))
	m := n.Message(sum)
	if m != again.Message(sum) || m == other.Message(sum) {
		t.Error("a message's name does not depend on the secret and the bytes alone")
	}
	id, ref := n.Inquiry(m, 0)
	if id2, ref2 := again.Inquiry(m, 0); id != id2 || ref != ref2 {
		t.Error("an inquiry's names are not stable")
	}
	id3, ref3 := n.Inquiry(m, 1)
	if id != id3 {
		t.Error("the collision counter changed the inquiry's id")
	}
	if ref == ref3 {
		t.Error("the collision counter did not change the reference")
	}
	if _, err := casework.ParseReference(string(ref)); err != nil {
		t.Errorf("reference %s: %v", ref, err)
	}
}

func TestNamesOfDifferentKindsDiffer(t *testing.T) {
	n := ident.New([]byte("s"))
	seen := map[string]string{}
	for kind, name := range map[string]string{
		"letter": n.Letter("x"), "card": n.Card("x"), "address": n.Address("x"), "mail": n.MailID("x"),
		"press": n.Press("x"), "two parts": n.Press("x", ""), "other parts": n.Press("", "x"),
	} {
		if was, taken := seen[name]; taken {
			t.Errorf("%s and %s have the same name", kind, was)
		}
		seen[name] = kind
	}
}

func TestAddressIgnoresCase(t *testing.T) {
	n := ident.New([]byte("s"))
	if n.Address(" Ane@Example.org ") != n.Address("ane@example.org") {
		t.Error("the case of an address changes its hash")
	}
}

// TestNamesAreForAllTime pins the names of one installation: an upgrade that
// changes one of them sends letters twice and finds no reply's inquiry.
func TestNamesAreForAllTime(t *testing.T) {
	n := ident.New([]byte("an instance secret"))
	m := n.Message(ident.Sum(sha256.Sum256([]byte("a letter"))))
	id, ref := n.Inquiry(m, 0)
	for kind, pair := range map[string][2]string{
		"message":   {string(m), "68gs7ghmh79pfxz13n2h6wmy04"},
		"inquiry":   {string(id), "0bjjaycesq848agf6rb96wxde0"},
		"reference": {string(ref), "BR-DSGVBC-W"},
		"letter":    {n.Letter(string(id) + "/receipt"), "bb.qqns40k6873g2fx0c8h1ndk9d8"},
		"card":      {n.Card(string(id)), "0ngha7kqgfkdqk811pm5s5d89g"},
		"address":   {n.Address("ane@example.org"), "wmfvdzt2mwymj96cywjn97pp60"},
		"mail id":   {n.MailID("<a1@example.org>"), "371rmc0g8jmzs295ezzza3tc9w"},
		"press":     {n.Press("U1", "1700000000.1"), "qbbhab2dadsmhmdd837zwh2d18"},
		"key":       {hex.EncodeToString(n.Key("stamp")), "baa495782d33557a64215d3c1386cfd05ce489bd8f7d0f3185ded10d90b119ba"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("the %s is named %s, and was %s", kind, pair[0], pair[1])
		}
	}
}

// TestReferencesOfManyInquiries: with the collision counter references stay
// apart, and they spread over all there are.
func TestReferencesOfManyInquiries(t *testing.T) {
	n := ident.New([]byte("s"))
	seen, tries := map[casework.Reference]bool{}, 0
	for i := range 20_000 {
		m := n.Message(ident.Sum(sha256.Sum256([]byte{byte(i), byte(i >> 8)})))
		for try := uint32(0); ; try++ {
			tries++
			if _, ref := n.Inquiry(m, try); !seen[ref] {
				seen[ref] = true
				break
			}
		}
	}
	if again := tries - len(seen); again > 5 { // about 0.2 are expected of 2³⁰
		t.Errorf("%d references collided among 20,000", again)
	}
}

// TestMailIDIgnoresBrackets, which headers have and logs do not.
func TestMailIDIgnoresBrackets(t *testing.T) {
	n := ident.New([]byte("s"))
	if n.MailID("<a1@example.org>") != n.MailID(" a1@example.org ") || n.MailID("A1@example.org") == n.MailID("a1@example.org") {
		t.Error("a Message-ID's hash does not follow RFC 5322 §3.6.4: brackets are no part of it, case is")
	}
}
