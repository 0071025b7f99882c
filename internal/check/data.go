package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/daemon"
	"borgerbot/internal/export"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

func (in *inspection) dir() string { return string(in.cfg.DataDir) }

// Rights as access(2) asks for them.
const (
	mayRead  = 4
	mayWrite = 2
	mayEnter = 1
)

// folder looks at the data directory.
func (in *inspection) folder(_ context.Context, n *notes) {
	info, err := os.Stat(in.dir())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		in.parent(n)
		return
	case err != nil:
		n.fail("the data directory cannot be looked at", "run this as the user the service runs as")
		return
	case !info.IsDir():
		n.fail("data_dir is no folder", "name another, or put the file aside")
		return
	}
	if err := syscall.Access(in.dir(), mayWrite|mayEnter); err != nil {
		n.fail("the data directory cannot be written by this user", "run this as the user the service runs as, and make that user its owner")
		return
	}
	if name := in.notOurs(); name != "" {
		n.fail(fmt.Sprintf("%s in the data directory is not this user's to write, so that the daemon does not start", name),
			"give everything there to the user the service runs as: chown -R USER "+in.dir())
		return
	}
	if info.Mode().Perm()&0o077 != 0 {
		n.warn(fmt.Sprintf("others on this machine may look into the data directory (%v)", info.Mode().Perm()), "chmod 700")
		return
	}
	n.ok("the data directory is this user's and can be written")
}

// notOurs is the first of the daemon's files that this user may not read and write; a
// command that root has run may have made it.
func (in *inspection) notOurs() string {
	files := []string{filepath.Join(in.dir(), daemon.LockFile)}
	for _, file := range []string{store.File(in.dir()), vault.File(in.dir())} {
		files = append(files, file, file+"-wal", file+"-shm")
	}
	for _, file := range files {
		if err := syscall.Access(file, mayRead|mayWrite); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return filepath.Base(file)
		}
	}
	return ""
}

// parent looks where the first start would make the data directory.
func (in *inspection) parent(n *notes) {
	if !mayMake(in.dir()) {
		n.fail("the data directory is not there, and this user may not make it", "make it, and make the user the service runs as its owner")
		return
	}
	n.ok("the data directory is not there yet; the first start makes it")
}

// mayMake reports whether this user may make a folder that is not there.
func mayMake(dir string) bool {
	above := filepath.Dir(dir)
	for above != filepath.Dir(above) {
		if _, err := os.Stat(above); err == nil {
			break
		}
		above = filepath.Dir(above)
	}
	return syscall.Access(above, mayWrite|mayEnter) == nil
}

// Free room on the disk.
const (
	leastFree = 256 << 20 // the daemon needs it to take mail in
	easyFree  = 1 << 30   // for some weeks
)

// disk holds the room on the disk against what is needed: for the largest mails, and,
// where copies go to the same disk, for the next of them.
func (in *inspection) disk(_ context.Context, n *notes) {
	dir := in.dir()
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Dir(dir)
	}
	free, device, err := room(dir)
	if err != nil {
		n.skip("the room on the disk", "make the folder of data_dir")
		return
	}
	least, easy := int64(leastFree), int64(easyFree)
	for _, m := range in.cfg.Mailboxes {
		least = max(least, 2*int64(m.MaxMegabytes)<<20) // the letter, and the log it passes through
	}
	if to := string(in.cfg.Backup.Directory); to != "" {
		if _, other, err := room(to); err == nil && other == device {
			easy += 2 * size(store.File(in.dir()))
		}
	}
	easy = max(easy, 2*least)
	switch {
	case free < least:
		n.fail(fmt.Sprintf("the disk has %s left, and %s are needed", megabytes(free), megabytes(least)), "make room")
	case free < easy:
		n.warn(fmt.Sprintf("the disk has %s left", megabytes(free)), fmt.Sprintf("make room; with %s there is no hurry", megabytes(easy)))
	default:
		n.ok("the disk has %s left; %s are needed", megabytes(free), megabytes(easy))
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }

