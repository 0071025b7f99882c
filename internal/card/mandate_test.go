package card_test

import (
	"testing"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

var gerda = casework.Person{Name: personal.New("Gerda Harboe"), Address: personal.New("gerda@example.org")}

// onBehalf is an inquiry by somebody who writes for another, with a paper.
func onBehalf(t testing.TB) *story {
	return received(t, lejre(), flags(casework.FlagRepresentation, casework.FlagPowerOfAttorney)).delivered("2026-03-02 09:17")
}

// accepted is the paper that shows everything, from Gerda to the writer.
func accepted(at string, s *story) *story {
	return s.do(casework.Event{
		Type: casework.AcceptPowerOfAttorney, Party: gerda, Fields: casework.Fields{Shown: casework.MandateItems()},
	}, at)
}

// own is an inquiry of a citizen's own, into which somebody has come who says that
// she acts for her.
func own(t testing.TB, state casework.MandateState) *story {
	return received(t, lejre()).delivered("2026-03-02 09:17").
		do(casework.Event{Type: casework.Absorb, Other: "q2", Representative: gerda, Mandate: state}, "2026-03-03 10:00")
}

// mandateCards are the cards on who may be told (L31–L36, L23–L24).
func mandateCards(t testing.TB) map[string]*story {
	withdrawal := casework.Event{Type: casework.CitizenWrote, Mail: &casework.MailFacts{
		Message: "m2", Received: at("2026-03-04 08:00"), Verdict: casework.Verdict{Flags: []casework.Flag{casework.FlagWithdrawal}},
	}}
	review := casework.Event{Type: casework.MandateReviewDue}
	nobody := gerda
	nobody.Address = personal.Text{}
	unknown := onBehalf(t).do(casework.Event{
		Type: casework.AcceptPowerOfAttorney, Party: nobody, Fields: casework.Fields{Shown: casework.MandateItems()},
	}, "2026-03-03 10:00")
	return map[string]*story{
		"mandate_received":  onBehalf(t),
		"mandate_accepted":  accepted("2026-03-03 10:00", onBehalf(t)).seen("2026-03-03 12:00"),
		"mandate_by_hand":   unknown.seen("2026-03-03 12:00"),
		"mandate_doubted":   accepted("2026-03-03 10:00", onBehalf(t)).do(withdrawal, "2026-03-04 08:01"),
		"mandate_review":    accepted("2026-03-03 10:00", onBehalf(t)).do(review, "2027-03-03 08:00"),
		"mandate_withdrawn": accepted("2026-03-03 10:00", onBehalf(t)).do(casework.Event{Type: casework.WithdrawPowerOfAttorney}, "2026-03-04 10:00"),
		"mandate_withdrawn_no_address": onBehalf(t).do(casework.Event{
			Type: casework.AcceptPowerOfAttorney, Party: nobody, Fields: casework.Fields{Shown: casework.MandateItems()},
		}, "2026-03-03 10:00").do(casework.Event{Type: casework.WithdrawPowerOfAttorney}, "2026-03-04 10:00"),
		"mandate_own_missing":  own(t, casework.MandateMissing),
		"mandate_own_received": own(t, casework.MandateReceived),
		"mandate_own_paper": received(t, lejre()).do(casework.Event{Type: casework.CitizenWrote, Mail: &casework.MailFacts{
			Message: "m2", Received: at("2026-03-04 08:00"), Attachments: casework.Attachments{Count: 1, Types: []string{"document"}, PowerOfAttorney: true},
		}}, "2026-03-04 08:01"),
		"mandate_waived": received(t, lejre(), flags(casework.FlagRepresentation)).
			do(casework.Event{Type: casework.WaivePowerOfAttorney, Note: personal.New("Hun er hans mor")}, "2026-03-03 10:00").seen("2026-03-03 12:00"),
		"no_sharing_told": received(t, lejre(), flags(casework.FlagNoSharing)).
			do(casework.Event{Type: casework.StopSharing}, "2026-03-03 10:00").seen("2026-03-03 12:00"),
		"anonymous": received(t, lejre(), flags(casework.FlagAnonymous)),
		"anonymous_no_address": received(t, lejre(), flags(casework.FlagAnonymous), func(m *casework.MailFacts) {
			m.From = casework.Person{}
		}),
		"suggestion": received(t, horsens(), func(m *casework.MailFacts) {
			m.Verdict = casework.Verdict{Remit: casework.In, Kinds: []casework.Kind{casework.KindSuggestion}, Confidence: 0.9}
		}),
	}
}

// inModal is the same in an office that lets words of the letter pass through Slack.
func inModal(s *story) *story {
	other := *s
	other.v.Mode = card.InModal
	return &other
}

// mandateModals are their windows.
func mandateModals(t testing.TB, d *card.Deck) map[string]slack.ModalViewRequest {
	preview := card.Preview{To: casework.RoleWriter, Subject: "Brev (BR-7K3QXM-R)", Body: "Kære Signe Harboe\n\nBrevets tekst."}
	views := map[string]slack.ModalViewRequest{}
	add := func(name string, act casework.EventType, s *story, p card.Preview) {
		views[name] = d.Modal(act, s.q, s.v, p)
	}
	all := mandateCards(t)
	add("accept", casework.AcceptPowerOfAttorney, inModal(all["mandate_received"]), preview)
	add("accept_own", casework.AcceptPowerOfAttorney, inModal(all["mandate_own_received"]), preview)
	add("accept_own_paper", casework.AcceptPowerOfAttorney, inModal(all["mandate_own_paper"]), preview)
	add("accept_own_paper_writer", casework.AcceptPowerOfAttorney, inModal(all["mandate_own_paper"]), card.Preview{
		Event: casework.Event{Type: casework.AcceptPowerOfAttorney}, To: casework.RoleRepresentative,
	})
	add("accept_minimal", casework.AcceptPowerOfAttorney, all["mandate_received"], preview)
	add("accept_again", casework.AcceptPowerOfAttorney, inModal(all["mandate_review"]), card.Preview{})
	add("mandate_lacks", casework.AskPowerOfAttorney, all["mandate_received"], card.Preview{
		Event: casework.Event{Type: casework.AskPowerOfAttorney, Fields: casework.Fields{Lacks: []casework.MandateItem{casework.MandateDate}}},
		To:    preview.To, Subject: preview.Subject, Body: preview.Body,
	})
	add("withdraw", casework.WithdrawPowerOfAttorney, all["mandate_doubted"], card.Preview{})
	add("waive", casework.WaivePowerOfAttorney, onBehalf(t), card.Preview{})
	add("sent_by_digital_post_confirmation", casework.SentByDigitalPost, all["mandate_by_hand"], card.Preview{})
	add("stop_sharing", casework.StopSharing, received(t, lejre()), preview)
	add("stop_sharing_no_letter", casework.StopSharing, received(t, lejre()), card.Preview{
		Event: casework.Event{Type: casework.StopSharing, Fields: casework.Fields{SkipLetter: true}},
	})
	add("resume_sharing", casework.ResumeSharing, all["no_sharing_told"], card.Preview{})
	add("pass_on", casework.PassOnSuggestion, all["suggestion"], preview)
	add("pass_on_anonymous", casework.PassOnSuggestion, all["anonymous"], preview)
	return views
}

// TestMandateModalsCanBeApplied: what an adviser fills in is what casework takes,
// and what is missing is said at the field.
func TestMandateModalsCanBeApplied(t *testing.T) {
	d := deck(t)
	items := casework.MandateItems()
	whole := chosen{}
	for _, i := range items {
		whole = append(whole, string(i))
	}
	for _, tt := range []struct {
		name  string
		act   casework.EventType
		story *story
		given answers
		wrong string // the field that is complained of
	}{
		{"accept", casework.AcceptPowerOfAttorney, inModal(onBehalf(t)), answers{"party": "Gerda Harboe", "party_address": "gerda@example.org", "shown": whole, "review": "2026-12-24"}, ""},
		{"no address known", casework.AcceptPowerOfAttorney, inModal(onBehalf(t)), answers{"party": "Gerda Harboe", "shown": whole}, ""},
		{"no address", casework.AcceptPowerOfAttorney, inModal(onBehalf(t)), answers{"party": "Gerda", "party_address": "Bygaden 3", "shown": whole}, "party_address"},
		{"unsigned", casework.AcceptPowerOfAttorney, inModal(onBehalf(t)), answers{"party": "Gerda", "shown": whole[:3]}, "shown"},
		{"asked again yesterday", casework.AcceptPowerOfAttorney, inModal(onBehalf(t)), answers{"party": "Gerda", "shown": whole, "review": "2026-03-01"}, "review"},
		{"from nobody", casework.AcceptPowerOfAttorney, inModal(onBehalf(t)), answers{"shown": whole}, "party"},
		{"joined", casework.AcceptPowerOfAttorney, inModal(own(t, casework.MandateReceived)), answers{"shown": whole}, ""},
		{"on paper", casework.AcceptPowerOfAttorney, inModal(mandateCards(t)["mandate_own_paper"]), answers{"to_whom": chosen{"another"}, "representative": "Signe", "shown": whole}, ""},
		{"again", casework.AcceptPowerOfAttorney, inModal(mandateCards(t)["mandate_review"]), answers{"shown": whole, "review": "2027-09-01"}, ""},
		{"nobody is named (design 7)", casework.AcceptPowerOfAttorney, onBehalf(t), answers{"shown": whole}, ""},
		{"nobody is named, to another", casework.AcceptPowerOfAttorney, mandateCards(t)["mandate_own_paper"], answers{"to_whom": chosen{"another"}, "shown": whole}, ""},
		{"lacks", casework.AskPowerOfAttorney, onBehalf(t), answers{"lacks": chosen{"date", "scope"}}, ""},
		{"lacks nothing", casework.AskPowerOfAttorney, onBehalf(t), nil, "lacks"},
		{"withdraw", casework.WithdrawPowerOfAttorney, mandateCards(t)["mandate_accepted"], nil, ""},
		{"waive", casework.WaivePowerOfAttorney, onBehalf(t), answers{"waived": "Hun er hans mor"}, ""},
		{"waive for nothing", casework.WaivePowerOfAttorney, onBehalf(t), nil, "waived"},
		{"no sharing", casework.StopSharing, received(t, lejre()), answers{"shared": "din mail"}, ""},
		{"sharing again", casework.ResumeSharing, mandateCards(t)["no_sharing_told"], answers{"agreement": "Det handlede om hendes mand"}, ""},
		{"sharing for nothing", casework.ResumeSharing, mandateCards(t)["no_sharing_told"], nil, "agreement"},
		{"suggestion", casework.PassOnSuggestion, mandateCards(t)["suggestion"], answers{"department": chosen{"social"}, "with_name": chosen{"yes"}}, ""},
		{"suggestion to nobody", casework.PassOnSuggestion, mandateCards(t)["suggestion"], nil, "department"},
	} {
		form, err := d.Submitted(filled(t, d.Modal(tt.act, tt.story.q, tt.story.v, card.Preview{}), tt.given), tt.story.v)
		if err != nil || (form.Errors[tt.wrong] == "") != (tt.wrong == "") || tt.wrong == "" && len(form.Errors) > 0 {
			t.Errorf("%s: %v, %v", tt.name, err, form.Errors)
		}
		if err != nil || tt.wrong != "" {
			continue
		}
		form.Event.At, form.Event.By, form.Event.Press = tt.story.v.Now, lisa, "p9"
		if _, _, err := tt.story.q.Apply(tt.story.v.Rules, form.Event); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	s := onBehalf(t)
	s.v.Rules.MandateReviewMonths = 12
	if got := d.Defaults(casework.AcceptPowerOfAttorney, s.q, s.v).Date; got != calendar.On(2027, 3, 2) {
		t.Errorf("asked again on %s", got)
	}
}
