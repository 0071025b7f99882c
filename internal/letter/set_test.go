package letter

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"text/template/parse"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/templates"
)

// shipped returns the templates the program ships with, as a file system a test
// can change.
func shipped(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(templates.FS, folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(templates.FS, path)
		files[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestParseNamesMistakes breaks one thing at a time.
func TestParseNamesMistakes(t *testing.T) {
	for _, row := range []struct {
		file, old, new string
		want           []string
	}{
		{"da/L01.txt", "{{date .Due}}", "{{date .Deu}}", []string{"letters/da/L01.txt:8:", "ReceiptDeadline has no field Deu"}},
		{"en/L15.txt", "{{if has .FollowUp}}", "{{if .FollowUp}}", []string{"letters/en/L15.txt:14:", "always true"}},
		{"da/L07.txt", "{{if .Referrals}}", "{{if .Ref}}{{range .Ref}}{{end}}", []string{"letters/da/L07.txt:9:", "is no list"}},
		{"da/blocks.txt", ".Office.SecureMail.URL", ".Office.SecureMail.Url", []string{"letters/da/blocks.txt:39:", "SecureMail has no field Url"}},
		{"da/blocks.txt", "{{.Name.Da}}", "{{.Name.Dk}}", []string{"letters/da/blocks.txt:", "Words has no field Dk"}},
		{"da/L08.txt", "$.Office}}:", "$.Ofice}}:", []string{"letters/da/L08.txt:13:", "has no field Ofice"}},
		{"da/L02.txt", `{{template "kept" .}}`, `{{template "kapt" .}}`, []string{"letters/da/L02.txt", `no block "kapt"`}},
		{"da/L02.txt", "{{end}}", "{{ende}}", []string{"letters/da/L02.txt:8:", `function "ende" not defined`}},
		{"da/L03.txt", "Subject: ", "Emne: ", []string{"letters/da/L03.txt:1:", "first line"}},
		{"da/grounds.txt", "out_pending.instead", "out_pending.insted", []string{"letters/da/grounds.txt", `"out_pending.instead" is not defined`}},
		{"da/grounds.txt", ".Council.Da", ".Council.Dk", []string{"letters/da/grounds.txt:", "Words has no field Dk"}},
		{"da/words.yaml", "delay:", "dealy:", []string{"letters/da/words.yaml: kinds:", "delay is missing", "dealy is unknown"}},
		{"da/words.yaml", "hints:", "hint:", []string{"letters/da/words.yaml:", "unknown field"}},
		{"da/words.yaml", "{month}", "month", []string{"date: {month} is missing"}},
		{"da/words.yaml", ", lørdag]\nmonths", "]\nmonths", []string{"every:", "seven"}},
		{"da/words.yaml", ", december", "", []string{"months: give twelve"}},
		{"da/words.yaml", "and: og", `and: ""`, []string{"and is missing"}},
		{"en/words.yaml", "code: papers", "code: paper", []string{"waiting", "papers is missing"}},
		{"en/samples.yaml", "topic:", "toppic:", []string{"letters/en/samples.yaml"}},
		{"en/samples.yaml", "citizen: Karla Eksempel", `citizen: ""`, []string{"citizen is missing"}},
		{"da/alarms.yaml", "breaker:", "braker:", []string{"alarms.yaml", "breaker is missing", "braker is unknown"}},
	} {
		files := shipped(t)
		path := "letters/" + row.file
		text := string(files[path].Data)
		if !strings.Contains(text, row.old) {
			t.Errorf("%s has no %q", path, row.old)
			continue
		}
		files[path] = &fstest.MapFile{Data: []byte(strings.Replace(text, row.old, row.new, 1))}
		_, err := Parse(files)
		if err == nil {
			t.Errorf("%s with %q was accepted", path, row.new)
			continue
		}
		for _, want := range row.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s with %q: %v, want %q in it", path, row.new, err, want)
			}
		}
	}
}

func TestParseNamesMissingAndUnknownFiles(t *testing.T) {
	files := shipped(t)
	delete(files, "letters/en/L12.txt")
	delete(files, "letters/da/words.yaml")
	files["letters/da/L23.txt"] = &fstest.MapFile{Data: []byte("Subject: x\n")}
	_, err := Parse(files)
	for _, want := range []string{"letters/en/L12.txt", "letters/da/words.yaml", "letters/da/L23.txt: there is no such letter"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse = %v, want %q in it", err, want)
		}
	}
}

