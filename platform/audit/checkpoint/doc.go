// Package checkpoint is the signed head of a transparency log (透明日志), in the forms that others can read: C2SP
// signed notes, tlog-checkpoint and cosignature/v1.
//
// Words: a Checkpoint (检查点) says of one log, named by its origin (日志标识), how many leaves it has and what the root
// of its Merkle tree is; a Key signs it; a cosignature (见证签名) is a second party's statement, with its time, that
// this checkpoint continues all that it saw of the log before.
//
// Invariants:
//   - The text that is signed is exactly the text that is sent: origin, size, root, extension lines.
//   - A checkpoint is read only after the log's own signature has been verified.
//   - A key file belongs to its owner alone (0600) and is never overwritten.
package checkpoint
