package mailmsg

import (
	"regexp"
	"strings"
)

// history tells the lines of text apart: the sender's own, history, forwarded
// text, signatures. Its segments cover the text. What marked calls forwarded
// stays so.
//
// A wrong cut is worse than none: a citizen writes "Den 3. maj ringede jeg, og de
// skrev til mig:" and goes on. So a line begins history only if it is one that
// programs write, with an address in angle brackets or as Outlook's block of
// header lines, or if quoted lines follow it. In a mail that answers nothing,
// nothing is history: what looks like it was brought along on purpose.
func (m *Message) history(text string, marked []Segment) []Segment {
	reply, forward := prefixKind(m.Subject.Reveal())
	s := &splitter{text: text, old: Quoted}
	if forward || !reply && len(m.InReplyTo) == 0 && len(m.References) == 0 {
		s.old = Forwarded
	}
	for _, over := range marked {
		if over.Kind == Forwarded && over.Start >= s.at {
			s.until(over.Start)
			s.mark(Forwarded, over.End)
		}
	}
	s.until(len(text))
	return s.segments
}

// splitter goes through a text line by line.
type splitter struct {
	text string
	// at is the offset up to which the text is told apart, end the one to which
	// lines may be read now.
	at, end int
	// old is what history is called in this mail.
	old SegmentKind
	// rest, once set, is the kind of all that follows.
	rest SegmentKind
	// spoken: the sender has said something of her own.
	spoken bool
	// inParagraph: the line before was not empty.
	inParagraph bool
	// tries counts the lines that looked like the beginning of a signature.
	tries    int
	segments []Segment
}

// mark calls the text from s.at up to end kind.
func (s *splitter) mark(kind SegmentKind, end int) {
	if end <= s.at {
		return
	}
	if len(s.segments) >= maxSegments {
		kind = Own
	}
	if last := len(s.segments) - 1; last >= 0 && s.segments[last].Kind == kind {
		s.segments[last].End = end
	} else {
		s.segments = append(s.segments, Segment{kind, s.at, end})
	}
	s.at = end
}

// until tells the text apart up to end.
func (s *splitter) until(end int) {
	s.end = end
	for s.at < end {
		if s.rest != "" {
			s.mark(s.rest, end)
			return
		}
		s.mark(s.judge())
	}
}

// judge returns what the line at s.at is, and where the next begins.
func (s *splitter) judge() (SegmentKind, int) {
	line, next := s.line(s.at)
	begins := !s.inParagraph
	s.inParagraph = line != ""
	if line == "" {
		return s.before(), next
	}
	if line[0] == '>' {
		return s.old, next
	}
	if kind, to, all := s.announcement(s.at, line); kind != "" {
		if all {
			s.rest = kind
		}
		return kind, to
	}
	if to := s.signature(line, next, begins); to > 0 {
		return Signature, to
	}
	s.spoken = true
	return Own, next
}

// before returns the kind of the text before s.at: an empty line goes with it.
func (s *splitter) before() SegmentKind {
	if len(s.segments) == 0 {
		return Own
	}
	return s.segments[len(s.segments)-1].Kind
}

// line returns the line at offset at without blanks around it, and where the
// next begins.
func (s *splitter) line(at int) (line string, next int) {
	rest := s.text[at:s.end]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		return strings.TrimSpace(rest[:i]), at + i + 1
	}
	return strings.TrimSpace(rest), s.end
}

// maxMarkBytes is the longest line, or wrapped line, that programs write about a
// mail.
const maxMarkBytes = 500

// announcement reports whether the line at offset at begins what another wrote:
// its kind, where the announcement ends, and whether all that follows is of
// that kind.
func (s *splitter) announcement(at int, line string) (kind SegmentKind, to int, all bool) {
	if len(line) > maxMarkBytes {
		return "", 0, false
	}
	_, next := s.line(at)
	switch {
	case forwardLine.MatchString(line):
		return Forwarded, next, true
	case originalLine.MatchString(line):
		return s.old, next, true
	case ruleLine.MatchString(line):
		below, _ := s.line(next)
		if next < s.end && s.headerBlock(next, below) {
			return s.old, next, true
		}
	case s.headerBlock(at, line):
		return s.old, next, true
	}
	return s.attribution(at)
}

// forwardLine is written above a mail that is passed on: Gmail, Apple,
// Thunderbird, in Danish, English and German.
var forwardLine = regexp.MustCompile(`^(?i)(?:[-_=*]{3,}\s*(?:forwarded message|videresendt (?:meddelelse|besked|mail|e-mail)|weitergeleitete nachricht)\b.*|(?:begin forwarded message|start på (?:videresendt|den videresendte) (?:besked|meddelelse)|videresendt (?:besked|meddelelse)|anfang der weitergeleiteten nachricht)\s*:)$`)

