package mailmsg

import (
	"bufio"
	"fmt"
	"io"
	"slices"
)

// Parse reads the message that src opens, within lim. The error is only ever
// src's own; what is wrong with the message is told by its warnings. A message
// that cannot be read at all is a Message with an empty text.
func Parse(src Source, lim Limits) (Message, error) {
	strict, err := readOnce(src, lim, asItStands, nil)
	if err != nil {
		return Message{}, err
	}
	best := strict
	if strict.trouble || strict.body.blank() {
		mended, err := readOnce(src, lim, repaired, nil)
		if err != nil {
			return Message{}, err
		}
		if mended.foundMoreThan(strict) {
			best = mended
			best.warn(WarnRepaired)
			if slices.Contains(strict.warnings, WarnHeaderCut) {
				best.warn(WarnHeaderCut)
			}
		}
	}
	return best.message(), nil
}

// asItStands and repaired are the two ways to read.
func asItStands(r io.Reader, _ Limits) io.Reader { return r }

func repaired(r io.Reader, lim Limits) io.Reader { return newRepair(r, lim) }

// readOnce opens the message and reads it through prepare.
func readOnce(src Source, lim Limits, prepare func(io.Reader, Limits) io.Reader, keep Keep) (*reading, error) {
	raw, err := src()
	if err != nil {
		return nil, fmt.Errorf("open message: %w", err)
	}
	defer raw.Close()
	in := &intake{src: raw, left: lim.Bytes}
	r := &reading{lim: lim, markup: lim.MarkupBytes, keep: keep}
	r.read(prepare(in, lim))
	if err := in.failure(); err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	if in.cut {
		r.warn(WarnTooLarge)
	}
	return r, nil
}

// reading is one pass over a message.
type reading struct {
	lim    Limits
	markup int64 // bytes of text parts that may still be read
	parts  int

	header      fields
	headerLost  bool // the message's own header was not read to its end
	body        content
	spare       content // text that came only as a file, in case there is no other
	attachments []Attachment
	keep        Keep // nil: files are only counted
	nature      nature
	beside      bool // a version of the text that says other words was set aside
	warnings    []Warning
	// trouble is met where the repair may do better.
	trouble bool
}

// nature is what the parts of a mail make of it.
type nature struct {
	protection Protection
	calendar   string
	reports    reports
}

// read reads the whole message.
func (r *reading) read(src io.Reader) {
	m := &meter{src: src}
	br := bufio.NewReader(m)
	header, err := readHeader(m, br, r.lim.PartHeaderBytes)
	r.header = header
	if err != nil {
		r.headerLost, r.trouble = true, true
		r.noteHeader(m)
		return
	}
	r.body = r.part(newPart(header, br), place{})
	if r.body.blank() {
		r.body = r.spare
	}
}

// noteHeader warns of a header that was cut off at the limit.
func (r *reading) noteHeader(m *meter) {
	if m.spent {
		r.warn(WarnHeaderCut)
	}
}

func (r *reading) warn(w Warning) {
	if !slices.Contains(r.warnings, w) {
		r.warnings = append(r.warnings, w)
	}
}

// foundMoreThan reports whether r is the better reading of the same message.
func (r *reading) foundMoreThan(other *reading) bool {
	if r.headerLost != other.headerLost {
		return other.headerLost
	}
	if mine, its := r.body.size(), other.body.size(); mine != its {
		return mine > its
	}
	if len(r.attachments) != len(other.attachments) {
		return len(r.attachments) > len(other.attachments)
	}
	return r.header.Len() > other.header.Len()
}

// message makes a Message of what was read.
func (r *reading) message() Message {
	m := Message{
		Attachments: r.attachments,
		Protection:  r.nature.protection,
		Calendar:    r.nature.calendar,
		HTMLOnly:    r.body.fromHTML,
		beside:      r.beside,
	}
	if m.Protection == "" {
		m.Protection = Unprotected
	}
	m.fillHeader(r.header)
	if len(m.From) != 1 || m.From[0].Address.Empty() {
		r.warn(WarnFrom)
	}
	m.compose(r.body, r.lim.TextBytes, r.warn)
	m.classify(r.header, r.nature.reports)
	m.Warnings = r.warnings
	return m
}
