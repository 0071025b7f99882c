package store

import (
	"fmt"
	"strconv"
	"strings"
)

// Name names the place for people and buttons: mailbox:folder:uidvalidity:uid.
func (p Place) Name() string {
	return fmt.Sprintf("%s:%s:%d:%d", p.Mailbox, p.Folder, p.UIDValidity, p.UID)
}

// ParsePlace reads what [Place.Name] writes; ok is false for anything else.
func ParsePlace(name string) (p Place, ok bool) {
	parts := strings.Split(name, ":")
	if len(parts) < 4 {
		return Place{}, false
	}
	n := len(parts)
	validity, err := strconv.ParseUint(parts[n-2], 10, 32)
	if err != nil {
		return Place{}, false
	}
	uid, err := strconv.ParseUint(parts[n-1], 10, 32)
	if err != nil {
		return Place{}, false
	}
	return Place{
		Mailbox: parts[0], Folder: strings.Join(parts[1:n-2], ":"), UIDValidity: uint32(validity), UID: uint32(uid),
	}, true
}
