package standin

import (
	"strings"

	"github.com/emersion/go-sasl"
)

// mechXOAUTH2 is the SASL mechanism of Google and Microsoft.
const mechXOAUTH2 = "XOAUTH2"

// xoauth2Server is the server's side of it. A refusal comes at once, as
// Microsoft's does, and not as a challenge.
type xoauth2Server struct {
	tokens *Tokens
	user   string
	login  func(good bool) error
}

var _ sasl.Server = xoauth2Server{}

// Next implements sasl.Server.
func (x xoauth2Server) Next(response []byte) (challenge []byte, done bool, err error) {
	if response == nil {
		return []byte{}, false, nil
	}
	token, ok := strings.CutPrefix(string(response), "user="+x.user+"\x01auth=Bearer ")
	token, ended := strings.CutSuffix(token, "\x01\x01")
	return nil, true, x.login(ok && ended && x.tokens.Good(token))
}
