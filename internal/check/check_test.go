package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"

	"borgerbot/internal/config"
	"borgerbot/internal/seal"
	"borgerbot/internal/slackapp"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
	"borgerbot/templates"
)

// TestWell: an office where nothing is wrong, before its first start.
func TestWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, unchanged)
		defer o.Close()
		letter := o.IMAP.Deliver("INBOX", []byte("From: a@example.org\r\nSubject: x\r\n\r\nHej\r\n"), time.Now())
		found := o.check(true, true)
		if bad := found.with(Failed); len(bad) > 0 {
			t.Errorf("failed:\n%v", bad)
		}
		for _, want := range []struct{ start, words string }{
			{"ok config", "every rule compiles"}, {"ok calendar", "computed"}, {"ok data", "not there yet"}, {"ok disk", "MB left"},
			{"not looked at database", "no database yet"}, {"ok imap post", "without TLS"}, {"ok imap post", "lets us in"},
			{"ok imap post", "offers IDLE, UIDPLUS, MOVE"}, {"ok imap post", "folders that open: INBOX, Sent, Drafts"},
			{"ok imap post", "keeps keywords"}, {"ok imap post", "drafts can be put"}, {"ok smtp", "lets us in"},
			{"ok smtp", "no bound to the size"}, {"ok mail", "came back through the relay"}, {"ok mail", "recognised"}, {"ok mail", "deleted again"},
			{"ok slack", "bot token"}, {"ok slack", "Socket Mode"}, {"ok slack", "what its manifest asks for, and no more"},
			{"ok slack", "private, shared with nobody"}, {"ok slack", "only configured advisers"}, {"not looked at slack", "how long Slack keeps"},
			{"ok clock", ""},
		} {
			if !found.has(want.start, want.words) {
				t.Errorf("no line %q with %q in:\n%v", want.start, want.words, found)
			}
		}
		left := o.IMAP.Messages("INBOX")
		if len(left) != 1 || left[0].UID != letter || slices.Contains(left[0].Flags, imap.FlagSeen) {
			t.Errorf("in the inbox are %+v, want the letter as it was", left)
		}
		if _, err := os.Stat(string(o.cfg.DataDir)); err == nil {
			t.Error("the data directory was made")
		}
	})
}

