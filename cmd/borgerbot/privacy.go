package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/letter"
	"borgerbot/templates"
)

type privacyCommand struct {
	File string `arg:"" help:"The office's configuration."`
	At   string `placeholder:"DATE" help:"Date the sheet on this day, such as 2026-03-16; otherwise today."`
}

// sheet is what the configuration says of personal data.
type sheet struct {
	Today                                                          string
	Municipality, Email, Phone, PrivacyURL                         string
	Conflict, Duty, Operator                                       string // addresses that are told; empty: nobody
	Advisers, Departments                                          int
	Mailboxes                                                      []string
	DataDir, CopyDir, KeysDir                                      string
	IMAP, SMTP                                                     string
	Channel, Disclosure, RiskAssessment                            string
	Records                                                        string // the folder that the records system imports from; empty: none
	Listen                                                         string // empty: nowhere
	Exposed, Encrypted, Microsoft, EraseMail                       bool
	Secure                                                         bool // letters with case content go by mail
	Agreed                                                         bool // departments hear only after a yes
	CLI                                                            bool
	ByOutcome                                                      bool // some outcomes are kept for days of their own
	ContactDays, CaseDays, MaxDays, KeepDays, KeepCopies, KeysDays int
	UpgradeDays, AlarmHours, SuppressBelow, MostHidden             int
	CopyHour                                                       int
	OutcomeDays                                                    string // the days of each outcome that has its own
	OneFolder                                                      bool   // copies of data and keys lie together
	Proof, ExportMode                                              string
	CopyToSent, ExportOnCase, ExportOnContact, ExportBySelf        bool
}

func sheetOf(cfg *config.Config) sheet {
	s := sheet{
		Municipality: cfg.Facts.Municipality, Email: cfg.Facts.Email, Phone: cfg.Facts.Phone,
		PrivacyURL: cfg.Facts.PrivacyURL, Conflict: cfg.Facts.ConflictContact, Duty: cfg.Facts.DutyContact, Operator: cfg.Health.Operator,
		Advisers: len(cfg.Advisers), Departments: len(cfg.Departments), DataDir: string(cfg.DataDir),
		CopyDir: string(cfg.Backup.Directory), KeysDir: string(cfg.Backup.KeysDirectory), Encrypted: len(cfg.Backup.Recipients) > 0,
		IMAP: cfg.Mailboxes[0].IMAP.Server, SMTP: cfg.Submission.Server, Microsoft: cfg.OAuth.Tenant != "" && cfg.SignsInByToken(),
		Channel: cfg.Slack.Channel, Disclosure: string(cfg.Slack.Disclosure), RiskAssessment: cfg.Slack.RiskAssessment,
		Records: string(cfg.Export.Folder), Listen: cfg.Health.Listen, Exposed: cfg.Health.Expose, Secure: cfg.Submission.Secure, CLI: cfg.AllowCLIContent,
		Agreed: cfg.Course.Sharing == casework.OptIn, EraseMail: cfg.Retention.Mailbox == config.EraseMail, ContactDays: cfg.Retention.ContactDays,
		CaseDays: cfg.Retention.CaseDays, MaxDays: cfg.Retention.MaxDays, ByOutcome: len(cfg.Retention.OutcomeDays) > 0,
		KeepDays: cfg.Backup.KeepDays, KeepCopies: cfg.Backup.KeepCopies, KeysDays: cfg.Backup.KeysDays,
		UpgradeDays: min(backup.UpgradeDays, cfg.Backup.KeysDays), AlarmHours: cfg.Backup.AlarmHours, SuppressBelow: cfg.Report.SuppressBelow,
		MostHidden: cfg.Report.SuppressBelow - 1, CopyHour: cfg.Backup.At, OutcomeDays: outcomeDays(cfg.Retention.OutcomeDays),
		OneFolder: cfg.Backup.Directory != "" && (cfg.Backup.KeysDirectory == "" || cfg.Backup.KeysDirectory == cfg.Backup.Directory),
		Proof:     string(cfg.Submission.Proof), CopyToSent: cfg.Submission.CopyToSent, ExportMode: string(cfg.Export.Mode),
		ExportOnCase: slices.Contains(cfg.Export.On, config.CaseClosed), ExportOnContact: slices.Contains(cfg.Export.On, config.ContactClosed),
		ExportBySelf: len(cfg.Export.On) > 0,
	}
	for _, m := range cfg.Mailboxes {
		s.Mailboxes = append(s.Mailboxes, m.Address)
	}
	return s
}

// outcomeDays lists the outcomes that are kept for days of their own, by the
// configuration's names.
func outcomeDays(days map[casework.Outcome]int) string {
	var all []string
	for _, outcome := range slices.Sorted(maps.Keys(days)) {
		all = append(all, fmt.Sprintf("`%s` %d", outcome, days[outcome]))
	}
	return strings.Join(all, ", ")
}

// Run prints the sheet.
func (c privacyCommand) Run(t terminal) error {
	cfg, err := config.Read(c.File)
	if err != nil {
		return refused(c.File, err)
	}
	tmpl, err := template.ParseFS(templates.FS, "privacy/sheet.md")
	if err != nil {
		return fmt.Errorf("read the sheet: %w", err)
	}
	today := cfg.Rules().Today(time.Now())
	if c.At != "" {
		if today, err = calendar.ParseDate(c.At); err != nil {
			return usageError{err}
		}
	}
	letters, err := letter.Parse(templates.FS)
	if err != nil {
		return err
	}
	s := sheetOf(cfg)
	s.Today = letters.Date(today, casework.Danish)
	return tmpl.Execute(t.out, s)
}
