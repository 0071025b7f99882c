package danish

import (
	"strings"
	"testing"
)

// TestSlips: words written wrong are found, and words that are others are not.
func TestSlips(t *testing.T) {
	for _, tt := range []struct {
		phrase, text string
		found        bool
	}{
		{"forvaltningsloven", "forvatningsloven er brudt", true},
		{"aktindsigt", "jeg søger aktnidsigt", true},
		{"sygedagpenge", "mine sygedagepnge er væk", true},
		{"sagsbehandlingstid*", "sasgbehandlingstdi", false}, // too near the beginning
		{"sagsbehandlingstid*", "sagsbehanlingstdi på et år", true},
		{"hjælpemiddelcentral", "hjælpemidelcnetralen", true},
		{"besparelse", "tak for besvarelsen", false},
		{"flygtning", "min flytning", false},
		{"afslag", "affaldsplanen", false},
		{"indskrevet", "udskrevet fra skolen", false},
		// Without Danish letters, in a text that surely is Danish.
		{"møde", "jeg har ikke vaeret til mode og er traet af det", false},
		{"afgørelse", "jeg har ikke hort om min afgorelse og er traet af det", true},
		{"børnehave", "jeg har ikke hort om en bornehave og er traet af det", true},
		{"høring", "jeg har ikke fået en horing om det og er træt", false},
		{"måling", "the maling of my wall is not for you", false},
	} {
		if got := len(find(t, tt.phrase, tt.text)) > 0; got != tt.found {
			t.Errorf("%q in %q: found %t, want %t", tt.phrase, tt.text, got, tt.found)
		}
	}
}

// TestDialect: words as they are spoken somewhere count as the standard ones.
func TestDialect(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"æ kommun svarer int", "den komun svar ike"},
		{"a hår it hørt fra æ kommun", "jeg har ike hoert fra den komun"},
		{"a ved itj hvorn", "jeg ved itj hvordan"},
		{"ja har inte fåed svar", "ja har ike faaed svar"},
		{"det er et svar", "det er et svar"},
		{"vores it-afdeling svarer", "vor it afdel svarer"},
	} {
		if got := stems(tt.text); got != tt.want {
			t.Errorf("%q is read as %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestTongue: a sentence is read in the language it is written in, also in the
// middle of another.
func TestTongue(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"They have been complaining about the replies.", "they hav been complain about the repli"},
		{"I have complained about my replies.", "i hav complain about my repli"},
		{"The bus stopped. The bus stops.", "the bus stop the bus stop"},
		{"There was no meeting.", "ther was no meeting"},
		{"Jeg har klaget. I have complained to you. Jeg klagede.", "jeg har klag i hav complain to you jeg klaged"},
	} {
		if got := stems(tt.text); got != tt.want {
			t.Errorf("%q is read as %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestTwoSlips(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"sagsbehandling", "sagsbehandling", true}, {"sagsbehandling", "sagbehanlding", true},
		{"sagsbehandling", "sagbehalding", false}, {"abcdef", "abdcfe", true}, {"abcdef", "fedcba", false},
		{"abc", "abcdef", false}, {"", "ab", true},
	} {
		if got := twoSlips(tt.a, tt.b); got != tt.want || twoSlips(tt.b, tt.a) != got {
			t.Errorf("twoSlips(%q, %q) = %t", tt.a, tt.b, got)
		}
	}
}

// stems returns the stems of a text's words.
func stems(text string) string {
	var all []string
	for s := range NewBuilder(nil).Book().Scan(text) {
		for t := range s.Terms() {
			all = append(all, t.Stem)
		}
	}
	return strings.Join(all, " ")
}
