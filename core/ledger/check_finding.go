package ledger

import (
	"fmt"
	"strings"

	"tonghui/base/calendar"
)

// Finding is one difference between the entries and what is kept beside them, or inside an entry. Ids are 0 where
// they say nothing.
type Finding struct {
	Code     string // stable, such as "balance_row"
	EN, ZH   string // a sentence each
	Notice   bool   // may be right; not counted as a difference
	Account  AccountID
	Entry    EntryID
	Hold     HoldID
	Freeze   FreezeID
	Sequence int64
	Date     calendar.Date
	Total    string // branch/code/currency
	Expected string
	Actual   string
}

// findings holds what each code says of what it is about, what should be and what is.
var findings = map[string]struct{ en, zh string }{
	"entry_damaged": {
		"The postings of {it} can't be read.",
		"{it} 的记账内容无法解读。"},
	"entry_unbalanced": {
		"{it} doesn't balance: debits minus credits should be {want}, are {got}.",
		"{it} 借贷不平：差额应为 {want}，实为 {got}。"},
	"entry_account": {
		"{it} posts to an account that does not exist.",
		"{it} 记入了不存在的账户。"},
	"entry_day": {
		"{it} is booked on a bank date that was never opened ({got}).",
		"{it} 记在从未开启的会计日期({got})。"},
	"sequence": {
		"The sequence of {it} should go on with {want}, goes on with {got}.",
		"{it} 的记账序号应为 {want}，实为 {got}。"},
	"running_balance": {
		"The running balance of {it} should be {want}, is {got}.",
		"{it} 的逐笔余额应为 {want}，实为 {got}。"},
	"previous": {
		"The chain of {it} should lead back to entry {want}, leads to {got}.",
		"{it} 的前一分录应为 {want}，实为 {got}。"},
	"balance_row": {
		"The balance row of {it} should say {want}, says {got}.",
		"{it} 的余额记录应为 {want}，实为 {got}。"},
	"balance_missing": {
		"{it} has no balance row.",
		"{it} 没有余额记录。"},
	"balance_orphan": {
		"There is a balance row for {it}, which does not exist.",
		"存在余额记录，但其 {it} 不存在。"},
	"segment_missing": {
		"A packed segment of {it} is missing: {want} segments should be there, {got} are.",
		"{it} 缺少压缩段：应有 {want} 段，实有 {got} 段。"},
	"segment_differs": {
		"A packed segment of {it} differs from its entries.",
		"{it} 的压缩段与分录不一致。"},
	"segment_extra": {
		"There is a packed segment of {it} that its postings don't fill.",
		"{it} 存在多余的压缩段。"},
	"posting_missing": {
		"The posting row of {it} is missing.",
		"{it} 的记账行缺失。"},
	"posting_differs": {
		"The posting row of {it} differs from its entry: should be {want}, is {got}.",
		"{it} 的记账行与分录不符：应为 {want}，实为 {got}。"},
	"posting_extra": {
		"There is a posting row of {it} that no entry stands behind.",
		"{it} 存在没有分录的记账行。"},
	"pending": {
		"What is pending on {it} should be {want}, is {got}.",
		"{it} 的待并账记账应为 {want}，实为 {got}。"},
	"offdate_row": {
		"A row of postings off their date of {it} differs from its entry: should be {want}, is {got}.",
		"{it} 的异日记账行与分录不符：应为 {want}，实为 {got}。"},
	"offdates": {
		"The postings off their date of {it} should be {want} rows, are {got}, or differ.",
		"{it} 的异日记账应有 {want} 行，实有 {got} 行，或内容不符。"},
	"hold_row": {
		"The amounts of {it} don't add up.",
		"{it} 的金额关系不符。"},
	"hold_unknown": {
		"{it} captures from a hold that does not exist, or without its account.",
		"{it} 所用的预授权不存在或账户不符。"},
	"hold_sum": {
		"The held amount of {it} should be {want}, is {got}.",
		"{it} 的预授权占用应为 {want}，实为 {got}。"},
	"hold_captured": {
		"The holds of {it} should have captured {want}, say {got}.",
		"{it} 的预授权完成金额应为 {want}，实为 {got}。"},
	"hold_orphan": {
		"A hold stands on {it}, which has no balance row.",
		"预授权所在的 {it} 没有余额记录。"},
	"freeze_sum": {
		"The frozen amount of {it} should be {want}, is {got}.",
		"{it} 的冻结金额应为 {want}，实为 {got}。"},
	"freeze_order": {
		"{it} should be {want}, is {got}.",
		"{it} 的状态应为 {want}，实为 {got}。"},
	"freeze_orphan": {
		"A freeze stands on {it}, which has no balance row.",
		"冻结所在的 {it} 没有余额记录。"},
	"below_floor": {
		"{it} stands below its floor of {want}: at {got}. Right if the floor was raised since.",
		"{it} 低于余额下限 {want}:实为 {got}。若下限是事后调高的则无妨。"},
	"above_ceiling": {
		"{it} stands above its ceiling of {want}: at {got}. Right if the ceiling was lowered since.",
		"{it} 高于余额上限 {want}:实为 {got}。若上限是事后调低的则无妨。"},
	"total": {
		"The general ledger of {it} should be {want}, is {got}.",
		"总账 {it} 应为 {want}，实为 {got}。"},
	"total_balances": {
		"The balances of {it} should sum to its totals, {want}, sum to {got}.",
		"{it} 的账户余额合计应为总账的 {want}，实为 {got}。"},
	"total_day": {
		"The general ledger of {it} doesn't balance: off by {got}.",
		"{it} 的总账借贷不平：差额 {got}。"},
	"reversal_missing": {
		"{it} says it reverses entry {want}, but the link from there says {got}.",
		"{it} 注明冲正分录 {want}，而反向链接为 {got}。"},
	"reversal_link": {
		"{it} is linked as a reversal of entry {want}, but says it reverses {got}.",
		"{it} 登记为分录 {want} 的冲正，而其自身注明冲正 {got}。"},
	"reversal_opposite": {
		"{it} is not the exact opposite of the entry that it reverses, {want}.",
		"{it} 与其所冲正的分录 {want} 并非完全相反。"},
	"day_states": {
		"The states of the bank dates are not legal: should be {want}, are {got}.",
		"会计日期状态不合法：应为 {want}，实为 {got}。"},
}

