package convtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"borgerbot/internal/casework"
	"borgerbot/internal/daemon"
)

// copies is where the story's copies lie.
func (s *story) copies() string { return s.dir + ".copies" }

// backup: the operator takes a copy while the daemon runs.
func (s *story) backup([]string) error {
	in, err := daemon.Open(context.Background(), s.Config, false, func() {})
	if err != nil {
		return err
	}
	_, err = in.Backup(context.Background(), s.copies())
	return errors.Join(s.logged(err), in.Close())
}

// restore: the machine is lost with all that is on it, the newest copy is put back,
// and the daemon starts. With keeping-erasures the list of erasures has survived.
func (s *story) restore(args []string) error {
	if s.running {
		if err := s.kill(); err != nil {
			return err
		}
	}
	for _, id := range s.inquiries {
		q, err := s.stored(id)
		if err != nil {
			return err
		}
		if q.Course.State == casework.Erased {
			s.gone = append(s.gone, id)
		}
	}
	if err := s.closeStore(); err != nil {
		return err
	}
	lost, list := s.dir+".lost", filepath.Join(s.dir, "erased.log")
	if err := errors.Join(os.RemoveAll(lost), os.Rename(s.dir, lost), os.MkdirAll(s.dir, 0o700)); err != nil {
		return err
	}
	switch {
	case len(args) == 0:
	case args[0] == "keeping-erasures":
		raw, err := os.ReadFile(filepath.Join(lost, filepath.Base(list)))
		if err = errors.Join(err, os.WriteFile(list, raw, 0o600)); err != nil {
			return err
		}
	default:
		return errors.New("restore [keeping-erasures]")
	}
	_, err := daemon.Restore(context.Background(), s.Config, daemon.RestoreOrder{From: s.copies()})
	if err != nil {
		return s.logged(fmt.Errorf("restore: %w", err))
	}
	return s.start()
}
