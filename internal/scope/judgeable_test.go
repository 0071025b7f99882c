package scope_test

import (
	"slices"
	"strings"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// TestTooLittleToJudge: what is no whole letter of a person's is CHECK, whatever
// words stand in it.
func TestTooLittleToJudge(t *testing.T) {
	c := preset(t, "lejre")
	fine := "Jeg vil klage over en parkeringsbøde på torvet, som jeg ikke er enig i."
	for name, l := range map[string]scope.Letter{
		"only a subject":      {Subject: fine},
		"only an attachment":  {Subject: "Klage over parkeringsbøde", Text: "Se vedhæftede.", Attachments: []string{"klage.pdf"}},
		"one word":            {Text: "parkeringsbøde"},
		"a machine":           {Text: fine, Automatic: true},
		"not read to its end": {Text: fine, Cut: true},
	} {
		l.Received = received
		if v := c.Judge(l); v.Remit != casework.Check {
			t.Errorf("%s: %s %v, want CHECK", name, v.Remit, labels(v))
		}
	}
}

// TestFlagsOfFewWords: a word or two raise no flag that no rule speaks for, except
// what must not be missed.
func TestFlagsOfFewWords(t *testing.T) {
	c := preset(t, "lejre")
	for _, row := range []struct {
		subject, text string
		want          []casework.Flag
	}{
		{"Klage", "Jeg vil klage.", nil},
		{"Klage", "Hjælp", nil},
		{"", "Jeg er 82 år og går i lære hos min datter, der viser mig, hvordan man skriver til kommunen på en computer.", nil},
		{"Klage", "Jeg trækker min klage tilbage.", []casework.Flag{casework.FlagWithdrawal}},
		{"", "Jeg er 15 og vil klage over min sagsbehandler.", []casework.Flag{casework.FlagMinor}},
		{"Hjælp", "Jeg vil ikke leve længere.", []casework.Flag{casework.FlagAcute}},
	} {
		v := c.Judge(scope.Letter{Subject: row.subject, Text: row.text, Received: received})
		if !slices.Equal(v.Flags, row.want) {
			t.Errorf("%q %q: flags %v, want %v", row.subject, row.text, v.Flags, row.want)
		}
	}
}

// TestAlarmInLongLetter: nothing that is said beside it hides a danger.
func TestAlarmInLongLetter(t *testing.T) {
	c := preset(t, "lejre")
	for _, danger := range []string{
		"Jeg vil ikke leve længere.", "Han slår børnene, og det har han gjort siden 2018.", "We will be evicted tomorrow.",
		"Jeg er løbet tør for insulin.",
	} {
		text := strings.Repeat("Jeg søgte i marts, og kommunen har ikke svaret på min ansøgning. ", 15) + danger
		if v := c.Judge(scope.Letter{Text: text, Received: received}); !v.Has(casework.FlagAcute) {
			t.Errorf("%q is not acute in a long letter", danger)
		}
	}
}
