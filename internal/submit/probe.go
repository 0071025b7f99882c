package submit

import "context"

// Probe connects and signs in, and says goodbye, so that a closed relay is noticed
// before there is a letter for it. While a connection is open that is proof enough.
// Every error is an [*Error].
func (s *Sender) Probe(ctx context.Context) error {
	if err := s.lock(ctx); err != nil {
		return classify(PhaseConnect, err)
	}
	defer s.unlock()
	if s.conn != nil {
		return nil
	}
	if err := s.acc.Validate(); err != nil {
		return &Error{Kind: Config, Phase: PhaseConnect, cause: err}
	}
	conn, err := connect(ctx, s.acc)
	if err != nil {
		return err
	}
	conn.quit()
	return nil
}
