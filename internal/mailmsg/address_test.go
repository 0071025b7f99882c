package mailmsg

import (
	"net/mail"
	"regexp"
	"strings"
	"testing"
)

func printAddresses(list []Address) string {
	var out []string
	for _, a := range list {
		out = append(out, a.Name.Reveal()+"<"+a.Address.Reveal()+">")
	}
	return strings.Join(out, "|")
}

func TestParseAddresses(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "ane@example.org", "<ane@example.org>"},
		{"name", "Ane Bak <ane@example.org>", "Ane Bak<ane@example.org>"},
		{"quoted name with comma", `"Bak, Ane" <ane@example.org>`, "Bak, Ane<ane@example.org>"},
		{"encoded name", "=?utf-8?q?S=C3=B8ren?= Bak <s@example.org>", "Søren Bak<s@example.org>"},
		{"encoded name in quotes", `"=?utf-8?q?S=C3=B8ren?=" <s@example.org>`, "Søren<s@example.org>"},
		{"encoded name in two words", "=?utf-8?q?S=C3=B8?= =?utf-8?q?ren?= <s@example.org>", "Søren<s@example.org>"},
		{"raw Latin-1", "S\xf8ren <s@example.org>", "Søren<s@example.org>"},
		{"comment as name", "ane@example.org (Ane (mor) Bak)", "Ane (mor) Bak<ane@example.org>"},
		{"list", "a@example.org, B <b@example.org>,,c@example.org", "<a@example.org>|B<b@example.org>|<c@example.org>"},
		{"group", "Venner: a@example.org, b@example.org;, c@example.org", "<a@example.org>|<b@example.org>|<c@example.org>"},
		{"undisclosed", "undisclosed-recipients:;", ""},
		{"empty brackets", "<>", ""},
		{"trailing semicolon", "a@example.org;", "<a@example.org>"},
		{"two dots", "<a..b@example.org>", "<a..b@example.org>"},
		{"dot before @", "a.@example.org", "<a.@example.org>"},
		{"quoted local part", `"a b"@example.org`, `<"a b"@example.org>`},
		{"route", "<@x.example.org,@y.example.org:a@example.org>", "<a@example.org>"},
		{"mailto", "<mailto:a@example.org>", "<a@example.org>"},
		{"name is an address", `"a@example.org" <b@example.org>`, "a@example.org<b@example.org>"},
		{"no address", "Ane Bak", "Ane Bak<>"},
		{"name in brackets", "Ane <Bak>", "Ane Bak<>"},
		{"brackets not closed", "Ane <ane@example.org", "Ane<ane@example.org>"},
		{"line break in a name", "\"Ane\r\n Bcc: x\" <ane@example.org>", "Ane Bcc: x<ane@example.org>"},
		{"control in an address", "Ane <a\x00b@example.org>", "Ane ab@example.org<>"},
		{"two @", "a@b@example.org", "a@b@example.org<>"},
	} {
		if got := printAddresses(parseAddresses(c.in)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSenders(t *testing.T) {
	for _, c := range []struct {
		in   []string
		want string
	}{
		{[]string{"Holm, Anna <anna@example.org>"}, "Holm, Anna<anna@example.org>"},
		{[]string{"=?utf-8?q?S=C3=B8gaard?=, Anna Marie, <anna@example.org>"}, "Søgaard, Anna Marie<anna@example.org>"},
		{[]string{"anna@example.org (Anna), Holm"}, "Anna, Holm<anna@example.org>"},
		{[]string{"Holm <h@example.org>, Anna <anna@example.org>"}, "Holm<h@example.org>|Anna<anna@example.org>"},
		{[]string{"h@h@example.org, Anna <anna@example.org>"}, "h@h@example.org<>|Anna<anna@example.org>"},
		{[]string{"Holm", "Anna <anna@example.org>"}, "Holm<>|Anna<anna@example.org>"},
		{[]string{"Holm, Anna"}, "Holm<>|Anna<>"},
		{nil, ""},
	} {
		if got := printAddresses(senders(c.in)); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

// blankBeside is a blank inside an address, which the standard lets pass.
var blankBeside = regexp.MustCompile(` [@.]|[@.] `)

// Whatever the strict parser of net/mail accepts, we read alike.
func FuzzParseAddresses(f *testing.F) {
	for _, seed := range []string{`"Bak, Ane" <ane@example.org>, b@example.org`, "Venner: a@example.org;", "<>", "a (b (c)) <d@example.org"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		got := parseAddresses(value)
		if len(got) > maxAddresses {
			t.Fatalf("%d addresses", len(got))
		}
		for _, a := range got {
			if s := a.Address.Reveal(); s != "" && !isAddress(s) || cleanLine(a.Name.Reveal()) != a.Name.Reveal() {
				t.Errorf("unclean address in %q", value)
			}
		}
		if strings.ContainsAny(value, "=\"\\(:\t\r\n") || blankBeside.MatchString(value) {
			return // where the two differ on purpose
		}
		want, err := mail.ParseAddressList(value)
		if err != nil || len(want) > maxAddresses {
			return
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d addresses, want %d", value, len(got), len(want))
		}
		for i := range want {
			if a := got[i].Address.Reveal(); a != want[i].Address && isAddress(want[i].Address) {
				t.Errorf("%q: address %q, want %q", value, a, want[i].Address)
			}
		}
	})
}
