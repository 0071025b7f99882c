package casework

import "slices"

// State is where an inquiry stands in its course.
type State string

// The states. An inquiry (henvendelse) that became a case (sag) keeps its state;
// whether it is a case is told by [Course.Case].
const (
	// None is before the first event and is never stored.
	None State = ""
	// Received (Ny): entered when the letter arrives, left when an adviser takes
	// it or deals with it.
	Received State = "received"
	// InDialogue (Afklares): an adviser has taken it and hears the citizen (H14).
	InDialogue State = "in_dialogue"
	// WithDepartment (Hos forvaltningen): the department was asked (H19).
	WithDepartment State = "with_department"
	// Answered (Besvaret af forvaltningen): the department's answer is known (H21).
	Answered State = "answered"
	// UnderExamination (Undersøges): the closer look, on consent (H23).
	UnderExamination State = "under_examination"
	// Closed (Afsluttet): an adviser closed it, with an outcome.
	Closed State = "closed"
	// Erased (Slettet): the person and the text are gone, the figures stay.
	Erased State = "erased"
)

// States lists the states that are stored, in the order of the course.
func States() []State {
	return []State{Received, InDialogue, WithDepartment, Answered, UnderExamination, Closed, Erased}
}

// Open reports whether work is still to be done in this state.
func (s State) Open() bool { return s != None && s != Closed && s != Erased }

// Outcome is how an inquiry ended.
type Outcome string

// The outcomes, prefilled in the closing act so that the annual report has its
// figures.
const (
	Advised              Outcome = "advised"            // rådgivet
	Mediated             Outcome = "mediated"           // mæglet
	MeetingAttended      Outcome = "meeting_attended"   // deltaget i møde
	HelpedToComplain     Outcome = "helped_to_complain" // hjulpet med at klage
	Referred             Outcome = "referred"           // vist videre
	PassedOn             Outcome = "passed_on"          // givet videre (forslag)
	OutOfScope           Outcome = "out_of_scope"       // uden for området
	AnsweredByDepartment Outcome = "answered_by_department"
	Examined             Outcome = "examined"
	Withdrawn            Outcome = "withdrawn"
	NotAComplaint        Outcome = "not_a_complaint"
	Merged               Outcome = "merged"
)

// Outcomes lists every outcome in the order the closing modal shows them.
func Outcomes() []Outcome {
	return []Outcome{
		Advised, Mediated, MeetingAttended, HelpedToComplain, Referred, PassedOn,
		OutOfScope, AnsweredByDepartment, Examined, Withdrawn, NotAComplaint, Merged,
	}
}

// Finding is what an examination found.
type Finding string

// The findings.
const (
	Upheld         Finding = "upheld"         // medhold
	PartlyUpheld   Finding = "partly_upheld"  // delvis medhold
	NotUpheld      Finding = "not_upheld"     // ikke medhold
	Criticism      Finding = "criticism"      // kritik
	Recommendation Finding = "recommendation" // henstilling
)

// Findings lists every finding.
func Findings() []Finding {
	return []Finding{Upheld, PartlyUpheld, NotUpheld, Criticism, Recommendation}
}

func isOneOf[T comparable](item T, list ...T) bool { return slices.Contains(list, item) }
