package backup

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"filippo.io/age"

	"borgerbot/internal/seal"
	"borgerbot/internal/snapshot"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// Settings are what an office has decided about its copies.
type Settings struct {
	Office string // the installation's short name, for the names of files
	Own    string // the folder of the data
	// Directory is where copies of the data go, KeysDirectory where those of the keys
	// go; they may be the same.
	Directory, KeysDirectory string
	// Recipients are whom copies are encrypted to; none leaves them as they are.
	Recipients []age.Recipient
	// KeepDays and KeysDays are for how long copies of the data and of the keys are
	// kept; the newest KeepCopies of the data stay whatever their age.
	KeepDays, KeysDays, KeepCopies int
	Master                         seal.Key
}

// The errors of a copy that could not be taken.
var (
	ErrFull    = errors.New("the disk is full: this copy was given up, and the earlier ones are as they were; make room, or name another folder")
	ErrGivenUp = errors.New("stopped: this copy was given up, and the earlier ones are as they were")
	ErrBusy    = errors.New("another copy is being taken; wait for it")
)

// Copy is a copy that has been taken.
type Copy struct {
	Data, Keys Manifest
	// Tried is how many letters and inquiries were opened with the copy's own keys.
	Tried int
	// Expired is how many older files have been deleted.
	Expired int
}

// Take takes a copy beside whoever works with the data, verifies it, and deletes
// copies that are too old.
func Take(ctx context.Context, s Settings, now time.Time) (c Copy, err error) {
	release, err := hold(s)
	if err != nil {
		return c, mend(err)
	}
	defer func() { err = mend(errors.Join(err, release())) }()
	for _, dir := range []string{s.Directory, s.KeysDirectory} {
		if err := sweep(dir, func(office string) bool { return office == s.Office }); err != nil {
			return c, err
		}
	}
	now, data, keys, err := prepare(s, now)
	defer func() { err = errors.Join(err, data.discard(), keys.discard()) }()
	if err != nil {
		return c, err
	}
	if err := snapshot.Take(ctx, store.File(s.Own), store.File(data.temp())); err != nil {
		return c, err
	}
	if err := snapshot.Take(ctx, vault.File(s.Own), vault.File(keys.temp())); err != nil {
		return c, err
	}
	if c, err = verify(ctx, data.temp(), keys.temp(), s.Master); err != nil {
		return c, fmt.Errorf("the copy is of no use: %w", err)
	}
	c.Data.Taken, c.Keys.Taken = now, now
	if err := keys.finish(ctx, vault.File(keys.temp()), s.Recipients, &c.Keys); err != nil {
		return c, err
	}
	if err := data.finish(ctx, store.File(data.temp()), s.Recipients, &c.Data); err != nil {
		return c, err
	}
	if err := (Erasures{Own: s.Own}).carry(s.KeysDirectory); err != nil {
		return c, err
	}
	c.Expired, err = expire(s, now)
	return c, err
}

// hold keeps a second copy of the same office from being taken at the same time, and
// makes the folders.
func hold(s Settings) (release func() error, err error) {
	var held []*os.File
	release = func() error {
		var err error
		for _, f := range held {
			err = errors.Join(err, f.Close())
		}
		return err
	}
	dirs := []string{s.Directory, s.KeysDirectory}
	for _, dir := range dirs {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the folder for copies: %w", err)
		}
	}
	if same(s.Directory, s.KeysDirectory) {
		dirs = dirs[:1]
	}
	for _, dir := range dirs {
		f, err := holdIn(dir, s.Office)
		if err != nil {
			return nil, errors.Join(err, release())
		}
		held = append(held, f)
	}
	return release, nil
}

// same reports whether two paths are of one folder.
func same(a, b string) bool {
	first, err := os.Stat(a)
	second, other := os.Stat(b)
	return a == b || err == nil && other == nil && os.SameFile(first, second)
}

func holdIn(dir, office string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "."+prefix+office+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write to the folder for copies: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrBusy, f.Close())
	}
	return f, nil
}

