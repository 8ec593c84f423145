package pkdd99

import (
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// transaction is one line of trans.asc.
type transaction struct {
	line    int
	id      int64
	account int64
	date    calendar.Date
	amount  money.Amount // of the account's balance: a credit is positive
	balance money.Amount // that the bank recorded after it
	deed    *deed
	bank    string // the partner's, may be empty
	partner string // account at the partner's bank, may be empty
}

// other says where the other side of a transaction is booked.
type other uint8

const (
	cash            other = iota // cash at the counter
	machine                      // cash in machines
	bank                         // an account with the partner's bank
	interestExpense              // what the bank pays on deposits
	feeIncome
	penaltyIncome // what the bank takes for an overdrawn account
)

// deed is one kind of transaction: what the file calls it, and what a statement (对账单) says.
type deed struct {
	credit    bool
	operation string
	symbol    string // k_symbol, trimmed
	other     other
	summary   string
}

// deeds are all transactions that the challenge's bank makes. Types: PRIJEM is a credit, VYDAJ a debit, and VYBER a
// debit in cash.
var deeds = []deed{
	{true, "VKLAD", "", cash, "现金存入"},
	{true, "PREVOD Z UCTU", "", bank, "他行转入"},
	{true, "PREVOD Z UCTU", "DUCHOD", bank, "他行转入 养老金"},
	{true, "", "UROK", interestExpense, "结息"},
	{false, "VYBER", "", cash, "现金支取"},
	{false, "VYBER", "SIPO", cash, "现金支取 水电气等家庭缴费"},
	{false, "VYBER", "POJISTNE", cash, "现金支取 保险费"},
	{false, "VYBER", "UVER", cash, "现金支取 贷款还款"},
	{false, "VYBER", "LEASING", cash, "现金支取 租赁费"},
	{false, "VYBER", "SLUZBY", feeIncome, "账户管理费"},
	{false, "VYBER", "SANKC. UROK", penaltyIncome, "透支利息"},
	{false, "VYBER KARTOU", "", machine, "卡取现"},
	{false, "PREVOD NA UCET", "", bank, "转账支出"},
	{false, "PREVOD NA UCET", "SIPO", bank, "转账支出 水电气等家庭缴费"},
	{false, "PREVOD NA UCET", "POJISTNE", bank, "转账支出 保险费"},
	{false, "PREVOD NA UCET", "UVER", bank, "转账支出 贷款还款"},
	{false, "PREVOD NA UCET", "LEASING", bank, "转账支出 租赁费"},
}

var transHeader = []string{"trans_id", "account_id", "date", "type", "operation", "amount", "balance", "k_symbol", "bank", "account"}

// parseTransaction reads the fields of one line.
func parseTransaction(f [][]byte) (t transaction, err error) {
	if len(f) != len(transHeader) {
		return t, ErrFields.With(len(f), len(transHeader))
	}
	if t.id, err = number("trans_id", f[0]); err != nil {
		return t, err
	}
	if t.account, err = number("account_id", f[1]); err != nil {
		return t, err
	}
	if t.date, err = date("date", f[2]); err != nil {
		return t, err
	}
	if t.amount, err = positive("amount", f[5]); err != nil {
		return t, err
	}
	if t.balance, err = amount("balance", f[6]); err != nil {
		return t, err
	}
	if t.deed = findDeed(string(f[3]), string(f[4]), strings.TrimSpace(string(f[7]))); t.deed == nil {
		return t, ErrOperation
	}
	if err = partner(f[8], f[9]); err != nil {
		return t, err
	}
	if !t.deed.credit {
		t.amount = -t.amount
	}
	t.bank, t.partner = string(f[8]), string(f[9])
	return t, nil
}

func findDeed(kind, operation, symbol string) *deed {
	credit := kind == "PRIJEM"
	if !credit && kind != "VYDAJ" && !(kind == "VYBER" && operation == "VYBER") {
		return nil
	}
	for i := range deeds {
		if d := &deeds[i]; d.credit == credit && d.operation == operation && d.symbol == symbol {
			return d
		}
	}
	return nil
}
