package card_test

import (
	"strings"
	"testing"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
)

func TestPressComesBack(t *testing.T) {
	for _, p := range []card.Press{
		{Ref: ref, Seen: casework.Received, Act: casework.Take},
		{Ref: ref, Seen: casework.Closed, Act: card.ActAll},
		{Ref: ref, Seen: casework.Received, Act: casework.Read},
		{Ref: ref, Seen: casework.InDialogue, Act: casework.ResolveInDoubt, About: "q1/p|1/L07/writer"},
		{Ref: ref, Seen: casework.InDialogue, Act: casework.ExtendDeadline, Letters: 3, Basis: 2},
		{Ref: ref, Seen: casework.InDialogue, Act: casework.AskCitizen, Basis: 1, About: "a|b"},
	} {
		got, err := card.ParseValue(p.Value(key), key)
		if err != nil || got != p {
			t.Errorf("ParseValue(%v) = %v, %v", p, got, err)
		}
	}
}

func TestForgedPress(t *testing.T) {
	good := card.Press{Ref: ref, Seen: casework.Received, Act: casework.Take}.Value(key)
	for name, value := range map[string]string{
		"empty":            "",
		"no mac":           "v1|BR-7K3QXM-R|received|take",
		"another act":      strings.Replace(good, "take", "close", 1),
		"another state":    strings.Replace(good, "received", "closed", 1),
		"another key":      card.Press{Ref: ref, Seen: casework.Received, Act: casework.Take}.Value([]byte("another")),
		"short mac":        good[:len(good)-2],
		"upper case mac":   strings.ToUpper(good),
		"unknown act":      card.Press{Ref: ref, Seen: casework.Received, Act: "dance"}.Value(key),
		"act of the clock": card.Press{Ref: ref, Seen: casework.Received, Act: casework.NoticeDue}.Value(key),
		"unknown state":    card.Press{Ref: ref, Seen: "lost", Act: casework.Take}.Value(key),
		"no reference":     card.Press{Ref: "BR-7K3QXM-5", Seen: casework.Received, Act: casework.Take}.Value(key),
		"long":             card.Press{Ref: ref, Seen: casework.Received, Act: casework.Split, About: strings.Repeat("x", 600)}.Value(key),
	} {
		if p, err := card.ParseValue(value, key); err == nil {
			t.Errorf("%s: ParseValue(%q) = %v, want an error", name, value, p)
		}
	}
}

func FuzzParseValue(f *testing.F) {
	f.Add("")
	f.Add("v1|BR-7K3QXM-R|received|take|0000000000000000")
	f.Add(card.Press{Ref: ref, Seen: casework.Received, Act: casework.Take}.Value(key))
	f.Add(card.Press{Ref: ref, Seen: casework.Received, Act: casework.Split, About: "m|1"}.Value(key))
	f.Fuzz(func(t *testing.T, value string) {
		p, err := card.ParseValue(value, key)
		if err == nil && p.Value(key) != value {
			t.Errorf("ParseValue(%q) = %v, which writes %q", value, p, p.Value(key))
		}
	})
}
