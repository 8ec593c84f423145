package suspense

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is the kind of an item as an object of permissions and audit records.
const Kind = "suspense.item"

// Side says who owes whom.
type Side string

// The sides.
const (
	Payable    Side = "payable"    // 其他应付款: the bank owes it to somebody
	Receivable Side = "receivable" // 其他应收款: somebody owes it to the bank
)

// State is where an item stands.
type State string

// The states.
const (
	Open     State = "open"
	Cleared  State = "cleared"  // 销账, in full
	Returned State = "returned" // 退回 to where it came from
)

// Item is one sum without a home.
type Item struct {
	ID       store.ID         `json:"id"`
	Code     string           `json:"code" doc:"What sort of reason: the room and its word." example:"payment.AC01"`
	Object   string           `json:"object" doc:"What it comes from: kind and number." example:"payment.order/463856467968"`
	Account  ledger.AccountID `json:"account" doc:"The suspense account in which it lies."`
	Side     Side             `json:"side" enum:"payable,receivable"`
	Branch   auth.Branch      `json:"branch"`
	Currency money.Currency   `json:"currency"`
	Amount   money.Amount     `json:"amount"`
	Left     money.Amount     `json:"left" doc:"What has no home yet."`
	Why      string           `json:"why"`
	Since    calendar.Date    `json:"since" doc:"Bank date on which it was parked."`
	ParkedAt time.Time        `json:"parkedAt"`
	State    State            `json:"state" enum:"open,cleared,returned"`
	Assigned auth.Party       `json:"assigned,omitzero" doc:"Who looks for its home."`
	Bucket   int              `json:"bucket" doc:"账龄: 0 up to 1 day, then up to 3, 7, 30, 90 days, 5 more; as of the last end of day."`
	Version  int64            `json:"version"`
	Moves    []*Move          `json:"moves,omitempty" doc:"What was done about it, when one item is read."`
	Replayed bool             `json:"replayed,omitempty"`
}

// Move is one thing done about an item.
type Move struct {
	ID        store.ID         `json:"id"`
	Kind      string           `json:"kind" enum:"clear,return"`
	Reference string           `json:"reference"`
	Amount    money.Amount     `json:"amount"`
	To        ledger.AccountID `json:"to"`
	Entry     ledger.EntryID   `json:"entry"`
	MadeAt    time.Time        `json:"madeAt"`
	Person    string           `json:"person"`
	Reason    string           `json:"reason"`

	item store.ID
}

// Buckets are the ages in days up to which an item belongs to a bucket; what is older belongs to the last.
var Buckets = [...]int{1, 3, 7, 30, 90}

// bucketOf is the bucket of an age in days.
func bucketOf(days int) int {
	for i, most := range Buckets {
		if days <= most {
			return i
		}
	}
	return len(Buckets)
}

// AuthScope is to whom an item belongs: the branch whose account it lies in.
func (it *Item) AuthScope() (auth.Scope, string) {
	return auth.Scope{Branch: it.Branch}, Kind + "/" + it.ID.String()
}

// Location is where the item can be read.
func (it *Item) Location() string { return "/v1/suspense/items/" + it.ID.String() }

// Digest is of what an item's row says, for the audit log; its bucket, which follows from the date, is not part of it.
func (it *Item) Digest() audit.Digest {
	var h audit.Hasher
	return h.Start(Kind).Int(int64(it.ID)).Text(it.Code).Text(it.Object).Int(int64(it.Account)).Text(string(it.Side)).Text(it.Branch).
		Text(string(it.Currency)).Int(int64(it.Amount)).Int(int64(it.Left)).Text(it.Why).Int(int64(it.Since)).Int(it.ParkedAt.UnixMicro()).
		Text(string(it.State)).Int(int64(it.Assigned)).Int(it.Version).Sum()
}
