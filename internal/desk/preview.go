package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Preview is the letter an act would send, as it stands with what the adviser
// has chosen so far; an empty body when the act sends none. In minimal mode
// nobody is named.
func (d *Desk) Preview(ctx context.Context, q casework.Inquiry, ev casework.Event, now time.Time) (card.Preview, error) {
	p := card.Preview{Event: ev}
	id := q.LetterOf(d.cfg.Rules, ev)
	if id == casework.NoLetter {
		return p, nil
	}
	ev.At = now
	fields := q.Filled(d.cfg.Rules, ev)
	after := q.Foresee(d.cfg.Rules, ev)
	if ev.Type == casework.AcceptPowerOfAttorney && after.Parties.Mandate.State != casework.MandateAccepted {
		after.Parties = q.Parties.Accepting(ev)
		after.Parties.Mandate.State, after.Parties.Mandate.Accepted = casework.MandateAccepted, d.cfg.Rules.Today(now)
	}
	role, person := after.Recipient(id, id.Addressee())
	p.To, p.Address = role, person.Address
	send := casework.SendLetter{Letter: id, To: role, Fields: fields}
	hint := d.letters.NameHint(language(after, send))
	for _, p := range []*casework.Person{&after.Parties.Party, &after.Parties.Representative} {
		if ev.Type == casework.AcceptPowerOfAttorney && p.Nobody() && !ev.Fields.Unnamed {
			p.Name = hint // she is about to name her
		}
	}
	if d.cfg.View.Mode == card.Minimal {
		person = casework.Person{}
		for _, p := range []*casework.Person{&after.Parties.Writer, &after.Parties.Party, &after.Parties.Representative} {
			*p = hidden(*p, hint)
		}
	}
	q = after
	if q.Course.Holder == "" {
		q.Course.Holder = ev.By.Adviser // who acts has it from then on
	}
	data, err := d.data(d.stored(ctx, q), ev, send, person)
	if err != nil {
		return p, err
	}
	text, err := d.letters.Preview(data, language(q, send))
	var missing *letter.MissingError
	if errors.As(err, &missing) {
		return p, nil // a choice is still to be made before there is a letter
	}
	p.Subject, p.Body = text.Subject, text.Text.Reveal()
	return p, err
}

// hidden is somebody of whom a preview shows only whether there is a name.
func hidden(p casework.Person, hint personal.Text) casework.Person {
	if p.Name.Empty() {
		return casework.Person{}
	}
	return casework.Person{Name: hint}
}

// Neighbours returns the existing inquiries whose reference is one typing
// mistake away from what an adviser typed.
func (d *Desk) Neighbours(ctx context.Context, typed string) (near []casework.Reference, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		near, err = tx.Existing(casework.Neighbours(typed))
		return err
	})
	return near, err
}

// advisers are whom a ping calls: the one named, or who stands in for her, or else
// all whom the inquiry calls.
func (d *Desk) advisers(id casework.AdviserID, q casework.Inquiry, at time.Time) []card.Adviser {
	v := d.view(at)
	if deputy, ok := v.Deputy(id, q.Apart()); ok {
		return []card.Adviser{deputy}
	}
	if at := slices.IndexFunc(v.Advisers, func(a card.Adviser) bool { return a.ID == id }); at >= 0 && q.KeepsOut(id, casework.Take) == "" {
		return v.Advisers[at : at+1]
	}
	called := d.called(q, at)
	return slices.DeleteFunc(slices.Clone(v.Advisers), func(a card.Adviser) bool { return !slices.Contains(called, a.ID) })
}
