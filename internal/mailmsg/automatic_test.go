package mailmsg_test

import (
	"bytes"
	"io"
	"path"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
)

// source serves raw from memory.
func source(raw []byte) mailmsg.Source {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }
}

// parse reads raw within the default limits.
func parse(t testing.TB, raw []byte) mailmsg.Message {
	t.Helper()
	m, err := mailmsg.Parse(source(raw), mailmsg.DefaultLimits())
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return m
}

// withCRLF gives a fixture the line ends that mail has on the wire.
func withCRLF(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")) }

// archive returns the files of a txtar in testdata.
func archive(t testing.TB, name string) []txtar.File {
	t.Helper()
	a, err := txtar.ParseFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return a.Files
}

// TestAutomatic holds the list of mail.md 5 against mail of each sort, and
// against people who look alike. The folder of a fixture is the answer.
func TestAutomatic(t *testing.T) {
	for _, file := range archive(t, "automatic.txtar") {
		for _, raw := range [][]byte{file.Data, withCRLF(file.Data)} {
			m := parse(t, raw)
			got := string(m.Automatic.Reason)
			if !m.Automatic.Is {
				got = "person"
			}
			if m.WebForm {
				got += "+form"
			}
			if want := path.Dir(file.Name); got != want {
				t.Errorf("%s: %s, want %s", file.Name, got, want)
			}
		}
	}
}

func TestDeliveryReports(t *testing.T) {
	want := map[string]mailmsg.DeliveryReport{
		"delivery_report/postfix.eml":           {Action: mailmsg.Failed, Status: "5.1.1", OriginalMessageID: "kvit.7K3QXM@example.org", Recipient: personal.New("Sofus@example.org")},
		"delivery_report/delayed.eml":           {Action: mailmsg.Delayed, Status: "4.4.1", OriginalMessageID: "kvit.7K3QXM@example.org", Recipient: personal.New("sofus@example.org")},
		"delivery_report/exim.eml":              {Action: mailmsg.Failed, Status: "5.1.1", OriginalMessageID: "kvit.7K3QXM@example.org", Recipient: personal.New("sofus@example.org")},
		"delivery_report/qmail.eml":             {Action: mailmsg.Failed, Status: "5.1.1", OriginalMessageID: "kvit.7K3QXM@example.org", Recipient: personal.New("sofus@example.org")},
		"delivery_report/dansk-postmester.eml":  {Action: mailmsg.Failed, Status: "5.2.2", Recipient: personal.New("sofus@example.org")},
		"delivery_report/fra-ukendt-server.eml": {Action: mailmsg.Failed, Status: "5.7.1", Recipient: personal.New("sofus@example.org")},
	}
	for _, file := range archive(t, "automatic.txtar") {
		report := parse(t, file.Data).Report
		expected, reports := want[file.Name]
		if !reports {
			if report != nil {
				t.Errorf("%s: report %v, want none", file.Name, report.Action)
			}
			continue
		}
		if report == nil {
			t.Errorf("%s: no report", file.Name)
			continue
		}
		if report.Action != expected.Action || report.Status != expected.Status ||
			report.OriginalMessageID != expected.OriginalMessageID || !report.Recipient.Equal(expected.Recipient) {
			t.Errorf("%s: report %s %s %s, recipient right: %v", file.Name, report.Action, report.Status,
				report.OriginalMessageID, report.Recipient.Equal(expected.Recipient))
		}
	}
}

// A report's original letter is ours: its words are not the sender's.
func TestReportKeepsOurLetterOut(t *testing.T) {
	for _, file := range archive(t, "automatic.txtar") {
		if path.Dir(file.Name) == "delivery_report" && bytes.Contains([]byte(parse(t, file.Data).Text.Reveal()), []byte("Kære Sofus")) {
			t.Errorf("%s: the text holds our own letter", file.Name)
		}
	}
}

func TestDispositionAndCalendar(t *testing.T) {
	var dispositions, methods []string
	for _, file := range archive(t, "automatic.txtar") {
		m := parse(t, file.Data)
		if m.Disposition {
			dispositions = append(dispositions, file.Name)
		}
		if m.Calendar != "" {
			methods = append(methods, m.Calendar)
		}
	}
	if want := []string{"disposition/outlook.eml"}; !slices.Equal(dispositions, want) {
		t.Errorf("dispositions %v, want %v", dispositions, want)
	}
	if want := []string{"REPLY", "CANCEL", "REQUEST"}; !slices.Equal(methods, want) {
		t.Errorf("calendar methods %v, want %v", methods, want)
	}
}
