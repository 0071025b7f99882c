// Package e2etest runs the program as an office runs it and as fate treats it.
//
// Its tests build the real binary once and run "borgerbot serve" as a process of
// its own, against Dovecot and Postfix from Debian and a Slack stand-in on a
// loopback port: the whole course of a letter, the real binary killed at any
// moment, and every kind of bad input. They have the build tag integration and
// are started by .ci/servers. What a fault needs — a server that stalls before
// its answer, a disk that is full, a clock that is wrong — is made outside the
// process; the program has no hooks for tests.
//
// Its benchmarks measure the figures of the README: a backlog against the bare
// floor, the way from mailbox to receipt, memory, start, and a tick of the clock
// on a large database. Tests with the build tag hold the program to them.
//
// It knows the program by what an operator, an adviser and a citizen see: the
// command line, the log, Slack, and what arrives by mail. Only the judge that
// follows a kill looks into the database, through package store.
package e2etest
