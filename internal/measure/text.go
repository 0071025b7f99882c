package measure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"borgerbot/internal/casework"
)

// notes say what is not measured, and what in the directory was not read.
func (m meter) notes(set Set, all []Judged) []string {
	notes := []string{}
	say := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	var off []string
	for _, ground := range codes(casework.Grounds()) {
		if !m.uses(ground) {
			off = append(off, ground)
		}
	}
	if len(off) > 0 {
		say("not measured, because the office does not use them: %s", strings.Join(off, ", "))
	}
	without := 0
	for _, j := range all {
		if slices.ContainsFunc(off, func(ground string) bool { return j.Given[ground] }) {
			without++
		}
	}
	if without > 0 {
		say("letters labelled with such a ground, whose verdict is therefore not measured: %d", without)
	}
	if len(set.Unread) > 0 {
		say("fields of %s that are not measured: %s", LabelsFile, strings.Join(set.Unread, ", "))
	}
	if len(set.Unlabelled) > 0 {
		say("letters without labels: %d", len(set.Unlabelled))
	}
	return notes
}

// remits is the order of the confusion's rows and columns.
var remits = []casework.Remit{casework.In, casework.Out, casework.Mix, casework.Check}

// Text returns the figures to be read.
func (f Figures) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: letters measured %d\n", f.Directory, f.Letters)
	for _, note := range f.Notes {
		fmt.Fprintf(&b, "  %s\n", note)
	}
	for _, g := range f.Groups {
		g.write(&b)
	}
	fmt.Fprintf(&b, "\nmicro-F1 of the kinds, delay counted as case_handling: %s; by itself: %s\n", f.Groups[0].Micro, f.KindsStrict)
	f.writeConfusion(&b)
	fmt.Fprintf(&b, "\nwrongly OUT (labelled IN or MIX): %s\n", f.WronglyOut)
	b.WriteString("recall of each ground, named with OUT, MIX or CHECK:\n")
	for _, r := range f.Recall {
		fmt.Fprintf(&b, "  %-20s %s\n", r.Ground, r.Share)
	}
	for _, line := range []struct {
		what string
		is   Share
	}{
		{"CPR counts right", f.CPR},
		{"events right (end in the labelled period, ongoing agrees)", f.Events},
		{"event intervals right at both ends", f.EventEnds},
		{"no event read where none is dated", f.NoEvents},
		{"one-year verdict right", f.OneYear},
		{"one-year verdict right where an event is dated", f.OneYearOf},
		{"labelled passages met by evidence", f.Spans},
	} {
		if line.is.N > 0 {
			fmt.Fprintf(&b, "%s: %s\n", line.what, line.is)
		}
	}
	f.Calibration.write(&b)
	for _, a := range f.Apart {
		fmt.Fprintf(&b, "\n%s: verdicts right %s; micro-F1 of kinds %s, of grounds %s\n", a.What, a.Verdicts, a.Kinds, a.Grounds)
	}
	f.writeDisagreements(&b)
	return b.String()
}

// String is "k of n" and the fraction.
func (s Share) String() string {
	if s.N == 0 {
		return "0 of 0"
	}
	return fmt.Sprintf("%d of %d (%s)", s.K, s.N, s.Rate())
}

// String has three places, or is "-" where there is nothing to count.
func (r Rate) String() string {
	if math.IsNaN(float64(r)) {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(r))
}

func (g Group) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%-20s %5s %5s %5s  %9s %9s %9s\n", g.Name, "right", "wrong", "miss", "precision", "recall", "F1")
	aside := false
	for _, r := range g.Rows {
		mark := ""
		switch {
		case r.TP+r.FP+r.FN == 0:
			continue
		case r.TP+r.FN == 0:
			mark, aside = " *", true
		}
		fmt.Fprintf(b, "  %-18s %5d %5d %5d  %9s %9s %9s%s\n", r.Label, r.TP, r.FP, r.FN, r.Precision, r.Recall, r.F1, mark)
	}
	fmt.Fprintf(b, "  macro-F1 %s, micro-F1 %s\n", g.Macro, g.Micro)
	if aside {
		b.WriteString("  * no letter carries it: not in the averages\n")
	}
}

func (f Figures) writeConfusion(b *strings.Builder) {
	fmt.Fprintf(b, "\nverdicts right: %s\n  labelled, said:", f.Verdicts)
	for _, said := range remits {
		fmt.Fprintf(b, " %5s", said)
	}
	b.WriteString("\n")
	for _, labelled := range remits {
		fmt.Fprintf(b, "  %-15s", labelled)
		for _, said := range remits {
			fmt.Fprintf(b, " %5d", f.Confusion[labelled][said])
		}
		b.WriteString("\n")
	}
}

func (c Calibration) write(b *strings.Builder) {
	b.WriteString("\nconfidence of verdicts    said   right\n")
	for _, bin := range c.Bins {
		fmt.Fprintf(b, "  from %.2f to %.2f      %s   %s\n", bin.From, bin.To, bin.Said, bin.Right)
	}
	fmt.Fprintf(b, "  expected calibration error %s, Brier score %s\n", c.ECE, c.Brier)
}

func (f Figures) writeDisagreements(b *strings.Builder) {
	fmt.Fprintf(b, "\n")
	n := 0
	for _, d := range f.Disagreements {
		if !d.none {
			n++
		}
	}
	fmt.Fprintf(b, "letters not read as labelled: %d\n", n)
	for _, d := range f.Disagreements {
		fmt.Fprintf(b, "\n%s: %s %s\n", d.File, d.Said, d.Confidence)
		for _, x := range d.Differences {
			fmt.Fprintf(b, "  %s: said %s; labelled %s\n", x.What, x.Said, x.Labelled)
		}
		for _, e := range d.Evidence {
			sign := "+"
			if !e.For {
				sign = "-"
			}
			fmt.Fprintf(b, "  %s %s: %s %s %q\n", sign, e.Label, e.Rule, e.Weight, e.Text)
		}
		if d.Words != "" {
			fmt.Fprintf(b, "  labelled for the words %q\n", d.Words)
		}
		if d.Note != "" {
			fmt.Fprintf(b, "  note: %s\n", d.Note)
		}
	}
}