// failing are offices where one thing is wrong.
var failing = []struct {
	name   string
	change func(*config.Config)
	spoil  func(o *office)
	start  string // of the line that tells
	words  string
}{
	{"wrong password", unchanged, func(o *office) { o.IMAP.RefuseLogin(imap.ResponseCodeAuthenticationFailed, "no") },
		"failed imap post:", "the server does not let us in"},
	{"mailbox out of reach", unchanged, func(o *office) { o.IMAP.Refuse(true) }, "failed imap post (passing):", "no connection"},
	{"missing folder", unchanged, func(o *office) { o.cfg.Mailboxes[0].Drafts = "Kladder" },
		"failed imap post:", `drafts: there is no folder "Kladder"; create it`},
	{"missing folder, those there are", unchanged, func(o *office) { o.cfg.Mailboxes[0].Drafts = "Kladder" },
		"note imap post:", "folders that may be meant: Archive, Deleted, Drafts, INBOX, Junk, Sent; the others are not told here"},
	{"folder to move to", unchanged, func(o *office) { o.cfg.Mailboxes[0].After = config.After{Move: "Taget ind"} },
		"failed imap post:", `after.move: there is no folder "Taget ind"`},
	{"no keywords", unchanged, noKeywords, "failed imap post:", `folder "INBOX" does not keep the keyword $Taget`},
	{"no IDLE", unchanged, func(o *office) { o.IMAP.Hide(imap.CapIdle) }, "warning imap post:", "within a minute"},
	{"no UIDPLUS", unchanged, func(o *office) { o.IMAP.Hide(imap.CapUIDPlus) }, "warning mail:", `left in folder "INBOX"`},
	{"relay's password", unchanged, func(o *office) { o.cfg.Submission.Password = config.NewSecret("hunter2") },
		"failed smtp:", "check user and password"},
	{"relay's password, and the mail", unchanged, func(o *office) { o.cfg.Submission.Password = config.NewSecret("hunter2") },
		"not looked at mail:", "does not let us in"},
	{"relay out of reach", unchanged, func(o *office) { o.SMTP.Refuse(true) }, "failed smtp (passing):", "at connect"},
	{"relay that swallows", unchanged, func(o *office) { o.SMTP.Route(o.cfg.Mailboxes[0].Address, func([]byte) {}) },
		"failed mail (passing):", "within 1m0s it did not come"},
	{"mail astray", unchanged, func(o *office) {
		o.SMTP.Route(o.cfg.Mailboxes[0].Address, func(raw []byte) { o.deliver("Junk", raw) })
	}, "failed mail:", `it lies in folder "Junk"`},
	{"mail changed", unchanged, func(o *office) {
		o.SMTP.Route(o.cfg.Mailboxes[0].Address, func(raw []byte) {
			o.deliver("INBOX", append(bytes.TrimSpace(raw), "\r\n\r\nEXTERNAL MAIL\r\n"...))
		})
	}, "warning mail:", "not recognised"},
	// A letter in doubt is looked for where it is said to be filed, and else goes twice.
	{"nothing is filed in Sent", unchanged, func(o *office) { o.SMTP.FileSent(nil) },
		"failed mail:", "the server does not file what it submits"},
	{"nothing is filed in Sent, what to do", unchanged, func(o *office) { o.SMTP.FileSent(nil) },
		"failed mail:", "set submission.proof: bcc and submission.copy_to_sent: true"},
	{"filed in Sent a little later", unchanged, func(o *office) {
		o.SMTP.FileSent(func(raw []byte) { time.AfterFunc(20*time.Second, func() { o.deliver("Sent", raw) }) })
	}, "ok mail:", `filed it in folder "Sent"`},
	{"blind copy", func(c *config.Config) { c.Submission.Proof, c.Submission.CopyToSent = config.ProofBCC, true }, func(*office) {},
		"ok mail:", "the blind copy that proves a letter in doubt comes too"},
	{"filed twice", func(c *config.Config) { c.Submission.Proof, c.Submission.CopyToSent = config.ProofBCC, true }, func(o *office) {
		o.SMTP.FileSent(func(raw []byte) { o.deliver("Sent", raw) })
	}, "warning mail:", "each letter will lie there twice"},
	{"small letters only", unchanged, smallRelay, "warning smtp:", "at most 5000 bytes"},
	{"bot token", unchanged, func(o *office) { o.cfg.Slack.BotToken = config.NewSecret("xoxb-hunter2") },
		"failed slack:", "slack auth.test: invalid_auth; Slack does not accept the token"},
	{"app token", unchanged, func(o *office) { o.cfg.Slack.AppToken = config.NewSecret("xapp-hunter2") },
		"failed slack:", "slack apps.connections.open: invalid_auth"},
	{"missing scope", unchanged, scoped("chat:write", "groups:read", "users:read", "commands"), "failed slack:", "may not do all it must: groups:history"},
	{"more scopes", unchanged, scoped("chat:write", "groups:read", "groups:history", "users:read", "commands", "files:read"),
		"warning slack:", "more than it needs: files:read"},
	{"stranger", unchanged, func(o *office) {
		o.Slack.SetUser(standin.User{ID: "U0STRANGER", Name: "x"})
		o.Channel().Set(func(c *standin.ChannelState) { c.Members = append(c.Members, "U0STRANGER") })
	}, "failed slack:", "Slack's U0STRANGER is in the channel and is no configured adviser"},
	{"guest", unchanged, func(o *office) { o.Slack.SetUser(standin.User{ID: o.cfg.Advisers[0].Slack, Guest: true}) },
		"failed slack:", "is a guest"},
	{"deactivated", unchanged, func(o *office) { o.Slack.SetUser(standin.User{ID: o.cfg.Advisers[0].Slack, Deleted: true}) },
		"failed slack:", "is deactivated"},
	{"adviser outside", unchanged, func(o *office) {
		o.Channel().Set(func(c *standin.ChannelState) { c.Members = []string{standin.SlackBotUser} })
	}, "warning slack:", "is not in the channel"},
	{"shared channel", unchanged, func(o *office) { o.Channel().Set(func(c *standin.ChannelState) { c.ExtShared = true }) },
		"failed slack:", "shared with others"},
	{"public channel", unchanged, func(o *office) { o.Channel().Set(func(c *standin.ChannelState) { c.Private = false }) },
		"failed slack:", "public"},
	{"archived channel", unchanged, func(o *office) { o.Channel().Set(func(c *standin.ChannelState) { c.Archived = true }) },
		"failed slack:", "archived"},
	{"bot outside", unchanged, func(o *office) { o.Channel().Set(func(c *standin.ChannelState) { c.Members = c.Members[1:] }) },
		"failed slack:", "the bot is not in it"},
	{"clock a little off", unchanged, clockOff(-2 * time.Minute), "warning clock:", "2m0s off Slack's"},
	{"clock off", unchanged, clockOff(time.Hour), "failed clock:", "1h0m0s off Slack's"},
	{"wrong master key", unchanged, func(o *office) {
		o.install()
		key := seal.NewKey()
		o.cfg.MasterKey = config.NewSecret(fmt.Sprintf("%x", key[:]))
	}, "failed keys:", "the master key does not open keys.db"},
	{"no keys", unchanged, func(o *office) { o.install(); o.remove("keys.db") }, "failed keys:", "keys.db is missing"},
	{"no database", unchanged, func(o *office) { o.install(); o.remove("borgerbot.db") }, "failed database:", "the database is not"},
	{"broken database", unchanged, (*office).breakDatabase, "failed database:", "the database is damaged"},
	{"no database at all", unchanged, func(o *office) { o.install(); o.overwrite(0, "this is no database") }, "failed database:", "the database is damaged"},
	{"open data directory", unchanged, func(o *office) { o.install(); o.open() }, "warning data:", "chmod 700"},
	{"no copy yet", func(c *config.Config) { c.Backup.Directory = "nowhere" }, (*office).install, "warning backup:", "no copy of the data yet"},
	{"folder for copies is a file", unchanged, func(o *office) {
		o.install()
		o.cfg.Backup.Directory = config.Path(o.file("borgerbot.db"))
	}, "failed backup:", "not a directory"},
	{"folder for copies", unchanged, copies(time.Hour, 4), "ok backup:", "must let the daemon do so too (ReadWritePaths)"},
	{"no folder for the records system", func(c *config.Config) { c.Export.Folder = "nowhere" }, (*office).install, "failed records:", "(folder_missing)"},
	{"old copy", unchanged, copies(40*time.Hour, 4), "warning backup:", "the newest copy of the data is 40 hours old"},
	{"copy cut short", unchanged, copies(time.Hour, 1000), "failed backup:", "the newest copy of the keys is cut short"},
	{"keys rotated since the copy", unchanged, func(o *office) { copies(time.Hour, 4)(o); o.wrapCopy(seal.NewKey()) },
		"warning backup:", "keep the old master key, which a restore of this copy needs"},
	{"keys not rotated since", unchanged, func(o *office) {
		copies(time.Hour, 4)(o)
		master, err := seal.ParseKey(o.cfg.MasterKey.Expose())
		if err != nil {
			o.t.Fatal(err)
		}
		o.wrapCopy(master)
	}, "ok backup:", "the newest copy of the keys is of 2026-03-02"},
	{"good copy", unchanged, copies(time.Hour, 4), "ok backup:", "the newest copy of the keys is of 2026-03-02"},
	{"newer schema", unchanged, func(o *office) { o.install(); o.overwrite(60, "\x00\x00\x03\xe8") }, "failed database:", "written by a newer version"},
	{"keys of another office", unchanged, (*office).mixUp, "failed keys:", "do not belong to each other"},
	{"expired secret", expiring, func(*office) {}, "warning oauth:", "expires on 2026-03-10, in 8 days"},
	{"revoked secret", expiring, func(o *office) {
		o.Tokens.Refuse(standin.Refusal{Status: 401, Error: "invalid_client", Number: 7000222})
	},
		"failed oauth:", "the client secret has expired"},
	{"revoked secret, and the mailbox", expiring, func(o *office) {
		o.Tokens.Refuse(standin.Refusal{Status: 401, Error: "invalid_client", Number: 7000222})
	},
		"failed imap post:", "the client secret has expired"},
	{"tokens revoked", expiring, func(o *office) { o.IMAP.RefuseLogin(imap.ResponseCodeAuthenticationFailed, "no") }, "failed imap post:", "IMAP.AccessAsApp"},
}

