package convtest

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"borgerbot/internal/store"
)

// setBack: setback DURATION
//
// Time in a story only goes forward, so what the daemon has written down is moved
// instead: it is as if its clock had been ahead.
func (s *story) setBack(args []string) error {
	if len(args) != 1 {
		return errors.New("setback DURATION")
	}
	ahead, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	if err := errors.Join(s.stop(), s.closeStore()); err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(store.File(s.dir)))
	if err != nil {
		return err
	}
	by := fmt.Sprintf("+%.3f seconds", ahead.Seconds())
	for table, columns := range map[string][]string{
		"outbox": {"due_at", "created_at", "claimed_at"}, "cards": {"due_at", "posting_at", "refresh_at"},
	} {
		for _, column := range columns {
			_, e := db.Exec(`UPDATE `+table+` SET `+column+` = strftime('%Y-%m-%dT%H:%M:%fZ', `+column+`, ?)`, by)
			err = errors.Join(err, e)
		}
	}
	for _, fact := range []string{"tick", "pulse"} {
		_, e := db.Exec(`UPDATE facts SET value = strftime('%Y-%m-%dT%H:%M:%fZ', value, ?) WHERE name = ?`, by, fact)
		err = errors.Join(err, e)
	}
	return errors.Join(err, db.Close(), s.start())
}
