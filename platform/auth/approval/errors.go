package approval

import "tonghui/base/problem"

// The register's refusals.
var (
	ErrUnknown = problem.New(problem.NotFound, "approval.unknown",
		"There is no such proposal, or it isn't one that you may see. Check its number.", "没有该审批事项，或您无权查看。请核对编号。")
	ErrKind = problem.New(problem.Invalid, "approval.kind_unknown",
		"The bank has no act %q that could be proposed. Choose one of its acts.", "没有可提请审批的事项 %q。请选择已有事项。")
	ErrOwn = problem.New(problem.Refused, "approval.own",
		"You proposed this yourself, under this hat or another: somebody else must decide it.",
		"复核人与经办人不得为同一人：该事项由您本人提出（不论以何种身份），须由他人审批。")
	ErrOwnRights = problem.New(problem.Refused, "approval.own_rights",
		"This changes your own rights: somebody else must decide it.", "该事项变更您本人的权限，须由他人审批。")
	ErrDecided = problem.New(problem.Conflict, "approval.decided",
		"This proposal has been decided already. Read it again to see how.", "该事项已有审批结果。请刷新查看。")
	ErrExpired = problem.New(problem.Refused, "approval.expired",
		"The time for deciding this proposal is over. Its maker may propose it again.", "该事项已过审批期限。经办人可重新提交。")
	ErrChanged = problem.New(problem.Refused, "approval.changed",
		"What was proposed is no longer what is stored here, so nothing was done. Report this to the bank's security officer.",
		"所存内容与提交时不一致，未予执行。请立即报告银行安全负责人。")
	ErrNotYours = problem.New(problem.Forbidden, "approval.not_yours",
		"Deciding this needs a permission that you don't have under this hat: %s. Ask somebody who has it.",
		"审批该事项须有您当前身份所没有的权限：%s。请交由有权限者审批。")
	// ErrProof has the code under which the app asks for a fresh proof, so that a client steps up for either.
	ErrProof = problem.New(problem.Forbidden, "app.step_up",
		"Deciding this needs a fresh proof of who you are. Confirm it and repeat the decision.",
		"审批该事项须再次验证身份。请验证后重试。")
	ErrNotMaker = problem.New(problem.Forbidden, "approval.not_maker",
		"Only who proposed this may withdraw it. You may refuse it or return it instead, if you may decide it.",
		"只有经办人本人可以撤回。如有审批权限，可予以退回或拒绝。")
	ErrReason = problem.New(problem.Invalid, "approval.reason",
		"Say why, in 1 to 500 characters.", "请填写理由，1 至 500 个字符。")
	ErrPerson = problem.New(problem.Forbidden, "approval.person",
		"A person must decide this; a program can't. Sign in as one.", "该事项须由自然人审批，程序不能代为审批。请以个人身份登录。")
	ErrPayload = problem.New(problem.Invalid, "approval.payload",
		"What is proposed is not readable, or longer than 24 kB. Propose less at once.", "提交内容无法读取或超过 24 kB。请分次提交。")
)
