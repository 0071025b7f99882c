package scope_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
)

// date reads a date of a test.
func date(t *testing.T, s string) calendar.Date {
	t.Helper()
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestNothingToGoBy: where a letter says too little, the answer is CHECK, never a
// guess.
func TestNothingToGoBy(t *testing.T) {
	c := preset(t, "lejre")
	for name, text := range map[string]string{
		"empty":      "",
		"one word":   "Hej",
		"signature":  "Venlig hilsen\nIngrid Holt",
		"no content": "Hej, jeg vil klage. Mvh Bent 2345 6789",
		"binary":     "\x00\x01\xff\xfe%PDF-1.4 \x80\x81",
		"newsletter": "Se ugens tilbud på haveredskaber, og få fri fragt.",
		"arabic":     "مرحباً دائرة الهجرة رفضت طلب لم الشمل",
		"german":     "Guten Tag, ich habe keine Antwort auf meine Beschwerde bekommen und bin sehr unzufrieden.",
		"numbers":    strings.Repeat("12 34 ", 100),
	} {
		if v := c.Judge(scope.Letter{Text: text, Received: received}); v.Remit != casework.Check {
			t.Errorf("%s: %s %v, want CHECK", name, v.Remit, labels(v))
		}
	}
}

func TestLanguageOfVerdict(t *testing.T) {
	c := preset(t, "lejre")
	for text, want := range map[string]casework.Language{
		"Jeg har ventet i fire måneder på svar.":                              casework.Danish,
		"I have waited four months for an answer from the municipality.":      casework.English,
		"Ich habe seit vier Monaten keine Antwort von der Gemeinde bekommen.": casework.German,
		"Добрий день, я отримала листа від комуни":                            casework.Unknown,
	} {
		if v := c.Judge(scope.Letter{Text: text, Received: received}); v.Language != want {
			t.Errorf("%q: language %q, want %q", text, v.Language, want)
		}
	}
}

// TestSegments: quoted history and signatures are not read for the verdict,
// forwarded text is (domain 2.4, rule 7). CPR numbers are found in all of it.
func TestSegments(t *testing.T) {
	c := preset(t, "lejre")
	own, other := "Tak for sidst.\n", "Sagsbehandleren svarer ikke på mine mails. 061093-5001\n"
	for kind, want := range map[mailmsg.SegmentKind]bool{
		mailmsg.Own: true, mailmsg.Forwarded: true,
		mailmsg.Quoted: false, mailmsg.Signature: false, mailmsg.Hidden: false,
	} {
		v := c.Judge(scope.Letter{
			Text: own + other, Received: received,
			Segments: []mailmsg.Segment{
				{Kind: mailmsg.Own, Start: 0, End: len(own)},
				{Kind: kind, Start: len(own), End: len(own) + len(other)},
			},
		})
		if got := slices.Contains(v.Kinds, casework.KindDelay); got != want {
			t.Errorf("%s text is read: %t, want %t", kind, got, want)
		}
		if v.CPRCount != 1 {
			t.Errorf("%s text: %d CPR numbers, want 1", kind, v.CPRCount)
		}
	}
}

// TestEvidence: the words that decided are found where the letter has them.
func TestEvidence(t *testing.T) {
	c := preset(t, "lejre")
	letter := scope.Letter{
		Subject: "Sag om hjælpemiddel – 061093-5001",
		Text:    "Kære rådgiver\u00a0–\n\njeg er uenig i afgørelsen, og I svarer aldrig på mine mails.",
	}
	letter.Received = received
	whole := letter.Subject + "\n\n" + letter.Text
	found := map[string]string{}
	for _, e := range c.Judge(letter).Evidence {
		if got := whole[e.Start:e.End]; got != e.Text.Reveal() {
			t.Errorf("%s: %q at %d–%d, but %q in the letter", e.Rule, e.Text.Reveal(), e.Start, e.End, got)
		}
		if e.Rule == "" || e.Weight <= 0 {
			t.Errorf("evidence for %s has rule %q and weight %v", e.Label, e.Rule, e.Weight)
		}
		found[e.Label] = e.Text.Reveal()
	}
	want := map[string]string{
		"cpr": "061093-5001", "out_professional": "uenig i afgørelsen", "delay": "svarer aldrig",
	}
	for label, words := range want {
		if found[label] != words {
			t.Errorf("evidence for %s is %q, want %q", label, found[label], words)
		}
	}
}

// TestAge is the one-year test of both offices (domain 6.4).
func TestAge(t *testing.T) {
	for _, tt := range []struct {
		text, received string
		horsens, lejre bool // out_old is given
	}{
		{"Sagen blev afsluttet den 3. maj 2024.", "2025-05-03", false, false}, // exactly one year
		{"Sagen blev afsluttet den 3. maj 2024.", "2025-05-04", true, true},
		{"Sagen blev afsluttet den 29. februar 2024.", "2025-02-28", false, false},
		{"Sagen blev afsluttet den 29. februar 2024.", "2025-03-01", true, true},
		{"Sagen blev afsluttet den 31. december 2023.", "2024-12-31", false, false},
		{"Sagen blev afsluttet den 31. december 2023.", "2025-01-01", true, true},
		{"Sagen blev afsluttet i maj 2024.", "2025-05-20", false, false}, // perhaps on the last day of May
		{"Sagen blev afsluttet i 2024.", "2025-11-01", false, false},
		{"Det skete for to år siden, men sagen verserer stadig.", "2026-06-04", false, false},
		{"Jeg har ventet i to år på en afgørelse.", "2026-06-04", false, false}, // duration is not age
		{"Sagen blev afsluttet sidste år.", "2026-06-04", false, false},
		{"Min sag blev lukket for 11 måneder siden, men det skete for halvandet år siden.", "2026-06-04", true, false},
		{"Hændelsen var i 2020.", "2026-06-04", true, true},
		{"Jeg er født i 1950 og har boet her siden 1972.", "2026-06-04", false, false},
	} {
		for n, want := range []bool{tt.horsens, tt.lejre} {
			v := preset(t, presets[n]).Judge(scope.Letter{Text: tt.text, Received: date(t, tt.received)})
			if got := slices.Contains(v.Grounds, casework.GroundOld); got != want {
				t.Errorf("%s, received %s in %s: out_old %t, want %t", tt.text, tt.received, presets[n], got, want)
			}
		}
	}
}

// TestOldAndNew: an old matter is OUT with what it was about; a request for help
// today is not.
func TestOldAndNew(t *testing.T) {
	c := preset(t, "lejre")
	for text, want := range map[string]casework.Remit{
		"Sagen blev afsluttet i 2019. Sagsbehandleren talte grimt til mig.":             casework.Out,
		"Sagen blev afsluttet i 2019. Kan du forklare mig, hvad der står i afgørelsen?": casework.Mix,
		"Sagen blev afsluttet i 2019. Jeg har været syg og klager derfor først nu.":     casework.Check,
		"Sagen blev afsluttet i 2019. Nu er den genoptaget, og de svarer mig ikke.":     casework.In,
	} {
		if v := c.Judge(scope.Letter{Text: text, Received: received}); v.Remit != want {
			t.Errorf("%q: %s %v, want %s", text, v.Remit, labels(v), want)
		}
	}
}

// TestTimes: what dates are the dates of.
func TestTimes(t *testing.T) {
	c := preset(t, "lejre")
	for _, tt := range []struct {
		text, decision, meeting string
		flag                    casework.Flag
	}{
		{"Jeg fik afslag den 28. maj.", "2026-05-28", "", casework.FlagAppealClock},
		{"Jeg fik afslag i dag. Hvad gør jeg?", "2026-06-04", "", casework.FlagAppealClock},
		{"Jeg fik afslag den 3. januar 2026.", "2026-01-03", "", ""},
		{"Vil du tage med til mødet den 25. juni?", "", "2026-06-25", casework.FlagMeetingDate},
		{"Der er netværksmøde på torsdag.", "", "2026-06-11", casework.FlagMeetingDate},
	} {
		v := c.Judge(scope.Letter{Text: tt.text, Received: received})
		if v.Decision != date(t, tt.decision) || v.Meeting != date(t, tt.meeting) {
			t.Errorf("%q: decision %s, meeting %s, want %s and %s", tt.text, v.Decision, v.Meeting, tt.decision, tt.meeting)
		}
		for _, flag := range []casework.Flag{casework.FlagAppealClock, casework.FlagMeetingDate} {
			if v.Has(flag) != (flag == tt.flag) {
				t.Errorf("%q: flag %s is %t", tt.text, flag, v.Has(flag))
			}
		}
	}
}

// TestEveryLabel: each kind, ground, flag and category can be given.
func TestEveryLabel(t *testing.T) {
	letters := map[string]string{
		"follow_up": "Tak for dit svar.", "withdrawal": "Jeg trækker min klage tilbage.", "call_me": "Kan du ringe mig op?",
		"minor": "Jeg er 15 og vil klage over min sagsbehandler.", "anonymous": "Jeg vil være anonym.",
		"conflict": "Jeg vil klage over Bodil Qvist.", "threat": "Jeg ved, hvor hun bor.",
		"whistleblowing":    "Min chef på plejehjemmet, hvor jeg arbejder, behandler beboerne dårligt.",
		"power_of_attorney": "Fuldmagt er vedlagt.", "meeting_date": "Der er netværksmøde på torsdag.",
		"appeal_clock": "Jeg fik afslag i går.", "cpr": "061093-5001", "health": "Jeg har fået en diagnose.",
		"finances": "Vi har gæld.", "social": "Vores søn blev anbragt.", "sexual_orientation": "Vi er to mænd.",
		"offences": "Jeg fik en betinget dom.", "belief": "Jeg er muslim.", "ethnicity": "På grund af min hudfarve.",
		"union": "Min fagforening har skrevet til jer.",
	}
	for _, row := range table(t, "testdata/phrases.csv", 4) {
		if row[2] == "yes" && letters[row[0]] == "" {
			letters[row[0]] = row[3]
		}
	}
	o := office("lejre")
	o.Grounds[casework.GroundDialogueFirst] = scope.GroundRule{On: true}
	c := load(t, o)
	all := slices.Concat(names(casework.Kinds()), names(casework.Grounds()), names(casework.Flags()), names(casework.Sensitives()))
	for _, label := range all {
		v := c.Judge(scope.Letter{Text: letters[label], Received: received})
		if !slices.Contains(labels(v), label) {
			t.Errorf("%q gives %v, not %s", letters[label], labels(v), label)
		}
	}
}

func names[T ~string](codes []T) []string {
	var all []string
	for _, code := range codes {
		all = append(all, string(code))
	}
	return all
}

// TestOfficesDiffer: what only one office lists, and what only one excludes.
func TestOfficesDiffer(t *testing.T) {
	horsens, lejre := preset(t, "horsens"), preset(t, "lejre")
	for text, want := range map[string][2]casework.Remit{
		"Hjemmehjælpen kommer ikke de timer, jeg er bevilget.":               {casework.Check, casework.In},
		"Jeg vil gerne have min sag genoptaget.":                             {casework.Check, casework.In},
		"Sagen ligger hos Folketingets Ombudsmand.":                          {casework.Check, casework.Out},
		"Jeg er uenig i afgørelsen.":                                         {casework.Out, casework.Out},
		"Jeg er uenig i afgørelsen, og jeg blev ikke hørt, før de traf den.": {casework.Mix, casework.Mix},
	} {
		letter := scope.Letter{Text: text, Received: received}
		got := [2]casework.Remit{horsens.Judge(letter).Remit, lejre.Judge(letter).Remit}
		if got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestReferral: the directory and what a letter suggests from it.
func TestReferral(t *testing.T) {
	c := preset(t, "lejre")
	v := c.Judge(scope.Letter{Text: "Udbetaling Danmark har beregnet min boligstøtte forkert.", Received: received})
	if len(v.Referrals) == 0 || v.Referrals[0] != "udbetaling-danmark" {
		t.Errorf("referrals %v, want udbetaling-danmark first", v.Referrals)
	}
	r, ok := c.Referral("udbetaling-danmark")
	if !ok || r.Body == "" || r.TextDa == "" || r.TextEn == "" || !r.Stale(received) {
		t.Errorf("Referral = %+v, %t", r, ok)
	}
	r.CheckedOn = date(t, "2025-06-04")
	if r.Stale(received) || !r.Stale(date(t, "2026-06-05")) {
		t.Error("an entry is good for a year after it was checked, and no longer")
	}
	if _, ok := c.Referral("nowhere"); ok {
		t.Error("an unknown entry is found")
	}
}

// TestJudgeTogether: one classifier serves many letters at a time.
func TestJudgeTogether(t *testing.T) {
	c := preset(t, "lejre")
	letter := scope.Letter{Text: typical, Received: received}
	want := scope.NewReport("", "", letter, c.Judge(letter), scope.ReportAutomatic{})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got := scope.NewReport("", "", letter, c.Judge(letter), scope.ReportAutomatic{})
			if diff := cmp.Diff(want.Text(), got.Text()); diff != "" {
				t.Errorf("the same letter was judged otherwise: %s", diff)
			}
		})
	}
	group.Wait()
}
