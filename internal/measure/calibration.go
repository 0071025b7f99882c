package measure

import "math"

// Calibration holds the confidence of verdicts against how often they are right.
type Calibration struct {
	Bins []Bin `json:"bins"`
	// ECE is the expected calibration error, Brier the mean squared error.
	ECE   Rate `json:"ece"`
	Brier Rate `json:"brier"`
}

// Bin is the verdicts whose confidence lies in [From, To); the last bin has 1 too.
type Bin struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
	// Said is the mean confidence.
	Said  Rate  `json:"said"`
	Right Share `json:"right"`
}

// edges are the confidences at which bins begin and end.
var edges = []float64{0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1}

// calibrate sorts the verdicts into bins.
func calibrate(all []Judged) Calibration {
	bins := make([]Bin, len(edges)-1)
	said := make([]float64, len(bins))
	n, squares := 0, 0.0
	for _, j := range all {
		if j.Verdict == "" {
			continue
		}
		truth := 0.0
		if j.rightVerdict() {
			truth = 1
		}
		confidence := j.Said.Confidence
		b := 0
		for b < len(bins)-1 && confidence >= edges[b+1] {
			b++
		}
		bins[b].Right.count(truth == 1)
		said[b] += confidence
		squares += (confidence - truth) * (confidence - truth)
		n++
	}
	c := Calibration{Bins: []Bin{}, Brier: Rate(squares / float64(n))}
	away := 0.0
	for b := range bins {
		bins[b].From, bins[b].To = edges[b], edges[b+1]
		if bins[b].Right.N == 0 {
			continue
		}
		bins[b].Said = Rate(said[b] / float64(bins[b].Right.N))
		away += math.Abs(said[b] - float64(bins[b].Right.K))
		c.Bins = append(c.Bins, bins[b])
	}
	c.ECE = Rate(away / float64(n))
	return c
}
