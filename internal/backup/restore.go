package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"borgerbot/internal/casework"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// Order is a restore as an operator asks for it.
type Order struct {
	// From and Keys are copies, or folders whose newest is meant.
	From, Keys string
	// Office is whose copies are put back: the short name in the names of their files.
	Office     string
	Identities []age.Identity
	Master     seal.Key
	// Dir is the folder the data go to. Nobody may be working with it.
	Dir string
	// Lists are further folders where a list of erasures may lie, beside Dir and the
	// one of the copy of the keys: the installation's own.
	Lists []string
	// Replace allows data that lie there to be put aside.
	Replace bool
	// LetGo asks for what lies outside the database to follow an erased inquiry.
	LetGo func(ctx context.Context, s *store.Store, id casework.ID) error
	// Proof: the office can find out whether a letter has left.
	Proof bool
}

// Result is what a restore did.
type Result struct {
	Data, Keys Manifest
	Tried      int    // letters and inquiries that were opened
	Erased     int    // inquiries that had been erased since, and are erased again
	Aside      string // where the data went that were there; empty: there were none
}

// The errors of a restore that an operator can mend.
var (
	ErrThere      = errors.New("there are data already; --replace puts them aside, into a folder beside the new ones, and deletes nothing")
	ErrOldKeys    = errors.New("the copy of the keys is older than that of the data: what came in between could not be read; name a newer one with --keys")
	ErrNoRoom     = errors.New("the disk is full: nothing was put back, and what was there is as it was")
	ErrStopped    = errors.New("stopped: nothing was put back, and what was there is as it was")
	ErrUnfinished = errors.New("a restore of this data directory was interrupted: give the same command once more")
)

const (
	// restoring is the folder in which what is put back is made ready.
	restoring = "restore" + partEnding
	// unfinished lies in the folder of the data while files change places.
	unfinished = "restore.unfinished"
)

// Unfinished reports whether a restore of a folder was interrupted while files
// changed places: what lies there belongs together only by chance.
func Unfinished(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, unfinished))
	return err == nil // a folder that cannot be looked into says so itself
}

// Clear removes what a restore that was killed has unpacked into a folder: data, and
// keys that an erasure would not reach. Nobody may be working with it.
func Clear(dir string) error {
	if err := os.RemoveAll(filepath.Join(dir, restoring)); err != nil {
		return fmt.Errorf("an interrupted restore left keys behind; delete them by hand, for an erasure does not reach them: %w", err)
	}
	return nil
}

// Restore puts a copy back. Until everything has been verified nothing that is there
// is touched; what was there is put aside, and never deleted.
func Restore(ctx context.Context, o Order, now time.Time) (r Result, err error) {
	if err := Clear(o.Dir); err != nil {
		return r, err
	}
	if r.Data, err = Find(o.From, Data, o.Office); err != nil {
		return r, err
	}
	if r.Keys, err = keysFor(o.Keys, o.Office, r.Data); err != nil {
		return r, err
	}
	if now, err = believable(now, r.Data.Taken, r.Keys.Taken); err != nil {
		return r, err
	}
	again := Unfinished(o.Dir)
	if !again && !o.Replace && len(present(o.Dir)) > 0 {
		return r, fmt.Errorf("%s: %w", o.Dir, ErrThere)
	}
	ready := filepath.Join(o.Dir, restoring)
	if err := os.MkdirAll(ready, 0o700); err != nil {
		return r, fmt.Errorf("make folder: %w", err)
	}
	defer func() {
		switch err = errors.Join(err, Clear(o.Dir)); {
		case errors.Is(mend(err), ErrFull):
			err = ErrNoRoom
		case err != nil && ctx.Err() != nil && !Unfinished(o.Dir):
			err = ErrStopped
		}
	}()
	if err := unpack(ctx, r.Data, store.File(ready), o.Identities); err != nil {
		return r, err
	}
	if err := unpack(ctx, r.Keys, vault.File(ready), o.Identities); err != nil {
		return r, err
	}
	c, err := verify(ctx, ready, ready, o.Master)
	switch {
	case err != nil:
		return r, fmt.Errorf("the copy cannot be put back: %w", err)
	case c.Data.Events != r.Data.Events || c.Data.Head != r.Data.Head:
		return r, r.Data.cut()
	}
	r.Tried = c.Tried
	if r.Erased, err = takeUp(ctx, o, r, ready, now); err != nil {
		return r, err
	}
	r.Aside, err = swap(o.Dir, ready, now)
	return r, err
}

// ErrClock says that the clock is behind the copy.
var ErrClock = errors.New("this machine's clock is behind the copy")

// sameMoment is how far a copy's instant may lie ahead: two of one second are told
// apart by a later one.
const sameMoment = time.Minute

