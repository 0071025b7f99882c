package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/standin"
)

// unmet says what of a step's words a text does not hold, or holds although it
// must not. A date that depends on today may be that of when the scene began.
func (p *player) unmet(text string, s step, a *act) error {
	text = flat(text)
	holds := func(words string) bool {
		return strings.Contains(text, flat(p.fill(words, a, time.Now()))) || strings.Contains(text, flat(p.fill(words, a, a.begun)))
	}
	for _, words := range s.Shows {
		if !holds(words) {
			return fmt.Errorf("%q is not there: %s", p.fill(words, a, time.Now()), text)
		}
	}
	for _, words := range s.Hides {
		if holds(words) {
			return fmt.Errorf("%q is there: %s", p.fill(words, a, time.Now()), text)
		}
	}
	return nil
}

// reveal shows what a step looked for.
func (p *player) reveal(head string, what seen, s step, a *act) {
	var words []string
	for _, w := range s.Shows {
		words = append(words, p.fill(w, a, time.Now()))
	}
	p.head(head)
	p.show(what, s.Whole, words, p.story.Words.More)
}

// mailed reads the letters that have left since it was last called.
func (p *player) mailed() error {
	submitted := p.stage.SMTP.Submissions()
	for _, m := range submitted[len(p.post):] {
		read, err := readMail(m.Data)
		if err != nil {
			return err
		}
		read.to = m.To
		p.post = append(p.post, read)
	}
	return nil
}

// arrived waits for a letter to an address with a subject that begins so, and
// marks it as told.
func (p *player) arrived(ctx context.Context, s step, to string, a *act) (post, error) {
	var found int
	err := until(ctx, func() error {
		if err := p.mailed(); err != nil {
			return err
		}
		found = slices.IndexFunc(p.post, func(m post) bool {
			return !m.told && slices.Contains(m.to, to) && strings.HasPrefix(m.subject, s.Subject)
		})
		if found < 0 {
			return fmt.Errorf("no letter %q to %s", s.Subject, to)
		}
		p.meet(p.post[found], to, a)
		return p.unmet(p.post[found].subject+"\n"+p.post[found].text, s, a)
	})
	if err != nil {
		return post{}, err
	}
	p.post[found].told = true
	return p.post[found], nil
}

// meet takes over from a scene's first letter to its citizen what others refer to.
func (p *player) meet(m post, to string, a *act) {
	if to != a.address || a.receipt.messageID != "" {
		return
	}
	a.receipt = m
	if refs := casework.FindReferences(m.subject); len(refs) > 0 {
		a.ref = string(refs[0])
	}
}

// letter waits for a letter to the citizen, or to each of To.
func (p *player) letter(ctx context.Context, s step, a *act) error {
	addressees := s.To
	if len(addressees) == 0 {
		addressees = []string{a.address}
	}
	for i, to := range addressees {
		m, err := p.arrived(ctx, s, to, a)
		if err != nil {
			return err
		}
		if i > 0 {
			continue // the same to another
		}
		subject := replace(p.story.Words.Subject, "subject", m.subject)
		p.reveal(replace(p.story.Words.Gets, "name", p.nameOf(to, a)), seen{
			passages: append([]string{subject}, strings.Split(m.text, "\n\n")...), between: "\n", always: 1,
		}, s, a)
	}
	return nil
}

// nameOf is whose an address is.
func (p *player) nameOf(address string, a *act) string {
	for _, v := range p.stage.Config.Advisers {
		if v.Email == address {
			return v.Name
		}
	}
	return a.name
}

// plainReceipt waits for a receipt like those before it, which need not be shown.
func (p *player) plainReceipt(ctx context.Context, s step, a *act) error {
	s.Subject = p.story.Words.Receipt
	_, err := p.arrived(ctx, s, a.address, a)
	if err == nil {
		p.head(replace(p.story.Words.GetsReceipt, "name", a.name))
	}
	return err
}

// card waits for the scene's card: a new one, when it has none yet.
func (p *player) card(ctx context.Context, s step, a *act) error {
	var m standin.Message
	err := until(ctx, func() error {
		if a.ts == "" && !p.bind(a) {
			return errors.New("there is no new card")
		}
		m, _ = p.message(a.ts)
		return p.unmet(m.Read(p.stage.Slack.Names()), s, a)
	})
	if err != nil {
		return err
	}
	p.reveal(p.story.Words.Card, seen{passages: p.painted(m.Blocks), always: 1}, s, a)
	return nil
}

