package backup

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"borgerbot/internal/snapshot"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// upgradeFolder is the folder, in that of the data, where the copy lies that is taken
// before the schema changes.
const upgradeFolder = "before-upgrade"

// UpgradeDays is for how long a copy from before an upgrade is kept, or for as long as copies of keys
// are, where that is shorter: an erasure is final only when it is gone.
const UpgradeDays = 7

// again is how long a copy serves for further tries of the same upgrade: a daemon
// that cannot finish one is started anew every few seconds.
const again = time.Hour

// spare is the room that is left on the disk for the upgrade itself, beside the copy.
const spare = 64 << 20

// NoRoomError says that there is no room for the copy that comes before an upgrade.
// Nothing has changed.
type NoRoomError struct {
	Dir          string
	Needed, Free int64 // bytes
}

func (e *NoRoomError) Error() string {
	return fmt.Sprintf("the database must be upgraded, and there is no room in %s for the copy that is taken first: %d MB are needed and %d MB are free; "+
		"make room and start again, nothing has been changed", e.Dir, e.Needed>>20, e.Free>>20)
}

// UpgradeDir is the folder of the copies that are taken before an upgrade, for data
// that lie in dir.
func UpgradeDir(dir string) string { return filepath.Join(dir, upgradeFolder) }

// BeforeUpgrade takes a copy of data of an older schema, as they are, into a folder of
// its own beside them, with the keys; the copy before it is deleted. Nobody may be
// working with the data. Done is false where they are of today's schema, or of a
// newer one: there is nothing to copy.
func BeforeUpgrade(ctx context.Context, s Settings, now time.Time) (c Copy, done bool, err error) {
	if !store.Exists(s.Own) {
		return c, false, nil
	}
	g, err := store.GlanceAt(ctx, s.Own)
	if err != nil || !g.Older() {
		return c, false, err
	}
	s.Office = fmt.Sprintf("%s-schema%d", s.Office, g.Schema)
	s.Directory, s.KeysDirectory = UpgradeDir(s.Own), UpgradeDir(s.Own)
	release, err := hold(s)
	if err != nil {
		return c, false, mend(err)
	}
	defer func() { err = mend(errors.Join(err, release())) }()
	if c, ok := taken(s, g, now); ok {
		return c, true, nil
	}
	if err := errors.Join(sweep(s.Directory, func(string) bool { return true }), room(s)); err != nil {
		return c, false, err
	}
	if c, err = asItIs(ctx, s, g, now); err != nil {
		return c, false, err
	}
	c.Expired, err = pruneUpgrades(s.Directory, func(m Manifest) bool { return m.File != c.Data.File && m.File != c.Keys.File })
	return c, true, err
}

// taken is a copy of the same state that an earlier try of the upgrade has taken.
func taken(s Settings, g store.Glance, now time.Time) (c Copy, ok bool) {
	data, err := Find(s.Directory, Data, s.Office)
	if err != nil {
		return c, false
	}
	keys, err := Find(s.KeysDirectory, Keys, s.Office)
	if err != nil {
		return c, false
	}
	same := data.Schema == g.Schema && data.Instance == g.Instance && data.Events == g.Events && data.Head == hex.EncodeToString(g.Head)
	age := now.Sub(data.Taken)
	return Copy{Data: data, Keys: keys}, same && keys.Taken.Equal(data.Taken) && age >= 0 && age < again
}

// room refuses to begin a copy that would not fit.
func room(s Settings) error {
	needed := int64(spare)
	for _, file := range present(s.Own) {
		if info, err := os.Stat(file); err == nil {
			needed += info.Size()
		}
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.Own, &disk); err != nil {
		return fmt.Errorf("look at the disk: %w", err)
	}
	if free := int64(disk.Bavail) * disk.Bsize; free < needed {
		return &NoRoomError{Dir: s.Own, Needed: needed, Free: free}
	}
	return nil
}

// asItIs copies data and keys and checks both, without opening the data: that would
// upgrade the copy.
func asItIs(ctx context.Context, s Settings, g store.Glance, now time.Time) (c Copy, err error) {
	now, data, keys, err := prepare(s, now)
	defer func() { err = errors.Join(err, data.discard(), keys.discard()) }()
	if err != nil {
		return c, err
	}
	for _, file := range []struct{ from, to string }{
		{store.File(s.Own), store.File(data.temp())}, {vault.File(s.Own), vault.File(keys.temp())},
	} {
		if err := errors.Join(snapshot.Take(ctx, file.from, file.to), snapshot.Check(ctx, file.to)); err != nil {
			return c, fmt.Errorf("the copy before the upgrade: %w", err)
		}
	}
	copied, err := store.GlanceAt(ctx, data.temp())
	if err == nil && (copied.Schema != g.Schema || copied.Events != g.Events || !bytes.Equal(copied.Head, g.Head)) {
		err = ErrCut
	}
	if err != nil {
		return c, fmt.Errorf("the copy before the upgrade: %w", err)
	}
	c.Data = Manifest{
		Kind: Data, Instance: g.Instance, Schema: g.Schema, Events: g.Events, Head: hex.EncodeToString(g.Head), Taken: now,
	}
	c.Keys = Manifest{Kind: Keys, Instance: g.Instance, Master: s.Master.ID(), Taken: now}
	if err := keys.finish(ctx, vault.File(keys.temp()), nil, &c.Keys); err != nil {
		return c, err
	}
	return c, data.finish(ctx, store.File(data.temp()), nil, &c.Data)
}

// ExpireUpgrade deletes the copy from before an upgrade when it has been kept for long
// enough, or the clock says that it is of the future. It returns how many files those
// were.
func ExpireUpgrade(s Settings, now time.Time) (deleted int, err error) {
	limit := time.Duration(min(UpgradeDays, s.KeysDays)) * 24 * time.Hour
	return pruneUpgrades(UpgradeDir(s.Own), func(m Manifest) bool { return now.Sub(m.Taken).Abs() > limit })
}

// pruneUpgrades deletes the copies in a folder that a rule names, whatever schema they
// are of, the keys first.
func pruneUpgrades(dir string, rule func(Manifest) bool) (deleted int, err error) {
	keys, err := list(dir, Keys)
	if err != nil {
		return 0, err
	}
	data, err := list(dir, Data)
	if err != nil {
		return 0, err
	}
	return prune(append(keys, data...), rule)
}
