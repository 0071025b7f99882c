package daemon

import (
	"io/fs"
	"os"
)

// private is the mode of a file that only its owner reads and writes.
const private fs.FileMode = 0o600

// makePrivate makes the file of a database that is to be made, and closes one that is
// there to others: SQLite makes its files as readable as the process's umask lets it,
// and a volume's folder may be open to everybody. It gives what it makes beside a
// database the database's mode. What is in the way of a new file SQLite tells, which
// is asked next; a file that is another user's is hers to close.
func makePrivate(path string, create bool) {
	if create {
		if file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, private); err == nil {
			_ = file.Close()
		}
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if info, err := os.Stat(name); err == nil && info.Mode().Perm()&^private != 0 {
			_ = os.Chmod(name, private)
		}
	}
}
