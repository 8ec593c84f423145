package account

import "tonghui/base/problem"

// The refusals about products and tariff. Each says what is wrong and what to do.
var (
	ErrProduct = problem.New(problem.NotFound, "account.product_unknown",
		"The bank has no such product on that day. Choose one of its list.", "本行当日没有该产品。请从产品目录中选择。")
	ErrProductField = problem.New(problem.Invalid, "account.product_field",
		"The product's %s can't be so, or doesn't fit its kind. Correct it.", "产品的 %s 取值不当，或与账户种类不符。请更正。")
	ErrFeeField = problem.New(problem.Invalid, "account.fee_field",
		"The tariff item's %s can't be so. Correct it.", "收费项目的 %s 取值不当。请更正。")
	ErrPast = problem.New(problem.Invalid, "account.past",
		"This can't begin on %s: the first day from which it may hold is %s. Choose that or a later one.",
		"生效日 %s 已过，最早可自 %s 起生效。请改为该日或更晚。")
	ErrFar = problem.New(problem.Invalid, "account.far",
		"A change more than five years ahead isn't taken. Choose an earlier day.", "生效日超过五年，不予受理。请改为较早日期。")
	ErrSame = problem.New(problem.Conflict, "account.same",
		"This is just what holds on that day already. There is nothing to change.", "该日适用的内容与此相同，无需变更。")
	ErrKindStays = problem.New(problem.Invalid, "account.kind_stays",
		"A product keeps its kind, digits and chart code. Make a new product instead.", "产品的账户种类、产品号与科目不得变更。请另设产品。")
	ErrDigitsTaken = problem.New(problem.Conflict, "account.digits_taken",
		"Another product has these digits in its account numbers. Choose others.", "该产品号已被其他产品使用。请另选。")
	ErrRequest = problem.New(problem.Invalid, "account.request",
		"This request is not readable. Propose it anew.", "该申请无法读取。请重新提交。")
	ErrFourEyes = problem.New(problem.Unavailable, "account.four_eyes",
		"Proposals can't be taken here: there is no register of approvals. Ask the bank's operator.",
		"本系统未启用审批登记，无法受理。请联系运维人员。")
)

