// Package report makes the office's annual report (årsberetning): it counts the
// figures of inquiries, hides what is so small that somebody could be recognised,
// and writes one HTML page and a CSV file for every table.
//
// [New] takes what the office has decided, [Counter.Add] one inquiry at a time, in
// any order, and [Counter.Report] gives the [Report], from which [Set.Files]
// writes. Of a single inquiry nothing is kept in between but how many days it took.
//
// What is counted is told by the date of what happened: what was received, became a
// case, was first answered, was to be answered, was closed in the period. So the
// figures of a year that has passed stay as they were. An inquiry that was merged
// into another is counted there; what was no inquiry to the office is not counted.
//
// Small figures: a count from 1 to below the office's limit is hidden, and with it
// so many others that no sum gives it away ([protect]). A hidden [Cell] has no
// number any more when it leaves the counting, so neither page, chart nor file can
// betray it.
//
// The package is pure. Every word of it is in templates/report, and the names of
// codes are those that the cards use (templates/slack/codes.yaml).
package report