// sweep deletes what a copy of ours that broke off has left.
func sweep(dir string, ours func(office string) bool) error {
	left, err := filepath.Glob(filepath.Join(dir, prefix+"*"+partEnding))
	for _, path := range left {
		if ours(officeIn(filepath.Base(path))) {
			err = errors.Join(err, os.RemoveAll(path))
		}
	}
	return err
}

// free is the first instant from now on, in whole seconds, under whose name there is
// no copy yet: a clock that was set back must not write over one.
func free(s Settings, now time.Time) (time.Time, error) {
	for now = now.UTC().Truncate(time.Second); ; now = now.Add(time.Second) {
		data, err := filepath.Glob(filepath.Join(s.Directory, name(s.Office, now, Data)+"*"))
		if err != nil {
			return now, err
		}
		keys, err := filepath.Glob(filepath.Join(s.KeysDirectory, name(s.Office, now, Keys)+"*"))
		if err != nil || len(data)+len(keys) == 0 {
			return now, err
		}
	}
}

// part is a copy that is being taken.
type part struct{ dir, name string }

// prepare makes room for a copy of the data and one of the keys, under names that
// are free. What it returns is to be discarded, also after an error.
func prepare(s Settings, now time.Time) (at time.Time, data, keys part, err error) {
	if at, err = free(s, now); err != nil {
		return at, data, keys, err
	}
	data = part{dir: s.Directory, name: name(s.Office, at, Data)}
	keys = part{dir: s.KeysDirectory, name: name(s.Office, at, Keys)}
	return at, data, keys, errors.Join(os.Mkdir(data.temp(), 0o700), os.Mkdir(keys.temp(), 0o700))
}

// temp is the folder in which it is put together.
func (p part) temp() string { return filepath.Join(p.dir, p.name+partEnding) }

// discard deletes it.
func (p part) discard() error {
	if p.name == "" {
		return nil
	}
	return os.RemoveAll(p.temp())
}

// finish gives a verified database its name, encrypted where that is wanted, and
// writes its manifest.
func (p part) finish(ctx context.Context, db string, recipients []age.Recipient, m *Manifest) error {
	m.dir, m.File, m.Encrypted = p.dir, p.name+".db", len(recipients) > 0
	ready := db
	var w written
	var err error
	if m.Encrypted {
		m.File += ".age"
		ready = filepath.Join(p.temp(), m.File)
		w, err = encrypt(ctx, db, ready, recipients)
	} else {
		w, err = measure(ctx, db)
	}
	if err != nil {
		return fmt.Errorf("write copy: %w", err)
	}
	m.Bytes, m.SHA256 = w.bytes, w.sha256
	if err := errors.Join(os.Rename(ready, m.Path()), syncDir(p.dir)); err != nil {
		return fmt.Errorf("write copy: %w", err)
	}
	return m.write()
}

// measure syncs a file and returns its size and hash.
func measure(ctx context.Context, path string) (written, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return written{}, err
	}
	sum := newSummer(ctx, io.Discard, nil)
	_, err = io.Copy(sum, f)
	return sum.written(), errors.Join(err, f.Sync(), f.Close())
}

// samples is how many inquiries and how many letters are opened to try the keys.
const samples = 25

