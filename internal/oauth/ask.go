package oauth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// maxAnswer is how large an answer may be; one of Entra's has some 2 KB.
	maxAnswer = 256 << 10
	// shortLife is how long a token is taken to last whose answer does not say
	// (RFC 6749 §5.1 recommends that it does), longLife how long it may last.
	shortLife = 5 * time.Minute
	longLife  = 24 * time.Hour
)

func tlsConfig(roots *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// answer is a token response, or an error response (RFC 6749 §5).
type answer struct {
	Token   string      `json:"access_token"`
	Type    string      `json:"token_type"`
	Seconds json.Number `json:"expires_in"` // some services write it as text
	Error   string      `json:"error"`
	Text    string      `json:"error_description"`
	Numbers []int       `json:"error_codes"` // Entra's
}

// ask fetches a token. The error is an [*Error], or that of ctx.
func (s *Source) ask(ctx context.Context) (token, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {s.cfg.ClientID}, "client_secret": {s.cfg.Secret},
		"scope": {s.cfg.Scope},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return token{}, s.fail(BadAnswer)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	asked := time.Now() // a token's life is counted from here: it is never longer than that
	res, err := s.client.Do(req)
	if err != nil {
		return token{}, s.unreachable(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return token{}, s.unreachable(err)
	}
	var a answer
	wrong := json.Unmarshal(raw, &a)
	if res.StatusCode != http.StatusOK {
		return token{}, s.refused(res, a)
	}
	if wrong != nil || !usable(a) {
		return token{}, s.fail(BadAnswer)
	}
	return keep(a, asked), nil
}

// usable reports whether the answer has a token that can be said in SASL: one of
// the characters of RFC 6750 §2.1.
func usable(a answer) bool {
	strange := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~+/=", r))
	}
	return a.Token != "" && !strings.ContainsFunc(a.Token, strange) && strings.EqualFold(a.Type, "Bearer")
}

func keep(a answer, asked time.Time) token {
	life := shortLife
	if seconds, err := a.Seconds.Int64(); err == nil && seconds > 0 {
		life = longLife
		if seconds < int64(longLife/time.Second) {
			life = time.Duration(seconds) * time.Second
		}
	}
	return token{a.Token, asked.Add(life), asked.Add(life - min(early, life/2))}
}

func (s *Source) fail(code Code) *Error { return &Error{Code: code, Host: s.host} }

// unreachable names why there was no answer.
func (s *Source) unreachable(err error) *Error {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	if errors.As(err, &certificate) || errors.As(err, &record) {
		return s.fail(Untrusted)
	}
	return s.fail(Unreachable)
}

// refused names why there was no token.
func (s *Source) refused(res *http.Response, a answer) *Error {
	e := s.fail(Refused)
	for _, number := range append(a.Numbers, numberIn(a.Text)) {
		if code, known := numbers[number]; known {
			e.Code, e.Number = code, number
			break
		}
		e.Number = max(e.Number, number)
	}
	switch busy := res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests; {
	case busy && e.Code == Refused, a.Error == "temporarily_unavailable":
		e.Code = Unavailable
	case e.Code != Refused:
	case res.StatusCode/100 == 3, res.StatusCode == http.StatusNotFound, a.Error == "":
		e.Code = BadAnswer // whoever answers there gives no tokens
	case a.Error == "invalid_client":
		e.Code = SecretWrong // RFC 6749 §5.2
	case a.Error == "unauthorized_client":
		e.Code = Consent
	case a.Error == "invalid_scope":
		e.Code = ScopeWrong
	}
	e.Wait = retryAfter(res.Header.Get("Retry-After"))
	return e
}

// numberIn finds Entra's number in its text, which begins "AADSTS7000222: ".
func numberIn(text string) int {
	rest, found := strings.CutPrefix(text, "AADSTS")
	if !found {
		return 0
	}
	digits, _, _ := strings.Cut(rest, ":")
	number, err := strconv.Atoi(digits)
	if err != nil || number < 0 || number > math.MaxInt32 {
		return 0
	}
	return number
}

// retryAfter reads the seconds of a Retry-After header (RFC 9110 §10.2.3). A date
// instead of seconds is left aside: our own rest is long enough.
func retryAfter(header string) time.Duration {
	seconds, err := strconv.ParseUint(header, 10, 16)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// judge tells why a mail server may have refused a token. Entra gives a token also
// to an app without any permission; what it has is listed in the token, a JWT
// (RFC 7519), as its roles. The token is read, not verified: nothing but words
// depends on it.
func judge(value, permission string) Code {
	parts := strings.Split(value, ".")
	if len(parts) != 3 {
		return TokenRefused
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var claims struct {
		Issuer string   `json:"iss"`
		Roles  []string `json:"roles"`
	}
	if err != nil || json.Unmarshal(raw, &claims) != nil || !slices.ContainsFunc(issuers, func(host string) bool {
		return strings.HasPrefix(claims.Issuer, host)
	}) {
		return TokenRefused
	}
	if slices.Contains(claims.Roles, permission) {
		return MailboxClosed
	}
	return NoPermission
}

// issuers begin the names under which Entra issues tokens, of both versions.
var issuers = []string{"https://sts.windows.net/", "https://login.microsoftonline.com/"}