// find counts a finding and keeps it if there is room. expected and actual are shown with fmt.Sprint.
func (c *checker) find(code string, f Finding, expected, actual any) {
	f.Code = code
	f.Notice = code == "below_floor" || code == "above_ceiling"
	if f.Notice {
		c.report.Notices++
	} else {
		c.report.Errors++
	}
	if len(c.report.Findings) >= maxFindings {
		return
	}
	f.Expected, f.Actual = fmt.Sprint(expected), fmt.Sprint(actual)
	text := findings[code]
	en, zh := f.subject()
	say := func(text, it string) string {
		return strings.NewReplacer("{it}", it, "{want}", f.Expected, "{got}", f.Actual).Replace(text)
	}
	f.EN, f.ZH = say(text.en, en), say(text.zh, zh)
	c.report.Findings = append(c.report.Findings, f)
}

// subject names what a finding is about: the narrowest object, then those around it.
func (f *Finding) subject() (en, zh string) {
	add := func(e, z string, id any) {
		if en != "" {
			en, zh = en+", ", zh+","
		}
		en, zh = en+fmt.Sprintf(e, id), zh+fmt.Sprintf(z, id)
	}
	if f.Hold != 0 {
		add("hold %s", "预授权 %s", f.Hold)
	}
	if f.Freeze != 0 {
		add("freeze %s", "冻结 %s", f.Freeze)
	}
	if f.Entry != 0 {
		add("entry %s", "分录 %s", f.Entry)
	}
	if f.Sequence != 0 {
		add("posting %d", "第 %d 条记账", f.Sequence)
	}
	if f.Account != 0 {
		add("account %s", "账户 %s", f.Account)
	}
	if f.Date != 0 {
		add("%s", "%s", f.Date)
	}
	if f.Total != "" {
		add("%s", "%s", f.Total)
	}
	return en, zh
}
