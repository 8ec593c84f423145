package card

import "tonghui/base/problem"

// The refusals of cards.
var (
	ErrUnknown = problem.New(problem.NotFound, "card.unknown", "There is no such card. Check its id.", "没有该银行卡，请核对编号。")
	ErrAccount = problem.New(problem.Refused, "card.account",
		"A debit card needs an active account of its owner that may pay. Choose another account.", "借记卡须绑定可支付的有效账户。请选择其他账户。")
	ErrHolder = problem.New(problem.Refused, "card.holder",
		"A card is held by a person who owns the account, or who acts for the organisation that does. Name such a person.",
		"持卡人应为账户所有人本人，或经单位授权的经办人员。请更换持卡人。")
	ErrKind = problem.New(problem.Refused, "card.kind",
		"The bank issues debit cards only so far. Choose kind debit.", "本行目前仅发行借记卡。请选择 debit。")
	ErrState = problem.New(problem.Refused, "card.state",
		"The card is %s, so this can't be done with it. See its state first.", "该卡当前状态为“%s”，不能办理此项。请先核对卡状态。")
	ErrVersion = problem.New(problem.Conflict, "card.version",
		"The card has been changed meanwhile. Look at it again and repeat what you want to change.", "该卡信息已变更。请重新查看后再修改。")
	ErrPIN = problem.New(problem.Refused, "card.pin",
		"Card and PIN don't match. Check the PIN; after three wrong ones it is blocked.", "卡号与密码不符。请核对密码，连续三次错误将锁定。")
	ErrPINBlocked = problem.New(problem.Refused, "card.pin_blocked",
		"The PIN is blocked after three wrong ones. Have it reset at a branch with your identity document.", "密码连续三次错误，已锁定。请持有效证件到网点重置。")
	ErrPINMissing = problem.New(problem.Refused, "card.pin_missing",
		"The card has no PIN yet. Set one first.", "该卡尚未设置密码。请先设置密码。")
	ErrPINSet = problem.New(problem.Refused, "card.pin_set",
		"The card has a PIN already: give the old one to change it, or have it reset at a branch.", "该卡已设置密码：修改须提供原密码，或到网点重置。")
	ErrHSM = problem.New(problem.Unavailable, "card.no_hsm",
		"The bank has no security module at hand, so nothing can be done with PINs. Try again later.", "加密机不可用，暂不能办理密码业务。请稍后重试。")
	ErrLimit = problem.New(problem.Invalid, "card.limit",
		"A limit of %s must lie between 0 and the bank's maximum, and one transaction's can't exceed the day's. Correct it.",
		"%s 渠道限额须在 0 与本行上限之间，且单笔不得超过日累计。请更正。")
	ErrChannel = problem.New(problem.Invalid, "card.channel",
		"There is no channel %q. Choose pos, atm, online or contactless.", "没有渠道 %q。请选择 pos、atm、online 或 contactless。")
	ErrOpenHolds = problem.New(problem.Refused, "card.open_authorisations",
		"Authorisations of this card are still open. Wait until they are captured, reversed or have expired.",
		"该卡仍有未完成的授权交易。请待其完成、撤销或到期后再办理。")
	ErrFourEyes = problem.New(problem.Unavailable, "card.four_eyes",
		"This needs a second person's approval, and the bank has no register of approvals at hand.", "该事项须双人办理，而审批登记簿不可用。请联系运维人员。")
	ErrReason = problem.New(problem.Invalid, "card.reason", "Say why in 1 to 200 characters.", "请用 1 至 200 个字符说明理由。")
	ErrLoss   = problem.New(problem.Invalid, "card.loss", "A loss is reported orally or in writing: choose oral or written.",
		"挂失方式应为口头（oral）或书面（written）。请选择。")
	ErrNumbers = problem.New(problem.Unavailable, "card.numbers",
		"No free card number was found. Try again; if it stays so, the bank needs another BIN.", "未能取得可用卡号。请重试；如仍失败，须启用新的卡 BIN。")
	ErrRenew = problem.New(problem.Refused, "card.renew",
		"A card is renewed in the three months before it expires and after. Wait, or have it replaced.", "银行卡仅可在到期前三个月内或到期后换卡。请届时办理，或申请补卡。")

	ErrAcquirer = problem.New(problem.Forbidden, "card.acquirer",
		"This program isn't registered as an acquirer. Ask the bank to register it.", "该程序未登记为收单机构。请联系银行登记。")
	ErrAcquirerFields = problem.New(problem.Invalid, "card.acquirer_fields",
		"An acquirer needs a code of capitals and digits, a client, a name and a branch. Complete them.", "收单机构须有大写字母或数字代码、客户端、名称和机构号。请补全。")
	ErrAcquirerTaken = problem.New(problem.Conflict, "card.acquirer_taken",
		"An acquirer with this code or client is registered already.", "该代码或客户端已登记收单机构。")
	ErrRequest = problem.New(problem.Invalid, "card.request",
		"A transaction needs a reference of 1 to 64 characters, a positive amount and a known channel. Correct it.",
		"交易须有 1 至 64 个字符的参考号、正数金额和有效渠道。请更正。")
	ErrReference = problem.New(problem.Conflict, "card.reference",
		"The acquirer has used this reference for another transaction. Use a new one.", "该收单机构已将此参考号用于另一笔交易。请使用新的参考号。")
	ErrNoAuthorisation = problem.New(problem.NotFound, "card.no_authorisation",
		"The acquirer has no authorisation of this reference. Check the reference.", "该收单机构没有此参考号的授权。请核对参考号。")
	ErrEnded = problem.New(problem.Refused, "card.authorisation_ended",
		"The authorisation was declined, reversed, fully captured or has expired. Ask for a new one.", "该授权已被拒绝、撤销、完成或到期。请重新申请授权。")
	ErrTooMuch = problem.New(problem.Refused, "card.too_much",
		"This is more than the authorisation still allows. Take at most %s fen.", "金额超过该授权的剩余可用额度。最多 %s 分。")
)