// believable is the instant of a restore, which must not come before the copy: with it
// everything done since would count as not done, and be done a second time.
func believable(now time.Time, taken ...time.Time) (time.Time, error) {
	newest := slices.MaxFunc(taken, time.Time.Compare)
	switch {
	case newest.Sub(now) > sameMoment:
		return now, fmt.Errorf("%w: it says %s, and the copy is of %s; set the clock and give the same command again (if the clock was ahead when the copy was taken, name the files of an earlier one, with --keys as well)",
			ErrClock, now.UTC().Format(time.RFC3339), newest.UTC().Format(time.RFC3339))
	case newest.After(now):
		return newest, nil
	}
	return now, nil
}

// keysFor is the copy of the keys to put back with the data: the newest of the same
// installation in a folder, or the one that is named.
func keysFor(path, office string, data Manifest) (Manifest, error) {
	m, err := Find(path, Keys, office)
	if err != nil {
		return m, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		all, err := serving(path, Keys, office)
		if err != nil {
			return m, err
		}
		for _, other := range all {
			if other.Instance == data.Instance {
				m = other
				break
			}
		}
	}
	switch {
	case m.Instance != data.Instance:
		return m, ErrMixedUp
	case m.Taken.Before(data.Taken):
		return m, ErrOldKeys
	}
	return m, nil
}

// takeUp makes what is put back know that it is a copy, and erases again what was
// erased since it was taken.
func takeUp(ctx context.Context, o Order, r Result, dir string, now time.Time) (forgotten int, err error) {
	gone, err := readErased(append([]string{r.Keys.dir, o.Dir}, o.Lists...)...)
	if err != nil {
		return 0, err
	}
	v, err := vault.Open(ctx, vault.File(dir), o.Master, false)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	s, err := store.Open(ctx, dir, v)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	has := func(ids []string) (map[string]bool, error) {
		there, err := v.Has(ctx, ids)
		for _, id := range gone.keys {
			delete(there, id)
		}
		return there, err
	}
	letGo := func(id casework.ID) error { return o.LetGo(ctx, s, id) }
	if forgotten, err = s.ForgetKeyless(ctx, has, letGo); err != nil {
		return 0, err
	}
	if err := v.Destroy(ctx, gone.keys); err != nil {
		return 0, err
	}
	err = s.Update(ctx, func(tx *store.Tx) error {
		for id, at := range gone.messages {
			if err := tx.Entomb(id, at); err != nil {
				return err
			}
		}
		return tx.TakeUpFrom(store.Restored{From: r.Data.Taken, At: now}, o.Proof)
	})
	if err != nil {
		return 0, err
	}
	if err := replace(filepath.Join(dir, erasuresFile), []byte(strings.Join(gone.lines, "\n")+"\n")); err != nil {
		return 0, err
	}
	return forgotten, s.Truncate(ctx)
}

// present are the files of an installation that lie in a folder.
func present(dir string) (files []string) {
	for _, file := range []string{store.File(dir), vault.File(dir)} {
		for _, ending := range []string{"", "-wal", "-shm"} {
			if _, err := os.Lstat(file + ending); err == nil {
				files = append(files, file+ending)
			}
		}
	}
	return files
}

// makeAside makes a folder for what is put aside, beside those of earlier restores.
func makeAside(dir string, now time.Time) (string, error) {
	for ; ; now = now.Add(time.Second) {
		aside := filepath.Join(dir, "before-restore-"+now.UTC().Format(stampLayout))
		if err := os.Mkdir(aside, 0o700); !errors.Is(err, os.ErrExist) {
			return aside, err
		}
	}
}

// swap puts what is there aside and what is ready in its place. While it is at it a
// file says so: a daemon that is started in between does not take half for the whole.
func swap(dir, ready string, now time.Time) (aside string, err error) {
	if err := replace(filepath.Join(dir, unfinished), nil); err != nil {
		return "", err
	}
	if old := present(dir); len(old) > 0 {
		if aside, err = makeAside(dir, now); err != nil {
			return "", fmt.Errorf("put aside: %w", err)
		}
		for _, file := range old {
			if err := os.Rename(file, filepath.Join(aside, filepath.Base(file))); err != nil {
				return "", fmt.Errorf("put aside: %w", err)
			}
		}
	}
	for _, file := range []string{vault.File(ready), store.File(ready), filepath.Join(ready, erasuresFile)} {
		if err := os.Rename(file, filepath.Join(dir, filepath.Base(file))); err != nil {
			return "", fmt.Errorf("put back: %w", err)
		}
	}
	return aside, errors.Join(syncDir(dir), os.Remove(filepath.Join(dir, unfinished)), syncDir(dir))
}
