package intake

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/ident"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
	"borgerbot/internal/store"
)

// Mailbox is what intake must know of a mailbox it takes mail from.
type Mailbox struct {
	ID      string
	Address string
	Sent    string             // the folder of sent mail; empty when not watched
	Owner   casework.AdviserID // whose the inquiries are from the start
	After   After
}

// Department is a part of the municipality, and where its mail comes from.
type Department struct {
	ID      string
	Domains []string // each with a leading @
}

// After is what happens to a message in the mailbox once it has been taken in.
type After struct {
	Flag string // a keyword to set
	Move string // a folder to move it to
}

// Config is what the office has decided about incoming mail.
type Config struct {
	Mailboxes []Mailbox
	// Own are the addresses that the office's own letters come from.
	Own []string
	// Gateways are the senders that deliver Digital Post as mail, WebForms the
	// robots of the municipality's own forms. Entries are addresses or, with a
	// leading @, domains.
	Gateways []string
	WebForms []string
	// Advisers are the advisers' own addresses, Departments the municipality's
	// domains.
	Advisers []string
	// Names are the advisers' names, as citizens write them.
	Names       map[casework.AdviserID]string
	Departments []Department
	// Standing are the words of the office's letters that go by themselves.
	Standing mailmsg.Passages
	// AuthServ is the id of the mail server whose Authentication-Results count.
	AuthServ string
	// Excerpt: the card shows a masked excerpt of the letter.
	Excerpt bool
	Limits  mailmsg.Limits
	// ReadTime bounds the reading and judging of one message.
	ReadTime time.Duration
	// Alarm tells the advisers and the operator. It must not block.
	Alarm func(code AlarmCode, mailbox string, count int)
	// Gap is told how many mails of a folder are missing, each time they are counted;
	// fresh tells that some of them were not missing before. It must not block; nil is
	// nobody.
	Gap func(mailbox, folder string, count int, fresh bool)
	// Beat is called each time Run comes round. It must not block; nil is nobody.
	Beat func()
}

// Intake takes mail in. Take may be called by several mailboxes at a time; Run
// handles what has been taken.
type Intake struct {
	store *store.Store
	names ident.Namer
	keys  desk.Destroyer
	judge *scope.Classifier
	desk  *desk.Desk
	cfg   Config
	log   *slog.Logger

	taken chan taken
	look  chan struct{}

	mu sync.Mutex
	// kept, by folder, is what has been taken and not yet stored.
	kept map[store.Place][]incoming // guarded by mu
	// resting is until when messages that have failed are left alone.
	resting map[casework.MessageID]time.Time // guarded by mu
	// buried, by message, are keys to destroy when its recording is committed.
	buried map[casework.MessageID]string // guarded by mu
}

// taken is a message that waits for its second transaction, with its bytes when
// they are few.
type taken struct {
	id  casework.MessageID
	raw []byte
}

const (
	// queue is how many stored messages wait to be handled before no more are
	// fetched.
	queue = 64
	// together is how many messages at most share a transaction, so that a backlog
	// does not wait for the disk twice for each.
	together = 32
)

// New returns an intake.
func New(s *store.Store, n ident.Namer, keys desk.Destroyer, c *scope.Classifier, d *desk.Desk, cfg Config, log *slog.Logger) *Intake {
	if cfg.Beat == nil {
		cfg.Beat = func() {}
	}
	if cfg.Gap == nil {
		cfg.Gap = func(string, string, int, bool) {}
	}
	return &Intake{
		store: s, names: n, keys: keys, judge: c, desk: d, cfg: cfg, log: log,
		taken: make(chan taken, queue), look: make(chan struct{}, 1), kept: map[store.Place][]incoming{},
		resting: map[casework.MessageID]time.Time{}, buried: map[casework.MessageID]string{},
	}
}

// idle is how often Run looks for messages that came by no queue.
const idle = 30 * time.Second

// Run handles what has been taken until the context ends: first what an earlier
// run left, then what comes.
func (in *Intake) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		in.cfg.Beat()
		if err := in.drain(ctx); err != nil && ctx.Err() == nil {
			in.log.Error("mail waits to be handled", "err", err)
		}
		in.handleTaken(ctx)
	}
	return nil
}

// handleTaken handles what comes until it is time to look for what did not come
// here, or failed. While messages are recorded the next are read.
func (in *Intake) handleTaken(ctx context.Context) {
	timer := time.NewTimer(idle)
	defer timer.Stop()
	recorded := make(chan struct{}, 1)
	recorded <- struct{}{}
	defer func() { <-recorded }()
	for {
		select {
		case <-ctx.Done():
			return
		case next := <-in.taken:
			in.cfg.Beat()
			read := in.readAll(ctx, in.withNext(next))
			<-recorded
			go func() {
				in.record(ctx, read)
				recorded <- struct{}{}
			}()
		case <-timer.C:
			return
		case <-in.look:
			return
		}
	}
}

// Look makes Run look at once for messages that came by no queue. It never blocks.
func (in *Intake) Look() {
	select {
	case in.look <- struct{}{}:
	default:
	}
}

// withNext is a message and those that have come since.
func (in *Intake) withNext(next taken) []taken {
	list := []taken{next}
	for len(list) < together {
		select {
		case next = <-in.taken:
			list = append(list, next)
		default:
			return list
		}
	}
	return list
}

// drain handles the messages that wait in the store, oldest first.
func (in *Intake) drain(ctx context.Context) error {
	for ctx.Err() == nil {
		in.cfg.Beat()
		list, err := in.due(ctx, time.Now())
		if err != nil || len(list) == 0 {
			return err
		}
		in.record(ctx, in.readAll(ctx, list))
	}
	return nil
}

func (in *Intake) mailbox(id string) Mailbox {
	for _, m := range in.cfg.Mailboxes {
		if m.ID == id {
			return m
		}
	}
	return Mailbox{ID: id}
}

// listed reports whether an address is in a list of addresses and @domains.
func listed(list []string, address string) bool {
	address = strings.ToLower(strings.TrimSpace(address))
	_, domain, _ := strings.Cut(address, "@")
	for _, entry := range list {
		entry = strings.ToLower(entry)
		rest, isDomain := strings.CutPrefix(entry, "@")
		if entry == address || isDomain && (domain == rest || strings.HasSuffix(domain, "."+rest)) {
			return address != ""
		}
	}
	return false
}
