package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Server answers questions about the daemon.
type Server struct {
	listener net.Listener
	http     *http.Server
}

// Listen opens the address and returns the server, which answers from [Server.Run]
// on.
func Listen(address string, s Sources, m *Metrics) (*Server, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("health.listen: %w; give each office on the machine a port of its own", err)
	}
	return &Server{listener: l, http: &http.Server{
		Handler: handler(s, m), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}}, nil
}

// Address is where the server listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Run answers until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = s.http.Close() })
	defer stop()
	if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close closes the address.
func (s *Server) Close() error { return s.http.Close() }

func handler(s Sources, m *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, alive(s.Pulse, time.Now())) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, able(s.Roads, time.Now())) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		DisableCompression: true, ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4,
	}))
	return mux
}

// page is an answer in JSON: whether all is well, and a line for each part.
type page struct {
	OK    bool
	Parts []part
}

type part struct {
	Part  string    `json:"part"`
	Name  string    `json:"name,omitempty"`
	OK    bool      `json:"ok"`
	Code  string    `json:"code,omitempty"`
	Last  time.Time `json:"last,omitzero"`
	Since time.Time `json:"since,omitzero"`
}

// alive is the page of the process.
func alive(p *Pulse, now time.Time) page {
	all := page{OK: true}
	for _, t := range p.At(now) {
		all.add(part{Part: "loop", Name: t.Name, OK: t.Alive, Last: t.Last})
	}
	return all
}

// able is the page of the job.
func able(r *Roads, now time.Time) page {
	doubt := r.ClockDoubt()
	all := page{OK: true}
	all.add(part{Part: "clock", OK: doubt == "", Code: doubt})
	for _, r := range r.At(now) {
		p := part{Part: string(r.Kind), Name: r.Name, OK: usable(r), Code: r.Code, Last: r.Last, Since: r.Since}
		if p.Code == "" {
			p.Code = r.Untrusted
		}
		all.add(p)
	}
	return all
}

// usable reports whether a road can be relied on now. Before the first contact it
// cannot; the relay may have had nothing to do.
func usable(r Road) bool { return r.Open() && (r.Kind == Relay || !r.Last.IsZero()) }

func (p *page) add(one part) {
	one.Last, one.Since = one.Last.UTC().Truncate(time.Second), one.Since.UTC().Truncate(time.Second)
	p.Parts = append(p.Parts, one)
	p.OK = p.OK && one.OK
}

func answer(w http.ResponseWriter, p page) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !p.OK {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = fmt.Fprintf(w, "{\"ok\":%t,\"parts\":[\n", p.OK)
	for i, one := range p.Parts {
		line, _ := json.Marshal(one) // text, truth values and instants
		comma := ","
		if i == len(p.Parts)-1 {
			comma = ""
		}
		_, _ = fmt.Fprintf(w, "%s%s\n", line, comma)
	}
	_, _ = fmt.Fprintln(w, "]}")
}
