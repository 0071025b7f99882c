package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/compose"
	"borgerbot/internal/ident"
	"borgerbot/internal/letter"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Adviser is a borgerrådgiver as the desk knows her.
type Adviser struct {
	ID casework.AdviserID
	letter.Adviser
	Alarms string // the address alarms go to
	// Mailboxes are hers. What she takes over from a colleague's goes on from the
	// first.
	Mailboxes []string
}

// Department is a part of the municipality that can be asked (H19).
type Department struct {
	Name    string
	Address string
}

// Config is what the office has decided, as the desk needs it.
type Config struct {
	Rules    casework.Rules
	Office   letter.Office
	Advisers []Adviser
	// ConflictContact is the address of whom the office has chosen for inquiries
	// that are about an adviser; DutyContact of whoever is called when somebody may
	// be in danger. Either may be empty.
	ConflictContact, DutyContact string
	// Operator is the address that gets the alarms of the system beside the advisers;
	// it may be empty.
	Operator    string
	Departments map[string]Department
	Referrals   map[string]letter.Referral
	// From is the sender of letters for each mailbox; Main is the mailbox of
	// letters that belong to none.
	From map[string]compose.Mailbox
	Main string
	// MailDomain ends the Message-IDs of our letters.
	MailDomain string
	Instance   string
	Caps       Caps
	// Proof: it can be found out whether a letter has left.
	Proof bool
	// Erasing, unless nil, is told what is about to be erased for good, where older
	// copies of the database outlive it. An error puts the erasure off.
	Erasing func(keyIDs []string, messages []casework.MessageID) error
	// View is what cards show of the office; its Now and its Rules are set at each
	// use.
	View card.View
	// Pressed is told of every act, before it is carried out; what it returns is
	// called if nothing comes of the act.
	Pressed func(q casework.ID, at time.Time) (nothing func())
}

// Desk changes inquiries.
type Desk struct {
	store   *store.Store
	names   ident.Namer
	letters *letter.Set
	deck    *card.Deck
	cfg     Config
	changed func()
}

// New returns a desk. changed is called after every committed change, from any
// goroutine, and must not block.
func New(s *store.Store, n ident.Namer, l *letter.Set, d *card.Deck, cfg Config, changed func()) *Desk {
	return &Desk{store: s, names: n, letters: l, deck: d, cfg: cfg, changed: changed}
}

// Opening is a message that opens an inquiry.
type Opening struct {
	Message casework.MessageID
	Facts   *casework.MailFacts
	At      time.Time // when it was taken in
	By      casework.ActorRole
	Mailbox string
	// Words are what the citizen wrote, for the contact for conflicts.
	Words personal.Text
	Owner casework.AdviserID // of the mailbox, or who noted it down: it is hers from the start
	Note  personal.Text      // of who noted it down
	// MailID is the letter's own Message-ID; Thread has it too, after those the
	// letter refers to.
	MailID string
	Thread []string
	// Held: it comes out of an inquiry that must not be erased.
	Held bool
}

// Open makes an inquiry of a message. It is safe to call again for the same
// message: the inquiry that is there is returned.
func (d *Desk) Open(tx *store.Tx, o Opening) (store.Inquiry, error) {
	var q store.Inquiry
	for try := uint32(0); ; try++ {
		id, ref := d.names.Inquiry(o.Message, try)
		if there, err := tx.Inquiry(id); err == nil || !errors.Is(err, store.ErrNotFound) {
			return there, err
		}
		if _, err := tx.InquiryByReference(ref); errors.Is(err, store.ErrNotFound) {
			q.ID, q.Ref = id, ref
			break
		} else if err != nil {
			return q, err
		}
	}
	q.Mailbox, q.Thread = o.Mailbox, o.Thread
	if o.Facts.Channel.Written() { // of who rang or came an adviser has said whether
		if err := d.holdForgotten(tx, o.Facts); err != nil {
			return q, err
		}
		if err := d.cap(tx, o.Facts, o.At); err != nil {
			return q, err
		}
	}
	ev := casework.Event{
		Type: casework.Opened, At: o.At, By: casework.Actor{Role: o.By}, Press: string(o.Message), Mail: o.Facts,
		Adviser: o.Owner, Note: o.Note, Held: o.Held,
	}
	if o.By == casework.ByAdviser {
		ev.By.Adviser = o.Owner
	}
	if err := d.apply(tx, &q, ev); err != nil {
		return q, err
	}
	if err := d.inform(tx, q, o.Words, string(o.Message), o.At); err != nil {
		return q, err
	}
	return q, d.know(tx, q.ID, o.MailID, "")
}

