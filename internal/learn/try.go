package learn

import (
	"fmt"
	"strings"
)

// Try tells in lines of text how right the models are about letters they have not
// seen: for each label the letters that carry it and are given it, those given it
// wrongly, and those that miss it.
func Try(c Corpus, labels []string) string {
	var b strings.Builder
	predicted := Predict(c, labels)
	for _, label := range labels {
		right, wrong, missed := 0, 0, 0
		for n, letter := range c.Letters {
			if letter.Passage {
				continue
			}
			given, carried := predicted[n][label] >= 0.5, has(letter.Labels, label)
			switch {
			case given && carried:
				right++
			case given:
				wrong++
			case carried:
				missed++
			}
		}
		f1 := 0.0
		if right > 0 {
			f1 = 2 * float64(right) / float64(2*right+wrong+missed)
		}
		fmt.Fprintf(&b, "%-20s %3d right %3d wrong %3d missed  F1 %.3f\n", label, right, wrong, missed, f1)
	}
	return b.String()
}
