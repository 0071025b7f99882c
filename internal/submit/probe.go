package submit

import "context"

// Probe connects and signs in, and says goodbye, so that a closed relay is noticed
// before there is a letter for it. While a connection is open that is proof enough,
// and while a letter is on its way nothing is asked: what becomes of it will tell.
// Every error is an [*Error].
func (s *Sender) Probe(ctx context.Context) (asked bool, err error) {
	select {
	case s.turn <- struct{}{}:
	default:
		return false, nil
	}
	defer s.unlock()
	if s.conn != nil {
		return true, nil
	}
	if err := s.acc.Validate(); err != nil {
		return true, &Error{Kind: Config, Phase: PhaseConnect, cause: err}
	}
	conn, err := connect(ctx, s.acc)
	if err != nil {
		return true, err
	}
	conn.quit()
	return true, nil
}
