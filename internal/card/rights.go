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

// rightsDefaults begin the windows of data rights: with the wish the rules have
// found, or the one that waits longest.
func rightsDefaults(ev *casework.Event, q casework.Inquiry, v View) {
	if open := q.OpenRequests(); ev.Type != casework.RecordRequest {
		if len(open) > 0 {
			ev.Fields.RequestKind = open[0]
		}
		return
	}
	ev.Date, ev.Fields.RequestKind = q.Asked(v.Rules), casework.ReasonAccess
	erases := func(e casework.Evidence) bool { return e.For && e.Rule == ruleErase }
	if slices.ContainsFunc(q.Verdict.Evidence, erases) {
		ev.Fields.RequestKind = casework.ReasonErasure
	}
	if ev.Date == (calendar.Date{}) {
		ev.Date = v.Rules.Today(v.Now)
	}
}

// ruleErase is the id of the rule on wishes that something be erased or put right.
const ruleErase = "data-erase"
