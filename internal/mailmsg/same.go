package mailmsg

import (
	"slices"
	"strings"
)

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
