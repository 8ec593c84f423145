package dayend

import "tonghui/base/problem"

// The refusals of the end of day.
var (
	ErrNoDay = problem.New(problem.Refused, "dayend.no_day",
		"The bank has no open date yet. Open its first bank date in the ledger.", "本行尚未开立会计日期。请先在账务系统开立首个会计日期。")
	ErrRunning = problem.New(problem.Conflict, "dayend.running",
		"The end of day of %s is still running. Wait until it is done; its progress is on this page.", "%s 的日终批处理仍在进行。请待其完成，进度见本页。")
	ErrStopped = problem.New(problem.Conflict, "dayend.stopped",
		"The end of day of %s stands still at a finding. Settle that and run it again before the next date is opened.",
		"%s 的日终批处理因核对差异而停止。请先处理并重新执行，再切换至下一会计日期。")
	ErrUnknown = problem.New(problem.NotFound, "dayend.unknown",
		"There was no end of day of %s. Look at the list of runs.", "没有 %s 的日终批次。请查看批次列表。")
	ErrNotStopped = problem.New(problem.Conflict, "dayend.not_stopped",
		"The end of day of %s doesn't stand still, so it can't be run again. Look at its state.", "%s 的日终批次未处于停止状态，无需重新执行。请查看其状态。")
	ErrTotals = problem.New(problem.Refused, "dayend.totals",
		"The books of %[1]s don't agree: code %[2]s in branch %[3]s, %[4]s: the general ledger says %[5]s, its accounts sum to %[6]s (minor units, "+
			"debit positive); %[7]d codes differ in all. Don't close the date: prove the ledger (tonghui verify), find the posting, then run this again.",
		"%[1]s 总分不平：机构 %[3]s 科目 %[2]s（%[4]s）总账 %[5]s，分户合计 %[6]s（最小货币单位，借方为正）；共 %[7]d 个科目不平。"+
			"请勿结账：先核对账本（tonghui verify）并查明分录，再重新执行。")
	ErrStep = problem.New(problem.Internal, "dayend.step",
		"The step %s failed and stopped the end of day: nothing of its last piece was booked. Mend the cause that the log names, then run it again.",
		"步骤 %s 执行失败，日终批处理已停止，其最后一段未记账。请按日志排除原因后重新执行。")
)
