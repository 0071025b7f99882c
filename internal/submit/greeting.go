package submit

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Greeting is what a server tells whoever has signed in.
type Greeting struct {
	CertificateEnds time.Time // zero without TLS
	// MaxSize is how many bytes a letter may have (RFC 1870); 0: the server does not
	// say.
	MaxSize int64
}

// Greet connects, signs in and says goodbye. Every error is an [*Error].
func Greet(ctx context.Context, acc Account) (Greeting, error) {
	if err := acc.Validate(); err != nil {
		return Greeting{}, &Error{Kind: Config, Phase: PhaseConnect, cause: err}
	}
	var g Greeting
	acc.Certificate = func(ends time.Time) { g.CertificateEnds = ends }
	conn, err := connect(ctx, acc)
	if err != nil {
		return g, err
	}
	defer conn.quit()
	if offered, bytes := conn.client.Extension("SIZE"); offered {
		if n, err := strconv.ParseInt(strings.TrimSpace(bytes), 10, 64); err == nil && n > 0 {
			g.MaxSize = n
		}
	}
	return g, nil
}
