package convtest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"borgerbot/internal/casework"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

// user is the Slack id of whom a story names.
func (s *story) user(who string) string {
	for _, a := range s.Config.Advisers {
		if string(a.ID) == who {
			return a.Slack
		}
	}
	return who
}

// press: press WHO BUTTON [on N]
func (s *story) press(args []string) error { return s.pressed(args, s.Slack.Press) }

// stale: stale WHO BUTTON [on N]
func (s *story) stale(args []string) error { return s.pressed(args, s.Slack.PressStale) }

func (s *story) pressed(args []string, press func(user, ts, what string) error) error {
	if len(args) != 2 && (len(args) != 4 || args[2] != "on") {
		return errors.New("press WHO BUTTON [on N]")
	}
	user, what, number := s.user(args[0]), args[1], args[2:]
	if _, open := s.Slack.OpenView(user); open {
		return s.Slack.PressModal(user, what)
	}
	if len(number) > 0 {
		number = number[1:]
	}
	ts, err := s.card(number)
	if err != nil {
		return err
	}
	// A button that is on the card is pressed there; otherwise the newest in its
	// thread is.
	err = press(user, ts, what)
	for _, m := range slices.Backward(s.Channel().Thread(ts)) {
		if err == nil || !strings.HasPrefix(err.Error(), "there ") {
			break
		}
		err = press(user, m.TS, what)
	}
	return err
}

// choose: choose WHO input=value …
func (s *story) choose(args []string) error {
	for _, a := range args[min(1, len(args)):] {
		input, value, ok := strings.Cut(a, "=")
		if !ok {
			return fmt.Errorf("%q is no input=value", a)
		}
		if err := s.Slack.Fill(s.user(args[0]), input, value); err != nil {
			return err
		}
		if err := s.settle(); err != nil {
			return err
		}
	}
	return nil
}

// submit: submit WHO [refused] [input=value …]
func (s *story) submit(args []string) error {
	if len(args) == 0 {
		return errors.New("submit WHO [refused] [input=value …]")
	}
	who, args := args[0], args[1:]
	refused := len(args) > 0 && args[0] == "refused"
	if refused {
		args = args[1:]
	}
	values := map[string]string{}
	window, _ := s.Slack.OpenView(s.user(who))
	shown := standin.RenderViewText(window, nil)
	for _, a := range args {
		input, value, ok := strings.Cut(a, "=")
		if !ok {
			return fmt.Errorf("%q is no input=value", a)
		}
		values[input] = value
		if !strings.Contains(shown, value) { // an answer to choose is not hers
			s.rememberTyped(value)
		}
	}
	wrong, err := s.Slack.FillAndSubmit(s.user(who), values)
	s.said.errors = wrong
	switch {
	case err != nil:
		return err
	case refused && len(wrong) == 0:
		return errors.New("it was not refused")
	case !refused && len(wrong) > 0:
		return fmt.Errorf("it was refused: %v", wrong)
	}
	return nil
}

// closeWindow: close WHO
func (s *story) closeWindow(args []string) error {
	if len(args) != 1 {
		return errors.New("close WHO")
	}
	return s.Slack.CloseView(s.user(args[0]))
}

// slash: slash WHO CHANNEL [TEXT]
func (s *story) slash(args []string) error {
	if len(args) < 2 {
		return errors.New("slash WHO CHANNEL [TEXT]")
	}
	return s.Slack.SlashCommand(s.user(args[0]), args[1], "/borgerbot", strings.Join(args[2:], " "))
}

// openHome: home WHO
func (s *story) openHome(args []string) error {
	if len(args) != 1 {
		return errors.New("home WHO")
	}
	user := s.user(args[0])
	if user == args[0] { // nobody of the office
		s.Slack.SetUser(standin.User{ID: user, Name: "fremmed", RealName: "En Fremmed"})
	}
	return s.Slack.OpenHome(user)
}

