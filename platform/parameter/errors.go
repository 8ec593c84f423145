package parameter

import "tonghui/base/problem"

// The refusals of this package.
var (
	ErrUnknown = problem.New(problem.NotFound, "parameter.unknown",
		"There is no business parameter %q. Choose one from the list of parameters.", "没有业务参数 %q。请从参数列表中选择。")
	ErrPast = problem.New(problem.Invalid, "parameter.past",
		"A value can't begin on %[1]s: that day is over. The first possible day is %[2]s.", "生效日 %[1]s 已过，最早可自 %[2]s 起生效。")
	ErrFar = problem.New(problem.Invalid, "parameter.far",
		"A value can't begin on %s: that is more than five years ahead. Choose a nearer day.", "生效日 %s 超出五年之后。请选择较近的日期。")
	ErrType = problem.New(problem.Invalid, "parameter.type",
		"The value of %[1]s must be %[2]s. Write it so.", "参数 %[1]s 的值应为%[3]s。请按此填写。")
	ErrRange = problem.New(problem.Invalid, "parameter.range",
		"The value of %[1]s must lie from %[2]s to %[3]s. Choose one in that range.", "参数 %[1]s 的值应在 %[2]s 至 %[3]s 之间。请在此范围内填写。")
	ErrSame = problem.New(problem.Refused, "parameter.same",
		"%[1]s already has this value on %[2]s. There is nothing to change.", "参数 %[1]s 在 %[2]s 已是该值，无须变更。")
)
