package convtest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"borgerbot/internal/export"
)

// recordsToken stands in a setting for the folder of the records system.
const recordsToken = "RECORDS"

// recordsFolder is that folder, which is there from the start.
func (s *story) recordsFolder() string {
	if s.recordsDir == "" {
		s.recordsDir = filepath.Join(s.t.TempDir(), "records")
		if err := os.Mkdir(s.recordsDir, 0o750); err != nil {
			s.t.Fatal(err)
		}
	}
	return s.recordsDir
}

// records: records taken|refused|lost|back. What the daemon does about it it does
// within a minute or two.
func (s *story) records(args []string) error {
	var err error
	switch how := strings.Join(args, " "); how {
	case "taken", "refused":
		err = s.recordsAnswer(map[string]string{"taken": ".done", "refused": ".failed"}[how])
	case "lost":
		err = os.Rename(s.recordsFolder(), s.recordsFolder()+".away")
	case "back":
		err = os.Rename(s.recordsFolder()+".away", s.recordsFolder())
	default:
		return errors.New("records taken, refused, lost or back")
	}
	s.pass(2 * time.Minute)
	return err
}

// recordsAnswer is the records system's answer to the newest file.
func (s *story) recordsAnswer(ending string) error {
	zips, err := filepath.Glob(filepath.Join(s.recordsFolder(), "*.zip"))
	if err != nil || len(zips) == 0 {
		return errors.Join(errors.New("no file lies in the folder"), err)
	}
	newest := strings.TrimSuffix(zips[len(zips)-1], ".zip")
	return os.WriteFile(newest+ending, nil, 0o600)
}

// lookRecords is what lies in the folder, hidden files too. Each zip must be whole,
// and be what the file beside it says.
func (s *story) lookRecords([]string) (string, error) {
	entries, err := os.ReadDir(s.recordsFolder())
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, e := range entries {
		path := filepath.Join(s.recordsFolder(), e.Name())
		info, err := e.Info()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %v\n", e.Name(), info.Mode())
		if filepath.Ext(path) == ".json" {
			if err := tellSidecar(&b, path); err != nil {
				return "", err
			}
		}
	}
	return s.named(b.String()), nil
}

func tellSidecar(b *strings.Builder, path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var c export.Sidecar
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	place := filepath.Join(filepath.Dir(path), c.Zip.Name)
	packed, err := os.ReadFile(place)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(packed)
	if hex.EncodeToString(sum[:]) != c.Zip.SHA256 || int64(len(packed)) != c.Zip.Size {
		return fmt.Errorf("%s is not what the file beside it says", c.Zip.Name)
	}
	if _, err := export.Check(place); err != nil {
		return err
	}
	fmt.Fprintf(b, "  %s %s %s %s %s %s closed=%s\n", c.Format, c.Reference, c.State, c.Channel, c.Outcome, c.Theme,
		c.Closed.Format(time.RFC3339))
	for _, f := range c.Files {
		fmt.Fprintf(b, "  %s %s\n", f.Name, f.Type)
	}
	return nil
}
