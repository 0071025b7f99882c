// Package daemon puts the program together and runs it.
//
// [New] opens the store and constructs every part from the configuration; what it
// has opened it closes again when something fails. [Daemon.Run] runs the loops
// until its context ends: the watchers of the mailboxes and intake, the outbox's
// roads, the Slack connection, the clock and the monitor. A remote error ends
// none of them; a lost database ends all, and the process, and the supervisor
// starts it anew: everything is in the store, so a crash equals a restart.
//
// It stops in order: nothing new is taken in, what is being sent is finished, the
// store closes last. Only one daemon runs on a data directory.
//
// The package is where the adapters meet the services: the small types here turn
// a mailbox's, a relay's and Slack's words into what the services ask for.
package daemon
