package branch

import "tonghui/base/problem"

// The refusals. Each says what is wrong and what to do.
var (
	ErrUnknown = problem.New(problem.NotFound, "branch.unknown",
		"There is no branch with this code. Check it in the list of branches.", "没有该机构号的机构。请在机构列表中核对。")
	ErrCode = problem.New(problem.Invalid, "branch.code",
		"A branch's code is 1 to 12 digits and capitals. Correct it.", "机构号为 1 至 12 位数字或大写字母，请更正。")
	ErrNames = problem.New(problem.Invalid, "branch.names",
		"A branch needs a name of 1 to 120 characters in Chinese and in English, without blanks around it.",
		"机构须有 1 至 120 个字符的中文名称与英文名称，首尾不得有空格。")
	ErrAddress = problem.New(problem.Invalid, "branch.address",
		"The address may have at most 240 characters. Shorten it.", "地址最多 240 个字符，请缩短。")
	ErrKind = problem.New(problem.Invalid, "branch.kind",
		"The kind must be head_office, branch, sub_branch or outlet.",
		"机构级别应为 head_office（总行）、branch（分行）、sub_branch（支行）或 outlet（网点）。")
	ErrParentless = problem.New(problem.Invalid, "branch.parentless",
		"Only the head office reports to no branch, and it reports to none. Name the branch that this one reports to.",
		"只有总行没有上级机构，且总行不得有上级机构。请填写上级机构。")
	ErrExists = problem.New(problem.Conflict, "branch.exists",
		"A branch with this code exists already, or did; codes are not given again. Choose another code.",
		"该机构号已被使用（含已撤并机构），不得重复使用。请另选机构号。")
	ErrHeadOffice = problem.New(problem.Conflict, "branch.head_office",
		"The bank has its head office already. Open this one as a branch that reports to it.", "本行已有总行。请作为其下级机构开设。")
	ErrParent = problem.New(problem.Refused, "branch.parent",
		"A branch reports to an open branch of its own kind or a higher one. Choose such a branch.",
		"上级机构须为营业中的同级或更高级别机构。请另选上级机构。")
	ErrCircle = problem.New(problem.Refused, "branch.circle",
		"This would make the branches report to each other in a circle: %s. Choose another parent.",
		"此举将使机构隶属关系成环：%s。请另选上级机构。")
	ErrClosed = problem.New(problem.Refused, "branch.closed",
		"This branch is closed. Use an open one.", "该机构已撤并，请使用营业中的机构。")
	ErrBelow = problem.New(problem.Refused, "branch.below",
		"Open branches still report to this one. Close them or let them report to another first.",
		"仍有营业中的下级机构隶属于该机构。请先将其撤并或改隶其他机构。")
	ErrVersion = problem.New(problem.Conflict, "branch.version",
		"Somebody has changed this branch meanwhile. Read it again and repeat your change.", "该机构信息已被他人修改。请重新读取后再改。")
)
