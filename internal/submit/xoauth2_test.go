package submit

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// wallet hands out a token until the server refuses it, and then the next.
type wallet struct {
	values  []string
	given   bool
	refused []string
	err     error
}

func (w *wallet) Token(context.Context) (string, bool, error) {
	if w.err != nil {
		return "", false, w.err
	}
	kept := w.given
	w.given = true
	return w.values[0], kept, nil
}

func (w *wallet) Refused(value, permission string) error {
	w.refused = append(w.refused, value)
	if value == w.values[0] && len(w.values) > 1 {
		w.values, w.given = w.values[1:], false
	}
	return errors.New("the app lacks " + permission)
}

// lastingError is a failure of a wallet.
type lastingError bool

func (lastingError) Error() string   { return "for a reason" }
func (e lastingError) Lasting() bool { return bool(e) }

const (
	tokenEHLO = "250-fake\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH XOAUTH2"
	challenge = "334 eyJzdGF0dXMiOiI0MDEifQ==" // {"status":"401"}
)

func TestXOAUTH2(t *testing.T) {
	refusal := &Error{Config, 535, "5.7.3", PhaseAuth, nil}
	for name, test := range map[string]struct {
		say, once map[string]string
		wallet    wallet
		want      *Error
		says      string
		refused   []string
	}{
		"taken":                      {wallet: wallet{values: []string{"a"}}},
		"refused":                    {say: map[string]string{"AUTH": "535 5.7.3 " + canary}, wallet: wallet{values: []string{"a"}}, want: refusal, says: "the app lacks SMTP.SendAsApp", refused: []string{"a"}},
		"refused with a challenge":   {say: map[string]string{"AUTH": challenge, "": "535 5.7.3 " + canary}, wallet: wallet{values: []string{"a"}}, want: refusal, says: "the app lacks", refused: []string{"a"}},
		"kept, then a fresh one":     {once: map[string]string{"AUTH": "535 5.7.3 " + canary}, wallet: wallet{values: []string{"a", "b"}, given: true}, refused: []string{"a"}},
		"kept, and the fresh one":    {say: map[string]string{"AUTH": "535 5.7.3 " + canary}, wallet: wallet{values: []string{"a", "b", "c"}, given: true}, want: refusal, says: "the app lacks", refused: []string{"a", "b"}},
		"the server is busy":         {say: map[string]string{"AUTH": "454 4.7.0 " + canary}, wallet: wallet{values: []string{"a"}}, want: &Error{Temporary, 454, "4.7.0", PhaseAuth, nil}},
		"no token for now":           {wallet: wallet{err: lastingError(false)}, want: &Error{Temporary, 0, "", PhaseAuth, nil}, says: "for a reason"},
		"no token before one acts":   {wallet: wallet{err: lastingError(true)}, want: &Error{Config, 0, "", PhaseAuth, nil}, says: "for a reason"},
		"a server without tokens":    {say: map[string]string{"EHLO": "250-fake\r\n250 AUTH PLAIN"}, wallet: wallet{values: []string{"a"}}, want: &Error{Config, 0, "", PhaseAuth, nil}, says: "auth: password"},
		"SMTP AUTH off for the box":  {say: map[string]string{"AUTH": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. " + canary}, wallet: wallet{values: []string{"a"}}, want: &Error{Config, 535, "5.7.139", PhaseAuth, nil}, says: "Set-CASMailbox", refused: []string{"a"}},
		"may not send as the office": {say: map[string]string{".": "554 5.2.252 SendAsDenied; " + canary + " not allowed to send as " + canary}, wallet: wallet{values: []string{"a"}}, want: &Error{Config, 554, "5.2.252", PhaseFinal, nil}, says: "Add-RecipientPermission"},
		"may not send, at MAIL":      {say: map[string]string{"MAIL": "550 5.7.60 SMTP; Client does not have permissions to send as this sender"}, wallet: wallet{values: []string{"a"}}, want: &Error{Config, 550, "5.7.60", PhaseMail, nil}, says: "Add-RecipientPermission"},
		"the quota of a minute":      {say: map[string]string{".": "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; " + canary}, wallet: wallet{values: []string{"a"}}, want: &Error{Temporary, 554, "5.2.0", PhaseFinal, nil}},
		"our own mailbox is full":    {say: map[string]string{".": "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException; " + canary}, wallet: wallet{values: []string{"a"}}, want: &Error{Config, 554, "5.2.2", PhaseFinal, nil}, says: "make room"},
		"the citizen's is full":      {say: map[string]string{"RCPT": "552 5.2.2 " + canary}, wallet: wallet{values: []string{"a"}}, want: &Error{Permanent, 552, "5.2.2", PhaseRcpt, nil}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				f.order(false, "EHLO", tokenEHLO)
				for verb, answer := range test.say {
					f.order(false, verb, answer)
				}
				for verb, answer := range test.once {
					f.order(true, verb, answer)
				}
				acc := f.account()
				acc.Auth = XOAUTH2("klage@example.org", &test.wallet)
				_, err := newSender(t, acc).Send(t.Context(), envelope, raw)
				if test.want != nil {
					assertError(t, err, *test.want)
				} else if err != nil {
					t.Errorf("Send() = %v", err)
				}
				if err != nil && !strings.Contains(err.Error(), test.says) {
					t.Errorf("%q does not say %q", err, test.says)
				}
				if !slices.Equal(test.wallet.refused, test.refused) {
					t.Errorf("refused %v, want %v", test.wallet.refused, test.refused)
				}
			})
		})
	}
}

// TestXOAUTH2Words: what Microsoft and Google ask to be said.
func TestXOAUTH2Words(t *testing.T) {
	f := newFake(t)
	f.order(false, "EHLO", tokenEHLO)
	acc := f.account()
	acc.Auth = XOAUTH2("klage@example.org", &wallet{values: []string{"abc"}})
	if _, err := newSender(t, acc).Send(t.Context(), envelope, raw); err != nil {
		t.Fatal(err)
	}
	want := "AUTH XOAUTH2 " + base64.StdEncoding.EncodeToString([]byte("user=klage@example.org\x01auth=Bearer abc\x01\x01"))
	if !slices.Contains(f.lines(), want) {
		t.Errorf("heard %q, want %q", f.lines(), want)
	}
}
