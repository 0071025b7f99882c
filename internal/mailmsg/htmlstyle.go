package mailmsg

import (
	"strconv"
	"strings"
)

// look is what decides whether text is shown. Style sheets are not read: mail
// programs drop them, so that who hides text for all readers writes it into the
// elements.
type look struct {
	fg, bg     rgb
	fgSet      bool
	bgSet      bool
	size       sizing
	visibility sizing
	// gone hides the element with all that is in it (display:none).
	gone bool
	// keepLines is white-space:pre and its kin.
	keepLines bool
}

// sizing is an inherited property that hides text, or undoes that.
type sizing int8

const (
	inherited sizing = iota
	shown
	vanished
)

// rgb is a colour, or unknownColour.
type rgb int32

const (
	black         rgb = 0x000000
	white         rgb = 0xffffff
	unknownColour rgb = -1
)

// plainLook is that of a document without styles: white paper. The colour of its
// text counts as unknown, because text vanishes only where somebody says so: a
// dark background usually gets its light text from a style sheet.
var plainLook = look{fg: unknownColour, bg: white, fgSet: true, bgSet: true, size: shown, visibility: shown}

// within returns the look of an element inside one that looks like outer.
func (l look) within(outer look) look {
	if !l.fgSet {
		l.fg = outer.fg
	}
	if !l.bgSet {
		l.bg = outer.bg
	}
	if l.size == inherited {
		l.size = outer.size
	}
	if l.visibility == inherited {
		l.visibility = outer.visibility
	}
	l.gone = l.gone || outer.gone
	l.keepLines = l.keepLines || outer.keepLines
	return l
}

// hides reports whether text with this look is not seen.
func (l look) hides() bool {
	return l.gone || l.size == vanished || l.visibility == vanished || l.fg.nearly(l.bg)
}

// nearly reports whether no eye tells the colours apart.
func (c rgb) nearly(d rgb) bool {
	if c == unknownColour || d == unknownColour {
		return false
	}
	for shift := 0; shift <= 16; shift += 8 {
		diff := int(c>>shift&0xff) - int(d>>shift&0xff)
		if diff > 8 || diff < -8 {
			return false
		}
	}
	return true
}

// style reads the declarations of a style attribute.
func (l *look) style(style string) {
	overflowHidden, noHeight := false, false
	for declaration := range strings.SplitSeq(strings.ToLower(style), ";") {
		property, value, _ := strings.Cut(declaration, ":")
		value = strings.TrimSpace(strings.Replace(value, "!important", "", 1))
		switch strings.TrimSpace(property) {
		case "display":
			l.gone = l.gone || value == "none"
		case "mso-hide":
			l.gone = l.gone || value == "all"
		case "visibility":
			l.visibility = sized(value == "hidden" || value == "collapse")
		case "opacity":
			l.gone = l.gone || isZero(value)
		case "font-size":
			l.size = sized(isTiny(value))
		case "max-height", "height":
			noHeight = noHeight || isZero(value)
		case "overflow":
			overflowHidden = value == "hidden"
		case "color":
			l.colour(value)
		case "background", "background-color":
			l.background(value)
		case "white-space":
			l.keepLines = strings.HasPrefix(value, "pre")
		}
	}
	l.gone = l.gone || overflowHidden && noHeight
}

func sized(hidden bool) sizing {
	if hidden {
		return vanished
	}
	return shown
}

func isZero(value string) bool {
	n, _, ok := cssNumber(value)
	return ok && n == 0
}

// isTiny reports a font of less than 2 pixels or points, or of no size at all.
func isTiny(value string) bool {
	n, unit, ok := cssNumber(value)
	if !ok {
		return false
	}
	if unit == "px" || unit == "pt" || unit == "" {
		return n < 2
	}
	return n == 0
}

func cssNumber(value string) (n float64, unit string, ok bool) {
	end := 0
	for end < len(value) && (value[end] >= '0' && value[end] <= '9' || value[end] == '.') {
		end++
	}
	n, err := strconv.ParseFloat(value[:end], 64)
	return n, strings.TrimSpace(value[end:]), err == nil
}

func (l *look) colour(value string) {
	if value == "transparent" {
		l.gone = true
		return
	}
	if c, ok := parseColour(value); ok {
		l.fg, l.fgSet = c, true
	}
}

// background reads a background colour, the first in a shorthand. Over an image
// nobody can say what is seen.
func (l *look) background(value string) {
	value = strings.ToLower(value)
	if strings.Contains(value, "url(") {
		l.bg, l.bgSet = unknownColour, true
		return
	}
	if c, ok := parseColour(value); ok {
		l.bg, l.bgSet = c, true
		return
	}
	for word := range strings.FieldsSeq(value) {
		if c, ok := parseColour(word); ok {
			l.bg, l.bgSet = c, true
			return
		}
	}
}

// parseColour reads #rgb, #rrggbb, rgb(r, g, b) and a few names. Another name is
// a colour we do not know.
func parseColour(value string) (rgb, bool) {
	value = strings.ToLower(strings.TrimSpace(value))
	switch value {
	case "white", "window":
		return white, true
	case "black", "windowtext":
		return black, true
	case "", "inherit", "initial", "unset", "none", "transparent", "currentcolor":
		return 0, false
	}
	if hex, ok := strings.CutPrefix(value, "#"); ok {
		return hexColour(hex)
	}
	if inner, ok := strings.CutPrefix(value, "rgb"); ok {
		return functionColour(inner)
	}
	return unknownColour, !strings.ContainsAny(value, " (%")
}

func hexColour(hex string) (rgb, bool) {
	if len(hex) == 3 || len(hex) == 4 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	if len(hex) != 6 && len(hex) != 8 {
		return 0, false
	}
	n, err := strconv.ParseUint(hex[:6], 16, 32)
	return rgb(n), err == nil
}

// functionColour reads "(r, g, b)" or "a(r, g, b, alpha)".
func functionColour(inner string) (rgb, bool) {
	inner = strings.Trim(strings.TrimPrefix(inner, "a"), "() ")
	var c rgb
	parts := strings.FieldsFunc(inner, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(parts) < 3 {
		return 0, false
	}
	for _, part := range parts[:3] {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 255 {
			return 0, false
		}
		c = c<<8 | rgb(n)
	}
	return c, true
}
