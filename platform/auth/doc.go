// Package auth is the vocabulary of who may do what: who calls, under which hat, with which roles, how far a permission
// goes, and to whom an object belongs. Rooms below it keep sessions, users, clients and approvals.
//
// Words: a party (当事人) is a person, business, agency or institution, of which only the number is known here; a subject
// (主体) is who calls, wearing one hat (身份) of hers: one right to act, for whom, where, until when; a role (角色) is a
// word for permissions, and stands in a Go table; a reach (数据范围) is how far a role's permission goes: her own, her
// branch's, her agency's, the bank's; a scope is to whom an object belongs; a filter is what a subject may see of a kind of
// object; a level (认证等级) is how sure the bank is of who calls.
//
// Invariants:
//   - A subject has no permission that none of her hat's roles has, and the roles of another hat of hers don't count.
//   - A hat's items (逐项授权) narrow what its roles allow, and never widen it.
//   - A filter admits an object if and only if one of its owners, its branch or its agency is within reach, or all is; the
//     zero filter and the zero scope admit nothing.
//   - Duties that exclude each other (不相容岗位) are never both a hat's: CheckRoles refuses them, in either order.
//   - Every permission that an operation names stands in the table; no row of data can give the role of the bank itself.
package auth
