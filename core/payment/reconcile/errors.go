package reconcile

import "tonghui/base/problem"

// The refusals. Each says what is wrong and what to do.
var (
	ErrUnknown = problem.New(problem.NotFound, "reconcile.unknown",
		"There is no such statement, or it isn't yours. Check its number.", "没有该对账单，或不属于您。请核对编号。")
	ErrDone = problem.New(problem.Conflict, "reconcile.done",
		"This statement has been answered already. Read it again to see how.", "该对账单已有回执。请刷新查看。")
	ErrItem = problem.New(problem.Invalid, "reconcile.item",
		"Each item needs a side, an amount above zero, a date up to the statement's, and a text of up to 120 characters.",
		"每项未达账项须注明方向、大于零的金额、不晚于对账日的日期，说明不超过 120 个字。")
	ErrItems = problem.New(problem.Invalid, "reconcile.items",
		"Give up to 60 items. Sum up small ones.", "未达账项最多 60 项，请合并小额项目。")
	ErrBalance = problem.New(problem.Invalid, "reconcile.balance",
		"Your books say the same as the bank's. Confirm the statement instead.", "账面余额与银行一致，请直接确认相符。")
	ErrNote = problem.New(problem.Invalid, "reconcile.note",
		"Say it in 1 to 500 characters.", "请填写说明，1 至 500 个字。")
	ErrState = problem.New(problem.Refused, "reconcile.state",
		"Only a disputed statement can be looked into and answered.", "只有“不符”的对账单需要核查答复。")
)
