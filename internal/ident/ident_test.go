package ident_test

import (
	"crypto/sha256"
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
