package store

import (
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// standingRow is where an inquiry stood before it was merged.
type standingRow struct {
	State   casework.State  `json:"state"`
	Held    bool            `json:"held,omitempty"`
	Paused  casework.Reason `json:"paused,omitempty"`
	Bounced casework.Reason `json:"bounced,omitempty"`
	Linked  bool            `json:"linked,omitempty"`
}

// partRow is an inquiry that was merged into another.
type partRow struct {
	ID         casework.ID        `json:"id"`
	Ref        casework.Reference `json:"ref"`
	At         time.Time          `json:"at"`
	Linked     bool               `json:"linked,omitempty"`
	Letters    int                `json:"letters,omitempty"`
	Promised   calendar.Date      `json:"promised"`
	Noticed    bool               `json:"noticed,omitempty"`
	Was        deadlineRow        `json:"was"`
	Became     deadlineRow        `json:"became"`
	Ran        bool               `json:"ran,omitempty"`
	First      calendar.Date      `json:"first"`
	CaseOpened time.Time          `json:"case_opened,omitzero"`
	Agreed     bool               `json:"agreed,omitempty"`
	MadeCase   bool               `json:"made_case,omitempty"`
	Flags      []casework.Flag    `json:"flags,omitempty"`
	Refused    bool               `json:"refused,omitempty"`
	Acting     personRow          `json:"acting"`
	Writer     personRow          `json:"writer"`
	Party      personRow          `json:"party"`
	Mandate    mandateRow         `json:"mandate"`
}

func toPart(p casework.Part) partRow {
	return partRow{
		ID: p.ID, Ref: p.Ref, At: p.At, Linked: p.Linked, Letters: p.Letters, Promised: p.Promised, Noticed: p.Noticed, Was: deadlineRow(p.Was),
		Became: deadlineRow(p.Became), Ran: p.Ran, First: p.First, CaseOpened: p.Case.Opened, Agreed: p.Case.Agreed,
		MadeCase: p.MadeCase, Flags: p.Flags, Refused: p.Refused, Acting: toPerson(p.Acting),
		Writer: toPerson(p.Before.Writer), Party: toPerson(p.Before.Party), Mandate: toMandate(p.Before),
	}
}

func (r partRow) part() casework.Part {
	return casework.Part{
		ID: r.ID, Ref: r.Ref, At: r.At, Linked: r.Linked, Letters: r.Letters, Promised: r.Promised, Noticed: r.Noticed, Was: casework.Deadline(r.Was),
		Became: casework.Deadline(r.Became), Ran: r.Ran, First: r.First, Case: casework.Case{Opened: r.CaseOpened, Agreed: r.Agreed},
		MadeCase: r.MadeCase, Flags: r.Flags, Refused: r.Refused, Acting: r.Acting.person(),
		Before: r.Mandate.parties(r.Writer, r.Party),
	}
}
