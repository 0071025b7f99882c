package casework

// Basis tells how far the letters of an act have come: one more than how many of the
// kind have been decided and not withdrawn. Who opened a window before another was
// decided did not know of it: two letters would go where one was meant (design 1.4).
// It is 0 where the act sends none.
func (q Inquiry) Basis(r Rules, act EventType) int {
	kinds := []LetterID{q.LetterOf(r, Event{Type: act})}
	switch kinds[0] {
	case NoLetter:
		return 0
	case LetterDeadlineNotice:
		kinds = append(kinds, LetterAbsence) // each gives the citizen a new date
	}
	basis := 1
	for _, l := range q.Letters {
		if isOneOf(l.Letter, kinds...) && l.Status != LetterCancelled {
			basis++
		}
	}
	return basis
}

// Meant is the act that an event does or stands for.
func (ev Event) Meant() EventType {
	if isOneOf(ev.Type, SentItMyself, SentByDigitalPost, DraftLetter) {
		return ev.Stands
	}
	return ev.Type
}
