package card

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// asksDepartment: the act is nothing without a department.
func asksDepartment(s sheet) bool {
	return s.act() == casework.SendToDepartment || s.act() == casework.AskConsent || s.act() == casework.PassOnSuggestion
}

// needsConsent: no examination before the citizen's own words are recorded (H23).
func needsConsent(s sheet) bool { return s.v.Rules.ConsentRequired }

// checkPast: what the citizen has said was said today or earlier.
func checkPast(s sheet, _ slack.BlockAction) string {
	if s.form.Event.Date.After(s.v.Rules.Today(s.v.Now)) {
		return s.words.Modal.Errors.FutureDate
	}
	return ""
}

// scopeLines starts with what the citizen was asked for.
func scopeLines(s sheet, id string) slack.BlockElement {
	input := paragraph(s, id).(*slack.PlainTextInputBlockElement)
	var asked []string
	for _, text := range s.q.Course.Consent.Scope {
		asked = append(asked, text.Reveal())
	}
	if text := strings.Join(asked, "\n"); len([]rune(text)) <= casework.MaxField {
		input.InitialValue = text
	}
	return input
}

// act is the act of the form, or the one it stands for.
func (s sheet) act() casework.EventType {
	if isSent(s.form.Press.Act) {
		return s.form.Event.Stands
	}
	return s.form.Press.Act
}

// typesHere: the words of the letter are written in this window. They are not
// where no content may pass through Slack ([sheet.mayName]), nor for a letter the adviser has
// written elsewhere.
func typesHere(s sheet) bool { return s.mayName() && writtenFromHere(s) }

// writtenFromHere: what is ticked in this window decides what the letter says. Of one
// the adviser has written elsewhere it decides nothing.
func writtenFromHere(s sheet) bool { return !isSent(s.form.Press.Act) }

// warnOfDepartment says that nothing can be mailed to the one that was chosen.
func warnOfDepartment(s sheet) string {
	if s.v.Rules.Departments[s.form.Event.Department].NoAddress {
		return s.words.Modal.Modal.NoAddress
	}
	return ""
}

// answerByItself is the date the letter names when the adviser sets none.
func answerByItself(s sheet) string {
	ev := s.form.Event
	ev.Type, ev.At, ev.Date = s.act(), s.v.Now, calendar.Date{}
	if ev.Type == casework.SendToDepartment && ev.Department == "" {
		return ""
	}
	return fill(s.words.Modal.Modal.DateItself, "date", s.date(s.q.Filled(s.v.Rules, ev).NewDate))
}

// lines are the points of a text, one a line, without the marks people put before
// them.
func lines(a slack.BlockAction) []personal.Text {
	var points []personal.Text
	for line := range strings.SplitSeq(a.Value, "\n") {
		if line = strings.TrimSpace(strings.TrimLeft(line, " \t-–•*")); line != "" {
			points = append(points, personal.New(line))
		}
	}
	return points
}

// prepared are the letters that lie ready for the adviser's own hand.
func prepared(q casework.Inquiry) []casework.Letter {
	return slices.DeleteFunc(slices.Clone(q.Letters), func(l casework.Letter) bool { return l.Status != casework.LetterByHand })
}

// standsChoice offers the letters that lie prepared or as drafts, and those that fit
// where the inquiry stands, each once.
func standsChoice(s sheet, id string) slack.BlockElement {
	var options []*slack.OptionBlockObject
	w := s.words.Modal.Options
	seen := map[casework.LetterID]bool{}
	for _, l := range prepared(s.q) {
		words := fill(w.Prepared, "letter", s.words.Codes.Letters[l.Letter], "to", s.words.Codes.Roles[l.To])
		options = append(options, option(keyMark+l.Key, words))
		seen[l.Letter] = true
	}
	for _, d := range s.q.Drafts {
		words := fill(w.Drafted, "letter", s.words.Codes.Letters[d.Letter], "to", s.words.Codes.Roles[d.To])
		options = append(options, option(keyMark+d.Becomes(), words))
		seen[d.Letter] = true
	}
	for _, act := range standIns(s.v.Rules) {
		letter := s.q.LetterOf(s.v.Rules, casework.Event{Type: act})
		if casework.Allowed(s.form.Press.Seen, act) && s.means(act) && !seen[letter] {
			words := cmp.Or(w.Stands[act], s.words.Codes.Letters[letter])
			options = append(options, option(string(act), words))
		}
		seen[letter] = true
	}
	chosen := string(s.form.Event.Stands)
	if s.form.Event.Key != "" {
		chosen = keyMark + s.form.Event.Key
	}
	return s.choice(id, options, chosen)
}

// keyMark stands before the key of a prepared letter where acts are offered too. An
// option's value has 75 characters, and the key of a letter to a representative 72.
const keyMark = "k:"

// readStands takes an act the letter stands for, or the key of a letter that lies
// prepared; casework knows whether there is such a one.
func readStands(f *Form, a slack.BlockAction) {
	if key, ok := strings.CutPrefix(chosen(a), keyMark); ok {
		f.Event.Key = key
		return
	}
	f.Event.Stands = casework.EventType(chosen(a))
}
