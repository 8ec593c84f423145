package restraint

import "tonghui/base/problem"

// The room's refusals.
var (
	ErrUnknown = problem.New(problem.NotFound, "restraint.unknown",
		"There is no such restraint, or it isn't one that you may see. Check its number.", "没有该限制登记，或您无权查看。请核对编号。")
	ErrMeasure = problem.New(problem.Invalid, "restraint.measure",
		"A measure is freeze, extend, deduct or release. Choose one.", "措施应为冻结、续冻、扣划或解除冻结。请选择其一。")
	ErrAuthority = problem.New(problem.Invalid, "restraint.authority",
		"There is no authority of the kind %q. Choose one of those that may order it.", "没有种类为 %q 的机关。请从有权机关中选择。")
	ErrPaper = problem.New(problem.Invalid, "restraint.paper",
		"The authority's whole name, its document's number and the case's number must be given, with at most 120 bytes each.",
		"须填写机关全称、文书号和案号，每项最长 120 字节。")
	ErrOfficers = problem.New(problem.Invalid, "restraint.officers",
		"Two officers must show their official cards: give two names with two different numbers.",
		"须有两名执法人员出示证件：请填写两人姓名及各自不同的证件号。")
	ErrFile = problem.New(problem.Invalid, "restraint.file",
		"The document's file is missing or unknown. Upload the scanned document first and give the digest that it answers.",
		"缺少文书影像或该影像未上传。请先上传文书影像，并填写其返回的摘要。")
	ErrObject = problem.New(problem.Invalid, "restraint.object",
		"Name either one account or the party whose accounts are all meant.", "请指定一个账户，或指定当事人（及其全部账户），二者择一。")
	ErrAmount = problem.New(problem.Invalid, "restraint.amount",
		"Give an amount above zero, or say that everything is meant; not both.", "请填写大于零的金额，或选择全部；不可同时填写。")
	ErrUntil = problem.New(problem.Invalid, "restraint.until",
		"The document is expired: it ends on %s, which is not in the future. Ask for a valid one.",
		"文书已过期：截止时间 %s 不晚于当前时间。请要求提供有效文书。")
	ErrTerm = problem.New(problem.Refused, "restraint.term",
		"The term is longer than %[2]s (%[1]s) may order at a time: it may end on %[3]s at the latest.",
		"期限超出%[2]s（%[1]s）一次可定的最长期限：最迟截止 %[3]s。")
	ErrNoAccounts = problem.New(problem.Refused, "restraint.no_accounts",
		"The party has no open account in this bank that this order could take hold of.", "该当事人在本行没有可供限制的账户。")
	ErrUnknownAccount = problem.New(problem.NotFound, "restraint.unknown_account",
		"There is no account %s, or it is closed. Check its number.", "账户 %s 不存在或已销户，请核对账号。")
	ErrExempt = problem.New(problem.Refused, "restraint.exempt",
		"Account %[1]s can't be frozen or deducted from: the law exempts it. Rule: %[2]s.",
		"账户 %[1]s 不得冻结或扣划：%[2]s。")
	ErrDocumentUsed = problem.New(problem.Conflict, "restraint.document_used",
		"Document %s of this authority has been carried out already. A further measure needs a document of its own.",
		"该机关的文书 %s 已执行完毕。再次办理须另行出具文书。")
	ErrVersion = problem.New(problem.Conflict, "restraint.version",
		"The restraint has changed since it was read. Read it again and decide anew.", "该限制登记已有变更。请刷新后重新办理。")
	ErrEnded = problem.New(problem.Refused, "restraint.ended",
		"The restraint has ended; nothing can be done under it any more. A new freeze needs a new document.",
		"该限制已终止，不能再据以办理。如需限制请出具新的冻结文书。")
	ErrMayNotDeduct = problem.New(problem.Refused, "restraint.may_not_deduct",
		"%[2]s (%[1]s) may have money frozen, not deducted (银发〔2002〕1号). A court, a tax or a customs office may.",
		"%[2]s（%[1]s）有权冻结，无权扣划（银发〔2002〕1号附表）。扣划须由法院、税务或海关办理。")
	ErrTo = problem.New(problem.Invalid, "restraint.to",
		"Name the execution account that the money goes to; it is none of the frozen ones.", "请指定收款的执行款专户，且不得为被冻结账户。")
	ErrShort = problem.New(problem.Refused, "restraint.short",
		"Only %s can be deducted under this restraint now; nothing was taken. Ask for at most that.",
		"目前依据该限制最多可扣划 %s，未扣划任何款项。请减少金额。")
	ErrProtected = problem.New(problem.Refused, "restraint.protected",
		"Only %[1]s can be deducted: %[2]s is protected this month and nothing was taken. Rule: %[3]s.",
		"最多可扣划 %[1]s：本月受保护金额 %[2]s 不得扣划，未扣划任何款项。%[3]s。")
	ErrRelease = problem.New(problem.Invalid, "restraint.release",
		"This restraint freezes everything, or less than the amount to be released. Release all of it, or at most %s.",
		"该限制为全额冻结，或剩余冻结金额不足。请全部解除，或最多解除 %s。")
	ErrLine = problem.New(problem.Invalid, "restraint.line",
		"The account %s is none of those that this restraint holds. Choose one of its lines.", "账户 %s 不在该限制范围内。请从其明细中选择。")
	ErrMark = problem.New(problem.Invalid, "restraint.mark",
		"A salary account has a protected amount above zero a month, an exempt one has none, and both need their evidence named.",
		"工资账户须填写大于零的每月保护金额，专用资金账户不填金额，二者均须注明依据。")
	ErrNoSalary = problem.New(problem.Refused, "restraint.no_salary",
		"The account has no protected monthly amount. The court or the branch must mark it as a salary account first.",
		"该账户未设每月保护金额。请先由法院或网点将其登记为工资账户。")
	ErrLivingUsed = problem.New(problem.Refused, "restraint.living_used",
		"Only %s of this month's protected amount is left. Draw at most that.", "本月受保护金额仅余 %s。请在余额内支取。")
	ErrStopped = problem.New(problem.Refused, "restraint.stopped",
		"Payment from this account is stopped by the bank or on the customer's word, so that not even the protected amount may be drawn.",
		"该账户已止付（本行止付或客户挂失），受保护金额亦不能支取。")
	ErrNotHers = problem.New(problem.Refused, "restraint.not_hers",
		"The protected amount can be moved to another account of the same owner only.", "受保护金额只能转入同一户主的其他账户。")
	ErrReason = problem.New(problem.Invalid, "restraint.reason",
		"Say why, in 1 to 500 characters.", "请填写理由，1 至 500 个字符。")
	ErrFourEyes = problem.New(problem.Refused, "restraint.four_eyes",
		"This bank has no register of approvals, so that no measure can be proposed.", "本行未启用审批登记簿，无法提请办理。")
	ErrRequest = problem.New(problem.Invalid, "restraint.request",
		"The proposal can't be read. Propose it anew.", "提请内容无法读取。请重新提交。")
	ErrFileType = problem.New(problem.Invalid, "restraint.file_type",
		"The document must be a PDF, JPEG or PNG file. Send the scanned document in one of these forms.",
		"文书影像须为 PDF、JPEG 或 PNG 文件。请按此格式上传。")

	errFound = problem.New(problem.Refused, "restraint.findings",
		"The restraints differ from the ledger in %d places, first: %s", "限制登记与账本有 %d 处不符，首处：%s")
)
