package mailmsg

import (
	"slices"
	"strings"
)

// IsFrom reports whether a message says that it is from one of the addresses, and from
// nobody else.
func (m Message) IsFrom(addresses []string) bool {
	return len(m.From) == 1 && slices.ContainsFunc(addresses, func(a string) bool {
		return a != "" && strings.EqualFold(a, m.From[0].Address.Reveal())
	})
}

// OnlyText reports whether a message brings nothing but its text: no file, no other
// version with other words, no report, and nothing that could not be read.
func (m Message) OnlyText() bool {
	return len(m.Attachments) == 0 && !m.beside && m.Report == nil && len(m.Warnings) == 0
}

// SameWords reports whether two messages say the same to the same people: recipients,
// subject, text and attachments. Mail servers write anew what is put into a folder, so
// the bytes and the white space tell nothing.
func (m Message) SameWords(other Message) bool {
	return slices.Equal(m.words(), other.words())
}

func (m Message) words() []string {
	words := []string{strings.Join(strings.Fields(m.Subject.Reveal()), " ")}
	for _, to := range slices.Concat(m.To, m.Cc) {
		words = append(words, strings.ToLower(to.Address.Reveal()))
	}
	for _, file := range m.Attachments {
		words = append(words, file.Name.Reveal())
	}
	return append(words, strings.Fields(m.Text.Reveal())...)
}
