//go:build integration

package e2etest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

// TestCourse is the main job: two citizens' letters through Postfix, their
// receipts, the advisers' presses, the letters these start, a reply that joins,
// a draft that is finished in Outlook, and what becomes of the mail.
//
// Long: it is one course, told in its order.
func TestCourse(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{21, 22}, Set: map[string]any{
		"submission.proof": "bcc", "submission.copy_to_sent": true,
		"mailboxes.0.after.flag": "$Modtaget", "mailboxes.1.after.move": "Behandlet",
	}})
	doveadm(t, "mailbox", "create", "-u", address(22), "Behandlet")
	t.Cleanup(func() { doveadm(t, "mailbox", "delete", "-u", address(22), "Behandlet") })
	bodil, preben := mailProgram(t, 23), mailProgram(t, 24)
	first, second := openBox(t, 21), openBox(t, 22)
	o.install()

	post(t, address(23), address(21), waiting(23, 21, "ventetid-1@borger.example.org"))
	receipt := bodil.letters(1)[0]
	t.Logf("the receipt:\n%s", receipt.raw)
	receipt.mustSay(t, "Kære Bodil Kragelund", "Du får som udgangspunkt svar senest")
	receipt.mustHave(t, map[string]string{
		"In-Reply-To": "<ventetid-1@borger.example.org>", "References": "<ventetid-1@borger.example.org>",
		"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
		"Precedence": "", "Return-Path": "<" + address(21) + ">", "Reply-To": "<" + address(21) + ">",
		"From": "Borgerrådgiverne <" + address(21) + ">", "Bcc": "", "User-Agent": "", "X-Mailer": "",
	})
	ref := receipt.reference(t)
	card := o.awaitCard(ref, "Ser ud til at høre til hos borgerrådgiveren", "Sendt kl.")
	t.Logf("the card, %+v:\n%s", card.Metadata, card.BlocksJSON())

	// The second mailbox: a letter outside the remit, moved once it is stored.
	post(t, address(24), address(22), professional(24, 22))
	away := preben.letters(1)[0].reference(t)
	second.await("Behandlet", 1)
	o.awaitCard(away, "uden for")
	o.press(slackKirsten, away, "Uden for området")
	o.submit(slackKirsten, nil)
	guided := preben.letters(2)[1]
	t.Logf("the letter that says who else can help:\n%s", guided.raw)
	guided.mustHave(t, map[string]string{"Auto-Submitted": "", "From": "Borgerrådgiverne <" + address(22) + ">"})
	guided.mustSay(t, "Kære Preben Stenfeldt", "Kirsten Prøve", away)
	o.awaitCard(away, "Afsluttet")

	// A reply to the receipt joins: no second receipt, no second card.
	post(t, address(23), address(21), reply(receipt, 23, 21))
	o.awaitCard(ref, "2 mails i alt")

	// The adviser takes it and answers in Outlook with the draft.
	o.press(slackJonas, ref, "Tag")
	o.awaitCard(ref, "Jonas Eksempel")
	o.press(slackJonas, ref, "Besvar")
	o.submit(slackJonas, nil)
	draft := read(t, first.await("Drafts", 1)[0].Raw)
	draft.mustHave(t, map[string]string{"To": "Bodil Kragelund <" + address(23) + ">", "In-Reply-To": "<svar@borger.example.org>"})
	draft.mustSay(t, "Kære Bodil Kragelund", "Jonas Eksempel")
	finished := []byte(strings.Replace(string(draft.raw), "Message-ID: <", "Message-ID: <outlook.", 1))
	post(t, address(21), address(23), finished)
	first.file("Sent", finished, time.Now())
	bodil.letters(2)
	o.awaitCard(ref, "Besvaret")

	// Copies lie where the letters are from, and nothing has gone out twice.
	first.await("Sent", 2)
	second.await("Sent", 2)
	o.awaitFlags(first, "$Modtaget", 2)
	o.stop()
	for _, citizen := range []*person{bodil, preben} {
		if n := len(citizen.letters(2)); n != 2 {
			t.Errorf("%d letters for one citizen", n)
		}
	}
	if cards, open := len(o.cards()), o.open(); cards != 2 || open != 1 {
		t.Errorf("%d cards, %d open inquiries; the copies to ourselves are none", cards, open)
	}
	o.journalHolds()
	o.silent("Bodil", "Kragelund", "Preben", "Stenfeldt", address(23), address(24), "jobcentret", "061093", "12 34 56 78", "hjemmehjælp")
}

// awaitFlags waits until n messages in the inbox bear a keyword. None may have
// been marked as read.
func (o *office) awaitFlags(box *person, keyword imap.Flag, n int) {
	o.tb.Helper()
	eventually(o.tb, "the letters are flagged", func() error {
		inbox, err := box.folder("INBOX")
		flagged := 0
		for _, m := range inbox {
			if slices.Contains(m.Flags, keyword) {
				flagged++
			}
			if slices.Contains(m.Flags, imap.FlagSeen) {
				o.tb.Fatalf("the mail with UID %d is marked as read", m.UID)
			}
		}
		if err == nil && flagged != n {
			err = fmt.Errorf("%d are", flagged)
		}
		return err
	})
}

// waiting is a letter on a long wait, with what must not get out.
func waiting(from, to int, id string) []byte {
	return crlf(fmt.Sprintf(`From: Bodil Kragelund <%s>
To: Borgerrådgiverne <%s>
Subject: Jeg venter stadig på svar fra jobcentret
Message-ID: <%s>
Date: %s
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hej

Jeg har ventet på svar fra jobcentret i fire måneder. Min sagsbehandler svarer
hverken på mail eller telefon. Mit CPR-nummer er 061093-5001.

Ring gerne på 12 34 56 78.

Venlig hilsen
Bodil Kragelund
`, address(from), address(to), id, time.Now().Format(time.RFC1123Z)))
}

func professional(from, to int) []byte {
	return crlf(fmt.Sprintf(`From: Preben Stenfeldt <%s>
To: <%s>
Subject: Afslag =?utf-8?Q?p=C3=A5_hjemmehj=C3=A6lp?=
Message-ID: <afslag@borger.example.org>
Date: %s
MIME-Version: 1.0
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Jeg har f=E5et afslag p=E5 mere hjemmehj=E6lp, og jeg er uenig i afg=F8relsen. =
Jeg synes, at jeg har ret til mere hj=E6lp, end visitator har bevilget mig. Jeg =
vil have afg=F8relsen lavet om.

Preben Stenfeldt
`, address(from), address(to), time.Now().Format(time.RFC1123Z)))
}

// reply is a citizen's reply to one of our letters, with it quoted.
func reply(to arrived, from, box int) []byte {
	return crlf(fmt.Sprintf(`From: Bodil Kragelund <%s>
To: <%s>
Subject: Sv: %s
Message-ID: <svar@borger.example.org>
In-Reply-To: %s
References: %s %s
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Tak. Jeg glemte at skrive, at jeg ogsaa har skrevet til jobcentret i maj.

> %s
`, address(from), address(box), to.header.Get("Subject"), to.header.Get("Message-ID"), to.header.Get("References"),
		to.header.Get("Message-ID"), strings.ReplaceAll(to.text, "\n", "\n> ")))
}
