package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/desk"
	"borgerbot/internal/ident"
	"borgerbot/internal/intake"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/scope"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// Errors of an installation that cannot be run.
var (
	ErrNoMasterKey = errors.New("there is no master key: make one with \"borgerbot keys new\" and name its file in master_key_file")
	ErrMixedUp     = errors.New("the database and keys.db do not belong to each other: restore both from the same installation")
	ErrNoDatabase  = errors.New("the database is missing beside keys that are in use: restore it from its backup")
	ErrNoData      = errors.New("there is no database in the data directory yet: \"borgerbot serve\" makes it")
)

// Installation is an office's data and the desk that changes it: what the daemon
// and the commands of the command line share. Several processes may have one open
// at a time; only the daemon talks to the network.
type Installation struct {
	Store *store.Store
	Vault *vault.Vault
	Names ident.Namer
	Desk  *desk.Desk

	cfg   *config.Config
	words *Words
	view  card.View
	log   *slog.Logger // of a daemon; a command's says nothing
}

// Open opens the installation of a configuration. Only the daemon makes a new one.
// changed is called after every committed change. It judges no letters, and so does
// without the lexicon, which costs memory and time.
func Open(ctx context.Context, cfg *config.Config, create bool, changed func()) (*Installation, error) {
	return open(ctx, cfg, opening{create: create, changed: changed, words: func(cfg *config.Config) (*Words, error) {
		return readWords(cfg, scope.LoadRules)
	}})
}

// opening is how an installation is opened.
type opening struct {
	create  bool
	log     *slog.Logger // nil says nothing
	changed func()
	words   func(*config.Config) (*Words, error) // reads the configuration's, or has read them
	// commit and pressed are told of writing transactions and of acts; nil is nobody.
	commit  func(took time.Duration)
	pressed func(q casework.ID, at time.Time) (nothing func())
}

func open(ctx context.Context, cfg *config.Config, o opening) (in *Installation, err error) {
	dir := string(cfg.DataDir)
	if !o.create && !store.Exists(dir) {
		return nil, ErrNoData
	}
	in = &Installation{cfg: cfg, log: o.log}
	if in.log == nil {
		in.log = slog.New(slog.DiscardHandler)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, in.Close())
			in = nil
		}
	}()
	if backup.Unfinished(dir) {
		return in, backup.ErrUnfinished
	}
	master, err := masterKey(cfg)
	if err != nil {
		return in, err
	}
	// Keys are made only where there is no data yet: a missing keys.db beside
	// existing data must be restored, not replaced.
	fresh := o.create && !store.Exists(dir)
	makePrivate(vault.File(dir), fresh)
	in.Vault, err = vault.Open(ctx, vault.File(dir), master, fresh)
	if err != nil {
		return in, err
	}
	if err := in.whole(ctx, dir); err != nil {
		return in, err
	}
	if err := in.beforeUpgrade(ctx, master, o.create); err != nil {
		return in, err
	}
	in.Names = in.Vault.Names()
	makePrivate(store.File(dir), fresh)
	if in.Store, err = store.Open(ctx, dir, in.Vault); err != nil {
		return in, err
	}
	in.Store.Watch(o.commit)
	if err := in.Store.Update(ctx, in.belongs); err != nil {
		return in, err
	}
	if err := in.Store.FillFigures(ctx); err != nil {
		return in, err
	}
	if in.words, err = o.words(cfg); err != nil {
		return in, err
	}
	in.view = view(cfg, in.words, in.Names.Key("buttons"))
	dc := deskConfig(cfg, in.words, in.view)
	dc.Pressed, dc.Erasing = o.pressed, in.erasing
	in.Desk = desk.New(in.Store, in.Names, in.words.letters, in.words.deck, dc, o.changed)
	return in, nil
}

