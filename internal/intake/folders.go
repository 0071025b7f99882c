package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"borgerbot/internal/store"
)

// What a message carries in its reason before it is handled, when it did not
// come the ordinary way.
const (
	ReasonAdopted    = "adopted"    // taken in by hand
	ReasonTooLarge   = "too_large"  // only its header was fetched
	ReasonUnreadable = "unreadable" // the server could not deliver it
	ReasonRecovered  = "recovered"  // it could not at first
)

// Position returns where to go on in a folder. The first call makes the start
// marker: what lies there already never gets a letter, and is listed without being
// fetched; sent mail is not even listed, for nobody would take it in. A
// changed UIDVALIDITY makes every UID new; messages that are known are then
// recognised by their bytes, and older ones by their date. One without a date may
// be older if it lay there at the change.
func (in *Intake) Position(ctx context.Context, mailbox, folder string, uidValidity, uidNext uint32) (f store.Folder, err error) {
	reset := false
	err = in.store.Update(ctx, func(tx *store.Tx) error {
		f, err = tx.Folder(mailbox, folder)
		switch {
		case errors.Is(err, store.ErrNotFound):
			f = store.Folder{
				Mailbox: mailbox, Name: folder, UIDValidity: uidValidity,
				MarkerUID: max(uidNext, 1), MarkerAt: time.Now(),
			}
			if in.mailbox(mailbox).Sent == folder {
				f.Cursor = f.MarkerUID - 1
			}
			if in.mailbox(mailbox).After.Move == folder { // read only after a restore: what came since the copy
				r, err := tx.Restored()
				if err != nil {
					return err
				}
				f.MarkerUID, f.MarkerAt = 1, r.From
			}
			return tx.PutFolder(f)
		case err != nil:
			return err
		case f.UIDValidity == uidValidity:
			return nil
		}
		reset = true
		f.UIDValidity, f.Cursor, f.MarkerUID = uidValidity, 0, 1
		return errors.Join(tx.PutFolder(f), tx.SetFact(renumbered(f.Mailbox, f.Name), strconv.FormatUint(uint64(uidNext), 10)))
	})
	if err == nil && reset {
		in.log.Warn("the folder's UIDs have changed; it is read anew", "uid", uidNext)
		in.cfg.Alarm(MailboxReset, mailbox, 0)
	}
	return f, err
}

// renumbered is the fact that holds UIDNEXT at the last change of a folder's
// UIDVALIDITY.
func renumbered(mailbox, folder string) string { return "renumbered/" + mailbox + "/" + folder }

// mayBeOld reports whether a message may be from before the start marker: nothing
// says when it was received, it is not known, and it lay there when the folder's
// UIDs changed. It gets no letter, and is listed to be taken in by hand. One that
// cannot be read gets no letter anyway, and is shown to a person.
func (in *Intake) mayBeOld(tx *store.Tx, m incoming) (bool, error) {
	if !m.undated || m.Reason == ReasonAdopted || m.Reason == ReasonUnreadable {
		return false, nil
	}
	switch _, err := tx.Message(m.ID); {
	case err == nil:
		return false, nil
	case !errors.Is(err, store.ErrNotFound):
		return false, err
	}
	next, err := tx.Fact(renumbered(m.at.Mailbox, m.at.Folder))
	if err != nil || next == "" {
		return false, err
	}
	first, err := strconv.ParseUint(next, 10, 32)
	return uint64(m.at.UID) < first, err
}

// SkipOld records messages of one folder from before the start marker, by rising
// UID. They are listed and not fetched.
func (in *Intake) SkipOld(ctx context.Context, listed []store.Listed) error {
	if len(listed) == 0 {
		return nil
	}
	return in.store.Update(ctx, func(tx *store.Tx) error {
		for _, l := range listed {
			if err := tx.PutPlace(l.Place, store.PlaceOld, "", l.Received); err != nil {
				return err
			}
		}
		return tx.MoveCursor(listed[len(listed)-1].Place)
	})
}

// TakeUnread takes in a message whose body cannot be had: too large, or not to be
// delivered by the server. It becomes an inquiry all the same, of its header if
// there is one, so that a person looks for it in the mailbox.
func (in *Intake) TakeUnread(ctx context.Context, at store.Place, received time.Time, header []byte, reason string) error {
	body := string(header)
	if body == "" {
		body = placeholder(at)
	}
	return errors.Join(in.take(ctx, at, received, strings.NewReader(body), reason), in.Flush(ctx, at))
}

// Adopt takes in a message by hand: it opens an inquiry whatever it is, and no
// letter goes by itself.
func (in *Intake) Adopt(ctx context.Context, at store.Place, received time.Time, body io.Reader) error {
	return errors.Join(in.take(ctx, at, received, body, ReasonAdopted), in.Flush(ctx, at))
}

// Reconcile compares the UIDs on the server from the marker to the cursor with
// those the store knows, and returns the gaps: mail that was there and never
// taken in. It is fetched. A gap is an alarm once, and again only when there is
// something in it that was not before.
func (in *Intake) Reconcile(ctx context.Context, at store.Place, uids []uint32) ([]uint32, error) {
	missing, err := in.missing(ctx, at, uids)
	if err != nil {
		return nil, err
	}
	fresh, err := in.remember(ctx, at, missing)
	if err != nil {
		return nil, err
	}
	in.cfg.Gap(at.Mailbox, at.Folder, len(missing), fresh)
	if fresh {
		in.log.Error("mail on the server was not taken in; it is fetched now", "count", len(missing))
		in.cfg.Alarm(MailboxGap, at.Mailbox, len(missing))
	}
	return missing, nil
}

func (in *Intake) missing(ctx context.Context, at store.Place, uids []uint32) (missing []uint32, err error) {
	if len(uids) == 0 {
		return nil, nil
	}
	err = in.store.View(ctx, func(tx *store.Tx) error {
		at.UID = uids[0]
		known, err := tx.KnownUIDs(at)
		for _, uid := range uids {
			if !known[uid] {
				missing = append(missing, uid)
			}
		}
		return err
	})
	return missing, err
}

// gap is what is remembered of the mails that were missing from a folder: how many
// there were, and the highest UID.
type gap struct {
	uidValidity, highest uint32
	count                int
}

func (g gap) String() string { return fmt.Sprintf("%d %d %d", g.uidValidity, g.highest, g.count) }

// remember records what is missing, also for the next start, and reports whether
// it is more than what was missing before.
func (in *Intake) remember(ctx context.Context, at store.Place, missing []uint32) (fresh bool, err error) {
	now := gap{uidValidity: at.UIDValidity, count: len(missing)}
	if len(missing) > 0 {
		now.highest = slices.Max(missing)
	}
	name := "gap/" + at.Mailbox + "/" + at.Folder
	var before gap
	err = in.store.View(ctx, func(tx *store.Tx) error {
		known, err := tx.Fact(name)
		if err == nil && known != "" {
			_, err = fmt.Sscan(known, &before.uidValidity, &before.highest, &before.count)
		}
		return err
	})
	if err != nil || before == now || before.count == 0 && now.count == 0 {
		return false, err
	}
	err = in.store.Update(ctx, func(tx *store.Tx) error { return tx.SetFact(name, now.String()) })
	return now.count > before.count || now.highest > before.highest || now.uidValidity != before.uidValidity && now.count > 0, err
}

// AlarmCode is what intake raises an alarm about.
type AlarmCode string

// The alarms.
const (
	MailboxGap   AlarmCode = "mailbox_gap"
	MailboxReset AlarmCode = "mailbox_reset"
)
