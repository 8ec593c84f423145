package report

import "tonghui/base/problem"

// The room's refusals.
var (
	ErrNotClosed = problem.New(problem.Refused, "report.not_closed",
		"%s is no closed bank date. Reports are made of closed dates; choose one of the list of bank dates.",
		"%s 不是已结账的会计日期。报表仅按已结账日期编制，请从会计日期列表中选择。")
	ErrNoClosed = problem.New(problem.Refused, "report.none_closed",
		"The bank has closed no date yet, so that there is nothing to report on.", "银行尚无已结账日期，无法编制报表。")
	ErrPeriod = problem.New(problem.Invalid, "report.period",
		"The period must start no later than it ends.", "起始日期不得晚于截止日期。")
	ErrBranch = problem.New(problem.NotFound, "report.branch",
		"There is no such branch, or it isn't one that you may see. Check its code.", "没有该机构，或您无权查看。请核对机构号。")

	errFound = problem.New(problem.Refused, "report.findings",
		"The reports don't tie in %d places, first: %s", "报表有 %d 处不平，首处：%s")
)
