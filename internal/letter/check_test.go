package letter

import (
	"strings"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/templates"
)

// TestCheckOffice breaks an office's facts one at a time.
func TestCheckOffice(t *testing.T) {
	set, err := Parse(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	invented := sampler{da: set.languages[casework.Danish].samples, en: set.languages[casework.English].samples}
	if faults := set.CheckOffice(invented.simple()); len(faults) != 0 {
		t.Errorf("an office as it should be: %v", faults)
	}
	for _, row := range []struct {
		what  string
		spoil func(*Office)
		want  string
	}{
		{"no page on rights", func(o *Office) { o.PrivacyURL = "" }, "PrivacyURL is missing"},
		{"council in one language", func(o *Office) { o.Council.En = "" }, "Council is missing"},
		{"officialese", func(o *Office) { o.Council.Da = "byrådet, jf. styrelsesvedtægten" }, `"jf." is officialese`},
		{"two spaces", func(o *Office) { o.Municipality = "Horsens  Kommune" }, `"  " stands in it`},
	} {
		office := invented.simple()
		row.spoil(&office)
		found := false
		for _, fault := range set.CheckOffice(office) {
			found = found || strings.Contains(fault.Error(), row.want)
		}
		if !found {
			t.Errorf("%s: nobody says %q", row.what, row.want)
		}
	}
}
