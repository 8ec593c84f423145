// Package city builds the demo bank's small city (演示城市): a district like Tongzhou (通州) in Beijing with its people, firms and
// agencies, the bank's branches and staff, two months of money, and what waits on everybody's desk, so that every face of the
// bank has life in it. People and firms are invented, agencies are named like those of a district, and all numbers are made up:
// they pass every check, and phones begin with 1990000.
//
// Words: the cast (人物表) is who lives in the city; the script (剧本) is what happens to their money, day by day; a mark is a
// row that says that one piece of the city has been built; a login (演示登录) is how somebody gets in, with the published demo
// password (演示口令).
//
// Invariants:
//   - Everything is done by the rooms' public verbs, under the hat of whoever does such things in a bank; nothing is written
//     into another room's tables.
//   - Each piece is marked in the update that makes it: building again adds nothing, and a build that was killed goes on
//     where it stopped.
//   - A bank that has staff of its own gets no city: its passwords are published.
//   - Cast and script are the same for everybody; only ids, secrets and one-time codes differ, and the days end today.
package city
