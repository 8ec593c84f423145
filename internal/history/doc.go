// Package history proves the bank by histories: processes that do random work on one database, are killed, cut off, paused
// and misled about the time, and a judge who knows what each was told.
//
// Words: a history is what several processes did to one database at the same time; an operation (业务) is one verb of the
// ledger, complete enough to be done again under its reference; the witness (见证) is a buffer that writes down, in the
// same transaction, what each account went through and in which order of commits; the judge (裁判) replays the witness's
// steps on a model that is everything summed up, and compares them with what was acknowledged and what is there; an office
// is a bank with jobs and an audit log.
//
// Invariants, which the judge looks for after every history:
//   - What was acknowledged is there exactly once; what was refused is not; what nobody was told about is there once or not
//     at all, and asking again under the same reference gives the one true answer.
//   - In the order of commits no step breaks a rule: floor, ceiling, held, frozen (轮候 in order), closed account, closed day.
//   - Sequence and balance in the answer to each entry are those of the replay; statements are the replay's lines.
//   - The general ledger of a closed day stays what it was when it was closed; debits equal credits; ledger.Check is clean.
//
// The witness takes its locks after the ledger has decided, so it hides no missing lock: two updates that should have
// excluded each other both commit, and the second step breaks a rule. That is how write skew shows.
//
// What is not proven here: TiDB runs as one process over unistore, which keeps locks in memory and one copy on this machine.
// So with TiDB the bank's processes are killed, never the server, and nothing is said about its durability. MariaDB is
// killed and started again on its folder; that shows that commits reach the operating system, not that they outlive a
// power cut. Power loss is played on SQLite, in platform/store/faultfs. All processes run on one machine.
//
// Processes of a history are the test binary itself, started again with a Plan; see Child. docs/reliability.md has the
// commands and figures.
package history
