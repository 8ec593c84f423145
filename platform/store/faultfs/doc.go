// Package faultfs is the store's door to disk under a test's control: a SQLite VFS (file layer) that wraps the
// operating system's, injects faults, records the order of writes and syncs, and knows what a power cut would
// leave. Only tests import it.
//
// Words: a Call is one write, sync or truncation of a file; a Fault is what becomes of it; the crash image is the
// folder that a power cut at this moment would leave: what has been synced, and of the rest nothing or any part.
//
// Invariants:
//   - Without a fault, quota or trace, SQLite behaves as over its own file layer.
//   - A failed sync promises nothing for ever: what it should have kept may be lost even if a later sync
//     succeeds, as on Linux, unless it is written again.
package faultfs
