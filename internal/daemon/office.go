package daemon

import (
	"fmt"
	"io/fs"

	"borgerbot/internal/calendar"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/compose"
	"borgerbot/internal/config"
	"borgerbot/internal/desk"
	"borgerbot/internal/intake"
	"borgerbot/internal/letter"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/oauth"
	"borgerbot/internal/scope"
	"borgerbot/internal/slackapp"
	"borgerbot/internal/submit"
	"borgerbot/templates"
)

// Words are the letters, the cards and the rules of a configuration, parsed. They
// do not change.
type Words struct {
	letters *letter.Set
	deck    *card.Deck
	judge   *scope.Classifier
}

// ReadCards parses the words of cards, with the office's own snippets.
func ReadCards(cfg *config.Config) (*card.Deck, error) {
	deck, err := card.Parse(templates.FS)
	if err != nil {
		return nil, err
	}
	var own []card.Snippet
	for _, sn := range cfg.Snippets.Own {
		own = append(own, card.Snippet(sn))
	}
	return deck.WithSnippets(own, cfg.Snippets.BuiltIn)
}

// ReadWords parses the words of a configuration.
func ReadWords(cfg *config.Config) (*Words, error) { return readWords(cfg, scope.Load) }

func readWords(cfg *config.Config, rules func(fs.FS, scope.Office) (*scope.Classifier, error)) (*Words, error) {
	letters, err := letter.Parse(templates.FS)
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	deck, err := ReadCards(cfg)
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	files, err := cfg.RuleFiles()
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	judge, err := rules(files, cfg.Scope())
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	return &Words{letters, deck, judge}, nil
}

// view is what cards show of the office.
func view(cfg *config.Config, w *Words, key []byte) card.View {
	v := card.View{
		Mode: card.Disclosure(cfg.Slack.Disclosure), Rules: cfg.Rules(), Key: key,
		Sentences: map[casework.Ground]string{}, Referrals: map[string]string{}, Departments: map[string]string{},
		ConflictContact: cfg.Facts.ConflictContact != "",
	}
	for _, a := range cfg.Advisers {
		adviser := card.Adviser{ID: a.ID, Name: a.Name, Slack: a.Slack}
		for _, absence := range a.Absences {
			adviser.Absences = append(adviser.Absences, card.Absence{
				Period: calendar.Period{From: absence.From, To: absence.To}, Deputy: absence.Deputy,
			})
		}
		v.Advisers = append(v.Advisers, adviser)
	}
	for _, g := range casework.Grounds() {
		if use, ok := cfg.Remit.Grounds[g]; ok && use != config.Off {
			v.Sentences[g] = w.judge.Sentence(g)
		}
	}
	for _, r := range w.judge.Referrals() {
		v.Referrals[r.ID] = r.Topic + ": " + r.Body // a body may stand for several topics
	}
	v.Stale = func(id string, today calendar.Date) bool {
		r, ok := w.judge.Referral(id)
		return ok && r.Stale(today)
	}
	for _, d := range cfg.Departments {
		v.Departments[d.ID] = d.Name
	}
	return v
}

func deskConfig(cfg *config.Config, w *Words, v card.View) desk.Config {
	c := desk.Config{
		Rules: cfg.Rules(), Office: cfg.Office(), View: v, Main: cfg.Mailboxes[0].ID,
		ConflictContact: cfg.Facts.ConflictContact, DutyContact: cfg.Facts.DutyContact, Operator: cfg.Health.Operator,
		Departments: map[string]desk.Department{}, Referrals: map[string]letter.Referral{},
		From: map[string]compose.Mailbox{}, MailDomain: cfg.Submission.MessageDomain, Instance: cfg.Instance,
		Proof: cfg.Submission.Proof != config.ProofNone,
		Caps:  desk.Caps{Free: cfg.Caps.SenderFree, Day: cfg.Caps.SenderDay, Hour: cfg.Caps.Hour},
	}
	for _, a := range cfg.Advisers {
		adviser := desk.Adviser{
			ID: a.ID, Adviser: letter.Adviser{Name: a.Name, Phone: a.Phone, Email: a.Email}, Alarms: a.Alarms,
		}
		for _, m := range cfg.Mailboxes {
			if m.Owner == a.ID {
				adviser.Mailboxes = append(adviser.Mailboxes, m.ID)
			}
		}
		c.Advisers = append(c.Advisers, adviser)
	}
	for _, d := range cfg.Departments {
		c.Departments[d.ID] = desk.Department{Name: d.Name, Address: d.Address}
	}
	for _, m := range cfg.Mailboxes {
		c.From[m.ID] = compose.Mailbox{Name: m.Name, Address: m.Address}
	}
	for _, r := range w.judge.Referrals() {
		c.Referrals[r.ID] = referral(r)
	}
	return c
}

