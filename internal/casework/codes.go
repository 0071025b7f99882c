package casework

// Kind is what an inquiry asks of the office: a subject inside the remit as the
// office publishes it (domain: in-remit kinds, H7–H13, L5–L15).
type Kind string

// The kinds. Which of them an office lists differs by preset.
const (
	KindCaseHandling   Kind = "case_handling"   // sagsbehandling (H7, L11)
	KindDelay          Kind = "delay"           // sagsbehandlingstid, manglende svar (H7, L11)
	KindConduct        Kind = "conduct"         // personalets optræden og betjening (H7, L12)
	KindUnderstand     Kind = "understand"      // forstå en afgørelse (H8, L8)
	KindAppealGuidance Kind = "appeal_guidance" // klagevejledning (H9, L10)
	KindReopen         Kind = "reopen"          // genoptagelse (L9)
	KindDiscrimination Kind = "discrimination"  // diskrimination (H10, L14)
	KindDialogue       Kind = "dialogue"        // genskabe dialog, mægling (H11, L6)
	KindMeeting        Kind = "meeting"         // deltage i samtale eller møde (H13, L7)
	KindWayfinding     Kind = "wayfinding"      // finde rundt i organisationen (L5)
	KindPractical      Kind = "practical"       // praktisk opgaveløsning (L13)
	KindSuggestion     Kind = "suggestion"      // forslag (H12, L15)
)

// Kinds lists every kind in the order cards and reports show them.
func Kinds() []Kind {
	return []Kind{
		KindCaseHandling, KindDelay, KindConduct, KindUnderstand, KindAppealGuidance, KindReopen,
		KindDiscrimination, KindDialogue, KindMeeting, KindWayfinding, KindPractical, KindSuggestion,
	}
}

// Ground is a published reason why the office cannot take something up.
type Ground string

// The grounds. A ground is named for what the office's own page says.
const (
	GroundProfessional  Ground = "out_professional"   // det faglige indhold i afgørelser (H27, L16)
	GroundOtherBody     Ground = "out_other_body"     // andre klageinstanser (H30, L17)
	GroundPending       Ground = "out_pending"        // Ombudsmand, tilsyn, domstole (L18)
	GroundPolitical     Ground = "out_political"      // politiske beslutninger (H28, L19)
	GroundEmployment    Ground = "out_employment"     // ansættelsesforhold (H29, L20)
	GroundOld           Ground = "out_old"            // mere end et år (H31, L21)
	GroundNotMunicipal  Ground = "out_not_municipal"  // ikke kommunens forhold (L1)
	GroundDialogueFirst Ground = "out_dialogue_first" // dialogen er ikke prøvet (optional, other offices)
)

// Grounds lists every ground.
func Grounds() []Ground {
	return []Ground{
		GroundProfessional, GroundOtherBody, GroundPending, GroundPolitical,
		GroundEmployment, GroundOld, GroundNotMunicipal, GroundDialogueFirst,
	}
}

// Flag is something about an inquiry that steers its course, whatever its kind.
type Flag string

// The flags.
const (
	FlagRepresentation  Flag = "representation"    // skriver på vegne af en anden (L31)
	FlagPowerOfAttorney Flag = "power_of_attorney" // fuldmagt er vedlagt (L33)
	FlagNoSharing       Flag = "no_sharing"        // nej til videregivelse (L23)
	FlagAnonymous       Flag = "anonymous"         // ønsker at være anonym
	FlagDataRights      Flag = "data_rights"       // aktindsigt, GDPR
	FlagAcute           Flag = "acute"             // akut fare; et menneske straks
	FlagThreat          Flag = "threat"            // trussel
	FlagConflict        Flag = "conflict"          // klage over rådgiveren selv (habilitet, fvl. § 3)
	FlagWhistleblowing  Flag = "whistleblowing"    // ansat om alvorlige forhold
	FlagFollowUp        Flag = "follow_up"         // hører til en tidligere henvendelse
	FlagWithdrawal      Flag = "withdrawal"        // trækker klagen tilbage
	FlagCallMe          Flag = "call_me"           // vil ringes op (L28)
	FlagMeetingDate     Flag = "meeting_date"      // et møde forestår (H13)
	FlagAppealClock     Flag = "appeal_clock"      // en klagefrist kan løbe
	FlagMinor           Flag = "minor"             // skriver selv som mindreårig
)

// Protects reports whether a flag keeps somebody from harm, so that it is rather
// kept too long than lost.
func (f Flag) Protects() bool {
	return isOneOf(f, FlagNoSharing, FlagAnonymous, FlagAcute, FlagThreat, FlagConflict, FlagWhistleblowing)
}

// Flags lists every flag.
func Flags() []Flag {
	return []Flag{
		FlagAcute, FlagThreat, FlagRepresentation, FlagPowerOfAttorney, FlagNoSharing, FlagAnonymous,
		FlagDataRights, FlagConflict, FlagWhistleblowing, FlagFollowUp, FlagWithdrawal, FlagCallMe,
		FlagMeetingDate, FlagAppealClock, FlagMinor,
	}
}

// Sensitive is a category of facts that must not travel by plain mail (L30,
// whose list is open: "blandt andet").
type Sensitive string

// The categories.
const (
	SensitiveCPR               Sensitive = "cpr"
	SensitiveHealth            Sensitive = "health"             // helbredsmæssige forhold
	SensitiveFinances          Sensitive = "finances"           // økonomiske forhold
	SensitiveSocial            Sensitive = "social"             // væsentlige sociale problemer
	SensitiveSexualOrientation Sensitive = "sexual_orientation" // seksuel orientering
	SensitiveOffences          Sensitive = "offences"           // strafbare forhold
	SensitiveBelief            Sensitive = "belief"             // politisk eller religiøs overbevisning
	SensitiveEthnicity         Sensitive = "ethnicity"          // race, etnicitet (extra)
	SensitiveUnion             Sensitive = "union"              // fagforening (extra)
)

// Sensitives lists every category.
func Sensitives() []Sensitive {
	return []Sensitive{
		SensitiveCPR, SensitiveHealth, SensitiveFinances, SensitiveSocial, SensitiveSexualOrientation,
		SensitiveOffences, SensitiveBelief, SensitiveEthnicity, SensitiveUnion,
	}
}

// Language is the language a citizen writes in, as an ISO 639-1 code.
type Language string

// The languages letters exist in, and the one that stands for all others.
const (
	Danish  Language = "da"
	English Language = "en"
	German  Language = "de" // recognised, answered in Danish and English
	Unknown Language = ""
	// Bilingual is a letter in Danish and English, for all other languages.
	Bilingual Language = "both"
)

// Written is the language of letters to somebody who writes in l.
func (l Language) Written() Language {
	if isOneOf(l, Danish, English) {
		return l
	}
	return Bilingual
}

// Channel is the road an inquiry came by.
type Channel string

// The channels.
const (
	ChannelMail        Channel = "mail"
	ChannelWebForm     Channel = "web_form"     // the municipality's own form, sent by a robot
	ChannelDigitalPost Channel = "digital_post" // a gateway that delivers Digital Post as mail
	ChannelPhone       Channel = "phone"
	ChannelVisit       Channel = "visit"
)

// Written reports whether an inquiry by this channel is in writing: only the
// written complaint is promised an answer (L37).
func (c Channel) Written() bool { return c != ChannelPhone && c != ChannelVisit }
