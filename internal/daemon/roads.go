package daemon

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/desk"
	"borgerbot/internal/health"
	"borgerbot/internal/ident"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/outbox"
	"borgerbot/internal/personal"
	"borgerbot/internal/slackapp"
	"borgerbot/internal/store"
	"borgerbot/internal/submit"
	"borgerbot/internal/triage"
)

// relay sends letters through the submission server.
type relay struct {
	sender *submit.Sender
	// proof is our own mailbox as a second recipient; empty for none.
	proof string
	roads *health.Roads
}

// Send implements outbox.Relay.
func (r relay) Send(ctx context.Context, p desk.Posting) outbox.Outcome {
	_, err := r.sender.Send(ctx, submit.Envelope{From: p.From, To: personal.New(p.To), Proof: r.proof}, p.Raw)
	if err == nil {
		r.roads.RelayAnswered(true)
		return outbox.Outcome{Ending: outbox.Done}
	}
	var e *submit.Error
	if !errors.As(err, &e) {
		return outbox.Outcome{Ending: outbox.Uncertain}
	}
	o := outbox.Outcome{Err: err, Result: store.Result{Code: e.Code, Enhanced: e.Enhanced, Phase: string(e.Phase)}}
	switch e.Kind {
	case submit.Permanent:
		o.Ending = outbox.Refused
	case submit.Uncertain:
		o.Ending = outbox.Uncertain
	case submit.Config:
		o.Ending, o.After, o.Mend = outbox.Blocked, time.Minute, true
	default:
		o.Ending = outbox.Retry
		if e.Phase == submit.PhaseConnect || e.Phase == submit.PhaseTLS || e.Phase == submit.PhaseAuth {
			o.Ending = outbox.Blocked
		}
	}
	if o.Ending == outbox.Blocked {
		r.roads.RelayFailed(string(e.Phase))
	} else {
		r.roads.RelayAnswered(false)
	}
	return o
}

// probe notices a relay that is closed although there is no letter for it.
func (r relay) probe(ctx context.Context) {
	asked, err := r.sender.Probe(ctx)
	var e *submit.Error
	switch {
	case !asked:
	case err == nil:
		r.roads.RelayAnswered(false)
	case errors.As(err, &e) && ctx.Err() == nil:
		r.roads.RelayFailed(string(e.Phase))
	}
}

// trustFor is how long the channel's trust is believed (design 7).
const trustFor = 60 * time.Second

// channel posts to the advisers' channel.
type channel struct {
	app   *slackapp.App
	roads *health.Roads
	log   *slog.Logger

	mu    sync.Mutex
	trust slackapp.Trust
	sure  bool // the log has said that the channel is trusted
}

// Trusted implements outbox.Channel: nothing is posted on knowledge older than a
// minute, nor when Slack cannot be asked.
func (c *channel) Trusted(ctx context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.trust.OK && time.Since(c.trust.At) < trustFor {
		return true
	}
	trust, err := c.app.Verify(ctx)
	c.trust = trust
	reached := true
	if err == nil {
		c.roads.SlackAnswered(string(distrustWords(trust.Why)))
	} else {
		reached = c.roads.SlackFailed(slackCode(err))
	}
	if err != nil && reached && ctx.Err() == nil {
		level := slog.LevelWarn
		if e := (*slackapp.Error)(nil); errors.As(err, &e) && e.Kind == slackapp.Misconfigured {
			level = slog.LevelError // only a person can change that
		}
		c.log.Log(ctx, level, "slack cannot be asked; nothing is posted", "err", err)
	}
	good := err == nil && trust.OK
	if good && !c.sure {
		c.log.Info("the channel is the advisers' alone; cards are posted")
	}
	c.sure = good
	return good
}

// stranger is the Slack id of whom the channel is not trusted for, as far as known.
func (c *channel) stranger() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trust.Member
}

// distrust makes the next post ask again.
func (c *channel) distrust() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trust = slackapp.Trust{}
}

// Put implements outbox.Channel.
func (c *channel) Put(ctx context.Context, p outbox.Post) (string, outbox.Outcome) {
	post := slackapp.Post{Thread: p.Thread, Text: p.Text, Blocks: p.Blocks, Key: p.Key}
	if p.TS != "" {
		return p.TS, c.outcome(c.app.Update(ctx, p.TS, post))
	}
	ts, err := c.app.Post(ctx, post)
	return ts, c.outcome(err)
}

