package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"borgerbot/internal/casework"
)

// TestEffects pins, for every event and state, what it leads to: the new state,
// the holder, and every effect with its key.
func TestEffects(t *testing.T) {
	var table strings.Builder
	for _, e := range casework.EventTypes() {
		last := ""
		for _, s := range append([]casework.State{casework.None}, casework.States()...) {
			if !casework.Allowed(s, e) {
				continue
			}
			q, effects, err := ready(inState(t, s), e).Apply(lejre(), full(e))
			if err != nil {
				continue
			}
			told := fmt.Sprintf("  holder %q alarms %q contacted %v notes %d\n", q.Course.Holder, q.Alarms(), q.Course.Contacted, q.Notes)
			for _, effect := range effects {
				told += "  " + describe(effect) + "\n"
			}
			if told == last {
				fmt.Fprintf(&table, "%s in %s: the same\n", e, s)
				continue
			}
			last = told
			fmt.Fprintf(&table, "%s in %s -> %s%s\n%s", e, s, q.Course.State, marks(e, q), told)
		}
	}
	golden(t, "effects.golden", table.String())
}

// marks say whether an event is a person's act, and whether it can be undone.
func marks(e casework.EventType, q casework.Inquiry) (marks string) {
	if e.IsAct() {
		marks = ", an act"
	}
	if q.UndoPoint != nil && q.UndoPoint.Act == e {
		marks += " to undo"
	}
	return marks
}

func describe(e casework.Effect) string {
	switch e := e.(type) {
	case casework.SendLetter:
		return fmt.Sprintf("send %s to %s, automatic %v, by hand %v, undoable %v, as %s", e.Letter, e.To, e.Automatic, e.ByHand, e.Undoable, e.Key)
	case casework.PutDraft:
		return fmt.Sprintf("draft %s to %s as %s", e.Letter, e.To, e.Key)
	case casework.Say:
		return fmt.Sprintf("say %s as %s", line(e.Line), e.Key)
	case casework.Ping:
		return fmt.Sprintf("ping %q %s as %s", e.To, line(e.Line), e.Key)
	case casework.Alarm:
		return fmt.Sprintf("alarm %s as %s", e.Reason, e.Key)
	case casework.CancelLetters:
		return fmt.Sprintf("cancel %v", e.Keys)
	}
	return fmt.Sprintf("%T %v", e, e)
}

// line is what a line says beside who said it.
func line(l casework.Line) string {
	var words []string
	for _, word := range []string{
		string(l.Letter), string(l.To), l.Date.String(), string(l.Step), string(l.Outcome), string(l.Reason), string(l.Adviser),
	} {
		if word != "" {
			words = append(words, word)
		}
	}
	return "(" + strings.Join(words, " ") + ")"
}