// TestSamplesReachEveryWord makes sure that golden files and Check see all of
// the templates, so that no condition hides a sentence from its readers.
func TestSamplesReachEveryWord(t *testing.T) {
	s := parsed(t)
	for lang, l := range s.languages {
		var all strings.Builder
		for _, sample := range s.Samples(lang) {
			r, err := s.Render(sample.Data, lang)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(subjectMark + r.Subject + " " + flat(r.Text.Reveal()) + " ")
		}
		for _, code := range AlarmCodes() {
			alarm := Alarm{
				Code: code, Mailbox: "x", Since: calendar.On(2026, 3, 2), Count: 1, Last: calendar.On(2027, time.November, 30), Ref: sampleRef,
				Received: sampleInstant(), Phones: []string{"00 00 00 01"},
				Words: personal.New("Jeg vil klage."),
				From:  casework.Person{Name: personal.New("Ane Overgaard"), Address: personal.New("ane@example.org")},
				Began: sampleInstant(), Cause: "auth",
			}
			r, err := s.RenderAlarm(alarm)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(flat(r.Text.Reveal()) + " ")
			if !slices.Contains(systemCodes(), code) {
				continue
			}
			if r, err = s.RenderForOperator(alarm); err != nil {
				t.Fatal(err)
			}
			all.WriteString(subjectMark + r.Subject + " " + flat(r.Text.Reveal()) + " ")
		}
		for _, tmpl := range l.templates.Templates() {
			if tmpl.Tree == nil {
				continue
			}
			for _, text := range textsIn(tmpl.Root) {
				if text = flat(text); !strings.Contains(all.String(), text) {
					t.Errorf("%s: no sample has %q", tmpl.Name(), text)
				}
			}
		}
	}
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func textsIn(list *parse.ListNode) []string {
	var all []string
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.TextNode:
			all = append(all, strings.Split(string(node.Text), "\n")...)
		case *parse.IfNode:
			all = append(append(all, textsIn(node.List)...), textsIn(node.ElseList)...)
		case *parse.WithNode:
			all = append(append(all, textsIn(node.List)...), textsIn(node.ElseList)...)
		case *parse.RangeNode:
			all = append(all, textsIn(node.List)...)
		}
	}
	return all
}

func TestRenderRefusesMissingFacts(t *testing.T) {
	s := parsed(t)
	office := sampler{da: s.languages[casework.Danish].samples, en: s.languages[casework.English].samples}.promising()
	nobody := office
	nobody.Advisers = nil
	oneLanguage := office
	oneLanguage.Council.En = ""
	noSecureMail := office
	noSecureMail.SecureMail.URL = ""
	for field, d := range map[string]Data{
		"Due":         ReceiptDeadline{Receipt: Receipt{Common: office.with("")}},
		"Advisers":    MissingInformation{nobody.with("")},
		"Council":     MissingInformation{oneLanguage.with("")},
		"URL":         MissingInformation{noSecureMail.with("")},
		"Ref":         MissingInformation{Common{Office: office, Received: sampleReceived}},
		"Received":    MissingInformation{Common{Office: office, Ref: sampleRef}},
		"WaitingFor":  DeadlineNotice{Common: office.with(""), NewDate: sampleLater},
		"NewDate":     NeutralNotice{Common: office.with("")},
		"Points":      ToDepartment{Common: office.with(""), Department: "x", Topic: personal.New("x"), Due: sampleDue},
		"RightPlace":  NotThisMunicipality{Common: office.with("")},
		"Request":     DataRights{Common: office.with("")},
		"Ground":      OutOfScope{Common: office.with("")},
		"Conclusion":  Result{Common: office.with("")},
		"MandateDate": ReceiptRepresentative{Common: office.with(""), Party: personal.New("x")},
	} {
		_, err := s.Render(d, casework.Danish)
		var missing *MissingError
		if !errors.As(err, &missing) || missing.Field != field || missing.Letter != d.Letter() {
			t.Errorf("%s without %s: %v", d.Letter(), field, err)
		}
	}
	due := DataRights{Common: office.with(""), Request: casework.ReasonAccess}
	if _, err := s.Render(due, casework.Danish); err == nil {
		t.Error("L19 without a date was written")
	}
}

