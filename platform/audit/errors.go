package audit

import "tonghui/base/problem"

// Problems of the log.
var (
	// ErrUnknownRecord answers a look-up of a record that isn't there.
	ErrUnknownRecord = problem.New(problem.NotFound, "audit.unknown_record",
		"There is no audit record with this id. Copy the id from a list of records.", "没有该编号的审计记录。请从记录列表中复制编号。")
	// ErrNotSequenced answers the question for a proof of a record that has no number, or is under no checkpoint yet.
	ErrNotSequenced = problem.New(problem.Unavailable, "audit.not_sequenced",
		"This record is not under a signed checkpoint yet. Ask again in a few seconds; if that goes on, the sequencer is standing still.",
		"该记录尚未纳入签名检查点。请数秒后重试；若持续如此，则定序进程已停顿。")
	// ErrNoCheckpoint says that nothing has been signed yet.
	ErrNoCheckpoint = problem.New(problem.NotFound, "audit.no_checkpoint",
		"No checkpoint has been signed yet. The first one follows about a second after the first record.",
		"尚无签名检查点。首个检查点在首条记录约一秒后生成。")
	// ErrSize refuses a consistency proof between sizes that the log doesn't have.
	ErrSize = problem.New(problem.Invalid, "audit.size",
		"The sizes must be from 1 to %d, the newest checkpoint's, the smaller one first.", "规模须在 1 与最新检查点的 %d 之间，且先小后大。")
	// ErrFilter refuses a list that no index serves.
	ErrFilter = problem.New(problem.Invalid, "audit.filter",
		"Give a kind together with an object, or a person, or neither: other lists would read the whole log.",
		"请同时给出对象类别与对象，或给出人员，或均不给出：其他组合须通读全部日志。")
	// ErrRolledBack is why nothing is signed any more.
	ErrRolledBack = problem.New(problem.Refused, "audit.rolled_back",
		"The database was put back to an older state: it holds %[1]d audit records, but the checkpoint of %[3]s outside it holds %[2]d. "+
			"Restore a newer database; if there is none, begin a new log with a new key and keep the old checkpoints.",
		"数据库已被回退至较早状态：库内有 %[1]d 条审计记录，而库外 %[3]s 的检查点已含 %[2]d 条。"+
			"请恢复较新的数据库；若确实没有，请以新密钥启用新日志，并保留原检查点。")
	// ErrRewritten is the other reason.
	ErrRewritten = problem.New(problem.Refused, "audit.rewritten",
		"The audit log was rewritten: its first %[1]d records differ from those of the checkpoint of %[2]s outside the database. "+
			"Run `tonghui verify --full`, which names the records.",
		"审计日志已被改写：其前 %[1]d 条记录与库外 %[2]s 的检查点不符。请运行 tonghui verify --full 以定位记录。")
	// ErrNoKey says that signatures can't be judged.
	ErrNoKey = problem.New(problem.Invalid, "audit.no_key",
		"Checkpoints can be judged only with the log's key. Name its file.", "核对检查点需要日志的公钥。请指定密钥文件。")
	// ErrProof refuses a proof.
	ErrProof = problem.New(problem.Refused, "audit.proof",
		"The proof does not hold: the record is not under this checkpoint, or one of the two was changed.",
		"证明不成立：该记录不在此检查点之下，或两者之一已被改动。")

	errDamaged = problem.New(problem.Internal, "audit.damaged",
		"The audit log is damaged. Run `tonghui verify --full`, which names the place.", "审计日志已损坏。请运行 tonghui verify --full 以定位。")
	errChecked = problem.New(problem.Internal, "audit.check_failed",
		"The check of the audit log found %d differences. The first: %s", "审计日志核对发现 %d 处不符。首处：%s")
)
