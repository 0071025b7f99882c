package card

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// rights lists the wishes under access and data protection law, each with its own
// date. They stand beside the complaint.
func (p page) rights() []slack.Block {
	if p.private() || len(p.q.Course.Requests) == 0 {
		return nil
	}
	var lines []string
	for _, r := range p.q.Course.Requests {
		words, date := p.w.RequestOpen, p.date(r.Due)
		switch {
		case r.Forwarded:
			words, date = p.w.RequestForwarded, p.dateOf(r.Done, p.v)
		case !r.Done.IsZero():
			words, date = p.w.RequestAnswered, p.dateOf(r.Done, p.v)
		}
		lines = append(lines, fill(words, "request", capital(p.words.Codes.Requests[r.Kind]), "date", date, "left", p.left(r.Due)))
	}
	return []slack.Block{section(labelled(p.w.Rights, strings.Join(lines, "\n")))}
}

// requestChoice offers every wish where one is recorded, and those that wait where
// one is answered.
func requestChoice(s sheet, id string) slack.BlockElement {
	kinds := casework.RequestKinds()
	if s.form.Press.Act != casework.RecordRequest && len(s.q.OpenRequests()) > 0 {
		kinds = s.q.OpenRequests()
	}
	options := optionsOf(kinds, func(r casework.Reason) string { return capital(s.words.Codes.Requests[r]) })
	return radio(id, options, string(s.form.Event.Fields.RequestKind))
}

// cameOn begins with the day of the newest letter.
func cameOn(s sheet, id string) slack.BlockElement {
	picker := slack.NewDatePickerBlockElement(id)
	picker.InitialDate = s.form.Event.Date.String()
	return picker
}

// rightsDefaults begin the windows of data rights: with the wish the letter names, or
// the one that waits longest.
func (d *Deck) rightsDefaults(ev *casework.Event, q casework.Inquiry, v View) {
	if open := q.OpenRequests(); ev.Type != casework.RecordRequest {
		if len(open) > 0 {
			ev.Fields.RequestKind = open[0]
		}
		return
	}
	ev.Date = q.Asked(v.Rules)
	if d.namesAccess(q) {
		ev.Fields.RequestKind = casework.ReasonAccess
	}
	if ev.Date == (calendar.Date{}) {
		ev.Date = v.Rules.Today(v.Now)
	}
}

// namesAccess reports whether all that the letter says of data rights is said of access,
// by its name. The rights of data protection go by too many words to tell them apart, and
// one that is taken for another is promised another's date: an adviser chooses.
func (d *Deck) namesAccess(q casework.Inquiry) bool {
	said := slices.DeleteFunc(slices.Clone(q.Verdict.Evidence), func(e casework.Evidence) bool {
		return !e.For || e.Label != string(casework.FlagDataRights)
	})
	return len(said) > 0 && !slices.ContainsFunc(said, func(e casework.Evidence) bool {
		return !strings.Contains(strings.ToLower(e.Text.Reveal()), d.words.Codes.Requests[casework.ReasonAccess])
	})
}
