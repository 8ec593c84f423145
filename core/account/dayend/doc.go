// Package dayend runs the end of the bank date (日终批处理) beside live traffic: it flips to the next date, works off what
// the old date still needs, proves its books and closes it.
//
// Words: the flip (日切) opens the next bank date and makes the old one closing; a run (日终批次) is the work on one closing
// date; a step (步骤) is a piece of that work, handed over by the room whose work it is; a chunk is what one update does
// of a step; a finding (核对差异) stops the run until somebody has looked and asks for it again.
//
// Invariants:
//   - A posting belongs to exactly one bank date: the flip waits until all updates before it have ended, and keeps others out.
//   - A chunk and the cursor behind it are one write: after kill -9 a run goes on where it stood, and nothing is done twice.
//   - Steps run one after the other, in their order; a date closes only after the last of them.
//   - A date doesn't close while any code's total differs from the sum of its accounts, in any branch and currency.
//   - Only the process that holds the lease works; another takes over when it is out of touch.
package dayend
