// Package restraint keeps what courts and others order to be frozen, extended, deducted and released (有权机关查冻扣), and what of
// an account the law keeps from them.
//
// Words: a restraint (限制) is one order of an authority (有权机关) over an account or all accounts of a party; its lines are its
// shares in single accounts, each a freeze of the ledger; a measure (措施) is what a document (文书) has done: freeze (冻结),
// extend (续冻), deduct (扣划), release (解除冻结); a mark (标记) says that an account is protected: exempt (专用资金) from every
// seizure, or a salary account (工资账户) of which a monthly amount for living (必需生活费用) is out of reach.
//
// Who may order what, and for how long, is that of the Rules on assisting queries, freezes and deductions by financial
// institutions (金融机构协助查询、冻结、扣划工作管理规定, 银发〔2002〕1号) and, for courts, of article 485 of the interpretation of the
// Civil Procedure Law (民诉法解释第四百八十五条).
//
// Invariants:
//   - Nothing is ordered by one person: each measure is proposed by one and decided by another.
//   - A document of an authority has its effect once; shown again it answers the same, or is refused.
//   - What is deducted leaves a frozen account for another in one entry: no money appears or goes.
//   - No deduction reaches what is left of a month's protected amount, nor an exempt account.
//   - A freeze never fails for lack of money: it answers how much it has caught and how much it still waits for.
//   - Officers' names and numbers stand sealed.
package restraint
