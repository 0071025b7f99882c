package check

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"borgerbot/internal/config"
)

// TestHealth: who answers at the address of the daemon's health.
func TestHealth(t *testing.T) {
	for _, row := range []struct {
		name, answer, want string
	}{
		{"ready", `{"ok":true,"parts":[{"part":"slack","ok":true}]}`, "ok health: a daemon answers at"},
		{"not ready", `{"ok":false,"parts":[{"part":"slack","ok":false},{"part":"mailbox","name":"post","ok":false}]}`, "and is not ready: slack, mailbox post"},
		{"another program", `<html>`, "something else than this program answers"},
		{"another's JSON", `{}`, "something else than this program answers"},
		{"nobody", "", "the address is free for one"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if !strings.HasPrefix(row.answer, `{"ok":true`) {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			_, _ = w.Write([]byte(row.answer))
		}))
		address := server.Listener.Addr().String()
		if row.answer == "" {
			server.Close()
		}
		if said := lookAtHealth(t, address); !strings.Contains(said, row.want) {
			t.Errorf("%s: %s, want %q", row.name, said, row.want)
		}
		server.Close()
	}
	if said := lookAtHealth(t, net.JoinHostPort("192.0.2.1", "9464")); !strings.HasPrefix(said, "failed health: nobody can listen at") {
		t.Errorf("an address that is no address of this machine: %s", said)
	}
}

func lookAtHealth(t *testing.T, address string) string {
	t.Helper()
	n := &notes{part: "health"}
	in := &inspection{cfg: &config.Config{Health: config.Health{Listen: address}}}
	in.health(t.Context(), n)
	found := n.taken()
	if len(found) != 1 {
		t.Fatalf("found %+v", found)
	}
	return string(found[0].Status) + " " + found[0].Part + ": " + found[0].Text()
}
