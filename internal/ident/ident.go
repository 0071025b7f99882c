// Package ident derives every name the program gives from the mail it is about.
//
// Inquiry ids, references, Message-IDs of our letters and card keys are
// HMAC-SHA-256 over an instance secret and the SHA-256 of the raw mail (design
// 4). A database restored from an older copy therefore meets the same names
// again: the receipt of a mail taken in twice has the Message-ID it had the
// first time, and the proof that it left is found. Without the secret the names
// tell nothing, and an address cannot be looked up by who holds only the
// database.
package ident

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"

	"borgerbot/internal/casework"
)

// Sum is the SHA-256 of a raw message: its identity. Equal bytes are the same
// message wherever they lie; a Message-ID alone says nothing, for anybody can
// reuse one.
type Sum [sha256.Size]byte

// Namer derives names under one instance secret.
type Namer struct{ secret []byte }

// New returns a namer. The secret must stay the same for the life of the
// installation, and comes back with its keys.
func New(secret []byte) Namer { return Namer{secret: append([]byte(nil), secret...)} }

var encoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func (n Namer) mac(kind string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, n.secret)
	h.Write([]byte(kind))
	for _, part := range parts {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	return h.Sum(nil)
}

// name is 26 characters of base 32, 128 bits.
func (n Namer) name(kind string, parts ...[]byte) string {
	return encoding.EncodeToString(n.mac(kind, parts...)[:16])
}

// Message names a raw message. The name stays as a tombstone when the message
// is erased, so that the mailbox does not bring it back.
func (n Namer) Message(sum Sum) casework.MessageID {
	return casework.MessageID(n.name("message", sum[:]))
}

// Inquiry names the inquiry that a message opens, and its reference. try counts
// up from 0 when a reference is taken by another inquiry.
func (n Namer) Inquiry(m casework.MessageID, try uint32) (casework.ID, casework.Reference) {
	id := casework.ID(n.name("inquiry", []byte(m)))
	var counter [4]byte
	binary.BigEndian.PutUint32(counter[:], try)
	bits := binary.BigEndian.Uint32(n.mac("reference", []byte(m), counter[:]))
	return id, casework.NewReference(bits >> 2)
}

// Letter names a letter by its stable key: the part of its Message-ID before
// the @.
func (n Namer) Letter(key string) string { return "bb." + n.name("letter", []byte(key)) }

// Card is the opaque key in a card's message metadata, which every member of the
// workspace can read: it says nothing.
func (n Namer) Card(key string) string { return n.name("card", []byte(key)) }

// Address is the keyed hash under which a mail address is looked up.
func (n Namer) Address(address string) string {
	return n.name("address", []byte(strings.ToLower(strings.TrimSpace(address))))
}

// MailID is the keyed hash under which a Message-ID of anybody's is looked up.
func (n Namer) MailID(messageID string) string {
	return n.name("mail id", []byte(strings.Trim(messageID, "<> ")))
}

// Press names a press of a button, or another act, so that the same one is
// recognised when it is delivered again.
func (n Namer) Press(parts ...string) string {
	raw := make([][]byte, len(parts))
	for i, part := range parts {
		raw[i] = []byte(part)
	}
	return n.name("press", raw...)
}

// Key is a secret for one purpose, such as signing button values.
func (n Namer) Key(purpose string) []byte { return n.mac("key", []byte(purpose)) }
