package backup

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestMend: what keeps a copy from being written has words for what to do, each its own.
func TestMend(t *testing.T) {
	for _, row := range []struct {
		err  error
		says string
	}{
		{&os.PathError{Op: "mkdir", Path: "/mnt/copies", Err: syscall.EROFS}, "under systemd name it in the unit (ReadWritePaths=)"},
		{&os.PathError{Op: "open", Path: "/mnt/copies", Err: syscall.EACCES}, "make the user the program runs as its owner"},
		{&os.PathError{Op: "write", Path: "/mnt/copies", Err: syscall.EDQUOT}, "the disk is full"},
	} {
		if got := mend(row.err).Error(); !strings.Contains(got, row.says) {
			t.Errorf("%v: %q, want %q", row.err, got, row.says)
		}
	}
}
