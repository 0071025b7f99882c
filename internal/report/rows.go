package report

import "borgerbot/internal/casework"

// TableKey names a table. Its words and the name of its file are found by it.
type TableKey string

// The tables, in the order of the page.
const (
	Months      TableKey = "months"
	Channels    TableKey = "channels"
	Groups      TableKey = "groups" // kinds of inquiry (art)
	Themes      TableKey = "themes"
	Languages   TableKey = "languages"
	Parties     TableKey = "parties"
	Sensitive   TableKey = "sensitive"
	Promise     TableKey = "promise"
	AnswerDays  TableKey = "answer_days"
	ClosingDays TableKey = "closing_days"
	Outcomes    TableKey = "outcomes"
	Departments TableKey = "departments"
	Findings    TableKey = "findings"
	Grounds     TableKey = "grounds"
	Referrals   TableKey = "referrals"
)

// tableKeys are the tables that are counted; groups are sums of themes.
var tableKeys = []TableKey{
	Months, Channels, Themes, Languages, Parties, Sensitive, Promise, AnswerDays, ClosingDays,
	Outcomes, Departments, Findings, Grounds, Referrals,
}

// The rows of the tables. Where something must be hidden beside what is small, it
// is taken from the end: what is usually small stands there. The last row of a list
// also has the codes that are not in it.
var (
	channels = []casework.Channel{
		casework.ChannelMail, casework.ChannelPhone, casework.ChannelVisit, casework.ChannelDigitalPost, casework.ChannelWebForm,
	}
	languages = []casework.Language{casework.Danish, casework.English, casework.German, casework.Unknown}
	outcomes  = []casework.Outcome{
		casework.Advised, casework.AnsweredByDepartment, casework.HelpedToComplain, casework.Referred, casework.OutOfScope,
		casework.Mediated, casework.MeetingAttended, casework.PassedOn, casework.Examined, casework.Withdrawn, "",
	}
	findings = []casework.Finding{
		casework.Upheld, casework.PartlyUpheld, casework.NotUpheld, casework.Criticism, casework.Recommendation, "",
	}
	grounds = casework.Grounds()
)

// groups divide the themes by what the citizen wants (domain 8: klage, vejledning,
// vejvisning, forslag).
var groups = []struct {
	key    string
	themes []casework.Kind
}{
	{"complaint", []casework.Kind{
		casework.KindCaseHandling, casework.KindDelay, casework.KindConduct, casework.KindPractical, casework.KindDiscrimination,
	}},
	{"guidance", []casework.Kind{casework.KindUnderstand, casework.KindAppealGuidance, casework.KindReopen}},
	{"dialogue", []casework.Kind{casework.KindDialogue, casework.KindMeeting}},
	{"wayfinding", []casework.Kind{casework.KindWayfinding}},
	{"suggestion", []casework.Kind{casework.KindSuggestion}},
	{"unsaid", []casework.Kind{""}},
}

// themes are all themes, group by group.
var themes = func() (all []casework.Kind) {
	for _, g := range groups {
		all = append(all, g.themes...)
	}
	return all
}()

// The classes of days end with these; there is one more for what took longer.
var (
	answerClasses  = []int{1, 5, 10, 20}   // working days
	closingClasses = []int{7, 30, 90, 180} // days
)

// The rows of the table of promises.
const (
	keptInTime = iota
	keptLaterNoticed
	keptLater
)

// fixedRows are the rows that are the same for every office, as the keys of their
// words.
var fixedRows = map[TableKey][]string{
	Channels:    codes(channels),
	Groups:      groupKeys(),
	Themes:      codes(themes),
	Languages:   codes(languages),
	Parties:     {"self", "represented"},
	Sensitive:   {"no", "yes"},
	Promise:     {"in_time", "later_noticed", "later"},
	AnswerDays:  {"1", "5", "10", "20", "more"},
	ClosingDays: {"7", "30", "90", "180", "more"},
	Outcomes:    codes(outcomes),
	Findings:    codes(findings),
	Grounds:     codes(grounds),
}

func groupKeys() (keys []string) {
	for _, g := range groups {
		keys = append(keys, g.key)
	}
	return keys
}

func codes[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, code := range list {
		all[i] = string(code)
	}
	return all
}
