package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/desk"
	"borgerbot/internal/letter"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// copySinceFact is since when there should be copies.
const copySinceFact = "copied_since"

// ErrNowhere says that there is no folder for copies.
var ErrNowhere = errors.New("there is no folder for copies: name one with --to, or as backup.directory in the configuration")

// Backup takes a copy into a folder, or where the configuration says when it is
// empty. The daemon may run.
func (in *Installation) Backup(ctx context.Context, to string) (backup.Copy, error) {
	if err := in.OwnerRuns(); err != nil {
		return backup.Copy{}, err
	}
	s, err := copySettings(in.cfg, to)
	if err != nil {
		return backup.Copy{}, err
	}
	c, err := backup.Take(ctx, s, time.Now())
	if err != nil || to != "" { // one that was put elsewhere is not what the daemon looks after
		return c, err
	}
	return c, in.Store.Update(ctx, func(tx *store.Tx) error {
		return tx.SetInstantFact(store.BackupFact, c.Data.Taken)
	})
}

// beforeUpgrade keeps a copy of data of an older schema before the daemon upgrades
// them. A command leaves them alone: the daemon that wrote them may be running.
func (in *Installation) beforeUpgrade(ctx context.Context, master seal.Key, daemon bool) error {
	dir := string(in.cfg.DataDir)
	if !daemon {
		if g, err := store.GlanceAt(ctx, dir); err != nil || g.Older() {
			return cmp.Or(err, store.ErrOlderSchema)
		}
		return nil
	}
	began := time.Now()
	c, done, err := backup.BeforeUpgrade(ctx, in.upgradeSettings(master), began)
	if done && err == nil {
		in.log.Info("the database is upgraded; a copy of it as it was is kept for a week", "file", c.Data.Path(), "schema", c.Data.Schema,
			"bytes", c.Data.Bytes, "took", time.Since(began).Round(time.Millisecond).String())
	}
	return err
}

func (in *Installation) upgradeSettings(master seal.Key) backup.Settings {
	return backup.Settings{Office: in.cfg.Instance, Own: string(in.cfg.DataDir), KeysDays: in.cfg.Backup.KeysDays, Master: master}
}

// copySettings are the configuration's, or those of copies into one folder.
func copySettings(cfg *config.Config, to string) (backup.Settings, error) {
	b := cfg.Backup
	s := backup.Settings{
		Office: cfg.Instance, Own: string(cfg.DataDir), Directory: string(b.Directory), KeysDirectory: keysFolder(cfg),
		Recipients: b.To, KeepDays: b.KeepDays, KeysDays: b.KeysDays, KeepCopies: b.KeepCopies,
	}
	if to != "" {
		s.Directory, s.KeysDirectory = to, to
	}
	if s.Directory == "" {
		return s, ErrNowhere
	}
	var err error
	s.Master, err = masterKey(cfg)
	return s, err
}

// keysFolder is where copies of the keys go; empty where none are taken.
func keysFolder(cfg *config.Config) string {
	if cfg.Backup.KeysDirectory != "" {
		return string(cfg.Backup.KeysDirectory)
	}
	return string(cfg.Backup.Directory)
}

func masterKey(cfg *config.Config) (seal.Key, error) {
	if cfg.MasterKey.Expose() == "" {
		return seal.Key{}, ErrNoMasterKey
	}
	return seal.ParseKey(cfg.MasterKey.Expose())
}

// RestoreOrder is a restore as an operator asks for it.
type RestoreOrder struct {
	From string
	// Keys is a copy of the keys, or a folder of them; empty: where the configuration
	// puts them, or beside the data's.
	Keys     string
	Office   string // whose copies, where not the configuration's; or empty
	Identity string // a file of age identities, or empty
	Into     string // the folder the data go to; empty: the configuration's
	Replace  bool
}