// whole refuses to begin anew beside keys that have been used: the letters they seal
// must be somewhere, and a new database would take the old mail for answered.
func (in *Installation) whole(ctx context.Context, dir string) error {
	if store.Exists(dir) {
		return nil
	}
	used, err := in.Vault.Used(ctx)
	if err == nil && used {
		err = ErrNoDatabase
	}
	return err
}

// belongs checks that data and keys are of one installation.
func (in *Installation) belongs(tx *store.Tx) error {
	instance, err := tx.Fact(store.FactInstance)
	switch {
	case err != nil:
		return err
	case instance == "":
		return tx.SetFact(store.FactInstance, in.Vault.Instance())
	case instance != in.Vault.Instance():
		return ErrMixedUp
	}
	return nil
}

// Close closes the data, then the keys.
func (in *Installation) Close() error {
	var errs []error
	if in.Store != nil {
		errs = append(errs, in.Store.Close())
	}
	if in.Vault != nil {
		errs = append(errs, in.Vault.Close())
	}
	return errors.Join(errs...)
}

// OwnerRuns refuses root, with an [OwnerError], where the data are another user's: what
// it made there the daemon could not open.
func (in *Installation) OwnerRuns() error {
	return ownerRuns(string(in.cfg.DataDir), os.Geteuid())
}

// CarryOut erases what has been marked for erasure, unless a daemon runs, which
// will do so within a minute; then it is [ErrRunning].
func (in *Installation) CarryOut(ctx context.Context) error {
	held, err := lock(string(in.cfg.DataDir))
	if err != nil {
		return err
	}
	defer func(f *os.File) { _ = f.Close() }(held)
	_, err = in.Desk.Erase(ctx, in.Vault, in.cfg.Rules().MailboxErased)
	return err
}

// Retain erases what the office's retention says is due, as the daemon's clock does,
// and returns how much. While a daemon runs it is [ErrRunning].
func (in *Installation) Retain(ctx context.Context, now time.Time) (int, error) {
	held, err := lock(string(in.cfg.DataDir))
	if err != nil {
		return 0, err
	}
	defer func(f *os.File) { _ = f.Close() }(held)
	n, err := in.Desk.Retain(ctx, now)
	if err == nil {
		_, err = in.Desk.Erase(ctx, in.Vault, in.cfg.Rules().MailboxErased)
	}
	return n, err
}

// ErrNotAutomatic says that a message to be adopted is not listed as automatic.
var ErrNotAutomatic = errors.New("no automatic mail has this name; \"borgerbot mailbox list\" shows what there is")

// AdoptPlace takes in a message that was listed without being fetched: old mail,
// mostly, on a connection of its own. The daemon opens an inquiry of it; no letter
// goes by itself.
func (in *Installation) AdoptPlace(ctx context.Context, at store.Place, dial Dialer, log *slog.Logger) error {
	for _, m := range in.cfg.Mailboxes {
		if m.ID != at.Mailbox {
			continue
		}
		words, err := ReadWords(in.cfg)
		if err != nil {
			return err
		}
		tokens, err := tokenSource(in.cfg, dial)
		if err != nil {
			return err
		}
		taker := intake.New(in.Store, in.Names, in.Vault, words.judge, in.Desk, intakeConfig(in.cfg, words.letters), log)
		return mailbox.Adopt(ctx, imapAccount(m, dial, tokens), sink{intake: taker, adopted: true}, mailbox.Place(at))
	}
	return fmt.Errorf("there is no mailbox %q in the configuration", at.Mailbox)
}

// AdoptMessage makes an inquiry of mail that was taken for a robot's (Tag ind).
func (in *Installation) AdoptMessage(ctx context.Context, id casework.MessageID) error {
	return in.Store.Update(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(id)
		if errors.Is(err, store.ErrNotFound) || err == nil && m.State != store.MessageAutomatic {
			return ErrNotAutomatic
		}
		if err != nil {
			return err
		}
		return tx.Settle(id, store.MessageStored, intake.ReasonAdopted, "")
	})
}
