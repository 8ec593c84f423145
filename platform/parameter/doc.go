// Package parameter keeps the bank's business parameters (业务参数): values that staff change and programs read, each with the
// day from which it holds (生效日).
//
// Words: a definition says what a parameter is: its type, unit, default and limits, and stands in the program of the room that
// reads it; a change is a new value with the day from which it holds; what holds on a day is the last change whose day has come,
// or the default; a coming value has been changed but its day hasn't come.
//
// Invariants:
//   - Changes are only added. What held on a past day is what is read of it for ever: no change begins before today.
//   - Of two changes for one day the later made one holds.
//   - A value that stands was within its definition's type and limits when it was set; one that a newer program's definition no
//     longer allows is not used: the change before it, or the default, holds.
//   - Set is one half of a change under four eyes; whoever calls it has approved what somebody else proposed.
//
// Reading costs a look into memory. Where many processes write, a process may read the former value for a second more.
package parameter