// Restore puts a copy back into the data directory of a configuration, or elsewhere. No
// daemon may run there. What the configuration's own folders know to be erased stays so
// wherever the copy goes and wherever its keys come from.
func Restore(ctx context.Context, cfg *config.Config, o RestoreOrder) (r backup.Result, err error) {
	order := backup.Order{
		From: o.From, Keys: o.Keys, Office: cmp.Or(o.Office, cfg.Instance), Dir: cmp.Or(o.Into, string(cfg.DataDir)), Replace: o.Replace,
		Lists: []string{string(cfg.DataDir)},
		Proof: cfg.Submission.Proof != config.ProofNone,
		LetGo: func(ctx context.Context, s *store.Store, id casework.ID) error {
			return desk.LetGoOutside(ctx, s, id, cfg.Rules().MailboxErased)
		},
	}
	if order.Master, err = masterKey(cfg); err != nil {
		return r, err
	}
	if o.Identity != "" {
		if order.Identities, err = backup.ReadIdentities(o.Identity); err != nil {
			return r, err
		}
	}
	if keys := keysFolder(cfg); keys != "" {
		order.Lists = append(order.Lists, keys)
	}
	if order.Keys == "" {
		order.Keys = keysBeside(cfg, order)
	}
	held, err := lock(order.Dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	return backup.Restore(ctx, order, time.Now())
}

// RotateKeys wraps the keys of a configuration's data by a new master key. No daemon
// may run on them.
func RotateKeys(ctx context.Context, cfg *config.Config, fresh seal.Key) (n int, err error) {
	old, err := masterKey(cfg)
	if err != nil {
		return 0, err
	}
	dir := string(cfg.DataDir)
	if !store.Exists(dir) {
		return 0, ErrNoData
	}
	held, err := lock(dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	return vault.Rotate(ctx, vault.File(dir), old, fresh)
}

// keysBeside is the folder where the copy of the keys is looked for.
func keysBeside(cfg *config.Config, o backup.Order) string {
	if dir := keysFolder(cfg); dir != "" {
		if _, err := backup.Find(dir, backup.Keys, o.Office); err == nil {
			return dir
		}
	}
	if info, err := os.Stat(o.From); err == nil && info.IsDir() {
		return o.From
	}
	return filepath.Dir(o.From)
}

// erasing notes what is about to be erased where a restore will see it.
func (in *Installation) erasing(keyIDs []string, messages []casework.MessageID) error {
	e := backup.Erasures{Own: string(in.cfg.DataDir), Beside: keysFolder(in.cfg)}
	behind, err := e.Note(time.Now(), keyIDs, messages)
	if behind != nil {
		in.log.Warn("an erasure could not be noted beside the copies of the keys; the next copy does", "err", behind)
	}
	return err
}

const (
	// firstCopy is how long after its start a daemon that has no copy takes one.
	firstCopy = 10 * time.Minute
	// copyAgain is how long after a copy that failed the next is tried.
	copyAgain = time.Hour
)

// copies takes a copy a day, where the operator has named a folder for it. One that
// was missed is taken at the next start.
func (d *Daemon) copies(ctx context.Context) error {
	if d.cfg.Backup.Directory == "" {
		return nil
	}
	var notBefore time.Time
	for {
		now := time.Now()
		d.watchCopies(ctx, now)
		due := d.copyDue(ctx, now)
		if notBefore.After(due) {
			due = notBefore
		}
		switch {
		case now.Before(due):
			// In small steps, so that a clock that is set is noticed.
			if !sleep(ctx, min(due.Sub(now), copyAgain)) {
				return nil
			}
		case !d.copy(ctx, now):
			notBefore = time.Now().Add(copyAgain)
		}
	}
}

// copyDue is when the next copy is due. One from the future was taken under a wrong
// clock, and tells nothing.
func (d *Daemon) copyDue(ctx context.Context, now time.Time) time.Time {
	soon := d.started.Add(firstCopy)
	last, known := d.lastCopy(ctx)
	if !known || last.After(now) {
		return soon
	}
	if due := d.nextCopy(last); due.After(soon) && !d.rotated() {
		return due
	}
	return soon
}

// rotated reports whether the keys have been given another master key since they were
// copied: the copy opens with the old one alone.
func (d *Daemon) rotated() bool {
	newest, err := backup.Find(keysFolder(d.cfg), backup.Keys, d.cfg.Instance)
	master, masterErr := masterKey(d.cfg)
	return err == nil && masterErr == nil && newest.NeedsAnother(master)
}

// copy takes a copy, and reports whether it did.
func (d *Daemon) copy(ctx context.Context, began time.Time) bool {
	d.copying.Store(true)
	c, err := d.Backup(ctx, "")
	d.copying.Store(false)
	if err != nil {
		if ctx.Err() == nil {
			d.log.Error("no copy was taken; it is tried again in an hour", "err", err)
		}
		return false
	}
	d.log.Info("copy taken", "took", time.Since(began).Round(time.Millisecond).String(), "bytes", c.Data.Bytes, "expired", c.Expired)
	return true
}

// nextCopy is the first of the daily instants after one. The offices of one machine
// do not all take theirs in the same minute.
func (d *Daemon) nextCopy(after time.Time) time.Time {
	spread := fnv.New32a()
	_, _ = spread.Write([]byte(d.cfg.Instance)) // never fails
	day := calendar.Of(after, d.cfg.Location)
	for {
		at := day.At(d.cfg.Backup.At, int(spread.Sum32()%60), d.cfg.Location)
		if at.After(after) {
			return at
		}
		day = day.AddDays(1)
	}
}

// lastCopy is when the last good copy was taken.
func (d *Daemon) lastCopy(ctx context.Context) (at time.Time, known bool) {
	err := d.Store.View(ctx, func(tx *store.Tx) (err error) {
		at, err = tx.InstantFact(store.BackupFact)
		return err
	})
	return at, err == nil && !at.IsZero()
}

// watchCopies tells when no good copy has been taken for long, once a day.
func (d *Daemon) watchCopies(ctx context.Context, now time.Time) {
	alarm := letter.Alarm{Code: letter.BackupOld}
	last, known := d.lastCopy(ctx)
	if known {
		alarm.Since = d.cfg.Rules().Today(last)
	} else if err := d.update(func(tx *store.Tx) (err error) {
		if last, err = tx.InstantFact(copySinceFact); err == nil && last.IsZero() {
			last, err = now, tx.SetInstantFact(copySinceFact, now)
		}
		return err
	}); err != nil {
		return // the database is in trouble, which the monitor tells
	}
	if now.Sub(last) > time.Duration(d.cfg.Backup.AlarmHours)*time.Hour {
		d.raise(alarm, d.today())
	}
}

// tellRestored tells the advisers, once, that the data are an older copy of themselves.
func (d *Daemon) tellRestored(ctx context.Context) error {
	r, err := d.restored(ctx)
	if err != nil || r.At.IsZero() {
		return err
	}
	d.raise(letter.Alarm{Code: letter.Restored, Since: d.cfg.Rules().Today(r.From)}, r.At.UTC().Format(time.RFC3339))
	return nil
}

func (d *Daemon) restored(ctx context.Context) (r store.Restored, err error) {
	err = d.Store.View(ctx, func(tx *store.Tx) (err error) {
		r, err = tx.Restored()
		return err
	})
	if err != nil {
		return r, fmt.Errorf("read the last restore: %w", err)
	}
	return r, nil
}