// know records the Message-ID by which later letters find the inquiry. The ids a
// letter only refers to are not its own: whoever has seen another citizen's mail can
// refer to it, and would draw the answers to it here. key is that of the letter, if
// it is one of the office's own.
func (d *Desk) know(tx *store.Tx, id casework.ID, mailID, key string) error {
	if mailID == "" {
		return nil
	}
	return tx.AddMailID(d.names.MailID(mailID), id, key)
}

// correspond keeps the addresses by which letters find the inquiry in step with
// its parties: a representative belongs to it as long as her power of attorney holds.
func (d *Desk) correspond(tx *store.Tx, id casework.ID, before casework.Parties, after casework.Inquiry) error {
	if before == after.Parties || after.Course.State == casework.Erased {
		return nil // or its addresses go with it
	}
	was, is := d.addresses(before), d.addresses(after.Parties)
	for hash := range was {
		if is[hash] {
			continue
		}
		if err := tx.RemoveAddress(hash, id); err != nil {
			return err
		}
	}
	for hash := range is {
		if was[hash] {
			continue
		}
		if err := tx.AddAddress(hash, id); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) addresses(p casework.Parties) map[string]bool {
	hashes := map[string]bool{}
	for _, person := range p.Correspondents() {
		if !person.Address.Empty() {
			hashes[d.names.Address(person.Address.Reveal())] = true
		}
	}
	return hashes
}

// Received applies an event that a further letter of the inquiry brings. mailID
// is its Message-ID, thread has those it refers to too, and words are what it says.
func (d *Desk) Received(tx *store.Tx, id casework.ID, ev casework.Event, mailID string, thread []string, words personal.Text) (store.Inquiry, error) {
	q, err := tx.Inquiry(id)
	if err != nil {
		return q, err
	}
	if d.inThread(q.Inquiry, ev) {
		q.Thread = appendThread(q.Thread, thread)
	}
	if err := d.apply(tx, &q, ev); err != nil {
		return q, err
	}
	if ev.Mail != nil {
		if err := d.inform(tx, q, words, ev.Press, ev.At); err != nil {
			return q, err
		}
	}
	return q, d.know(tx, id, mailID, q.SeenKey(ev))
}

// inThread reports whether letters to the citizen refer to a letter: to hers and
// what the office wrote her. The Message-ID of anybody else's is not for her.
func (d *Desk) inThread(q casework.Inquiry, ev casework.Event) bool {
	if ev.Mail == nil {
		return ev.Type == casework.AdviserWrote
	}
	hash := func(p casework.Person) string { return d.names.Address(p.Address.Reveal()) }
	from := hash(ev.Mail.From)
	return ev.Type != casework.DepartmentWrote && (from == hash(q.Parties.Writer) || from == hash(q.Parties.Citizen()))
}

// maxThread is how many Message-IDs of a correspondence are kept for headers.
const maxThread = 20

func appendThread(thread, more []string) []string {
	for _, id := range more {
		known := false
		for _, have := range thread {
			known = known || have == id
		}
		if !known {
			thread = append(thread, id)
		}
	}
	if len(thread) > maxThread {
		thread = append(thread[:1:1], thread[len(thread)-maxThread+1:]...)
	}
	return thread
}

// Apply applies an event in a transaction of the caller's, who must call
// Changed after the commit.
func (d *Desk) Apply(tx *store.Tx, id casework.ID, ev casework.Event) (store.Inquiry, error) {
	q, err := tx.Inquiry(id)
	if err != nil {
		return q, err
	}
	err = d.apply(tx, &q, ev)
	return q, err
}

// Do applies an event in a transaction of its own and returns the inquiry as it
// then is. seen, when set, is the state the adviser saw when she pressed.
func (d *Desk) Do(ctx context.Context, id casework.ID, ev casework.Event, seen casework.State) (casework.Inquiry, error) {
	var q store.Inquiry
	err := d.store.Update(ctx, func(tx *store.Tx) (err error) {
		if q, err = tx.Inquiry(id); err != nil {
			return err
		}
		if seen != casework.None && seen != q.Course.State && !stillFits(q.Inquiry, ev) {
			return &casework.Refusal{Code: casework.WrongState, Event: ev.Type, State: q.Course.State}
		}
		return d.apply(tx, &q, ev)
	})
	if errors.Is(err, store.ErrPressed) {
		return d.Find(ctx, id)
	}
	if err == nil {
		d.changed()
	}
	return q.Inquiry, err
}

// stillFits reports whether an act means the same although the state has moved
// on since the adviser saw the card: taking it back, a note, a call.
func stillFits(q casework.Inquiry, ev casework.Event) bool {
	switch ev.Type {
	case casework.AddNote, casework.Call, casework.Take, casework.Undo, casework.NotAcute, casework.ResolveInDoubt:
		return casework.Allowed(q.Course.State, ev.Type)
	}
	return false
}

// Find returns an inquiry, or [store.ErrNotFound].
func (d *Desk) Find(ctx context.Context, id casework.ID) (casework.Inquiry, error) {
	var q store.Inquiry
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		q, err = tx.Inquiry(id)
		return err
	})
	return q.Inquiry, err
}