func TestFailing(t *testing.T) {
	for _, row := range failing {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, row.change)
				defer o.Close()
				row.spoil(o)
				if found := o.check(true, strings.HasPrefix(row.start, "warning oauth")); !found.has(row.start, row.words) {
					t.Errorf("no line %q with %q in:\n%v", row.start, row.words, found)
				}
				if left := append(o.IMAP.Messages("INBOX"), o.IMAP.Messages("Sent")...); len(left) != 0 && row.name != "no UIDPLUS" {
					t.Errorf("%d mails are left in the inbox", len(left))
				}
			})
		})
	}
}

func (o *office) deliver(folder string, raw []byte) { o.IMAP.Deliver(folder, raw, time.Now()) }

// noKeywords gives the office a mailbox that keeps none, as Exchange's do.
func noKeywords(o *office) {
	gate, address := o.listen(2001)
	box := &o.cfg.Mailboxes[0]
	m := standin.NewIMAP(gate, standin.IMAPOptions{User: box.IMAP.User, Password: box.IMAP.Password.Expose(), NoKeywords: true})
	o.t.Cleanup(func() { _ = m.Close() })
	o.SMTP.Route(box.Address, func(raw []byte) { m.Deliver("INBOX", raw, time.Now()) })
	o.SMTP.FileSent(func(raw []byte) { m.Deliver("Sent", raw, time.Now()) })
	box.IMAP.Server, box.After.Flag = address, "$Taget"
}

