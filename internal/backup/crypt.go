package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"filippo.io/age"
)

// ReadIdentities reads a file of age identities (AGE-SECRET-KEY-1…).
func ReadIdentities(path string) ([]age.Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read identity: %w", err)
	}
	defer f.Close()
	all, err := age.ParseIdentities(f)
	if err != nil { // its text may quote the line
		return nil, fmt.Errorf("%s is no file of age identities, as \"age-keygen\" writes it; one that is locked with a passphrase is opened with \"age -d\" first", path)
	}
	return all, nil
}

// The errors of a copy that cannot be used.
var (
	ErrCut      = errors.New("the copy is cut short or damaged: it is not what its manifest says; fetch it again, or take another copy")
	ErrIdentity = errors.New("the copy is encrypted, and not to this identity: name the file with the right one with --identity")
	ErrLocked   = errors.New("the copy is encrypted: name the file with the identity it is encrypted to with --identity")
)

// cut says which copy is.
func (m Manifest) cut() error { return fmt.Errorf("%s: %w", m.File, ErrCut) }

// encrypt writes the file at from encrypted to the file at to, and returns the
// size and the hash of what it wrote.
func encrypt(ctx context.Context, from, to string, recipients []age.Recipient) (written, error) {
	in, err := os.Open(from)
	if err != nil {
		return written{}, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return written{}, err
	}
	sum := newSummer(ctx, out, out)
	stream, err := age.Encrypt(sum, recipients...)
	if err == nil {
		_, err = io.Copy(stream, in)
		err = errors.Join(err, stream.Close())
	}
	return sum.written(), errors.Join(err, out.Sync(), out.Close())
}

// unpack writes a copy in clear to a new file at to, and reports what is wrong with
// it.
func unpack(ctx context.Context, m Manifest, to string, identities []age.Identity) error {
	in, err := os.Open(m.Path())
	if err != nil {
		return fmt.Errorf("open copy: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = pour(ctx, m, newSummer(ctx, out, out), in, identities)
	return errors.Join(err, out.Sync(), out.Close())
}

func pour(ctx context.Context, m Manifest, out io.Writer, in *os.File, identities []age.Identity) error {
	// The whole file is held against its manifest first: nobody should be asked for
	// another identity because a copy was cut.
	sum := newSummer(ctx, io.Discard, nil)
	if _, err := io.Copy(sum, in); err != nil {
		return fmt.Errorf("read copy: %w", err)
	}
	if got := sum.written(); got.bytes != m.Bytes || got.sha256 != m.SHA256 {
		return m.cut()
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read copy: %w", err)
	}
	if !m.Encrypted {
		_, err := io.Copy(out, in)
		return err
	}
	if len(identities) == 0 {
		return ErrLocked
	}
	plain, err := age.Decrypt(in, identities...)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return ErrIdentity
	case err != nil:
		return m.cut()
	}
	_, err = io.Copy(out, plain)
	return err
}

// written is what has gone into a file.
type written struct {
	bytes  int64
	sha256 string
}

// summer counts and hashes what is written through it, and now and then has it put
// on the disk: nobody else's commit should have to wait for gigabytes. It ends with
// its context.
type summer struct {
	ctx   context.Context
	to    io.Writer
	file  *os.File // nil: nothing to sync
	hash  hash.Hash
	bytes int64
	dirty int64
}

func newSummer(ctx context.Context, to io.Writer, file *os.File) *summer {
	return &summer{ctx: ctx, to: to, file: file, hash: sha256.New()}
}

// syncBytes is how much is on its way to the disk at most.
const syncBytes = 8 << 20

// Write implements io.Writer.
func (s *summer) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.to.Write(p)
	s.hash.Write(p[:n])
	s.bytes += int64(n)
	s.dirty += int64(n)
	if err == nil && s.file != nil && s.dirty >= syncBytes {
		s.dirty, err = 0, s.file.Sync()
	}
	return n, err
}

func (s *summer) written() written {
	return written{s.bytes, hex.EncodeToString(s.hash.Sum(nil))}
}
