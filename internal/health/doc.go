// Package health knows how the daemon is doing and says so: to the home tab, to
// whoever asks over HTTP, to systemd, and, where a road to the outside has been
// closed too long, by another road.
//
// [Roads] is the one place that knows how the roads are: the mailboxes, the relay,
// Slack and its channel, the database. The adapters' callers tell it what they
// meet; everybody else asks [Roads.At]. [Pulse] is where the loops show that they
// still turn. [Follow] turns closed roads into outages, each told once and ended
// once, however the road flickers.
//
// [Server] answers on a loopback address: /healthz (the process: do its loops
// turn?), /readyz (could it do its job now? a line for each part) and /metrics
// (Prometheus, base units). [Supervisor] speaks to systemd as sd_notify(3) has it.
//
// Nothing here holds anything personal: names are the configuration's ids of
// mailboxes and the program's own loops, everything else is codes, counts and
// instants.
package health
