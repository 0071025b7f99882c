package daemon

import (
	"errors"
	"os"
	"testing"
)

// TestOwnerRuns: root is refused on another user's data directory, and nobody else is.
func TestOwnerRuns(t *testing.T) {
	dir := t.TempDir()
	if err := ownerRuns(dir, os.Geteuid()); err != nil {
		t.Errorf("one's own directory: %v", err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(dir, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	var owner *OwnerError
	if err := ownerRuns(dir, 0); !errors.As(err, &owner) || owner.Name == "" {
		t.Errorf("root on another's directory: %v, want an OwnerError", err)
	}
	if err := ownerRuns(dir, 4711); err != nil {
		t.Errorf("another user: %v", err)
	}
}