// bind makes the card with the number of the scene's receipt the scene's card;
// where there is no receipt, the oldest that is no other's.
func (p *player) bind(a *act) bool {
	for _, m := range p.stage.Channel().Messages() {
		refs := casework.FindReferences(m.Text)
		if m.ThreadTS == "" && len(refs) > 0 && !p.bound[m.TS] && (a.ref == "" || a.ref == string(refs[0])) {
			p.bound[m.TS], a.ts, a.ref = true, m.TS, string(refs[0])
			return true
		}
	}
	return false
}

func (p *player) message(ts string) (standin.Message, bool) {
	messages := p.stage.Channel().Messages()
	i := slices.IndexFunc(messages, func(m standin.Message) bool { return m.TS == ts })
	if i < 0 {
		return standin.Message{}, false
	}
	return messages[i], true
}

func (p *player) painted(blocks []standin.Block) []string {
	var passages []string
	for _, b := range blocks {
		passages = append(passages, standin.RenderText([]standin.Block{short(b)}, p.stage.Slack.Names()))
	}
	return passages
}

// choicesShown is how many choices of a menu are shown; nobody reads sixty.
const choicesShown = 3

// short is a block whose menu shows only its first choices.
func short(b standin.Block) standin.Block {
	if b.Element == nil || len(b.Element.Options) <= 2*choicesShown {
		return b
	}
	menu := *b.Element
	menu.Options = append(slices.Clone(menu.Options[:choicesShown]), standin.Option{Text: standin.Text{Text: "…"}})
	b.Element = &menu
	return b
}

// threadLine waits for a line under the scene's card.
func (p *player) threadLine(ctx context.Context, s step, a *act) error {
	return p.oneOf(ctx, p.story.Words.Thread, func() []standin.Message { return p.stage.Channel().Thread(a.ts) }, s, a)
}

// whisper waits for a word that only one adviser sees.
func (p *player) whisper(ctx context.Context, s step, a *act) error {
	who := p.adviser(s.Who)
	return p.oneOf(ctx, replace(p.story.Words.Whisper, "name", who.Name),
		func() []standin.Message { return p.stage.Slack.Ephemerals(who.Slack) }, s, a)
}

// oneOf waits until one of the messages holds what the step looks for.
func (p *player) oneOf(ctx context.Context, head string, messages func() []standin.Message, s step, a *act) error {
	var text string
	err := until(ctx, func() error {
		err := errors.New("there is no message")
		for _, m := range messages() {
			text = m.Read(p.stage.Slack.Names())
			if err = p.unmet(text, s, a); err == nil {
				return nil
			}
		}
		return err
	})
	if err == nil {
		p.head(head)
		p.box(text)
	}
	return err
}

// window waits for what an adviser's open window shows.
func (p *player) window(ctx context.Context, s step, a *act) error {
	who := p.adviser(s.Who)
	var v standin.View
	err := until(ctx, func() error {
		var open bool
		if v, open = p.stage.Slack.OpenView(who.Slack); !open {
			return errors.New("no window is open")
		}
		return p.unmet(standin.RenderViewText(v, p.stage.Slack.Names()), s, a)
	})
	if err != nil {
		return err
	}
	var buttons []string
	for _, b := range []*standin.Text{v.Close, v.Submit} {
		if b != nil {
			buttons = append(buttons, "["+b.Text+"]")
		}
	}
	p.reveal(replace(p.story.Words.Window, "name", who.Name, "title", v.Title.Text),
		seen{passages: append(p.painted(v.Blocks), strings.Join(buttons, "  "))}, s, a)
	return nil
}

// draftLies waits for a draft to the citizen in the Drafts folder.
func (p *player) draftLies(ctx context.Context, s step, a *act) error {
	var read post
	err := until(ctx, func() error {
		drafts := p.stage.Drafts()
		if len(drafts) == 0 {
			return errors.New("there is no draft")
		}
		a.draft = drafts[len(drafts)-1]
		var err error
		if read, err = readMail(a.draft.Raw); err != nil {
			return err
		}
		return p.unmet(read.text, s, a)
	})
	if err == nil {
		p.head(p.story.Words.Draft)
		p.box(replace(p.story.Words.Subject, "subject", read.subject) + "\n\n" + read.text)
	}
	return err
}

// robots waits until so many mails (Count) are known to be from robots.
func (p *player) robots(ctx context.Context, s step, _ *act) error {
	err := until(ctx, func() error {
		n, err := p.stage.Robots(ctx)
		if err == nil && n != s.Count {
			err = fmt.Errorf("%d mails are known to be a robot's", n)
		}
		return err
	})
	if err == nil {
		p.head(p.story.Words.Robot)
	}
	return err
}
