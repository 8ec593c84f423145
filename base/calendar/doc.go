// Package calendar is days, business days and the ways in which banks count them.
//
// Words: a Date (日期) is a day without time or zone; a Calendar knows which days are business days (工作日),
// from the State Council's yearly holiday arrangements (放假安排) with their make-up working days (调休上班);
// a Shift (营业日调整) moves a date off a holiday; a Basis (计息基准) counts days for interest.
//
// Invariants:
//   - A Date is a plain integer: comparable, ordered, eight digits or ISO text outside.
//   - A Calendar never guesses: outside the years it holds it says so.
//   - Day counts are exact fractions, never floating point.
package calendar
