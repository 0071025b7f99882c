//go:build integration

package e2etest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

// binary is the program, built once for all tests.
var binary string

// together is how many tests run at a time, which is all of them: they mostly wait.
const together = "20"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", together); err != nil {
		panic(err)
	}
	os.Exit(build(m))
}

// build makes the program as a release is made, and runs the tests.
func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "borgerbot-e2e")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o755); err != nil { // some tests run it as nobody
		panic(err)
	}
	binary = filepath.Join(dir, "borgerbot")
	if out, err := exec.Command("go", "build", "-o", binary, "borgerbot/cmd/borgerbot").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// env returns a variable of .ci/servers. Without the servers the test fails: it
// has been asked for by its build tag.
func env(tb testing.TB, name string) string {
	tb.Helper()
	value := os.Getenv("BORGERBOT_TEST_" + name)
	if value == "" {
		tb.Fatalf("BORGERBOT_TEST_%s is not set; run the tests with .ci/servers go test -tags integration", name)
	}
	return value
}

// plan is what a test's office is to be.
type plan struct {
	Preset string // lejre if empty
	Boxes  []int  // box N is boxN@example.org; the first is the office's own address
	// IMAP and SMTP are addresses where the daemon meets the servers without TLS,
	// such as that of a gate in front of them. Empty: the servers themselves, over
	// TLS and STARTTLS.
	IMAP, SMTP string
	// RateLimits makes the Slack stand-in answer 429 as Slack does.
	RateLimits bool
	// Set puts values at paths such as "course.receipt" or "mailboxes.0.after.flag".
	Set map[string]any
}

// office is an office whose daemon is a process of its own.
type office struct {
	tb     testing.TB
	dir    string         // data, configuration and secrets
	file   string         // the configuration
	tree   map[string]any // the configuration
	Slack  *standin.Slack
	log    *journal // standard error of every run
	daemon *process
	user   uint32   // as whom the daemon runs, if not root
	env    []string // what its environment has besides
}

// The office's people in Slack, and its channel.
const (
	slackKirsten = "U0KIRSTEN"
	slackJonas   = "U0JONAS00"
	slackChannel = "C0ADVISERS"
)