// room is how many bytes are free where a folder lies, and on which device.
func room(dir string) (free int64, device uint64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, 0, err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return 0, 0, err
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		device = uint64(s.Dev)
	}
	return int64(st.Bavail) * int64(st.Bsize), device, nil
}

func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// vault opens the keys, which must be there.
func (in *inspection) vault(ctx context.Context) (*vault.Vault, error) {
	master, err := daemon.MasterKey(in.cfg)
	if err != nil {
		return nil, err
	}
	return vault.Open(ctx, vault.File(in.dir()), master, false)
}

// database looks at data and keys, which are only read.
func (in *inspection) database(ctx context.Context, n *notes) {
	if !store.Exists(in.dir()) {
		if size(vault.File(in.dir())) > 0 {
			n.fail("keys.db is there and the database is not", "restore the database from its copy, if letters have been taken in")
			return
		}
		n.skip("there is no database yet", "the first start makes it")
		return
	}
	keys, err := in.vault(ctx)
	switch {
	case err != nil:
		n.add(Finding{Part: "keys", Status: Failed, What: err.Error(), Passing: store.Trouble(err)})
	default:
		defer func() { _ = keys.Close() }() // only read from
		n.add(Finding{Part: "keys", Status: OK, What: "the master key opens keys.db"})
	}
	db, err := store.Inspect(ctx, in.dir(), keys)
	if err != nil {
		n.failure(err, store.Trouble(err))
		return
	}
	defer func() { _ = db.Close() }() // only read from
	if !schema(ctx, n, db) || !sound(ctx, n, db) || keys == nil {
		return
	}
	belonging(ctx, n, db, keys)
}

// schema reports whether the schema is the one this program reads.
func schema(ctx context.Context, n *notes, db *store.Inspector) bool {
	version, err := db.Schema(ctx)
	switch own := store.SchemaVersion(); {
	case err != nil:
		n.failure(err, store.Trouble(err))
	case version > own:
		n.failure(store.ErrNewerSchema, false)
	case version < own:
		n.warn(fmt.Sprintf("the database has schema %d, and this program %d", version, own), "nothing; \"borgerbot serve\" takes a copy first, and then brings it up")
		return true
	default:
		n.ok("the database has the schema of this program (%d)", version)
		return true
	}
	return false
}

// sound reads all of the database, and checks the journal's chain.
func sound(ctx context.Context, n *notes, db *store.Inspector) bool {
	began := time.Now()
	err := db.Sound(ctx)
	events := 0
	if err == nil {
		n.ok("the database is sound: integrity_check and foreign keys, in %s", time.Since(began).Round(time.Millisecond))
		err = db.View(ctx, func(tx *store.Tx) (err error) {
			events, err = tx.VerifyJournal()
			return err
		})
	}
	switch {
	case errors.Is(err, store.ErrDamaged):
		n.failure(err, false)
	case ctx.Err() != nil:
		n.passing("the database was not read to its end", "try again when the disk has less to do")
	case store.Trouble(err):
		n.failure(err, true)
	case err != nil:
		n.fail(err.Error(), "put the files aside and restore the newest copy; somebody may have changed the journal")
	default:
		n.ok("the journal is whole: %d events", events)
	}
	return err == nil
}

// belonging looks whether data and keys are of one installation, and whether there is
// a key for everything that is sealed.
func belonging(ctx context.Context, n *notes, db *store.Inspector, keys *vault.Vault) {
	var instance string
	err := db.View(ctx, func(tx *store.Tx) (err error) {
		instance, err = tx.Fact(store.FactInstance)
		return err
	})
	gone := 0
	if err == nil {
		gone, err = db.Keyless(ctx, func(ids []string) (map[string]bool, error) { return keys.Has(ctx, ids) })
	}
	f := Finding{Part: "keys", Status: OK, What: "there is a key for every letter and inquiry"}
	switch {
	case err != nil:
		f = Finding{Part: "keys", Status: Failed, What: err.Error(), Passing: store.Trouble(err)}
	case instance != "" && instance != keys.Instance():
		f = Finding{Part: "keys", Status: Failed, What: "the database and keys.db do not belong to each other", Do: "restore both from the same installation"}
	case gone > 0:
		f.Status, f.What = Failed, fmt.Sprintf("for %d letters or inquiries the keys are gone, so that they cannot be read", gone)
		f.Do = "if they were not erased: restore the newest copy of the keys"
	}
	n.add(f)
}

