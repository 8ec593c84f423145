package payment

import (
	"context"
	"time"

	"tonghui/base/ident"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

// Result is how a payee's name compares with the account's (户名核验).
type Result string

// The results.
const (
	Matches   Result = "match"      // the same after normalisation
	Close     Result = "close"      // almost the same; the payer must look again
	NoMatch   Result = "no_match"   // another name
	NoAccount Result = "no_account" // none that can be paid to
	Unchecked Result = "unchecked"  // no name was given, or the account is another bank's, which compares it itself
)

// Match answers a payee check: whether the name is right, never what it is.
type Match struct {
	Result Result `json:"result" enum:"match,close,no_match,no_account,unchecked"`
	Name   string `json:"name,omitempty" doc:"Of who takes payments under a phone number, masked (脱敏)." example:"*静"`
	Number string `json:"number,omitempty" doc:"Of her account, masked."`
	Bank   string `json:"bank,omitempty" doc:"The payee's bank."`
}

// Verify compares a payee with the bank's accounts: ErrPayee, ErrBank, and the refusals of base/ident for wrong numbers. It tells
// nobody a name; of who has linked her phone number to take payments it shows the masked one, so that the payer sees whom she pays.
func (p *Payments) Verify(ctx context.Context, to Payee) (m Match, err error) {
	if (to.Account == "") == (to.Phone == "") || !printable(to.Name, maxName) || !printable(to.Account, 64) {
		return m, ErrPayee
	}
	err = p.st.View(ctx, func(v *store.View) error {
		m, err = p.match(v, &to)
		return err
	})
	return m, err
}

func (p *Payments) match(q store.Querier, to *Payee) (m Match, err error) {
	if !p.here(to.Bank) {
		code, err := ident.ParseBankCode(to.Bank)
		if err != nil {
			return m, err
		}
		b, err := p.bankOf(q, code.String())
		return Match{Result: Unchecked, Bank: b.ZH}, err
	}
	r, err := p.resolve(q, plain{p.d.Accounts, q}, to, 0)
	if unknown(err) || isNoAccount(err) {
		return Match{Result: NoAccount}, nil
	}
	if err != nil {
		return m, err
	}
	m.Result = Unchecked
	if to.Name != "" {
		m.Result = compareNames(to.Name, r.account.Name)
	}
	if r.phone != "" {
		m.Name, m.Number = maskName(r.account.Name, ofFirm(&r.account)), maskNumber(r.account.Number)
	}
	return m, nil
}

// bounds are what this process lets one caller ask, so that nobody tries out names and codes.
type bounds struct {
	verify   *limit.Limiter // per person or program
	receipts *limit.Limiter // per network address
}

func newBounds() *bounds {
	return &bounds{verify: limit.New(limit.Rule{Burst: 60, Every: 10 * time.Second}), receipts: limit.New(limit.Rule{Burst: 30, Every: 6 * time.Second})}
}
