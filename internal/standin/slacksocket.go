package standin

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// maxSockets is how many connections an app may have.
	maxSockets = 10
	// maxFrame is how many bytes a client may send in one frame.
	maxFrame = 20480
	// ackLimit is how long an app may take to acknowledge.
	ackLimit = 3 * time.Second
	// farewell is how long before its end a socket is warned.
	farewell = 10 * time.Second
)

// socket is one Socket Mode connection. A ghost is one that Slack still counts
// although nobody reads it.
type socket struct {
	ws   *websocket.Conn // nil for a ghost
	turn chan struct{}   // whose turn it is to write; a channel, so that waiting is durable in a bubble
	gone chan struct{}   // closed when the connection has ended
}

func newSocket(ws *websocket.Conn) *socket {
	return &socket{ws: ws, turn: make(chan struct{}, 1), gone: make(chan struct{})}
}

func (k *socket) send(v any) error {
	if k.ws == nil {
		return nil
	}
	k.turn <- struct{}{}
	defer func() { <-k.turn }()
	_ = k.ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
	return k.ws.WriteJSON(v)
}

// hangUp ends the connection with a close frame.
func (k *socket) hangUp(code int, text string) {
	if k.ws != nil {
		_ = k.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second))
		_ = k.ws.Close()
	}
}

// disconnect tells the app why its connection will end.
func (k *socket) disconnect(reason string) {
	_ = k.send(answer{"type": "disconnect", "reason": reason, "debug_info": answer{"host": "stand-in"}})
}

// openConnection is apps.connections.open: each URL is good for one connection.
func (s *Slack) openConnection(c call) (answer, error) {
	ticket := s.nameLocked("ticket")
	s.tickets[ticket] = true
	return answer{"url": fmt.Sprintf("ws://%s/link/?ticket=%s&app_id=%s", c.host, ticket, SlackApp)}, nil
}

func (s *Slack) serveSocket(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		return
	}
	defer s.running.Done()
	s.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	valid := s.tickets[ticket]
	delete(s.tickets, ticket)
	s.mu.Unlock()
	if !valid {
		http.Error(w, "invalid ticket", http.StatusForbidden)
		return
	}
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	k := newSocket(ws)
	n, reason := s.admit(k)
	if reason != "" {
		k.disconnect(reason)
		k.hangUp(websocket.CloseNormalClosure, reason)
		return
	}
	defer s.expel(k)
	_ = k.send(answer{
		"type": "hello", "num_connections": n, "connection_info": answer{"app_id": SlackApp},
		"debug_info": answer{"host": "stand-in", "build_number": 1, "approximate_connection_time": int(s.o.ConnectionLife.Seconds())},
	})
	s.running.Go(func() { s.keep(k) })
	s.listen(k)
}

// admit counts a socket in, or returns why it may not stay.
func (s *Slack) admit(k *socket) (n int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.disabled {
		return 0, "link_disabled"
	}
	if len(s.sockets) >= maxSockets {
		return 0, "too_many_websockets"
	}
	s.sockets = append(s.sockets, k)
	return len(s.sockets), ""
}

func (s *Slack) expel(k *socket) {
	close(k.gone)
	_ = k.ws.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = slices.DeleteFunc(s.sockets, func(other *socket) bool { return other == k })
}

// keep pings a socket and ends it when its time has come.
func (s *Slack) keep(k *socket) {
	ping := time.NewTicker(s.o.PingEvery)
	defer ping.Stop()
	warn := time.NewTimer(max(0, s.o.ConnectionLife-farewell))
	defer warn.Stop()
	end := time.NewTimer(s.o.ConnectionLife)
	defer end.Stop()
	for {
		select {
		case <-ping.C:
			_ = k.ws.WriteControl(websocket.PingMessage, []byte("Ping from the stand-in"), time.Now().Add(time.Second))
		case <-warn.C:
			k.disconnect("warning")
		case <-end.C:
			k.disconnect("refresh_requested")
			k.hangUp(websocket.CloseNormalClosure, "")
			return
		case <-k.gone:
			return
		case <-s.done:
			k.hangUp(websocket.CloseGoingAway, "")
			return
		}
	}
}