func smallRelay(o *office) {
	gate, address := o.listen(2002)
	s := &o.cfg.Submission
	relay := standin.NewSMTP(gate, standin.SMTPOptions{User: s.User, Password: s.Password.Expose(), MaxBytes: 5000})
	o.t.Cleanup(func() { _ = relay.Close() })
	s.Server = address
}

// scoped gives the office an app with other scopes.
func scoped(scopes ...string) func(*office) {
	return func(o *office) {
		gate, address := o.listen(2003)
		c := &o.cfg.Slack
		w := standin.NewSlack(gate, standin.SlackOptions{
			BotToken: c.BotToken.Expose(), AppToken: c.AppToken.Expose(), Scopes: scopes,
			Users:    []standin.User{{ID: o.cfg.Advisers[0].Slack}},
			Channels: []standin.ChannelState{{ID: c.Channel, Private: true, Members: []string{standin.SlackBotUser, o.cfg.Advisers[0].Slack}}},
		})
		o.t.Cleanup(func() { _ = w.Close() })
		c.BaseURL = "http://" + address + "/api/"
	}
}

// clockOff puts a Slack in place whose clock is not ours.
func clockOff(by time.Duration) func(*office) {
	return func(o *office) {
		gate, address := o.listen(2004)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
			_, _ = fmt.Fprint(w, `{"ok":true,"user_id":"U0BORGERBOT"}`)
		})}
		go func() { _ = server.Serve(gate) }()
		o.t.Cleanup(func() { _ = server.Close() })
		o.cfg.Slack.BaseURL = "http://" + address + "/api/"
	}
}

// expiring is an office that signs in with tokens, whose secret ends soon.
func expiring(c *config.Config) {
	c.Mailboxes[0].IMAP.Auth, c.Submission.Auth = config.XOAUTH2, config.XOAUTH2
	c.OAuth.ClientID = c.Mailboxes[0].IMAP.User
	c.OAuth.SecretExpires = c.Rules().Today(time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC))
}

// install starts the daemon for the first time and stops it again.
func (o *office) install() {
	o.t.Helper()
	if err := o.Start(); err != nil {
		o.t.Fatal(err)
	}
	time.Sleep(time.Minute)
	if err := o.Stop(); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) file(name string) string { return string(o.cfg.DataDir) + "/" + name }

func (o *office) remove(name string) {
	if err := os.Remove(o.file(name)); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) open() {
	if err := os.Chmod(string(o.cfg.DataDir), 0o755); err != nil {
		o.t.Fatal(err)
	}
}

