package measure

import (
	"encoding/json"
	"math"
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// Figures tell how well a set of letters was judged.
type Figures struct {
	Directory string  `json:"directory"`
	Letters   int     `json:"letters"` // measured, without those told apart
	Groups    []Group `json:"groups"`
	// KindsStrict is the micro-F1 of the kinds where delay is a kind of its own.
	KindsStrict Rate  `json:"kinds_strict_micro_f1"`
	Verdicts    Share `json:"verdicts_right"`
	// Confusion counts verdicts: by the label, then by what was said.
	Confusion  map[casework.Remit]map[casework.Remit]int `json:"confusion"`
	WronglyOut Share                                     `json:"wrongly_out"`
	// Recall tells of each ground in how many letters that carry it OUT, MIX or
	// CHECK named it.
	Recall      []Recall    `json:"ground_recall"`
	CPR         Share       `json:"cpr_counts_right"`
	Events      Share       `json:"events_right"`
	EventEnds   Share       `json:"event_intervals_exact"`
	NoEvents    Share       `json:"no_event_right"`
	OneYear     Share       `json:"one_year_right"`
	OneYearOf   Share       `json:"one_year_right_of_dated"`
	Spans       Share       `json:"spans_met"`
	Calibration Calibration `json:"calibration"`
	Apart       []Apart     `json:"apart"`
	// Notes say what was not measured.
	Notes         []string       `json:"notes"`
	Disagreements []Disagreement `json:"disagreements"`
}

// Share is k of n.
type Share struct {
	K int `json:"k"`
	N int `json:"n"`
}

// count adds one case.
func (s *Share) count(yes bool) {
	s.N++
	if yes {
		s.K++
	}
}

// Rate is the share as a fraction.
func (s Share) Rate() Rate { return Rate(float64(s.K) / float64(s.N)) }

// Rate is a number between 0 and 1, or NaN where there is nothing to count; JSON
// has null for that.
type Rate float64

// MarshalJSON rounds to four places.
func (r Rate) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(r)) {
		return []byte("null"), nil
	}
	return json.Marshal(math.Round(float64(r)*1e4) / 1e4)
}

// Group is the labels of one kind.
type Group struct {
	Name  string `json:"name"`
	Rows  []Row  `json:"labels"`
	Macro Rate   `json:"macro_f1"`
	Micro Rate   `json:"micro_f1"`
}

// Row is one label: right, said wrongly, missed.
type Row struct {
	Label     string `json:"label"`
	TP        int    `json:"tp"`
	FP        int    `json:"fp"`
	FN        int    `json:"fn"`
	Precision Rate   `json:"precision"`
	Recall    Rate   `json:"recall"`
	F1        Rate   `json:"f1"`
}

// Recall is how often a ground was found.
type Recall struct {
	Ground casework.Ground `json:"ground"`
	Share
}

// Apart is letters that are not in the other figures.
type Apart struct {
	What     string `json:"what"`
	Verdicts Share  `json:"verdicts_right"`
	Kinds    Rate   `json:"kinds_micro_f1"`
	Grounds  Rate   `json:"grounds_micro_f1"`
}

// Measure compares what was said with the labels, by the grounds the office uses.
// With details, letters without a disagreement are listed too.
func Measure(set Set, all []Judged, office scope.Office, details bool) Figures {
	m := meter{office: office}
	f := Figures{
		Directory: set.Name, Confusion: map[casework.Remit]map[casework.Remit]int{},
		Notes: m.notes(set, all), Apart: []Apart{}, Disagreements: []Disagreement{},
	}
	all = m.withoutUnused(all)
	var plain, ambiguous, foreign []Judged
	for _, j := range all {
		switch {
		case j.foreign():
			foreign = append(foreign, j)
		case j.Ambiguous:
			ambiguous = append(ambiguous, j)
		default:
			plain = append(plain, j)
		}
		if d := m.compare(j, details); details || !d.none {
			f.Disagreements = append(f.Disagreements, d)
		}
	}
	f.Letters = len(plain)
	f.Groups = []Group{
		group("kinds", plain, canonKinds(), canon), group("grounds", plain, m.grounds(), same),
		group("flags", plain, codes(casework.Flags()), same), group("sensitive", plain, codes(casework.Sensitives()), same),
	}
	f.KindsStrict = group("", plain, codes(casework.Kinds()), same).Micro
	for _, j := range plain {
		f.add(j)
	}
	f.Calibration = calibrate(plain)
	f.Recall = m.recall(plain)
	f.Apart = append(f.Apart, m.apart("ambiguous letters", ambiguous), m.apart("letters in other languages", foreign))
	f.Apart = slices.DeleteFunc(f.Apart, func(a Apart) bool { return a.Verdicts.N == 0 })
	return f
}

// meter measures for one office.
type meter struct{ office scope.Office }

func (m meter) uses(ground string) bool { return m.office.Grounds[casework.Ground(ground)].On }

// grounds lists the grounds the office uses.
func (m meter) grounds() []string {
	return slices.DeleteFunc(codes(casework.Grounds()), func(g string) bool { return !m.uses(g) })
}