// newOffice makes an office with empty mailboxes. Its daemon is not started.
func newOffice(tb testing.TB, p plan) *office {
	tb.Helper()
	dir := tb.TempDir()
	o := &office{tb: tb, dir: dir, file: filepath.Join(dir, "office.yaml"), log: &journal{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	o.Slack = standin.NewSlack(l, standin.SlackOptions{
		RateLimits: p.RateLimits,
		Users: []standin.User{
			{ID: slackKirsten, Name: "kirsten", RealName: "Kirsten Prøve"}, {ID: slackJonas, Name: "jonas", RealName: "Jonas Eksempel"},
		},
		Channels: []standin.ChannelState{{
			ID: slackChannel, Name: "borgerraadgiver", Private: true,
			Members: []string{slackKirsten, slackJonas, standin.SlackBotUser},
		}},
	})
	tb.Cleanup(func() {
		if o.daemon != nil {
			o.daemon.end()
		}
		_ = o.Slack.Close()
		if tb.Failed() || testing.Verbose() {
			tb.Logf("the daemon's log:\n%s", o.log)
		}
	})
	for _, box := range p.Boxes {
		empty(tb, box)
	}
	o.configure(p, "http://"+l.Addr().String()+"/api/")
	return o
}

func address(box int) string { return fmt.Sprintf("box%d@example.org", box) }

// configure writes the configuration and the secrets it names.
func (o *office) configure(p plan, slack string) {
	o.tb.Helper()
	master := make([]byte, 32)
	_, _ = rand.Read(master) // never fails
	for name, secret := range map[string]string{
		"master_key": hex.EncodeToString(master), "password": env(o.tb, "PASSWORD"),
		"bot_token": standin.SlackBotToken, "app_token": standin.SlackAppToken,
	} {
		o.write(name, secret)
	}
	tree := usual(p, slack, env(o.tb, "CA"))
	reach := func(section map[string]any, plain, secured, how string) {
		section["server"], section["tls"] = secured, how
		if plain != "" {
			section["server"], section["tls"] = plain, "plain"
		}
	}
	reach(tree["submission"].(map[string]any), p.SMTP, env(o.tb, "SMTP"), "starttls")
	for _, m := range tree["mailboxes"].([]any) {
		reach(m.(map[string]any)["imap"].(map[string]any), p.IMAP, env(o.tb, "IMAPS"), "tls")
	}
	o.tree = tree
	o.set(p.Set)
}

// set writes values into the configuration. They are in force from the next start
// on.
func (o *office) set(values map[string]any) {
	o.tb.Helper()
	for _, path := range slices.Sorted(maps.Keys(values)) {
		put(o.tree, strings.Split(path, "."), values[path])
	}
	raw, err := yaml.Marshal(o.tree)
	if err != nil {
		o.tb.Fatal(err)
	}
	o.write("office.yaml", string(raw))
}

// usual is the configuration of an office as tests need it: letters leave at
// once, and nothing bounds them.
func usual(p plan, slack, certificate string) map[string]any {
	tree := map[string]any{
		"preset": p.Preset, "instance": "e2e", "data_dir": "data", "master_key_file": "master_key",
		"office": map[string]any{
			"municipality": "Lejre Kommune", "place": "Lejre", "phone": "00 00 00 01", "email": address(p.Boxes[0]),
			"privacy_url": "https://example.org/rettigheder", "security_url": "https://example.org/datasikkerhed",
			"power_of_attorney_url": "https://example.org/fuldmagt",
			"secure_mail":           map[string]any{"url": "https://example.org/sikker-post"},
		},
		"advisers": []any{
			map[string]any{"id": "a1", "name": "Kirsten Prøve", "phone": "00 00 00 01", "email": "kirsten@example.org", "slack": slackKirsten},
			map[string]any{"id": "a2", "name": "Jonas Eksempel", "phone": "00 00 00 02", "email": "jonas@example.org", "slack": slackJonas},
		},
		"departments": []any{map[string]any{"id": "job", "name": "Job & Social", "address": "job@forvaltning.example.org"}},
		"submission": map[string]any{
			"ca_file": certificate, "user": address(p.Boxes[0]), "password_file": "password", "helo": "borgerbot.example.org",
			"message_domain": "example.org", "proof": "none", "grace": "0s", "per_minute": 0,
		},
		"slack": map[string]any{
			"channel": slackChannel, "bot_token_file": "bot_token", "app_token_file": "app_token", "base_url": slack,
		},
		"caps": map[string]any{"sender_free": 0, "sender_day": 0, "hour": 0},
	}
	if p.Preset == "" {
		tree["preset"] = "lejre"
	}
	boxes := []any{}
	for _, box := range p.Boxes {
		boxes = append(boxes, map[string]any{
			"id": fmt.Sprintf("box%d", box), "address": address(box), "name": "Borgerrådgiverne", "sent": "Sent", "drafts": "Drafts",
			"imap": map[string]any{"ca_file": certificate, "user": address(box), "password_file": "password"},
		})
	}
	tree["mailboxes"] = boxes
	return tree
}

// put sets what lies at a path of keys and list positions.
func put(tree map[string]any, path []string, value any) {
	var at any = tree
	for i, key := range path {
		switch below := at.(type) {
		case map[string]any:
			if i == len(path)-1 {
				below[key] = value
				return
			}
			if below[key] == nil {
				below[key] = map[string]any{}
			}
			at = below[key]
		case []any:
			at = below[int(key[0]-'0')]
		}
	}
}

// write puts a file beside the configuration.
func (o *office) write(name, text string) {
	o.tb.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o600); err != nil {
		o.tb.Fatal(err)
	}
}

// Channel is the advisers' channel.
func (o *office) Channel() *standin.Channel { return o.Slack.Channel(slackChannel) }

// Data is the data directory.
func (o *office) Data() string { return filepath.Join(o.dir, "data") }

// command is the program with arguments, as the user whose turn it is.
func (o *office) command(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), o.env...)
	if o.user != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: o.user, Gid: o.user}}
	}
	return cmd
}

