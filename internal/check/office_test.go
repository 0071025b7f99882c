package check

import (
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/stage"
	"borgerbot/internal/standin"
)

// words reads the preset's once for all tests.
var words = sync.OnceValues(func() (*daemon.Words, error) {
	cfg, err := config.Preset("lejre")
	if err != nil {
		return nil, err
	}
	return daemon.ReadWords(cfg)
})

// office is an office on stand-ins, in a synctest bubble.
type office struct {
	*stage.Stage
	t       *testing.T
	network *standin.Network
	cfg     *config.Config
}

// newOffice makes an office as the preset has it on a Monday morning. The daemon is
// not started.
func newOffice(t *testing.T, change func(*config.Config)) *office {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 2, 8, 15, 0, 0, time.UTC)))
	cfg, err := config.Preset("lejre")
	if err != nil {
		t.Fatal(err)
	}
	change(cfg)
	o := &office{t: t, network: &standin.Network{}, cfg: cfg}
	port := 1000
	o.Stage, err = stage.New(stage.Options{
		Config: cfg, Dir: filepath.Join(t.TempDir(), "data"), Log: slog.New(slog.DiscardHandler), Dial: o.network.Dial,
		Words: func(*config.Config) (*daemon.Words, error) { return words() },
		Listen: func(string) (net.Listener, error) {
			port++
			return o.network.Listen(fmt.Sprintf("127.0.0.1:%d", port))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Wait() // every server listens
	return o
}

func unchanged(*config.Config) {}

// listen opens another server's listener.
func (o *office) listen(port int) (*standin.Gate, string) {
	o.t.Helper()
	address := fmt.Sprintf("127.0.0.1:%d", port)
	gate, err := o.network.Listen(address)
	if err != nil {
		o.t.Fatal(err)
	}
	return gate, address
}

// check looks the office over and returns a line for each finding. Compiling the rules
// takes long and is left out where it is not what a test is about.
func (o *office) check(mail, rules bool) lines {
	o.t.Helper()
	var all lines
	looks := newInspection(Options{Config: o.cfg, Dial: o.network.Dial, Mail: mail, Wait: time.Minute}).looks()
	if !rules {
		looks = slices.DeleteFunc(looks, func(l look) bool { return l.part == "config" })
	}
	run(o.t.Context(), looks, func(f Finding) {
		again := ""
		if f.Passing {
			again = " (passing)"
		}
		all = append(all, fmt.Sprintf("%s %s%s: %s", f.Status, f.Part, again, f.Text()))
	})
	for _, line := range all {
		for _, never := range []string{
			"stand-in", "xoxb", "xapp", o.cfg.MasterKey.Expose(), o.cfg.Advisers[0].Name, o.cfg.Advisers[0].Email, o.cfg.Advisers[0].Slack,
		} {
			if strings.Contains(line, never) {
				o.t.Errorf("%q is told: %s", never, line)
			}
		}
		if strings.Contains(line, "\n") {
			o.t.Errorf("more than a line: %q", line)
		}
	}
	return all
}

type lines []string

// with are the lines of a status.
func (l lines) with(status Status) (found lines) {
	for _, line := range l {
		if strings.HasPrefix(line, string(status)+" ") {
			found = append(found, line)
		}
	}
	return found
}

func (l lines) has(start, words string) bool {
	for _, line := range l {
		if strings.HasPrefix(line, start) && strings.Contains(line, words) {
			return true
		}
	}
	return false
}

func (l lines) String() string { return strings.Join(l, "\n") }
