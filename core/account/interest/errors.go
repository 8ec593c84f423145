package interest

import "tonghui/base/problem"

// The refusals of rates.
var (
	ErrRateText = problem.New(problem.Invalid, "interest.rate_text",
		"A rate is a percentage a year from 0 to 100 with at most four decimal places, such as 0.35. Write it so.",
		"利率为年化百分数，0 至 100，最多四位小数，如 0.35。请按此填写。")
	ErrMode = problem.New(problem.Invalid, "interest.mode",
		"The tiers' mode is whole (the whole balance earns the rate of its tier) or marginal (each part earns its own). Choose one.",
		"分档方式应为 whole（全额靠档）或 marginal（分段累进）。请选择其一。")
	ErrTiers = problem.New(problem.Invalid, "interest.tiers",
		"A rate has 1 to 20 tiers; the first begins at 0 and each next one higher. Correct the tiers.",
		"利率须有 1 至 20 档，首档自 0 起，其后逐档递增。请更正分档。")
	ErrCode = problem.New(problem.Invalid, "interest.code",
		"A rate's code has 2 to 32 small letters, digits, dots and dashes, such as demand or time.1y. Correct it.",
		"利率代码为 2 至 32 位小写字母、数字、点或连字符，如 demand、time.1y。请更正。")
	ErrPastRate = problem.New(problem.Refused, "interest.rate_past",
		"A rate can't change on %s: the earliest day is %s, since interest of days that have begun stands. Choose a later day, or propose a "+
			"correction if the rate was set wrong.",
		"利率不能自 %s 起变更：最早可自 %s 起生效，已开始的日期不再改价。请选择更晚的日期；若原利率录入有误，请提请更正。")
	ErrFarRate = problem.New(problem.Refused, "interest.rate_far",
		"The day %s lies more than two years ahead or back. Choose a nearer one.", "日期 %s 距今超过两年。请选择较近的日期。")
	ErrNotCorrection = problem.New(problem.Refused, "interest.not_past",
		"A correction begins today or before, and %s is later. Propose a plain change instead.", "更正的起始日不得晚于今日，而 %s 更晚。请改为提请利率变更。")
	ErrSameRate = problem.New(problem.Conflict, "interest.rate_same",
		"The code %s pays just this on %s already. Nothing needs to be changed.", "利率代码 %s 在 %s 已是该利率，无需变更。")
	ErrNoRate = problem.New(problem.NotFound, "interest.no_rate",
		"No rate of the code %s holds on %s. Set one that begins by then.", "利率代码 %s 在 %s 没有有效利率。请先设定自该日或更早起生效的利率。")
	ErrReason = problem.New(problem.Invalid, "interest.reason", "A reason of 2 to 160 characters is needed.", "请填写 2 至 160 字的理由。")
)

// The refusals about accounts that bear interest.
var (
	ErrUnknown = problem.New(problem.NotFound, "interest.unknown",
		"The account %s bears no interest. Check its number.", "账户 %s 不计息。请核对账号。")
	ErrTerms = problem.New(problem.Invalid, "interest.terms",
		"The terms of interest are not whole: they need account, branch, currency, product and rate, and a term needs its end. Complete them.",
		"计息条件不完整：须有账户、机构、币种、产品与利率代码；有期限的须有到期日。请补全。")
	ErrBeginPast = problem.New(problem.Refused, "interest.begin_past",
		"Interest can't begin on %s: the open bank date is %s. Begin on the open date or later.", "计息不能自 %s 开始：当前会计日期为 %s。请自当前会计日期或以后开始。")
	ErrTwice = problem.New(problem.Conflict, "interest.begun",
		"The account %s bears interest already. End that first.", "账户 %s 已在计息。请先结清。")
	ErrEnded = problem.New(problem.Conflict, "interest.ended",
		"The account %s bears no interest any more. Nothing is due.", "账户 %s 已停止计息，无应付利息。")
	ErrEndDate = problem.New(problem.Refused, "interest.end_date",
		"Interest ends on the open bank date, and %s isn't it. Give %s.", "计息须在当前会计日期结清，%s 不是当前会计日期。请填写 %s。")
	ErrEvents = problem.New(problem.Internal, "interest.events",
		"The account %s has too many postings with value dates to come. Report this to the bank's operator.", "账户 %s 的未来起息分录过多。请告知银行运维人员。")
)
