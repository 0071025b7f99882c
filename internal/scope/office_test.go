package scope_test

import (
	"os"
	"sync"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// received is the day the letters of these tests come in.
var received = calendar.On(2026, time.June, 4)

// office is one of the two presets (domain 1.4), with invented names.
func office(preset string) scope.Office {
	grounds := map[casework.Ground]scope.GroundRule{
		casework.GroundProfessional: {On: true},
		casework.GroundOtherBody:    {On: true},
		casework.GroundPending:      {On: true},
		casework.GroundPolitical:    {On: true},
		casework.GroundEmployment:   {On: true},
		casework.GroundOld:          {On: true, Months: 12, Anchor: scope.AnchorClosed, Hard: true},
		casework.GroundNotMunicipal: {On: true, SuggestOnly: true},
	}
	o := scope.Office{Preset: preset, Grounds: grounds, Municipality: "Lejre", Advisers: []string{"Bodil Qvist"}}
	if preset == "horsens" {
		o.Municipality = "Horsens"
		o.Advisers = append(o.Advisers, "Eskild Vang")
		o.Unlisted = []casework.Kind{casework.KindPractical, casework.KindReopen, casework.KindWayfinding}
		grounds[casework.GroundPending] = scope.GroundRule{}
		grounds[casework.GroundOld] = scope.GroundRule{On: true, Months: 12, Anchor: scope.AnchorEvent}
	}
	return o
}

var presets = []string{"horsens", "lejre"}

// load compiles the project's own rules for an office.
func load(t testing.TB, o scope.Office) *scope.Classifier {
	t.Helper()
	c, err := scope.Load(os.DirFS("../../config/rules"), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// loaded keeps the presets' classifiers, which are safe to share.
var loaded sync.Map

// preset returns the classifier of a preset.
func preset(t testing.TB, name string) *scope.Classifier {
	t.Helper()
	if c, ok := loaded.Load(name); ok {
		return c.(*scope.Classifier)
	}
	c := load(t, office(name))
	loaded.Store(name, c)
	return c
}

// labels lists everything a verdict gives.
func labels(v casework.Verdict) []string {
	var all []string
	for _, kind := range v.Kinds {
		all = append(all, string(kind))
	}
	for _, ground := range v.Grounds {
		all = append(all, string(ground))
	}
	for _, flag := range v.Flags {
		all = append(all, string(flag))
	}
	for _, category := range v.Sensitive {
		all = append(all, string(category))
	}
	return all
}
