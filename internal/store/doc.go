// Package store is the database: the only SQL besides the vault's.
//
// One connection writes, in one transaction at a time ([Store.Update]); a few
// read beside it ([Store.View]). Every commit is on disk when Update returns
// (WAL, synchronous=FULL), so what has been promised to the world after it holds
// also after a power cut.
//
// What is personal is sealed with the key of its inquiry or message before it is
// written; what the clock, the lists and the statistics need — states, dates,
// codes, counts — lies in clear columns. Addresses and Message-IDs are looked up
// by keyed hash. The journal (events) is append-only and chained; the database
// itself refuses to change it.
//
// The package knows what is stored and nothing of why: it applies no rule of the
// course, renders nothing and names nothing.
package store
