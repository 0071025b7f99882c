package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// Inquiry is an inquiry with what the store keeps beside it.
type Inquiry struct {
	casework.Inquiry
	// Wake is when the clock next has something to say; zero is never.
	Wake time.Time
	// Mailbox is the mailbox the inquiry came to.
	Mailbox string
	// Thread is the Message-IDs of the correspondence, oldest first, for the
	// headers of the next letter (RFC 5322 §3.6.4).
	Thread []string
	// Handed are the messages that went with it into the inquiry it was merged into.
	Handed []casework.MessageID
	keyID  string
}

// errStale says that an inquiry was read before another change, or has been
// erased: what is stored stays.
var errStale = errors.New("the stored inquiry is newer")

// PutInquiry stores an inquiry. A new one gets a key of its own. A copy that is
// older than what is stored, and anything about an erased inquiry, is refused.
func (t *Tx) PutInquiry(q *Inquiry) error {
	if q.keyID == "" {
		keyID, err := t.store.vault.NewKey(t.ctx)
		if err != nil {
			return err
		}
		q.keyID = keyID
	}
	body, err := t.sealInquiry(*q)
	if err != nil {
		return fmt.Errorf("seal inquiry: %w", err)
	}
	c, d := q.Course, q.Course.Deadline
	n, err := t.change(upsertInquiry,
		q.ID, q.Ref, q.Version, c.State, q.keyID, body, q.Channel, stamp(q.Received), q.Language,
		q.Verdict.Remit, codes(q.Verdict.Kinds), codes(q.Verdict.Grounds), codes(q.Verdict.Flags),
		len(q.Verdict.Sensitive) > 0, q.Parties.Mandate.State != casework.MandateNone,
		c.Holder, day(d.Date), d.Promised, stamp(c.Answered), d.Reached, c.Held, c.Acute, q.Alarm(), c.IsCase(),
		c.Outcome, codes(c.Grounds), c.Department, c.Theme, c.Finding, stamp(c.Closed), q.Messages, stamp(roundUp(q.Wake)),
		stamp(c.Case.Opened), day(c.First.Promised), stamp(c.First.Answered), codes(c.Referrals), d.Noticed)
	if err == nil && n == 0 {
		err = errStale
	}
	return err
}

const upsertInquiry = `
	INSERT INTO inquiries (
	  id, reference, version, state, key_id, body, channel, received_at, language,
	  remit, kinds, grounds, flags, sensitive, represented,
	  holder, due, promised, answered_at, reached, held, acute, alarm, is_case,
	  outcome, decided, department, theme, finding, closed_at, messages, wake_at,
	  case_at, promised_first, answered_first, referrals, noticed)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE
	SET version = excluded.version, state = excluded.state, body = excluded.body, language = excluded.language,
	    remit = excluded.remit, kinds = excluded.kinds, grounds = excluded.grounds, flags = excluded.flags,
	    sensitive = excluded.sensitive, represented = excluded.represented, holder = excluded.holder,
	    due = excluded.due, promised = excluded.promised, answered_at = excluded.answered_at,
	    reached = excluded.reached, held = excluded.held, acute = excluded.acute, alarm = excluded.alarm,
	    is_case = excluded.is_case, outcome = excluded.outcome, decided = excluded.decided,
	    department = excluded.department, theme = excluded.theme, finding = excluded.finding,
	    closed_at = excluded.closed_at, messages = excluded.messages, wake_at = excluded.wake_at,
	    case_at = excluded.case_at, promised_first = excluded.promised_first, answered_first = excluded.answered_first,
	    referrals = excluded.referrals, noticed = excluded.noticed
	WHERE inquiries.key_id = excluded.key_id AND inquiries.version <= excluded.version AND inquiries.state <> 'erased'`

// codes writes a list of codes between spaces, so that one is found with LIKE.
func codes[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, code := range list {
		words[i] = string(code)
	}
	return strings.Join(words, " ")
}