// Find implements outbox.Channel.
func (c *channel) Find(ctx context.Context, key, thread string, since time.Time) (string, bool, outbox.Outcome) {
	var ts string
	var found bool
	var err error
	if thread != "" {
		ts, found, err = c.app.FindReply(ctx, thread, key)
	} else {
		ts, found, err = c.app.FindByKey(ctx, key, since)
	}
	return ts, found, c.outcome(err)
}

// Delete implements outbox.Channel.
func (c *channel) Delete(ctx context.Context, ts string) outbox.Outcome {
	left, err := c.app.DeleteThread(ctx, ts)
	if err == nil && left > 0 {
		return outbox.Outcome{Ending: outbox.Retry, Result: store.Result{Phase: desk.PhaseLines}}
	}
	return c.outcome(err)
}

func (c *channel) outcome(err error) outbox.Outcome {
	if err == nil {
		return outbox.Outcome{Ending: outbox.Done}
	}
	var e *slackapp.Error
	if !errors.As(err, &e) {
		return outbox.Outcome{Ending: outbox.Uncertain}
	}
	o := outbox.Outcome{After: e.RetryAfter, Result: store.Result{Phase: e.Code}}
	switch e.Kind {
	case slackapp.Misconfigured:
		c.distrust()
		o.Ending, o.After = outbox.Blocked, max(o.After, time.Minute)
	case slackapp.Bug:
		o.Ending = outbox.Refused
	case slackapp.RateLimited:
		o.Ending = outbox.Blocked
	case slackapp.InDoubt:
		o.Ending = outbox.Uncertain
	case slackapp.Gone:
		o.Ending = outbox.Gone
	default:
		o.Ending = outbox.Retry
	}
	return o
}

// answers is how triage answers who pressed.
type answers struct{ app *slackapp.App }

// OpenView implements triage.Slack.
func (a answers) OpenView(ctx context.Context, trigger string, view slack.ModalViewRequest) error {
	_, err := a.app.OpenView(ctx, trigger, view)
	return err
}

// UpdateView implements triage.Slack.
func (a answers) UpdateView(ctx context.Context, viewID, hash string, view slack.ModalViewRequest) error {
	return a.app.UpdateView(ctx, viewID, hash, view)
}

// Tell implements triage.Slack.
func (a answers) Tell(ctx context.Context, to triage.Ear, m card.Message) error {
	post := slackapp.Post{Text: m.Text, Blocks: m.Blocks}
	if to.Address != "" {
		return a.app.Respond(ctx, to.Address, post)
	}
	return a.app.Ephemeral(ctx, to.User, post)
}

// files is the office's mailboxes, for what is filed in them.
type files struct {
	boxes map[string]box
	main  string
	names ident.Namer
}

type box struct {
	watcher      *mailbox.Watcher
	sent, drafts string
}

func (f files) box(id string) box {
	if b, ok := f.boxes[id]; ok {
		return b
	}
	return f.boxes[f.main]
}

// Append implements outbox.Mailbox.
func (f files) Append(ctx context.Context, filing desk.Filing, drafts bool) outbox.Outcome {
	b := f.box(filing.Mailbox)
	folder, flags := b.sent, []string{`\Seen`}
	if drafts {
		folder, flags = b.drafts, []string{`\Draft`, `\Seen`}
	}
	return fileOutcome(b.watcher.Append(ctx, folder, flags, filing.Date, filing.Raw))
}

// Touch implements outbox.Mailbox.
func (f files) Touch(ctx context.Context, t desk.Touch) (desk.Relocation, outbox.Outcome) {
	at, w := mailbox.Place(t.Place), f.box(t.Place.Mailbox).watcher
	switch {
	case t.Flag != "":
		return desk.Relocation{}, repeatable(fileOutcome(w.Flag(ctx, at, t.Flag)))
	case t.Move != "":
		moved, err := w.Move(ctx, at, t.Move)
		return desk.Relocation{To: store.Place(moved.To), Copied: moved.Copied}, repeatable(fileOutcome(err))
	}
	return desk.Relocation{}, repeatable(fileOutcome(w.Delete(ctx, at)))
}

