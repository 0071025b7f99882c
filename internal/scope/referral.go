package scope

import (
	"cmp"
	"slices"

	"borgerbot/internal/calendar"
)

// Referral is an entry of the directory of complaint bodies: where a matter that
// the office cannot take up belongs. Time limits are typical ones; what counts is
// the guidance in the citizen's own decision.
type Referral struct {
	ID    string
	Topic string
	Body  string // Danish name of the authority
	// BodyEn is what letters in English call it; the Danish name where it has no other.
	BodyEn string
	How    string
	// Limit is the typical time limit in Danish; empty where there is none or it is
	// not known.
	Limit string
	// Verified: body, way and limit were read on the authority's own page.
	Verified bool
	URL      string
	Fee      string
	// CheckedOn is when somebody last read the page; zero if nobody has.
	CheckedOn calendar.Date
	// TextDa and TextEn are what a letter says.
	TextDa, TextEn string
}

// staleMonths is how long a look at the authority's page is good for.
const staleMonths = 12

// Stale reports whether the entry must not be shown without a warning: nobody has
// checked it within a year.
func (r Referral) Stale(today calendar.Date) bool {
	return r.CheckedOn.IsZero() || calendar.MoreThanMonths(r.CheckedOn, today, staleMonths)
}

// Referral returns the entry with that id.
func (c *Classifier) Referral(id string) (Referral, bool) {
	for _, r := range c.directory {
		if r.ID == id {
			return r, true
		}
	}
	return Referral{}, false
}

// Referrals returns the directory in the order of its file.
func (c *Classifier) Referrals() []Referral { return slices.Clone(c.directory) }

// maxSuggested is how many entries a verdict suggests.
const maxSuggested = 3

// suggest returns the ids of the entries whose topics the letter mentions most.
func (c *Classifier) suggest(counts []int) []string {
	var order []int
	for n, count := range counts {
		if count > 0 {
			order = append(order, n)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[b], counts[a]) })
	var ids []string
	for _, n := range order[:min(len(order), maxSuggested)] {
		ids = append(ids, c.directory[n].ID)
	}
	return ids
}

// referralsFile is the directory as it is written.
type referralsFile struct {
	Referrals []struct {
		ID        written   `yaml:"id"`
		Topic     string    `yaml:"topic"`
		Phrases   []written `yaml:"phrases"`
		Body      string    `yaml:"body"`
		BodyEn    string    `yaml:"body_en"`
		How       string    `yaml:"how"`
		Limit     string    `yaml:"limit"`
		Verified  bool      `yaml:"verified"`
		URL       string    `yaml:"url"`
		Fee       string    `yaml:"fee"`
		CheckedOn written   `yaml:"checked_on"`
		Da        string    `yaml:"da"`
		En        string    `yaml:"en"`
	} `yaml:"referrals"`
}

// referrals reads the directory.
func (l *loader) referrals() {
	var file referralsFile
	if !l.decode(fileReferrals, &file) {
		return
	}
	for _, entry := range file.Referrals {
		line := max(entry.ID.Line, 1)
		if _, taken := l.c.Referral(entry.ID.Text); taken || entry.ID.Text == "" {
			l.fail(fileReferrals, line, "the id %q is missing or taken; give each entry a name of its own", entry.ID.Text)
		}
		if entry.Da == "" || entry.En == "" || entry.Body == "" {
			l.fail(fileReferrals, line, "entry %s needs body, da and en", entry.ID.Text)
		}
		var checked calendar.Date
		if entry.CheckedOn.Text != "" {
			var err error
			if checked, err = calendar.ParseDate(entry.CheckedOn.Text); err != nil {
				l.fail(fileReferrals, entry.CheckedOn.Line, "checked_on: %v", err)
			}
		}
		l.phrases(fileReferrals, len(l.c.directory), entry.Phrases, useReferral)
		l.c.directory = append(l.c.directory, Referral{
			ID: entry.ID.Text, Topic: entry.Topic, Body: entry.Body, How: entry.How, Limit: entry.Limit,
			Verified: entry.Verified, URL: entry.URL, Fee: entry.Fee, CheckedOn: checked,
			TextDa: entry.Da, TextEn: entry.En, BodyEn: cmp.Or(entry.BodyEn, entry.Body),
		})
	}
}
