// Package audit is the bank's record of who did what, kept so that nobody can alter it unseen, not even whoever has
// the database in his hands.
//
// Words: a Note (留痕) is what a verb writes beside its own change: who, on whose behalf, what, which object, from where,
// why, and the digests of the object before and after; a Record (审计记录) is a note that has its number, a leaf of a
// Merkle tree; the sequencer (定序) numbers leaves and signs a checkpoint (检查点) about every second; a Source (来源) lets a
// room's rows be compared with the digests noted of them; a Proof (证明) convinces somebody outside, who has only the
// log's public key.
//
// Invariants:
//   - A note is written in the transaction of what it tells: both are there, or neither.
//   - Records are only appended. Their numbers have no gap, and each checkpoint continues every one before it.
//   - The signing key and the exported checkpoints live outside the database: whoever changes rows, deletes them, or puts
//     the whole database back to an older state contradicts a signature that he can't make.
//   - Personal data (who, for whom, from where, why) stand with a random salt in a row of their own; the leaf holds
//     their digest only. Digests of objects with personal data stand under a salt in another row. Erasing such a row
//     (删除个人信息) leaves every proof whole, and is itself recorded.
//   - At most one process sequences: it holds a lease, and each of its writes is fenced by it.
//
// The window: a note of the last second or so has no number yet. Whoever deletes it in that time together with the row
// that it tells of is not found; one of the two alone is.
package audit
