package convtest

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata" // the office's zone

	"github.com/rogpeppe/go-internal/txtar"
)

var (
	update = flag.Bool("update", false, "rewrite the golden files inside the stories")
	crash  = flag.Duration("crash", 0, "kill the daemon this long after every step of every story, at most 10s")
)

func TestStories(t *testing.T) {
	paths, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d stories, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) { tell(t, path, archive) })
		})
	}
}

// story is a script being carried out.
type story struct {
	t       *testing.T
	path    string
	archive *txtar.Archive
	place   *time.Location
	line    int
	trace   []string // what happened, for people
	changed bool     // a golden was rewritten

	*office
	said     saying
	canaries []canary
	exported string // the folder of the newest export
	// recordsDir is the folder of the records system; empty until it is named.
	recordsDir string
}

// tell carries out a script and checks what must hold after every story.
func tell(t *testing.T, path string, archive *txtar.Archive) {
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	s := &story{t: t, path: path, archive: archive, place: place}
	defer func() {
		if t.Failed() || testing.Verbose() {
			t.Logf("what happened:\n%s", strings.Join(s.trace, "\n"))
		}
	}()
	defer s.keep()
	defer s.shut()
	for i, line := range strings.Split(strings.TrimSpace(string(archive.Comment)), "\n") {
		s.line = i + 1
		if err := s.do(line); err != nil {
			t.Fatalf("%s:%d: %s: %v", filepath.Base(path), s.line, line, err)
		}
	}
	s.check()
}

// keep writes the goldens that have changed.
func (s *story) keep() {
	if s.changed {
		if err := os.WriteFile(s.path, txtar.Format(s.archive), 0o600); err != nil {
			s.t.Error(err)
		}
	}
}

// do carries out one line.
func (s *story) do(line string) error {
	words, err := split(line)
	if err != nil || len(words) == 0 {
		return err
	}
	s.note("%s", line)
	c, ok := commands()[words[0]]
	switch {
	case !ok:
		return fmt.Errorf("there is no command %q", words[0])
	case s.office == nil && !c.outside:
		return fmt.Errorf("the office is not open yet")
	}
	args, err := s.expandAll(words[1:])
	if err != nil {
		return err
	}
	if err := c.do(s, args); err != nil || c.looks || s.office == nil {
		return err
	}
	return s.settle()
}

// settled is how long everything that follows from a step may take, with the
// pace at which Slack is written to.
const settled = 10 * time.Second

// settle lets everything that follows from a step happen, and notes it.
func (s *story) settle() error {
	if *crash > 0 && s.running {
		// Not all of it has happened yet.
		time.Sleep(*crash)
		if err := errors.Join(s.kill(), s.start()); err != nil {
			return err
		}
	}
	time.Sleep(settled - *crash)
	synctest.Wait()
	return s.observe()
}

// pass lets time pass.
func (s *story) pass(d time.Duration) { time.Sleep(d) }

// note writes a line of what happened.
func (s *story) note(format string, args ...any) {
	s.trace = append(s.trace, time.Now().In(s.place).Format("02.01. 15:04:05 ")+fmt.Sprintf(format, args...))
}

// file returns a file of the archive.
func (s *story) file(name string) (*txtar.File, error) {
	for i := range s.archive.Files {
		if s.archive.Files[i].Name == name {
			return &s.archive.Files[i], nil
		}
	}
	if *update {
		s.archive.Files = append(s.archive.Files, txtar.File{Name: name})
		return &s.archive.Files[len(s.archive.Files)-1], nil
	}
	return nil, fmt.Errorf("the story has no file %q", name)
}

// split divides a line into words; what stands in single quotation marks is one
// word.
func split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	begun, quoted := false, false
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return nil, nil
	}
	for _, r := range line {
		switch {
		case r == '\'':
			begun, quoted = true, !quoted
		case r == ' ' && !quoted:
			if begun {
				words = append(words, word.String())
				word.Reset()
			}
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if begun {
		words = append(words, word.String())
	}
	if quoted {
		return nil, fmt.Errorf("a quotation mark is not closed")
	}
	return words, nil
}
