// Package approval is the bank's register of approvals (审批登记簿): what one person proposes and another must decide before
// it happens. Case flows take it over when they come.
//
// Words: an act (事项) is a kind of change that needs four eyes (四眼原则), declared by the room whose change it is; a
// proposal names an act and carries its payload, what is to be changed; the maker (经办人) proposes, the approver
// (审批人) approves, refuses, or returns it (退回) for her to propose it better; the maker may withdraw it.
//
// Invariants:
//   - Nobody decides what she has proposed herself, whatever hats she wears, nor what changes her own rights.
//   - An act runs once, in the update that says that it is approved; if it fails, the proposal stays open.
//   - What runs is what was proposed: the payload is under a salted digest that the audit log knows.
//   - A proposal is decided once, and not after it has expired.
//   - A decision asks for two permissions, approval.decide and that of the act, over the same proposal.
//
// The object of an act may have changed since the proposal: a room puts its version into the payload and refuses when it runs.
package approval