// referral is an entry of the directory as letters tell it. Authorities keep
// their Danish names in English letters: that is what stands on the door.
func referral(r scope.Referral) letter.Referral {
	return letter.Referral{
		Name: letter.Words{Da: r.Body, En: r.BodyEn}, How: letter.Words{Da: r.TextDa, En: r.TextEn}, URL: r.URL,
	}
}

func intakeConfig(cfg *config.Config, letters *letter.Set) intake.Config {
	c := intake.Config{
		Standing: mailmsg.NewPassages(letters.Standing(cfg.Office())),
		Own:      cfg.OwnAddresses(), Gateways: cfg.Intake.Gateways, WebForms: cfg.Intake.WebForms, AuthServ: cfg.Intake.AuthServID,
		Excerpt: cfg.Slack.Disclosure == letter.Redacted, Limits: mailmsg.DefaultLimits(), ReadTime: cfg.Intake.ReadLimit,
	}
	for _, m := range cfg.Mailboxes {
		c.Mailboxes = append(c.Mailboxes, intake.Mailbox{
			ID: m.ID, Address: m.Address, Sent: m.Sent, Owner: m.Owner, After: intake.After(m.After),
		})
	}
	c.Names = map[casework.AdviserID]string{}
	for _, a := range cfg.Advisers {
		c.Advisers, c.Names[a.ID] = append(c.Advisers, a.Email), a.Name
	}
	for _, d := range cfg.Departments {
		department := intake.Department{ID: d.ID}
		for _, domain := range d.Domains {
			department.Domains = append(department.Domains, "@"+domain)
		}
		c.Departments = append(c.Departments, department)
	}
	return c
}

// tokenSource is where access tokens come from; nil where nothing signs in with
// one.
func tokenSource(cfg *config.Config, dial Dialer) (*oauth.Source, error) {
	if !cfg.SignsInByToken() {
		return nil, nil
	}
	o := cfg.OAuth
	address := o.TokenURL
	if address == "" {
		address = oauth.Microsoft(o.Tenant)
	}
	source, err := oauth.New(oauth.Config{
		TokenURL: address, ClientID: o.ClientID, Secret: o.Secret.Expose(), Scope: o.Scope, RootCAs: o.RootCAs, Dial: dial,
	})
	if err != nil {
		return nil, fmt.Errorf("oauth: %w", err)
	}
	return source, nil
}

func imapAccount(m config.Mailbox, dial Dialer, tokens *oauth.Source) mailbox.Account {
	acc := mailbox.Account{
		Name: m.ID, Address: m.IMAP.Server, TLS: mailbox.TLSMode(m.IMAP.TLS), RootCAs: m.IMAP.RootCAs, Dial: dial,
		Auth:  mailbox.Password(m.IMAP.User, m.IMAP.Password.Expose()),
		Inbox: m.Inbox, MaxSize: int64(m.MaxMegabytes) << 20,
	}
	if m.IMAP.Auth == config.XOAUTH2 {
		acc.Auth = mailbox.XOAUTH2(m.IMAP.User, tokens)
	}
	if m.Sent != "" {
		acc.Folders = append(acc.Folders, m.Sent)
	}
	acc.Folders = append(acc.Folders, m.Folders...)
	acc.Filed = []string{m.Drafts}
	return acc
}

func smtpAccount(s config.Submission, dial Dialer, tokens *oauth.Source) submit.Account {
	acc := submit.Account{
		Address: s.Server, TLS: submit.TLSMode(s.TLS), RootCAs: s.RootCAs, Dial: dial, Helo: s.HELO, NullSender: s.NullSender,
	}
	switch {
	case s.Auth == config.XOAUTH2:
		acc.Auth = submit.XOAUTH2(s.User, tokens)
	case s.User != "":
		acc.Auth = submit.Password(s.User, s.Password.Expose())
	}
	return acc
}

func slackConfig(cfg *config.Config, dial Dialer) slackapp.Config {
	c := slackapp.Config{
		BotToken: cfg.Slack.BotToken.Expose(), AppToken: cfg.Slack.AppToken.Expose(), BaseURL: cfg.Slack.BaseURL,
		Channel: cfg.Slack.Channel, Bots: cfg.Slack.Bots, Dial: dial,
	}
	for _, a := range cfg.Advisers {
		if a.Slack != "" {
			c.Members = append(c.Members, a.Slack)
		}
	}
	return c
}

// alarmCode turns intake's alarm into the letter that tells of it.
func alarmCode(c intake.AlarmCode) letter.AlarmCode {
	if c == intake.MailboxReset {
		return letter.MailboxReset
	}
	return letter.MailboxGap
}
