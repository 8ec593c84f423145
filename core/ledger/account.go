package ledger

import (
	"encoding/json"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// Class is the element of the balance sheet or income statement that a code belongs to.
type Class uint8

// The five classes.
const (
	Asset     Class = iota + 1 // 资产
	Liability                  // 负债
	Equity                     // 所有者权益
	Income                     // 收入
	Expense                    // 费用
)

var classNames = [...]string{Asset: "asset", Liability: "liability", Equity: "equity", Income: "income", Expense: "expense"}

// String is the class's word in the API.
func (c Class) String() string {
	if c >= Asset && c <= Expense {
		return classNames[c]
	}
	return "unknown"
}

// ParseClass reads a class's word.
func ParseClass(s string) (Class, error) {
	for c := Asset; c <= Expense; c++ {
		if classNames[c] == s {
			return c, nil
		}
	}
	return 0, ErrClass
}

// sign turns a debit-positive amount to the normal side of the class, and back.
func (c Class) sign() money.Amount {
	if c == Asset || c == Expense {
		return 1
	}
	return -1
}

// Code is a general-ledger code (科目号), such as "2011" for deposits: 1 to 16 digits, capitals and dots.
type Code string

// Branch is the code of a branch (机构号): 1 to 12 digits and capitals. Every account and entry carries one.
type Branch string

// ChartCode is one line of the chart of accounts.
type ChartCode struct {
	Code   Code   `json:"code"`
	Class  Class  `json:"class"`
	NameZH string `json:"nameZh"`
	NameEN string `json:"nameEn"`
}

// Limits are what an account may do, enforced in every posting. Amounts are on the account's normal side,
// in minor units.
type Limits struct {
	Floor        *money.Amount `json:"floor,omitempty"`   // 0: never below zero; −n: agreed overdraft (透支) of n; nil: unlimited
	Ceiling      *money.Amount `json:"ceiling,omitempty"` // nil: unlimited
	DebitFrozen  bool          `json:"debitFrozen"`       // no debit may be posted (借方冻结): money can't leave a deposit
	CreditFrozen bool          `json:"creditFrozen"`      // no credit may be posted (贷方冻结)
}

// NoFloor is the limits of an account that may hold any balance.
var NoFloor = Limits{}

// AtLeast makes limits with a floor.
func AtLeast(floor money.Amount) Limits { return Limits{Floor: &floor} }

// Account is what an account is, what it may, and what it holds.
type Account struct {
	ID       AccountID       `json:"id"`
	Number   string          `json:"number"` // what people call it; unique, at most 34 characters
	Code     Code            `json:"code"`
	Class    Class           `json:"class"`
	Currency money.Currency  `json:"currency"`
	Branch   Branch          `json:"branch"`
	Name     string          `json:"name"`
	Limits   Limits          `json:"limits"`
	OpenedAt time.Time       `json:"openedAt"`
	OpenedOn calendar.Date   `json:"openedOn"` // bank date
	ClosedOn *calendar.Date  `json:"closedOn,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"` // JSON object of at most 4,096 bytes
	Buffered bool            `json:"buffered,omitempty"` // booked to without its balance row; see SetBuffered
	Balance  Balance         `json:"balance"`
}

// Balance is what an account holds, on its normal side, in minor units.
type Balance struct {
	Booked    money.Amount `json:"booked"`
	Held      money.Amount `json:"held"`
	Frozen    money.Amount `json:"frozen"`
	FrozenAll bool         `json:"frozenAll"` // a freeze without an amount takes everything, also what comes in
	// Available is booked − held − frozen − floor: what may still leave; absent when the floor is unlimited.
	Available *money.Amount `json:"available,omitempty"`
	Sequence  int64         `json:"sequence"` // postings so far, without the pending ones
	// Pending is how many postings of a buffered account wait to be folded; Booked has them already.
	Pending int64 `json:"pending,omitempty"`
}

// NewAccount is what opening an account needs.
type NewAccount struct {
	Number   string          `json:"number"`
	Code     Code            `json:"code"`
	Currency money.Currency  `json:"currency"`
	Branch   Branch          `json:"branch"`
	Name     string          `json:"name"`
	Limits   Limits          `json:"limits"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Buffered bool            `json:"buffered,omitempty"` // needs NoFloor; see SetBuffered
}

// MarshalText is the class's word.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a class's word.
func (c *Class) UnmarshalText(b []byte) (err error) {
	*c, err = ParseClass(string(b))
	return err
}
