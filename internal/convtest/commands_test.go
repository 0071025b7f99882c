package convtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/ident"
)

// command is a word a script line begins with.
type command struct {
	do func(*story, []string) error
	// looks: it changes nothing, so nothing has to settle.
	looks bool
	// outside: the office need not be open.
	outside bool
}

// commands are described in the package comment.
func commands() map[string]command {
	act := func(do func(*story, []string) error) command { return command{do: do} }
	look := func(do func(*story, []string) error) command { return command{do: do, looks: true} }
	return map[string]command{
		"at": {do: (*story).at, outside: true}, "office": {do: (*story).openOffice, outside: true},
		"mail": act((*story).mail), "bounce": act((*story).bounce), "outlook": act((*story).outlook), "edit": act((*story).edit),
		"press": act((*story).press), "stale": act((*story).stale), "choose": act((*story).choose),
		"submit": act((*story).submit), "close": act((*story).closeWindow), "slash": act((*story).slash),
		"home": act((*story).openHome), "presshome": act((*story).pressHome), "presswhisper": act((*story).pressWhisper),
		"operator": act((*story).operator), "channel": act((*story).channel),
		"mkdir": act((*story).mkdir), "records": act((*story).records),
		"tidy": act((*story).tidy), "say": act((*story).say), "unsay": act((*story).unsay),
		"renumber": act((*story).renumber), "expunge": act((*story).expunge),
		"fail": look((*story).fail), "heal": act((*story).heal),
		"stop": act(func(s *story, _ []string) error { return s.stop() }), "start": act(func(s *story, _ []string) error { return s.start() }),
		"setback": act((*story).setBack),
		"backup":  look((*story).backup), "restore": act((*story).restore), "rotate": act((*story).rotate),
		"crash": act(func(s *story, _ []string) error { return s.kill() }), "reconfigure": act(func(s *story, args []string) error { return s.reconfigure(args) }),
		"cmp": look((*story).cmp), "letters": look((*story).expectLetters), "alarms": look((*story).expectAlarms),
		"inquiries": look((*story).expectInquiries), "twice": look((*story).expectTwice), "log": look((*story).expectLog),
	}
}

func sumOf(raw []byte) ident.Sum { return ident.Sum(sha256.Sum256(raw)) }

// operator: operator ACT [N]
func (s *story) operator(args []string) error {
	ctx := context.Background()
	if len(args) > 1 && args[0] == "refused" {
		var refused *casework.Refusal
		if err := s.operator(args[1:]); !errors.As(err, &refused) {
			return fmt.Errorf("it was not refused: %w", err)
		}
		return nil
	}
	acts := map[string]casework.EventType{"erase": casework.Erase, "handed-over": casework.RecordHandOver}
	if len(args) == 0 || args[0] != "adopt" && args[0] != "act" && args[0] != "export" && args[0] != "person" && acts[args[0]] == "" {
		return errors.New("operator erase, handed-over, adopt, act, export or person, and which")
	}
	in, err := daemon.Open(ctx, s.Config, false, func() {})
	if err != nil {
		return err
	}
	switch args[0] {
	case "adopt":
		err = s.adopt(ctx, in, args[1:])
	case "act":
		err = s.commandLine(ctx, in, args[1:])
	case "export":
		err = s.exportCase(ctx, in, args[1:])
	case "person":
		err = s.exportPerson(ctx, in, args[1:])
	default:
		err = s.operatorAct(ctx, in, acts[args[0]], args[1:])
	}
	// What is begun is carried out by the daemon within a minute.
	s.pass(time.Minute)
	return errors.Join(err, in.Close())
}

func (s *story) operatorAct(ctx context.Context, in *daemon.Installation, act casework.EventType, number []string) error {
	id, err := s.inquiry(number)
	if err != nil {
		return err
	}
	_, err = in.Desk.Do(ctx, id, casework.Event{
		Type: act, At: time.Now(), By: casework.Actor{Role: casework.ByOperator},
	}, casework.None)
	return err
}

// commandLine: operator act ACT N [as=WHO] [field=value …]
func (s *story) commandLine(ctx context.Context, in *daemon.Installation, args []string) error {
	if len(args) < 2 {
		return errors.New("operator act ACT N [as=WHO] [field=value …]")
	}
	id, err := s.inquiry(args[1:2])
	if err != nil {
		return err
	}
	o := daemon.Order{Act: casework.EventType(args[0]), Fields: map[string]string{}}
	for _, a := range args[2:] {
		name, value, _ := strings.Cut(a, "=")
		if name == "as" {
			o.As = casework.AdviserID(value)
			continue
		}
		o.Fields[name] = value
		s.rememberTyped(value)
	}
	q, err := in.Desk.Find(ctx, id)
	if err == nil {
		_, err = in.Act(ctx, q, o)
	}
	return err
}

