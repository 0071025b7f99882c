package main

import (
	"errors"
	"fmt"

	"borgerbot/internal/casework"
)

// explain says in the operator's words why an act was refused, and what to do.
func explain(err error) error {
	var r *casework.Refusal
	if !errors.As(err, &r) {
		return err
	}
	switch r.Code {
	case casework.WrongState:
		return wrongState(r)
	case casework.HandOverMissing:
		return errors.New("this is a case: record first that the records system has it, with \"borgerbot case handed-over\"")
	case casework.Unanswered:
		return errors.New("the citizen is promised an answer and has not had one: answer first, or close with --set answered=already if she has had it")
	case casework.OnHold:
		return errors.New("a legal hold keeps it: lift that first, with \"borgerbot case hold --lift --reason\"")
	case casework.HoldThere:
		return errors.New("a legal hold keeps it already; \"borgerbot case show\" tells since when")
	case casework.NoHold:
		return errors.New("no legal hold keeps it")
	case casework.RequestOpen:
		return errors.New("a wish for access or data rights is not answered; an adviser answers it in Slack first")
	case casework.Missing:
		if r.Event == casework.AddNote {
			return fmt.Errorf("the %s is empty; write it after --text", r.Field)
		}
		return fmt.Errorf("the %s is missing; say it with --as or --set", r.Field)
	case casework.TooLong:
		return fmt.Errorf("the %s is longer than 3,000 characters; shorten it", r.Field)
	case casework.NotInDoubt:
		return errors.New("the letter is not in doubt any more; \"borgerbot outbox list\" shows what there is")
	case casework.StillWanted:
		return errors.New("nothing has stopped the letter: if it was not sent, say \"again\"")
	case casework.LetterStopped, casework.MandateEnded, casework.SharingBlocked, casework.SharingUnclear:
		if r.Event == casework.ResolveInDoubt {
			return errors.New("the letter has been stopped and cannot be sent again: say \"sent\" or \"not_sent\"")
		}
	}
	return fmt.Errorf("the inquiry does not allow it now (%s)", r.Code)
}

// wrongState explains an act that the inquiry's state does not allow.
func wrongState(r *casework.Refusal) error {
	switch {
	case r.State == casework.Erased:
		return errors.New("the inquiry has been erased; nothing can be done with it any more")
	case r.Event == casework.Erase, r.Event == casework.RecordHandOver:
		return fmt.Errorf("the inquiry is open (%s); an adviser closes it in Slack first", r.State)
	}
	return fmt.Errorf("not possible while the inquiry is %s", r.State)
}
