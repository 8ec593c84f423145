package clearing

import "tonghui/base/problem"

// The refusals of the room.
var (
	ErrUnknown = problem.New(problem.NotFound, "clearing.unknown",
		"The clearing has nothing under this number. Check it.", "清算中没有该编号的记录。请核对编号。")
	ErrBank = problem.New(problem.Refused, "clearing.bank",
		"The payee's bank %s takes no payments through the clearing. Check the bank code.", "收款行 %s 未加入清算。请核对行号。")
	ErrCurrency = problem.New(problem.Refused, "clearing.currency",
		"The clearing takes yuan only. Pay another way.", "清算仅受理人民币。请改用其他方式。")
	ErrSigner = problem.New(problem.Unauthenticated, "clearing.signer",
		"The signature's key isn't one that is in force for a member of the clearing. Sign with the key that the bank knows.",
		"签名密钥不是清算参与方的有效密钥。请使用已登记的密钥签名。")
	ErrNonce = problem.New(problem.Unauthenticated, "clearing.nonce",
		"This signature was used before. Sign each request anew.", "该签名已被使用。每次请求请重新签名。")
	ErrState = problem.New(problem.Conflict, "clearing.state",
		"This is %s; that can't be done to it now. Read it again.", "当前状态为 %s，不能执行该操作。请重新查询。")
	ErrReason = problem.New(problem.Invalid, "clearing.reason",
		"The reason must be a code of the standard that fits, and the note 1 to 500 characters. Correct it.",
		"原因须为标准中适用的代码，说明须为 1 至 500 个字符。请更正。")
	ErrNotSettled = problem.New(problem.Refused, "clearing.not_settled",
		"Only a payment that the bank has taken in, and that wasn't sent back, can be returned. Choose another one.",
		"只能退回已入账且未退回的来账。请另选。")
	ErrNotOut = problem.New(problem.Refused, "clearing.not_out",
		"Only a payment that the bank has sent and that wasn't rejected or returned can be recalled. Choose another one.",
		"只能撤回已发出且未被拒绝、未退回的往账。请另选。")
	ErrFourEyes = problem.New(problem.Unavailable, "clearing.four_eyes",
		"Proposals can't be taken here: there is no register of approvals. Ask the bank's operator.",
		"本系统未启用审批登记，无法受理。请联系运维人员。")
	ErrParticipant = problem.New(problem.Invalid, "clearing.participant",
		"A participant needs a bank code, a name of 1 to 60 characters and, for the house, a public key of Ed25519 or SM2. Correct it.",
		"参与行须有行号、1 至 60 个字符的名称；清算所还须有 Ed25519 或 SM2 公钥。请更正。")
	ErrHouse = problem.New(problem.Unavailable, "clearing.house",
		"The clearing house doesn't answer. Try again later; payments wait in the queue meanwhile.",
		"清算所无响应。请稍后重试；其间支付在队列中等待。")
)
