// Package witness is the second party (见证方) that watches a transparency log: it signs a checkpoint only if it
// continues the one it signed before. The protocol is C2SP tlog-witness, so any log and any witness can take part.
//
// Words: a Witness keeps, for each log (日志) that it knows, the newest checkpoint that it has cosigned; an add-checkpoint
// request brings the next one with a consistency proof (一致性证明); a Client asks; Conform (符合性检验) judges any witness
// by its answers alone.
//
// Invariants:
//   - Two checkpoints of one log that contradict each other are never both cosigned, across restarts too.
//   - What was cosigned is on disk before its cosignature leaves, and the comparison with it is one step with the writing.
//   - A smaller tree after a larger one is refused: a database that was put back to an older state shows here.
package witness