func TestPreviewHintsAtWhatIsMissing(t *testing.T) {
	s := parsed(t)
	office := sampler{da: s.languages[casework.Danish].samples, en: s.languages[casework.English].samples}.promising()
	for _, d := range []Data{
		DeadlineNotice{Common: office.with("")}, Result{Common: office.with("")},
		ToDepartment{Common: office.with(""), Department: "Job"}, AskConsent{Common: office.with(""), Department: "Job"},
		NotThisMunicipality{Common: office.with("")},
	} {
		for _, lang := range []casework.Language{casework.Danish, casework.English, casework.German} {
			r, err := s.Preview(d, lang)
			if err != nil || !strings.Contains(r.Text.Reveal(), "‹") {
				t.Errorf("Preview(%s, %q) = %v, %v", d.Letter(), lang, r.Text.Reveal(), err)
			}
		}
	}
	if _, err := s.Preview(DeadlineNotice{}, casework.Danish); err == nil {
		t.Error("a preview without an office was written")
	}
	var missing *MissingError
	for field, d := range map[string]Data{"Ground": OutOfScope{Common: office.with("")}, "Kinds": PartlyInScope{Common: office.with("")}, "Department": ToDepartment{Common: office.with("")}} {
		if _, err := s.Preview(d, casework.Danish); !errors.As(err, &missing) || missing.Field != field {
			t.Errorf("a preview of %s without %s: %v", d.Letter(), field, err)
		}
	}
	written := DeadlineNotice{Common: office.with(""), WaitingFor: personal.New("vi venter"), NewDate: sampleLater}
	preview, _ := s.Preview(written, casework.Danish)
	final, _ := s.Render(written, casework.Danish)
	if !preview.Text.Equal(final.Text) {
		t.Error("the preview of a finished letter is another letter")
	}
}

func TestAdvisersWordsAreShownAsWritten(t *testing.T) {
	s := parsed(t)
	office := sampler{da: s.languages[casework.Danish].samples, en: s.languages[casework.English].samples}.promising()
	d := DeadlineNotice{
		Common: office.with("Anne Holm\r\nBcc: x@example.org"), NewDate: sampleLater,
		WaitingFor: personal.New(" 5 < 6 & \"ja\" {{.Office}}\r\nlinje to\u202e\u200b\x00 "),
	}
	r, err := s.Render(d, casework.Danish)
	if err != nil {
		t.Fatal(err)
	}
	text := r.Text.Reveal()
	if want := "Hvad venter vi på?\n5 < 6 & \"ja\" {{.Office}}\nlinje to\n\n"; !strings.Contains(text, want) {
		t.Errorf("want %q in %q", want, text)
	}
	if !strings.HasPrefix(text, "Hej\n") || strings.Contains(text, "Bcc") {
		t.Errorf("a name with an address was greeted: %q", text)
	}
}

