package standing

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// State is how a standing order stands.
type State string

// The states.
const (
	Active State = "active"
	Paused State = "paused" // 暂停: what falls due is skipped
	Ended  State = "ended"  // after its last occurrence, or by its owner
)

var stateZH = map[State]string{Active: "有效", Paused: "已暂停", Ended: "已终止"}

// Order is a standing order (定期转账). Amounts are in minor units.
type Order struct {
	ID            store.ID         `json:"id"`
	State         State            `json:"state"`
	Owner         auth.Party       `json:"owner"`
	Branch        auth.Branch      `json:"branch"`
	Account       ledger.AccountID `json:"account"` // that pays
	AccountNumber string           `json:"accountNumber"`
	To            payment.Payee    `json:"to"`
	Amount        money.Amount     `json:"amount"`
	Currency      money.Currency   `json:"currency"`
	Purpose       string           `json:"purpose,omitempty"`
	Plan          Plan             `json:"plan"`
	Tries         int64            `json:"tries"`           // of an occurrence for which the money is short, on following bank dates
	Occurrence    int64            `json:"occurrence"`      // the next one's number
	Attempt       int64            `json:"attempt"`         // its next try's number
	NextOn        calendar.Date    `json:"nextOn,omitzero"` // bank date of that
	Paid          int64            `json:"paid"`            // occurrences
	MadeAt        time.Time        `json:"madeAt"`
	MadeBy        string           `json:"madeBy"`
	Reason        string           `json:"reason,omitempty"` // of its pause or end
	Version       int64            `json:"version"`

	nameClose bool // the payer confirmed a name that is almost the account's
}

// AuthScope is to whom an order belongs.
func (o *Order) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{o.Owner}, Branch: o.Branch}, string(Object) + "/" + o.ID.String()
}

// Location is where an order is read.
func (o *Order) Location() string { return "/v1/standing-orders/" + o.ID.String() }

// RunState is what became of a try.
type RunState string

// The states of a run.
const (
	RunPaid    RunState = "paid"
	RunShort   RunState = "short"    // the money is short; another try follows
	RunGivenUp RunState = "given_up" // the owner was told
)

// Run is one try of one occurrence (执行记录).
type Run struct {
	Occurrence int64         `json:"occurrence"`
	Attempt    int64         `json:"attempt"`
	DueOn      calendar.Date `json:"dueOn"`
	RanOn      calendar.Date `json:"ranOn"`
	State      RunState      `json:"state"`
	Payment    store.ID      `json:"payment,omitzero"`
	Code       string        `json:"code,omitempty"`
	DetailEN   string        `json:"detail,omitempty"`
	DetailZH   string        `json:"detailZh,omitempty"`
}
