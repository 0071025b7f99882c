package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// environment is what a test sets in the environment.
type environment map[string]string

func (e environment) get(name string) string { return e[name] }

var everySecret = environment{
	"BORGERBOT_MASTER_KEY":          "master",
	"BORGERBOT_IMAP_PASSWORD_POST":  "imap",
	"BORGERBOT_SUBMISSION_PASSWORD": "smtp",
	"BORGERBOT_SLACK_BOT_TOKEN":     "xoxb-bot",
	"BORGERBOT_SLACK_APP_TOKEN":     "xapp-app",
}

func TestSecretsFromEnvironment(t *testing.T) {
	c, err := Load("testdata/office.yaml", everySecret.get)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{
		c.MasterKey.Expose(), c.Mailboxes[0].IMAP.Password.Expose(), c.Submission.Password.Expose(),
		c.Slack.BotToken.Expose(), c.Slack.AppToken.Expose(),
	}
	if want := "[master imap smtp xoxb-bot xapp-app]"; fmt.Sprint(got) != want {
		t.Errorf("secrets %v, want %v", got, want)
	}
}

// office puts the test's office into a folder of its own, with its secrets.
func office(t *testing.T, more string) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "secrets"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, words := range map[string]string{
		"master_key": "master\n", "imap": "imap\r\n", "smtp": " sm tp ", "bot": "xoxb-bot", "app": "xapp-app\n",
	} {
		write(t, filepath.Join(dir, "secrets", name), words, 0o600)
	}
	file := filepath.Join(dir, "office.yaml")
	write(t, file, string(raw)+more, 0o600)
	return file
}

// TestSecretsFromFiles: relative to the configuration, without the line feed at
// the end, and otherwise as they are.
func TestSecretsFromFiles(t *testing.T) {
	file := office(t, "")
	c, err := Load(file, environment{}.get)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.MasterKey.Expose(), c.Mailboxes[0].IMAP.Password.Expose(), c.Submission.Password.Expose()}
	if want := fmt.Sprint([]string{"master", "imap", " sm tp "}); fmt.Sprint(got) != want {
		t.Errorf("secrets %q, want %q", got, want)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings %v", c.Warnings)
	}
	write(t, filepath.Join(filepath.Dir(file), "secrets", "imap"), "imap", 0o644)
	if c, err = Load(file, environment{}.get); err != nil {
		t.Fatal(err)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0].Text, "everybody on this machine") {
		t.Errorf("a password everybody can read: warnings %v", c.Warnings)
	}
}

func TestSecretMistakes(t *testing.T) {
	file := office(t, "")
	at := func(name string) string { return filepath.Join(filepath.Dir(file), "secrets", name) }
	write(t, at("master_key"), " \n", 0o600)
	if err := os.Remove(at("imap")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(at("smtp")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(at("smtp"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, at("bot"), "xapp-hunter2", 0o600)
	write(t, at("app"), strings.Repeat("x", maxSecret+1), 0o600)
	_, err := Load(file, environment{}.get)
	if err == nil {
		t.Fatal("Load accepted it")
	}
	for _, want := range []string{
		"master_key_file: the file named here is empty; put the secret there, or into the environment variable BORGERBOT_MASTER_KEY",
		"mailboxes[0].imap.password_file: the file named here does not exist; put the secret there, or into the environment variable BORGERBOT_IMAP_PASSWORD_POST",
		"submission.password_file: what is named here is no file, or too large for a secret",
		"slack.bot_token_file: is not the right kind of token; this one begins with xoxb-",
		"slack.app_token_file: what is named here is no file, or too large for a secret",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no message %q in:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a secret is shown in:\n%v", err)
	}
	for _, place := range []string{"secrets/master_key", "secrets/imap", "secrets/smtp"} {
		if !strings.Contains(err.Error(), "_file: "+place+"\n") {
			t.Errorf("which file is meant, %s, is not shown in:\n%v", place, err)
		}
	}
}

// TestDepartmentOfEverybody: whoever likes has an address at a provider's domain, and
// would pass for the department.
func TestDepartmentOfEverybody(t *testing.T) {
	for domain, doubted := range map[string]bool{"gmail.com": true, "Outlook.dk": true, "forvaltning.example.org": false} {
		raw, err := os.ReadFile("testdata/office.yaml")
		if err != nil {
			t.Fatal(err)
		}
		raw = []byte(strings.Replace(string(raw), "address: job@hovedby.example", "address: job@"+domain, 1))
		file := filepath.Join(t.TempDir(), "office.yaml")
		write(t, file, string(raw), 0o600)
		c, err := Load(file, everySecret.get)
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(c.Warnings, func(f Finding) bool { return strings.Contains(f.Text, "everybody can have an address") })
		if found != doubted {
			t.Errorf("%s: doubted %t, want %t: %v", domain, found, doubted, c.Warnings)
		}
	}
}

// TestPasswordTypedAsFile puts passwords where names of files belong, in every
// form YAML gives them.
func TestPasswordTypedAsFile(t *testing.T) {
	for _, password := range []string{
		`hunter2`, `"hunter2`, `'hunter2`, `hunter2: hunter2`, `!hunter2`, `*hunter2`, `&hunter2`, `@hunter2`, `%hunter2`,
		`{hunter2`, `[hunter2`, `{hunter2: hunter2}`, `[hunter2, hunter2]`, `|` + "\n    hunter2\n  hunter2", "`hunter2", `- hunter2`,
		`"\hunter2"`, `hunter2 #`, `? hunter2`, `>` + "\n hunter2", "\thunter2", "hunter2\n    hunter2", "hunter2\n  hunter2",
		`hunter2: "hunter2`, "\n    hunter2: x\n   hunter2: y", `/hunter2/hunter2`, `hunter2` + "\x00", "\n    - hunter2\n    -hunter2",
	} {
		for _, key := range []string{"password_file", "pasword", "password"} {
			file := filepath.Join(t.TempDir(), "office.yaml")
			write(t, file, "preset: lejre\nsubmission:\n  server: smtp.example.org:587\n  "+key+": "+password+"\n  user: post\n", 0o600)
			_, err := Load(file, environment{}.get)
			if err == nil {
				t.Errorf("%s: %s was accepted", key, password)
			} else if strings.Contains(err.Error(), "unter2") {
				t.Errorf("%s: %s is shown in:\n%v", key, password, err)
			}
		}
	}
}

func TestSecretPrintsAsMask(t *testing.T) {
	type holder struct{ S Secret }
	secret := holder{NewSecret("hunter2")}
	inJSON, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "s", secret.S, "h", secret)
	for _, printed := range []string{
		fmt.Sprintf("%v %+v %#v %s %q %d %x", secret, secret, secret, secret, secret, secret, secret),
		fmt.Sprint(secret.S), string(inJSON), log.String(), errors.New(secret.S.String()).Error(),
	} {
		if strings.Contains(printed, "hunter2") || strings.Contains(printed, "68756e746572") || !strings.Contains(printed, secretMask) {
			t.Errorf("printed as %q", printed)
		}
	}
	if got := fmt.Sprint(Secret{}); got != "" {
		t.Errorf("no secret prints as %q", got)
	}
}

func TestCertificates(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example.org"}, IsCA: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "office.yaml")
	write(t, file, strings.Replace(string(raw), "  helo:", "  ca_file: ca.pem\n  helo:", 1), 0o600)
	if _, err := Load(file, everySecret.get); err == nil || !strings.Contains(err.Error(), "submission.ca_file: there is no such file") {
		t.Errorf("without the file: %v", err)
	}
	encoded := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	write(t, filepath.Join(filepath.Dir(file), "ca.pem"), string(encoded), 0o600)
	c, err := Load(file, everySecret.get)
	if err != nil {
		t.Fatal(err)
	}
	if c.Submission.RootCAs == nil || c.Mailboxes[0].IMAP.RootCAs != nil {
		t.Error("the certificates are not where they belong")
	}
}

// FuzzLoad: whatever stands in the file, it is read or refused, and the password
// beside it is not shown.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{"preset: lejre\n", "a: [1, {b: c}]\n", "- x\n", "office: {phone: 1}\n---\n", "a:\n\t- b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := load([]byte(text+"\nsubmission:\n  password_file: qzxhunterqzx\n"), &source{name: "office.yaml", dir: "."})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = l.result(); err != nil && !strings.Contains(text, "qzx") && strings.Contains(err.Error(), "qzx") {
			t.Errorf("the password is shown in:\n%v", err)
		}
	})
}

