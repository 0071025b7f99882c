package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	presets "borgerbot/config"
)

// bases are the presets an office builds on.
var bases = []string{"horsens", "lejre"}

// Presets are the names of the presets that come with the program.
func Presets() []string { return append([]string{"demo"}, bases...) }

// maxBytes is how large a configuration may be; the presets have some 10 KB.
const maxBytes = 1 << 20

// Load reads an office's configuration from a file, with its secrets. env looks
// up an environment variable and gives "" for what is not set. The error is
// [Mistakes], or that of reading the file.
func Load(path string, env func(string) string) (*Config, error) {
	return loadWith(path, env, (*loader).masterKey, (*loader).mailboxSecrets, (*loader).sendingSecrets)
}

// LoadData is [Load] for whoever looks at the office's data and talks to nobody: of
// the secrets it reads the master key alone.
func LoadData(path string, env func(string) string) (*Config, error) {
	return loadWith(path, env, (*loader).masterKey)
}

// LoadMailboxes is [LoadData] for whoever fetches mail besides.
func LoadMailboxes(path string, env func(string) string) (*Config, error) {
	return loadWith(path, env, (*loader).masterKey, (*loader).mailboxSecrets)
}

// secretReader reads some of the secrets and certificates.
type secretReader = func(l *loader, env func(string) string)

func loadWith(path string, env func(string) string, secrets ...secretReader) (*Config, error) {
	l, err := open(path)
	if err != nil {
		return nil, err
	}
	l.secrets(env, secrets...)
	return l.result()
}

// Check is [Load] for whoever checks a configuration on a machine that need not
// have its secrets: one that is not there is a warning, one that is wrong is a
// mistake.
func Check(path string, env func(string) string) (*Config, error) {
	l, err := open(path)
	if err != nil {
		return nil, err
	}
	l.absentOK = true
	l.secrets(env, (*loader).masterKey, (*loader).mailboxSecrets, (*loader).sendingSecrets)
	return l.result()
}

// Read is [Load] without the secrets and certificates, for whoever only wants to
// know what the office has decided.
func Read(path string) (*Config, error) {
	l, err := open(path)
	if err != nil {
		return nil, err
	}
	return l.result()
}

// Preset returns one of the [Presets], without secrets.
func Preset(name string) (*Config, error) {
	raw, err := Example(name)
	if err != nil {
		return nil, err
	}
	l, err := load(raw, &source{name: "preset " + name, preset: true})
	if err != nil {
		return nil, err
	}
	return l.result()
}

// Example returns the text of one of the [Presets], with its comments.
func Example(name string) ([]byte, error) {
	if !slices.Contains(Presets(), name) {
		return nil, fmt.Errorf("there is no preset %q; use one of: %s", name, strings.Join(Presets(), ", "))
	}
	return fs.ReadFile(presets.FS, name+".yaml")
}

// RuleFiles are the files the office's rules on the remit are read from.
func (c *Config) RuleFiles() (fs.FS, error) {
	if c.Remit.Directory != "" {
		return os.DirFS(string(c.Remit.Directory)), nil
	}
	return fs.Sub(presets.FS, "rules")
}

// UseRules makes the configuration read the rules on the remit from a folder,
// whatever it says itself. The error names the full path of one that is not there.
func (c *Config) UseRules(dir string) error {
	full, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	c.Remit.Directory = Path(full)
	return folder(full)
}

// RuleSource tells in words where the rules on the remit come from.
func (c *Config) RuleSource() string {
	dir := string(c.Remit.Directory)
	if dir == "" {
		return fmt.Sprintf("built in (preset %s)", c.Preset)
	}
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	return dir
}

// loader reads one configuration and collects what is wrong with it.
type loader struct {
	cfg    Config
	root   *node
	own    *source
	found  []Finding
	warned []Finding
	// absentOK: a secret that is not there is a warning.
	absentOK bool
	// undecoded are the paths whose values are wrong already.
	undecoded map[string]bool
}

func open(path string) (*loader, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	if info.Size() > maxBytes {
		return nil, fmt.Errorf("read configuration: %s has %d bytes, which is no configuration", path, info.Size())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return load(raw, &source{name: path, dir: filepath.Dir(path)})
}

// load reads and checks a configuration. The error is one of our own
// installation, not of the file.
func load(raw []byte, own *source) (*loader, error) {
	l := &loader{own: own, undecoded: map[string]bool{}}
	var err error
	if l.cfg.Location, err = time.LoadLocation("Europe/Copenhagen"); err != nil {
		return nil, fmt.Errorf("load the office's time zone: %w", err)
	}
	r := reader{src: own}
	l.root = r.read(raw)
	l.found = r.found
	if l.root == nil {
		return l, nil
	}
	if err := l.onto(); err != nil {
		return nil, err
	}
	l.decode(l.root, reflect.ValueOf(&l.cfg).Elem(), "")
	l.fill()
	l.check()
	return l, nil
}

// onto puts the file onto the preset it names. Without a name that can be used it
// is put onto one anyway, to find what else is wrong.
func (l *loader) onto() error {
	base := "lejre"
	if n := l.root.field("preset"); n != nil && slices.Contains(bases, n.text) {
		base = n.text
	} else {
		at := l.root
		if n != nil {
			at = n
		}
		l.find(at, "preset", "write the preset the office builds on: "+strings.Join(bases, " or "), "")
	}
	if l.own.name == "preset "+base {
		return nil
	}
	raw, err := Example(base)
	if err != nil {
		return err
	}
	r := reader{src: &source{name: "preset " + base, preset: true}}
	l.root = merge(r.read(raw), l.root)
	return nil
}

// find records a mistake at a node.
func (l *loader) find(n *node, path, text, excerpt string) {
	l.undecoded[path] = true
	l.found = append(l.found, Finding{File: n.src.name, Line: n.line, Path: path, Text: text, Excerpt: excerpt})
}

// fill sets what may be left out in a list entry, which has no preset below it.
func (l *loader) fill() {
	for i := range l.cfg.Advisers {
		if a := &l.cfg.Advisers[i]; a.Alarms == "" {
			a.Alarms = a.Email
		}
	}
	for i := range l.cfg.Departments {
		if d := &l.cfg.Departments[i]; len(d.Domains) == 0 {
			if _, domain, ok := strings.Cut(d.Address, "@"); ok {
				d.Domains = []string{domain}
			}
		}
	}
	for i := range l.cfg.Mailboxes {
		m := &l.cfg.Mailboxes[i]
		if m.IMAP.TLS == "" {
			m.IMAP.TLS = TLS
		}
		if m.IMAP.Auth == "" {
			m.IMAP.Auth = Password
		}
		if m.Inbox == "" {
			m.Inbox = "INBOX"
		}
		if m.MaxMegabytes == 0 {
			m.MaxMegabytes = 64
		}
	}
	for i := range l.cfg.Days.Closings {
		if c := &l.cfg.Days.Closings[i]; c.To.IsZero() {
			c.To = c.From
		}
	}
}

func (l *loader) result() (*Config, error) {
	if len(l.found) > 0 {
		return nil, Mistakes(inOrder(l.found))
	}
	l.cfg.Warnings = inOrder(l.warned)
	return &l.cfg, nil
}
