package casework_test

import (
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// TestMayEndIn: an inquiry becomes a part of another only where nothing is lost by
// it that holds back a letter, or opens one (H18, L24, L31, fvl. § 3).
//
// Long: a table.
func TestMayEndIn(t *testing.T) {
	ane := casework.Person{Address: personal.New("ane@example.org")}
	plain := casework.Inquiry{Parties: casework.Parties{Writer: ane}}
	for name, tt := range map[string]struct {
		change func(q *casework.Inquiry)
		want   casework.RefusalCode
	}{
		"nothing":      {func(*casework.Inquiry) {}, ""},
		"a receipt":    {func(q *casework.Inquiry) { letter(q, casework.LetterReceiptDeadline, casework.LetterPending) }, ""},
		"sent":         {func(q *casework.Inquiry) { letter(q, casework.LetterToDepartment, casework.LetterSent) }, ""},
		"in its grace": {func(q *casework.Inquiry) { letter(q, casework.LetterMissingInformation, casework.LetterPending) }, ""},
		"to a department": {func(q *casework.Inquiry) {
			letter(q, casework.LetterRemindDepartment, casework.LetterPending)
			q.Letters[0].To = casework.RoleDepartment
		}, casework.DepartmentAsked},
		"in doubt":     {func(q *casework.Inquiry) { letter(q, casework.LetterMeeting, casework.LetterUncertain) }, casework.LetterUnsettled},
		"prepared":     {func(q *casework.Inquiry) { letter(q, casework.LetterToDepartment, casework.LetterByHand) }, casework.LetterWaits},
		"a draft":      {func(q *casework.Inquiry) { q.Drafts = []casework.Draft{{Key: "k"}} }, casework.LetterWaits},
		"a department": {func(q *casework.Inquiry) { q.Course.State = casework.WithDepartment }, casework.DepartmentAsked},
		"a no":         {func(q *casework.Inquiry) { q.Course.Sharing = casework.SharingRefused }, ""},
		"perhaps a no": {func(q *casework.Inquiry) { q.Course.Sharing = casework.SharingDoubted }, ""},
		"an accepted mandate of another's": {func(q *casework.Inquiry) {
			q.Parties.Mandate.State, q.Parties.Writer.Address = casework.MandateAccepted, personal.New("bo@example.org")
		}, casework.MandatesDiffer},
		"her agreement": {func(q *casework.Inquiry) { q.Course.Case.Agreed = true }, ""},
		"another's agreement": {func(q *casework.Inquiry) {
			q.Course.Case.Agreed, q.Parties.Writer.Address = true, personal.New("bo@example.org")
		}, casework.AgreedHere},
		"a mandate missing": {func(q *casework.Inquiry) { q.Parties.Mandate.State = casework.MandateMissing }, casework.OneForAnother},
		"a wish":            {func(q *casework.Inquiry) { q.Course.Requests = []casework.Request{{Kind: casework.ReasonAccess}} }, casework.RequestWaits},
		"a conflict":        {func(q *casework.Inquiry) { q.Verdict.Flags = []casework.Flag{casework.FlagConflict} }, casework.KeptApart},
		"named":             {func(q *casework.Inquiry) { q.Named = []casework.AdviserID{"a1"} }, casework.KeptApart},
	} {
		q := plain
		tt.change(&q)
		if got := q.MayEndIn(plain); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	department := plain
	department.OfDepartment = true
	for name, tt := range map[string]struct {
		from, into casework.Inquiry
		want       casework.RefusalCode
	}{
		"a citizen's into a department's letter": {plain, department, casework.OfDepartment},
		"a department's letter into a citizen's": {department, plain, ""},
		"one department's letter into another":   {department, department, ""},
	} {
		if got := tt.from.MayEndIn(tt.into); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	missing, accepted := plain, plain
	missing.Parties.Mandate.State = casework.MandateMissing
	accepted.Parties.Mandate.State = casework.MandateAccepted
	if code := missing.MayEndIn(accepted); code != "" {
		t.Errorf("who is known to act for somebody writes for her again: %q", code)
	}
	if code := accepted.MayEndIn(missing); code != casework.MandatesDiffer {
		t.Errorf("an accepted power of attorney would be lost: %q", code)
	}
}

// letter gives an inquiry a letter.
func letter(q *casework.Inquiry, l casework.LetterID, status casework.LetterStatus) {
	q.Letters = []casework.Letter{{Key: "k", Letter: l, Status: status}}
}

// TestMayReadLater: a later letter that names another adviser is not for her eyes,
// though it was settled whom the first concerned (fvl. § 3).
func TestMayReadLater(t *testing.T) {
	q := casework.Inquiry{Named: []casework.AdviserID{"a1"}}
	q.Verdict.Flags = []casework.Flag{casework.FlagConflict}
	q.Course.Concerns = []casework.AdviserID{"a2"}
	for adviser, want := range map[casework.AdviserID]bool{"a1": false, "a2": false, "a3": true} {
		if got := q.MayRead(adviser); got != want {
			t.Errorf("%s may read: %t", adviser, got)
		}
	}
	q.Course.Concerns, q.Named = nil, nil
	if q.MayRead("a3") {
		t.Error("nobody reads what may concern anybody")
	}
}

// TestNoIsNoDraft: a no to sharing holds from now on, and waits for no letter (L24).
func TestNoIsNoDraft(t *testing.T) {
	tell(t, lejre()).refused(drafts(casework.StopSharing), casework.Missing)
	s := tell(t, lejre()).do(drafts(casework.MarkOutOfScope))
	elsewhere := seenSent(s.q.Drafts[0].Key)
	elsewhere.Answers = false
	s.do(elsewhere)
	if s.q.Course.State == casework.Closed || len(s.q.Drafts) != 1 || !s.q.Course.Answered.IsZero() {
		t.Errorf("a draft sent to somebody else did its act: %s, %d drafts", s.q.Course.State, len(s.q.Drafts))
	}
}
