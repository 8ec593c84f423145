package report

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Movement is what a customer took in or paid out on a bank date, in one form and currency.
type Movement struct {
	Date     calendar.Date    `json:"date"`
	Party    auth.Party       `json:"party"`
	Natural  bool             `json:"natural" doc:"A natural person."`
	Currency money.Currency   `json:"currency"`
	Form     string           `json:"form" enum:"cash,transfer"`
	Way      string           `json:"way" enum:"in,out"`
	Branch   auth.Branch      `json:"branch" doc:"Of the first of her accounts that moved."`
	Account  ledger.AccountID `json:"account" doc:"The first of them."`
	Amount   money.Amount     `json:"amount"`
	Entries  int64            `json:"entries"`
}

// AuthScope is to whom a movement belongs, for who reads reports.
func (m *Movement) AuthScope() (auth.Scope, string) {
	return auth.Scope{Branch: m.Branch}, "report.movement/" + m.Party.String()
}

// Product is the deposits of one product in a branch at the end of a bank date.
type Product struct {
	Date     calendar.Date  `json:"date"`
	Branch   auth.Branch    `json:"branch"`
	Product  string         `json:"product" doc:"Its code; empty: accounts that no product stands behind."`
	Currency money.Currency `json:"currency"`
	Accounts int64          `json:"accounts"`
	Total    money.Amount   `json:"total"`
}

// AuthScope is to whom the sum belongs.
func (p *Product) AuthScope() (auth.Scope, string) {
	return auth.Scope{Branch: p.Branch}, "report.product/" + p.Product
}

// place writes a step's cursor: how many codes are done, and the last account.
func place(at int, after ledger.AccountID) string { return strconv.Itoa(at) + "/" + after.String() }

func parsePlace(cursor string) (at int, after ledger.AccountID, err error) {
	if cursor == "" {
		return 0, 0, nil
	}
	first, second, ok := strings.Cut(cursor, "/")
	n, err := strconv.ParseInt(second, 10, 64)
	if at, err2 := strconv.Atoi(first); ok && err == nil && err2 == nil {
		return at, ledger.AccountID(n), nil
	}
	return 0, 0, fmt.Errorf("report: %q is no cursor of its steps", cursor)
}

// checkProducts compares the newest products with the general ledger.
func (r *Reports) checkProducts(ctx context.Context, find func(string, ...any)) error {
	newest, err := r.closed(ctx, 0)
	if err != nil {
		return err
	}
	var ps []*Product
	date, found := calendar.Date(0), false
	err = r.st.View(ctx, func(v *store.View) (err error) {
		if date, found, err = newestProducts(v, newest); err != nil || !found {
			return err
		}
		ps, err = productsOn(v, auth.Filter{All: true}, date, "")
		return err
	})
	if err != nil || !found {
		return err
	}
	totals, err := r.led.TrialBalance(ctx, date)
	if err != nil {
		return err
	}
	type key struct {
		branch   auth.Branch
		currency money.Currency
	}
	sums := map[key]money.Amount{}
	for _, p := range ps {
		sums[key{p.Branch, p.Currency}] += p.Total
	}
	for _, t := range totals {
		for _, c := range r.o.Codes {
			if t.Code == c {
				sums[key{string(t.Branch), t.Currency}] -= t.Credit - t.Debit
			}
		}
	}
	for k, left := range sums {
		if left != 0 {
			find("products of branch %s in %s on %s are off by %d", k.branch, k.currency, date, left)
		}
	}
	return nil
}

// packed and unpacked write a currency as a number, for cursors.
func packed(c money.Currency) (n int64) {
	for i := range len(c) {
		n = n<<8 | int64(c[i])
	}
	return n
}

func unpacked(n int64) money.Currency {
	return money.Currency([]byte{byte(n >> 16), byte(n >> 8), byte(n)})
}

func place01(words []string, word string) int64 {
	if words[0] == word {
		return 0
	}
	return 1
}