// overwrite writes over the database's file.
func (o *office) overwrite(at int64, words string) {
	f, err := os.OpenFile(store.File(string(o.cfg.DataDir)), os.O_RDWR, 0)
	if err == nil {
		_, err = f.WriteAt([]byte(words), at)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	_ = f.Close()
}

// breakDatabase spoils a page in the middle, which no opening notices.
func (o *office) breakDatabase() {
	o.install()
	info, err := os.Stat(store.File(string(o.cfg.DataDir)))
	if err != nil {
		o.t.Fatal(err)
	}
	o.overwrite(info.Size()/2/4096*4096, strings.Repeat("\xff", 4096))
}

// copies gives the office copies of data and keys of an age, whose manifests say that
// they have so many bytes; they have four.
func copies(age time.Duration, bytes int) func(*office) {
	return func(o *office) {
		o.install()
		dir := o.t.TempDir()
		o.cfg.Backup.Directory = config.Path(dir)
		for _, kind := range []string{"data", "keys"} {
			name := dir + "/borgerbot-lejre-20260301T000000Z." + kind
			manifest := fmt.Sprintf(`{"kind":%q,"taken":%q,"file":"borgerbot-lejre-20260301T000000Z.%s.db","bytes":%d}`,
				kind, time.Now().Add(-age).Format(time.RFC3339), kind, bytes)
			if err := errors.Join(os.WriteFile(name+".json", []byte(manifest), 0o600), os.WriteFile(name+".db", []byte("copy"), 0o600)); err != nil {
				o.t.Fatal(err)
			}
		}
	}
}

// wrapCopy lets the manifest of the keys say by which master key they are wrapped.
func (o *office) wrapCopy(master seal.Key) {
	name := string(o.cfg.Backup.Directory) + "/borgerbot-lejre-20260301T000000Z.keys.json"
	manifest, err := os.ReadFile(name)
	if err != nil {
		o.t.Fatal(err)
	}
	manifest = bytes.Replace(manifest, []byte("{"), fmt.Appendf(nil, `{"master":%q,`, master.ID()), 1)
	if err := os.WriteFile(name, manifest, 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// mixUp puts the keys of another installation beside the data, wrapped by the same
// master key.
func (o *office) mixUp() {
	o.install()
	o.remove("keys.db")
	master, err := seal.ParseKey(o.cfg.MasterKey.Expose())
	if err != nil {
		o.t.Fatal(err)
	}
	other, err := vault.Open(o.t.Context(), o.file("keys.db"), master, true)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		o.t.Fatal(err)
	}
}

// TestCertificate: a certificate's end is told three weeks ahead, for both servers;
// one that is over, or of somebody else, lets nothing pass.
func TestCertificate(t *testing.T) {
	for _, row := range []struct {
		at          time.Time
		foreign     bool
		start, says string
	}{
		{time.Date(2199, 11, 20, 12, 0, 0, 0, time.UTC), false, "ok", "its certificate ends on 2200-01-01"},
		{time.Date(2199, 12, 15, 12, 0, 0, 0, time.UTC), false, "warning", "ends on 2200-01-01, in 17 days"},
		{time.Date(2200, 1, 15, 12, 0, 0, 0, time.UTC), false, "failed", "expired"},
		{time.Date(2199, 11, 20, 12, 0, 0, 0, time.UTC), true, "failed", "certificate signed by unknown authority"},
	} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, unchanged)
			defer o.Close()
			served, trusted, err := standin.NewCertificate("127.0.0.1")
			if err != nil {
				t.Fatal(err)
			}
			box, s := &o.cfg.Mailboxes[0], &o.cfg.Submission
			imapGate, imapAddress := o.listen(3001)
			smtpGate, smtpAddress := o.listen(3002)
			m := standin.NewIMAP(imapGate, standin.IMAPOptions{User: box.IMAP.User, Password: box.IMAP.Password.Expose(), TLS: served})
			defer m.Close()
			relay := standin.NewSMTP(smtpGate, standin.SMTPOptions{User: s.User, Password: s.Password.Expose(), TLS: served})
			defer relay.Close()
			box.IMAP.Server, box.IMAP.TLS, s.Server, s.TLS = imapAddress, config.TLS, smtpAddress, config.StartTLS
			if !row.foreign {
				box.IMAP.RootCAs, s.RootCAs = trusted, trusted
			}
			time.Sleep(time.Until(row.at))
			found := o.check(false, false)
			for _, part := range []string{" imap post:", " smtp:"} {
				if !found.has(row.start+part, row.says) {
					t.Errorf("no line %q with %q in:\n%v", row.start+part, row.says, found)
				}
			}
		})
	}
}