// tryCopies looks whether copies can be put into a folder.
func tryCopies(n *notes, dir string) {
	switch _, err := os.Stat(dir); {
	case !errors.Is(err, fs.ErrNotExist):
		if err := backup.TryFolder(dir); err != nil {
			what, do, _ := strings.Cut(err.Error(), ": ")
			n.fail(what, do)
			return
		}
		n.ok("this user can put copies into %s; a unit's sandbox, which this check runs outside of, must let the daemon do so too (ReadWritePaths)", dir)
	case !mayMake(dir):
		n.fail("the folder for copies is not there, and this user may not make it: "+dir, "make it, and make the user the service runs as its owner")
	default:
		n.ok("%s is not there yet; the first copy makes it", dir)
	}
}

// backup looks at the copies, where the daemon takes any.
func (in *inspection) backup(_ context.Context, n *notes) {
	b := in.cfg.Backup
	if b.Directory == "" {
		n.skip("the daemon takes no copies (backup.directory)", "name a folder, or see that something else copies data and keys")
		return
	}
	keysDir := string(b.KeysDirectory)
	if keysDir == "" {
		keysDir = string(b.Directory)
	}
	for _, dir := range slices.Compact([]string{string(b.Directory), keysDir}) {
		tryCopies(n, dir)
	}
	master, masterErr := daemon.MasterKey(in.cfg) // what is wrong with it, "keys" says
	for _, c := range []struct {
		kind backup.Kind
		dir  string
	}{{backup.Data, string(b.Directory)}, {backup.Keys, keysDir}} {
		m, err := backup.Find(c.dir, c.kind, in.cfg.Instance)
		switch age := time.Since(m.Taken); {
		case errors.Is(err, backup.ErrNoCopy) && !store.Exists(in.dir()):
			n.skip(fmt.Sprintf("there is no copy of the %s yet, and nothing to copy", c.kind), "")
		case errors.Is(err, backup.ErrNoCopy):
			n.warn(fmt.Sprintf("there is no copy of the %s yet", c.kind), "the daemon takes one soon after its start; or run \"borgerbot backup\"")
		case err != nil:
			n.failure(err, false)
		case size(m.Path()) != m.Bytes:
			n.fail(fmt.Sprintf("the newest copy of the %s is cut short or missing", c.kind), "take another (\"borgerbot backup\")")
		case masterErr == nil && m.NeedsAnother(master):
			n.warn(fmt.Sprintf("the newest copy of the %s is wrapped by another master key than the configured one: the keys have been rotated since, or it is not this key", c.kind),
				"start the daemon, or take another copy (\"borgerbot backup\"); until there is one, keep the old master key, which a restore of this copy needs")
		case age > time.Duration(b.AlarmHours)*time.Hour:
			n.warn(fmt.Sprintf("the newest copy of the %s is %d hours old", c.kind, int(age.Hours())), "see in the daemon's log why there is no newer one")
		default:
			n.ok("the newest copy of the %s is of %s", c.kind, m.Taken.In(in.cfg.Location).Format("2006-01-02 15:04"))
		}
	}
}

// records looks whether the records system's folder takes journals.
func (in *inspection) records(_ context.Context, n *notes) {
	if code, err := export.TryFolder(string(in.cfg.Export.Folder), in.cfg.Instance); err != nil {
		n.fail(fmt.Sprintf("nothing can be put into the records system's folder (%s): %v", code, err),
			"name a folder that is there, no link, closed to others (chmod o-rwx), and one the daemon's user may write in")
		return
	}
	n.ok("journals can be put into the records system's folder")
}
