package standin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-smtp"
)

// Phase is the moment of an SMTP transaction at which a fault strikes.
type Phase int

// The phases, in order.
const (
	AtAuth   Phase = iota + 1
	AtMail         // answering MAIL
	AtRcpt         // answering RCPT
	AtDot          // answering the final dot of the message
	AfterDot       // once the message is taken and 250 is sent
)

// An SMTPFault is trouble in the next transactions. With neither Reply nor
// Stall the connection is cut, so that the client hears nothing.
type SMTPFault struct {
	Phase Phase
	Times int // how many transactions; 0 means one
	// Reply is what the client hears instead. After the dot it is sent unasked,
	// so that the client takes it for the answer to its next command, and the
	// connection is closed.
	Reply *smtp.SMTPError
	// Stall lets the client wait until it gives up.
	Stall bool
	// Taken makes the server take the message before the fault strikes AtDot:
	// the client cannot know (RFC 1047).
	Taken bool
	// Recipient limits a fault AtRcpt to one address.
	Recipient string
}

// Fail adds a fault. Faults of the same phase strike in the order they came.
func (s *SMTP) Fail(f SMTPFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	s.faults = append(s.faults, &f)
}

// next returns the fault that strikes now, or nil. A fault counts once for each
// transaction, however often it strikes in it; struck remembers.
func (s *SMTP) next(phase Phase, recipient string, struck *[]*SMTPFault) *SMTPFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	fits := func(f *SMTPFault) bool {
		return f.Phase == phase && (f.Recipient == "" || strings.EqualFold(f.Recipient, recipient))
	}
	if i := slices.IndexFunc(*struck, fits); i >= 0 {
		return (*struck)[i]
	}
	i := slices.IndexFunc(s.faults, fits)
	if i < 0 {
		return nil
	}
	f := s.faults[i]
	if f.Times--; f.Times == 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	*struck = append(*struck, f)
	return f
}

func replyLine(r *smtp.SMTPError) string {
	e := r.EnhancedCode
	return fmt.Sprintf("%d %d.%d.%d %s\r\n", r.Code, e[0], e[1], e[2], r.Message)
}
