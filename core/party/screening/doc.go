// Package screening compares the names of parties with lists (名单筛查): sanctions, politically exposed persons, dishonest
// judgment debtors (失信被执行人), and the bank's own.
//
// Words: a list (名单) has versions (版本), each of one file and made of entries (条目); a version comes into force when a second
// person agrees. A match is how like a party and an entry are, from 0 to 1000, with an explanation; from the threshold on
// it is a hit (命中), which waits for a person: open, then cleared (排除), confirmed (确认) or escalated (上报); it lapses (失效)
// when party or list change so that they are alike no more.
//
// Invariants:
//   - A file is loaded whole or not at all. A broken encoding is refused with its line: a garbled name would never be hit.
//   - Who loaded a version doesn't put it in force; who registered a party doesn't decide its hits.
//   - A cleared hit doesn't come again as long as neither what the party nor what the entry says has changed; screening again
//     changes nothing.
//   - Nothing is blocked by a likeness alone: only a confirmed hit blocks; an open hit on a sanctions list from HoldScore on
//     asks that business wait for a review.
//   - The index finds what comparing with every name finds for Chinese names and pinyin; for other Latin names nearly
//     all (see keys.go), measured by Bench and the tests. All is counted in whole numbers, so every engine and machine agrees.
package screening
