package batch

import "fmt"

// fault is why a line can't be paid as it stands: its sentences, and its code in ISO 20022's external list of status reasons.
type fault struct {
	iso    string
	doubt  bool // the checker may overrule it
	en, zh string
}

// The codes of faults.
const (
	faultAmount    = "amount"
	faultZero      = "amount_zero"
	faultCurrency  = "currency"
	faultAccount   = "account"
	faultNumber    = "account_as_number"
	faultUnknown   = "account_unknown"
	faultClosed    = "account_closed"
	faultOtherCcy  = "account_currency"
	faultOwn       = "account_own"
	faultNoName    = "name_missing"
	faultName      = "name_differs"
	faultBank      = "bank"
	faultText      = "text"
	faultTwin      = "twin_in_file"
	faultReference = "reference_twice"
	faultLately    = "twin_lately"
)

// faults are all of them. Sentences with %d get the number of the other line, with %s that of its batch.
var faults = map[string]fault{
	faultAmount: {iso: "AM12", en: "The amount can't be read: a number of yuan with at most two decimals is needed, such as 1234.50.",
		zh: "金额无法识别：应为以元为单位、最多两位小数的数字，如 1234.50。"},
	faultZero:     {iso: "AM01", en: "The amount must be more than zero.", zh: "金额应大于零。"},
	faultCurrency: {iso: "AM03", en: "The amount isn't in the currency of the paying account.", zh: "币种与付款账户不一致。"},
	faultAccount:  {iso: "AC01", en: "The account is missing or has wrong characters: 6 to 34 digits or letters are needed.", zh: "账号缺失或含非法字符：应为 6 至 34 位数字或字母。"},
	faultNumber: {iso: "AC01", en: "The account stands in the sheet as a number and has lost its last digits. Format the column as text and enter it anew.",
		zh: "账号在表格中为数值格式，末位已失真。请将该列设为文本格式后重新录入。"},
	faultUnknown:  {iso: "AC01", en: "There is no account of this number at the bank.", zh: "本行没有该账号。"},
	faultClosed:   {iso: "AC04", en: "The account is closed.", zh: "该账户已销户。"},
	faultOtherCcy: {iso: "AC09", en: "The account is kept in another currency.", zh: "该账户的币种不同。"},
	faultOwn:      {iso: "AC03", en: "This is the paying account itself.", zh: "收款账号即付款账号。"},
	faultNoName:   {iso: "BE06", en: "The name of the payee is missing.", zh: "收款人户名缺失。"},
	faultName:     {iso: "BE01", en: "The account belongs to somebody with another name.", zh: "账号与户名不符。"},
	faultBank:     {iso: "RC01", en: "The bank's number (CNAPS code) is wrong: it has 12 digits, the last of them a check digit.", zh: "行号有误：应为 12 位数字，末位为校验码。"},
	faultText: {iso: "RR03", en: "A text is too long (name 100, purpose 60, reference 35 characters) or has control characters.",
		zh: "文字过长（户名 100、用途 60、业务编号 35 个字符）或含控制字符。"},
	faultTwin: {iso: "AM05", en: "The same payment stands in line %d of this file.", zh: "与本文件第 %d 行重复。"},
	faultReference: {iso: "DU04", en: "Line %d of this file has the same reference.",
		zh: "业务编号与本文件第 %d 行重复。"},
	faultLately: {iso: "AM05", doubt: true, en: "The same payment was line %d of batch %s within the last thirty days.",
		zh: "三十日内已有相同支付：第 %d 行，批次 %s。"},
}

// say writes a line's fault in words.
func (l *Line) say() {
	f, ok := faults[l.Fault]
	if !ok {
		return
	}
	switch l.Fault {
	case faultTwin, faultReference:
		l.DetailEN, l.DetailZH = fmt.Sprintf(f.en, l.otherLine), fmt.Sprintf(f.zh, l.otherLine)
	case faultLately:
		l.DetailEN, l.DetailZH = fmt.Sprintf(f.en, l.otherLine, l.otherBatch), fmt.Sprintf(f.zh, l.otherLine, l.otherBatch)
	default:
		l.DetailEN, l.DetailZH = f.en, f.zh
	}
}

// doubtful are the codes that the checker may overrule.
func doubtful(code string) bool { return faults[code].doubt }
