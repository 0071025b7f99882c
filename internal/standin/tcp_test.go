package standin

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-smtp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

func loopback(tb testing.TB) net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	return ln
}

// TestSlackOverTCP uses slack-go as it comes, as the demo does.
func TestSlackOverTCP(t *testing.T) {
	before := runtime.NumGoroutine()
	s := NewSlack(loopback(t), SlackOptions{Channels: []ChannelState{{ID: triage, Private: true, Members: []string{SlackBotUser, lisa}}}})
	client := &http.Client{Transport: &http.Transport{}}
	api := slack.New(SlackBotToken, slack.OptionAPIURL("http://"+s.Addr().String()+"/api/"), slack.OptionAppLevelToken(SlackAppToken), slack.OptionHTTPClient(client))
	app := socketmode.New(api)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = app.RunContext(ctx)
	}()
	for e := range app.Events {
		if e.Type == socketmode.EventTypeHello {
			break
		}
	}
	go func() {
		for {
			select {
			case e := <-app.Events:
				if e.Type == socketmode.EventTypeInteractive {
					_ = app.Ack(*e.Request)
				}
			case <-stopped:
				return
			}
		}
	}()
	tag := slack.NewButtonBlockElement("take", "v1", slack.NewTextBlockObject(plainText, "Tag", false, false))
	_, ts, err := api.PostMessage(triage, slack.MsgOptionText("Ny", false), slack.MsgOptionBlocks(slack.NewActionBlock("", tag)))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Press(lisa, ts, "Tag"); err != nil {
		t.Error(err)
	}
	cancel()
	<-stopped
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	client.CloseIdleConnections()
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines before, %d after Close", before, runtime.NumGoroutine())
		}
	}
}

// The benchmarks show that the stand-ins are not what a benchmark of the daemon
// measures.

func BenchmarkIMAPFetchOneByOne(b *testing.B) {
	m := NewIMAP(loopback(b), IMAPOptions{User: "adviser", Password: "secret"})
	defer m.Close()
	c, err := imapclient.DialInsecure(m.Addr().String(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for range 2000 {
		m.Deliver("INBOX", []byte(letter), received)
	}
	if err := c.Login("adviser", "secret").Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		b.Fatal(err)
	}
	o := &imap.FetchOptions{UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if all, err := c.Fetch(imap.UIDSetNum(imap.UID(n%2000+1)), o).Collect(); err != nil || len(all) != 1 {
			b.Fatal(len(all), err)
		}
	}
}

func BenchmarkSMTPSubmit(b *testing.B) {
	s := NewSMTP(loopback(b), SMTPOptions{})
	defer s.Close()
	c, err := smtp.Dial(s.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.SendMail(office, []string{citizen}, strings.NewReader(letter)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSlackPost(b *testing.B) {
	s := NewSlack(loopback(b), SlackOptions{Channels: []ChannelState{{ID: triage, Private: true, Members: []string{SlackBotUser}}}})
	defer s.Close()
	api := slack.New(SlackBotToken, slack.OptionAPIURL("http://"+s.Addr().String()+"/api/"))
	section := slack.NewSectionBlock(slack.NewTextBlockObject(plainText, "BR-7K3QXM-5", false, false), nil, nil)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if _, _, err := api.PostMessage(triage, slack.MsgOptionText(fmt.Sprint(n), false), slack.MsgOptionBlocks(section)); err != nil {
			b.Fatal(err)
		}
	}
}
