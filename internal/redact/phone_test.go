package redact_test

import (
	"slices"
	"testing"

	"borgerbot/internal/redact"
)

func TestPhones(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"Ring på 12 34 56 78, tak", []string{"12345678"}},
		{"Mvh Bent 2345 6789", []string{"23456789"}},
		{"tlf. 12345678 eller +45 23 45 67 89", []string{"12345678", "23456789"}},
		{"0045 12345678", []string{"12345678"}},
		{"cpr 061093-5001", nil},
		{"CVR 12345678", nil},
		{"konto 2214 0420528000", nil},
		{"sagsnr. 24-012345", nil},
		{"EAN 5798000893450", nil},
		{"den 03.05.2024", nil},
		{"sag 12345678", nil},
	} {
		if got := redact.Phones(test.text); !slices.Equal(got, test.want) {
			t.Errorf("Phones(%q) = %v, want %v", test.text, got, test.want)
		}
	}
}
