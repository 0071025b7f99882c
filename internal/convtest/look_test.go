package convtest

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

// letter is something the relay has taken.
type letter struct {
	standin.Submitted
	id   string // Message-ID
	key  string
	kind string // L01, or the code of an alarm
	told bool   // the story has named it
}

// observe takes note of what is new: letters, inquiries, messages in Slack and
// what the log warns of.
func (s *story) observe() error {
	if !store.Exists(s.dir) {
		return nil
	}
	for _, line := range s.log.fresh() {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") {
			s.note("  log: %s", line)
		}
	}
	if err := s.view(s.newInquiries); err != nil {
		return err
	}
	if err := s.newLetters(); err != nil {
		return err
	}
	messages := s.Channel().Messages()
	for _, m := range messages[min(s.seen, len(messages)):] {
		where := "channel"
		if m.ThreadTS != "" {
			where = "thread"
		}
		first, _, _ := strings.Cut(m.Read(s.Slack.Names()), "\n")
		s.note("  %s: %s", where, first)
	}
	s.seen = len(messages)
	return nil
}

// newInquiries looks which of the letters that came have opened an inquiry, and
// whether there is one of a letter that could not be fetched.
func (s *story) newInquiries(tx *store.Tx) error {
	names := s.vault.Names()
	for _, sum := range s.mails {
		id, _ := names.Inquiry(names.Message(sum), 0)
		q, err := tx.Inquiry(id)
		if errors.Is(err, store.ErrNotFound) || slices.Contains(s.inquiries, id) {
			continue
		}
		if err != nil {
			return err
		}
		s.newInquiry(q)
	}
	open, err := tx.Open(everything)
	for _, q := range open {
		if !slices.Contains(s.inquiries, q.ID) {
			s.newInquiry(q)
		}
	}
	return err
}

// everything is more than a story has.
const everything = 1000

func (s *story) newInquiry(q store.Inquiry) {
	s.inquiries = append(s.inquiries, q.ID)
	s.note("  inquiry %d: %s, %s %v %v %v", len(s.inquiries), q.Ref, q.Verdict.Remit, q.Verdict.Kinds, q.Verdict.Grounds, q.Verdict.Flags)
}

// newLetters tells letters and alarms among what the relay has taken since.
func (s *story) newLetters() error {
	for _, m := range s.SMTP.Submissions()[len(s.letters)+len(s.alarms):] {
		parsed, err := mail.ReadMessage(strings.NewReader(string(m.Data)))
		if err != nil {
			return fmt.Errorf("a letter that cannot be read: %w", err)
		}
		l := letter{Submitted: m, id: strings.Trim(parsed.Header.Get("Message-ID"), "<>")}
		var o store.Outgoing
		if err := s.view(func(tx *store.Tx) error {
			o, err = tx.OutgoingByMailID(l.id)
			return err
		}); err != nil {
			return fmt.Errorf("a letter the store does not know: %w", err)
		}
		l.key, l.kind = o.Key, o.Kind
		if o.Kind == "alarm" {
			l.kind = alarmCode(o.Key)
			s.alarms = append(s.alarms, l)
		} else {
			s.letters = append(s.letters, l)
		}
		s.note("  %s to %s", l.kind, strings.Join(m.To, ", "))
	}
	return nil
}

// alarmCode is the code in an alarm's key: system/CODE/… or ID/alarm/CODE/….
func alarmCode(key string) string {
	parts := strings.Split(key, "/")
	if parts[0] == "system" {
		return parts[1]
	}
	return parts[2]
}

// newest is the newest letter of a kind, or of any.
func (s *story) newest(kind string) (letter, error) {
	for _, l := range slices.Backward(s.letters) {
		if kind == "" || l.kind == kind {
			return l, nil
		}
	}
	return letter{}, fmt.Errorf("no letter %s has left", kind)
}

// cmp: cmp WHAT … FILE
func (s *story) cmp(args []string) error {
	if len(args) < 2 {
		return errors.New("cmp WHAT … FILE")
	}
	what, about, name := args[0], args[1:len(args)-1], args[len(args)-1]
	look, ok := looks()[what]
	if !ok {
		return fmt.Errorf("there is no way to look at %q", what)
	}
	got, err := look(s, about)
	if err != nil {
		return err
	}
	f, err := s.file(name)
	if err != nil {
		return err
	}
	got = strings.TrimSpace(s.named(got)) + "\n"
	if got == string(f.Data) {
		return nil
	}
	if *update {
		s.changed = true
		f.Data = []byte(got)
		return nil
	}
	s.t.Errorf("%s:%d:\n%s", s.path, s.line, diff.Diff("want "+name, f.Data, "got", []byte(got)))
	return nil
}