// FindByReference returns an inquiry, or [store.ErrNotFound].
func (d *Desk) FindByReference(ctx context.Context, ref casework.Reference) (casework.Inquiry, error) {
	var q store.Inquiry
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		q, err = tx.InquiryByReference(ref)
		return err
	})
	return q.Inquiry, err
}

// Changed tells whoever performs effects that there may be new ones.
func (d *Desk) Changed() { d.changed() }

// Card renders the card of an inquiry as it must look at now.
func (d *Desk) Card(q casework.Inquiry, now time.Time) card.Message {
	return d.deck.Card(q, d.view(now))
}

func (d *Desk) view(now time.Time) card.View {
	v := d.cfg.View
	v.Now, v.Rules = now, d.cfg.Rules
	return v
}

// apply is the one transition: casework decides, and everything is recorded in
// the transaction.
func (d *Desk) apply(tx *store.Tx, q *store.Inquiry, ev casework.Event) error {
	if ev.Press != "" && ev.Type != casework.Opened {
		pressed, err := tx.Pressed(q.ID, ev.Press, ev.Type)
		if err != nil {
			return err
		}
		if pressed {
			return store.ErrPressed
		}
	}
	before := q.Inquiry
	after, effects, err := q.Apply(d.cfg.Rules, ev)
	if err != nil {
		return err
	}
	q.Inquiry = after
	for _, e := range effects {
		if send, ok := e.(casework.SendLetter); ok && !send.ByHand {
			q.Thread = appendThread(q.Thread, []string{d.mailID(send.Key)})
		}
	}
	if err := d.save(tx, q, ev); err != nil {
		return err
	}
	if err := d.correspond(tx, q.ID, before.Parties, after); err != nil {
		return err
	}
	for _, e := range effects {
		if err := d.record(tx, q, before, ev, e); err != nil {
			return err
		}
	}
	return d.callDeputy(tx, *q, ev, effects)
}

func (d *Desk) save(tx *store.Tx, q *store.Inquiry, ev casework.Event) error {
	_, q.Wake = q.Clock(d.cfg.Rules, ev.At)
	if err := tx.PutInquiry(q); err != nil {
		return fmt.Errorf("store inquiry %s: %w", q.Ref, err)
	}
	if err := tx.AppendEvent(*q, ev); err != nil {
		return fmt.Errorf("journal %s: %w", q.Ref, err)
	}
	var refresh time.Time
	if q.UndoPoint != nil {
		refresh = q.UndoPoint.Until.Add(time.Second)
	}
	due := ev.At
	if ev.Type == casework.Opened && q.Received.Before(due) {
		due = q.Received // of letters taken in together the first comes first
	}
	if err := tx.WantCard(q.ID, d.names.Card(string(q.ID)), due, refresh); err != nil {
		return err
	}
	return d.seekCard(tx, *q, ev)
}
