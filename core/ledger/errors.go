package ledger

import (
	"fmt"

	"tonghui/base/problem"
)

// The refusals of the ledger. Each says what is wrong and what to do.
var (
	ErrClass = problem.New(problem.Invalid, "ledger.class",
		"The class must be asset, liability, equity, income or expense.",
		"类别应为 asset（资产）、liability（负债）、equity（所有者权益）、income（收入）或 expense（费用）。")
	ErrKind = problem.New(problem.Invalid, "ledger.kind",
		"An entry needs a kind of 1 to 24 bytes, such as \"transfer\".",
		"分录须注明种类（1 至 24 字节），例如 transfer。")
	ErrReference = problem.New(problem.Invalid, "ledger.reference",
		"An entry needs a reference of 1 to 64 bytes that is unique within its kind.",
		"分录须有同种类内唯一的参考号（1 至 64 字节）。")
	ErrTooFewPostings = problem.New(problem.Invalid, "ledger.too_few_postings",
		"An entry needs at least two postings.", "一笔分录至少要有借贷两条记账。")
	ErrTooManyPostings = problem.New(problem.Invalid, "ledger.too_many_postings",
		"This entry has %d postings; at most %d are allowed. Split it.",
		"该分录有 %d 条记账，最多允许 %d 条，请拆分。")
	ErrSummary = problem.New(problem.Invalid, "ledger.summary",
		"The summary is longer than %d characters. Shorten it.", "摘要超过 %d 个字符，请缩短。")
	ErrMetadata = problem.New(problem.Invalid, "ledger.metadata",
		"Metadata must be a JSON object of at most %d bytes.", "附加信息应为不超过 %d 字节的 JSON 对象。")
	ErrReportCode = problem.New(problem.Invalid, "ledger.report_code",
		"The report code may have at most 16 bytes and the branch at most 12 digits and capitals.",
		"统计代码最多 16 字节，机构号最多 12 位数字或大写字母。")
	ErrZeroAmount = problem.New(problem.Invalid, "ledger.zero_amount",
		"Every posting needs an amount other than zero, in minor units.", "每条记账的金额不能为零（以最小货币单位计）。")
	ErrUnbalanced = problem.New(problem.Invalid, "ledger.unbalanced",
		"Debits and credits in %s don't sum to zero. Correct the amounts.",
		"%s 借贷不平。请核对各条记账的金额。")
	ErrUnknownAccount = problem.New(problem.NotFound, "ledger.unknown_account",
		"There is no account %s. Check its id.", "账户 %s 不存在，请核对账户编号。")
	ErrWrongCurrency = problem.New(problem.Invalid, "ledger.wrong_currency",
		"Account %s keeps %s, the posting says %s. Use an account of that currency, or a position account to exchange.",
		"账户 %s 的币种为 %s，而记账写的是 %s。请使用相同币种的账户，或经外汇头寸账户兑换。")
	ErrBalanceOverflow = problem.New(problem.Invalid, "ledger.overflow",
		"The balance of account %s would exceed what the ledger can hold. Correct the amount.",
		"账户 %s 的余额将超出账本可记范围，请核对金额。")
	ErrTotalOverflow = problem.New(problem.Invalid, "ledger.total_overflow",
		"What code %s moves on this bank date would exceed what the ledger can hold. Correct the amount.",
		"科目 %s 当日发生额将超出账本可记范围，请核对金额。")
	ErrInsufficient = problem.New(problem.Refused, "ledger.insufficient_funds",
		"Account %s has not enough available. Pay in, or post less.",
		"账户 %s 可用余额不足。请存入资金或减少金额。")
	ErrFrozen = problem.New(problem.Refused, "ledger.account_frozen",
		"Account %s is frozen for this amount. It can move when the freeze has ended.",
		"账户 %s 的该笔资金已被冻结，解除冻结后方可使用。")
	ErrCeiling = problem.New(problem.Refused, "ledger.ceiling",
		"Account %s would rise above its ceiling. Post less, or raise the ceiling.",
		"账户 %s 将超过余额上限。请减少金额或调高上限。")
	ErrDebitFrozen = problem.New(problem.Refused, "ledger.debit_frozen",
		"No debit may be posted to account %s.", "账户 %s 已借方冻结，不得记借。")
	ErrCreditFrozen = problem.New(problem.Refused, "ledger.credit_frozen",
		"No credit may be posted to account %s.", "账户 %s 已贷方冻结，不得记贷。")
	ErrAccountClosed = problem.New(problem.Refused, "ledger.account_closed",
		"Account %s is closed. Use another account.", "账户 %s 已销户，请使用其他账户。")
	ErrAccountNotEmpty = problem.New(problem.Refused, "ledger.account_not_empty",
		"Account %s still has a balance, a hold or a freeze. Settle them before closing it.",
		"账户 %s 仍有余额、预授权或冻结，请先结清再销户。")
	ErrDuplicateReference = problem.New(problem.Conflict, "ledger.duplicate_reference",
		"Reference %[2]s of kind %[1]s is already booked with another content. Use a new reference for a new entry.",
		"种类 %[1]s 的参考号 %[2]s 已用于内容不同的分录。新分录请使用新的参考号。")
	ErrUnknownEntry = problem.New(problem.NotFound, "ledger.unknown_entry",
		"There is no entry %s. Check its id.", "分录 %s 不存在，请核对编号。")
	ErrAlreadyReversed = problem.New(problem.Conflict, "ledger.already_reversed",
		"Entry %s is already reversed by entry %s.", "分录 %s 已由分录 %s 冲正。")
	ErrReversalOfReversal = problem.New(problem.Refused, "ledger.reversal_of_reversal",
		"Entry %s is itself a reversal. Post a new entry instead.", "分录 %s 本身即为冲正分录，请另行记账。")
	ErrUnknownHold = problem.New(problem.NotFound, "ledger.unknown_hold",
		"There is no hold %s. Check its id.", "预授权 %s 不存在，请核对编号。")
	ErrHoldEnded = problem.New(problem.Refused, "ledger.hold_ended",
		"Hold %s has ended: it was captured, released or has expired.", "预授权 %s 已终止（已完成、已撤销或已过期）。")
	ErrHoldExceeded = problem.New(problem.Refused, "ledger.hold_exceeded",
		"Hold %s has less left than this entry takes. Capture at most what is left.",
		"预授权 %s 剩余金额不足以完成本次扣款，请减少金额。")
	ErrHoldExpiry = problem.New(problem.Invalid, "ledger.hold_expiry",
		"A hold must expire in the future. Give a later time.", "预授权的到期时间须晚于当前时间。")
	ErrHoldAccount = problem.New(problem.Invalid, "ledger.hold_account",
		"Hold %s stands on an account from which this entry takes nothing.", "本分录未从预授权 %s 所在账户付款。")
	ErrAmountNotPositive = problem.New(problem.Invalid, "ledger.amount_not_positive",
		"The amount must be greater than zero.", "金额须大于零。")
	ErrUnknownFreeze = problem.New(problem.NotFound, "ledger.unknown_freeze",
		"There is no freeze %s. Check its id.", "冻结 %s 不存在，请核对编号。")
	ErrFreezeEnded = problem.New(problem.Refused, "ledger.freeze_ended",
		"Freeze %s has already ended.", "冻结 %s 已终止。")
	ErrFreezeRelease = problem.New(problem.Invalid, "ledger.freeze_release",
		"Freeze %s is smaller than the amount to release. Release at most what it still freezes.",
		"冻结 %s 的金额小于拟解除金额，最多可解除其剩余金额。")
	ErrFreezeKind = problem.New(problem.Invalid, "ledger.freeze_kind",
		"A freeze is judicial, pledge or stop_payment, and names its authority and document.",
		"冻结种类应为 judicial（司法冻结）、pledge（质押）或 stop_payment（止付），并注明机关与文书号。")
	ErrNoOpenDay = problem.New(problem.Refused, "ledger.no_open_day",
		"The bank has no open day yet. Open its first bank date.", "银行尚未开启营业日，请先开启首个会计日期。")
	ErrDayClosed = problem.New(problem.Refused, "ledger.day_closed",
		"Bank date %s is closed. Book the correction into the open day.", "会计日期 %s 已结账，请在当前营业日作更正。")
	ErrDayNotOpen = problem.New(problem.Refused, "ledger.day_not_open",
		"Bank date %s is not open. Leave the bank date empty to book into the open day.",
		"会计日期 %s 未开启。如需记入当前营业日，请不填会计日期。")
	ErrDayOrder = problem.New(problem.Refused, "ledger.day_order",
		"The next bank date must come after %s.", "下一会计日期须晚于 %s。")
	ErrDayStillClosing = problem.New(problem.Refused, "ledger.day_still_closing",
		"Bank date %s is still closing. Finish closing it first.", "会计日期 %s 仍在结账中，请先完成结账。")
	ErrDayNotClosing = problem.New(problem.Refused, "ledger.day_not_closing",
		"Bank date %s is not closing, so it can't be closed. Flip to the next day first.",
		"会计日期 %s 不在结账状态。请先切换至下一营业日。")
	ErrPeriodOpenDays = problem.New(problem.Refused, "ledger.period_open_days",
		"Period %d still has a bank date that is not closed.", "会计期间 %d 内仍有未结账的日期。")
	ErrPeriodClosed = problem.New(problem.Conflict, "ledger.period_closed",
		"Period %d is already closed.", "会计期间 %d 已结账。")
	ErrYearEnd = problem.New(problem.Refused, "ledger.year_end",
		"The year-end transfer of %d books on that year's last bank date while it is closing. Open the first day of the next year, then run it.",
		"%d 年度利润结转须记入该年最后一个会计日期，并在其结账期间办理。请先开启次年首个营业日。")
	ErrValueDate = problem.New(problem.Invalid, "ledger.value_date",
		"The value date may lie at most %d days before or after the bank date.", "起息日与会计日期最多相差 %d 天。")
	ErrDuplicateNumber = problem.New(problem.Conflict, "ledger.duplicate_number",
		"An account with number %s exists already.", "账号 %s 已存在。")
	ErrAccountFields = problem.New(problem.Invalid, "ledger.account_fields",
		"An account needs a number (1–34 characters), a name (1–200), a currency, a branch (1–12 digits and capitals) and a code of the chart.",
		"开户须填写账号（1–34 个字符）、户名（1–200 个字符）、币种、机构号（1–12 位数字或大写字母）及科目号。")
	ErrUnknownCode = problem.New(problem.Invalid, "ledger.unknown_code",
		"Code %s is not in the chart of accounts. Define it first.", "科目 %s 不在会计科目表中，请先设置。")
	ErrCodeExists = problem.New(problem.Conflict, "ledger.code_exists",
		"Code %s is in the chart already, with another class or name.", "科目 %s 已存在，且类别或名称不同。")
	ErrCodeFields = problem.New(problem.Invalid, "ledger.code_fields",
		"A code needs 1 to 16 digits or capitals, a class, and a name in both languages.",
		"科目须有 1 至 16 位的科目号、类别及中英文名称。")
	ErrBatchSize = problem.New(problem.TooLarge, "ledger.batch_size",
		"A batch holds 1 to %d entries. Split it.", "一个批次须有 1 至 %d 笔分录，请拆分。")
	ErrBatchRefused = problem.New(problem.Refused, "ledger.batch_refused",
		"Entry %d of the batch was refused, so none of it was booked: %s", "批次中第 %d 笔被拒，整批未记账：%s")
	ErrChain = problem.New(problem.Refused, "ledger.chain",
		"Another entry of the same chain was refused, so this one was not booked.", "同一联动组内有分录被拒，本笔未记账。")
	ErrNotTried = problem.New(problem.Refused, "ledger.not_tried",
		"An earlier entry of the batch was refused, so this one was not tried.", "批次中前面的分录被拒，本笔未处理。")
	ErrOpenChain = problem.New(problem.Invalid, "ledger.open_chain",
		"The last entry of a batch can't be linked to a next one.", "批次的最后一笔不能再与下一笔联动。")
	ErrMode = problem.New(problem.Invalid, "ledger.mode",
		"The mode must be independent, atomic or stop.", "批次方式应为 independent（逐笔）、atomic（整批）或 stop（遇错即停）。")
	ErrDate = problem.New(problem.Invalid, "ledger.date",
		"The bank date lies outside the years 1900 to 2200. Give a date in that range.", "会计日期超出 1900 至 2200 年的范围，请填写该范围内的日期。")
	ErrPeriod = problem.New(problem.Invalid, "ledger.period",
		"The period must start no later than it ends.", "起始日期不得晚于截止日期。")
)

// refusedAt makes the refusal of a whole batch from that of one entry.
func refusedAt(i int, err error) error {
	p := problem.Of(err)
	b := ErrBatchRefused.With(i, p.EN)
	b.ZH = fmt.Sprintf(ErrBatchRefused.ZH, i, p.ZH)
	if p.Kind == problem.Internal {
		return err
	}
	b.Kind = p.Kind
	b.Cause = p
	return b.At(fmt.Sprintf("/entries/%d", i), p.EN, p.ZH)
}

func postingPath(i int, field string) string { return fmt.Sprintf("/postings/%d/%s", i, field) }
