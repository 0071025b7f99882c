package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// likeRecipient explains what a recipient is.
const likeRecipient = `write an age recipient, the public half that "age-keygen" prints; it begins with age1`

func (l *loader) checkBackup() {
	b := &l.cfg.Backup
	for i, line := range b.Recipients {
		found, err := age.ParseRecipients(strings.NewReader(line))
		l.must(err == nil && len(found) == 1, fmt.Sprintf("backup.recipients[%d]", i), likeRecipient)
		b.To = append(b.To, found...)
	}
	l.must(b.Directory != "" || b.KeysDirectory == "", "backup.keys_directory",
		"the daemon takes copies of both or of none; name backup.directory too", "backup.directory")
	for _, dir := range []struct{ path, name string }{{"backup.directory", string(b.Directory)}, {"backup.keys_directory", string(b.KeysDirectory)}} {
		l.must(dir.name == "" || !inside(dir.name, string(l.cfg.DataDir)), dir.path,
			"lies in the folder of the data, and would be lost with it; name a folder on another disk or machine", "data_dir")
	}
	l.number("backup.at", b.At, 0, 23)
	l.number("backup.keep_days", b.KeepDays, 1, 3650)
	l.number("backup.keep_copies", b.KeepCopies, 1, 1000)
	l.number("backup.keys_days", b.KeysDays, 1, 3650)
	l.must(b.KeysDays <= b.KeepDays, "backup.keys_days",
		"copies of the keys would outlive those of the data; write keys_days no larger than keep_days", "backup.keep_days")
	l.number("backup.alarm_hours", b.AlarmHours, 25, 720)
}

// inside reports whether a path is a folder or lies in it.
func inside(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