// adopt takes in the N-th mail of the story although it was taken for a robot's.
func (s *story) adopt(ctx context.Context, in *daemon.Installation, number []string) error {
	n, err := strconv.Atoi(strings.Join(number, ""))
	if err != nil || n < 1 || n > len(s.mails) {
		return errors.New("operator adopt N: the N-th mail of the story")
	}
	return in.AdoptMessage(ctx, in.Names.Message(s.mails[n-1]))
}

// renumber: renumber FOLDER
func (s *story) renumber(args []string) error {
	if len(args) != 1 {
		return errors.New("renumber FOLDER")
	}
	s.IMAP.ResetUIDValidity(args[0])
	return nil
}

// mkdir: mkdir FOLDER
func (s *story) mkdir(args []string) error {
	if len(args) != 1 {
		return errors.New("mkdir FOLDER")
	}
	s.IMAP.CreateFolder(args[0])
	return nil
}

// tidy: tidy N FOLDER
func (s *story) tidy(args []string) error {
	inbox := s.Config.Mailboxes[0].Inbox
	mails := s.IMAP.Messages(inbox)
	n, err := strconv.Atoi(args[0])
	if err != nil || len(args) != 2 || n < 1 || n > len(mails) {
		return errors.New("tidy N FOLDER: the N-th mail of the inbox")
	}
	m := mails[n-1]
	s.IMAP.Deliver(args[1], m.Raw, m.InternalDate)
	s.IMAP.Expunge(inbox, m.UID)
	return nil
}

// say: say WHO WORDS
func (s *story) say(args []string) error {
	if len(args) != 2 {
		return errors.New("say WHO WORDS")
	}
	card, err := s.card(nil)
	if err == nil {
		s.words = append(s.words, s.Channel().Say(s.user(args[0]), card, args[1]))
	}
	return err
}

// unsay: what advisers have said in threads, they delete.
func (s *story) unsay([]string) error {
	s.troubled = true // the thread is gone when it is next asked for
	for _, ts := range s.words {
		s.Channel().Unsay(ts)
	}
	return nil
}

// expunge: expunge N
func (s *story) expunge(args []string) error {
	inbox := s.IMAP.Messages(s.Config.Mailboxes[0].Inbox)
	n, err := strconv.Atoi(strings.Join(args, ""))
	if err != nil || n < 1 || n > len(inbox) {
		return errors.New("expunge N: the N-th mail of the inbox")
	}
	s.IMAP.Expunge(s.Config.Mailboxes[0].Inbox, inbox[n-1].UID)
	return nil
}

// expectLetters: letters [KIND …]
func (s *story) expectLetters(want []string) error { return told(s.letters, want) }

// expectAlarms: alarms [CODE …]. Every adviser gets each whom it does not concern;
// the first one's count, and those to anybody else of the office.
func (s *story) expectAlarms(want []string) error {
	byAddress := map[string][]letter{}
	var counted []letter
	here := s.Config.Advisers[max(0, slices.IndexFunc(s.Config.Advisers, func(a config.Adviser) bool { return len(a.Absences) == 0 }))]
	for i := range s.alarms {
		s.alarms[i].told = true
		to := s.alarms[i].To[0]
		byAddress[to] = append(byAddress[to], s.alarms[i])
		if to == here.Alarms || !s.offices(to) {
			counted = append(counted, s.alarms[i])
		}
	}
	for _, a := range s.Config.Advisers {
		got, all := len(byAddress[a.Alarms]), len(byAddress[here.Alarms])
		away := len(a.Absences) > 0 && got < all
		if got != all && !away && !s.concerned() {
			return fmt.Errorf("%d alarms for %s", got, a.ID)
		}
	}
	return told(counted, want)
}

// concerned reports whether an inquiry of the story concerns an adviser.
func (s *story) concerned() bool {
	return slices.ContainsFunc(s.inquiries, func(id casework.ID) bool {
		q, err := s.stored(id)
		return err == nil && len(q.Course.Concerns) > 0
	})
}

func told(letters []letter, want []string) error {
	var got []string
	for i := range letters {
		letters[i].told = true
		got = append(got, letters[i].kind)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("there are %v, not %v", got, want)
	}
	return nil
}

// expectInquiries: inquiries [STATE …]
func (s *story) expectInquiries(want []string) error {
	var got []string
	for _, id := range s.inquiries {
		q, err := s.stored(id)
		if err != nil {
			return err
		}
		got = append(got, string(q.Course.State))
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("there are %v, not %v", got, want)
	}
	return nil
}

// expectTwice: twice KIND
func (s *story) expectTwice(args []string) error {
	l, err := s.newest(strings.Join(args, ""))
	if err != nil {
		return err
	}
	n := 0
	for _, other := range s.letters {
		if other.id == l.id {
			n++
		}
	}
	if n != 2 {
		return fmt.Errorf("it left %d times", n)
	}
	s.repeated = append(s.repeated, l.id)
	return nil
}

// expectLog: log 'WORDS'
func (s *story) expectLog(args []string) error {
	words := strings.Join(args, " ")
	s.expected = append(s.expected, words)
	if !strings.Contains(s.log.String(), words) {
		return errors.New("the log does not say so")
	}
	return nil
}
