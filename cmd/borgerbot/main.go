// Command borgerbot watches the mailbox of a Danish municipal citizens' adviser
// (borgerrådgiver), suggests whether each letter is inside the office's remit,
// shows it to the advisers in Slack, and writes the office's letters on time.
//
// Each command has a file of its own here. A command is a struct: kong fills its
// fields from the command line and calls its method Run with the [terminal]. It
// prints its result to standard output, and what went wrong comes back as an
// error, which is printed once: "borgerbot: error: ", lower case, no full stop, a
// hint on a line of its own.
//
// The exit code is 0 when all went well, 1 when something failed, and 2 when the
// command line was wrong. "serve" also ends with 75 when it can reach nobody any
// more, and with 78 when it cannot start until a person mends something; "check" ends
// with the same two when something fails that may be over at the next try, or that a
// person must mend.
package main

import (
	"os"
	_ "time/tzdata" // the office's zone must be there wherever the program runs
)

func main() {
	os.Exit(run(os.Args[1:], terminal{out: os.Stdout, err: os.Stderr, env: os.Getenv}))
}
