package mailmsg_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"borgerbot/internal/mailmsg"
)

const inner = "Content-Type: text/plain; charset=utf-8\r\n\r\nJeg skriver sikkert.\r\n"

// identity makes a certificate that nobody trusts.
func identity(t testing.TB) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Afsender"},
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, key
}

// signed wraps content the way "sikker mail" does.
func signed(t testing.TB, content string) []byte {
	t.Helper()
	certificate, key := identity(t)
	data, err := pkcs7.NewSignedData([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	if err := data.AddSigner(certificate, key, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	der, err := data.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func sealedMail(contentType string, der []byte) []byte {
	return []byte("From: gudrun@example.org\nSubject: Sikker mail\nContent-Type: " + contentType +
		"\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(der) + "\n")
}

func TestSignedEnvelopeIsOpened(t *testing.T) {
	der := signed(t, inner)
	for _, contentType := range []string{
		`application/pkcs7-mime; smime-type=signed-data; name=smime.p7m`,
		`application/x-pkcs7-mime; name="smime.p7m"`,
		`application/octet-stream; name="smime.p7m"`,
	} {
		m := parse(t, sealedMail(contentType, der))
		if m.Protection != mailmsg.SMIMESigned || m.Text.Reveal() != "Jeg skriver sikkert." || len(m.Warnings) != 0 || len(m.Attachments) != 0 {
			t.Errorf("%s: %s, %q, warnings %v, %d attachments", contentType, m.Protection, m.Text.Reveal(), m.Warnings, len(m.Attachments))
		}
	}
}

func TestEnvelopeAroundPlainWords(t *testing.T) {
	m := parse(t, sealedMail("application/pkcs7-mime; smime-type=signed-data", signed(t, "Jeg skriver sikkert.\r\n")))
	if got := m.Text.Reveal(); got != "Jeg skriver sikkert." {
		t.Errorf("text %q", got)
	}
}

func TestEncryptedEnvelopeIsShownForWhatItIs(t *testing.T) {
	m := parse(t, sealedMail("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", []byte{0x30, 0x03, 1, 2, 3}))
	if m.Protection != mailmsg.SMIMEEncrypted || !m.Text.Empty() || len(m.Attachments) != 1 || m.Attachments[0].Class != mailmsg.Encrypted {
		t.Errorf("%s with %d attachments", m.Protection, len(m.Attachments))
	}
	m = parse(t, []byte("From: gudrun@example.org\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n"+
		"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\nx\n--b--\n"))
	if m.Protection != mailmsg.PGPEncrypted || len(m.Attachments) != 1 || m.Attachments[0].Class != mailmsg.Encrypted {
		t.Errorf("%s with %d attachments", m.Protection, len(m.Attachments))
	}
	m = parse(t, []byte("From: gudrun@example.org\n\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----"))
	if m.Protection != mailmsg.PGPEncrypted {
		t.Errorf("PGP in the text: %s", m.Protection)
	}
}

func TestClearSignedMail(t *testing.T) {
	m := parse(t, []byte("From: gudrun@example.org\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n"+
		"--b\n\nHej\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n"))
	if m.Protection != mailmsg.SMIMESigned || m.Text.Reveal() != "Hej" || len(m.Attachments) != 0 {
		t.Errorf("%s, %q, %d attachments", m.Protection, m.Text.Reveal(), len(m.Attachments))
	}
}

func TestTNEF(t *testing.T) {
	m := parse(t, []byte("From: gudrun@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"+
		"--b\n\nHej\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n--b--\n"))
	if len(m.Attachments) != 1 || m.Attachments[0].Class != mailmsg.TNEF || !slices.Contains(m.Warnings, mailmsg.WarnTNEF) {
		t.Errorf("attachments %d, warnings %v", len(m.Attachments), m.Warnings)
	}
}

// The library recurses without a bound and reads overlapping structures again and
// again. What is not sound never reaches it.
func TestHostileEnvelope(t *testing.T) {
	der := signed(t, inner)
	oid := []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	deep := append([]byte{0x30, 0x80}, oid...)
	overlapping := append([]byte{}, deep...)
	for range 1 << 18 {
		overlapping = append(overlapping, 0x30, 0x84, 0x00, 0x01, 0x00, 0x00)
	}
	for name, raw := range map[string][]byte{
		"a million structures in each other": append(deep, bytes.Repeat([]byte{0x30, 0x80}, 1<<20)...),
		"end marks where none belong":        append(deep, bytes.Repeat([]byte{0x30, 0x80, 0, 0}, 1<<19)...),
		"structures that overlap":            overlapping,
		"half of it":                         der[:len(der)/2],
		"a long tag":                         append(deep, bytes.Repeat([]byte{0x3f, 0xff}, 1<<20)...),
	} {
		start := time.Now()
		m := parse(t, sealedMail("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", raw))
		if !slices.Contains(m.Warnings, mailmsg.WarnSealed) || len(m.Attachments) != 1 {
			t.Errorf("%s: warnings %v, %d attachments", name, m.Warnings, len(m.Attachments))
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

func FuzzEnvelope(f *testing.F) {
	f.Add(signed(f, inner))
	f.Add(append(signed(f, inner)[:40], strings.Repeat("\x30\x80", 40)...))
	f.Fuzz(func(t *testing.T, der []byte) {
		checkSegments(t, "envelope", parse(t, sealedMail("application/pkcs7-mime; smime-type=signed-data", der)))
	})
}
