// Package conform is what the conformance kits (符合性检验) of outside parties have in common: a kit plays the other side of a
// published contract towards any implementation, and reports case by case what held and what did not.
//
// Words: a case (检验项) asks one thing and names the message it asked with and the rule it rests on; a report is all cases.
//
// Invariants:
//   - A kit judges by answers alone; it knows nothing of the program that it judges.
//   - A case that failed names the message and says why. A case that could not be tried counts as failed.
package conform
