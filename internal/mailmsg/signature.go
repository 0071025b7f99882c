package mailmsg

import (
	"regexp"
	"strings"
)

// Bounds of a signature. What is longer is a letter that somebody began with two
// hyphens.
const (
	signatureLines  = 20
	signatureTries  = 50 // "--" lines that are looked at
	signatureBytes  = 2000
	disclaimerBytes = 4000
)

// signature returns where the signature that begins with line ends, or 0. Next
// is where the next line begins; begins tells the first line of a paragraph.
func (s *splitter) signature(line string, next int, begins bool) int {
	switch {
	case line == "--" && s.tries < signatureTries: // RFC 3676 §4.3; the blank after it is often lost
		s.tries++
		return s.signatureBlock(next)
	case len(line) <= maxMarkBytes && appLine.MatchString(line):
		return next
	case begins && disclaimerStart.MatchString(line[:min(len(line), 80)]):
		return s.disclaimer()
	}
	return 0
}

// signatureBlock returns where the block behind "-- " ends: at the end of the
// text, or where history begins.
func (s *splitter) signatureBlock(at int) int {
	start := at
	for range signatureLines {
		if at >= s.end {
			return s.end
		}
		line, next := s.line(at)
		if at-start > signatureBytes {
			return 0
		}
		if strings.HasPrefix(line, ">") {
			return at
		}
		if kind, _, _ := s.announcement(at, line); kind != "" {
			return at
		}
		at = next
	}
	return 0
}

// appLine is what phones and web mail add, in Danish and English.
var appLine = regexp.MustCompile(`^(?i)(?:` + strings.Join([]string{
	`(?:af)?sendt (?:fra|via|med) (?:min |mit )?(?:bluemail|spark|iphone|ipad|mobil|mobiltelefon|telefon|smartphone|tablet|mac|pc|computer|android|samsung|galaxy|huawei|sony|nokia|oneplus|xiaomi|outlook|mail|yahoo|gmail|proton|aol|hotmail|e-?mail)\b.{0,80}`,
	`sent (?:from|via|with) (?:my )?(?:iphone|ipad|mobile|phone|android|samsung|galaxy|huawei|outlook|mail|yahoo|gmail|proton|aol|blackberry)\b.{0,80}`,
	`(?:hent|hentet|få|get) outlook (?:til|for|fra) \w+.{0,80}`, `hentet fra outlook.{0,80}`,
	`gesendet (?:von|mit) .{0,60}`, `von meinem .{0,40} gesendet`, `envoyé de mon .{0,40}`, `skickat från .{0,40}`,
	`virusfri\.?.{0,60}`, `virus-free\.?.{0,60}`,
}, "|") + `)$`)

// A disclaimer begins like one, says what disclaimers say, and nobody says "I" in
// it: a citizen may well write that she got another's letter by mistake.
var (
	disclaimerStart = regexp.MustCompile(`^(?i)\*{0,2}(?:denne (?:e-?mail|mail|meddelelse|besked)|e-?mailen (?:er|kan)|please note that this|notice|vi behandler (?:dine )?personoplysninger|læs (?:mere )?om (?:vores|hvordan vi)|pas på miljøet|this (?:e-?mail|mail|message|communication)|the (?:information|content)s? (?:contained )?(?:in|of) this|oplysningerne i denne|indholdet af denne|hvis du (?:har modtaget|ved en fejl|ikke er)|if you (?:have received|are not)|disclaimer|fortrolighed|confidentiality|tænk på miljøet|overvej miljøet|please consider the environment)`)
	disclaimerSays  = regexp.MustCompile(`(?i)(?:udelukkende|kun|alene) (?:beregnet|tiltænkt|bestemt)|(?:ved en fejl|fejlagtigt)|rette modtager|intended (?:only|solely|recipient|for)|in error|eventuelle vedhæft|til brug for (?:adressat|modtager)|adressaten|personoplysninger i overensstemmelse|privatlivspolitik|privacy policy|indeholde fortrolig|contain confidential|miljøet|environment`)
	disclaimerNever = regexp.MustCompile(`(?i)(?:^|[\s,.(])(?:jeg|mig|min|mit|mine|my|i have|i am|i was)(?:[\s,.)]|$)`)
)

// disclaimer returns where the paragraph at s.at ends if it is a disclaimer.
func (s *splitter) disclaimer() int {
	rest := s.text[s.at:min(s.end, s.at+disclaimerBytes)]
	paragraph, _, _ := strings.Cut(rest, "\n\n")
	if len(paragraph) == disclaimerBytes || !disclaimerSays.MatchString(paragraph) || disclaimerNever.MatchString(paragraph) {
		return 0
	}
	return s.at + len(paragraph)
}
