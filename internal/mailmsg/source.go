package mailmsg

import (
	"errors"
	"io"
)

// A Source opens the raw message from its first byte. It may be called more
// than once; each reader is closed.
type Source func() (io.ReadCloser, error)

// intake is the raw message as far as it may be read. It tells an error of the
// source, which is ours to report, from the end of the message, which is the
// stranger's.
type intake struct {
	src  io.Reader
	left int64
	cut  bool
	err  error
}

// Read implements [io.Reader].
func (in *intake) Read(p []byte) (int, error) {
	if in.err != nil {
		return 0, in.err
	}
	if in.left <= 0 {
		var probe [1]byte
		n, err := in.src.Read(probe[:])
		in.cut = in.cut || n > 0
		return 0, in.end(err)
	}
	if int64(len(p)) > in.left {
		p = p[:in.left]
	}
	n, err := in.src.Read(p)
	in.left -= int64(n)
	if err != nil {
		return n, in.end(err)
	}
	return n, nil
}

func (in *intake) end(err error) error {
	in.err = io.EOF
	if err != nil {
		in.err = err
	}
	return in.err
}

// failure returns what the source broke with, or nil.
func (in *intake) failure() error {
	if in.err == io.EOF {
		return nil
	}
	return in.err
}

var errHeaderTooLong = errors.New("header too long")

// meter bounds what may be read while a header is being read, because
// go-message bounds only the topmost header. It also notes the end of input.
type meter struct {
	src   io.Reader
	left  int64
	armed bool
	spent bool
	ended bool
}

// arm allows n more bytes until the next disarm.
func (m *meter) arm(n int64) { m.left, m.armed = n, true }

// disarm lifts the bound.
func (m *meter) disarm() { m.armed = false }

// Read implements [io.Reader].
func (m *meter) Read(p []byte) (int, error) {
	if m.armed {
		if m.left <= 0 {
			m.spent = true
			return 0, errHeaderTooLong
		}
		if int64(len(p)) > m.left {
			p = p[:m.left]
		}
	}
	n, err := m.src.Read(p)
	m.left -= int64(n)
	if err != nil {
		m.ended = true
	}
	return n, err
}

// tally counts the bytes that pass.
type tally struct {
	src io.Reader
	n   int64
}

// Read implements [io.Reader].
func (t *tally) Read(p []byte) (int, error) {
	n, err := t.src.Read(p)
	t.n += int64(n)
	return n, err
}
