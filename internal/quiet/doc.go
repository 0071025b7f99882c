// Package quiet keeps the log readable while something outside is out of order. What is
// tried every few seconds fails every few seconds, and a log that says so each time
// hides everything else: a [Trouble] says when to write a line.
//
// It writes nothing and reads no clock: who logs passes the time.
package quiet
