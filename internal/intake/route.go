package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// route records what a message is, in one transaction.
func (in *Intake) route(tx *store.Tx, m store.Message, r reading) error {
	now, err := tx.Message(m.ID)
	if err != nil || now.State != store.MessageStored {
		return err
	}
	msg := r.msg
	box := in.mailbox(m.Mailbox)
	own, key, err := in.desk.OwnLetter(tx, msg.MessageID, in.stamp(msg), msg.Text, in.inSent(m))
	switch {
	case err != nil:
		return err
	case own:
		return in.ownLetter(tx, m, r, key)
	case m.Reason == ReasonAdopted:
		return in.person(tx, m, r, box)
	case in.inSent(m):
		return in.sentByAdviser(tx, m, r)
	case msg.Report != nil:
		return in.report(tx, m, msg)
	case in.robot(msg):
		return in.automatic(tx, m, msg)
	}
	return in.person(tx, m, r, box)
}

// stamp is the stamp of a message that may be a letter of ours, or "". Everybody who got
// one has its stamp and its words, and could hide a complaint in what stands beside them.
func (in *Intake) stamp(msg mailmsg.Message) string {
	if !msg.IsFrom(in.cfg.Own) || !msg.OnlyText() {
		return ""
	}
	return msg.Stamp
}

// inSent reports whether a message lies in the folder of sent mail.
func (in *Intake) inSent(m store.Message) bool {
	sent := in.mailbox(m.Mailbox).Sent
	return sent != "" && m.Folder == sent
}

// ownLetter is our own letter come back, through the Sent folder or a blind
// copy: the proof that it left. One that is ours and not known any more is an
// erased inquiry's, and must not bring its words back, or was sent after the copy
// that has been restored.
func (in *Intake) ownLetter(tx *store.Tx, m store.Message, r reading, key string) error {
	if key == "" {
		return in.forgotten(tx, m, r)
	}
	q, err := in.desk.Proven(tx, key, time.Now())
	if err != nil {
		return err
	}
	return tx.Settle(m.ID, store.MessageOwn, "", q)
}

// sentByAdviser is a letter an adviser wrote in her mail program.
func (in *Intake) sentByAdviser(tx *store.Tx, m store.Message, r reading) error {
	wrote := casework.Event{Type: casework.AdviserWrote, By: casework.Actor{Role: casework.ByAdviser}}
	key, id, err := in.draft(tx, r.msg)
	if err != nil {
		return err
	}
	if key != "" {
		wrote.Key = key
		if err := in.reached(tx, slices.Concat(r.msg.To, r.msg.Cc), id, &wrote); err != nil {
			return err
		}
		return in.join(tx, m, r, id, wrote)
	}
	if id, err = in.answered(tx, r.msg, &wrote); err != nil {
		return err
	}
	if id != "" {
		return in.join(tx, m, r, id, wrote)
	}
	return tx.Settle(m.ID, store.MessageSent, "", "")
}

// forgotten is a letter of ours that the store does not know. After a restore one
// that an adviser had pressed for answers its inquiry as one from her mail program
// would; the automatic ones are looked for under their names.
func (in *Intake) forgotten(tx *store.Tx, m store.Message, r reading) error {
	restored, err := tx.Restored()
	if err != nil {
		return err
	}
	if restored.Forgot(m.Received) && !r.msg.Automatic.Is {
		wrote := casework.Event{Type: casework.AdviserWrote, By: casework.Actor{Role: casework.ByAdviser}}
		id, err := in.answered(tx, r.msg, &wrote)
		if err != nil {
			return err
		}
		if id != "" {
			return in.join(tx, m, r, id, wrote)
		}
	}
	return in.bury(tx, m)
}

// answered is the inquiry that a sent letter points to and whose party it reaches, or
// none; the event is told whom it reached. Who only gets a copy of what is written to
// another has not been answered.
func (in *Intake) answered(tx *store.Tx, msg mailmsg.Message, wrote *casework.Event) (casework.ID, error) {
	pointers, err := in.pointers(tx, msg)
	if err != nil {
		return "", err
	}
	for _, copied := range []bool{false, true} {
		to := msg.To
		if copied {
			to = msg.Cc
		}
		for _, id := range pointers.All {
			if err := in.reached(tx, to, id, wrote); err != nil || wrote.Answers {
				wrote.Answers = wrote.Answers && !copied
				return id, err
			}
		}
	}
	return "", nil
}