// pressHome: presshome WHO BUTTON. A button that is there for several inquiries is
// named by its action: 'show BR-…'.
func (s *story) pressHome(args []string) error {
	if len(args) != 2 {
		return errors.New("presshome WHO BUTTON")
	}
	return s.Slack.PressHome(s.user(args[0]), args[1])
}

// pressWhisper: presswhisper WHO BUTTON
func (s *story) pressWhisper(args []string) error {
	if len(args) != 2 {
		return errors.New("presswhisper WHO BUTTON")
	}
	user := s.user(args[0])
	all := s.Slack.Ephemerals(user)
	if len(all) == 0 {
		return errors.New("nothing has been whispered")
	}
	return s.Slack.Press(user, all[len(all)-1].TS, args[1])
}

// channel: channel HOW [USER]
func (s *story) channel(args []string) error {
	s.troubled = true
	user := ""
	if len(args) == 2 {
		user = args[1]
	}
	changes := map[string]func(*standin.ChannelState){
		"public":  func(c *standin.ChannelState) { c.Private = false },
		"private": func(c *standin.ChannelState) { c.Private = true },
		"join":    func(c *standin.ChannelState) { c.Members = append(c.Members, user) },
		"leave": func(c *standin.ChannelState) {
			c.Members = slices.DeleteFunc(c.Members, func(m string) bool { return m == user })
		},
	}
	if len(args) == 0 || changes[args[0]] == nil {
		return errors.New("channel public, private, join USER or leave USER")
	}
	if args[0] == "join" {
		s.Slack.SetUser(standin.User{ID: user, Name: "fremmed", RealName: "En Fremmed"})
	}
	s.Channel().Set(changes[args[0]])
	return nil
}

// inquiry returns the inquiry a story counts as N, or the newest.
func (s *story) inquiry(number []string) (casework.ID, error) {
	n := len(s.inquiries)
	if len(number) > 0 {
		var err error
		if n, err = strconv.Atoi(number[0]); err != nil {
			return "", err
		}
	}
	if n < 1 || n > len(s.inquiries) {
		return "", fmt.Errorf("there are %d inquiries", len(s.inquiries))
	}
	return s.inquiries[n-1], nil
}

// reference is the reference of an inquiry, for letters of a story.
func (s *story) reference(number ...int) (string, error) {
	var words []string
	for _, n := range number {
		words = append(words, strconv.Itoa(n))
	}
	id, err := s.inquiry(words)
	if err != nil {
		return "", err
	}
	q, err := s.stored(id)
	return string(q.Ref), err
}

// mistyped is a reference with one character wrong.
func (s *story) mistyped(number ...int) (string, error) {
	ref, err := s.reference(number...)
	if err != nil {
		return "", err
	}
	wrong := "A"
	if ref[4:5] == wrong {
		wrong = "B"
	}
	return ref[:4] + wrong + ref[5:], nil
}

func (s *story) stored(id casework.ID) (q store.Inquiry, err error) {
	err = s.view(func(tx *store.Tx) error {
		q, err = tx.Inquiry(id)
		return err
	})
	return q, err
}

// card is the timestamp of an inquiry's card.
func (s *story) card(number []string) (string, error) {
	id, err := s.inquiry(number)
	if err != nil {
		return "", err
	}
	var c store.Card
	err = s.view(func(tx *store.Tx) error {
		c, err = tx.CardOf(id)
		return err
	})
	if err == nil && c.TS == "" {
		err = errors.New("it has no card")
	}
	return c.TS, err
}

// message is a message of the channel.
func (s *story) message(ts string) (standin.Message, error) {
	for _, m := range s.Channel().Messages() {
		if m.TS == ts {
			return m, nil
		}
	}
	return standin.Message{}, errors.New("it is not in the channel any more")
}

// saying is what a story was last told.
type saying struct{ errors map[string]string }

func (s saying) String() string {
	var lines []string
	for _, id := range slices.Sorted(maps.Keys(s.errors)) {
		lines = append(lines, id+": "+s.errors[id])
	}
	return strings.Join(lines, "\n")
}
