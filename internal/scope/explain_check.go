package scope

import (
	"fmt"
	"slices"
	"strings"

	"borgerbot/internal/casework"
)

// check says why nothing more than CHECK is suggested: the tests of
// [judgment.remit] that the letter did not pass, in their order.
func (x explanation) check() []string {
	for _, reasons := range []func() []string{x.unjudgeable, x.notOut, x.nothingElse} {
		if why := reasons(); len(why) > 0 {
			return why
		}
	}
	return nil
}

// unjudgeable says what kept the letter from being judged by what it is about.
func (x explanation) unjudgeable() []string {
	var why []string
	say := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	for _, flag := range alarms {
		if x.v.Has(flag) {
			say("%s: a person decides, whatever else the letter says", flag)
		}
	}
	if x.j != nil {
		switch words := x.j.found.words - x.j.subject; {
		case x.j.found.words == 0:
			return append(why, "the letter has no words")
		case words < fewWords:
			say("below its subject the letter has %d words; %d are the fewest that are judged", words, fewWords)
		}
		if x.j.letter.Automatic {
			say("a machine wrote the letter")
		}
		if x.j.letter.Cut {
			say("the letter is longer than was read")
		}
	}
	switch x.v.Language {
	case casework.Danish, casework.English:
	case casework.Unknown:
		say("the language is none that is known")
	default:
		say("the language is %q; the rules read Danish (da) and English (en)", x.v.Language)
	}
	return why
}

// notOut says which of the tests for OUT a letter with a ground did not pass.
func (x explanation) notOut() []string {
	ground := strongest(x.v.Grounds, x.scores)
	if ground == "" {
		return nil
	}
	var why []string
	say := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	old := slices.Contains(x.v.Grounds, casework.GroundOld)
	if old && (x.j == nil || x.j.time.doubtful) {
		say("whether the matter is too old is an adviser's to weigh: its dates, its reasons, or what is still going on")
	}
	switch {
	case x.scores[string(ground)] < outScore:
		say("OUT needs a ground at %.2f or more: the strongest is %s", outScore, x.named(string(ground)))
	case x.j != nil && !x.j.sureGround():
		say("OUT needs a rule that speaks for its ground, or single words at %.2f or more: for %s no rule speaks", wordsScore, x.named(string(ground)))
	}
	if (&judgment{verdict: x.v}).rivals() {
		say("the grounds do not go together: %s", strings.Join(names(x.v.Grounds), ", "))
	}
	if old {
		return append(why, x.now()...)
	}
	return append(why, x.traces()...)
}

// now says what there is of today beside a matter that is too old.
func (x explanation) now() []string {
	var why []string
	if score := x.scores[contextRunning]; score >= noTrace {
		why = append(why, fmt.Sprintf("beside a matter that is too old, OUT needs nothing that is still going on: there is (%.2f)", score))
	}
	if !x.v.Meeting.IsZero() {
		why = append(why, fmt.Sprintf("beside a matter that is too old, OUT needs no meeting ahead: there is one on %s", x.v.Meeting))
	}
	return why
}

// traces says what points to something for the office.
func (x explanation) traces() []string {
	kind := strongest(casework.Kinds(), x.scores)
	switch {
	case len(x.v.Kinds) > 0:
		return []string{x.unlisted()}
	case x.v.Has(casework.FlagDataRights):
		return []string{"a request about data has a track of its own"}
	case x.scores[string(kind)] >= kindTrace:
		return []string{fmt.Sprintf("OUT needs no trace of a kind (%.2f or more): there is %s", kindTrace, x.named(string(kind)))}
	case x.v.Scores[SideInside] >= sideTrace:
		return []string{fmt.Sprintf("OUT needs no trace of anything for the office (%.2f or more): all words together come to %.2f", sideTrace, x.v.Scores[SideInside])}
	}
	var why []string
	for _, kind := range casework.Kinds() {
		if x.j != nil && x.j.stands(kind) {
			why = append(why, fmt.Sprintf("OUT needs that no rule finds a kind: rules find %s (%.2f), and the rest of the letter takes it back to %.2f, not below %.2f",
				kind, x.j.ruled[string(kind)], x.scores[string(kind)], takenBack))
		}
	}
	return why
}

// nothingElse says why a letter without a ground is no more than CHECK.
func (x explanation) nothingElse() []string {
	kind := strongest(casework.Kinds(), x.scores)
	switch {
	case len(x.v.Kinds) > 0 && len(x.live()) == 0:
		return []string{x.unlisted()}
	case x.v.Has(casework.FlagDataRights):
		return []string{"a request about data has a track of its own"}
	case len(x.v.Grounds) > 0 || len(x.v.Kinds) > 0:
		return nil
	case kind != "":
		return []string{fmt.Sprintf("no kind and no ground reaches %.2f: the strongest kind is %s", given, x.named(string(kind)))}
	}
	return []string{"nothing points to a kind or a ground"}
}

func (x explanation) unlisted() string {
	return fmt.Sprintf("the office's page does not list %s", strings.Join(names(x.v.Kinds), ", "))
}
