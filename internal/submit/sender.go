package submit

import (
	"context"
	"regexp"
	"time"

	"borgerbot/internal/personal"
)

// Envelope is where a letter goes. It is written in SMTP, not in the letter.
type Envelope struct {
	From string // our own address; unused where Account.NullSender is set
	To   personal.Text
	// Proof is our own mailbox as a second recipient of the same transaction, so
	// that what arrives there proves what was sent; "" for none.
	Proof string
}

// Receipt is what a server said when it took a letter.
type Receipt struct {
	QueueID string // "" if it gave none
	// ProofRefused: the letter is sent, but will not arrive in our own mailbox.
	ProofRefused bool
}

// Sender sends letters to one server, one at a time. Its methods may be called
// from any goroutine.
type Sender struct {
	acc  Account
	turn chan struct{} // holds a value while somebody uses conn
	conn *connection   // nil: none open
	idle *time.Timer   // closes conn
}

// New returns a sender. It makes no connection before the first letter.
func New(acc Account) *Sender { return &Sender{acc: acc, turn: make(chan struct{}, 1)} }

// Send hands raw, a whole message with CRLF line ends, to the server. Every error
// is an [*Error]. When ctx ends, the connection is cut: that is [Uncertain] after
// the final dot, and harmless before.
func (s *Sender) Send(ctx context.Context, env Envelope, raw []byte) (Receipt, error) {
	letter, err := s.address(env, raw)
	if err != nil {
		return Receipt{}, err
	}
	if err := s.lock(ctx); err != nil {
		return Receipt{}, classify(PhaseConnect, err)
	}
	defer s.unlock()
	for {
		conn, kept := s.conn, s.conn != nil
		if !kept {
			if conn, err = connect(ctx, s.acc); err != nil {
				return Receipt{}, err
			}
		}
		s.conn = conn
		receipt, failure := conn.send(ctx, letter)
		if failure == nil {
			return receipt, nil
		}
		s.tidy(failure)
		switch early := failure.lost() && failure.Phase != PhaseFinal && ctx.Err() == nil; {
		case early && failure.Phase == PhaseProof:
			letter.proof = "" // the proof must not stop the letter
		case early && kept:
			// The connection was lost while nobody used it.
		default:
			return Receipt{}, failure
		}
	}
}

// address puts the envelope into SMTP's form.
func (s *Sender) address(env Envelope, raw []byte) (letter, error) {
	l := letter{from: "<>", raw: raw}
	var errs [4]error
	if !s.acc.NullSender {
		l.from, errs[0] = path(env.From)
	}
	l.to, errs[1] = path(env.To.Reveal())
	if env.Proof != "" {
		l.proof, errs[2] = path(env.Proof)
	}
	errs[3] = checkLines(raw)
	for _, err := range errs {
		if err != nil {
			return letter{}, &Error{Kind: Permanent, Phase: PhaseInput, cause: err}
		}
	}
	if err := s.acc.Validate(); err != nil {
		return letter{}, &Error{Kind: Config, Phase: PhaseConnect, cause: err}
	}
	return l, nil
}

// tidy makes the connection fit for the next letter, or drops it.
func (s *Sender) tidy(failure *Error) {
	// A refusal of the final dot has ended the transaction.
	fit := !failure.lost() && failure.Kind != Uncertain && (failure.Phase == PhaseFinal || s.conn.reset())
	if !fit {
		s.conn.cut()
		s.conn = nil
	}
}

// Close ends the connection, if there is one. The sender can be used again.
func (s *Sender) Close() error {
	if err := s.lock(context.Background()); err != nil {
		return err
	}
	defer s.unlock()
	if s.conn != nil {
		s.conn.quit()
		s.conn = nil
	}
	return nil
}

func (s *Sender) lock(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.idle != nil {
		s.idle.Stop()
	}
	return nil
}

func (s *Sender) unlock() {
	if s.conn != nil {
		s.idle = time.AfterFunc(s.acc.Timings.idle(), func() {
			_ = s.Close() // fails only with a context that ends
		})
	}
	<-s.turn
}

// queued finds the queue id in what Postfix and Exim say.
var queued = regexp.MustCompile(`(?i)\b(?:queued as|id=)\s?([0-9A-Za-z-]{4,40})\b`)

func queueID(words string) string {
	m := queued.FindStringSubmatch(words)
	if m == nil {
		return ""
	}
	return m[1]
}
