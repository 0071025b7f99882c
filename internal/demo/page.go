package demo

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/standin"
)

// keep leaves everything up, shows the channel as a page, and says how to look.
func (p *player) keep(ctx context.Context) error {
	listener, err := p.o.Listen("page")
	if err != nil {
		return fmt.Errorf("listen for the page: %w", err)
	}
	server := &http.Server{Handler: p.pages(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	box, relay := p.mailbox(), p.stage.Config.Submission
	p.title(replace(strings.TrimSpace(p.story.Words.Keep), "page", "http://"+listener.Addr().String()+"/",
		"imap", box.IMAP.Server, "smtp", relay.Server, "user", box.IMAP.User, "password", box.IMAP.Password.Expose(),
		"office", box.Address))
	select {
	case err := <-failed:
		return fmt.Errorf("serve the page: %w", err)
	case <-ctx.Done():
	}
	err = server.Close()
	<-failed
	p.tell(p.story.Words.Closing)
	return err
}

// pageEvery is how often a browser draws the channel anew, in seconds.
const pageEvery = "3"

// pages are what a browser can look at. They load nothing and run no script.
func (p *player) pages() http.Handler {
	mux := http.NewServeMux()
	serve := func(path, refresh string, draw func() string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
			if refresh != "" {
				w.Header().Set("Refresh", refresh)
			}
			_, _ = w.Write([]byte(draw())) // a browser that has gone misses nothing
		})
	}
	serve("/{$}", pageEvery, p.channelPage)
	serve("/breve", "", p.lettersPage)
	return mux
}

// channelPage is the channel, newest card first, each with its thread: the
// stand-in draws every message as a page of its own, and here they are on one.
func (p *player) channelPage() string {
	channel, names := p.stage.Channel(), p.stage.Slack.Names()
	head, body := "", `<p><a href="/breve">`+html.EscapeString(p.story.Words.Sent)+`</a></p>`
	draw := func(m standin.Message) {
		before, rest, _ := strings.Cut(standin.RenderHTML(m.Blocks, names), "<body>")
		message, _, _ := strings.Cut(rest, "</body>")
		head, body = before, body+message
	}
	for _, m := range slices.Backward(channel.Messages()) {
		if m.ThreadTS != "" || m.Deleted {
			continue
		}
		draw(m)
		body += `<div style="margin-left:4em">`
		for _, reply := range channel.Thread(m.TS) {
			draw(reply)
		}
		body += `</div>`
	}
	return head + "<body>" + body + "</body></html>"
}

// lettersPage is every letter that has left, newest first, as a person reads it.
func (p *player) lettersPage() string {
	var body strings.Builder
	body.WriteString(`<!DOCTYPE html><html><body style="max-width:50em;font-family:sans-serif">`)
	for _, m := range slices.Backward(p.stage.SMTP.Submissions()) {
		read, err := readMail(m.Data)
		if err != nil {
			continue // it can be read in the mail program
		}
		line := replace(p.story.Words.SentLine, "name", strings.Join(m.To, ", "), "subject", read.subject)
		fmt.Fprintf(&body, `<h3>%s</h3><pre style="white-space:pre-wrap;font-family:inherit">%s</pre><hr>`,
			html.EscapeString(line), html.EscapeString(read.text))
	}
	return body.String() + "</body></html>"
}
