package seal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"testing"

	"borgerbot/internal/seal"
)

func TestSealedValueOpensOnlyInItsPlace(t *testing.T) {
	key := seal.NewKey()
	sealed := key.Sealer().Seal([]byte("ord"), "event 7")
	if bytes.Contains(sealed, []byte("ord")) {
		t.Fatal("the sealed value shows the words")
	}
	plain, err := key.Sealer().Open(sealed, "event 7")
	if err != nil || string(plain) != "ord" {
		t.Fatalf("Open = %q, %v", plain, err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"another place": func() ([]byte, error) { return key.Sealer().Open(sealed, "event 8") },
		"another key":   func() ([]byte, error) { return seal.NewKey().Sealer().Open(sealed, "event 7") },
		"a flipped bit": func() ([]byte, error) { return key.Sealer().Open(flipped, "event 7") },
		"cut short":     func() ([]byte, error) { return key.Sealer().Open(sealed[:5], "event 7") },
	} {
		if plain, err := try(); !errors.Is(err, seal.ErrOpen) || plain != nil {
			t.Errorf("%s: Open = %q, %v, want ErrOpen", name, plain, err)
		}
	}
}

func TestWrap(t *testing.T) {
	master, key := seal.NewKey().Sealer(), seal.NewKey()
	wrapped := master.Wrap(key, "k1")
	if got, err := master.Unwrap(wrapped, "k1"); err != nil || got != key {
		t.Errorf("Unwrap = %v", err)
	}
	if _, err := master.Unwrap(wrapped, "k2"); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("Unwrap under another id = %v, want ErrOpen", err)
	}
}

func TestParseKey(t *testing.T) {
	key := seal.NewKey()
	for _, text := range []string{
		hex.EncodeToString(key[:]), hex.EncodeToString(key[:]) + "\n", base64.StdEncoding.EncodeToString(key[:]),
	} {
		if got, err := seal.ParseKey(text); err != nil || got != key {
			t.Errorf("ParseKey = %v", err)
		}
	}
	for _, text := range []string{"", "hemmelig", hex.EncodeToString(key[:16])} {
		if _, err := seal.ParseKey(text); err == nil {
			t.Errorf("ParseKey(%d characters) = nil error", len(text))
		}
	}
}

// TestEveryBitCounts: a sealed value with any one bit changed does not open, nor
// one cut anywhere, and sealing twice gives different bytes.
func TestEveryBitCounts(t *testing.T) {
	s := seal.NewKey().Sealer()
	sealed := s.Seal([]byte("et ord"), "place")
	if again := s.Seal([]byte("et ord"), "place"); bytes.Equal(again, sealed) {
		t.Error("the same words are sealed to the same bytes")
	}
	for bit := range len(sealed) * 8 {
		flipped := bytes.Clone(sealed)
		flipped[bit/8] ^= 1 << (bit % 8)
		if _, err := s.Open(flipped, "place"); !errors.Is(err, seal.ErrOpen) {
			t.Fatalf("bit %d: %v, want ErrOpen", bit, err)
		}
	}
	for length := range sealed {
		if _, err := s.Open(sealed[:length], "place"); !errors.Is(err, seal.ErrOpen) {
			t.Fatalf("cut to %d: %v, want ErrOpen", length, err)
		}
	}
	if plain, err := s.Open(s.Seal(nil, ""), ""); err != nil || len(plain) != 0 {
		t.Errorf("nothing comes back as %q, %v", plain, err)
	}
}

// TestKeyNamesTellNothing: a key's id is stable and is none of its bytes.
func TestKeyNamesTellNothing(t *testing.T) {
	key := seal.NewKey()
	if again := key; again.ID() != key.ID() || key.ID() == seal.NewKey().ID() || len(key.ID()) != 12 {
		t.Errorf("id %s", key.ID())
	}
	if bytes.Contains([]byte(hex.EncodeToString(key[:])), []byte(key.ID())) {
		t.Error("the id is a piece of the key")
	}
}
