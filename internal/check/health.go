package check

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// health looks whether a daemon answers at the address of its health, or whether the
// address is free for one.
func (in *inspection) health(ctx context.Context, n *notes) {
	address := in.cfg.Health.Listen
	if address == "" {
		n.skip("the daemon answers nobody (health.listen)", "name an address if something is to watch it")
		return
	}
	host, port, _ := net.SplitHostPort(address) // the configuration has been checked
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	answer, err := in.ask(ctx, "http://"+net.JoinHostPort(host, port)+"/readyz")
	var network *net.OpError
	switch {
	case errors.As(err, &network) && network.Op == "dial":
		free(n, address)
	case err != nil:
		n.fail(fmt.Sprintf("something else than this program answers at %s", address), "give each office on the machine a port of its own (health.listen)")
	case answer.OK:
		n.ok("a daemon answers at %s and is ready", address)
	default:
		n.warn(fmt.Sprintf("a daemon answers at %s and is not ready: %s", address, answer.broken()), "see its log")
	}
}

// askTime is how long an answer is waited for.
const askTime = 5 * time.Second

// page is what the daemon answers.
type page struct {
	OK    bool `json:"ok"`
	Parts []struct {
		Part string `json:"part"`
		Name string `json:"name"`
		OK   bool   `json:"ok"`
	} `json:"parts"`
}

func (p page) broken() string {
	var names []string
	for _, one := range p.Parts {
		if !one.OK {
			names = append(names, strings.TrimSpace(one.Part+" "+one.Name))
		}
	}
	return strings.Join(names, ", ")
}

var errNotOurs = errors.New("the answer is not this program's")

// pageLimit is how much of an answer is read.
const pageLimit = 1 << 20

func (in *inspection) ask(ctx context.Context, url string) (p page, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return p, err
	}
	transport := &http.Transport{DialContext: in.Dial, DisableKeepAlives: true}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return p, err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(io.LimitReader(answer.Body, pageLimit)).Decode(&p); err != nil || p.Parts == nil {
		return p, errNotOurs
	}
	return p, nil
}

// free tries whether the address can be listened on.
func free(n *notes, address string) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		n.fail(fmt.Sprintf("nobody can listen at %s", address), "name an address of this machine, and a port above 1023 (health.listen)")
		return
	}
	_ = l.Close() // nobody has connected
	n.ok("no daemon answers at %s; the address is free for one", address)
}
