package standin

import (
	"bytes"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// Spoilage is a way in which a real server answers a FETCH of one message's
// body wrongly.
type Spoilage int

// The ways, all seen from servers in use.
const (
	// Sound is no fault.
	Sound Spoilage = iota
	// TruncatedLiteral announces the whole body, sends half of it and closes.
	TruncatedLiteral
	// UnparsableLine sends a response with an empty INTERNALDATE, which breaks
	// strict parsers.
	UnparsableLine
	// MissingData says OK without sending the message, as Exchange does with
	// what it cannot render.
	MissingData
	// LateUID sends the UID after the body.
	LateUID
)

// spoiledUID names a message to spoil.
type spoiledUID struct {
	folder string
	uid    uint32
}

// Spoil makes every FETCH of a message's body go wrong in a way, until it is
// spoiled with Sound.
func (m *IMAP) Spoil(folder string, uid uint32, how Spoilage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.spoiled[spoiledUID{folder, uid}] = how
}

// fetchSpoiled writes the faulty answer on the connection itself: between two
// responses imapserver has nothing buffered.
func (s *session) fetchSpoiled(it fetched) error {
	conn := s.conn.NetConn()
	var err error
	switch it.spoiled {
	case TruncatedLiteral:
		_, err = fmt.Fprintf(conn, "* %d FETCH (UID %d BODY[] {%d}\r\n%s", it.seq, it.uid, len(it.raw), it.raw[:len(it.raw)/2])
		_ = conn.Close()
	case UnparsableLine:
		_, err = fmt.Fprintf(conn, "* %d FETCH (UID %d INTERNALDATE \"\")\r\n", it.seq, it.uid)
	case LateUID:
		_, err = fmt.Fprintf(conn, "* %d FETCH (BODY[] {%d}\r\n%s UID %d)\r\n", it.seq, len(it.raw), it.raw, it.uid)
	}
	return err
}

// capListener accepts connections on which the capabilities that the account
// hides do not show. imapserver offers IDLE always, so that it has to be taken
// out of the bytes.
type capListener struct {
	net.Listener
	imap *IMAP
}

func (l capListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &capConn{Conn: c, imap: l.imap}, nil
}

type capConn struct {
	net.Conn
	imap *IMAP
}

// Write sends p. imapserver writes each response that lists capabilities in one
// piece: "* CAPABILITY …", "* OK [CAPABILITY …" or "tag OK [CAPABILITY …".
func (c *capConn) Write(p []byte) (int, error) {
	_, rest, _ := bytes.Cut(p, []byte(" "))
	if !bytes.HasPrefix(rest, []byte("CAPABILITY ")) && !bytes.HasPrefix(rest, []byte("OK [CAPABILITY ")) {
		return c.Conn.Write(p)
	}
	words := strings.Split(string(p), " ")
	shown := slices.DeleteFunc(words, func(w string) bool { return c.imap.hides(imap.Cap(w)) })
	if _, err := c.Conn.Write([]byte(strings.Join(shown, " "))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Read turns IDLE into a command nobody knows while IDLE is hidden. Clients
// send it alone, as they must wait for its answer.
func (c *capConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if line := p[:n]; bytes.HasSuffix(line, []byte(" IDLE\r\n")) && bytes.Count(line, []byte(" ")) == 1 && c.imap.hides(imap.CapIdle) {
		copy(line[n-6:], "NONE")
	}
	return n, err
}