func (t *Tx) sealInquiry(q Inquiry) (any, error) {
	if q.Course.State == casework.Erased {
		return nil, nil
	}
	row := inquiryRow{
		Subject: q.Subject.Reveal(), Excerpt: q.Excerpt.Reveal(), Verdict: toVerdict(q.Verdict),
		Attachments: toAttachments(q.Attachments), Writer: toPerson(q.Parties.Writer),
		Party: toPerson(q.Parties.Party), Mandate: toMandate(q.Parties), Course: toCourse(q.Course),
		Links: q.Links, Related: q.Related, Notes: q.Notes, Filing: filingRow(q.Filing),
		LastEvent: q.LastEvent, LastContact: q.LastContact, Heard: q.Heard, Undo: toUndo(q.UndoPoint),
		Mailbox: q.Mailbox, Thread: q.Thread, Suggested: q.Suggested, Drafts: toDrafts(q.Drafts), OfDepartment: q.OfDepartment,
		Named: q.Named, Handed: q.Handed, Parts: converted(q.Parts, toPart), Hold: holdRow(q.Hold),
	}
	for _, p := range q.Provisional {
		row.Joined = append(row.Joined, joinedRow(p))
	}
	for _, l := range q.Letters {
		row.Letters = append(row.Letters, letterRow(l))
	}
	plain, err := json.Marshal(row)
	if err != nil {
		return nil, err
	}
	return t.store.vault.Seal(t.ctx, q.keyID, plain, inquiryPlace(q.ID))
}

func inquiryPlace(id casework.ID) string { return "inquiry " + string(id) }

// Stored returns the ids of every inquiry that has not been erased. It reads the
// whole table.
func (t *Tx) Stored() ([]casework.ID, error) {
	ids, err := t.strings(`SELECT id FROM inquiries WHERE state <> 'erased' ORDER BY received_at`)
	return inquiryIDs(ids), err
}

const inquiryColumns = `
	id, reference, version, state, key_id, body, channel, received_at, language, messages, wake_at`

// Inquiry returns an inquiry, or [ErrNotFound]. Of an erased one only the figures
// are left.
func (t *Tx) Inquiry(id casework.ID) (Inquiry, error) {
	return t.oneInquiry(`SELECT `+inquiryColumns+` FROM inquiries WHERE id = ?`, id)
}

// InquiryByReference returns the inquiry with the reference, or [ErrNotFound].
func (t *Tx) InquiryByReference(ref casework.Reference) (Inquiry, error) {
	return t.oneInquiry(`SELECT `+inquiryColumns+` FROM inquiries WHERE reference = ?`, ref)
}

func (t *Tx) oneInquiry(query string, args ...any) (Inquiry, error) {
	all, err := t.inquiries(query, args...)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Inquiry{}, err
	}
	return all[0], nil
}

func (t *Tx) inquiries(query string, args ...any) ([]Inquiry, error) {
	var all []Inquiry
	err := t.each(query, args, func(rows *sql.Rows) error {
		var q Inquiry
		var body []byte
		err := rows.Scan(&q.ID, &q.Ref, &q.Version, &q.Course.State, &q.keyID, &body, &q.Channel,
			instant{&q.Received}, &q.Language, &q.Messages, instant{&q.Wake})
		if err != nil {
			return err
		}
		if body != nil {
			if err := t.openInquiry(&q, body); err != nil {
				return fmt.Errorf("open inquiry %s: %w", q.Ref, err)
			}
		}
		all = append(all, q)
		return nil
	})
	return all, err
}

