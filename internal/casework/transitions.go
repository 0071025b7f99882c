package casework

// transition says where an event is possible and what it does.
type transition struct {
	from []State
	// act: only a person may do it.
	act bool
	// undoable: it can be taken back while its letters wait (Fortryd).
	undoable bool
	do       func(*turn) error
}

var (
	isOpen = []State{Received, InDialogue, WithDepartment, Answered, UnderExamination}
	// unexamined: an examination ends with its result, and in no other way (H24).
	unexamined = []State{Received, InDialogue, WithDepartment, Answered}
	isStored   = []State{Received, InDialogue, WithDepartment, Answered, UnderExamination, Closed}
)

// transitions is the whole administrative course: every event, the states in
// which it is possible, and the function that carries it out. The diagram and
// the table in the README are generated from it.
var transitions = map[EventType]transition{
	Opened: {from: []State{None}, do: (*turn).opened},

	CitizenWrote:        {from: isStored, do: (*turn).citizenWrote},
	RepresentativeWrote: {from: isStored, do: (*turn).citizenWrote},
	DepartmentWrote:     {from: isStored, do: (*turn).departmentWrote},
	AdviserWrote:        {from: isStored, do: (*turn).adviserWrote},
	DeliveryFailed:      {from: isStored, do: (*turn).letterFailed},
	DeliveryDelayed:     {from: isStored, do: (*turn).deliveryDelayed},
	DeliveryConfirmed:   {from: isStored, do: (*turn).deliveryConfirmed},
	AutomaticReply:      {from: isStored, do: (*turn).noted},
	PressRefused:        {from: isStored, do: (*turn).noted},

	LetterDelivered: {from: isStored, do: (*turn).letterDelivered},
	LetterFailed:    {from: isStored, do: (*turn).letterFailed},
	LetterInDoubt:   {from: isStored, do: (*turn).letterInDoubt},

	ReminderDue:        {from: isOpen, do: (*turn).reminderDue},
	NoticeDue:          {from: isOpen, do: (*turn).noticeDue},
	AlarmDue:           {from: isStored, do: (*turn).alarmDue},
	DepartmentOverdue:  {from: []State{WithDepartment}, do: (*turn).departmentOverdue},
	SilenceDue:         {from: isOpen, do: (*turn).silenceDue},
	DeadlineRecomputed: {from: isOpen, do: (*turn).deadlineRecomputed},
	RequestDue:         {from: isStored, do: (*turn).requestDue},
	EraseDue:           {from: []State{Received, InDialogue, Closed}, do: (*turn).erase},

	Take:           {from: isOpen, act: true, do: (*turn).take},
	Release:        {from: isOpen, act: true, do: (*turn).release},
	HandOver:       {from: isOpen, act: true, do: (*turn).handOver},
	Reply:          {from: isStored, act: true, do: (*turn).reply},
	Call:           {from: isStored, act: true, do: (*turn).call},
	AnsweringToday: {from: isOpen, act: true, do: (*turn).answeringToday},
	AddNote:        {from: isStored, act: true, do: (*turn).addNote},
	Read:           {from: isStored, act: true, do: (*turn).noted},
	Export:         {from: isStored, act: true, do: (*turn).export},
	SendToRecords:  {from: isStored, act: true, do: (*turn).sendToRecords},
	RecordsWritten: {from: isStored, do: (*turn).recordsWritten},
	RecordsTook:    {from: isStored, do: (*turn).recordsTook},
	RecordsRefused: {from: isStored, do: (*turn).recordsRefused},
	PartChanged:    {from: []State{Closed}, do: (*turn).noted}, // an open one is handed over later anyway

	AskCitizen:            {from: isOpen, act: true, undoable: true, do: (*turn).askCitizen},
	AnswerMeeting:         {from: isOpen, act: true, undoable: true, do: (*turn).answerMeeting},
	AskPowerOfAttorney:    {from: isOpen, act: true, undoable: true, do: (*turn).askPowerOfAttorney},
	AcceptPowerOfAttorney: {from: isOpen, act: true, undoable: true, do: (*turn).acceptPowerOfAttorney},
	MarkOutOfScope:        {from: unexamined, act: true, undoable: true, do: (*turn).markOutOfScope},
	PartlyOutOfScope:      {from: isOpen, act: true, undoable: true, do: (*turn).partlyOutOfScope},
	RecordForwarded:       {from: isStored, act: true, do: (*turn).recordForwarded},
	PassOnSuggestion:      {from: unexamined, act: true, undoable: true, do: (*turn).passOnSuggestion},
	MarkNotAComplaint:     {from: unexamined, act: true, undoable: true, do: (*turn).markNotAComplaint},

	WithdrawPowerOfAttorney: {from: isStored, act: true, do: (*turn).withdrawPowerOfAttorney},
	WaivePowerOfAttorney:    {from: isOpen, act: true, undoable: true, do: (*turn).waivePowerOfAttorney},
	ResumeSharing:           {from: isStored, act: true, undoable: true, do: (*turn).resumeSharing},
	MandateReviewDue:        {from: isOpen, do: (*turn).mandateReviewDue},

	OpenCase: {from: isOpen, act: true, undoable: true, do: (*turn).openCase},
	SendToDepartment: {
		from: []State{InDialogue, Answered, Received, WithDepartment}, act: true, undoable: true, do: (*turn).sendToDepartment,
	},
	RemindDepartment: {from: []State{WithDepartment}, act: true, undoable: true, do: (*turn).remindDepartment},
	RecordAnswer:     {from: []State{WithDepartment}, act: true, undoable: true, do: (*turn).recordAnswer},
	AwaitAnswer:      {from: []State{Answered}, act: true, undoable: true, do: (*turn).awaitAnswer},
	CopySent:         {from: isStored, act: true, undoable: true, do: (*turn).copySent},
	AskConsent: {
		from: []State{InDialogue, WithDepartment, Answered}, act: true, undoable: true, do: (*turn).askConsent,
	},
	StartExamination: {
		from: []State{InDialogue, WithDepartment, Answered}, act: true, undoable: true, do: (*turn).startExamination,
	},
	WithdrawConsent: {from: isOpen, act: true, undoable: true, do: (*turn).withdrawConsent},
	SendResult:      {from: []State{UnderExamination}, act: true, undoable: true, do: (*turn).sendResult},

	NotAnAnswer:       {from: isOpen, act: true, undoable: true, do: (*turn).notAnAnswer},
	SentItMyself:      {from: isOpen, act: true, undoable: true, do: (*turn).sentByHand},
	SentByDigitalPost: {from: isOpen, act: true, undoable: true, do: (*turn).sentByHand},
	DraftLetter:       {from: isOpen, act: true, do: (*turn).draftLetter},
	ExtendDeadline:    {from: isOpen, act: true, undoable: true, do: (*turn).extendDeadline},
	Pause:             {from: isOpen, act: true, undoable: true, do: (*turn).pause},
	Resume:            {from: isOpen, act: true, do: (*turn).resume},
	StopSharing:       {from: isStored, act: true, undoable: true, do: (*turn).stopSharing},
	NotAcute:          {from: isStored, act: true, undoable: true, do: (*turn).notAcute},
	SendReceipt:       {from: isOpen, act: true, undoable: true, do: (*turn).sendReceipt},
	ReleaseHeld:       {from: isOpen, act: true, undoable: true, do: (*turn).releaseHeld},
	RecordRequest:     {from: isStored, act: true, undoable: true, do: (*turn).recordRequest},
	AnswerRequest:     {from: isStored, act: true, undoable: true, do: (*turn).answerRequest},
	ExtendRequest:     {from: isStored, act: true, undoable: true, do: (*turn).extendRequest},
	RecordConflict:    {from: isStored, act: true, do: (*turn).recordConflict},
	ResolveInDoubt:    {from: isStored, act: true, do: (*turn).resolveInDoubt},

	Link:   {from: isStored, act: true, do: (*turn).link},
	Merge:  {from: unexamined, act: true, do: (*turn).merge},
	Join:   {from: unexamined, act: true, do: (*turn).join},
	Absorb: {from: isStored, act: true, do: (*turn).absorb},
	Split:  {from: isStored, act: true, do: (*turn).split},
	Move:   {from: isStored, act: true, do: (*turn).move},

	Unmerge:  {from: []State{Closed}, act: true, do: (*turn).unmerge},
	GiveBack: {from: isStored, act: true, do: (*turn).giveBack},

	Close:          {from: isOpen, act: true, undoable: true, do: (*turn).close},
	Reopen:         {from: []State{Closed}, act: true, do: (*turn).reopen},
	RecordHandOver: {from: []State{Closed}, act: true, do: (*turn).recordHandOver},
	HoldErasure:    {from: isStored, act: true, do: (*turn).holdErasure},
	LiftHold:       {from: isStored, act: true, do: (*turn).liftHold},
	Erase:          {from: []State{Closed}, act: true, do: (*turn).erase},
	Undo:           {from: isStored, act: true, do: (*turn).undo},
}
