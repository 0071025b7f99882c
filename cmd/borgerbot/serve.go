package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"borgerbot/internal/backup"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/store"
)

type serveCommand struct {
	File string `arg:"" help:"The office's configuration."`
}

// How many bytes the Go side of the program should hold. Above it the garbage
// collector works harder, so that a burst of large letters does not need more of a
// small machine than it must. A command does without the lexicon.
const (
	daemonMemory  = 42 << 20
	commandMemory = 24 << 20
)

// holdMemory keeps the program to its memory, whatever passes through it.
// GOMEMLIMIT in the environment wins.
func (t terminal) holdMemory(bytes int64) {
	if t.env("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(bytes)
	}
}

// Run runs the daemon until SIGTERM or SIGINT. It then stops in order; a second
// signal ends it at once.
func (c serveCommand) Run(t terminal) (err error) {
	t.holdMemory(daemonMemory)
	ctx, stop := interruptible()
	defer stop()
	cfg, err := loadConfig(c.File, t, config.Load)
	if err != nil {
		return configError{err}
	}
	for _, w := range cfg.Warnings {
		fmt.Fprintf(t.err, "borgerbot: warning: %v\n", w)
	}
	d, err := daemon.New(ctx, cfg, daemon.Deps{Log: logger(cfg, t.err), Env: t.env})
	switch {
	case err != nil && ctx.Err() != nil:
		return nil // stopped before it had begun
	case err != nil && !passes(err):
		return configError{err}
	case err != nil:
		return err
	}
	return errors.Join(d.Run(ctx), d.Close())
}

// passes reports whether what keeps the daemon from starting may be over by the next
// try: another still runs, a port is taken, or the disk is in trouble.
func passes(err error) bool {
	var network *net.OpError
	var room *backup.NoRoomError
	return errors.Is(err, daemon.ErrRunning) || errors.As(err, &room) || store.Trouble(err) || errors.As(err, &network)
}

// interruptible is the context of a command that puts itself in order when SIGTERM or
// SIGINT comes. A second signal has its usual effect.
func interruptible() (ctx context.Context, stop func()) {
	ctx, stop = signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// loadConfig reads a configuration, with the secrets that load asks for, and shows
// what is wrong with it, all at once.
func loadConfig(file string, t terminal, load configLoader) (*config.Config, error) {
	cfg, err := load(file, t.env)
	var mistakes config.Mistakes
	if errors.As(err, &mistakes) {
		for _, m := range mistakes {
			fmt.Fprintln(t.err, m)
		}
		return nil, fmt.Errorf("mistakes in %s: %d", file, len(mistakes))
	}
	return cfg, err
}

// logger writes to standard error: journald or the container's log keep it.
func logger(cfg *config.Config, w io.Writer) *slog.Logger {
	var level slog.Level // info
	_ = level.UnmarshalText([]byte(cfg.Log.Level))
	options := &slog.HandlerOptions{Level: level}
	if cfg.Log.Format == "text" {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// configLoader is [config.Load], or one that asks for fewer secrets.
type configLoader = func(file string, env func(string) string) (*config.Config, error)

// install opens an office's data for a command that talks to nobody. The daemon may
// run beside it.
func install(file string, t terminal) (*daemon.Installation, *config.Config, error) {
	return installWith(file, t, config.LoadData)
}

// view looks into an office's data.
func view(file string, t terminal, look func(*config.Config, *store.Tx) error) error {
	in, cfg, err := install(file, t)
	if err != nil {
		return err
	}
	defer in.Close()
	return in.Store.View(context.Background(), func(tx *store.Tx) error { return look(cfg, tx) })
}

func installWith(file string, t terminal, load configLoader) (*daemon.Installation, *config.Config, error) {
	t.holdMemory(commandMemory)
	cfg, err := loadConfig(file, t, load)
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(string(cfg.DataDir)); errors.Is(err, os.ErrNotExist) {
		return nil, nil, daemon.ErrNoData
	}
	in, err := daemon.Open(context.Background(), cfg, false, func() {})
	return in, cfg, err
}
