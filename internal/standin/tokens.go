package standin

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Tokens is a sign-in service that gives access tokens to one app (RFC 6749 §4.4)
// and tells a mail server about them (RFC 7662). Its tokens and its refusals look
// like those of Microsoft Entra.
type Tokens struct {
	*Gate
	server *http.Server
	done   chan struct{}

	mu      sync.Mutex
	options TokensOptions
	refusal Refusal
	issued  map[string]time.Time // when each token that is good expires
	asked   int
}

// TokensOptions are the app, and what its tokens are like. Zero values stand for
// the defaults.
type TokensOptions struct {
	ClientID string // a mail server takes it for the user; "app"
	Secret   string // "secret"
	Life     time.Duration
	Roles    []string // the permissions an administrator has agreed to
}

// Refusal is an answer without a token.
type Refusal struct {
	Status     int
	Error      string // invalid_client
	Number     int    // Entra's, as in AADSTS7000222
	RetryAfter string
	Body       string // instead of Entra's
}

// NewTokens starts the service: tokens at any path that ends in /token, the mail
// server's question at /introspect.
func NewTokens(ln net.Listener, o TokensOptions) *Tokens {
	o.ClientID, o.Secret, o.Life = cmp.Or(o.ClientID, "app"), cmp.Or(o.Secret, "secret"), cmp.Or(o.Life, time.Hour)
	t := &Tokens{Gate: gateOf(ln), options: o, issued: map[string]time.Time{}, done: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", t.give)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", t.give)
	mux.HandleFunc("POST /introspect", t.tell)
	t.server = &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() {
		_ = t.server.Serve(t.Gate) // ends with Close
		close(t.done)
	}()
	return t
}

// Close ends the service.
func (t *Tokens) Close() error {
	err := t.server.Close()
	t.Drop()
	<-t.done
	return err
}

// Set changes the app, or what its tokens are like from now on.
func (t *Tokens) Set(change func(o *TokensOptions)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.options)
}

// Refuse makes the service refuse, until it is given the zero value.
func (t *Tokens) Refuse(r Refusal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refusal = r
}

// Good reports whether a token has been given, has not expired and has not been
// revoked.
func (t *Tokens) Good(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	expires, known := t.issued[token]
	return known && time.Now().Before(expires)
}

// Revoke makes every token so far worthless.
func (t *Tokens) Revoke() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.issued)
}

// Asked returns how often a token has been asked for.
func (t *Tokens) Asked() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked
}

func (t *Tokens) give(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	refusal := t.refusal
	switch {
	case refusal != Refusal{}:
	case r.PostFormValue("grant_type") != "client_credentials" || r.PostFormValue("scope") == "":
		refusal = Refusal{Status: http.StatusBadRequest, Error: "invalid_request", Number: 900144}
	case r.PostFormValue("client_id") != t.options.ClientID:
		refusal = Refusal{Status: http.StatusBadRequest, Error: "unauthorized_client", Number: 700016}
	case r.PostFormValue("client_secret") != t.options.Secret:
		refusal = Refusal{Status: http.StatusUnauthorized, Error: "invalid_client", Number: 7000215}
	}
	if refusal != (Refusal{}) {
		refusal.write(w)
		return
	}
	token := t.options.token()
	t.issued[token] = time.Now().Add(t.options.Life)
	writeJSON(w, http.StatusOK, map[string]any{
		"token_type": "Bearer", "expires_in": int(t.options.Life / time.Second), "access_token": token,
	})
}

func (r Refusal) write(w http.ResponseWriter) {
	if r.RetryAfter != "" {
		w.Header().Set("Retry-After", r.RetryAfter)
	}
	if r.Body != "" || r.Error == "" {
		w.WriteHeader(r.Status)
		_, _ = w.Write([]byte(r.Body)) // whoever asked may have gone
		return
	}
	writeJSON(w, r.Status, map[string]any{
		"error": r.Error, "error_codes": []int{r.Number},
		"error_description": fmt.Sprintf("AADSTS%d: the stand-in refuses. Trace ID: %s", r.Number, rand.Text()),
	})
}

// token makes a JWT without a signature worth the name.
func (o TokensOptions) token() string {
	part := func(v any) string {
		raw, _ := json.Marshal(v) // maps of words and numbers
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	claims := map[string]any{"iss": "https://sts.windows.net/tenant/", "appid": o.ClientID}
	if len(o.Roles) > 0 {
		claims["roles"] = slices.Clone(o.Roles)
	}
	return part(map[string]any{"typ": "JWT", "alg": "RS256"}) + "." + part(claims) + "." + rand.Text()
}

// tell answers a mail server: is the token good, and whose is it?
func (t *Tokens) tell(w http.ResponseWriter, r *http.Request) {
	answer := map[string]any{"active": t.Good(r.PostFormValue("token"))}
	if answer["active"] == true {
		t.mu.Lock()
		answer["username"] = t.options.ClientID
		t.mu.Unlock()
	}
	writeJSON(w, http.StatusOK, answer)
}
