package points

import "tonghui/base/problem"

// The refusals of points.
var (
	ErrEvent = problem.New(problem.Invalid, "points.event",
		"An event needs a party, a positive amount, a kind of at most 12 letters and a reference of 1 to 64 bytes. Complete it.",
		"积分事件须有当事人、正数金额、种类和 1 至 64 字节的参考号。请补全。")
	ErrReference = problem.New(problem.Conflict, "points.reference",
		"This reference has earned points for another event. Use a new one.", "该参考号已用于另一积分事件。请使用新的参考号。")
	ErrRule = problem.New(problem.Invalid, "points.rule",
		"A rule needs a code, names in both languages, a kind, fen for a point (or, as a bonus, a multiplier) and days in order. Correct it.",
		"积分规则须有代码、中英文名称、种类、每分积分对应金额（加倍规则为倍数）以及先后正确的起止日期。请更正。")
	ErrRuleTaken = problem.New(problem.Conflict, "points.rule_taken",
		"There is a rule of this code from this day already. Choose another day.", "该代码在此生效日已有规则。请另选生效日。")
	ErrRulePast = problem.New(problem.Refused, "points.rule_past",
		"A rule can't begin before today: what was earned stands. Choose today or a later day.", "规则生效日不得早于今日，已计积分不再变更。请选择今日或以后。")
	ErrItem = problem.New(problem.Invalid, "points.item",
		"An item needs a code, names in both languages, a positive price and a stock of 0 or more. Correct it.",
		"兑换品须有代码、中英文名称、正数积分价格和非负库存。请更正。")
	ErrUnknownItem = problem.New(problem.NotFound, "points.unknown_item", "The catalogue has no such item. Look at it again.",
		"兑换目录中没有该商品。请重新查看目录。")
	ErrNotOffered = problem.New(problem.Refused, "points.not_offered", "This item isn't offered any more. Choose another.", "该商品已下架。请选择其他商品。")
	ErrStock      = problem.New(problem.Refused, "points.stock",
		"Only %d are left of this item. Take fewer, or another item.", "该商品仅剩 %d 件。请减少数量或选择其他商品。")
	ErrTooFew = problem.New(problem.Refused, "points.too_few",
		"This takes %d points and the account has %d. Choose something smaller.", "本次兑换需 %d 积分，当前可用 %d 积分。请选择其他商品。")
	ErrQuantity          = problem.New(problem.Invalid, "points.quantity", "Take between 1 and 99 pieces at once.", "每次兑换数量应为 1 至 99 件。请更正。")
	ErrUnknownRedemption = problem.New(problem.NotFound, "points.unknown_redemption", "There is no such redemption. Check its id.", "没有该兑换单，请核对编号。")
	ErrEnded             = problem.New(problem.Refused, "points.redemption_ended",
		"This redemption is delivered or cancelled already. Nothing can be changed.", "该兑换单已发放或已取消，不能再变更。")
	ErrRefund = problem.New(problem.Refused, "points.refund",
		"This is more than what the event has left to give back. Check the amount.", "退款金额超过该事件剩余金额。请核对。")
	ErrVersion = problem.New(problem.Conflict, "points.version", "The item has been changed meanwhile. Look at it again.", "该商品已变更。请重新查看。")
)
