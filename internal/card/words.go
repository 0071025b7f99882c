package card

import (
	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// deckWords is everything in templates/slack, one field for each file. The tag
// args names the values a text may ask for in {braces}; a map's tag holds for
// all its texts.
type deckWords struct {
	Codes    Codes       `file:"codes.yaml"`
	Card     cardFile    `file:"card.yaml"`
	Modal    modalWords  `file:"modal.yaml"`
	Home     homeFile    `file:"home.yaml"`
	Snippets snippetFile `file:"snippets.yaml"`
}

// Codes are the Danish words for the codes of casework, of codes.yaml.
type Codes struct {
	Weekdays []string `yaml:"weekdays"` // from Monday
	Months   []string `yaml:"months"`

	States         map[casework.State]string        `yaml:"states"`
	Outcomes       map[casework.Outcome]string      `yaml:"outcomes"`
	Findings       map[casework.Finding]string      `yaml:"findings"`
	Remits         map[casework.Remit]string        `yaml:"remits"`
	Kinds          map[casework.Kind]string         `yaml:"kinds"`
	Grounds        map[casework.Ground]string       `yaml:"grounds"`
	Flags          map[casework.Flag]string         `yaml:"flags"`
	Channels       map[casework.Channel]string      `yaml:"channels"`
	Languages      map[casework.Language]string     `yaml:"languages"`
	Attachments    map[string]string                `yaml:"attachments"`
	Actors         map[casework.ActorRole]string    `yaml:"actors"`
	Roles          map[casework.Role]string         `yaml:"roles"`
	Letters        map[casework.LetterID]string     `yaml:"letters"`
	LetterStatuses map[casework.LetterStatus]string `yaml:"letter_statuses" args:"at"`
	Mandates       map[casework.MandateState]string `yaml:"mandates"`
	Consents       map[casework.ConsentWord]string  `yaml:"consents"`
	MandatesOwn    map[casework.MandateState]string `yaml:"mandates_own"`
	Receipts       map[casework.ReceiptRule]string  `yaml:"receipts"`
	Held           map[casework.ReceiptRule]string  `yaml:"held"`
	Alarms         map[casework.Reason]string       `yaml:"alarms" args:"letter to"`
	Requests       map[casework.Reason]string       `yaml:"requests"`
	Skips          map[calendar.SkipCode]string     `yaml:"skips"`
	Refusals       map[casework.RefusalCode]string  `yaml:"refusals" args:"state who at field"`
	Fields         map[string]string                `yaml:"fields"`
	Notices        map[Notice]string                `yaml:"notices"`
	NoReference    string                           `yaml:"no_reference" args:"ref"`
	NothingChanged string                           `yaml:"nothing_changed"`
	NoReferenceBut string                           `yaml:"no_reference_but" args:"ref near"`
}

// cardFile is the file of cards, thread and digest.
type cardFile struct {
	Card   cardWords   `yaml:"card"`
	Lines  lineWords   `yaml:"lines"`
	Digest digestWords `yaml:"digest"`
}

type cardWords struct {
	Red          string `yaml:"red" args:"text"`
	Acute        string `yaml:"acute" args:"ref"`
	Header       string `yaml:"header" args:"ref state"`
	Notification string `yaml:"notification" args:"ref state deadline"`

	Received     string `yaml:"received"`
	Promised     string `yaml:"promised"`
	PromisedAnew string `yaml:"promised_anew"`
	Target       string `yaml:"target"`
	Answered     string `yaml:"answered"`
	Holder       string `yaml:"holder"`
	Receipt      string `yaml:"receipt"`
	Department   string `yaml:"department"`
	Outcome      string `yaml:"outcome"`
	Suggestion   string `yaml:"suggestion"`
	Attention    string `yaml:"attention"`
	Letters      string `yaml:"letters"`

	Nobody         string `yaml:"nobody"`
	HeldBy         string `yaml:"held_by" args:"who at"`
	AnsweringToday string `yaml:"answering_today" args:"who"`
	AnsweringAll   string `yaml:"answering_today_all"`
	NoDeadline     string `yaml:"no_deadline"`
	NoPromise      string `yaml:"no_promise"`
	Away           string `yaml:"away" args:"date"`
	AwayDeputy     string `yaml:"away_deputy" args:"date deputy"`
	AwayThen       string `yaml:"away_then" args:"who"`
	Moved          string `yaml:"moved"`
	MovedFrom      string `yaml:"moved_from" args:"date"`
	Noticed        string `yaml:"noticed"`
	NotNoticed     string `yaml:"not_noticed"`
	ToldEarlier    string `yaml:"told_earlier" args:"date"`
	LeftMany       string `yaml:"left_many" args:"n"`
	LeftOne        string `yaml:"left_one"`
	LeftToday      string `yaml:"left_today"`
	Over           string `yaml:"over"`
	OverOne        string `yaml:"over_one"`
	OverMany       string `yaml:"over_many" args:"n"`
	NoReceipt      string `yaml:"no_receipt"`
	ReceiptHeld    string `yaml:"receipt_held"`
	DepartmentDue  string `yaml:"department_due" args:"department date"`
	DepartmentLate string `yaml:"department_late" args:"department date"`
	Closed         string `yaml:"closed" args:"outcome date"`
	MergedInto     string `yaml:"merged_into" args:"ref"`
	Related        string `yaml:"related" args:"refs"`

	Kinds            string `yaml:"kinds" args:"remit kinds"`
	Perhaps          string `yaml:"perhaps" args:"remit kinds"`
	Remit            string `yaml:"remit" args:"remit"`
	Ground           string `yaml:"ground" args:"ground sentence"`
	Sure             string `yaml:"sure"`
	Fair             string `yaml:"fair"`
	Unsure           string `yaml:"unsure"`
	And              string `yaml:"and"`
	Bullet           string `yaml:"bullet" args:"text"`
	Meeting          string `yaml:"meeting" args:"date"`
	AppealClock      string `yaml:"appeal_clock" args:"date"`
	NoSharing        string `yaml:"no_sharing"`
	MayRefuse        string `yaml:"may_refuse"`
	Rights           string `yaml:"rights"`
	RequestOpen      string `yaml:"request_open" args:"request date left"`
	RequestAnswered  string `yaml:"request_answered" args:"request date left"`
	RequestForwarded string `yaml:"request_forwarded" args:"request date left"`
	Attends          string `yaml:"attends" args:"date"`
	Paused           string `yaml:"paused"`
	Matched          string `yaml:"matched" args:"words"`
	Quoted           string `yaml:"quoted" args:"text"`

	PartyUnknown  string `yaml:"party_unknown"`
	MandateReview string `yaml:"mandate_review" args:"date"`
	MayWithdraw   string `yaml:"may_withdraw"`
	NoWayBack     string `yaml:"anonymous_no_address"`

	Sensitive     string `yaml:"sensitive" args:"yes"`
	Yes           string `yaml:"yes"`
	No            string `yaml:"no"`
	Attachment    string `yaml:"attachment" args:"types"`
	Attachments   string `yaml:"attachments" args:"n types"`
	NoAttachments string `yaml:"no_attachments"`
	WrittenIn     string `yaml:"written_in" args:"language"`
	WrittenOther  string `yaml:"written_other"`
	AnsweredIn    string `yaml:"answered_in" args:"language"`
	CameBy        string `yaml:"came_by" args:"channel"`
	About         string `yaml:"about" args:"kind"`
	Messages      string `yaml:"messages" args:"n"`
	Case          string `yaml:"case" args:"date"`
	NoCase        string `yaml:"no_case"`
	HandedOver    string `yaml:"handed_over"`
	OnHold        string `yaml:"on_hold" args:"date"`
	EraseOn       string `yaml:"erase_on" args:"date"`

	Unread          string `yaml:"unread"`
	Suggested       string `yaml:"suggested" args:"refs"`
	Letter          string `yaml:"letter" args:"letter to status"`
	LetterBy        string `yaml:"letter_by" args:"letter to status who"`
	LettersBefore   string `yaml:"letters_before" args:"n"`
	Draft           string `yaml:"draft" args:"letter to"`
	Delayed         string `yaml:"delayed" args:"at"`
	PhoneGiven      string `yaml:"phone_given"`
	ByHand          string `yaml:"by_hand"`
	CopyOwed        string `yaml:"copy_owed"`
	CopyByMail      string `yaml:"copy_owed_by_mail"`
	WordOwed        string `yaml:"word_owed" args:"date"`
	Excerpt         string `yaml:"excerpt"`
	ExcerptWithheld string `yaml:"excerpt_withheld"`
	InMailbox       string `yaml:"in_mailbox"`
	Provisional     string `yaml:"provisional"`
	Strays          string `yaml:"strays" args:"refs"`
	Private         string `yaml:"private"`
	PrivateSettled  string `yaml:"private_settled"`
	Alone           string `yaml:"private_alone"`
	AloneSettled    string `yaml:"private_alone_settled"`
	AloneNobody     string `yaml:"private_alone_nobody"`
	Erased          string `yaml:"erased"`
	Reminder        string `yaml:"reminder"`
	More            string `yaml:"more"`

	Date      string `yaml:"date" args:"weekday day month year"`
	DateShort string `yaml:"date_short" args:"day month"`
	Clock     string `yaml:"clock" args:"hour minute"`
	DateClock string `yaml:"date_clock" args:"date clock"`
}

type lineWords struct {
	Notification   string                        `yaml:"notification" args:"ref text"`
	Letter         string                        `yaml:"letter" args:"letter to"`
	Outcome        string                        `yaml:"outcome" args:"outcome"`
	Sent           string                        `yaml:"sent" args:"who letter"`
	Again          string                        `yaml:"again" args:"who letter"`
	NotSent        string                        `yaml:"not_sent" args:"who letter"`
	NoDepartment   string                        `yaml:"no_department" args:"letter"`
	Left           string                        `yaml:"left" args:"letter to"`
	NotShared      string                        `yaml:"not_shared" args:"letter"`
	MaybeNotShared string                        `yaml:"maybe_not_shared" args:"letter"`
	MaybeDraft     string                        `yaml:"maybe_draft" args:"letter"`
	DraftLate      string                        `yaml:"draft_late"`
	DraftStays     string                        `yaml:"draft_stays"`
	StandsIn       string                        `yaml:"stands_in" args:"who date"`
	Unsent         string                        `yaml:"unsent" args:"date"`
	PartyByHand    string                        `yaml:"party_by_hand"`
	Stopped        string                        `yaml:"stopped" args:"letter"`
	AnswerSeen     string                        `yaml:"answer_seen"`
	LetterSeen     string                        `yaml:"letter_seen"`
	Events         map[casework.EventType]string `yaml:"events" args:"who date adviser letter to ref"`
}

type digestWords struct {
	Title         string `yaml:"title" args:"date"`
	Notification  string `yaml:"notification" args:"new due over"`
	Over          string `yaml:"over"`
	Due           string `yaml:"due"`
	Doubt         string `yaml:"doubt"`
	Held          string `yaml:"held"`
	Mandate       string `yaml:"mandate"`
	New           string `yaml:"new"`
	Department    string `yaml:"department"`
	Silent        string `yaml:"silent"`
	Half          string `yaml:"half"`
	EntryAsked    string `yaml:"entry_asked" args:"ref date"`
	Rights        string `yaml:"rights"`
	Entry         string `yaml:"entry" args:"ref"`
	EntryDate     string `yaml:"entry_date" args:"ref date"`
	EntryTarget   string `yaml:"entry_target" args:"ref date"`
	EntryHolder   string `yaml:"entry_holder" args:"entry who"`
	EntryDeputy   string `yaml:"entry_deputy" args:"entry who deputy"`
	Rest          string `yaml:"rest" args:"n"`
	Left          string `yaml:"left"`
	Quiet         string `yaml:"quiet"`
	AutomaticOne  string `yaml:"automatic_one"`
	AutomaticMany string `yaml:"automatic_many" args:"n"`

	Leftovers map[LeftoverKind]string `yaml:"leftovers" args:"ref at"`
}

type modalWords struct {
	Acts    map[casework.EventType]actWords  `yaml:"acts"`
	Called  string                           `yaml:"called"`
	Forms   map[casework.EventType]formWords `yaml:"forms"`
	Fields  map[string]fieldWords            `yaml:"fields"`
	Options optionWords                      `yaml:"options"`
	Ways    map[Way]wayWords                 `yaml:"ways"`
	Modal   windowWords                      `yaml:"modal"`
	Errors  errorWords                       `yaml:"errors"`
}

type actWords struct {
	Label string `yaml:"label"`
	About string `yaml:"about"`
}

type formWords struct {
	Title  string `yaml:"title"`
	Submit string `yaml:"submit"`
	Intro  string `yaml:"intro" args:"letter to ref"`
	// Minimal is the intro where no name may pass through Slack.
	Minimal string `yaml:"minimal" optional:"true"`
	// Without is the intro where the act's letter does not go.
	Without string `yaml:"without_letter" optional:"true"`
}

// wayWords are of a way a letter can go. Submit is the act's own where it is empty.
type wayWords struct {
	Label  string `yaml:"label"`
	Submit string `yaml:"submit" optional:"true"`
	About  string `yaml:"about" optional:"true"`
	// Unaddressed stands instead of About where nobody knows an address to mail to.
	Unaddressed string `yaml:"unaddressed" optional:"true"`
}

type fieldWords struct {
	Label string `yaml:"label"`
	Hint  string `yaml:"hint" optional:"true"`
	// Minimal is the field where no name may pass through Slack.
	Minimal minimalWords `yaml:"minimal" optional:"true"`
	// Without is the hint where the act's letter does not go.
	Without string `yaml:"without_letter" optional:"true"`
}

type minimalWords struct {
	Label string `yaml:"label" optional:"true"`
	Hint  string `yaml:"hint" optional:"true"`
}

type optionWords struct {
	Suggested       string                        `yaml:"suggested"`
	Directory       string                        `yaml:"directory"`
	Answers         string                        `yaml:"answers"`
	Talk            string                        `yaml:"talk"`
	AnsweredLetter  string                        `yaml:"answered_letter"`
	AnsweredAlready string                        `yaml:"answered_already"`
	AnsweredNone    string                        `yaml:"answered_none"`
	Work            string                        `yaml:"work"`
	Absence         string                        `yaml:"absence"`
	Nobody          string                        `yaml:"nobody"`
	SameCitizen     string                        `yaml:"same_citizen"`
	Corrects        string                        `yaml:"corrects"`
	Attend          string                        `yaml:"attend"`
	NotAttend       string                        `yaml:"not_attend"`
	Sent            string                        `yaml:"sent"`
	Again           string                        `yaml:"again"`
	NotSent         string                        `yaml:"not_sent"`
	Phone           string                        `yaml:"phone"`
	Visit           string                        `yaml:"visit"`
	Receipt         string                        `yaml:"receipt"`
	Asked           string                        `yaml:"asked"`
	Unnamed         string                        `yaml:"unnamed"`
	Protected       string                        `yaml:"protected"`
	Prepared        string                        `yaml:"prepared" args:"letter to"`
	Drafted         string                        `yaml:"drafted" args:"letter to"`
	Stands          map[casework.EventType]string `yaml:"stands"`

	ToWriter     string                          `yaml:"to_writer"`
	ToAnother    string                          `yaml:"to_another"`
	NoLetter     string                          `yaml:"no_letter"`
	WithName     string                          `yaml:"with_name"`
	MandateItems map[casework.MandateItem]string `yaml:"mandate_items"`
}

type windowWords struct {
	Close             string `yaml:"close"`
	Done              string `yaml:"done"`
	Choose            string `yaml:"choose"`
	NoNames           string `yaml:"no_names"`
	Snippet           string `yaml:"snippet"`
	DraftWaits        string `yaml:"draft_waits"`
	To                string `yaml:"to" args:"to"`
	ToAddress         string `yaml:"to_address" args:"to address"`
	ToNobody          string `yaml:"to_nobody" args:"to"`
	Subject           string `yaml:"subject" args:"subject"`
	Fixed             string `yaml:"fixed"`
	Copy              string `yaml:"copy"`
	WordOwed          string `yaml:"word_owed" args:"date"`
	NoAddress         string `yaml:"no_address"`
	DateItself        string `yaml:"date_itself" args:"date"`
	Undo              string `yaml:"undo" args:"n"`
	UndoOne           string `yaml:"undo_one"`
	Phone             string `yaml:"phone" args:"phone"`
	NoPhone           string `yaml:"no_phone"`
	PhoneInMail       string `yaml:"phone_in_mail"`
	PhoneNoted        string `yaml:"phone_noted"`
	PhoneOnce         string `yaml:"phone_once"`
	Nothing           string `yaml:"nothing"`
	Unchecked         string `yaml:"unchecked" args:"names"`
	Counted           string `yaml:"counted"`
	CountedFrom       string `yaml:"counted_from" args:"date"`
	CountedDay        string `yaml:"counted_day" args:"n date"`
	CountedSkip       string `yaml:"counted_skip" args:"date why"`
	CountedSet        string `yaml:"counted_set"`
	CountedSafetyOne  string `yaml:"counted_safety_one"`
	CountedSafetyMany string `yaml:"counted_safety_many" args:"n"`
	ReadTitle         string `yaml:"read_title" args:"ref"`
	ReadIntro         string `yaml:"read_intro"`
	ReadRest          string `yaml:"read_rest"`
	ReadEmpty         string `yaml:"read_empty"`
	ReadCaller        string `yaml:"read_caller" args:"name"`
	ReadNotes         string `yaml:"read_notes"`
	ReadNote          string `yaml:"read_note" args:"who at"`
	ReadNotesRest     string `yaml:"read_notes_rest"`
	ReadNoNotes       string `yaml:"read_no_notes"`
}

type errorWords struct {
	Missing     string `yaml:"missing"`
	TooLong     string `yaml:"too_long"`
	PastDate    string `yaml:"past_date"`
	NotAWorkday string `yaml:"not_a_working_day"`
	FutureDate  string `yaml:"future_date"`
	PastMeeting string `yaml:"past_meeting"`
	Reference   string `yaml:"reference"`
	SameInquiry string `yaml:"same_inquiry"`
	Address     string `yaml:"address"`
	NoAddress   string `yaml:"no_address"`

	MandateIncomplete string `yaml:"mandate_incomplete"`
}
