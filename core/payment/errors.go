package payment

import "tonghui/base/problem"

// Refusals of an order.
var (
	ErrUnknown = problem.New(problem.NotFound, "payment.unknown",
		"There is no such payment. Check its number.", "没有该笔支付。请核对流水号。")
	ErrReference = problem.New(problem.Invalid, "payment.reference",
		"A reference has 1 to 64 printable characters. Give each payment one of its own.", "参考号应为 1 至 64 个可见字符，且每笔支付各不相同。")
	ErrDuplicateReference = problem.New(problem.Conflict, "payment.duplicate_reference",
		"Another payment has been made under this reference. Use a new reference for a new payment.",
		"该参考号已用于另一笔内容不同的支付。新的支付请使用新的参考号。")
	ErrAmount = problem.New(problem.Invalid, "payment.amount",
		"The amount must be more than zero, in whole minor units: 0.01 yuan is \"1\", and there is nothing smaller. Correct it.",
		"金额须大于零，并以最小货币单位的整数填写：0.01 元即 \"1\"，没有更小的金额。请更正。")
	ErrCurrency = problem.New(problem.Invalid, "payment.currency",
		"Payer's and payee's accounts must both be in %s. Choose accounts in this currency.", "付款与收款账户均须为 %s 账户。请选择该币种的账户。")
	ErrText = problem.New(problem.Invalid, "payment.text",
		"The purpose has at most 60 characters and the note 140, without control characters. Shorten them.",
		"用途最长 60 个字符，附言最长 140 个字符，不含控制字符。请修改。")
	ErrPayee = problem.New(problem.Invalid, "payment.payee",
		"Name the payee by one of account number, card number or phone number.", "请以账号、卡号或手机号之一指明收款人。")
	ErrPayeeName = problem.New(problem.Invalid, "payment.payee_name",
		"Enter the payee's name as it is registered for the account.", "请填写收款人户名，须与账户登记的户名一致。")
	ErrNoAccount = problem.New(problem.Refused, "payment.no_account",
		"There is no account to pay to under this number. Check it with the payee.", "该号码下没有可收款的账户。请与收款人核对。")
	ErrName = problem.New(problem.Refused, "payment.name",
		"The name isn't that of the account. Check both with the payee; nothing was paid.", "户名与账号不符。请与收款人核对，未付款。")
	ErrNameClose = problem.New(problem.Refused, "payment.name_close",
		"The name is like that of the account, but not the same. Check it, or confirm that you mean this account (`nameClose`).",
		"户名与账户登记的户名相近但不一致。请核对，或确认仍向该账户付款（nameClose）。")
	ErrSelf = problem.New(problem.Invalid, "payment.self",
		"Payer and payee are the same account. Choose another one.", "付款与收款为同一账户。请另选。")
	ErrNotYours = problem.New(problem.NotFound, "payment.from_unknown",
		"There is no such account of yours to pay from.", "您名下没有该付款账户。")
	ErrAgain = problem.New(problem.Conflict, "payment.again",
		"You paid the same amount to the same payee less than ten minutes ago. If you mean to pay once more, say so (`again`).",
		"您在十分钟内已向同一收款人支付过相同金额。如确需再次支付，请确认（again）。")
	ErrFactor = problem.New(problem.Forbidden, "app.step_up",
		"A payment of this size needs a fresh proof of who you are. Confirm it and send the payment again.",
		"该金额的支付须再次验证身份。请验证后重新提交。")
	ErrStopped = problem.New(problem.Refused, "payment.stopped",
		"The bank doesn't carry out this payment: %s Ask the bank if you think that is wrong.", "本行不办理该笔支付：%s 如有疑问请联系本行。")
	ErrLevel = problem.New(problem.Refused, "payment.level",
		"The bank doesn't know you well enough yet for payments. Have your identity verified first.",
		"您的客户身份识别等级不足，不能付款。请先完成身份核实。")
	ErrOrderLimit = problem.New(problem.Refused, "payment.order_limit",
		"This is more than may be paid at once by this channel: %s. Pay less, or have the limit raised.",
		"超过该渠道单笔限额：%s。请减少金额，或申请调整限额。")
	ErrDayLimit = problem.New(problem.Refused, "payment.day_limit",
		"With this the day's limit would be exceeded: %s may still be paid today. Pay less, or tomorrow.",
		"将超过当日累计限额：今日还可支付 %s。请减少金额，或明日办理。")
	ErrApproval = problem.New(problem.Refused, "payment.approval",
		"This payment waits for the firm's own approval. Decide it there.", "该笔支付须经企业内部审批。请在审批中办理。")
	ErrState = problem.New(problem.Refused, "payment.state",
		"The payment is %[1]s, so this can't be done with it. Read it again.", "该笔支付的状态为%[2]s，不能办理此项。请重新查询。")
	ErrNoClearing = problem.New(problem.Unavailable, "payment.no_clearing",
		"Payments to other banks can't be sent now. Try again later.", "暂时无法向他行付款。请稍后重试。")
	ErrBank = problem.New(problem.Invalid, "payment.bank",
		"No bank in the directory has this code. Choose the payee's bank from the list.", "行号目录中没有该行号。请从列表中选择收款行。")
	ErrNobody = problem.New(problem.Unauthenticated, "payment.nobody",
		"A payment by hand must be made by somebody who has signed in.", "手工支付须登录后办理。")
	ErrTooMany = problem.New(problem.TooLarge, "payment.too_many",
		"At most %d payments can be made at once. Split them.", "一次最多 %d 笔支付。请分批。")
	ErrOwnOrder = problem.New(problem.Forbidden, "payment.own_order",
		"Who made a payment can't let it pass for the bank. A colleague must do it.", "不得放行本人提交的支付。请由其他人员办理。")
)

// Refusals of phone numbers, limits, saved payees and receipts.
var (
	ErrPhone = problem.New(problem.Invalid, "payment.phone",
		"This is no mobile number of 11 digits beginning with 1. Check it.", "手机号码应为 1 开头的 11 位数字。请核对。")
	ErrNotYourPhone = problem.New(problem.Refused, "payment.phone_not_yours",
		"This number isn't among your registered phone numbers. Register it first.", "该号码不是您登记的电话号码。请先登记。")
	ErrPhoneTaken = problem.New(problem.Conflict, "payment.phone_taken",
		"This phone number takes payments already. End that link first.", "该手机号已用于收款。请先解除原有关联。")
	ErrUnknownAlias = problem.New(problem.NotFound, "payment.alias_unknown",
		"No such phone number of yours takes payments.", "您没有该收款手机号。")
	ErrLimit = problem.New(problem.Invalid, "payment.limit",
		"Limits are whole amounts of zero or more, and a day's limit is no less than that of one payment. Correct them.",
		"限额须为不小于零的整数金额，且日累计限额不低于单笔限额。请更正。")
	ErrLimitPerson = problem.New(problem.Invalid, "payment.limit_person",
		"Only a firm sets limits for its people, and only its head does so.", "只有企业可为其人员设置限额，且须由法定代表人设置。")
	ErrUnknownPayee = problem.New(problem.NotFound, "payment.payee_unknown",
		"You have saved no such payee.", "您没有保存该收款人。")
	ErrTooManyPayees = problem.New(problem.Refused, "payment.too_many_payees",
		"At most %d payees can be saved. Remove one that you don't need any more.", "最多保存 %d 个收款人。请先删除不再需要的。")
	ErrNoReceipt = problem.New(problem.Refused, "payment.no_receipt",
		"There is a receipt only of a payment that was carried out.", "只有已执行的支付才有回单。")
)
