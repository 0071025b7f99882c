package main

import "borgerbot/internal/health"

type metricsCommands struct {
	Rules metricsRules `cmd:"" help:"Print example alerts for Prometheus."`
}

type metricsRules struct{}

// Run prints the alerts.
func (metricsRules) Run(t terminal) error {
	_, err := t.out.Write(health.Rules)
	return err
}
