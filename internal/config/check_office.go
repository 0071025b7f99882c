package config

import (
	"fmt"
	"slices"
	"strings"

	"borgerbot/internal/letter"
)

func (l *loader) checkOffice() {
	c, f := &l.cfg, &l.cfg.Facts
	l.must(isInstance(c.Instance), "instance", "write a short name of lower-case letters, digits and -")
	l.must(c.DataDir != "", "data_dir", "write the folder that holds the data")
	for _, need := range []struct{ path, value string }{
		{"office.municipality", f.Municipality}, {"office.place", f.Place},
		{"office.title.da", f.Title.Da}, {"office.title.en", f.Title.En},
		{"office.council.da", f.Council.Da}, {"office.council.en", f.Council.En},
	} {
		l.must(strings.TrimSpace(need.value) != "", need.path, "is empty; letters need it")
	}
	l.must((f.Backup.Da == "") == (f.Backup.En == ""), "office.backup", "write it in both languages or in neither")
	l.must(isAddress(f.Email), "office.email", likeAddress)
	l.must(f.Phone == "" || isPhone(f.Phone), "office.phone", likePhone)
	l.must(isURL(f.PrivacyURL), "office.privacy_url", likeURL+"; every receipt has it (GDPR art. 13)")
	l.must(f.SecurityURL == "" || isURL(f.SecurityURL), "office.security_url", likeURL)
	l.must(f.PowerOfAttorneyURL == "" || isURL(f.PowerOfAttorneyURL), "office.power_of_attorney_url", likeURL)
	l.must(isURL(f.SecureMail.URL), "office.secure_mail.url", likeURL)
	for i, page := range f.SecureMail.Alternatives {
		l.must(isURL(page), fmt.Sprintf("office.secure_mail.alternatives[%d]", i), likeURL)
	}
	l.must(f.ConflictContact == "" || isAddress(f.ConflictContact), "office.conflict_contact", likeAddress)
	l.must(f.DutyContact == "" || isAddress(f.DutyContact), "office.duty_contact", likeAddress)
	l.doubt(f.ConflictContact != "" || len(c.Advisers) != 1, "office.conflict_contact",
		"is empty, and there is one adviser; name who reads what citizens write about her (fvl. § 3)")
	seen := map[string]string{}
	for i, day := range f.DropIn {
		l.unique(seen, string(day), fmt.Sprintf("office.drop_in[%d]", i))
	}
	reached := slices.ContainsFunc(c.Mailboxes, func(m Mailbox) bool { return strings.EqualFold(m.Address, f.Email) })
	l.doubt(reached, "office.email", "is the address of none of the mailboxes; make sure that it reaches one")
}

func (l *loader) checkAdvisers() {
	l.must(len(l.cfg.Advisers) > 0, "advisers", "name at least one adviser; nobody else may act")
	ids, slackIDs := map[string]string{}, map[string]string{}
	for i, a := range l.cfg.Advisers {
		at := func(key string) string { return fmt.Sprintf("advisers[%d].%s", i, key) }
		l.must(isID(string(a.ID)), at("id"), likeID)
		l.unique(ids, string(a.ID), at("id"))
		l.must(strings.TrimSpace(a.Name) != "", at("name"), "is empty; letters are signed with it")
		l.must(a.Phone == "" || isPhone(a.Phone), at("phone"), likePhone)
		l.must(isAddress(a.Email), at("email"), likeAddress)
		l.must(a.Alarms == a.Email || isAddress(a.Alarms), at("alarms"), likeAddress)
		l.must(isSlackID(a.Slack, "UW"), at("slack"), `write the member id, such as U012ABCDEF (Slack: profile, "Copy member ID")`)
		l.unique(slackIDs, a.Slack, at("slack"))
		for j := range a.Absences {
			l.checkAbsence(a, j, fmt.Sprintf("%s[%d]", at("absences"), j))
		}
	}
}

// checkAbsence: while an adviser is away another must be there for her.
func (l *loader) checkAbsence(a Adviser, n int, path string) {
	c, absence := &l.cfg, a.Absences[n]
	l.checkPeriod(Absence{absence.From, absence.To}, path)
	l.must(absence.Deputy != "" || len(c.Advisers) < 2, path, "write as deputy who looks after her inquiries meanwhile")
	l.must(absence.Deputy == "" || c.hasAdviser(absence.Deputy), path+".deputy", "there is no adviser with this id; look under advisers", "advisers")
	l.must(absence.Deputy == "" || absence.Deputy != a.ID, path+".deputy", "nobody stands in for herself; name another adviser")
	overlaps := func(other OwnAbsence) bool { return !other.To.Before(absence.From) && !other.From.After(absence.To) }
	l.must(!slices.ContainsFunc(a.Absences[:n], overlaps), path, "overlaps another absence of hers; make them one, or end one earlier")
	for _, other := range c.Advisers {
		l.must(other.ID != absence.Deputy || other.ID == a.ID || !slices.ContainsFunc(other.Absences, overlaps), path+".deputy",
			"is away herself in these days; name another, or divide the absence")
	}
}

// everybodys are domains at which whoever likes has an address.
var everybodys = []string{
	"aol.com", "email.dk", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.dk", "icloud.com",
	"jubii.dk", "live.com", "live.dk", "mac.com", "mail.com", "mail.dk", "mail.tele.dk", "me.com", "msn.com", "ofir.dk", "outlook.com",
	"outlook.dk", "post.tele.dk", "privat.dk", "proton.me", "protonmail.com", "stofanet.dk", "tdcadsl.dk", "webspeed.dk", "yahoo.com",
	"yahoo.dk", "youmail.dk",
}

func (l *loader) checkDepartments() {
	ids := map[string]string{}
	for i, d := range l.cfg.Departments {
		at := func(key string) string { return fmt.Sprintf("departments[%d].%s", i, key) }
		l.must(isID(d.ID), at("id"), likeID)
		l.unique(ids, d.ID, at("id"))
		l.must(strings.TrimSpace(d.Name) != "", at("name"), "is empty; advisers choose by it")
		l.must(d.Address == "" || isAddress(d.Address), at("address"), likeAddress)
		l.number(at("workdays"), d.Workdays, 0, 60)
		for j, domain := range d.Domains {
			path := fmt.Sprintf("departments[%d].domains[%d]", i, j)
			l.must(isDomain(domain), path, likeDomain)
			if _, written := l.root.find(path); !written {
				path = at("address") // the domain was taken from it
			}
			l.doubt(!slices.Contains(everybodys, strings.ToLower(domain)), path,
				"has a domain where everybody can have an address, so that a citizen's mail from there passes for the department's; write the department's own")
		}
	}
}

func (l *loader) checkSlack() {
	s := &l.cfg.Slack
	l.must(isSlackID(s.Channel, "CG"), "slack.channel", "write the id of the private channel, such as C012ABCDEF (Slack: channel details, at the bottom)")
	for i, bot := range s.Bots {
		l.must(isSlackID(bot, "UWB"), fmt.Sprintf("slack.bots[%d]", i), "write the bot's member id, such as U012ABCDEF")
	}
	l.must(s.Disclosure != letter.Redacted || s.RiskAssessment != "", "slack.risk_assessment",
		"name the risk assessment that allows the mode redacted, or choose minimal or modal", "slack.disclosure")
	local := strings.HasPrefix(s.BaseURL, "http://127.0.0.1:")
	l.must((isURL(s.BaseURL) || local) && strings.HasSuffix(s.BaseURL, "/"), "slack.base_url",
		"write https://slack.com/api/, with the / at the end; http is for 127.0.0.1 only")
}
