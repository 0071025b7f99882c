package export

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"strings"
)

// sumsName is the file that lists the SHA-256 of every other file in a folder, as
// "sha256sum -c" reads it.
const sumsName = "SHA256SUMS"

// summed sums every file of a folder as it is written.
type summed struct {
	Sink
	names []string
	sums  []hash.Hash
}

// Create implements [Sink].
func (s *summed) Create(name string) (io.Writer, error) {
	w, err := s.Sink.Create(name)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	s.names, s.sums = append(s.names, name), append(s.sums, sum)
	return io.MultiWriter(w, sum), nil
}

// finish writes the list.
func (s *summed) finish() error {
	w, err := s.Sink.Create(sumsName)
	if err != nil {
		return err
	}
	var list strings.Builder
	for i, name := range s.names {
		fmt.Fprintf(&list, "%x  %s\n", s.sums[i].Sum(nil), name)
	}
	_, err = io.WriteString(w, list.String())
	return err
}
