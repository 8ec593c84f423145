package pkdd99

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// account is an imported account: who and where, and the state of its reconciliation.
type account struct {
	id       int64
	owner    int64 // client, 0 when disp.asc names none
	openedOn calendar.Date
	branch   ledger.Branch
	ledger   ledger.AccountID // 0 until it is opened

	ours, recorded money.Amount // the ledger's and the recorded balance at the end of its last day
	sequence       int64        // of the ledger's last posting today
	balance        money.Amount // after it
	today          []money.Amount
}

// headOffice is the branch of the contra accounts.
const headOffice ledger.Branch = "HO"

// contra names a contra account; code is the partner's bank code and empty but for banks.
type contra struct {
	other other
	code  string
}

// chart is the part of the chart of accounts that an imported bank uses.
var chart = []ledger.ChartCode{
	{Code: "1001", Class: ledger.Asset, NameZH: "库存现金", NameEN: "Cash on hand"},
	{Code: "1001.02", Class: ledger.Asset, NameZH: "自助设备现金", NameEN: "Cash in machines"},
	{Code: "1011", Class: ledger.Asset, NameZH: "存放同业", NameEN: "Deposits with other banks"},
	{Code: deposits, Class: ledger.Liability, NameZH: "吸收存款", NameEN: "Deposits"},
	{Code: "6011", Class: ledger.Income, NameZH: "利息收入", NameEN: "Interest income"},
	{Code: "6021", Class: ledger.Income, NameZH: "手续费及佣金收入", NameEN: "Fee and commission income"},
	{Code: "6411", Class: ledger.Expense, NameZH: "利息支出", NameEN: "Interest expense"},
}

const deposits ledger.Code = "2011"

// newAccount describes a contra account to the ledger.
func (c contra) newAccount() ledger.NewAccount {
	n := ledger.NewAccount{Currency: Currency, Branch: headOffice, Limits: ledger.NoFloor}
	switch c.other {
	case cash:
		n.Number, n.Code, n.Name = "PKDD99-CASH", "1001", "现金 Cash"
	case machine:
		n.Number, n.Code, n.Name = "PKDD99-ATM", "1001.02", "自助设备现金 Cash in machines"
	case bank:
		n.Number, n.Code, n.Name = "PKDD99-BANK", "1011", "他行往来 Other banks"
		if c.code != "" {
			n.Number, n.Name = n.Number+"-"+c.code, "他行往来 Bank "+c.code
		}
	case interestExpense:
		n.Number, n.Code, n.Name = "PKDD99-INTEREST", "6411", "存款利息支出 Interest on deposits"
	case feeIncome:
		n.Number, n.Code, n.Name = "PKDD99-FEES", "6021", "账户管理费收入 Account fees"
	case penaltyIncome:
		n.Number, n.Code, n.Name = "PKDD99-PENALTY", "6011", "透支利息收入 Penalty interest"
	}
	return n
}

// newAccount describes an imported account to the ledger.
func (a *account) newAccount() ledger.NewAccount {
	name := "账户 Account " + fmt.Sprint(a.id)
	if a.owner != 0 {
		name = "客户 Client " + fmt.Sprint(a.owner)
	}
	return ledger.NewAccount{Number: AccountNumber(a.id), Code: deposits, Currency: Currency, Branch: a.branch, Name: name,
		Limits: ledger.NoFloor}
}

// AccountNumber is the ledger's number of an imported account, such as "PKDD99-000576" for 576.
func AccountNumber(id int64) string { return fmt.Sprintf("PKDD99-%06d", id) }

// meetChart finds the codes that the chart lacks. A code that is there keeps its names.
func (im *importer) meetChart(ctx context.Context) error {
	there, err := im.Ledger.Codes(ctx)
	if err != nil {
		return err
	}
	for _, c := range chart {
		same := func(t ledger.ChartCode) bool { return t.Code == c.Code && t.Class == c.Class }
		if !slices.ContainsFunc(there, same) {
			im.chart = append(im.chart, c)
		}
	}
	return nil
}

// arrange joins the register with the ledger: which accounts are open there, and which are due when.
func (im *importer) arrange(ctx context.Context) error {
	opened, err := ledgerAccounts(ctx, im.Store)
	if err != nil {
		return err
	}
	for id, a := range im.accounts {
		if a.ledger = opened[id]; a.ledger == 0 {
			im.due = append(im.due, a)
		}
	}
	slices.SortFunc(im.due, func(a, b *account) int {
		return cmp.Or(cmp.Compare(a.openedOn, b.openedOn), cmp.Compare(a.id, b.id))
	})
	return nil
}

// missing finds the contra accounts of a day in the ledger and returns those that must be opened.
func (im *importer) missing(ctx context.Context, day []transaction) ([]contra, error) {
	var out []contra
	for i := range day {
		c := day[i].contra()
		if im.contras[c] != 0 || slices.Contains(out, c) {
			continue
		}
		a, err := im.Ledger.AccountByNumber(ctx, c.newAccount().Number)
		switch {
		case err == nil:
			im.contras[c] = a.ID
		case errors.Is(err, ledger.ErrUnknownAccount):
			out = append(out, c)
		default:
			return nil, err
		}
	}
	return out, nil
}

func (t *transaction) contra() contra {
	if t.deed.other == bank {
		return contra{bank, t.bank}
	}
	return contra{t.deed.other, ""}
}

// openAccounts opens imported and contra accounts; the ids are in that order.
func (im *importer) openAccounts(tx *store.Tx, due []*account, contras []contra) ([]ledger.AccountID, error) {
	var ns []ledger.NewAccount
	for _, a := range due {
		ns = append(ns, a.newAccount())
	}
	for _, c := range contras {
		ns = append(ns, c.newAccount())
	}
	if len(ns) == 0 {
		return nil, nil
	}
	as, err := im.Ledger.OpenAccounts(tx, ns)
	if err != nil {
		return nil, err
	}
	ids := make([]ledger.AccountID, len(as))
	for i, a := range as {
		ids[i] = a.ID
		if i < len(due) {
			if err := setLedgerAccount(tx, due[i].id, a.ID); err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}
