package health

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"borgerbot/internal/store"
)

// TestRules: every metric an alert names is one there is, every alert says what to
// do, and every road has its alert.
func TestRules(t *testing.T) {
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(Rules, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	w.pulse.Loop("clock", time.Minute)
	w.work.Letters, w.work.Mail = store.Queue{Waiting: 1, Oldest: time.Unix(1, 0)}, store.Queue{Waiting: 1, Oldest: time.Unix(1, 0)}
	s := w.sources()
	s.Backup = func(context.Context) (time.Time, error) { return time.Unix(1, 0), nil }
	families, err := NewMetrics(s).registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{"up": true} // Prometheus' own
	for _, f := range families {
		there[f.GetName()], there[f.GetName()+"_bucket"] = true, true
	}
	metric := regexp.MustCompile(`\b(up|borgerbot_\w+|process_\w+|go_\w+)\b`)
	named := map[string]bool{}
	for _, rule := range file.Groups[0].Rules {
		names := metric.FindAllString(regexp.MustCompile(`"[^"]*"`).ReplaceAllString(rule.Expr, ""), -1)
		if len(names) == 0 {
			t.Errorf("%s asks for nothing", rule.Alert)
		}
		for _, name := range names {
			if named[name] = true; !there[name] {
				t.Errorf("%s: there is no metric %s", rule.Alert, name)
			}
		}
		if rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" || rule.Annotations["action"] == "" || rule.For == "" {
			t.Errorf("%s is incomplete: %+v", rule.Alert, rule)
		}
	}
	for name := range there {
		if strings.HasSuffix(name, "_up") && !named[name] {
			t.Errorf("no alert asks for %s", name)
		}
	}
}
