package scope_test

import (
	"os"
	"slices"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// TestPointed: what a letter says of »de« belongs to whoever was named last. It is
// the rules alone that are tried here, without the lexicon.
func TestPointed(t *testing.T) {
	c, err := scope.LoadRules(os.DirFS("../../config/rules"), office("lejre"))
	if err != nil {
		t.Fatal(err)
	}
	for _, try := range []struct {
		text  string
		delay bool
	}{
		{"Fibernet-firmaet har gravet vores indkørsel op. De svarer ikke på mine mails.", false},
		{"Udbetaling Danmark har regnet forkert. Det er tredje gang. De svarer ikke på mine mails.", false},
		{"My bank charged me twice. They never reply.", false},
		{"Fibernet-firmaet har gravet vores indkørsel op. Jobcentret svarer ikke på mine mails.", true},
		{"Fibernet-firmaet har gravet vores indkørsel op. Jeg skrev til vejafdelingen. De svarer ikke på mine mails.", true},
		{"Jobcentret har lukket min sag. De svarer ikke på mine mails.", true},
		{"Fibernet-firmaet har gravet vores indkørsel op. Jeg har ikke fået svar.", true},
	} {
		v := c.Judge(scope.Letter{Text: try.text, Received: received})
		if got := slices.Contains(v.Kinds, casework.KindDelay); got != try.delay {
			t.Errorf("%q: delay is given: %t, want %t (%v)", try.text, got, try.delay, labels(v))
		}
	}
}