// verify checks the databases of two folders, and that they belong together.
func verify(ctx context.Context, dataDir, keysDir string, master seal.Key) (c Copy, err error) {
	for _, file := range []string{store.File(dataDir), vault.File(keysDir)} {
		if err := snapshot.Check(ctx, file); err != nil {
			return c, fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	v, err := vault.Open(ctx, vault.File(keysDir), master, false)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	s, err := store.Open(ctx, dataDir, v)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	c.Data = Manifest{Kind: Data, Instance: v.Instance(), Schema: store.SchemaVersion()}
	c.Keys = Manifest{Kind: Keys, Instance: v.Instance(), Master: master.ID()}
	err = s.View(ctx, func(tx *store.Tx) error {
		instance, err := tx.Fact(store.FactInstance)
		switch {
		case err != nil:
			return err
		case instance != v.Instance():
			return ErrMixedUp
		}
		if _, err := tx.VerifyJournal(); err != nil {
			return err
		}
		events, link, err := tx.Head()
		c.Data.Events, c.Data.Head = events, hex.EncodeToString(link)
		return err
	})
	if err != nil {
		return c, err
	}
	c.Tried, err = tryKeys(ctx, s)
	return c, err
}

// ErrMixedUp says that data and keys are of two installations.
var ErrMixedUp = errors.New("the data and the keys are not of the same installation")

// ErrUnreadable says that the keys open none of the data. Why cannot be told from a
// key that is not there.
var ErrUnreadable = errors.New("these keys open nothing of these data: everything in them was erased since they were copied, or the keys are of another time; " +
	"name a newer copy of the data, or the keys of their day with --keys")

// tryKeys opens some of what is sealed. What was erased after the data were copied
// has no key any more; that all of it should have none is not to be believed.
func tryKeys(ctx context.Context, s *store.Store) (opened int, err error) {
	gone := 0
	try := func(err error) error {
		switch {
		case errors.Is(err, vault.ErrDestroyed):
			gone++
		case err != nil:
			return err
		default:
			opened++
		}
		return nil
	}
	var blobs []int64
	err = s.View(ctx, func(tx *store.Tx) error {
		inquiries, raw, err := tx.Samples(samples)
		blobs = raw
		for _, id := range inquiries {
			if err == nil {
				_, err = tx.Inquiry(id)
				err = try(err)
			}
		}
		return err
	})
	for _, id := range blobs {
		if err == nil {
			r := s.Raw(ctx, id)
			_, err = r.Read(make([]byte, 1))
			err = errors.Join(try(err), r.Close())
		}
	}
	if err == nil && opened == 0 && gone > 1 {
		err = ErrUnreadable
	}
	return opened, err
}

// mend turns errors into the ones an operator can mend.
func mend(err error) error {
	switch {
	case errors.Is(err, snapshot.ErrFull), errors.Is(err, store.ErrDiskFull), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, context.Canceled):
		return ErrGivenUp
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("the folder for copies is read-only here: under systemd name it in the unit (ReadWritePaths=), in a container mount a volume there (%w)", err)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("the folder for copies cannot be written: make the user the program runs as its owner (%w)", err)
	}
	return err
}

// TryFolder reports what keeps this user from putting copies into a folder that is there.
func TryFolder(dir string) error {
	file, err := os.CreateTemp(dir, ".borgerbot-check-*")
	if err != nil {
		return mend(err)
	}
	_, err = file.WriteString("borgerbot\n")
	return mend(errors.Join(err, file.Close(), os.Remove(file.Name())))
}

// expire deletes copies that have been kept for long enough, and returns how many
// files those were. It never deletes what has just been taken, whatever the clock
// says.
func expire(s Settings, now time.Time) (int, error) {
	data, err := listOf(s.Directory, Data, s.Office)
	if err != nil {
		return 0, err
	}
	keys, err := listOf(s.KeysDirectory, Keys, s.Office)
	if err != nil {
		return 0, err
	}
	old := func(days int) func(Manifest) bool {
		return func(m Manifest) bool { return now.Sub(m.Taken) > time.Duration(days)*24*time.Hour }
	}
	ofData, err := prune(data[min(len(data), max(s.KeepCopies, 1)):], old(s.KeepDays))
	ofKeys, keysErr := prune(keys[min(len(keys), 1):], old(s.KeysDays))
	return ofData + ofKeys, errors.Join(err, keysErr)
}

// prune deletes the copies that a rule names, and returns how many files those were.
func prune(all []Manifest, rule func(Manifest) bool) (deleted int, err error) {
	for _, m := range all {
		if !rule(m) {
			continue
		}
		if err := m.remove(); err != nil {
			return deleted, err
		}
		deleted++
	}
	return deleted, nil
}