// draft is the draft a sent letter was, and its inquiry. One that only goes round
// among the advisers has not been sent.
func (in *Intake) draft(tx *store.Tx, msg mailmsg.Message) (key string, id casework.ID, err error) {
	away := func(to mailmsg.Address) bool { return !listed(in.cfg.Advisers, to.Address.Reveal()) }
	if !slices.ContainsFunc(slices.Concat(msg.To, msg.Cc), away) {
		return "", "", nil
	}
	ids := slices.Clone(msg.References)
	slices.Reverse(ids)
	return in.desk.DraftOf(tx, append([]string{msg.MessageID}, ids...))
}

// reached says in the event whom of an inquiry a letter of an adviser's to some
// people answers.
func (in *Intake) reached(tx *store.Tx, people []mailmsg.Address, id casework.ID, wrote *casework.Event) (err error) {
	var to []personal.Text
	for _, a := range people {
		to = append(to, a.Address)
	}
	wrote.To, err = in.desk.Reached(tx, id, wrote.Key, to)
	wrote.Answers = wrote.To != ""
	return err
}

// report is a delivery status notification (RFC 3464): tied to its letter where
// that is known, and automatic mail in any case. Whatever it says of the letter, that
// has left: one that was in doubt does not go again.
func (in *Intake) report(tx *store.Tx, m store.Message, msg mailmsg.Message) error {
	key, inquiry, err := in.desk.LetterOf(tx, append([]string{msg.Report.OriginalMessageID}, msg.References...))
	if err != nil {
		return err
	}
	if key != "" {
		if err := in.cameBack(tx, key); err != nil {
			return err
		}
		ev := reported(*msg.Report)
		ev.At, ev.By, ev.Press, ev.Key = time.Now(), casework.Actor{Role: casework.BySystem}, string(m.ID), key
		_, err = in.desk.Apply(tx, inquiry, ev)
		if err := ignoreRefusal(err); err != nil {
			return err
		}
	}
	return tx.Settle(m.ID, store.MessageAutomatic, string(mailmsg.ReasonDeliveryReport), inquiry)
}