// originalLine is written above the mail that is answered, or forwarded: older
// Outlooks, Samsung, web mail.
var originalLine = regexp.MustCompile(`^(?i)[-_=*]{2,}\s*(?:oprindelig (?:meddelelse|besked|mail|e-mail|aftale)|original (?:message|besked|meddelelse|mail|e-mail|appointment)|ursprüngliche nachricht|message d'origine)\s*[-_=*]*$`)

// ruleLine is the line Outlook draws above its block of header lines.
var ruleLine = regexp.MustCompile(`^[_-]{10,}$`)

// headerGroup is what a line of such a block tells.
type headerGroup int

const (
	groupNone headerGroup = iota
	groupFrom
	groupSent
	groupDate
	groupTo
	groups
)

// labelBytes is the longest label with its marks.
const labelBytes = 20

// groupOf returns what a header line tells, bold labels in plain text included
// ("*Fra:* Ane").
func groupOf(line string) headerGroup {
	label, _, found := strings.Cut(line[:min(len(line), labelBytes)], ":")
	if !found {
		return groupNone
	}
	switch strings.ToLower(strings.Trim(label, "*_ ")) {
	case "fra", "from", "von":
		return groupFrom
	case "sendt", "sent", "gesendet":
		return groupSent
	case "dato", "date", "datum":
		return groupDate
	case "til", "to", "an", "emne", "subject", "betreff":
		return groupTo
	}
	return groupNone
}

// headerBlockLines is how far a block is followed: lists of receivers wrap, and
// some programs put empty lines between.
const headerBlockLines = 10

// headerBlock reports whether the header lines of a mail begin at offset at. A
// letter may begin likewise ("Fra: … Til: … Dato: … Emne: …"), so that a date
// instead of the time of sending counts only after words of the sender's own.
func (s *splitter) headerBlock(at int, line string) bool {
	if groupOf(line) != groupFrom {
		return false
	}
	var seen [groups]bool
	for n := 0; n < headerBlockLines && at < s.end; n++ {
		line, next := s.line(at)
		seen[groupOf(line)] = true
		at = next
	}
	return seen[groupTo] && (seen[groupSent] || seen[groupDate] && s.spoken)
}

// attributionLines is over how many lines programs wrap "Den … skrev …:".
const attributionLines = 3

// attribution reports whether "Den … skrev …:" stands at offset at. With an
// address in angle brackets it is a program's, and what follows is history to the
// end, unless it is quoted line by line. Without one it needs a date, and counts
// only if quoted lines follow.
func (s *splitter) attribution(at int) (kind SegmentKind, to int, all bool) {
	lines := make([]string, 0, attributionLines)
	for ended := false; !ended; {
		if at >= s.end || len(lines) == attributionLines {
			return "", 0, false
		}
		line, next := s.line(at)
		if line == "" || line[0] == '>' || len(line) > maxMarkBytes {
			return "", 0, false
		}
		lines = append(lines, line)
		at, ended = next, strings.HasSuffix(line, ":")
	}
	joined := strings.Join(lines, " ")
	if len(joined) > maxMarkBytes || !wrote.MatchString(joined) {
		return "", 0, false
	}
	words := addressed.ReplaceAllString(joined, "")
	byProgram := len(words) < len(joined)
	if !byProgram && !strings.ContainsAny(joined, "0123456789") || personSpeaks.MatchString(words) {
		return "", 0, false
	}
	quoted, more := s.follows(at)
	switch {
	case quoted:
		return s.old, at, false
	case more && byProgram:
		return s.old, at, true
	}
	return "", 0, false
}

var (
	// wrote is the verb in the languages of our citizens' programs.
	wrote = regexp.MustCompile(`(?i)\b(?:skrev|wrote|schrieb|a écrit)\b`)
	// addressed is an address as programs write it.
	addressed = regexp.MustCompile(`<[^<>\s]+@[^<>\s]+>|\[mailto:[^\]\s]+\]`)
	// personSpeaks are words that no program writes there.
	personSpeaks = regexp.MustCompile(`(?i)\b(?:jeg|mig|vi|os|de|han|hun|dem|man|they|me|we|us|til)\b`)
)

// follows reports whether quoted lines, or anything at all, come next.
func (s *splitter) follows(at int) (quoted, more bool) {
	for range 4 {
		if at >= s.end {
			break
		}
		line, next := s.line(at)
		if line != "" {
			return line[0] == '>', true
		}
		at = next
	}
	return false, false
}
