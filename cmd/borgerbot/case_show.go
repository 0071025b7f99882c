package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

type caseShow struct{ caseAt }

// Run prints the inquiry's facts, letters and journal, as codes.
func (c caseShow) Run(t terminal) error {
	in, cfg, q, err := c.find(t)
	if err != nil {
		return err
	}
	defer in.Close()
	show(t.out, string(q.Ref), string(q.Course.State), "received "+localTime(q.Received, cfg.Location), "holder "+holder(q.Course))
	showDeadline(t.out, q.Course.Deadline)
	v := q.Verdict
	show(t.out, "verdict", string(v.Remit), list("kinds", v.Kinds), list("grounds", v.Grounds), list("flags", v.Flags))
	for _, l := range q.Letters {
		show(t.out, "letter", string(l.Letter), "to "+string(l.To), string(l.Status), localTime(l.Changed, cfg.Location))
	}
	return in.Store.View(context.Background(), func(tx *store.Tx) error {
		events, err := tx.Journal(q.ID)
		for _, ev := range events {
			show(t.out, "journal", localTime(ev.At, cfg.Location), string(ev.Type), strings.TrimSpace(string(ev.By.Role)+" "+string(ev.By.Adviser)))
		}
		return err
	})
}

// showDeadline prints the date that is counted to, where there is one.
func showDeadline(out io.Writer, d casework.Deadline) {
	if d.Date.IsZero() {
		show(out, "deadline", "none")
		return
	}
	whose, told, reached := "internal", "", ""
	if d.Promised {
		whose = "promised"
	}
	if !d.Told.IsZero() {
		told = "told " + d.Told.String()
	}
	if d.Reached != "" {
		reached = "reached " + string(d.Reached)
	}
	show(out, "deadline", d.Date.String(), whose, told, reached)
}

// show prints a line of what there is; what is empty is left out.
func show(out io.Writer, words ...string) {
	var there []string
	for _, w := range words {
		if w != "" {
			there = append(there, w)
		}
	}
	fmt.Fprintln(out, strings.Join(there, "\t"))
}

// list names what a list holds; an empty one is nothing.
func list[T ~string](name string, codes []T) string {
	if len(codes) == 0 {
		return ""
	}
	return name + " " + strings.Trim(fmt.Sprint(codes), "[]")
}
