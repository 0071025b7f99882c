package mailmsg

import (
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"borgerbot/internal/personal"
)

// Keep says where the content of an attachment goes, by its place in
// [Message.Attachments]; nil leaves it. What the writer answers is its own affair:
// reading goes on.
type Keep func(index int) io.Writer

// Files reads a message once more, as [Parse] read it, and hands the content of
// its files to keep as it streams by, one after another. A mail within the mail is
// not handed over, but its files are; nor is an envelope that could not be opened.
// The error is only ever src's own.
func Files(src Source, lim Limits, m Message, keep Keep) error {
	prepare := asItStands
	if slices.Contains(m.Warnings, WarnRepaired) {
		prepare = repaired
	}
	_, err := readOnce(src, lim, prepare, keep)
	return err
}

// file is the content of the next file, decoded, counted, and kept where somebody
// wants it.
func (r *reading) file(p part) *tally {
	src := r.decoded(p)
	if r.keep != nil {
		if w := r.keep(len(r.attachments)); w != nil {
			src = io.TeeReader(src, tolerant{w})
		}
	}
	return &tally{src: src}
}

// tolerant lets no failure to keep a file stop the reading.
type tolerant struct{ w io.Writer }

func (t tolerant) Write(p []byte) (int, error) {
	_, _ = t.w.Write(p)
	return len(p), nil
}

// attach lists a part as a file and counts its bytes as they go by.
func (r *reading) attach(p part, at place) {
	switch p.kind.value {
	case "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-encrypted":
		return // a seal and no document
	}
	count := r.file(p)
	_, _ = io.Copy(io.Discard, count)
	a := newAttachment(p, count.n)
	// RFC 2387: what a multipart/related holds besides its text belongs in it.
	a.Inline = at.parent == "multipart/related" && p.header.Has("Content-Id") && p.disposition.value != "attachment"
	if a.Class == TNEF {
		r.warn(WarnTNEF)
	}
	r.attachments = append(r.attachments, a)
}

func newAttachment(p part, size int64) Attachment {
	name := safeName(p.fileName())
	return Attachment{
		Name:  personal.New(name),
		Type:  mediaType(p.kind.value),
		Class: classOf(p.kind.value, name),
		Size:  size,
	}
}

// mediaType returns value if it is a media type, and the type that says nothing
// if it is not.
func mediaType(value string) string {
	major, minor, _ := strings.Cut(value, "/")
	if len(value) > 127 || !isToken(major) || !isToken(minor) {
		return "application/octet-stream"
	}
	return value
}

// maxNameRunes is the longest file name shown.
const maxNameRunes = 100

// safeName makes a stranger's file name fit to be shown: the last element of a
// path of any system, one line, letters, digits, blanks and a few signs. What a
// mail claims is never used as a path (RFC 2183 §2.3).
func safeName(name string) string {
	name = strings.ReplaceAll(cleanLine(name), `\`, "/")
	name = name[strings.LastIndexByte(name, '/')+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(" ._-+()[],&'#=@!§", r) {
			return r
		}
		return '_'
	}, name)
	name = strings.Trim(name, ". ")
	if runes := []rune(name); len(runes) > maxNameRunes {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(runes[:maxNameRunes-len(ext)]) + string(ext)
	}
	return name
}

// classOf tells what a file is by its media type, or by its name where the type
// says nothing.
func classOf(mediaType, name string) AttachmentClass {
	if class, known := classByType[mediaType]; known {
		return class
	}
	major, _, _ := strings.Cut(mediaType, "/")
	switch {
	case major == "image":
		return Image
	case major == "text", strings.HasPrefix(mediaType, "application/vnd.openxmlformats-"), strings.HasPrefix(mediaType, "application/vnd.oasis."), strings.HasPrefix(mediaType, "application/vnd.ms-"):
		return Document
	}
	if class, known := classByExtension[strings.ToLower(path.Ext(name))]; known {
		return class
	}
	return Other
}

var classByType = map[string]AttachmentClass{
	"application/pdf":             Document,
	"application/msword":          Document,
	"application/rtf":             Document,
	"text/calendar":               Calendar,
	"text/x-calendar":             Calendar,
	"application/ics":             Calendar,
	"application/zip":             Archive,
	"application/gzip":            Archive,
	"application/x-gzip":          Archive,
	"application/x-7z-compressed": Archive,
	"application/x-rar":           Archive,
	"application/vnd.rar":         Archive,
	"application/x-tar":           Archive,
	"application/vnd.ms-outlook":  Mail,
	"message/rfc822":              Mail,
	"message/global":              Mail,
	"message/news":                Mail,
	"application/pkcs7-mime":      Encrypted,
	"application/x-pkcs7-mime":    Encrypted,
	"application/ms-tnef":         TNEF,
	"application/vnd.ms-tnef":     TNEF,
}

var classByExtension = map[string]AttachmentClass{
	".pdf": Document, ".doc": Document, ".docx": Document, ".odt": Document, ".rtf": Document, ".txt": Document,
	".xls": Document, ".xlsx": Document, ".ods": Document, ".ppt": Document, ".pptx": Document, ".pages": Document,
	".jpg": Image, ".jpeg": Image, ".png": Image, ".gif": Image, ".heic": Image, ".webp": Image, ".tif": Image, ".tiff": Image, ".bmp": Image,
	".ics": Calendar,
	".zip": Archive, ".7z": Archive, ".rar": Archive, ".gz": Archive, ".tar": Archive,
	".eml": Mail, ".msg": Mail,
	".p7m": Encrypted, ".asc": Encrypted, ".pgp": Encrypted, ".gpg": Encrypted,
	".dat": Other,
}
