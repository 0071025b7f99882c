package export_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"borgerbot/internal/export"
)

// listed is an export of two folders, each with its list; in one is that of a part.
var listed = map[string]string{
	"BR-7K3QXM-R/mail-01.eml": "a", "BR-7K3QXM-R/journal.json": "{}", "BR-7K3QXM-R/BR-4M2P9X-7/journal.json": "{}",
	"BR-7K3QXM-R/SHA256SUMS": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  mail-01.eml\n" +
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  journal.json\n" +
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  BR-4M2P9X-7/journal.json\n",
	"mail/mail-01.eml": "b",
	"mail/SHA256SUMS":  "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  mail-01.eml\n",
}

// TestCheck: one changed byte is found, in a folder and in a zip, and so is a file that
// was put in or taken out.
func TestCheck(t *testing.T) {
	for name, row := range map[string]struct {
		change func(map[string]string)
		says   string
	}{
		"whole":   {func(map[string]string) {}, ""},
		"byte":    {func(f map[string]string) { f["mail/mail-01.eml"] = "c" }, "mail/mail-01.eml has been changed"},
		"put in":  {func(f map[string]string) { f["mail/mail-02.eml"] = "c" }, "mail/mail-02.eml was put in"},
		"missing": {func(f map[string]string) { delete(f, "BR-7K3QXM-R/mail-01.eml") }, "BR-7K3QXM-R/mail-01.eml is missing"},
		"part":    {func(f map[string]string) { f["BR-7K3QXM-R/BR-4M2P9X-7/journal.json"] = "[]" }, "BR-4M2P9X-7/journal.json has been changed"},
		"list":    {func(f map[string]string) { f["mail/SHA256SUMS"] += "x\n" }, "mail/SHA256SUMS has been changed"},
		"no list": {func(f map[string]string) { delete(f, "mail/SHA256SUMS"); delete(f, "BR-7K3QXM-R/SHA256SUMS") }, "no SHA256SUMS"},
	} {
		files := map[string]string{}
		for file, text := range listed {
			files[file] = text
		}
		row.change(files)
		fill := func(out export.Sink) error {
			for file, text := range files {
				w, err := out.Create(file)
				if err != nil {
					return err
				}
				if _, err := io.WriteString(w, text); err != nil {
					return err
				}
			}
			return nil
		}
		dir := t.TempDir()
		for place, err := range map[string]error{
			filepath.Join(dir, "out"):     export.Folder(filepath.Join(dir, "out"), fill),
			filepath.Join(dir, "out.zip"): export.Zip(filepath.Join(dir, "out.zip"), fill),
		} {
			if err != nil {
				t.Fatal(err)
			}
			c, err := export.Check(place)
			switch {
			case row.says == "" && (err != nil || c.Files != 4 || len(c.Journals) != 2):
				t.Errorf("%s: %v, %+v", name, err, c)
			case row.says != "" && (!errors.Is(err, export.ErrChanged) || !strings.Contains(err.Error(), row.says)):
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestCheckBrokenZip: a byte of a zip that is changed on the disk is found wherever it
// changes a file.
func TestCheckBrokenZip(t *testing.T) {
	place := filepath.Join(t.TempDir(), "out.zip")
	var raw bytes.Buffer
	z := zip.NewWriter(&raw)
	for file, text := range listed {
		w, err := z.CreateHeader(&zip.FileHeader{Name: file, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	spoiled := bytes.Replace(raw.Bytes(), []byte("{}"), []byte("{ "), 1)
	for _, content := range [][]byte{spoiled, raw.Bytes()[:raw.Len()-30]} {
		if err := os.WriteFile(place, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := export.Check(place); !errors.Is(err, export.ErrChanged) {
			t.Errorf("%v", err)
		}
	}
}
