package casework_test

import (
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// TestMayEndIn: an inquiry becomes a part of another only where nothing is lost by
// it that holds back a letter, or opens one (H18, L24, L31, fvl. § 3).
func TestMayEndIn(t *testing.T) {
	ane := casework.Person{Address: personal.New("ane@example.org")}
	plain := casework.Inquiry{Parties: casework.Parties{Writer: ane}}
	for name, tt := range map[string]struct {
		change func(q *casework.Inquiry)
		want   casework.RefusalCode
	}{
		"nothing":        {func(*casework.Inquiry) {}, ""},
		"a receipt":      {func(q *casework.Inquiry) { letter(q, casework.LetterReceiptDeadline, casework.LetterPending) }, ""},
		"sent":           {func(q *casework.Inquiry) { letter(q, casework.LetterToDepartment, casework.LetterSent) }, ""},
		"a letter waits": {func(q *casework.Inquiry) { letter(q, casework.LetterToDepartment, casework.LetterPending) }, casework.StillUnderWay},
		"prepared":       {func(q *casework.Inquiry) { letter(q, casework.LetterToDepartment, casework.LetterByHand) }, casework.StillUnderWay},
		"a draft":        {func(q *casework.Inquiry) { q.Drafts = []casework.Draft{{Key: "k"}} }, casework.StillUnderWay},
		"a department":   {func(q *casework.Inquiry) { q.Course.State = casework.WithDepartment }, casework.StillUnderWay},
		"a no":           {func(q *casework.Inquiry) { q.Course.Sharing = casework.SharingRefused }, casework.StillUnderWay},
		"perhaps a no":   {func(q *casework.Inquiry) { q.Course.Sharing = casework.SharingDoubted }, ""},
		"an accepted mandate of another's": {func(q *casework.Inquiry) {
			q.Parties.Mandate.State, q.Parties.Writer.Address = casework.MandateAccepted, personal.New("bo@example.org")
		}, casework.StillUnderWay},
		"her agreement": {func(q *casework.Inquiry) { q.Course.Case.Agreed = true }, ""},
		"another's agreement": {func(q *casework.Inquiry) {
			q.Course.Case.Agreed, q.Parties.Writer.Address = true, personal.New("bo@example.org")
		}, casework.StillUnderWay},
		"a mandate missing": {func(q *casework.Inquiry) { q.Parties.Mandate.State = casework.MandateMissing }, casework.StillUnderWay},
		"a wish":            {func(q *casework.Inquiry) { q.Course.Requests = []casework.Request{{Kind: casework.ReasonAccess}} }, casework.StillUnderWay},
		"a conflict":        {func(q *casework.Inquiry) { q.Verdict.Flags = []casework.Flag{casework.FlagConflict} }, casework.KeptApart},
		"named":             {func(q *casework.Inquiry) { q.Named = []casework.AdviserID{"a1"} }, casework.KeptApart},
	} {
		q := plain
		tt.change(&q)
		if got := q.MayEndIn(plain); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	refused := plain
	refused.Course.Sharing = casework.SharingRefused
	if plain.MayEndIn(refused) == "" || refused.MayEndIn(refused) != "" {
		t.Error("a no to sharing is to hold for both or for none")
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
