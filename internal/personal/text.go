// Package personal holds words about a person so that they cannot be printed
// by accident.
//
// A [Text] is what a citizen wrote, is called, or can be reached at: a name, an
// address, a subject line, a note about her. Every road that leads to a log, an
// error text or a metric label — fmt with any verb, log/slog, encoding/json,
// encoding.TextMarshaler — prints "[personal]" in its place. Only
// [Text.Reveal] gives the words back. The call is easy to search for, and the
// architecture tests allow it in the few packages that must see the words
// (L22: nobody but the adviser and the citizen has access).
//
// The words sit behind a pointer, because fmt reaches into unexported struct
// fields without asking their String method; a pointer prints as an address at
// worst.
package personal

import (
	"fmt"
	"log/slog"
)

// Mask stands wherever a Text is printed without being revealed.
const Mask = "[personal]"

// Text is personal words that print as [Mask]. The zero value is empty.
// Texts are compared with [Text.Equal]; == compares identity, not words.
type Text struct{ s *string }

// New returns s as personal text.
func New(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{s: &s}
}

// Reveal returns the words. What calls it is responsible for where they go.
func (t Text) Reveal() string {
	if t.s == nil {
		return ""
	}
	return *t.s
}

// Empty reports whether there are no words.
func (t Text) Empty() bool { return t.s == nil || *t.s == "" }

// Equal reports whether t and u hold the same words.
func (t Text) Equal(u Text) bool { return t.Reveal() == u.Reveal() }

// String returns [Mask], or "" for an empty text.
func (t Text) String() string {
	if t.Empty() {
		return ""
	}
	return Mask
}

// Format prints [Mask] for every verb and flag.
func (t Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(t.String())) }

// MarshalText returns [Mask], so that JSON, YAML and XML print it.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// LogValue returns [Mask] for log/slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }
