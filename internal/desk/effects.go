package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/compose"
	"borgerbot/internal/letter"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Posting is a letter in the outbox: what is sent, and how.
type Posting struct {
	Mailbox string `json:"mailbox"` // it leaves from
	From    string `json:"from"`
	To      string `json:"to"`
	Raw     []byte `json:"raw"`
}

// Line is a line for the channel in the outbox.
type Line struct {
	Text   string       `json:"text"`
	Blocks slack.Blocks `json:"blocks"`
	Key    string       `json:"key"` // opaque, in the message's metadata
}

// Filing is a draft, or a copy of a sent letter, for the mailbox in the outbox.
type Filing struct {
	Mailbox string    `json:"mailbox"`
	MailID  string    `json:"mail_id"`
	Date    time.Time `json:"date"`
	Raw     []byte    `json:"raw"`
}

// The kinds of outbox items beside letters, which have their own ids.
const (
	KindLine     = "line"
	KindDraft    = "draft"
	KindSentCopy = "sent_copy"
	KindAlarm    = "alarm"
)

// record writes an effect into the transaction.
func (d *Desk) record(tx *store.Tx, q *store.Inquiry, before casework.Inquiry, ev casework.Event, e casework.Effect) error {
	switch e := e.(type) {
	case casework.SendLetter:
		return d.sendLetter(tx, q, ev, e)
	case casework.PutDraft:
		return d.putDraft(tx, q, ev, e)
	case casework.DropDrafts:
		return d.dropDrafts(tx, *q, ev, e)
	case casework.KeepDrafts:
		return d.keepDrafts(tx, ev, e)
	case casework.CancelLetters:
		if e.Waiting {
			return tx.CancelWaiting(e.Keys, ev.At)
		}
		ok, err := tx.Cancel(e.Keys, ev.At)
		if err == nil && !ok {
			err = &casework.Refusal{Code: casework.TooLate, Event: ev.Type, State: before.Course.State}
		}
		return err
	case casework.RetryLetter:
		return d.withOutgoing(tx, e.Key, func(o store.Outgoing) error { return tx.Resend(o.ID, ev.At) })
	case casework.SettleLetter:
		end := store.OutCancelled
		if e.Sent {
			end = store.OutDelivered
		}
		return d.withOutgoing(tx, e.Key, func(o store.Outgoing) error {
			return tx.Finish(o.ID, end, ev.At, store.Result{Phase: "adviser"})
		})
	case casework.Say:
		return d.line(tx, *q, ev, e.Key, d.deck.Line(e.Line, q.Inquiry, d.view(ev.At)))
	case casework.Ping:
		return d.line(tx, *q, ev, e.Key, d.deck.Ping(e.Line, d.advisers(e.To, q.Inquiry, ev.At), q.Inquiry, d.view(ev.At)))
	case casework.Alarm:
		return d.alarm(tx, *q, ev, e)
	case casework.FileJournal:
		return tx.WantFiling(q.ID, e.Due)
	case casework.TellWhole:
		return d.tellWhole(tx, *q, ev, e.Whole)
	case casework.EraseInquiry:
		return d.beginErasure(tx, *q, ev)
	}
	return fmt.Errorf("unknown effect %T", e)
}

func (d *Desk) withOutgoing(tx *store.Tx, key string, fn func(store.Outgoing) error) error {
	o, err := tx.OutgoingByKey(key)
	if err != nil {
		return fmt.Errorf("letter: %w", err)
	}
	return fn(o)
}

// sendLetter renders a letter to the bytes that will be sent, whatever happens
// in between.
func (d *Desk) sendLetter(tx *store.Tx, q *store.Inquiry, ev casework.Event, e casework.SendLetter) error {
	to, mail, err := d.compose(*q, ev, e)
	if err != nil {
		return &LetterError{e.Letter, q.Ref, err}
	}
	if e.ByHand {
		return d.file(tx, *q, ev, casework.DraftKey(e.Key), mail)
	}
	raw, err := compose.Bytes(mail, d.names.Key("stamp"))
	if err != nil {
		return &LetterError{e.Letter, q.Ref, err}
	}
	due := ev.At
	if e.Undoable {
		due = due.Add(d.cfg.Rules.Grace)
	}
	hash := d.names.Address(to)
	item := store.Outgoing{
		Key: e.Key, Channel: store.OutMail, Kind: string(e.Letter), Automatic: e.Automatic, Due: due,
		Created: ev.At, MailID: mail.MessageID, ToHash: hash,
	}
	if err := enqueue(tx, *q, item, Posting{Mailbox: d.mailbox(*q), From: mail.From.Address, To: to, Raw: raw}); err != nil {
		return err
	}
	if e.Automatic {
		if err := d.mayBeDone(tx, item, ev); err != nil {
			return err
		}
	}
	return tx.AddMailID(d.names.MailID(mail.MessageID), q.ID, e.Key)
}

// putDraft puts a letter into the Drafts folder for the adviser to finish.
func (d *Desk) putDraft(tx *store.Tx, q *store.Inquiry, ev casework.Event, e casework.PutDraft) error {
	as := *q
	if e.After != nil {
		as.Inquiry = *e.After
	}
	e.Fields.InOutlook = true // she fills what is missing
	_, mail, err := d.compose(as, ev, casework.SendLetter{Key: e.Key, Letter: e.Letter, To: e.To, Fields: e.Fields})
	if err != nil {
		return &LetterError{e.Letter, q.Ref, err}
	}
	return d.file(tx, *q, ev, e.Key, mail)
}

// file puts a letter into the Drafts folder. It is known again among the sent mail
// by its Message-ID or, where the mail program gives it another, by an id of ours
// among those it refers to.
func (d *Desk) file(tx *store.Tx, q store.Inquiry, ev casework.Event, key string, mail compose.Mail) error {
	mail.Draft = true
	mark := d.mailID(key + "/mark")
	mail.References = append(slices.Clone(mail.References), mark)
	for _, id := range []string{mail.MessageID, mark} {
		if err := tx.AddMailID(d.names.MailID(id), q.ID, key); err != nil {
			return err
		}
	}
	raw, err := compose.Bytes(mail, d.names.Key("stamp"))
	if err != nil {
		return fmt.Errorf("draft for %s: %w", q.Ref, err)
	}
	return enqueue(tx, q, store.Outgoing{
		Key: key, Channel: store.OutIMAP, Kind: KindDraft, Due: ev.At, Created: ev.At,
	}, Filing{Mailbox: d.mailbox(q), MailID: mail.MessageID, Date: ev.At, Raw: raw})
}

func (d *Desk) line(tx *store.Tx, q store.Inquiry, ev casework.Event, key string, m card.Message) error {
	item := store.Outgoing{Key: key, Channel: store.OutSlack, Kind: KindLine, Due: ev.At, Created: ev.At}
	line := Line{Text: m.Text, Blocks: slack.Blocks{BlockSet: m.Blocks}, Key: d.names.Card(key)}
	if err := enqueue(tx, q, item, line); err != nil {
		return err
	}
	return d.mayBeDone(tx, item, ev)
}

// errUnwritten says that an alarm cannot be written.
var errUnwritten = errors.New("write alarm")

// alarm writes to every adviser it does not concern: reference and what to do, no word of the case. A
// mail that could not be read is recorded also where no letter can be written:
// what keeps it from being read may be just that. Its card is red all the same.
func (d *Desk) alarm(tx *store.Tx, q store.Inquiry, ev casework.Event, e casework.Alarm) error {
	text, err := d.letters.RenderAlarm(d.inquiryAlarm(q, ev, letter.AlarmCode(e.Reason)))
	if err != nil {
		return err
	}
	if e.Reason == casework.ReasonAcute {
		if err := d.callDuty(tx, q, ev, path.Base(e.Key)); err != nil { // the event's own name
			return err
		}
	}
	to := d.alarmed(q.Inquiry, ev.At)
	for _, name := range slices.Sorted(maps.Keys(to)) {
		err := d.mailOffice(tx, q, ev.At, e.Key+"/"+name, to[name], text)
		told := e.Reason == casework.ReasonUnreadable || ev.Reason == casework.ReasonUnwritten
		if err != nil && !(errors.Is(err, errUnwritten) && told) {
			return err
		}
	}
	return nil
}

// mailOffice writes to somebody of the office.
func (d *Desk) mailOffice(tx *store.Tx, q store.Inquiry, at time.Time, key, to string, text letter.Rendered) error {
	p, err := d.officeMail(q, at, key, to, text)
	if err != nil {
		return err
	}
	return enqueue(tx, q, store.Outgoing{
		Key: key, Channel: store.OutMail, Kind: KindAlarm, Due: at, Created: at, MailID: d.mailID(key),
	}, p)
}

// officeMail is a mail to somebody of the office, as it is handed to the relay.
func (d *Desk) officeMail(q store.Inquiry, at time.Time, key, to string, text letter.Rendered) (Posting, error) {
	mail := compose.Mail{
		From: d.sender(q), To: compose.Recipient{Address: personal.New(to)},
		MessageID: d.mailID(key), Date: at.In(d.cfg.Rules.Location), Subject: text.Subject, Text: text.Text,
		Auto: compose.AutoGenerated, Instance: d.cfg.Instance,
	}
	raw, err := compose.Bytes(mail, d.names.Key("stamp"))
	if err != nil {
		return Posting{}, fmt.Errorf("%w: %w", errUnwritten, err)
	}
	return Posting{Mailbox: d.mailbox(q), From: mail.From.Address, To: to, Raw: raw}, nil
}

// enqueue seals the item with the inquiry's key, or with the system's where it
// belongs to none.
func enqueue(tx *store.Tx, q store.Inquiry, o store.Outgoing, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	o.Inquiry, o.Payload = q.ID, raw
	key := q.KeyOf()
	if key == "" {
		if key, err = tx.SystemKey(); err != nil {
			return err
		}
	}
	return tx.Enqueue(o, key)
}

func (d *Desk) mailID(key string) string { return d.names.Letter(key) + "@" + d.cfg.MailDomain }
