package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"borgerbot/internal/casework"
)

// TestDiagram keeps the states' diagram for the README: every event that changes
// the state of an inquiry that is ready for it, drawn from the transitions
// themselves.
func TestDiagram(t *testing.T) {
	golden(t, "states.mmd", diagram(t))
}

// diagram is the course in Mermaid's language, one arrow for each pair of states.
func diagram(t *testing.T) string {
	states := append([]casework.State{casework.None}, casework.States()...)
	var lines []string
	for _, from := range states {
		for _, to := range states {
			var events []string
			for _, e := range casework.EventTypes() {
				q, _, err := ready(inState(t, from), e).Apply(lejre(), full(e))
				if err == nil && q.Course.State == to && from != to && e != casework.Undo {
					events = append(events, string(e))
				}
			}
			if len(events) > 0 {
				lines = append(lines, fmt.Sprintf("    %s --> %s: %s", node(from), node(to), strings.Join(events, "<br/>")))
			}
		}
	}
	return "stateDiagram-v2\n" + strings.Join(lines, "\n") + "\n    erased --> [*]\n"
}

func node(s casework.State) string {
	if s == casework.None {
		return "[*]"
	}
	return string(s)
}
