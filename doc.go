// Package tonghui is the list of what the bank is, in order: the only wiring, by plain assignment.
//
// Words: a Bank is a store, the rooms on it, and the app that serves them.
//
// Invariants: a room is listed here or it is not in the bank; rooms are built before the first write.
package tonghui
