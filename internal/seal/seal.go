// Package seal encrypts what is personal before it is stored, so that
// destroying a small key destroys the words wherever copies of them lie
// (crypto-shredding; L22, GDPR art. 17 and 32).
//
// A [Key] seals with AES-256-GCM under a random 96-bit nonce that is stored in
// front of the ciphertext. Every sealed value names what it is in the
// associated data, so that a value moved to another row, or a chunk moved to
// another place, does not open. Keys are themselves stored sealed ("wrapped")
// by a master key that comes from a file or the environment and is never
// stored.
//
// The package knows nothing of files or databases. A key seals far fewer values
// than the 2³² at which random nonces become a risk: one inquiry or one message.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// KeySize is the length of a key in bytes (AES-256).
const KeySize = 32

// Key seals and opens.
type Key [KeySize]byte

// ErrOpen says that a sealed value does not open: another key, another place, or
// bytes that have changed.
var ErrOpen = errors.New("sealed value does not open")

// NewKey returns a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k[:]) // crypto/rand.Read never fails (Go 1.24)
	return k
}

// ParseKey reads a master key as people keep it: 64 hexadecimal digits or 44
// base-64 characters, white space around them ignored.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	raw, err := hex.DecodeString(text)
	if err != nil {
		raw, err = base64.StdEncoding.DecodeString(text)
	}
	if err != nil || len(raw) != KeySize {
		return Key{}, errors.New("a master key is 32 random bytes, written as 64 hexadecimal digits or in base 64; \"borgerbot keys new\" prints one for a new office")
	}
	return Key(raw), nil
}

// ID names the key without telling anything about it, so that values sealed
// under an old master key are recognised after a change of keys.
func (k Key) ID() string {
	sum := sha256.Sum256(append([]byte("borgerbot key id"), k[:]...))
	return hex.EncodeToString(sum[:6])
}

// Sealer is a key made ready. It is safe for concurrent use.
type Sealer struct{ aead cipher.AEAD }

// Sealer makes the key ready.
func (k Key) Sealer() Sealer {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic(fmt.Sprintf("make cipher: %v", err)) // only for a wrong key length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(fmt.Sprintf("make cipher: %v", err))
	}
	return Sealer{aead}
}

// Seal returns plain sealed for the place named by what.
func (s Sealer) Seal(plain []byte, what string) []byte {
	return s.aead.Seal(nil, nil, plain, []byte(what))
}

// Open returns what was sealed for the place named by what, or [ErrOpen].
func (s Sealer) Open(sealed []byte, what string) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(what))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// Wrap returns the key k sealed by the master key for the key id.
func (s Sealer) Wrap(k Key, id string) []byte { return s.Seal(k[:], "key "+id) }

// Unwrap returns a wrapped key, or [ErrOpen].
func (s Sealer) Unwrap(wrapped []byte, id string) (Key, error) {
	raw, err := s.Open(wrapped, "key "+id)
	if err != nil || len(raw) != KeySize {
		return Key{}, ErrOpen
	}
	return Key(raw), nil
}
