// Package store is the bank's one door to SQL.
//
// Words: an Update is one write, all or nothing, given as a closure over a Tx; a View is a read of one
// snapshot; a group is the set of updates that share one commit; a Buffer is a room's memory of rows that
// a group has not written out yet, cut back when the update that added them fails.
//
// Invariants:
//   - Update returns nil only after its commit has reached the disk (synchronous=FULL).
//   - An update that returns an error has left no trace, whatever its neighbours in the group did.
//   - Closures of one database run one after the other, in the order of their ids (SQLite); what a closure
//     reads includes everything that the closures before it wrote, buffered or not.
//   - A closure may run more than once, so it touches nothing outside its Tx.
//   - Queues are bounded: an overloaded store refuses at once instead of growing.
package store