// named gives references and ids, which differ from run to run, stable names of
// the same length.
func (s *story) named(text string) string {
	var pairs []string
	for i, id := range s.inquiries {
		q, err := s.stored(id)
		if err != nil {
			continue
		}
		pairs = append(pairs, string(q.Ref), fmt.Sprintf("BR-%s-%d", strings.Repeat(string(rune('A'+i)), 6), i+1))
	}
	for _, l := range s.letters {
		pairs = append(pairs, l.id, l.kind)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// looks are the ways to look at what has come of a story.
func looks() map[string]func(*story, []string) (string, error) {
	return map[string]func(*story, []string) (string, error){
		"card": (*story).lookCard, "thread": (*story).lookThread, "journal": (*story).lookJournal,
		"modal": (*story).lookModal, "whisper": (*story).lookWhisper, "errors": (*story).lookErrors,
		"letter": (*story).lookLetter, "alarm": (*story).lookAlarm, "drafts": (*story).lookDrafts,
		"digest": (*story).lookDigest, "channel": (*story).lookChannel, "inbox": (*story).lookInbox,
		"folder": (*story).lookFolder, "home": (*story).lookHome, "export": (*story).lookExport, "records": (*story).lookRecords,
		"insights": (*story).lookInsights,
	}
}

func (s *story) lookCard(number []string) (string, error) {
	ts, err := s.card(number)
	if err != nil {
		return "", err
	}
	m, err := s.message(ts)
	return m.Read(s.Slack.Names()), err
}

func (s *story) lookThread(number []string) (string, error) {
	ts, err := s.card(number)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, m := range s.Channel().Thread(ts) {
		lines = append(lines, m.Read(s.Slack.Names()))
	}
	return strings.Join(lines, "\n\n"), nil
}

// lookJournal is an inquiry's journal: when, what, whose hand.
func (s *story) lookJournal(number []string) (string, error) {
	id, err := s.inquiry(number)
	if err != nil {
		return "", err
	}
	var lines []string
	err = s.view(func(tx *store.Tx) error {
		events, err := tx.Journal(id)
		for _, ev := range events {
			line := fmt.Sprintf("%s %s, %s %s", ev.At.In(s.place).Format("2006-01-02 15:04"), ev.Type, ev.By.Role, ev.By.Adviser)
			lines = append(lines, strings.TrimSpace(line))
		}
		return err
	})
	return strings.Join(lines, "\n"), err
}

func (s *story) lookModal(who []string) (string, error) {
	if len(who) != 1 {
		return "", errors.New("cmp modal WHO FILE")
	}
	v, ok := s.Slack.OpenView(s.user(who[0]))
	if !ok {
		return "", errors.New("no window is open")
	}
	return standin.RenderViewText(v, s.Slack.Names()), nil
}

func (s *story) lookHome(who []string) (string, error) {
	if len(who) != 1 {
		return "", errors.New("cmp home WHO FILE")
	}
	v, ok := s.Slack.Home(s.user(who[0]))
	if !ok {
		return "", errors.New("she has no home tab")
	}
	return lastContact.ReplaceAllString(standin.RenderViewText(v, s.Slack.Names()), ""), nil
}

// lastContact moves on by itself, and a daemon that has just started knows of none.
var lastContact = regexp.MustCompile(`, sidst [^\n]*`)

func (s *story) lookWhisper(who []string) (string, error) {
	if len(who) != 1 {
		return "", errors.New("cmp whisper WHO FILE")
	}
	all := s.Slack.Ephemerals(s.user(who[0]))
	if len(all) == 0 {
		return "", errors.New("nothing has been whispered")
	}
	return all[len(all)-1].Read(s.Slack.Names()), nil
}

func (s *story) lookErrors([]string) (string, error) { return s.said.String(), nil }

func (s *story) lookLetter(kind []string) (string, error) {
	l, err := s.newest(strings.Join(kind, ""))
	if err != nil {
		return "", err
	}
	return asRead(l.Data)
}

func (s *story) lookAlarm(code []string) (string, error) {
	for _, l := range slices.Backward(s.alarms) {
		if len(code) == 0 || l.kind == code[0] || code[0] == "operator" && strings.HasSuffix(l.key, "/-operator") {
			return asRead(l.Data)
		}
	}
	return "", errors.New("no such alarm has been mailed")
}

// lookDrafts: cmp drafts [MAILBOX] FILE
func (s *story) lookDrafts(mailbox []string) (string, error) {
	var drafts []string
	box := s.mailbox(mailbox)
	for _, d := range s.Mailbox(box.ID).Messages(box.Drafts) {
		text, err := asRead(d.Raw)
		if err != nil {
			return "", err
		}
		drafts = append(drafts, text)
	}
	return strings.Join(drafts, "\n----\n"), nil
}

// asRead is a letter as a person reads it, with the fields that matter.
func asRead(raw []byte) (string, error) {
	header, text, err := readable(raw)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, name := range []string{"From", "To", "Reply-To", "Subject", "Auto-Submitted", "In-Reply-To"} {
		if v := header.Get(name); v != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, v)
		}
	}
	return b.String() + "\n" + text, nil
}

