//go:build integration

package e2etest

import (
	"errors"
	"strings"
	"testing"
)

// TestReceipt: a letter through Postfix becomes a card, and its receipt comes
// back through Postfix.
func TestReceipt(t *testing.T) {
	o := newOffice(t, plan{Boxes: []int{21}})
	citizen := mailProgram(t, 22)
	o.install()
	post(t, address(22), address(21), crlf(`From: Bodil Kragelund <box22@example.org>
To: box21@example.org
Subject: Klage
Message-ID: <first@example.org>

Jeg vil klage over ventetiden.
`))
	receipt := string(citizen.await("INBOX", 1)[0].Raw)
	if !strings.Contains(receipt, "In-Reply-To: <first@example.org>") {
		t.Errorf("the receipt: %s", receipt)
	}
	eventually(t, "the card is posted", func() error {
		if len(o.Channel().Messages()) == 0 {
			return errors.New("the channel is empty")
		}
		return nil
	})
	o.stop()
}
