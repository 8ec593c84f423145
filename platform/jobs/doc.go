// Package jobs is the bank's outbox (发件箱) and its scheduled work (定时作业): rows written in the same transaction as
// the fact that causes them, worked off by every process that shares the database.
//
// Words: a job (作业) is one row of work of some kind (种类); a worker is what the program does for a kind; a claim
// (领取) is the number under which a run of a job may end it, the fence (栅栏令牌); a shard (分片) is a sixteenth of the
// jobs, worked by the one process that holds its lease (租约); a dead letter (死信) is a job that failed for good; a
// schedule (计划) enqueues a job at each of its occurrences, in wall time of Asia/Shanghai or in bank dates (会计日期);
// an event is a message to whoever watches now, numbered after its commit.
//
// Invariants:
//   - A job is enqueued if and only if the update that enqueues it commits, and then runs until it has succeeded, has
//     failed MaxAttempts times, or an operator has discarded it.
//   - What a run writes in Do, in a chunk or in Run.Complete takes effect exactly once: it commits together with the
//     end of the job, under the claim. A run that has lost its claim (process frozen, lease gone, timed out) can't
//     end the job; its writes leave no trace. Calls to the outside happen at least once, with Run.IdempotencyKey.
//   - Of one kind, a key stands for one job as long as that job is known: Worker.Keep after its end.
//   - Each occurrence of a schedule is enqueued once, whatever the clock does; those missed follow Schedule.Missed.
//   - The sequence of an event is given after its commit, by one sequencer: a reader that has seen number n never
//     sees a smaller one later.
//
// Claiming costs no fight: a process claims only in its own shards, many jobs in one statement. The claim is a new id,
// so one statement ends many jobs (DELETE ... WHERE claim = ? AND id IN ...), and its count of rows tells whether all
// of them were still held. On SQLite the database file has one process and the file's lock is the lease.
package jobs
