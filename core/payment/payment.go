package payment

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is why money moves (支付种类).
type Kind string

// The kinds.
const (
	Transfer   Kind = "transfer"   // 转账, ordered by hand
	Standing   Kind = "standing"   // 定期转账, by a standing or scheduled order
	Batch      Kind = "batch"      // 批量代发代付, a line of a batch
	Collection Kind = "collection" // 收款码支付
	Refund     Kind = "refund"     // 退款 of a collection
	Incoming   Kind = "inward"     // 来账, from another bank
	Return     Kind = "return"     // 退汇 of an inward payment, to the other bank
)

// State is how far an order has come (支付状态).
type State string

// The states. An order in the bank goes from proposed to settled in one step; one to another bank by way of sent.
const (
	Proposed State = "proposed" // waits for another person's approval, or for the payer's second factor
	Sent     State = "sent"     // debited, and with the clearing
	Settled  State = "settled"  // the payee has it; for another bank: the clearing has settled it
	Rejected State = "rejected" // the clearing or the other bank refused it; the payer has her money back
	Returned State = "returned" // settled, and sent back later
	Held     State = "held"     // 挂账: came in for nobody whom the bank knows; the money lies in suspense
	Refused  State = "refused"  // by who had to approve it, or when it was run; nothing was booked
)

// Channel is where an order came in (渠道).
type Channel string

// The channels.
const (
	Web     Channel = "web"
	Kiosk   Channel = "kiosk"
	Counter Channel = "counter"
	API     Channel = "api"     // by a program of the customer
	Bank    Channel = "bank"    // the bank's own doing: standing orders, returns
	Network Channel = "network" // another bank's
)

// Payee is who is to be paid, as the payer says.
type Payee struct {
	Account  string `json:"account,omitempty"` // number of an account or card; or
	Phone    string `json:"phone,omitempty"`   // a phone number under which somebody takes payments
	Name     string `json:"name,omitempty"`    // 户名; compared with the account's (户名核验)
	Bank     string `json:"bank,omitempty"`    // CNAPS code (行号) of the payee's bank; "" this one
	BankName string `json:"bankName,omitempty"`
}

// Instruction is what is to be paid: one order before it is made.
type Instruction struct {
	Kind       Kind
	Reference  string           // unique within the kind for ever; a second one with the same content answers the first order
	From       ledger.AccountID // the payer's account
	To         Payee
	ToAccount  ledger.AccountID // when the caller knows the payee's account already; 0: found by To
	Amount     money.Amount     // in minor units, positive
	Currency   money.Currency
	Purpose    string // 用途, up to 60 characters, on both statements
	Note       string // 附言
	Channel    Channel
	By         auth.Party // for whom the order is made: the owner of From; 0 the bank itself
	Confirmed  bool       // the caller has established the right to pay: limits, second factor, rules and approval aren't asked again
	Batch      store.ID   // the batch, standing order or collection that it belongs to
	EndToEndID string     // the payer's own reference (端到端标识), for other banks; "" one is made
	Again      bool       // the payer knows that she has paid the same to the same payee within the last minutes
	NameClose  bool       // the payer has seen that the name is like the account's, but not the same, and means it
}

// Order is a payment (支付指令) and what became of it.
type Order struct {
	ID         store.ID         `json:"id"`
	Number     string           `json:"number"` // 流水号, printed on the receipt
	Kind       Kind             `json:"kind"`
	Reference  string           `json:"reference"`
	State      State            `json:"state"`
	Channel    Channel          `json:"channel"`
	From       ledger.AccountID `json:"from,omitzero"`
	FromNumber string           `json:"fromNumber"`
	FromName   string           `json:"fromName"`
	FromBank   string           `json:"fromBank,omitempty"` // of an inward payment
	To         Payee            `json:"to"`
	ToAccount  ledger.AccountID `json:"toAccount,omitzero"`
	Amount     money.Amount     `json:"amount"`
	Fee        money.Amount     `json:"fee"`
	Currency   money.Currency   `json:"currency"`
	Purpose    string           `json:"purpose,omitempty"`
	Note       string           `json:"note,omitempty"`
	Payer      auth.Party       `json:"payer,omitzero"` // owner of From
	PayeeParty auth.Party       `json:"payee,omitzero"` // owner of ToAccount
	Branch     auth.Branch      `json:"branch,omitempty"`
	Batch      store.ID         `json:"batch,omitzero"`
	EndToEndID string           `json:"endToEndId,omitempty"`
	UETR       string           `json:"uetr,omitempty"` // UUIDv4 of a payment through the clearing
	Entry      ledger.EntryID   `json:"entry,omitzero"` // that debited the payer, or credited the payee of an inward one
	Approval   store.ID         `json:"approval,omitzero"`
	Reason     string           `json:"reason,omitempty"` // code of why it was rejected, returned or refused
	MadeAt     time.Time        `json:"madeAt"`
	BankDate   calendar.Date    `json:"bankDate,omitzero"`
	SettledAt  *time.Time       `json:"settledAt,omitempty"`
	Receipt    *Receipt         `json:"receipt,omitempty"` // 电子回单; once it was booked

	person  auth.Party     // who made it
	back    ledger.EntryID // that gave the money back
	checks  string         // what was looked at, and what came of it: "name=match;rule=pass"
	counted bool           // against the payer's limits of BankDate
	ended   int64          // when it was rejected, returned, refused or held; microseconds
	version int64
}

// AuthScope is to whom an order belongs: to its payer, and once she has been credited to its payee.
func (o *Order) AuthScope() (auth.Scope, string) {
	s := auth.Scope{Branch: o.Branch}
	for _, p := range []auth.Party{o.Payer, o.PayeeParty} {
		if p != 0 {
			s.Parties = append(s.Parties, p)
		}
	}
	return s, string(OrderKind) + "/" + o.ID.String()
}

// Location is where an order can be read.
func (o *Order) Location() string { return "/v1/payment/orders/" + o.ID.String() }

// OrderKind is an order as an object of permissions and audit records.
const OrderKind auth.Kind = "payment.order"

// waits says that an order has not come to its end.
func (s State) waits() bool { return s == Proposed || s == Sent || s == Held }

// booked says that an order in this state has taken the payer's money, and not given it back.
func (s State) booked() bool { return s == Sent || s == Settled || s == Held }