// listen reads acknowledgements until the connection ends.
func (s *Slack) listen(k *socket) {
	for {
		_, r, err := k.ws.NextReader()
		if err != nil {
			return
		}
		frame, err := io.ReadAll(io.LimitReader(r, maxFrame+1))
		if err != nil {
			return
		}
		if len(frame) > maxFrame {
			k.hangUp(websocket.CloseMessageTooBig, fmt.Sprintf("Max frame length of %d has been exceeded.", maxFrame))
			return
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(frame, &ack) == nil {
			s.acknowledge(ack.EnvelopeID, ack.Payload)
		}
	}
}

// Disconnect sends a disconnect message to every socket: "warning" alone, or
// "refresh_requested", after which Slack ends the connection.
func (s *Slack) Disconnect(reason string) {
	for _, k := range s.connected() {
		k.disconnect(reason)
		if reason != "warning" {
			k.hangUp(websocket.CloseNormalClosure, "")
		}
	}
}

// DisableSocketMode switches Socket Mode off, as an administrator can, or on
// again: every connection is told link_disabled and ended, new ones too.
func (s *Slack) DisableSocketMode(off bool) {
	s.mu.Lock()
	s.disabled = off
	s.mu.Unlock()
	if off {
		s.Disconnect("link_disabled")
	}
}

// Ghost adds a connection that takes its share of what is sent and never
// answers, as one does that the app left without a close frame.
func (s *Slack) Ghost() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = append(s.sockets, newSocket(nil))
}

// Sockets returns how many Socket Mode connections are open.
func (s *Slack) Sockets() int { return len(s.connected()) }

func (s *Slack) connected() []*socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sockets)
}

// delivery is an envelope on its way.
type delivery struct {
	Delivery
	acked chan json.RawMessage
}

// A Delivery is what became of one envelope that was sent to the app.
type Delivery struct {
	EnvelopeID string
	Kind       string // interactive, slash_commands or events_api
	SentAt     time.Time
	AckedAt    time.Time // zero if never
}

// Late reports whether the acknowledgement came after three seconds or never.
func (d Delivery) Late() bool { return d.AckedAt.IsZero() || d.AckedAt.Sub(d.SentAt) > ackLimit }

// Deliveries returns what was sent to the app, oldest first.
func (s *Slack) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Delivery, 0, len(s.deliveries))
	for _, d := range s.deliveries {
		all = append(all, d.Delivery)
	}
	return all
}

// DeliverTwice sends the next n payloads twice, each time in an envelope of its
// own, as happens when a connection changes at the wrong moment.
func (s *Slack) DeliverTwice(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.twice = n
}

// deliver sends a payload to one of the sockets and waits for the
// acknowledgement. extra has the fields besides type and payload.
func (s *Slack) deliver(kind string, payload, extra answer) (json.RawMessage, error) {
	s.mu.Lock()
	again := s.twice > 0
	if again {
		s.twice--
	}
	s.mu.Unlock()
	d, err := s.dispatch(kind, payload, extra)
	if err != nil {
		return nil, err
	}
	if again {
		_, _ = s.dispatch(kind, payload, extra)
	}
	limit := time.NewTimer(ackLimit)
	defer limit.Stop()
	select {
	case ack := <-d.acked:
		return ack, nil
	case <-limit.C:
	case <-s.done:
	}
	return nil, ErrNotAcknowledged
}

// dispatch sends a payload to the socket whose turn it is: Slack promises no
// pattern.
func (s *Slack) dispatch(kind string, payload, extra answer) (*delivery, error) {
	s.mu.Lock()
	if len(s.sockets) == 0 {
		s.mu.Unlock()
		return nil, ErrNoConnection
	}
	s.nextSocket = (s.nextSocket + 1) % len(s.sockets)
	k := s.sockets[s.nextSocket]
	d := &delivery{Delivery{EnvelopeID: s.nameLocked("envelope-"), Kind: kind, SentAt: time.Now()}, make(chan json.RawMessage, 1)}
	s.deliveries = append(s.deliveries, d)
	s.waiting[d.EnvelopeID] = d
	s.mu.Unlock()
	envelope := answer{"envelope_id": d.EnvelopeID, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api"}
	for key, value := range extra {
		envelope[key] = value
	}
	if err := k.send(envelope); err != nil {
		return nil, ErrNotAcknowledged
	}
	return d, nil
}

// acknowledge takes the answer to an envelope, on whatever connection it comes.
func (s *Slack) acknowledge(id string, payload json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.waiting[id]
	if d == nil {
		return
	}
	delete(s.waiting, id)
	d.AckedAt = time.Now()
	d.acked <- payload
}
