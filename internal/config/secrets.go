package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Names of environment variables. The password of a mailbox is named for its id:
// BORGERBOT_IMAP_PASSWORD_POST.
const (
	envMasterKey  = "BORGERBOT_MASTER_KEY"
	envIMAP       = "BORGERBOT_IMAP_PASSWORD_"
	envSubmission = "BORGERBOT_SUBMISSION_PASSWORD"
	envOAuth      = "BORGERBOT_OAUTH_SECRET"
	envBotToken   = "BORGERBOT_SLACK_BOT_TOKEN"
	envAppToken   = "BORGERBOT_SLACK_APP_TOKEN"
)

// secretFolders are where container platforms put secrets, readable for all in
// the container.
var secretFolders = []string{"/run/secrets/", "/var/run/secrets/"}

// maxSecret is how many bytes a secret may have.
const maxSecret = 64 << 10

// secrets reads secrets and certificates.
func (l *loader) secrets(env func(string) string, read ...secretReader) {
	if l.root == nil {
		return
	}
	for _, some := range read {
		some(l, env)
	}
}

func (l *loader) masterKey(env func(string) string) {
	l.secret(&l.cfg.MasterKey, "master_key_file", env, envMasterKey, "")
}

func (l *loader) mailboxSecrets(env func(string) string) {
	for i := range l.cfg.Mailboxes {
		m := &l.cfg.Mailboxes[i]
		at := fmt.Sprintf("mailboxes[%d].imap.", i)
		if m.IMAP.Auth == Password {
			l.secret(&m.IMAP.Password, at+"password_file", env, envIMAP+strings.ToUpper(m.ID), "")
		}
		m.IMAP.RootCAs = l.certificates(m.IMAP.CAFile, at+"ca_file")
	}
	if l.cfg.SignsInByToken() {
		o := &l.cfg.OAuth
		l.secret(&o.Secret, "oauth.secret_file", env, envOAuth, "")
		l.must(!isGUID(o.Secret.Expose()), "oauth.secret_file",
			"is the secret's id; Entra shows its value beside it, and only once: make a new secret and copy the value")
		o.RootCAs = l.certificates(o.CAFile, "oauth.ca_file")
	}
}

// sendingSecrets are the relay's and Slack's.
func (l *loader) sendingSecrets(env func(string) string) {
	c := &l.cfg
	s := &c.Submission
	if s.User != "" && s.Auth == Password {
		l.secret(&s.Password, "submission.password_file", env, envSubmission, "")
	}
	s.RootCAs = l.certificates(s.CAFile, "submission.ca_file")
	l.secret(&c.Slack.BotToken, "slack.bot_token_file", env, envBotToken, "xoxb-")
	l.secret(&c.Slack.AppToken, "slack.app_token_file", env, envAppToken, "xapp-")
}

// secret fills s from the environment or from its file. A token begins with
// prefix. No message shows a name that may be the password itself.
func (l *loader) secret(s *Secret, path string, env func(string) string, name, prefix string) {
	words := env(name)
	if words == "" && s.file != nil && *s.file != "" {
		var why string
		if words, why = l.readSecret(*s.file, path); why != "" {
			advice := "; put the secret there, or into the environment variable " + name
			if why == unreadable {
				advice = "; make that user its owner (chown) or let its group read it (chmod g+r), or set the environment variable " + name
			}
			l.present(why != absent, path, why+advice)
			return
		}
	}
	if words == "" {
		l.present(false, path, "there is no secret; name a file that holds it, or set the environment variable "+name)
		return
	}
	l.must(strings.HasPrefix(words, prefix), path, "is not the right kind of token; this one begins with "+prefix)
	s.words = &words
}

// absent is why a secret cannot be read where its file is not there.
const absent = "the file named here does not exist"

// unreadable is why where we may not read it.
const unreadable = "the file named here, or a folder above it, may not be read by the user the program runs as"

// present reports a secret that cannot be had. One that is only not there is a
// warning where that is allowed.
func (l *loader) present(there bool, path, text string) {
	if !there && l.absentOK {
		before := len(l.warned)
		l.doubt(false, path, text)
		for i := range l.warned[before:] {
			l.warned[before+i].Needed = true
		}
		return
	}
	l.must(false, path, text)
}

// readSecret returns what a file holds, without the line feed at its end, or why
// it cannot.
func (l *loader) readSecret(file, path string) (words, why string) {
	info, err := os.Stat(file)
	var raw []byte
	if err == nil && info.Mode().IsRegular() && info.Size() <= maxSecret {
		raw, err = os.ReadFile(file)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", absent
	case errors.Is(err, fs.ErrPermission):
		return "", unreadable
	case err != nil:
		return "", "the file named here cannot be read"
	case raw == nil:
		return "", "what is named here is no file, or too large for a secret"
	}
	words = strings.TrimRight(string(raw), "\r\n")
	if strings.TrimSpace(words) == "" {
		return "", "the file named here is empty"
	}
	inContainer := false
	for _, folder := range secretFolders {
		inContainer = inContainer || strings.HasPrefix(file, folder)
	}
	l.doubt(inContainer || info.Mode().Perm()&0o004 == 0, path, "everybody on this machine can read the file; take the right away (chmod o-r)")
	return words, ""
}

// certificates reads a PEM file; without one it returns nil.
func (l *loader) certificates(file Path, path string) *x509.CertPool {
	if file == "" {
		return nil
	}
	pool := x509.NewCertPool()
	raw, err := os.ReadFile(string(file))
	l.must(err == nil && pool.AppendCertsFromPEM(raw), path, "there is no such file, or it holds no certificate in PEM form")
	return pool
}
