package main

import (
	"bytes"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/letter"
	"borgerbot/templates"
)

// TestPrivacyConsiders: every setting about how long data are kept, where copies and
// journals lie and what Slack gets changes what the sheet says (design 7).
func TestPrivacyConsiders(t *testing.T) {
	plain := privacySheet(t, func(*config.Config) {})
	for name, group := range map[string]func(*config.Config) any{
		"retention": func(c *config.Config) any { return &c.Retention },
		"backup":    func(c *config.Config) any { return &c.Backup },
		"export":    func(c *config.Config) any { return &c.Export },
	} {
		kind := reflect.TypeOf(group(new(config.Config))).Elem()
		for i := range kind.NumField() {
			setting := kind.Field(i).Tag.Get("yaml")
			if setting == "-" {
				continue
			}
			changed := privacySheet(t, func(c *config.Config) { another(t, reflect.ValueOf(group(c)).Elem().Field(i)) })
			if changed == plain {
				t.Errorf("%s.%s changes nothing in the sheet", name, setting)
			}
		}
	}
	for mode, want := range map[letter.Disclosure]string{
		letter.Minimal:  "ikke et ord af borgerens brev",
		letter.Modal:    "når en rådgiver trykker *Læs*",
		letter.Redacted: "et maskeret uddrag af brevet",
	} {
		text := privacySheet(t, func(c *config.Config) { c.Slack.Disclosure = mode })
		if !strings.Contains(text, want) || strings.Contains(text, "uddrag") != (mode == letter.Redacted) {
			t.Errorf("%s: the sheet does not say what goes to Slack", mode)
		}
	}
	one := privacySheet(t, func(c *config.Config) { c.Departments = c.Departments[:1] })
	if !strings.Contains(one, "den ene forvaltning i") || strings.Contains(one, "de 1 ") {
		t.Error("one department is told of as several")
	}
}

// another gives a setting a value it did not have.
func another(t *testing.T, v reflect.Value) {
	t.Helper()
	switch value := v.Addr().Interface().(type) {
	case *int:
		*value += 17
	case *config.Path:
		*value += "/elsewhere"
	case *[]string:
		*value = []string{"age1"}
	case *map[casework.Outcome]int:
		*value = map[casework.Outcome]int{casework.Withdrawn: 14}
	case *config.MailboxOnErase:
		*value = config.EraseMail
	case *[]config.ExportWhen:
		*value = []config.ExportWhen{config.CaseClosed}
	case *config.FileMode:
		*value = config.OwnerReads
	default:
		t.Fatalf("the test knows no other value of a %T", value)
	}
}

// privacySheet is the sheet of an example office with copies and a records folder,
// after a change.
func privacySheet(t *testing.T, change func(*config.Config)) string {
	t.Helper()
	cfg, err := config.Read(filepath.Join("..", "..", "config", "lejre.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Backup.Directory, cfg.Backup.KeysDirectory, cfg.Export.Folder = "/mnt/data", "/mnt/keys", "/srv/journal"
	change(cfg)
	tmpl, err := template.ParseFS(templates.FS, "privacy/sheet.md")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, sheetOf(cfg)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
