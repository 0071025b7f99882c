// Package demo shows the program to people: it plays a story on a stage, tells
// what citizens, advisers and the mailbox see, and ends with a line for each
// thing that should have happened.
//
// The story is data (story.yaml, in Danish, with the letters beside it); the code
// only plays it. A scene is a letter and what comes of it. Its steps act for the
// people (a letter arrives, an adviser presses or fills in) or look at what they
// would see and wait for it. Nothing is asserted that a person could not read on
// a screen or in a mailbox, but for the books that are checked at the end: no
// letter too many, one card an inquiry, a whole journal, a log without names.
//
// The daemon is the real one and runs in real time, so the story holds at any
// moment of any day: a letter that needs an old date gets it counted back with
// the office's calendar, and where the daemon itself acts by the hour the story
// has a scene for working hours and one for the others. The same story is the
// test of the package, in bubbles of fake time.
//
// It knows nothing of terminals, files or signals: the command does.
package demo