// The refusals at opening.
var (
	ErrUnknown = problem.New(problem.NotFound, "account.unknown",
		"There is no such account, or it isn't one that you may see. Check its number.", "没有该账户，或您无权查看。请核对账号。")
	ErrNotOffered = problem.New(problem.Refused, "account.not_offered",
		"This product is no longer offered. Choose another one.", "该产品已停止办理。请选择其他产品。")
	ErrCurrency = problem.New(problem.Invalid, "account.currency",
		"This product isn't kept in that currency. Choose one of its currencies.", "该产品不支持该币种。请选择产品支持的币种。")
	ErrHolder = problem.New(problem.Refused, "account.holder",
		"This product isn't for such a customer. Choose one that is.", "该产品不适用于此类客户。请选择适用的产品。")
	ErrInactive = problem.New(problem.Refused, "account.owner_inactive",
		"The owner is merged, closed or dead in the bank's records. Use the party that stands for it now.",
		"户主在本行已合并、注销或登记死亡。请使用现行有效的当事人。")
	ErrLevel = problem.New(problem.Refused, "account.level",
		"The bank must know the owner better for this: level %d is needed. Verify her first.",
		"开立该账户须达到客户身份识别等级 %d。请先完成身份核实。")
	ErrMinOpen = problem.New(problem.Refused, "account.min_open",
		"At least %s must be paid in at the opening, and stay. Pay in more.", "起存（留存）金额不得低于 %s。请增加金额。")
	ErrAmount = problem.New(problem.Invalid, "account.amount",
		"The amount must be a whole number of minor units above zero. Correct it.", "金额须为大于零的整数（最小货币单位）。请更正。")
	ErrFrom = problem.New(problem.Refused, "account.from",
		"The money must come from an account of the same owner in the same currency, from which she may pay. Choose one.",
		"资金须来自同一户主、同币种且可支付的账户。请选择账户。")
	ErrBasicStands = problem.New(problem.Conflict, "account.basic_stands",
		"A firm can have one basic account, and this one has. Open a general account instead.",
		"一个单位只能开立一个基本存款账户，该单位已有。请改开一般存款账户。")
	ErrNeedsBasic = problem.New(problem.Refused, "account.needs_basic",
		"This account needs the firm's basic account: open it first, or give its permit number at the other bank.",
		"须先有基本存款账户：请先开立，或填写他行基本存款账户编号。")
	ErrPurpose = problem.New(problem.Invalid, "account.purpose",
		"This account needs its purpose, 2 to 200 characters. Write it.", "该账户须注明用途（2 至 200 个字符）。请填写。")
	ErrTitle = problem.New(problem.Invalid, "account.title",
		"The title may have at most 60 characters, and a virtual account needs one (its case). Correct it.",
		"名称最多 60 个字符；虚拟子账户须填写（案号）。请更正。")
	ErrEnds = problem.New(problem.Invalid, "account.ends",
		"A temporary account needs its last day, from tomorrow to %s. Correct it.", "临时存款账户须填写到期日，自明日起至 %s 止。请更正。")
	ErrParent = problem.New(problem.Refused, "account.parent",
		"A virtual account needs a real one of the same owner and currency behind it; others have none. Correct it.",
		"虚拟子账户须挂在同一户主、同币种的实体账户下，其他账户不得填写。请更正。")
	ErrFunds = problem.New(problem.Refused, "account.funds",
		"A zero-balance account needs a treasury account of the same currency and a quota above zero. Name them.",
		"零余额账户须指定同币种的国库账户，并设定大于零的额度。请填写。")
	ErrBeneficiary = problem.New(problem.Refused, "account.beneficiary",
		"Custody and escrow accounts need a beneficiary's account of the same currency and 1 to 20 conditions; others have none. Correct it.",
		"监管、存管账户须指定同币种的收款账户及 1 至 20 项划款条件，其他账户不得填写。请更正。")
	ErrBranch = problem.New(problem.Refused, "account.branch",
		"Accounts are opened at the branch where you work, or one below it. Choose one of these.", "只能在您所在机构及其下属机构开户。请更正机构号。")
	ErrReference = problem.New(problem.Invalid, "account.reference",
		"A reference has 1 to 64 bytes. Give one that is new for a new request.", "参考号应为 1 至 64 字节，新请求须用新参考号。")
	ErrTaken = problem.New(problem.Conflict, "account.reference_taken",
		"This reference was used for another request. Use a new one.", "该参考号已用于其他请求。请使用新的参考号。")
)