// cameBack records that a letter has left, of which something has come back. A draft
// left by an adviser's hand, and was never in doubt.
func (in *Intake) cameBack(tx *store.Tx, key string) error {
	if casework.IsDraft(key) {
		return nil
	}
	_, err := in.desk.Proven(tx, key, time.Now())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// reported is the event that a delivery report brings. Who gave up on a letter with
// a temporary status could not deliver it for days, and says nothing against the
// address (RFC 3463 §3.1). A letter that was relayed or expanded has left for where
// no further word comes from.
func reported(r mailmsg.DeliveryReport) casework.Event {
	switch {
	case r.Action == mailmsg.Delayed:
		return casework.Event{Type: casework.DeliveryDelayed}
	case r.Action != mailmsg.Failed:
		return casework.Event{Type: casework.DeliveryConfirmed}
	case strings.HasPrefix(r.Status, "4."):
		return casework.Event{Type: casework.DeliveryFailed, Reason: casework.ReasonLetterGivenUp}
	}
	return casework.Event{Type: casework.DeliveryFailed}
}

// robot reports whether nobody wrote a message. Forms and gateways are robots
// that carry a person's words.
func (in *Intake) robot(msg mailmsg.Message) bool {
	return msg.Automatic.Is && !in.isForm(msg) && !in.isGateway(msg)
}

// automatic is mail from a robot: counted, never answered, never dropped.
func (in *Intake) automatic(tx *store.Tx, m store.Message, msg mailmsg.Message) error {
	match, err := in.match(tx, msg)
	if err != nil {
		return err
	}
	if match.inquiry != "" && match.proven {
		_, err := in.desk.Apply(tx, match.inquiry, casework.Event{
			Type: casework.AutomaticReply, At: time.Now(), By: casework.Actor{Role: casework.BySystem}, Press: string(m.ID),
		})
		if err := ignoreRefusal(err); err != nil {
			return err
		}
	}
	return tx.Settle(m.ID, store.MessageAutomatic, string(msg.Automatic.Reason), match.inquiry)
}

// person is mail from a person. It joins an inquiry it belongs to, or opens one.
func (in *Intake) person(tx *store.Tx, m store.Message, r reading, box Mailbox) error {
	match, err := in.match(tx, r.msg)
	if err != nil {
		return err
	}
	facts := r.facts
	if match.inquiry != "" && match.proven {
		if match.role == casework.ByCitizen {
			acts, err := in.desk.IsRepresentative(tx, facts.From.Address, match.inquiry)
			if err != nil {
				return err
			}
			if acts {
				match.role = casework.ByRepresentative
			}
		}
		facts.Provisional = match.provisional
		return in.join(tx, m, r, match.inquiry, casework.Event{
			Type: match.event(), By: casework.Actor{Role: match.role}, Mail: &facts,
		})
	}
	unread, err := in.unreadBefore(tx, m)
	if err != nil {
		return err
	}
	copied, err := in.copied(tx, r.msg)
	if err != nil {
		return err
	}
	facts.Receipt = in.receipt(r.msg, m.Reason, match, &facts)
	facts.Suggested = slices.Concat(match.suggested, copied, unread)
	return in.open(tx, m, r.msg, &facts)
}

// join applies the event a further letter brings. An inquiry that cannot take it
// any more, because it was erased meanwhile, lets it open a new one.
func (in *Intake) join(tx *store.Tx, m store.Message, r reading, id casework.ID, ev casework.Event) error {
	ev.At, ev.Press = time.Now(), string(m.ID)
	_, err := in.desk.Received(tx, id, ev, r.msg.MessageID, thread(r.msg), words(r.msg))
	var refusal *casework.Refusal
	if errors.As(err, &refusal) && ev.Mail != nil {
		return in.open(tx, m, r.msg, &r.facts)
	}
	if err := ignoreRefusal(err); err != nil {
		return fmt.Errorf("join inquiry: %w", err)
	}
	if err := tx.Settle(m.ID, store.MessageInquiry, "", id); err != nil {
		return err
	}
	return in.file(tx, m)
}

// open makes an inquiry of the message.
func (in *Intake) open(tx *store.Tx, m store.Message, msg mailmsg.Message, facts *casework.MailFacts) error {
	box := in.mailbox(m.Mailbox)
	q, err := in.desk.Open(tx, desk.Opening{
		Message: m.ID, Facts: facts, At: time.Now(), By: casework.ByCitizen, Mailbox: m.Mailbox, Owner: box.Owner,
		Words:  words(msg),
		MailID: msg.MessageID, Thread: thread(msg),
	})
	if err != nil {
		return fmt.Errorf("open inquiry: %w", err)
	}
	reason := ""
	if m.Reason == ReasonUnreadable { // it is asked for again
		reason = m.Reason
	}
	if err := tx.Settle(m.ID, store.MessageInquiry, reason, q.ID); err != nil {
		return err
	}
	return in.file(tx, m)
}

// file asks for the message to be flagged or moved in the mailbox, as
// configured. It happens after this transaction: a message is never touched
// before it is safe.
func (in *Intake) file(tx *store.Tx, m store.Message) error {
	after := in.mailbox(m.Mailbox).After
	if after == (After{}) {
		return nil
	}
	places, err := tx.Places(m.ID)
	if err != nil {
		return err
	}
	for _, place := range places {
		if place.Folder == after.Move { // it was moved before a restore
			continue
		}
		if err := in.desk.File(tx, m, place, after.Flag, after.Move, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// thread is a message's own id and those it refers to, oldest first.
func thread(msg mailmsg.Message) []string {
	ids := append(append([]string(nil), msg.References...), msg.InReplyTo...)
	if msg.MessageID != "" {
		ids = append(ids, msg.MessageID)
	}
	return ids
}

func ignoreRefusal(err error) error {
	var refusal *casework.Refusal
	if errors.As(err, &refusal) || errors.Is(err, store.ErrPressed) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
