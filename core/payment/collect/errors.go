package collect

import "tonghui/base/problem"

// The refusals. Each says what is wrong and what to do.
var (
	ErrUnknownCode = problem.New(problem.NotFound, "collect.code_unknown",
		"There is no such code, or it isn't yours. Check its number.", "没有该收款码，或不属于您。请核对编号。")
	ErrUnknown = problem.New(problem.NotFound, "collect.unknown",
		"There is no such collection, or it isn't yours. Check its number.", "没有该收款记录，或不属于您。请核对编号。")
	ErrUnknownAsk = problem.New(problem.NotFound, "collect.ask_unknown",
		"Nobody asks you for this payment, or it is over. Let the shop try again.", "没有待您确认的该笔收款，或已失效。请商户重新发起。")
	errNotAllowed = problem.New(problem.Forbidden, "collect.not_allowed",
		"You can't do this as you have signed in. Choose another of your identities.", "您当前的身份无权办理此项。请切换身份。")
	ErrText = problem.New(problem.Invalid, "collect.text",
		"This is no payment code, or it is damaged. Scan it again, or ask for another one.", "该内容不是收款码，或已污损。请重新扫描，或请对方更换。")
	ErrOtherBank = problem.New(problem.Refused, "collect.other_bank",
		"This code belongs to %s, and this bank can't pay it. Ask the shop for its Tonghui code, or transfer to its account.",
		"该码属于 %s，本行不能支付。请使用商户的通惠收款码，或向其账户转账。")
	ErrStopped = problem.New(problem.Refused, "collect.stopped",
		"This code was stopped by its owner. Ask for another one.", "该收款码已停用。请对方提供新的收款码。")
	ErrExpired = problem.New(problem.Refused, "collect.expired",
		"This code has expired. Ask for a new one.", "该码已过期。请重新生成。")
	ErrPaid = problem.New(problem.Conflict, "collect.paid",
		"This bill has been paid already. Nothing was taken a second time.", "该账单已支付，未重复扣款。")
	ErrAmount = problem.New(problem.Invalid, "collect.amount",
		"Give an amount from 0.01 to 5,000,000.00 yuan.", "金额须在 0.01 至 5,000,000.00 元之间。请重新填写。")
	ErrOtherAmount = problem.New(problem.Invalid, "collect.other_amount",
		"The bill says %s yuan; another amount can't be paid to it. Leave the amount out.", "账单金额为 %s 元，不能按其他金额支付。请勿填写金额。")
	ErrPrinted = problem.New(problem.Refused, "collect.printed_limit",
		"To printed codes you may give %[1]s yuan a day, and %[2]s are left. Let the shop scan your pass, or make a bill.",
		"扫描静态收款码每日限额 %[1]s 元，今日剩余 %[2]s 元。请出示付款码由商户扫描，或由商户生成动态码。")
	ErrOwnCode = problem.New(problem.Refused, "collect.own",
		"This code pays into the account from which you would pay. Choose another account.", "该收款码的入账账户就是付款账户。请选择其他付款账户。")
	ErrPass = problem.New(problem.Invalid, "collect.pass",
		"This is no pass of this bank, or its minute is over, or it was used. Let the customer show a new one.",
		"该付款码无效：不是本行付款码、已过期或已使用。请顾客刷新付款码。")
	ErrTitle = problem.New(problem.Invalid, "collect.title",
		"Give the code a title of 1 to 25 characters, and a note of up to 60.", "请填写 1 至 25 个字的名称，附言不超过 60 个字。")
	ErrCategory = problem.New(problem.Invalid, "collect.category",
		"The merchant category is a code of four digits (ISO 18245), such as 5411.", "商户类别码为 4 位数字（ISO 18245），如 5411。")
	ErrExpiry = problem.New(problem.Invalid, "collect.expiry",
		"A code for one bill lives for 1 minute to 30 days. Choose such an end.", "动态码的有效期为 1 分钟至 30 天。请重新选择。")
	ErrReference = problem.New(problem.Invalid, "collect.reference",
		"Give a reference of 1 to 64 letters, digits, dots, hyphens or underscores.", "请填写 1 至 64 位由字母、数字、点、连字符或下划线组成的单号。")
	ErrReferenceUsed = problem.New(problem.Conflict, "collect.reference_used",
		"This reference stands for another collection or refund already. Use a new one.", "该单号已用于另一笔收款或退款。请更换单号。")
	ErrRefund = problem.New(problem.Refused, "collect.refund",
		"%s yuan can still be refunded of this collection. Give that or less.", "该笔收款还可退 %s 元。请填写不超过该数的金额。")
	ErrRefundLate = problem.New(problem.Refused, "collect.refund_late",
		"A collection can be refunded for a year. Transfer the money instead.", "超过一年的收款不能退款。请改用转账退回。")
	ErrReason = problem.New(problem.Invalid, "collect.reason",
		"Say why, in 1 to 120 characters.", "请填写原因，1 至 120 个字。")
	ErrNotAtOnce = problem.New(problem.Refused, "collect.not_at_once",
		"This payment needs somebody's approval, and a code is paid at once or not at all. Transfer the money instead.",
		"该笔付款须经审批，而扫码支付须即时完成。请改用转账。")
	ErrDecided = problem.New(problem.Conflict, "collect.decided",
		"This was decided already. Read it again.", "该笔已处理。请刷新查看。")
)
