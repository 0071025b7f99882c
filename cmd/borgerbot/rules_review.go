package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/measure"
	"borgerbot/internal/store"
)

type rulesReview struct {
	Since  string `required:"" placeholder:"DATE" help:"Inquiries received on this day or later, such as 2026-03-16."`
	Config string `required:"" placeholder:"FILE" help:"The office's configuration."`
}

// Help tells what the columns are.
func (rulesReview) Help() string {
	return `A line an inquiry: its reference, the day it came, what was suggested, what was
decided, how that departs, and the rules that spoke for the suggestion. Then a
line a rule: in how many inquiries the adviser decided as it suggested, and in
how many otherwise. Nothing of what anybody wrote is shown. Inquiries that are
open, withdrawn or merged tell nothing; neither does CHECK, which suggests
nothing, unless it named a ground or was acute.`
}

// Run lists where advisers decided otherwise than was suggested.
func (c rulesReview) Run(t terminal) error {
	since, err := calendar.ParseDate(c.Since)
	if err != nil {
		return usageError{err}
	}
	return view(c.Config, t, func(cfg *config.Config, tx *store.Tx) error {
		all, err := tx.ReceivedSince(since.At(0, 0, cfg.Location))
		if err != nil {
			return err
		}
		r := reviewer{t: t, cfg: cfg, rules: map[string]*tally{}}
		for _, q := range all {
			acts, err := tx.Acts(q.ID)
			if err != nil {
				return err
			}
			r.add(q, acts)
		}
		r.sum(len(all))
		return nil
	})
}

// reviewer adds up the reviews.
type reviewer struct {
	t       terminal
	cfg     *config.Config
	rules   map[string]*tally
	erased  int
	decided int
	departs int
}

// tally is in how many inquiries advisers decided as a rule suggested, or
// otherwise.
type tally struct{ agreed, otherwise int }

func (r *reviewer) add(q store.Inquiry, acts []casework.EventType) {
	if q.Course.State == casework.Erased {
		r.erased++
		return
	}
	review := measure.Compare(q.Inquiry, acts)
	if !review.Decided {
		return
	}
	r.decided++
	for _, id := range review.Agreed {
		r.of(id).agreed++
	}
	for _, id := range review.Otherwise {
		r.of(id).otherwise++
	}
	if len(review.Departures) == 0 {
		return
	}
	r.departs++
	v := q.Verdict
	suggested := []string{string(v.Remit)}
	for _, kind := range v.Kinds {
		suggested = append(suggested, string(kind))
	}
	for _, ground := range v.Grounds {
		suggested = append(suggested, string(ground))
	}
	var departures []string
	for _, d := range review.Departures {
		departures = append(departures, string(d))
	}
	fmt.Fprintf(r.t.out, "%s\t%s\tsuggested %s\tdecided %s\t%s\trules %s\n",
		q.Ref, calendar.Of(q.Received, r.cfg.Location), strings.Join(suggested, " "), strings.Join(review.Did, " "),
		strings.Join(departures, " "), cmp.Or(strings.Join(slices.Concat(review.Otherwise, review.Agreed), " "), "-"))
}

func (r *reviewer) of(rule string) *tally {
	if r.rules[rule] == nil {
		r.rules[rule] = &tally{}
	}
	return r.rules[rule]
}

// sum prints the rules, those most often decided against at the top.
func (r *reviewer) sum(all int) {
	ids := slices.SortedFunc(maps.Keys(r.rules), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.rules[b].otherwise, r.rules[a].otherwise), strings.Compare(a, b))
	})
	for _, id := range ids {
		fmt.Fprintf(r.t.out, "rule %s\tagreed %d\totherwise %d\n", id, r.rules[id].agreed, r.rules[id].otherwise)
	}
	fmt.Fprintf(r.t.out, "inquiries: %d, with a decision to compare: %d, otherwise: %d, erased: %d\n", all, r.decided, r.departs, r.erased)
}
