package backup

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
)

// Erasures is the list of what has been erased, kept outside the database: putting
// back an older copy of data and keys must not bring it back to life. It names keys
// and messages by ids that tell nothing to anybody.
type Erasures struct {
	// Own is the folder of the data; a note that cannot be written there puts the
	// erasure off. Beside is the folder of the copies of the keys, or empty: one that
	// cannot be reached keeps nobody from being erased, and is brought up to date
	// with the next copy.
	Own, Beside string
}

const erasuresFile = "erased.log"

// The words that begin what a line names.
const (
	erasedKey     = "key"
	erasedMessage = "message"
)

// Note writes down what is about to be erased. behind is why it could not be written
// beside the copies.
func (e Erasures) Note(now time.Time, keyIDs []string, messages []casework.MessageID) (behind, err error) {
	var lines []string
	at := now.UTC().Format(time.RFC3339)
	for _, id := range keyIDs {
		lines = append(lines, fmt.Sprintf("%s %s %s", at, erasedKey, id))
	}
	for _, id := range messages {
		lines = append(lines, fmt.Sprintf("%s %s %s", at, erasedMessage, id))
	}
	if err := appendLines(filepath.Join(e.Own, erasuresFile), lines); err != nil {
		return nil, fmt.Errorf("note the erasure: %w", err)
	}
	if e.Beside == "" {
		return nil, nil
	}
	return appendLines(filepath.Join(e.Beside, erasuresFile), lines), nil
}

func appendLines(path string, lines []string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString("\n" + strings.Join(lines, "\n") + "\n") // the line before may have been cut
	return errors.Join(err, f.Sync(), f.Close())
}

// carry brings the list beside the copies up to date with our own.
func (e Erasures) carry(beside string) error {
	own, err := readLines(filepath.Join(e.Own, erasuresFile))
	if err != nil {
		return err
	}
	path := filepath.Join(beside, erasuresFile)
	there, err := readLines(path)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, line := range there {
		known[line] = true
	}
	missing := slices.DeleteFunc(own, func(line string) bool { return known[line] })
	if len(missing) == 0 {
		return nil
	}
	return appendLines(path, missing)
}

// readLines returns the lines of a list; one that is not there is empty.
func readLines(path string) ([]string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of erasures: %w", err)
	}
	defer f.Close()
	var lines []string
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		if line := scanner.Text(); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, scanner.Err()
}

// erased is what lists say was erased.
type erased struct {
	keys     []string
	messages map[casework.MessageID]time.Time
	lines    []string
}

// readErased reads the lists in folders. A line that was cut is passed over: what it
// named was erased only after the line was whole.
func readErased(dirs ...string) (erased, error) {
	e := erased{messages: map[casework.MessageID]time.Time{}}
	for _, dir := range dirs {
		lines, err := readLines(filepath.Join(dir, erasuresFile))
		if err != nil {
			return e, err
		}
		for _, line := range lines {
			words := strings.Fields(line)
			if len(words) != 3 {
				continue
			}
			at, err := time.Parse(time.RFC3339, words[0])
			if err != nil {
				continue
			}
			e.lines = append(e.lines, line)
			switch words[1] {
			case erasedKey:
				e.keys = append(e.keys, words[2])
			case erasedMessage:
				e.messages[casework.MessageID(words[2])] = at
			}
		}
	}
	slices.Sort(e.lines)
	e.lines = slices.Compact(e.lines)
	return e, nil
}