func (t *Tx) openInquiry(q *Inquiry, body []byte) error {
	plain, err := t.store.vault.Open(t.ctx, q.keyID, body, inquiryPlace(q.ID))
	if err != nil {
		return err
	}
	var row inquiryRow
	if err := json.Unmarshal(plain, &row); err != nil {
		return err
	}
	q.Subject, q.Excerpt = personal.New(row.Subject), personal.New(row.Excerpt)
	q.Verdict, q.Attachments = row.Verdict.verdict(), row.Attachments.attachments()
	q.Parties = row.Mandate.parties(row.Writer, row.Party)
	q.Course, q.UndoPoint, q.OfDepartment = row.Course.course(), row.Undo.undo(), row.OfDepartment
	for _, p := range row.Joined {
		q.Provisional = append(q.Provisional, casework.ProvisionalLetter(p))
	}
	for _, l := range row.Letters {
		q.Letters = append(q.Letters, casework.Letter(l))
	}
	for _, d := range row.Drafts {
		q.Drafts = append(q.Drafts, d.draft())
	}
	q.Links, q.Related, q.Notes, q.Filing = row.Links, row.Related, row.Notes, casework.Filing(row.Filing)
	q.LastEvent, q.LastContact, q.Heard = row.LastEvent, row.LastContact, row.Heard
	q.Mailbox, q.Thread, q.Suggested, q.Named = row.Mailbox, row.Thread, row.Suggested, row.Named
	q.Hold = casework.Hold(row.Hold)
	q.Handed, q.Parts = row.Handed, converted(row.Parts, partRow.part)
	return nil
}

// Awake returns the inquiries for which the clock has something to say at now,
// those waiting longest first.
func (t *Tx) Awake(now time.Time, limit int) ([]casework.ID, error) {
	ids, err := t.strings(`
		SELECT id
		FROM inquiries
		WHERE wake_at <= ?
		ORDER BY wake_at
		LIMIT ?`, stamp(now), limit)
	return inquiryIDs(ids), err
}

// WakeAll has the clock look at every inquiry at an instant.
func (t *Tx) WakeAll(at time.Time) error {
	_, err := t.change(`
		UPDATE inquiries
		SET wake_at = ?
		WHERE id > '' AND state <> 'erased'`, stamp(at)) // every one, once after a change of settings
	return err
}

// NextWake is when the clock next has something to say; zero is never.
func (t *Tx) NextWake() (time.Time, error) {
	var next time.Time
	err := t.scan(`SELECT MIN(wake_at) FROM inquiries WHERE wake_at IS NOT NULL`, nil, instant{&next})
	return next, err
}

// Open returns the open inquiries, those due first at the top.
func (t *Tx) Open(limit int) ([]Inquiry, error) {
	return t.inquiries(`
		SELECT `+inquiryColumns+`
		FROM inquiries
		WHERE state NOT IN ('closed', 'erased')
		ORDER BY due IS NULL, due, received_at
		LIMIT ?`, limit)
}

// ReceivedSince returns the inquiries received at from or later, in the order they
// came. Of an erased one only the figures are left.
func (t *Tx) ReceivedSince(from time.Time) ([]Inquiry, error) {
	return t.inquiries(`
		SELECT `+inquiryColumns+`
		FROM inquiries
		WHERE received_at >= ?
		ORDER BY received_at, id`, stamp(from))
}

// OpenIDs returns the ids of the open inquiries on which a clock runs.
func (t *Tx) OpenIDs() ([]casework.ID, error) {
	ids, err := t.strings(`
		SELECT id
		FROM inquiries
		WHERE state NOT IN ('closed', 'erased') AND due IS NOT NULL AND answered_at IS NULL`)
	return inquiryIDs(ids), err
}

// Existing returns those of the references that belong to an inquiry.
func (t *Tx) Existing(refs []casework.Reference) ([]casework.Reference, error) {
	var found []casework.Reference
	for _, ref := range refs {
		n, err := t.count(`SELECT COUNT(*) FROM inquiries WHERE reference = ?`, ref)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			found = append(found, ref)
		}
	}
	return found, nil
}

func inquiryIDs(ids []string) []casework.ID {
	all := make([]casework.ID, len(ids))
	for i, id := range ids {
		all[i] = casework.ID(id)
	}
	return slices.Clip(all)
}
