// Package export writes out what is stored of an inquiry: its mails, what hangs on
// them, its letters as they were sent, and its journal for people and for programs
// (H25). It is what a records system is given, and what a citizen is shown who asks
// what the office holds about her.
//
// Everything goes through a [Sink] as it streams by: memory does not grow with the
// letters. A folder or a zip is made beside its place, and stands there whole or not
// at all. Names of files say nothing about anybody.
//
// It does not ask whether it may: that, and that it is journalled, is its callers'.
package export