// lookDigest is the newest overview of the morning.
func (s *story) lookDigest([]string) (string, error) {
	for _, m := range slices.Backward(s.Channel().Messages()) {
		text := m.Read(s.Slack.Names())
		if m.ThreadTS == "" && strings.HasPrefix(text, "Godmorgen") {
			return text, nil
		}
	}
	return "", errors.New("there is no digest")
}

// lookChannel is the first line of everything in the channel.
//
// What is posted within the same second, say an alarm and the card of a mail that
// waited while the daemon was down, stands in the order of its words, lines after
// their card: which of two is first is for the machine to decide.
func (s *story) lookChannel([]string) (string, error) {
	type line struct{ second, order, text string }
	var lines []line
	heads := map[string]string{}
	for _, m := range s.Channel().Messages() {
		first, _, _ := strings.Cut(m.Read(s.Slack.Names()), "\n")
		second, _, _ := strings.Cut(m.TS, ".")
		l := line{second: second, order: s.named(first), text: first}
		if m.ThreadTS == "" {
			heads[m.TS] = l.order
		} else {
			l.order, l.text = heads[m.ThreadTS]+"\n", "  "+first
		}
		if m.Deleted {
			l.text = "(slettet)"
		}
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(strings.Compare(a.second, b.second), strings.Compare(a.order, b.order))
	})
	var told []string
	for _, l := range lines {
		told = append(told, l.text)
	}
	return strings.Join(told, "\n"), nil
}

// lookInbox is every mail of the first mailbox's inbox: what the store made of
// it, and its flags.
func (s *story) lookInbox([]string) (string, error) {
	var lines []string
	box := s.Config.Mailboxes[0]
	err := s.view(func(tx *store.Tx) error {
		listed, err := tx.Unfetched(100)
		if err != nil {
			return err
		}
		for _, m := range s.IMAP.Messages(box.Inbox) {
			line := fmt.Sprintf("%d not in the store", m.UID)
			for _, l := range listed {
				if l.Folder == box.Inbox && l.UID == m.UID {
					line = fmt.Sprintf("%d listed as %s, received %s", m.UID, l.Kind, l.Received.In(s.Config.Location).Format("2006-01-02 15:04"))
				}
			}
			if known, err := s.kept(tx, box.ID, box.Inbox, m); err == nil {
				line = strings.TrimSpace(fmt.Sprintf("%d %s %s", m.UID, known.State, known.Reason))
				if i := slices.Index(s.inquiries, known.Inquiry); i >= 0 {
					line += fmt.Sprintf(" %d", i+1)
				}
			}
			if len(m.Flags) > 0 {
				line += fmt.Sprintf(" %v", m.Flags)
			}
			lines = append(lines, line)
		}
		return nil
	})
	return strings.Join(lines, "\n"), err
}

// lookFolder is the subjects of what lies in a folder.
func (s *story) lookFolder(name []string) (string, error) {
	if len(name) != 1 {
		return "", errors.New("cmp folder [MAILBOX/]FOLDER FILE")
	}
	lines := []string{fmt.Sprintf("%s:", name[0])}
	id, folder, ok := strings.Cut(name[0], "/")
	if !ok {
		id, folder = s.Config.Mailboxes[0].ID, name[0]
	}
	for _, m := range s.Mailbox(id).Messages(folder) {
		header, _, err := readable(m.Raw)
		if err != nil {
			return "", err
		}
		lines = append(lines, header.Get("Subject"))
	}
	return strings.Join(lines, "\n"), nil
}
