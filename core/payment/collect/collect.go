package collect

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// State is how a code or an ask stands.
type State string

// The states.
const (
	Open    State = "open"
	Paid    State = "paid"    // a code for one bill, or an ask that was confirmed
	Stopped State = "stopped" // by its owner; or an ask that its payer declined
	Expired State = "expired"
)

// Code is a code that who is to be paid shows (收款码).
type Code struct {
	ID        store.ID         `json:"id"`
	Account   ledger.AccountID `json:"account" doc:"That is credited."`
	Owner     auth.Party       `json:"owner"`
	Branch    auth.Branch      `json:"branch,omitempty"`
	Title     string           `json:"title" doc:"What the payer reads: the shop's name."`
	Category  string           `json:"category" doc:"Merchant category code (ISO 18245)." example:"5411"`
	Amount    money.Amount     `json:"amount" doc:"Of one bill; 0: the payer says."`
	Note      string           `json:"note,omitempty"`
	Once      bool             `json:"once" doc:"For one payment."`
	State     State            `json:"state" enum:"open,paid,stopped,expired"`
	MadeAt    time.Time        `json:"madeAt"`
	ExpiresAt *time.Time       `json:"expiresAt,omitempty"`
	EndedAt   *time.Time       `json:"endedAt,omitempty"`
	Text      string           `json:"text" doc:"What the picture holds: EMV QRCPS, merchant-presented."`
}

// AuthScope is to whom a code belongs.
func (c *Code) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{c.Owner}, Branch: c.Branch}, KindCode + "/" + c.ID.String()
}

// Location is where the code can be read.
func (c *Code) Location() string { return "/v1/collect/codes/" + c.ID.String() }

// Digest is the row's for the audit log.
func (c *Code) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(KindCode).Int(int64(c.ID)).Int(int64(c.Account)).Int(int64(c.Owner)).Text(c.Branch).Text(c.Title).Text(c.Category).
		Int(int64(c.Amount)).Text(c.Note).Int(flag(c.Once)).Text(string(c.State)).Int(c.MadeAt.UnixMicro())
	hashTime(&h, c.ExpiresAt)
	hashTime(&h, c.EndedAt)
	return h.Sum()
}

// Offer is what a payer sees of a code before she pays.
type Offer struct {
	Code   store.ID     `json:"code"`
	Title  string       `json:"title" doc:"Who is paid."`
	Name   string       `json:"name" doc:"Of the account's owner, masked for a person."`
	Amount money.Amount `json:"amount" doc:"Of the bill; 0: say how much."`
	Note   string       `json:"note,omitempty"`
	Once   bool         `json:"once"`
	Left   money.Amount `json:"left" doc:"What you may still give to printed codes today; for a code of one bill it doesn't count."`
}

// Pass is what a payer shows (付款码).
type Pass struct {
	ID        store.ID         `json:"id"`
	Account   ledger.AccountID `json:"account"`
	Number    string           `json:"number" doc:"18 digits, as bar code or QR; it is given once and not kept."`
	ExpiresAt time.Time        `json:"expiresAt"`
}

// Ask is a charge of a pass that its owner must confirm (待确认收款).
type Ask struct {
	ID         store.ID     `json:"id"`
	Title      string       `json:"title" doc:"Who asks."`
	Amount     money.Amount `json:"amount"`
	Note       string       `json:"note,omitempty"`
	State      State        `json:"state" enum:"open,paid,stopped,expired"`
	Collection store.ID     `json:"collection,omitzero"`
	MadeAt     time.Time    `json:"madeAt"`
	ExpiresAt  time.Time    `json:"expiresAt"`

	pass                       store.ID
	payer, payee               auth.Party
	payerAccount, payeeAccount ledger.AccountID
	branch                     auth.Branch
	reference                  string
}

// AuthScope is to whom an ask belongs: who is to pay, and who asks.
func (a *Ask) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{a.payer, a.payee}, Branch: a.branch}, KindAsk + "/" + a.ID.String()
}

// Collection is one payment by a code or a pass (收款记录).
type Collection struct {
	ID           store.ID         `json:"id"`
	Code         store.ID         `json:"code,omitzero"`
	Pass         store.ID         `json:"pass,omitzero"`
	Payee        auth.Party       `json:"payee"`
	PayeeAccount ledger.AccountID `json:"payeeAccount"`
	Payer        auth.Party       `json:"payer"`
	Branch       auth.Branch      `json:"branch,omitempty"`
	Title        string           `json:"title"`
	Note         string           `json:"note,omitempty"`
	Amount       money.Amount     `json:"amount"`
	Refunded     money.Amount     `json:"refunded"`
	Reference    string           `json:"reference" doc:"Of who collects: the number of a bill."`
	Payment      store.ID         `json:"payment" doc:"The order in payments."`
	BankDate     calendar.Date    `json:"bankDate"`
	MadeAt       time.Time        `json:"madeAt"`
	Refunds      []Refund         `json:"refunds,omitempty" doc:"When one collection is read."`

	payerAccount ledger.AccountID
}

// AuthScope is to whom a collection belongs: both its sides.
func (c *Collection) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{c.Payee, c.Payer}, Branch: c.Branch}, KindCollection + "/" + c.ID.String()
}

// Location is where the collection can be read.
func (c *Collection) Location() string { return "/v1/collect/collections/" + c.ID.String() }

// Digest is the row's for the audit log.
func (c *Collection) Digest() audit.Digest {
	var h audit.Hasher
	return h.Start(KindCollection).Int(int64(c.ID)).Int(int64(c.Code)).Int(int64(c.Pass)).Int(int64(c.Payee)).Int(int64(c.PayeeAccount)).
		Int(int64(c.Payer)).Int(int64(c.payerAccount)).Text(c.Branch).Text(c.Title).Text(c.Note).Int(int64(c.Amount)).Int(int64(c.Refunded)).
		Text(c.Reference).Int(int64(c.Payment)).Int(int64(c.BankDate)).Int(c.MadeAt.UnixMicro()).Sum()
}

// Refund is what was given back of a collection (退款).
type Refund struct {
	ID         store.ID     `json:"id"`
	Collection store.ID     `json:"collection"`
	Amount     money.Amount `json:"amount"`
	Reason     string       `json:"reason"`
	Reference  string       `json:"reference"`
	Payment    store.ID     `json:"payment"`
	MadeAt     time.Time    `json:"madeAt"`
}

// Day is what one day brought (收款日汇总).
type Day struct {
	Date     calendar.Date `json:"date"`
	Count    int64         `json:"count"`
	Amount   money.Amount  `json:"amount"`
	Refunded money.Amount  `json:"refunded" doc:"Given back so far of what the day brought."`
}

func hashTime(h *audit.Hasher, t *time.Time) {
	if t == nil {
		h.Null()
		return
	}
	h.Int(t.UnixMicro())
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