// byToken makes the office sign in with tokens.
const byToken = `
oauth:
  tenant: hovedby.example
  client_id: 01234567-89ab-cdef-0123-456789abcdef
  secret_file: secrets/oauth
  secret_expires: 2027-11-30
`

// TestTokenSecret: with tokens nobody asks for the passwords, and the secret's id
// is not taken for the secret.
func TestTokenSecret(t *testing.T) {
	file := office(t, byToken)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(raw), "user: post", "user: post, auth: xoauth2")
	text = strings.Replace(text, "  user: post, auth: xoauth2\n  password_file: secrets/smtp", "  user: post\n  auth: xoauth2", 1)
	text = strings.Replace(text, ", password_file: secrets/imap", "", 1)
	write(t, file, text, 0o600)
	for _, name := range []string{"imap", "smtp"} {
		if err := os.Remove(filepath.Join(filepath.Dir(file), "secrets", name)); err != nil {
			t.Fatal(err)
		}
	}
	secret := filepath.Join(filepath.Dir(file), "secrets", "oauth")
	write(t, secret, "abc~def\n", 0o600)
	c, err := Load(file, environment{}.get)
	if err != nil || c.OAuth.Secret.Expose() != "abc~def" || len(c.Warnings) != 0 {
		t.Fatalf("Load = %v; warnings %v", err, c)
	}
	if c, err = LoadMailboxes(file, environment{"BORGERBOT_OAUTH_SECRET": "other"}.get); err != nil || c.OAuth.Secret.Expose() != "other" {
		t.Errorf("LoadMailboxes = %v", err)
	}
	write(t, secret, "89abcdef-0123-4567-89ab-cdef01234567\n", 0o600)
	if _, err := Load(file, environment{}.get); err == nil || !strings.Contains(err.Error(), "is the secret's id") ||
		strings.Contains(err.Error(), "89abcdef") {
		t.Errorf("the secret's id: %v", err)
	}
}

// TestTokenDoubts: what works and is likely not meant.
func TestTokenDoubts(t *testing.T) {
	for more, want := range map[string]string{
		byToken: "oauth: is not used",
		"":      "",
		strings.Replace(byToken, "  secret_expires: 2027-11-30\n", "", 1): "oauth.secret_expires: is empty",
	} {
		file := office(t, more)
		if strings.HasPrefix(want, "oauth.") {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			write(t, file, strings.Replace(string(raw), "user: post,", "auth: xoauth2, user: post,", 1), 0o600)
		}
		c, err := Read(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(c.Warnings); !strings.Contains(got, want) || want == "" && got != "[]" {
			t.Errorf("warnings %s, want %q", got, want)
		}
	}
}
