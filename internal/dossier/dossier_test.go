package dossier_test

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"borgerbot/internal/calendar"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/dossier"
	"borgerbot/internal/personal"
	"borgerbot/templates"
)

var update = flag.Bool("update", false, "write the goldens")

var came = time.Date(2026, 3, 2, 8, 15, 0, 0, time.UTC)

func writer(t *testing.T) (*dossier.Writer, card.Glossary) {
	t.Helper()
	w, err := dossier.Parse(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	deck, err := card.Parse(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	return w, deck.Glossary(card.View{
		Rules: casework.Rules{Location: place}, Now: came, Departments: map[string]string{"social": "Social & Sundhed"},
		Advisers: []card.Adviser{{ID: "a1", Name: "Lisa Prøve"}},
	})
}

// source is a case with a letter in, a letter out, and a note that tries to be
// markup.
func source() dossier.Source {
	gudrun := casework.Person{Name: personal.New("Gudrun Holm"), Address: personal.New("gudrun@example.org")}
	lisa := casework.Actor{Role: casework.ByAdviser, Adviser: "a1"}
	receipt := casework.Letter{Key: "k1", Letter: casework.LetterReceiptDeadline, To: casework.RoleWriter, Decided: came}
	return dossier.Source{
		Office: "Prøveby Kommune", Made: came.Add(48 * time.Hour),
		Inquiry: casework.Inquiry{
			ID: "q1", Ref: "BR-7K3QXM-R", Received: came, Channel: casework.ChannelMail, Language: casework.Danish,
			Parties: casework.Parties{Writer: gudrun}, Letters: []casework.Letter{receipt},
			Course: casework.Course{State: casework.InDialogue, Holder: "a1"},
		},
		Events: []dossier.Event{
			{Event: casework.Event{Type: casework.Opened, At: came, By: casework.Actor{Role: casework.ByCitizen}, Mail: &casework.MailFacts{
				Message: "m1", From: gudrun, Subject: personal.New("Klage")}}, Link: []byte{1, 2}},
			{Event: casework.Event{Type: casework.LetterDelivered, At: came.Add(time.Minute), By: casework.Actor{Role: casework.BySystem}, Key: "k1"}},
			{Event: casework.Event{Type: casework.AddNote, At: came.Add(time.Hour), By: lisa,
				Note: personal.New("Hun sagde: <script>alert(1)</script>\nog ringede igen.")}},
			{Event: casework.Event{Type: casework.SendToDepartment, At: came.Add(2 * time.Hour), By: lisa, Department: "social",
				Fields: casework.Fields{Points: []personal.Text{personal.New("Hvornår?"), personal.New("Hvorfor?")}}}},
			{Event: casework.Event{Type: casework.DraftLetter, Stands: casework.AskCitizen, At: came.Add(3 * time.Hour), By: lisa}},
			{Event: casework.Event{Type: casework.Reply, At: came.Add(4 * time.Hour), By: lisa}},
			{Event: casework.Event{Type: casework.Export, At: came.Add(5 * time.Hour), By: casework.Actor{Role: casework.ByOperator},
				Note: personal.New("Til aktindsigt.")}},
		},
		Mails: []dossier.Mail{{
			Message: "m1", Received: came, Lack: dossier.LackMore, Text: personal.New("Jeg venter stadig.\n\nGudrun"),
			File: dossier.File{Name: "mail-01.eml", Type: "message/rfc822", Size: 2048, Sum: []byte{0xab}},
			Files: []dossier.File{
				{Name: "mail-01-bilag-01.pdf", Title: personal.New("brev.pdf"), Type: "application/pdf", Size: 1, Sum: []byte{0xcd}},
				{Name: "mail-01-bilag-02", Type: "message/rfc822", Inside: true},
			},
		}},
		Letters: []dossier.Letter{{
			Letter: receipt, File: dossier.File{Name: "brev-01.eml", Type: "message/rfc822", Size: 900, Sum: []byte{0xef}},
			Text: personal.New("Tak for din mail."),
		}},
		Parts: []casework.Reference{"BR-4M2P9X-7"},
	}
}

// TestGoldens: the page and the data. Read them aloud before accepting them.
func TestGoldens(t *testing.T) {
	w, g := writer(t)
	d := w.New(source(), g)
	var page, data bytes.Buffer
	if err := w.HTML(&page, d); err != nil {
		t.Fatal(err)
	}
	if err := d.JSON(&data); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"journal.html": page.Bytes(), "journal.json": data.Bytes()} {
		path := "testdata/" + name
		if *update {
			if err := os.WriteFile(path, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got); run with -update and read the difference:\n%s", path, diff)
		}
	}
}

// TestPageStandsAlone: nothing runs, nothing is fetched, and what a reader's program
// needs to tell the page is there.
func TestPageStandsAlone(t *testing.T) {
	w, g := writer(t)
	var page bytes.Buffer
	if err := w.HTML(&page, w.New(source(), g)); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&page)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			outside := strings.Contains(a.Val, ":") && (a.Key == "href" || a.Key == "src")
			if outside || strings.HasPrefix(a.Key, "on") || n.Data == "th" && a.Key == "scope" && a.Val == "" {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	if count["script"]+count["img"]+count["link"] > 0 {
		t.Errorf("it has %v", count)
	}
	for _, needed := range []string{"title", "main", "h1", "caption", "th"} {
		if count[needed] == 0 {
			t.Errorf("it has no <%s>", needed)
		}
	}
}

// TestNames: nothing of what a sender calls a file becomes a part of its name but an
// ordinary ending.
func TestNames(t *testing.T) {
	w, _ := writer(t)
	for called, want := range map[string]string{
		"Gudrun Holm.pdf": "mail-03-bilag-02.pdf", "uden ending": "mail-03-bilag-02", "x.": "mail-03-bilag-02",
		"x.gudrun holm": "mail-03-bilag-02", "x.forlangt": "mail-03-bilag-02", "a/../b.JPG": "mail-03-bilag-02.JPG",
	} {
		if got := w.AttachmentFile(3, 2, called); got != want {
			t.Errorf("%q becomes %q", called, got)
		}
	}
}

// TestPart: the journal of what was merged into another reads the mails that lie above
// it, and lists none of them as its own.
func TestPart(t *testing.T) {
	w, g := writer(t)
	s := source()
	part := s.OfPart()
	part.Inquiry, part.Events = s.Inquiry, s.Events
	d := w.New(part, g)
	want := []string{"../mail-01.eml", "../mail-01-bilag-01.pdf"}
	if got := d.Entries[0].Files; !slices.Equal(got, want) || len(d.Files)+len(d.Parts) != 0 {
		t.Errorf("%q, %v, %v", got, d.Files, d.Parts)
	}
	if s.Mails[0].Files[0].Name != "mail-01-bilag-01.pdf" {
		t.Error("the whole is not as it was")
	}
}

// everything is an event in which every word and choice is given.
func everything() casework.Event {
	day := calendar.Of(came, time.UTC)
	ev := casework.Event{
		Type: casework.Close, At: came, By: casework.Actor{Role: casework.ByOperator}, Answers: true, Case: casework.Case{Agreed: true},
		Note: personal.New("x"), Party: casework.Person{Name: personal.New("x")}, Representative: casework.Person{Name: personal.New("x")},
		Department: "social", Outcome: casework.Advised, Theme: casework.KindDelay, Finding: casework.Criticism, Date: day, Before: day,
		Fields: casework.Fields{
			Ground: casework.GroundOld, Kinds: casework.Kinds()[:1], Grounds: casework.Grounds()[:1], Referrals: []string{"r1"},
			RequestKind: casework.ReasonAccess, Shown: casework.MandateItems()[:1], Lacks: casework.MandateItems()[:1],
		},
	}
	fields := reflect.ValueOf(&ev.Fields).Elem()
	for i := range fields.NumField() {
		switch f := fields.Field(i); f.Interface().(type) {
		case personal.Text:
			f.Set(reflect.ValueOf(personal.New("x")))
		case []personal.Text:
			f.Set(reflect.ValueOf([]personal.Text{personal.New("x")}))
		case calendar.Date:
			f.Set(reflect.ValueOf(day))
		}
	}
	return ev
}

// TestEverythingIsTold: no word an adviser wrote is left out of the journal, and
// every row has a label.
func TestEverythingIsTold(t *testing.T) {
	w, g := writer(t)
	s := source()
	s.Events = append(s.Events, dossier.Event{Event: everything()})
	d := w.New(s, g)
	rows := d.Facts
	for _, e := range d.Entries {
		rows = append(rows, e.Rows...)
		if e.Text == "" || e.By == "" {
			t.Errorf("%s says %q, by %q", e.Event, e.Text, e.By)
		}
	}
	for _, r := range rows {
		if r.Label == "" {
			t.Errorf("%s has no label", r.Code)
		}
	}
	// Bools and what another row says: SkipLetter, Language, Unnamed and such.
	if n := len(d.Entries[len(d.Entries)-1].Rows); n != 37 {
		t.Errorf("an event in which everything is given has %d rows", n)
	}
}
