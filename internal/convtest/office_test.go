package convtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	"github.com/goccy/go-yaml"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/ident"
	"borgerbot/internal/seal"
	"borgerbot/internal/stage"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// office is the stage a story plays on.
type office struct {
	*stage.Stage
	preset   string
	settings []string
	dir      string
	running  bool
	troubled bool // Slack or the channel has been made to fail
	restored bool // a copy was put back
	down     map[*standin.Gate]bool
	spoiled  []uint32 // the mails of the inbox that cannot be fetched
	log      *journal
	rules    []rulesFrom

	// The store is looked into beside the running daemon.
	store *store.Store
	vault *vault.Vault

	letters   []letter
	alarms    []letter
	inquiries []casework.ID
	gone      []casework.ID // erased before a restore: the restored data may never have known them
	mails     []ident.Sum   // everything that came from outside, in order
	seen      int           // how many messages of the channel have been noted
	repeated  []string      // Message-IDs of letters that left twice, as told
	words     []string      // what advisers have said in threads, by its timestamp
	expected  []string      // words in the log that the story has named
}

// rulesFrom are the office's rules, and how much it discloses, from an instant on.
type rulesFrom struct {
	at    time.Time
	rules casework.Rules
	mode  string
}

// journal is the captured log.
type journal struct {
	mu    sync.Mutex
	text  bytes.Buffer
	noted int
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// lines are those of a level or above that have not been returned yet.
func (j *journal) fresh() []string {
	all := strings.Split(strings.TrimSpace(j.String()), "\n")
	lines := all[j.noted:]
	j.noted = len(all)
	return lines
}

// openOffice: office PRESET [stopped] [key=value …]
func (s *story) openOffice(args []string) error {
	if s.office != nil || len(args) == 0 {
		return errors.New("the office opens once, with a preset")
	}
	preset, settings := args[0], args[1:]
	stopped := len(settings) > 0 && settings[0] == "stopped"
	if stopped {
		settings = settings[1:]
	}
	cfg, err := s.configuration(preset, settings)
	if err != nil {
		return err
	}
	o := &office{preset: preset, settings: settings, dir: filepath.Join(s.t.TempDir(), "data"), log: &journal{}, down: map[*standin.Gate]bool{}}
	network, port := &standin.Network{}, 1000
	o.Stage, err = stage.New(stage.Options{
		Config: cfg, Dir: o.dir, Log: slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Dial: network.Dial, RateLimits: true, Words: words.of,
		Listen: func(string) (net.Listener, error) {
			port++
			return network.Listen(fmt.Sprintf("127.0.0.1:%d", port))
		},
	})
	if err != nil {
		return err
	}
	s.office = o
	if stopped {
		return nil
	}
	return s.start()
}

// configuration is a preset with settings of an office's own, as a file would
// have them.
func (s *story) configuration(preset string, settings []string) (*config.Config, error) {
	raw, err := config.Example(preset)
	if err != nil {
		return nil, err
	}
	tree := map[string]any{}
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	for _, setting := range settings {
		path, value, ok := strings.Cut(strings.ReplaceAll(setting, recordsToken, s.recordsFolder()), "=")
		if !ok {
			return nil, fmt.Errorf("%q is no key=value", setting)
		}
		var v any
		if err := yaml.Unmarshal([]byte(value), &v); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		put(tree, strings.Split(path, "."), v)
	}
	if raw, err = yaml.Marshal(tree); err != nil {
		return nil, err
	}
	path := filepath.Join(s.t.TempDir(), "office.yaml")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return nil, err
	}
	return config.Read(path)
}

// put sets what a path names; a number in it counts in a list from 0.
func put(tree map[string]any, path []string, v any) {
	if len(path) == 1 {
		tree[path[0]] = v
		return
	}
	if list, ok := tree[path[0]].([]any); ok {
		if n, err := strconv.Atoi(path[1]); err == nil && n < len(list) && len(path) > 2 {
			if entry, ok := list[n].(map[string]any); ok {
				put(entry, path[2:], v)
			}
		}
		return
	}
	below, ok := tree[path[0]].(map[string]any)
	if !ok {
		below = map[string]any{}
		tree[path[0]] = below
	}
	put(below, path[1:], v)
}

func (s *story) start() error {
	if s.running {
		return errors.New("the daemon runs already")
	}
	s.rules = append(s.rules, rulesFrom{time.Now(), s.Config.Rules(), string(s.Config.Slack.Disclosure)})
	err := s.Start()
	s.running = err == nil
	return s.logged(err)
}

