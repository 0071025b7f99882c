package mailmsg

// Limits bound what one message may cost. They hold before any library sees
// the bytes; what lies beyond them is left out with a [Warning].
type Limits struct {
	// Bytes of the raw message that are read.
	Bytes int64
	// Depth of multiparts, embedded messages and signed envelopes in each other.
	Depth int
	// Parts of the whole message.
	Parts int
	// PartHeaderBytes of one header block, the message's own included.
	PartHeaderBytes int64
	// TextBytes of readable text ([Message.Text]).
	TextBytes int64
	// MarkupBytes of text parts as they stand in the mail. HTML is often ten
	// times the text it holds.
	MarkupBytes int64
	// SealedBytes of a signed envelope, which must be held in memory to open.
	SealedBytes int64
}

// DefaultLimits admit what real mail programs send, with a wide margin.
func DefaultLimits() Limits {
	return Limits{
		Bytes:           64 << 20,
		Depth:           30,
		Parts:           1000,
		PartHeaderBytes: 256 << 10,
		TextBytes:       2 << 20,
		MarkupBytes:     8 << 20,
		SealedBytes:     8 << 20,
	}
}

// Counts that bound lists taken from a header. Nobody needs more; a stranger
// may send more.
const (
	maxAddresses = 100
	maxIDs       = 100
	maxParams    = 64
	maxResults   = 20
)