// TestBesideDaemon: a running daemon makes nothing of the mail to ourselves, whether it
// is taken away again or stays: no inquiry, no card, no receipt, and no robot's mail to
// be counted. The data are looked at meanwhile, and nothing is changed in them.
func TestBesideDaemon(t *testing.T) {
	for _, stays := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, func(c *config.Config) { c.Submission.Proof = config.ProofSentFolder })
			defer o.Close()
			if err := o.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Minute)
			if stays {
				o.IMAP.Hide(imap.CapUIDPlus)
			}
			before := len(o.Channel().Messages()) // the morning's overview
			found := o.check(true, false)
			for _, want := range []struct{ start, words string }{
				{"ok database", "integrity_check"}, {"ok database", "the journal is whole"}, {"ok keys", "opens keys.db"},
				{"ok keys", "for every letter"}, {"ok mail", "a daemon that runs meanwhile makes nothing of it"},
			} {
				if !found.has(want.start, want.words) {
					t.Errorf("no line %q with %q in:\n%v", want.start, want.words, found)
				}
			}
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			if in, sent := len(o.IMAP.Messages("INBOX")), len(o.IMAP.Messages("Sent")); (in+sent > 0) != stays {
				t.Errorf("%d mails in the inbox and %d in Sent, left behind: %t", in, sent, stays)
			}
			robots, err := o.Robots(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			events, err := o.Journal(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if mails, lines := len(o.SMTP.Submissions()), len(o.Channel().Messages())-before; mails != 1 || lines != 0 || robots != 0 || events != 0 {
				t.Errorf("stays %t: %d mails left, %d more lines in Slack, %d robots, %d events; want the mail to ourselves alone", stays, mails, lines, robots, events)
			}
		})
	}
}

// TestBroken: a check that panics or hangs is told, with what it has found by then.
func TestBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		for _, row := range []struct {
			at   func(context.Context, *notes)
			says string
		}{
			{func(_ context.Context, n *notes) { n.ok("so far"); panic("hunter2") }, "failed x: this check broke off by a fault of its own"},
			{func(_ context.Context, n *notes) { n.ok("so far"); <-release; n.ok("too late") }, "failed x: not done within 30s"},
		} {
			found := look{"x", shortly, row.at}.run(t.Context())
			if len(found) != 2 || found[0].What != "so far" {
				t.Fatalf("found %+v", found)
			}
			if said := fmt.Sprintf("%s %s: %s", found[1].Status, found[1].Part, found[1].Text()); !strings.HasPrefix(said, row.says) || strings.Contains(said, "hunter2") {
				t.Errorf("said %q, want %q", said, row.says)
			}
		}
		close(release)
	})
}

// TestDistrust: every problem that is the channel's own has its words.
func TestDistrust(t *testing.T) {
	for _, p := range slackapp.TrustProblems() {
		switch p {
		case slackapp.TrustStranger, slackapp.TrustGuest, slackapp.TrustDeactivated, slackapp.TrustDisguised: // a member's
		default:
			if distrust[p][0] == "" || distrust[p][1] == "" {
				t.Errorf("%s has no words", p)
			}
		}
	}
	if raw, err := templates.FS.ReadFile(mailFile); err != nil || !bytes.Contains(raw, []byte("\n\n")) {
		t.Errorf("the mail to ourselves: %q, %v", raw, err)
	}
}

// TestFoldersCalledAfterCitizens: where a folder is missing, those that may be meant are
// offered, and none that an adviser has called after a citizen (design 7).
func TestFoldersCalledAfterCitizens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, unchanged)
		defer o.Close()
		o.IMAP.CreateFolder("Jytte Kragelund")
		o.IMAP.CreateFolder("Kladder 2")
		o.cfg.Mailboxes[0].Drafts = "Kladder"
		notes := o.check(true, true).with(Note)
		if text := strings.Join(notes, "\n"); strings.Contains(text, "Kragelund") || !strings.Contains(text, "INBOX, Junk, Kladder 2, Sent;") {
			t.Errorf("%q", notes)
		}
	})
}
