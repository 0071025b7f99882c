package casework

import (
	"strings"
	"time"
)

// RecordsRule is what the office has decided about its records system
// (journalsystem, ESDH).
type RecordsRule struct {
	// Folder: there is a folder from which the records system imports.
	Folder bool
	// OnCase and OnContact put there by itself what has been closed: a case, or a
	// contact that became none.
	OnCase, OnContact bool
}

// Filing is how far an inquiry's journal is on its way to the records system.
type Filing struct {
	// Ordered is when it was asked for; zero when nothing waits. It names the file.
	Ordered time.Time
	// Asked: a person has asked, and is told.
	Asked bool
	// Name is the file that was written last, without its ending, and Seen the
	// version of the inquiry that lies in it.
	Name string
	Seen int
	// Last is the version after the newest event that belongs into the records.
	Last int
}

// FileJournal says by when the journal must lie in the records system's folder; zero
// takes that back.
type FileJournal struct{ Due time.Time }

func (FileJournal) effect() {}

// TellWhole says that something has come to a part of an inquiry, which goes into the
// records with it: [PartChanged].
type TellWhole struct{ Whole ID }

func (TellWhole) effect() {}

// settling is for how long a closed inquiry is left alone before it is put into the
// folder by itself: its closing letter leaves meanwhile.
const settling = 10 * time.Minute

// unrecorded are the events that the records lack nothing without.
var unrecorded = []EventType{
	Read, Export, PressRefused, SendToRecords, RecordsWritten, RecordsTook, RecordsRefused, RecordHandOver,
	HoldErasure, LiftHold,
}

// inRecords tell how what the records have already got is getting on: they are put into a
// newer file, and nobody is asked to hand the case over for them again.
var inRecords = []EventType{LetterDelivered, DeliveryDelayed, DeliveryConfirmed, AlarmDue, RequestDue}

// FilingName names the file of the order that waits: by its reference and by when it
// was asked for, and by nothing else (design 7). The same order, done again after an
// interruption, has the same name.
func (q Inquiry) FilingName(zone *time.Location) string {
	return string(q.Ref) + "_" + q.Filing.Ordered.In(zone).Format(filingTime)
}

const filingTime = "20060102-150405"

// FilingOf is the inquiry that a file of the folder is of, by its name without its
// ending; empty if no such file was named by [Inquiry.FilingName].
func FilingOf(name string) Reference {
	typed, at, _ := strings.Cut(name, "_")
	ref, err := ParseReference(typed)
	if _, wrong := time.Parse(filingTime, at); err != nil || wrong != nil || string(ref) != typed {
		return ""
	}
	return ref
}

// sendToRecords asks for the journal to be put into the folder (H25).
func (t *turn) sendToRecords() error {
	if !t.rules.Records.Folder {
		return t.refuse(WrongState)
	}
	t.orderFiling(t.ev.At)
	t.q.Filing.Asked = true
	return nil
}

func (t *turn) orderFiling(due time.Time) {
	t.q.Filing.Ordered = t.ev.At
	t.emit(FileJournal{Due: due})
}

func (t *turn) dropFiling() {
	t.q.Filing.Ordered, t.q.Filing.Asked = time.Time{}, false
	t.emit(FileJournal{})
}

// recordsWritten: the file [Event.Key] lies in the folder whole, with the inquiry as
// it was at [Event.Version]. An order given since waits for a file of its own.
func (t *turn) recordsWritten() error {
	f := &t.q.Filing
	f.Name, f.Seen = t.ev.Key, t.ev.Version
	if t.q.FilingName(t.rules.Location) != f.Name {
		return nil
	}
	if f.Asked {
		t.say(Line{Other: t.q.Ref})
	}
	t.dropFiling()
	if t.filesItself() && f.Last > f.Seen {
		t.orderFiling(t.ev.At.Add(settling))
	}
	return nil
}

// recordsTook: the records system says that it has the file [Event.Key]. That is the
// hand-over of a case if the file was the newest and nothing has come since.
func (t *turn) recordsTook() error {
	f := t.q.Filing
	if t.q.Course.State == Closed && !t.q.Course.HandedOver && t.ev.Key == f.Name && f.Last <= f.Seen {
		t.q.Course.HandedOver, t.q.Course.HandedOverAt = true, t.ev.At
		t.say(Line{})
	}
	return nil
}

// recordsRefused: the records system says that it could not take the file.
func (t *turn) recordsRefused() error {
	t.ping(Line{}, false)
	return nil
}

// filesItself reports whether the inquiry goes into the folder without anybody
// asking. What may be about an adviser goes at a press only, for others may see the
// records system; and what is merged goes with the one it was merged into.
func (t *turn) filesItself() bool {
	r, c := t.rules.Records, t.q.Course
	if !r.Folder || c.State != Closed || c.MergedInto != "" || t.q.Private() {
		return false
	}
	if c.IsCase() {
		return r.OnCase
	}
	return r.OnContact && c.Outcome != NotAComplaint
}

// keepFiling orders the journal when the inquiry is closed, and again when something
// comes later, which the records system has not got until it is handed over too; what
// is opened again before its time waits for its next end.
func (t *turn) keepFiling() {
	if isOneOf(t.ev.Type, unrecorded...) {
		return
	}
	if t.q.Course.State != Erased && !isOneOf(t.ev.Type, inRecords...) {
		t.unfile()
		if whole := t.q.Course.MergedInto; whole != "" && whole == t.before.Course.MergedInto {
			t.emit(TellWhole{whole})
		}
	}
	f := &t.q.Filing
	waits := !f.Ordered.IsZero()
	if !waits && !t.rules.Records.Folder {
		return
	}
	f.Last = t.q.Version
	switch {
	case t.q.Course.State == Erased:
		if waits {
			t.dropFiling()
		}
		t.q.Filing = Filing{}
	case !waits && t.filesItself():
		t.orderFiling(t.ev.At.Add(t.rules.Grace + settling))
	case waits && !f.Asked && !t.filesItself():
		t.dropFiling()
	}
}