func TestPersonName(t *testing.T) {
	notNames := parsed(t).languages[casework.Danish].words.NotNames
	for name, want := range map[string]string{
		"Karla Eksempel":             "Karla Eksempel",
		"  Karla\t Eksempel ":        "Karla Eksempel",
		"Åse-Marie O'Hara":           "Åse-Marie O'Hara",
		"Otto P. Prøve":              "Otto P. Prøve",
		"Ludwig van Prøve":           "Ludwig van Prøve",
		"Øjvind":                     "Øjvind",
		"Søren McPrøve":              "Søren McPrøve",
		"محمد علي":                   "محمد علي",
		"":                           "",
		"karla":                      "",
		"karla eksempel":             "",
		"KARLA EKSEMPEL":             "", // cannot be told from a firm
		"KONTOR 7 APS":               "",
		"Murer Prøve ApS":            "",
		"Info":                       "",
		"Prøve, Karla":               "",
		"karla@example.org":          "",
		"Karla Www.example.org":      "",
		"Vind En Bil I Dag":          "", // five words
		"Karla99":                    "",
		"Karla Eksempel 🙂":           "",
		"Karla\u202eEksempel":        "",
		"'Karla'":                    "",
		strings.Repeat("Abcdef", 11): "",
		"Karla\x00":                  "",
		"van":                        "",
	} {
		if got := personName(personal.New(name), notNames); got != want {
			t.Errorf("personName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestContacts(t *testing.T) {
	office := sampler{}.simple()
	signer := office.Advisers[0]
	mute := signer
	mute.Phone = ""
	central := office
	central.Phone = "00 00 00 09"
	one := sampler{}.promising()
	silent := one
	silent.Advisers = []Adviser{{Name: "Kirsten Prøve"}}
	for i, row := range []struct {
		signer *Adviser
		office Office
		want   []string
	}{
		{&signer, office, []string{"00 00 00 02 · borgerraadgiver@horsens.example.org"}},
		{&mute, central, []string{"00 00 00 09 · borgerraadgiver@horsens.example.org"}},
		{nil, central, []string{"00 00 00 09 · borgerraadgiver@horsens.example.org"}},
		{nil, one, []string{"00 00 00 01 · borgerraadgiver@lejre.example.org"}},
		{nil, silent, []string{"borgerraadgiver@lejre.example.org"}},
		{nil, office, []string{"Maja Prøve: 00 00 00 02", "Jonas Eksempel: 00 00 00 03", "borgerraadgiver@horsens.example.org"}},
	} {
		if got := contacts(row.signer, row.office); !slices.Equal(got, row.want) {
			t.Errorf("row %d: contacts = %q, want %q", i, got, row.want)
		}
	}
}

func TestWordsForOthers(t *testing.T) {
	s := parsed(t)
	d := calendar.On(2026, time.June, 11)
	if got := s.Date(d, casework.Danish); got != "torsdag den 11. juni 2026" {
		t.Errorf("Date = %q", got)
	}
	if got := s.Date(d, casework.English); got != "Thursday 11 June 2026" {
		t.Errorf("Date = %q", got)
	}
	if got := s.Skip(calendar.Skip{Code: calendar.OfficeClosed, Name: "jul"}, casework.German); got != "jul" {
		t.Errorf("Skip = %q", got)
	}
	if got := s.Skip(calendar.Skip{Code: calendar.Weekend}, casework.Danish); got != "weekend" {
		t.Errorf("Skip = %q", got)
	}
	if len(s.Waiting(casework.English)) != len(s.Waiting(casework.Danish)) {
		t.Error("there are not as many ready sentences in English")
	}
	l := s.languages[casework.Danish]
	if got := l.words.weekdays([]time.Weekday{1, 2, 4}); got != "mandag, tirsdag og torsdag" {
		t.Errorf("weekdays = %q", got)
	}
}

func TestRenderAlarmRefusesUnknownCodes(t *testing.T) {
	s := parsed(t)
	for _, alarm := range []Alarm{{Code: "fire"}, {Code: SlackUntrusted, Why: "mood"}} {
		if _, err := s.RenderAlarm(alarm); err == nil {
			t.Errorf("RenderAlarm(%+v) was written", alarm)
		}
	}
}

func TestSetIsSafeForManyGoroutines(t *testing.T) {
	s := parsed(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, sample := range s.Samples(casework.Danish) {
				if _, err := s.Render(sample.Data, casework.German); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkRender(b *testing.B) {
	s := parsed(b)
	receipt := s.Samples(casework.Danish)[0].Data
	for b.Loop() {
		if _, err := s.Render(receipt, casework.Danish); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse(templates.FS); err != nil {
			b.Fatal(err)
		}
	}
}
