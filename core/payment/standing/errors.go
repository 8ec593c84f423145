package standing

import "tonghui/base/problem"

// The refusals.
var (
	ErrUnknown = problem.New(problem.NotFound, "standing.unknown",
		"There is no such standing order, or it isn't one that you may see. Check its number.", "没有该定期转账，或您无权查看。请核对编号。")
	ErrPlan = problem.New(problem.Invalid, "standing.plan",
		"The plan must be once, daily, weekly with a day of 1 (Monday) to 7, or monthly with a day of 1 to 31, from a valid first date on.",
		"周期应为 once、daily、weekly（day 取 1 至 7，周一为 1）或 monthly（day 取 1 至 31），并有有效的起始日期。")
	ErrNever = problem.New(problem.Invalid, "standing.never",
		"By this plan nothing would ever be paid: it ends before its first day. Correct the dates.", "按该周期不会发生任何支付：终止日期早于首个付款日。请更正。")
	ErrFirst = problem.New(problem.Invalid, "standing.first",
		"The first day must be later than today's bank date %s. To pay today, make a payment.", "起始日期须晚于当前营业日 %s。如需今日付款，请直接转账。")
	ErrAmount = problem.New(problem.Invalid, "standing.amount",
		"The amount must be more than zero, in whole minor units: 0.01 yuan is \"1\".", "金额须大于零，并以最小货币单位的整数填写：0.01 元即 \"1\"。")
	ErrText = problem.New(problem.Invalid, "standing.text",
		"A purpose has at most 60 characters, a reason 1 to 200, without control characters; tries are 1 to 10. Correct it.",
		"用途最长 60 个字符，理由为 1 至 200 个字符，均不含控制字符；尝试次数为 1 至 10。请更正。")
	ErrAccount = problem.New(problem.Refused, "standing.account",
		"This account can't pay standing orders: it is closed, dormant, in another currency or not one of yours. Choose another.",
		"该账户不能设立定期转账：已销户、久悬、币种不符或不属于您。请另选账户。")
	ErrState = problem.New(problem.Conflict, "standing.state",
		"The standing order is %[1]s; that can't be done to it now. Read it again.", "该定期转账状态为“%[2]s”，当前不能办理。请重新查询。")
	ErrVersion = problem.New(problem.Conflict, "standing.version",
		"Somebody has changed this order since you read it. Read it again, then repeat your change.", "该定期转账在您读取后已被修改。请重新读取后再办理。")
	ErrJSON = problem.New(problem.Invalid, "standing.body",
		"The body isn't a standing order: a field is missing, unknown or of a wrong type.", "请求内容不是有效的定期转账：字段缺失、未知或类型不符。")
)
