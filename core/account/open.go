package account

import (
	"context"
	"errors"
	"hash/fnv"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// NewAccount is what somebody opens (开户).
type NewAccount struct {
	Owner    auth.Party
	Product  string
	Currency money.Currency
	Branch   ledger.Branch
	Amount   money.Amount     // paid in from From; 0 where nothing is
	From     ledger.AccountID // an account of the owner
	Parent   ledger.AccountID // of a virtual account
	Title    string
	Purpose  string           // of special, custody and escrow accounts
	Ends     *calendar.Date   // of a temporary account: its last day
	Permit   string           // 基本存款账户编号 of a firm whose basic account is at another bank
	Renew    bool             // of a time deposit: 自动转存
	PayTo    ledger.AccountID // where a deposit goes when it ends, absent: From; of custody and escrow the beneficiary
	Funds    ledger.AccountID // of a zero-balance account: the treasury account behind it
	Quota    money.Amount     // of a zero-balance account

	Conditions []string // of custody and escrow: what must be shown before money leaves
	Reference  string   // opening again under it answers the same account; may be empty
}

// Open opens an account: the owner must be who may hold the product and known well enough; the account's number is new, its ledger
// account has the product's floor; what is paid in comes from an account of the owner. Sources: 人民币银行结算账户管理办法
// (中国人民银行令〔2003〕第5号) for units' accounts, 储蓄管理条例 for deposits. Errors: those named there, ErrProduct first.
func (d *Deposits) Open(ctx context.Context, tx *store.Tx, n NewAccount) (Account, error) {
	if len(n.Reference) > 64 {
		return Account{}, ErrReference
	}
	if n.Reference != "" {
		was, found, err := accountByReference(tx, n.Reference)
		if err != nil {
			return Account{}, err
		}
		if found {
			if was.Owner != n.Owner || was.Product != n.Product || was.Currency != n.Currency {
				return Account{}, ErrTaken
			}
			return was, nil
		}
	}
	o := opening{d: d, tx: tx, n: n, today: d.today(tx)}
	if err := o.look(ctx); err != nil {
		return Account{}, err
	}
	return o.a, o.make()
}

// opening is one account while it is being opened.
type opening struct {
	d     *Deposits
	tx    *store.Tx
	n     NewAccount
	p     Product
	a     Account
	level party.Level
	today calendar.Date
}

// look checks everything and fills the account in, but for id and number.
func (o *opening) look(ctx context.Context) (err error) {
	n := &o.n
	if o.p, err = o.d.Product(n.Product, o.today); err != nil {
		return err
	}
	if !o.p.Offered {
		return ErrNotOffered
	}
	if !contains(o.p.Currencies, n.Currency) {
		return ErrCurrency
	}
	sort, active, err := o.d.o.Parties.Sort(o.tx, n.Owner)
	if err != nil {
		return err
	}
	holder := holderOf(sort)
	switch {
	case !active:
		return ErrInactive
	case !contains(o.p.Holders, holder):
		return ErrHolder
	}
	if o.level, err = o.d.o.Parties.Level(o.tx, n.Owner); err != nil {
		return err
	}
	if o.level < o.p.Level {
		return ErrLevel.With(o.p.Level)
	}
	if o.d.o.Branch != nil {
		if err := o.d.o.Branch(o.tx, auth.Branch(n.Branch)); err != nil {
			return err
		}
	}
	name, err := o.d.o.Parties.Name(ctx, o.tx, n.Owner)
	if err != nil {
		return err
	}
	o.a = Account{Name: name, Owner: n.Owner, Holder: holder, Kind: o.p.Kind, Product: o.p.Code, Currency: n.Currency, Branch: n.Branch,
		State: Active, OpenedOn: o.today, LastUseOn: o.today, Title: n.Title, Purpose: n.Purpose, Version: 1, reference: n.Reference}
	if n.Title != "" && !named(n.Title, 60) {
		return ErrTitle
	}
	if err := o.money(); err != nil {
		return err
	}
	return o.kind()
}

func contains[T comparable](list []T, one T) bool {
	for _, x := range list {
		if x == one {
			return true
		}
	}
	return false
}

// money looks at what is paid in, and from where.
func (o *opening) money() error {
	n := &o.n
	if n.Amount < 0 {
		return ErrAmount
	}
	if n.Amount < o.p.MinOpen {
		return ErrMinOpen.With(money.Of(o.p.MinOpen, n.Currency).Decimal())
	}
	if n.Amount == 0 {
		if n.From != 0 {
			return ErrAmount
		}
		return nil
	}
	from, err := o.own(n.From)
	switch {
	case errors.Is(err, ErrUnknown):
		return ErrFrom
	case err != nil:
		return err
	case from.Kind.fixed() || from.Kind.guarded():
		return ErrFrom
	}
	return nil
}

// own reads an account that must be the owner's, in the currency, and usable.
func (o *opening) own(id ledger.AccountID) (Account, error) {
	a, ok, err := accountByID(o.tx, id)
	switch {
	case err != nil:
		return a, err
	case !ok || a.Owner != o.n.Owner || a.Currency != o.n.Currency:
		return a, ErrFrom
	}
	return a, a.standing()
}

// make opens the ledger account and books what is paid in.
func (o *opening) make() error {
	d, tx, n := o.d, o.tx, &o.n
	number, err := d.number(tx, n.Branch, o.p.Digits)
	if err != nil {
		return err
	}
	limits := ledger.AtLeast(-o.a.Terms.Quota)
	if o.a.Holder == ForPerson {
		limits.Ceiling = party.ClassOf(o.level).BalanceMax
	}
	acc, err := d.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: o.p.Chart, Currency: n.Currency, Branch: n.Branch,
		Name: o.a.Name, Limits: limits})
	if err != nil {
		return err
	}
	o.a.ID, o.a.Number = acc.ID, number
	if err := insertAccount(tx, &o.a); err != nil {
		return o.duplicate(err)
	}
	if err := d.o.Parties.Hold(tx, o.a.ID, n.Owner, party.AccountOwner); err != nil {
		return err
	}
	for i, words := range n.Conditions {
		if err := insertCondition(tx, o.a.ID, i+1, words); err != nil {
			return err
		}
	}
	if o.p.RateCode != "" && !o.p.Kind.fixed() && d.o.Interest != nil {
		err := d.o.Interest.Begin(tx, Bearing{Account: o.a.ID, Branch: n.Branch, Currency: n.Currency, Product: o.p.Code,
			RateCode: o.p.RateCode, From: o.today})
		if err != nil {
			return err
		}
	}
	if err := o.payIn(); err != nil {
		return err
	}
	return d.note(tx, audit.Note{Verb: "account.open", Kind: KindAccount, Object: o.a.ID.String(), Version: 1, After: o.a.digest()})
}

