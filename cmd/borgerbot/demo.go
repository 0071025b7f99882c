package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"borgerbot/internal/demo"
)

type demoCommand struct {
	Keep bool `help:"Leave the servers and the daemon up afterwards, and print how to look at them with a mail program and a browser."`
}

// Help implements kong's interface of that name.
func (demoCommand) Help() string {
	return `The real daemon runs for about half a minute against a mailbox, a mail server and a Slack on this machine, all made for the
occasion. Citizens write, advisers press buttons, and you read what each of them sees, in Danish. The exit code is 0 only if
everything happened that should have.`
}

// Run plays the demo in a folder of its own, which it removes unless something
// went wrong.
func (c demoCommand) Run(t terminal) (err error) {
	ctx, stop := interruptible()
	defer stop()
	dir, err := os.MkdirTemp("", "borgerbot-demo-")
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(dir, "borgerbot.log"))
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	expectations, err := demo.Run(ctx, demo.Options{
		Out: t.out, Log: log, Dir: dir, Keep: c.Keep,
		Listen: func(string) (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") },
		Dial:   (&net.Dialer{}).DialContext,
	})
	err = errors.Join(err, log.Close())
	unmet := 0
	for _, x := range expectations {
		if !x.Met {
			unmet++
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return errors.Join(errors.New("interrupted before the end"), os.RemoveAll(dir))
	case err != nil:
		return fmt.Errorf("%w; data and log are left in %s", err, dir)
	case unmet > 0:
		return fmt.Errorf("%d things did not happen; data and log are left in %s", unmet, dir)
	}
	return os.RemoveAll(dir)
}
