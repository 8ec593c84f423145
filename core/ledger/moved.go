package ledger

import (
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// Position is what an account held at the end of a bank date, on its normal side.
type Position struct {
	Account  AccountID
	Branch   Branch
	Currency money.Currency
	Balance  money.Amount
	Moved    bool // something may have been booked on that date, or after it: only then a statement of it can have lines
}

// Positions walks over the accounts of a code by id, for reports: what each held at the end of bank date d. Accounts that were closed
// before are among them, with nothing.
func (l *Ledger) Positions(q store.Querier, code Code, d calendar.Date, after AccountID, limit int) ([]Position, error) {
	ps, err := positionsOfCode(q, code, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Position, len(ps))
	for i, p := range ps {
		raw, err := l.asOf(q, p, d, byBankDate)
		if err != nil {
			return nil, err
		}
		out[i] = Position{Account: p.ID, Branch: p.Branch, Currency: p.Currency, Balance: p.Class.sign() * raw, Moved: p.day >= d}
	}
	return out, nil
}

// YearEndMoves is what the year-end transfer of a year took out of income and expense, by branch, code and currency: an income
// statement that reaches over the year's last date leaves it out.
func (l *Ledger) YearEndMoves(q store.Querier, year int) ([]Total, error) {
	es, err := entriesOfKind(q, yearEndKind, fmt.Sprintf("%d/", year), fmt.Sprintf("%d0", year)) // '0' comes after '/'
	if err != nil {
		return nil, err
	}
	at := map[totalKey]*Total{}
	var out []Total
	var order []totalKey
	for _, e := range es {
		for i := range e.Postings {
			a, err := positionByID(q, e.Postings[i].Account)
			if err != nil {
				return nil, err
			}
			k := totalKey{a.Branch, a.Code, a.Currency}
			if at[k] == nil {
				at[k], order = &Total{Branch: k.branch, Code: k.code, Currency: k.currency}, append(order, k)
			}
			if amount := e.Postings[i].Amount; amount > 0 {
				at[k].Debit += amount
			} else {
				at[k].Credit -= amount
			}
		}
	}
	for _, k := range order {
		out = append(out, *at[k])
	}
	return out, nil
}

// yearEndKind is the kind of the year-end transfer's entries.
const yearEndKind = "year_end"