func (s *story) stop() error {
	if !s.running {
		return errors.New("the daemon does not run")
	}
	s.running = false
	return s.logged(s.Stop())
}

// logged keeps the text of an error where strangers' words are looked for.
func (s *story) logged(err error) error {
	if err != nil {
		fmt.Fprintln(s.log, err)
	}
	return err
}

// kill ends the daemon as the kernel would: the data stay as they are at this
// instant, and nothing more reaches the outside.
func (s *story) kill() error {
	synctest.Wait()
	if err := errors.Join(s.observe(), s.closeStore()); err != nil {
		return err
	}
	kept := s.dir + ".kept"
	if err := copyData(kept, s.dir); err != nil {
		return err
	}
	for _, g := range s.gates() {
		g.Refuse(true)
		g.Drop()
	}
	if err := s.stop(); err != nil {
		return err
	}
	for _, g := range s.gates() {
		g.Refuse(s.down[g])
	}
	return errors.Join(os.RemoveAll(s.dir), os.Rename(kept, s.dir))
}

// copyData copies what a killed process leaves behind. SQLite makes the index of
// its log (-shm) anew.
func copyData(to, from string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "-shm") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, e.Name()), raw, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// gates are the roads to all servers.
func (s *story) gates() []*standin.Gate {
	gates := []*standin.Gate{s.SMTP.Gate, s.Slack.Gate}
	if s.Tokens != nil {
		gates = append(gates, s.Tokens.Gate)
	}
	for _, box := range s.Config.Mailboxes {
		gates = append(gates, s.Mailbox(box.ID).Gate)
	}
	return gates
}

// reconfigure: the operator changes the configuration and starts anew.
func (s *story) reconfigure(settings []string) error {
	s.settings = append(s.settings, settings...)
	cfg, err := s.configuration(s.preset, s.settings)
	if err != nil {
		return err
	}
	if s.running {
		if err := s.stop(); err != nil {
			return err
		}
	}
	if err := s.closeStore(); err != nil {
		return err
	}
	s.Reconfigure(cfg)
	return s.start()
}

// awake is how long before a moment of the story the daemon is started when much
// time passes: long enough to believe the clock also where Slack is down.
const awake = 20 * time.Minute

// at: time passes. A day of a running daemon costs a second of ours, so quiet
// spans are passed with the daemon stopped.
func (s *story) at(args []string) error {
	if len(args) != 1 {
		return errors.New("at TIME")
	}
	to, err := s.moment(args[0])
	if err != nil {
		return err
	}
	if !to.After(time.Now()) {
		return fmt.Errorf("it is %s already", time.Now().In(s.place).Format("2006-01-02T15:04:05"))
	}
	if s.office != nil && s.running && time.Until(to) > 2*awake {
		if err := s.stop(); err != nil {
			return err
		}
		time.Sleep(time.Until(to.Add(-awake)))
		if err := s.start(); err != nil {
			return err
		}
	}
	time.Sleep(time.Until(to))
	return nil
}

// moment is a point in time as a story writes it: 2006-01-02T15:04, 15:04 for
// today, +2m from now.
func (s *story) moment(word string) (time.Time, error) {
	now := time.Now()
	if span, ok := strings.CutPrefix(word, "+"); ok {
		d, err := time.ParseDuration(span)
		return now.Add(d), err
	}
	if !strings.Contains(word, "T") {
		word = now.In(s.place).Format(time.DateOnly) + "T" + word
	}
	return time.ParseInLocation("2006-01-02T15:04", word, s.place)
}

// shut ends everything.
func (s *story) shut() {
	if s.office == nil {
		return
	}
	if err := errors.Join(s.closeStore(), s.logged(s.Close())); err != nil {
		s.t.Error(err)
	}
}

// view looks into the store.
func (s *story) view(fn func(tx *store.Tx) error) error {
	ctx := context.Background()
	if s.store == nil {
		master, err := seal.ParseKey(s.Config.MasterKey.Expose())
		if err != nil {
			return err
		}
		if s.vault, err = vault.Open(ctx, filepath.Join(s.dir, "keys.db"), master, false); err != nil {
			return err
		}
		if s.store, err = store.Open(ctx, s.dir, s.vault); err != nil {
			return errors.Join(err, s.vault.Close())
		}
	}
	return s.store.View(ctx, fn)
}

func (s *story) closeStore() error {
	if s.store == nil {
		return nil
	}
	err := errors.Join(s.store.Close(), s.vault.Close())
	s.store, s.vault = nil, nil
	return err
}