// duplicate says which of the unique things was there.
func (o *opening) duplicate(err error) error {
	if !errors.Is(err, store.ErrDuplicate) {
		return err
	}
	if o.a.Kind == Basic {
		return ErrBasicStands
	}
	return ErrTaken
}

// payIn books the first money and the fee of opening, if there is one.
func (o *opening) payIn() error {
	if o.n.Amount > 0 {
		e := transfer("account.open", o.a.ID.String(), o.n.From, o.a.ID, o.n.Amount, "开户存入")
		e.Branch = o.a.Branch
		if err := o.d.led.Post(o.tx, e); err != nil {
			return err
		}
		if err := o.d.Touch(o.tx, o.n.From); err != nil {
			return err
		}
	}
	if !contains(o.p.Fees, FeeOpening) || o.n.From == 0 {
		return nil
	}
	_, err := o.d.Charge(o.tx, Charging{Account: o.n.From, Item: FeeOpening, Amount: o.n.Amount, Reference: "open-" + o.a.ID.String()})
	return err
}

// transfer is an entry between two deposits: the payer's falls by a debit, the payee's rises by a credit.
func transfer(kind, reference string, from, to ledger.AccountID, amount money.Amount, summary string) *ledger.Entry {
	return &ledger.Entry{Kind: kind, Reference: reference, Summary: summary,
		Postings: []ledger.Posting{{Account: from, Amount: amount}, {Account: to, Amount: -amount}}}
}

// number makes the next account number of a branch and a product. A branch whose code isn't at most four digits has four digits
// made of its code.
func (d *Deposits) number(tx *store.Tx, branch ledger.Branch, digits int) (string, error) {
	b, err := strconv.Atoi(string(branch))
	if err != nil || b < 0 || b > ident.MaxBranch {
		h := fnv.New32a()
		_, _ = h.Write([]byte(branch)) // never fails
		b = int(h.Sum32() % (ident.MaxBranch + 1))
	}
	serial, err := nextSerial(tx, b, digits)
	if err != nil {
		return "", err
	}
	n, err := ident.NewAccountNumber(b, digits, int(serial))
	return n.String(), err
}
