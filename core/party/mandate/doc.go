// Package mandate knows who may act for whom (授权关系): the right of a person to act for another person, a business, an
// agency or the bank, from when, until when and for what; and who stands behind a business (受益所有人).
//
// Words: a mandate (授权) lets one person act for a party, on a basis: legal representative (法定代表人), employee (员工),
// guardian (监护人), authorised agent (委托代理人) or executor (遗产管理人); an item (授权事项) is one permission that an agent
// has; staff (本行员工) work for the bank in a branch; a hat (身份) is what sign-in makes of either; a beneficial owner
// (受益所有人) is a person who owns or controls a business in the end, through whatever layers.
//
// Invariants:
//   - A right gives a hat from its first moment up to, and not including, its last; once removed it gives none.
//   - A party has one legal representative at a time, a person one employment with the bank.
//   - Nobody has duties that exclude each other (不相容岗位) for one party, however many rights she has there.
//   - An agent has no more than the giver has, ends on a stated day and passes nothing on.
//   - Nobody acts, through however many people, for herself; no business owns, through however many, itself.
//   - Shares of a business add up to no more than 100 %; what is owned through layers is multiplied exactly.
//   - Every change leaves the right as it was then in its history.
package mandate
