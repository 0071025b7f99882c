// Package backup takes copies of an installation, looks after them, and puts one back.
//
// A copy is two files, in two folders where the operator wants it: the data
// (borgerbot.db) and the keys (keys.db). The data are sealed, so that a copy of them
// is unreadable without a copy of the keys, and that without the master key, which is
// in neither. The data are copied first and the keys after them: every key the data
// need is in the keys, for a key is on disk before anything it seals.
//
// Copies of the keys live shorter than those of the data: with the last copy that
// holds the key of something erased, it is gone from every copy of the data (design
// 7; GDPR art. 17). Data of any age open with newer keys, but for what has been erased
// since. And an erasure is noted in a list beside the copies ([Erasures]), so that
// putting back an older copy of both does not bring back what was erased meanwhile.
//
// A copy is complete when its manifest is there: everything is written under other
// names, verified, synced and renamed first. A copy that breaks off leaves the
// earlier ones as they were.
package backup
