package suspense

import "tonghui/base/problem"

// The room's refusals.
var (
	ErrUnknown = problem.New(problem.NotFound, "suspense.unknown",
		"There is no such item, or it isn't one that you may see. Check its number.", "没有该挂账，或您无权查看。请核对编号。")
	ErrParking = problem.New(problem.Invalid, "suspense.parking",
		"An item needs an amount above zero, a code, what it comes from and why it has no home.", "挂账须有大于零的金额、原因代码、来源及说明。")
	ErrParkedOtherwise = problem.New(problem.Conflict, "suspense.parked_otherwise",
		"%s is parked already under this code, with another amount or account. Clear that item first.",
		"%s 已以该原因代码挂账，且金额或账户不同。请先处理原挂账。")
	ErrAccount = problem.New(problem.Invalid, "suspense.account",
		"Account %s is no account in which money can wait: it must be an asset or a liability of the bank.",
		"账户 %s 不能用于挂账：须为资产类或负债类科目账户。")
	ErrTo = problem.New(problem.Invalid, "suspense.to",
		"Name the account that the money belongs to; it can't be a suspense account.", "请指定款项应入的账户，且不得为挂账账户。")
	ErrAmount = problem.New(problem.Invalid, "suspense.amount",
		"Give an amount above zero, at most what is left of the item: %s.", "请填写大于零且不超过未销余额 %s 的金额。")
	ErrDone = problem.New(problem.Refused, "suspense.done",
		"The item has found its home already: nothing is left of it.", "该挂账已处理完毕，无余额可销。")
	ErrVersion = problem.New(problem.Conflict, "suspense.version",
		"The item has changed since it was read. Read it again and decide anew.", "该挂账已有变更。请刷新后重新办理。")
	ErrThreshold = problem.New(problem.Refused, "suspense.threshold",
		"Clearing more than %s takes two people. Propose it, and let somebody else decide.", "销账金额超过 %s 须双人办理。请提请审批。")
	ErrReturn = problem.New(problem.Refused, "suspense.return",
		"Items of the code %s can't be sent back: nobody knows where they came from. Clear it into an account instead.",
		"原因代码为 %s 的挂账无法退回：来源不明。请改为销账入户。")
	ErrReference = problem.New(problem.Conflict, "suspense.reference",
		"The reference %s was used for another clearing of this item. Use a new one.", "参考号 %s 已用于该挂账的另一笔处理。请使用新的参考号。")
	ErrReason = problem.New(problem.Invalid, "suspense.reason",
		"Say why, in 1 to 500 characters, and give a reference of 1 to 40 bytes.", "请填写理由（1 至 500 个字符）及参考号（1 至 40 字节）。")
	ErrFourEyes = problem.New(problem.Refused, "suspense.four_eyes",
		"This bank has no register of approvals, so that nothing can be proposed.", "本行未启用审批登记簿，无法提请审批。")
	ErrRequest = problem.New(problem.Invalid, "suspense.request",
		"The proposal can't be read. Propose it anew.", "提请内容无法读取。请重新提交。")

	errFound = problem.New(problem.Refused, "suspense.findings",
		"Suspense accounts differ from their items in %d places, first: %s", "挂账账户与挂账明细有 %d 处不符，首处：%s")
)
