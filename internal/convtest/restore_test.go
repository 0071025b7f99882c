package convtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
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
// and the daemon starts. With keeping-erasures the list of erasures has survived; with
// behind the machine's clock is, by a duration, until the restore is over. With killed
// nothing is lost: a restore is killed before anything has changed places, and the
// daemon starts on what was there.
func (s *story) restore(args []string) error {
	s.restored = true
	if s.running {
		if err := s.kill(); err != nil {
			return err
		}
	}
	if len(args) == 1 && args[0] == "killed" {
		return s.killedRestore()
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
	case len(args) == 2 && args[0] == "behind":
		behind, err := time.ParseDuration(args[1])
		if err == nil {
			err = s.restoreAt(time.Now().Add(-behind))
		}
		return errors.Join(s.logged(err), s.start())
	default:
		return errors.New("restore [keeping-erasures | behind DURATION | killed]")
	}
	_, err := daemon.Restore(context.Background(), s.Config, daemon.RestoreOrder{From: s.copies()})
	if err != nil {
		return s.logged(fmt.Errorf("restore: %w", err))
	}
	return s.start()
}

// rotate: the operator puts a new master key in place of the old one.
func (s *story) rotate([]string) error {
	if err := errors.Join(s.stop(), s.closeStore()); err != nil {
		return err
	}
	fresh := seal.NewKey()
	if _, err := daemon.RotateKeys(context.Background(), s.Config, fresh); err != nil {
		return err
	}
	s.Config.MasterKey = config.NewSecret(fmt.Sprintf("%x", fresh[:]))
	if err := s.start(); err != nil {
		return err
	}
	if err := s.at([]string{"+15m"}); err != nil {
		return err
	}
	newest, err := backup.Find(string(s.Config.Backup.Directory), backup.Keys, s.Config.Instance)
	if err == nil && newest.Master != fresh.ID() {
		err = fmt.Errorf("the newest copy of the keys, of %s, opens with the old master key", newest.Taken)
	}
	return err
}

// killedRestore leaves keys as a restore that was killed has unpacked them, and starts.
func (s *story) killedRestore() error {
	dir := string(s.Config.DataDir)
	part := filepath.Join(dir, "restore.part")
	keys, err := os.ReadFile(vault.File(dir))
	if err = errors.Join(err, os.MkdirAll(part, 0o700), os.WriteFile(vault.File(part), keys, 0o600)); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return err
	}
	if _, err := os.Stat(part); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the daemon runs beside keys that no erasure reaches (%v)", err)
	}
	return nil
}

// restoreAt puts the newest copy back by another clock than the story's.
func (s *story) restoreAt(now time.Time) error {
	master, err := seal.ParseKey(s.Config.MasterKey.Expose())
	if err != nil {
		return err
	}
	_, err = backup.Restore(context.Background(), backup.Order{
		From: s.copies(), Keys: s.copies(), Office: s.Config.Instance, Dir: string(s.Config.DataDir), Master: master, Proof: s.Config.Submission.Proof != config.ProofNone,
		LetGo: func(ctx context.Context, in *store.Store, id casework.ID) error {
			return desk.LetGoOutside(ctx, in, id, s.Config.Rules().MailboxErased)
		},
	}, now)
	return err
}
