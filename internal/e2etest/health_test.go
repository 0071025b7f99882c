//go:build integration

package e2etest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"borgerbot/internal/standin"
)

// TestHealth asks the real program how it is, over the life of a letter, with
// systemd's socket beside it. What it tells Prometheus is to promtool's liking, and
// holds no word of the letter.
//
// Long: it is one day, told in its order.
func TestHealth(t *testing.T) {
	t.Parallel()
	at := freePort(t)
	o := newOffice(t, plan{Boxes: []int{63}, Set: map[string]any{"health.listen": at}})
	socket := filepath.Join(t.TempDir(), "notify")
	systemd, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer systemd.Close()
	heard := &journal{}
	go listen(systemd, heard)
	o.env = []string{"NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=1000000"}
	o.install()
	eventually(t, "the daemon can do its job", func() error {
		code, body, err := ask(at, "/readyz")
		if err == nil && code != http.StatusOK {
			err = fmt.Errorf("%d %s", code, body)
		}
		return err
	})
	if code, body, err := ask(at, "/healthz"); code != http.StatusOK || strings.Count(body, `"loop"`) != 10 {
		t.Errorf("/healthz: %d %s %v", code, body, err)
	}
	citizen := mailProgram(t, 64)
	post(t, address(64), address(63), numbered(34))
	ref := citizen.letters(1)[0].reference(t)
	o.awaitCard(ref, "Sendt kl.")
	o.press(slackKirsten, ref, "Tag")
	o.awaitCard(ref, "Kirsten Prøve")

	var metrics string
	eventually(t, "receipt and card are timed", func() (err error) {
		if _, metrics, err = ask(at, "/metrics"); err != nil {
			return err
		}
		for _, line := range []string{
			"borgerbot_receipt_delay_seconds_count 1", "borgerbot_card_delay_seconds_count 1", `borgerbot_inquiries_open{state="in_dialogue"} 1`,
			`borgerbot_mailbox_up{mailbox="box63"} 1`, "borgerbot_relay_up 1", "borgerbot_ready 1", "borgerbot_slack_channel_trusted 1",
		} {
			if !strings.Contains(metrics, "\n"+line+"\n") {
				return errors.New("there is no line " + line)
			}
		}
		return nil
	})
	for _, word := range []string{"Overgaard", "kommunekontoret", "@", "Kirsten", ref} {
		if strings.Contains(metrics, word) {
			t.Errorf("the metrics hold %q", word)
		}
	}
	promtool(t, metrics, "check", "metrics")

	// The channel is opened to all: the process is well and the job cannot be done.
	o.Channel().Set(func(c *standin.ChannelState) { c.Private = false })
	eventually(t, "a public channel shows", func() error {
		code, body, err := ask(at, "/readyz")
		if err == nil && (code != http.StatusServiceUnavailable || !strings.Contains(body, `"code":"public"`)) {
			err = fmt.Errorf("%d %s", code, body)
		}
		return err
	})
	if code, _, err := ask(at, "/healthz"); code != http.StatusOK {
		t.Errorf("/healthz: %d %v", code, err)
	}
	o.stop()
	for _, want := range []string{"READY=1", "WATCHDOG=1", "STATUS=all roads are open", "STOPPING=1"} {
		if heard.count(want) == 0 {
			t.Errorf("systemd did not hear %s: %s", want, heard)
		}
	}
	o.silent("Overgaard", "box64@", "kommunekontoret")
}

// listen writes down what systemd is told, until the socket is closed.
func listen(socket *net.UnixConn, heard *journal) {
	for buffer := make([]byte, 200); ; {
		n, err := socket.Read(buffer)
		if err != nil {
			return
		}
		_, _ = heard.Write(append(buffer[:n:n], '\n'))
	}
}

// promtool runs Prometheus' own tool on a text.
func promtool(t *testing.T, text string, args ...string) {
	t.Helper()
	cmd := exec.Command("promtool", args...)
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool %v: %v\n%s", args, err, out)
	}
}

// TestRulesFile: Prometheus takes the alerts.
func TestRulesFile(t *testing.T) {
	t.Parallel()
	rules, err := exec.Command(binary, "metrics", "rules").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "rules.yml")
	if err := os.WriteFile(file, rules, 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "", "check", "rules", file)
}

var exposure = regexp.MustCompile(`exposure level for \S+: (\d+\.\d+)`)

// TestUnits: systemd understands the units, and holds what they let through for
// little: 2.0 at most.
func TestUnits(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"borgerbot.service": {"systemd"}, "borgerbot@.service": {"systemd", "--template"}} {
		text, err := exec.Command(binary, args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), name)
		// The program is not installed here.
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "/usr/local/bin/borgerbot", binary)), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("systemd-analyze", "security", "--offline=true", file).CombinedOutput()
		m := exposure.FindSubmatch(out)
		if err != nil || m == nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		if level, _ := strconv.ParseFloat(string(m[1]), 64); level > 2.0 {
			t.Errorf("%s: exposure %v\n%s", name, level, out)
		} else {
			t.Logf("%s: exposure %v", name, level)
		}
		offices := []string{file}
		if strings.Contains(name, "@") {
			offices = nil
			for _, office := range []string{"lejre", "horsens"} {
				offices = append(offices, strings.Replace(file, "@.", "@"+office+".", 1))
				if err := os.Symlink(file, offices[len(offices)-1]); err != nil {
					t.Fatal(err)
				}
			}
		}
		if out, err := exec.Command("systemd-analyze", append([]string{"verify"}, offices...)...).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// TestExitCodes: what a person must mend is told apart from what may pass, so that
// systemd does not start in vain.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{65}})
	o.install()
	_, errs, code := o.run("serve", o.file)
	if code != 1 || !strings.Contains(errs, "another borgerbot runs") {
		t.Errorf("a second daemon: %d %s", code, errs)
	}
	o.stop()
	o.write("master_key", strings.Repeat("0", 64))
	if _, errs, code = o.run("serve", o.file); code != 78 {
		t.Errorf("another master key: %d %s", code, errs)
	}
	o.set(map[string]any{"health.listen": "0.0.0.0:9464"})
	if _, errs, code = o.run("serve", o.file); code != 78 || !strings.Contains(errs, "can be reached from other machines") {
		t.Errorf("an open address: %d %s", code, errs)
	}
}
