package card

import (
	"strings"

	"borgerbot/internal/casework"
)

// Notice returns the short answer to a press, for the one who pressed.
func (d *Deck) Notice(n Notice) string { return d.words.Codes.Notices[n] }

// NoSuchReference tells an adviser that what she typed names no inquiry, and
// which existing ones are a typing mistake away.
func (d *Deck) NoSuchReference(typed casework.Reference, near []casework.Reference) string {
	if len(near) == 0 {
		return fill(d.words.Codes.NoReference, "ref", string(typed)) + " " + d.words.Codes.NothingChanged
	}
	names := make([]string, len(near))
	for i, ref := range near {
		names[i] = string(ref)
	}
	return fill(d.words.Codes.NoReferenceBut, "ref", string(typed), "near", strings.Join(names, ", ")) + " " + d.words.Codes.NothingChanged
}

// Refused explains to the one who acted why nothing has changed.
func (d *Deck) Refused(r *casework.Refusal, q casework.Inquiry, v View) string {
	field, ok := d.words.Codes.Fields[r.Field]
	if !ok {
		field = d.words.Codes.Fields[fieldDefault]
	}
	taken := q.Course.TakenAt
	if taken.IsZero() {
		taken = v.Now
	}
	return fill(d.words.Codes.Refusals[r.Code], "state", d.words.Codes.States[r.State],
		"who", d.name(r.By, v), "at", d.moment(taken, v), "field", field)
}