// launch starts the daemon and returns at once.
func (o *office) launch() *process {
	o.tb.Helper()
	cmd := o.command("serve", o.file)
	cmd.Stderr, cmd.Stdout = o.log, o.log
	if err := cmd.Start(); err != nil {
		o.tb.Fatal(err)
	}
	o.daemon = &process{cmd: cmd, done: make(chan struct{})}
	go o.daemon.wait()
	return o.daemon
}

// start starts the daemon and waits until it is ready.
func (o *office) start() {
	o.tb.Helper()
	before := o.log.count(`"msg":"ready"`)
	p := o.launch()
	eventually(o.tb, "the daemon is ready", func() error {
		select {
		case <-p.done:
			o.tb.Fatalf("the daemon ended: %v", p.err)
		default:
		}
		if o.log.count(`"msg":"ready"`) == before {
			return errors.New("no line in the log")
		}
		return nil
	})
}

// install starts the daemon for the first time and waits until every folder has
// its start marker: mail that comes from now on is answered.
func (o *office) install() {
	o.tb.Helper()
	o.start()
	eventually(o.tb, "every folder has its start marker", func() error {
		return o.view(func(cfg *config.Config, tx *store.Tx) error {
			var errs []error
			for _, m := range cfg.Mailboxes {
				for _, folder := range append([]string{m.Inbox, m.Sent}, m.Folders...) {
					_, err := tx.Folder(m.ID, folder)
					errs = append(errs, err)
				}
			}
			return errors.Join(errs...)
		})
	})
}

// stop ends the daemon as an operator does. It must end in order, within 15 s.
func (o *office) stop() {
	o.tb.Helper()
	began := time.Now()
	_ = o.daemon.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-o.daemon.done:
	case <-time.After(atMost):
		o.tb.Fatal("the daemon does not stop")
	}
	if took := time.Since(began); took > 15*time.Second || o.daemon.err != nil {
		o.tb.Errorf("the daemon ended after %v: %v", took, o.daemon.err)
	}
	o.daemon = nil
}

// kill ends the daemon as nobody should.
func (o *office) kill() {
	o.daemon.end()
	o.daemon = nil
}

// view looks into the database beside the daemon.
func (o *office) view(fn func(cfg *config.Config, tx *store.Tx) error) error {
	return o.inside(false, func(in *daemon.Installation, cfg *config.Config) error {
		return in.Store.View(context.Background(), func(tx *store.Tx) error { return fn(cfg, tx) })
	})
}

// inside opens the office's data, which it makes if told to.
func (o *office) inside(create bool, fn func(in *daemon.Installation, cfg *config.Config) error) error {
	cfg, err := config.Load(o.file, func(string) string { return "" })
	if err != nil {
		return err
	}
	in, err := daemon.Open(context.Background(), cfg, create, func() {})
	if err != nil {
		return err
	}
	return errors.Join(fn(in, cfg), in.Close())
}

// run carries out a command of the command line and returns what it prints and
// its exit code.
func (o *office) run(args ...string) (out, errs string, code int) {
	o.tb.Helper()
	var stdout, stderr bytes.Buffer
	cmd := o.command(args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		o.tb.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// process is one run of the daemon.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // once done
}

func (p *process) wait() {
	p.err = p.cmd.Wait()
	close(p.done)
}

// end kills the process, if it still runs, and waits for it.
func (p *process) end() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// journal is what the daemon has written to standard error.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// String is everything written so far.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) count(words string) int { return strings.Count(j.String(), words) }

// atMost is how long anything may take that is waited for. Folders other than
// the inbox are looked at once a minute.
const atMost = 2 * time.Minute

// eventually waits until there is no error, as long as patience lasts.
func eventually(tb testing.TB, what string, holds func() error) {
	tb.Helper()
	within(tb, atMost, what, holds)
}

// within is [eventually] with a patience of its own.
func within(tb testing.TB, patience time.Duration, what string, holds func() error) {
	tb.Helper()
	limit, tick := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		err := holds()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			tb.Fatalf("not within %v: %s: %v", patience, what, err)
		}
	}
}
