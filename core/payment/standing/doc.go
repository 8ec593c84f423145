// Package standing pays by the calendar: once on a date to come (预约转账), or again and again (定期转账).
//
// Words: a standing order (定期转账协议) says who is paid what from which account, and by which plan (周期); the plan gives
// occurrences (期次), numbered from 1; an occurrence is tried on its day and, where the money is short, on the following bank
// dates; each try is a run (执行记录). Paused (暂停) orders skip what falls due.
//
// A plan's day may be no business day. Its shift (节假日调整) says what happens then: it stays, or moves as in the ISDA
// Definitions. Day 31 of a month is its last day (月末规则). In a year whose holidays the bank doesn't know yet the days of the
// week decide, and the day is decided anew when it comes.
//
// Invariants:
//   - An occurrence is paid at most once: its order is named by order, occurrence and try, and its run is written in the same update.
//   - What was due while no bank date was opened is made up for, each occurrence by itself; what was due during a pause isn't.
//   - Who makes an order proves who she is, and the payee's name is compared, as for a payment; a firm's or agency's order
//     begins when another person has approved it, and so do its changes.
//   - An order ends by itself after its last occurrence, and nothing is paid after its end.
package standing