// withoutUnused takes from the labels the grounds the office does not use. What the
// verdict would be without one is not known.
func (m meter) withoutUnused(all []Judged) []Judged {
	all = slices.Clone(all)
	for i, j := range all {
		given := map[string]bool{}
		for label, is := range j.Given {
			if slices.Contains(casework.Grounds(), casework.Ground(label)) && !m.uses(label) {
				if is {
					all[i].Verdict = ""
				}
				continue
			}
			given[label] = is
		}
		all[i].Given = given
	}
	return all
}

// add counts what each letter has one of.
func (f *Figures) add(j Judged) {
	if j.Verdict != "" {
		f.Verdicts.count(j.rightVerdict())
		row := f.Confusion[j.Verdict]
		if row == nil {
			row = map[casework.Remit]int{}
			f.Confusion[j.Verdict] = row
		}
		row[j.Said.Remit]++
		if j.Verdict == casework.In || j.Verdict == casework.Mix {
			f.WronglyOut.count(j.Said.Remit == casework.Out)
		}
	}
	if j.CPRCount >= 0 {
		f.CPR.count(j.rightCPR())
	}
	switch e := j.Event; {
	case e.Dated():
		f.Events.count(j.rightEvent())
		if e.Exact {
			f.EventEnds.count(j.Said.Event.From == e.From && j.Said.Event.To == e.To)
		}
	case e.Labelled:
		f.NoEvents.count(j.rightEvent())
	}
	// A letter whose label speaks of no dates is right by saying nothing.
	if old, labelled := j.Given[string(casework.GroundOld)]; labelled && (old || j.Event.Labelled) {
		right := j.says(string(casework.GroundOld)) == old
		f.OneYear.count(right)
		if j.Event.Dated() {
			f.OneYearOf.count(right)
		}
	}
	for _, met := range j.met {
		f.Spans.count(met)
	}
}

// rightVerdict reports whether the verdict is as labelled; a letter in a language
// the rules do not know should be CHECK.
func (j Judged) rightVerdict() bool {
	if j.foreign() {
		return j.Said.Remit == casework.Check
	}
	return j.Said.Remit == j.Verdict
}

func (j Judged) rightCPR() bool { return j.CPRCount < 0 || j.Said.CPRCount == j.CPRCount }

// rightEvent reports whether the event is as labelled, or is not labelled.
func (j Judged) rightEvent() bool {
	said, e := j.Said.Event, j.Event
	switch {
	case !e.Labelled:
		return true
	case !e.Dated():
		return said.To.IsZero()
	}
	return said.Ongoing == e.Ongoing && !said.To.Before(e.From) && !said.To.After(e.To)
}

func same(label string) string { return label }

// canonKinds lists the kinds as they are measured.
func canonKinds() []string {
	return slices.DeleteFunc(codes(casework.Kinds()), func(k string) bool { return canon(k) != k })
}

// group counts the labels of one kind, each under the name that as gives it.
func group(name string, all []Judged, names []string, as func(string) string) Group {
	g := Group{Name: name, Rows: []Row{}}
	var sum Row
	macro, n := 0.0, 0
	for _, label := range names {
		r := Row{Label: label}
		under := slices.DeleteFunc(labels(), func(l string) bool { return as(l) != label })
		for _, j := range all {
			r.count(j, under)
		}
		r.rates()
		g.Rows = append(g.Rows, r)
		if r.TP+r.FN == 0 {
			continue // nobody carries it
		}
		macro, n = macro+float64(r.F1), n+1
		sum.TP, sum.FP, sum.FN = sum.TP+r.TP, sum.FP+r.FP, sum.FN+r.FN
	}
	sum.rates()
	g.Macro, g.Micro = Rate(macro/float64(n)), sum.F1
	return g
}

// count adds a letter to the row, which is of the labels under it, if the letter is
// labelled with or without one of them.
func (r *Row) count(j Judged, under []string) {
	labelled, is, said := false, false, false
	for _, label := range under {
		given, ok := j.Given[label]
		labelled, is, said = labelled || ok, is || given, said || j.says(label)
	}
	switch {
	case !labelled:
	case is && said:
		r.TP++
	case is:
		r.FN++
	case said:
		r.FP++
	}
}

func (r *Row) rates() {
	r.Precision = Share{r.TP, r.TP + r.FP}.Rate()
	r.Recall = Share{r.TP, r.TP + r.FN}.Rate()
	r.F1 = Share{2 * r.TP, 2*r.TP + r.FP + r.FN}.Rate()
}

// recall counts for each ground the letters that carry it and do not hide it
// behind an IN.
func (m meter) recall(all []Judged) []Recall {
	list := []Recall{}
	for _, ground := range m.grounds() {
		r := Recall{Ground: casework.Ground(ground)}
		for _, j := range all {
			if j.Given[ground] {
				r.count(j.Said.Remit != casework.In && j.says(ground))
			}
		}
		if r.N > 0 {
			list = append(list, r)
		}
	}
	return list
}

// apart measures letters that are told apart.
func (m meter) apart(what string, all []Judged) Apart {
	a := Apart{
		What: what, Kinds: group("", all, canonKinds(), canon).Micro, Grounds: group("", all, m.grounds(), same).Micro,
	}
	for _, j := range all {
		if j.Verdict != "" {
			a.Verdicts.count(j.rightVerdict())
		}
	}
	return a
}
