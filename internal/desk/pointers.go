package desk

import (
	"errors"
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Pointers are the inquiries a message points to. Erased ones are not among them.
type Pointers struct {
	// All are in the order of how much the sign is worth: references in the subject,
	// letters of ours that it answers, then other letters it answers and references
	// in its text.
	All []casework.ID
	// Parts are the inquiries the signs name, by what each is a part of today: itself,
	// unless it was merged.
	Parts map[casework.ID][]casework.ID
	// Only is the one inquiry that the strongest of the signs names; empty when it
	// names several, or there is none.
	Only casework.ID
}

// PointedTo returns the inquiries a message points to, by the Message-IDs it
// answers and the references in its subject and its text.
func (d *Desk) PointedTo(tx *store.Tx, mailIDs []string, subject, text string) (Pointers, error) {
	named, err := d.named(tx, subject)
	if err != nil {
		return Pointers{}, err
	}
	var answered, other []casework.ID
	for _, mailID := range mailIDs {
		ours, theirs, err := tx.ByMailID(d.names.MailID(mailID))
		if err != nil {
			return Pointers{}, err
		}
		// The letters of a part are the whole's: they name nobody who is not known there.
		if err := errors.Join(settle(tx, ours), settle(tx, theirs)); err != nil {
			return Pointers{}, err
		}
		answered, other = append(answered, ours...), append(other, theirs...)
	}
	inText, err := d.named(tx, text)
	if err != nil {
		return Pointers{}, err
	}
	return d.weigh(tx, named, answered, append(other, inText...))
}

// named returns the inquiries whose references stand in a text.
func (d *Desk) named(tx *store.Tx, text string) (ids []casework.ID, err error) {
	for _, ref := range casework.FindReferences(text) {
		q, err := tx.InquiryByReference(ref)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, q.ID)
	}
	return ids, nil
}

// weigh makes pointers of signs, the strongest first.
func (d *Desk) weigh(tx *store.Tx, signs ...[]casework.ID) (p Pointers, err error) {
	p.Parts = map[casework.ID][]casework.ID{}
	for _, ids := range signs {
		strongest := len(p.All) == 0
		for _, id := range ids {
			q, err := lasting(tx, id)
			if err != nil {
				return Pointers{}, err
			}
			if q.Course.State == casework.Erased {
				continue
			}
			if !slices.Contains(p.All, q.ID) {
				p.All = append(p.All, q.ID)
			}
			p.Parts[q.ID] = append(p.Parts[q.ID], id)
		}
		if strongest && len(p.All) == 1 {
			p.Only = p.All[0]
		}
	}
	return p, nil
}

// maxMerges bounds how far a merge is followed. There is no ring: whatever absorbs
// another is open, and part of nothing.
const maxMerges = 100

// lasting returns the inquiry that a sign of another one means today: what was
// merged is a part of the one it was merged into, which has its letters.
func lasting(tx *store.Tx, id casework.ID) (store.Inquiry, error) {
	q, err := tx.Inquiry(id)
	for range maxMerges {
		if err != nil || q.Course.MergedInto == "" {
			break
		}
		q, err = tx.Inquiry(q.Course.MergedInto)
	}
	return q, err
}

// settle puts in the place of each inquiry the one that it means today.
func settle(tx *store.Tx, ids []casework.ID) error {
	for i, id := range ids {
		q, err := lasting(tx, id)
		if err != nil {
			return err
		}
		ids[i] = q.ID
	}
	return nil
}

// IsParty reports whether an address corresponds in an inquiry that a message points
// to: in it as it is today, or in a part of it that the message names.
func (p Pointers) IsParty(tx *store.Tx, d *Desk, address personal.Text, id casework.ID) (bool, error) {
	for _, part := range append(p.Parts[id], id) {
		if party, err := d.IsParty(tx, address, part); err != nil || party {
			return party, err
		}
	}
	return false, nil
}

// Suggestions are the references of inquiries a message may belong to: those it
// points to, and existing ones one typing mistake away from what it says.
func (d *Desk) Suggestions(tx *store.Tx, pointed []casework.ID, text string) ([]casework.Reference, error) {
	var refs []casework.Reference
	for _, id := range pointed {
		q, err := tx.Inquiry(id)
		if err != nil {
			return nil, err
		}
		refs = append(refs, q.Ref)
	}
	for _, typed := range casework.FindMistyped(text) {
		near, err := tx.Existing(casework.Neighbours(typed))
		if err != nil {
			return nil, err
		}
		refs = append(refs, near...)
	}
	return refs, nil
}