// The refusals in an account's life.
var (
	ErrClosed = problem.New(problem.Refused, "account.closed",
		"This account is closed. Use another one.", "该账户已销户。请使用其他账户。")
	ErrDormant = problem.New(problem.Refused, "account.dormant",
		"This account is dormant. Its owner must show herself at a branch to have it reactivated.",
		"该账户为久悬户。须由户主到网点办理激活。")
	ErrNotDormant = problem.New(problem.Conflict, "account.not_dormant",
		"This account isn't dormant. There is nothing to reactivate.", "该账户不是久悬户，无需激活。")
	ErrChannel = problem.New(problem.Refused, "account.channel",
		"Orders for this account can't come by this channel. Use another one.", "该账户不支持此渠道办理。请使用其他渠道。")
	ErrNoCash = problem.New(problem.Refused, "account.no_cash",
		"No cash may be drawn from this account. Transfer the money instead.", "该账户不得支取现金。请办理转账。")
	ErrSingle = problem.New(problem.Refused, "account.single_limit",
		"One payment from this account may be at most %s. Pay less, or have the limit raised.", "该账户单笔限额为 %s。请减少金额或申请提额。")
	ErrFixed = problem.New(problem.Refused, "account.fixed",
		"Money of a time or notice deposit can't be paid away. Withdraw it to your account first.",
		"定期、通知存款不能直接支付。请先支取到结算账户。")
	ErrGuarded = problem.New(problem.Refused, "account.guarded",
		"Money of this account goes to its beneficiary only, when all conditions are met.",
		"该账户资金仅在条件全部满足后划付给指定收款人。")
	ErrNotFixed = problem.New(problem.Refused, "account.not_fixed",
		"This isn't a time or notice deposit. Pay from it instead.", "该账户不是定期或通知存款。请直接办理支付。")
	ErrExpired = problem.New(problem.Refused, "account.expired",
		"This temporary account has passed its last day. Close it, or open another account.", "该临时存款账户已到期。请销户或另开账户。")
	ErrWithdraw = problem.New(problem.Refused, "account.withdraw",
		"This is more than the deposit holds, or leaves less than %s. Withdraw less, or all of it.",
		"支取金额超过存款余额，或留存低于 %s。请减少金额或全部支取。")
	ErrPartials = problem.New(problem.Refused, "account.partials",
		"A part may be withdrawn early %d time(s) only. Withdraw all of it.", "部分提前支取最多 %d 次。请全部支取。")
	ErrPayTo = problem.New(problem.Refused, "account.pay_to",
		"The money must go to an open account of the same owner in the same currency. Choose another one.",
		"资金须转入同一户主、同币种的正常账户。请另选账户。")
	ErrUnknownNotice = problem.New(problem.NotFound, "account.notice_unknown",
		"There is no such notice that still stands. Check it.", "没有该有效通知。请核对。")
	ErrNotDue = problem.New(problem.Refused, "account.notice_not_due",
		"This notice is for %s. Come then, or withdraw without notice at the demand rate.",
		"该通知的支取日为 %s。请届时办理，或不凭通知按活期利率支取。")
	ErrNoticed = problem.New(problem.Refused, "account.noticed",
		"A notice must be for what the deposit holds and isn't yet noticed. Correct the amount.", "通知金额超过存款中尚未通知的部分。请更正。")
	ErrCondition = problem.New(problem.NotFound, "account.condition_unknown",
		"This account has no such condition. Check its number.", "该账户没有此项条件。请核对序号。")
	ErrMet = problem.New(problem.Conflict, "account.condition_met",
		"This condition was met already, by other evidence.", "该条件已凭其他证明确认满足。")
	ErrEvidence = problem.New(problem.Invalid, "account.evidence",
		"Evidence has 2 to 200 characters: the document and its number. Write it.", "证明材料应为 2 至 200 个字符（文件名称及文号）。请填写。")
	ErrUnmet = problem.New(problem.Refused, "account.conditions_unmet",
		"Not all release conditions are met: %d are open. Have them met first.", "尚有 %d 项划款条件未满足。请先完成。")
	ErrNotGuarded = problem.New(problem.Refused, "account.not_guarded",
		"This isn't a custody or escrow account.", "该账户不是监管或存管账户。")
	ErrReleased = problem.New(problem.Conflict, "account.released",
		"The money of this account was released already.", "该账户资金已划付。")
	ErrEmpty = problem.New(problem.Refused, "account.empty",
		"There is nothing in this account that could move.", "该账户没有可动用资金。")
	ErrLimitHigher = problem.New(problem.Refused, "account.limit_higher",
		"You can only lower your limits here. Ask the bank to raise them.", "此处只能调低限额。如需调高，请到银行办理。")
	ErrLimit = problem.New(problem.Invalid, "account.limit",
		"A limit is for one channel of the bank's or for all, and not below zero. Correct it.", "限额须针对某一渠道或全部渠道，且不得为负。请更正。")
	ErrPassbook = problem.New(problem.Refused, "account.no_passbook",
		"This account has no passbook.", "该账户没有存折。")
	ErrPrinted = problem.New(problem.Conflict, "account.printed",
		"The passbook was printed meanwhile. Read its lines again.", "该存折已另行打印。请重新读取未登折明细。")
)

// The refusals of closing.
var (
	ErrReason = problem.New(problem.Invalid, "account.reason",
		"Give the reason in 2 to 200 characters.", "请填写原因（2 至 200 个字符）。")
	ErrHeld = problem.New(problem.Refused, "account.held",
		"Money of this account is held or frozen. It can be closed when that has ended.", "该账户有预授权或冻结。解除后方可销户。")
	ErrChildren = problem.New(problem.Refused, "account.children",
		"Virtual accounts still stand under this one. Close them first.", "该账户下仍有虚拟子账户。请先销户。")
	ErrBasicLast = problem.New(problem.Refused, "account.basic_last",
		"A basic account is closed last. Close the firm's general, special and temporary accounts first.",
		"基本存款账户须最后撤销。请先撤销该单位的一般、专用、临时存款账户。")
	ErrRemainder = problem.New(problem.Refused, "account.remainder",
		"Money is left. Say to which open account of the same owner and currency it goes.", "账户尚有余额。请指定同一户主、同币种的正常账户。")
	ErrNegative = problem.New(problem.Refused, "account.negative",
		"This account is below zero. Pay in first.", "该账户为透支状态。请先补足。")
)
