package config

import (
	"fmt"
	"log/slog"
)

// secretMask stands wherever a [Secret] is printed.
const secretMask = "[secret]"

// Secret is a password, token or key that prints as "[secret]". The words sit
// behind a pointer because fmt reaches into unexported fields without asking
// them. The zero value is empty.
type Secret struct {
	file  *string // names the file that holds it; may itself be a password typed in the wrong place
	words *string
}

// NewSecret returns words as a secret.
func NewSecret(words string) Secret { return Secret{words: &words} }

// Expose returns the secret. The call is easy to search for; whoever makes it is
// responsible for where the words go.
func (s Secret) Expose() string {
	if s.words == nil {
		return ""
	}
	return *s.words
}

// Format prints the mask for every verb and flag.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// String returns the mask, or "" where no secret is configured.
func (s Secret) String() string {
	if s.file == nil && s.words == nil {
		return ""
	}
	return secretMask
}

// MarshalText returns the mask, so that YAML and JSON print it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue returns the mask for log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