// Remove implements outbox.Mailbox. A letter of ours is known by its Message-ID, which
// only we give; a stranger's may be on another's mail too, so the bytes are compared.
func (f files) Remove(ctx context.Context, r desk.Removal) outbox.Outcome {
	if r.Place != nil {
		_, o := f.Touch(ctx, desk.Touch{Place: *r.Place})
		if o.Ending != outbox.Gone || r.MailID == "" {
			return o
		}
		return f.removeFound(ctx, r.Place.Mailbox, r.MailID, func(raw io.Reader) (bool, error) {
			sum := sha256.New()
			_, err := io.Copy(sum, raw)
			return f.names.Message(ident.Sum(sum.Sum(nil))) == r.Message, err
		})
	}
	b, removed := f.box(r.Mailbox), 0
	for _, folder := range []string{b.drafts, b.sent} {
		if folder == "" {
			continue
		}
		n, err := b.watcher.DeleteByID(ctx, folder, "<"+r.MailID+">")
		if o := repeatable(fileOutcome(err)); o.Ending != outbox.Done && o.Phase != string(mailbox.CodeFolder) {
			return o
		}
		removed += n
	}
	if removed > 0 {
		return outbox.Outcome{Ending: outbox.Done}
	}
	return f.removeFound(ctx, r.Mailbox, r.MailID, nil)
}

// removeFound deletes a mail in whatever folder of a mailbox it lies.
func (f files) removeFound(ctx context.Context, box, mailID string, same func(io.Reader) (bool, error)) outbox.Outcome {
	n, err := f.box(box).watcher.DeleteAnywhere(ctx, "<"+mailID+">", same)
	o := repeatable(fileOutcome(err))
	if o.Ending == outbox.Refused { // a Message-ID that cannot be asked for
		o.Ending = outbox.Gone
	}
	if o.Ending == outbox.Done && n == 0 {
		return outbox.Outcome{Ending: outbox.Gone, Result: store.Result{Phase: string(mailbox.CodeMessage)}}
	}
	return o
}

// maxDraft is how large a draft is that we have put there and nobody has changed.
const maxDraft = 1 << 20

// Withdraw implements outbox.Mailbox. Mail servers write a draft anew, so its words
// and its recipients are compared and not its bytes.
func (f files) Withdraw(ctx context.Context, filing desk.Filing) (bool, outbox.Outcome) {
	b := f.box(filing.Mailbox)
	want, err := parseDraft(filing.Raw)
	if err != nil {
		return false, outbox.Outcome{Ending: outbox.Refused}
	}
	same := func(r io.Reader) (bool, error) {
		raw, err := io.ReadAll(io.LimitReader(r, maxDraft))
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			return false, err
		}
		got, err := parseDraft(raw)
		return err == nil && got.SameWords(want), nil
	}
	deleted, left, err := b.watcher.DeleteSame(ctx, b.drafts, "<"+filing.MailID+">", same)
	o := repeatable(fileOutcome(err))
	if o.Ending == outbox.Done && deleted == 0 {
		o.Ending = outbox.Gone
	}
	return left > 0, o
}

func parseDraft(raw []byte) (mailmsg.Message, error) {
	return mailmsg.Parse(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }, mailmsg.DefaultLimits())
}

// repeatable: doing it twice is doing it once.
func repeatable(o outbox.Outcome) outbox.Outcome {
	if o.Ending == outbox.Uncertain {
		o.Ending = outbox.Retry
	}
	return o
}

// Find implements outbox.Mailbox.
func (f files) Find(ctx context.Context, id, mailID string, drafts bool) (bool, outbox.Outcome) {
	b := f.box(id)
	folder := b.sent
	if drafts {
		folder = b.drafts
	}
	found, err := b.watcher.Find(ctx, folder, "<"+mailID+">")
	return found, repeatable(fileOutcome(err))
}

func fileOutcome(err error) outbox.Outcome {
	if err == nil {
		return outbox.Outcome{Ending: outbox.Done}
	}
	var e *mailbox.Error
	if !errors.As(err, &e) {
		return outbox.Outcome{Ending: outbox.Uncertain}
	}
	o := outbox.Outcome{After: e.Wait, Result: store.Result{Phase: string(e.Code)}}
	switch e.Code {
	case mailbox.CodeStale, mailbox.CodeMessage:
		o.Ending = outbox.Gone
	case mailbox.CodeKeyword, mailbox.CodeInput:
		o.Ending = outbox.Refused
	case mailbox.CodeFolder, mailbox.CodeAuth, mailbox.CodeToken, mailbox.CodeTLS, mailbox.CodeConnect:
		o.Ending = outbox.Retry
	default:
		o.Ending = outbox.Uncertain
	}
	return o
}
