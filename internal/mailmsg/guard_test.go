package mailmsg_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/mailmsg"
)

// TestGuarded: neither a panic nor work without end gets past the guard, and the error
// holds no word of the letter.
func TestGuarded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		forever := make(chan struct{})
		for name, row := range map[string]struct {
			read func() (int, error)
			want error
		}{
			"well":  {func() (int, error) { return 7, nil }, nil},
			"own":   {func() (int, error) { return 0, io.ErrUnexpectedEOF }, io.ErrUnexpectedEOF},
			"panic": {func() (int, error) { panic("Lis Egebjerg") }, mailmsg.ErrGivenUp},
			"endless": {func() (int, error) {
				<-forever
				return 7, nil
			}, mailmsg.ErrGivenUp},
		} {
			n, err := mailmsg.Guarded(time.Minute, row.read)
			if !errors.Is(err, row.want) || row.want == nil && n != 7 {
				t.Errorf("%s: %d, %v", name, n, err)
			}
			if err != nil && strings.Contains(err.Error(), "Egebjerg") {
				t.Errorf("%s: the error tells %v", name, err)
			}
		}
		close(forever)
	})
}
