package reconcile

import (
	"encoding/json"
	"errors"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is a statement's as an object of permissions and audit records.
const Kind = "reconcile.statement"

// State is how a statement stands.
type State string

// The states.
const (
	Open      State = "open"      // 待对账
	Confirmed State = "confirmed" // 相符
	Explained State = "explained" // 调节相符
	Disputed  State = "disputed"  // 不符, the bank looks into it
	Answered  State = "answered"  // 银行已答复, waits for the holder's consent
	Resolved  State = "resolved"  // 已处理
	Overdue   State = "overdue"   // 逾期未对账
)

// Side says which of the two books lacks an item (未达账项).
type Side string

// The sides.
const (
	BankReceived Side = "bank_received" // 银行已收、企业未收
	BankPaid     Side = "bank_paid"     // 银行已付、企业未付
	FirmReceived Side = "firm_received" // 企业已收、银行未收
	FirmPaid     Side = "firm_paid"     // 企业已付、银行未付
)

// Item is an entry that stands in one side's books only (未达账项).
type Item struct {
	Side   Side          `json:"side" enum:"bank_received,bank_paid,firm_received,firm_paid"`
	Amount money.Amount  `json:"amount" doc:"In fen, positive."`
	Date   calendar.Date `json:"date"`
	Text   string        `json:"text" maxLength:"120"`
}

// Statement is what an account held at a month's end and what its holder says of it.
type Statement struct {
	ID          store.ID         `json:"id"`
	Account     ledger.AccountID `json:"account"`
	Owner       auth.Party       `json:"owner"`
	Branch      auth.Branch      `json:"branch"`
	Number      string           `json:"number" doc:"Of the account."`
	Name        string           `json:"name" doc:"户名."`
	AsOf        calendar.Date    `json:"asOf"`
	Balance     money.Amount     `json:"balance" doc:"By the bank's books, in fen."`
	State       State            `json:"state" enum:"open,confirmed,explained,disputed,answered,resolved,overdue"`
	DueOn       calendar.Date    `json:"dueOn" doc:"Until when an answer is expected."`
	IssuedAt    time.Time        `json:"issuedAt"`
	AnsweredAt  *time.Time       `json:"answeredAt,omitempty"`
	AnsweredBy  auth.Party       `json:"answeredBy,omitzero"`
	BookBalance *money.Amount    `json:"bookBalance,omitempty" doc:"By the holder's books."`
	Items       []Item           `json:"items,omitempty"`
	Gap         *money.Amount    `json:"gap,omitempty" doc:"What is left unexplained after all items: bank's side minus the holder's."`
	Note        string           `json:"note,omitempty"`
	ResolvedAt  *time.Time       `json:"resolvedAt,omitempty"`
	ResolvedBy  auth.Party       `json:"resolvedBy,omitzero"`
	Resolution  string           `json:"resolution,omitempty" doc:"What the bank found."`
}

// AuthScope is to whom a statement belongs.
func (s *Statement) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{s.Owner}, Branch: s.Branch}, Kind + "/" + s.ID.String()
}

// Location is where the statement can be read.
func (s *Statement) Location() string { return "/v1/reconcile/statements/" + s.ID.String() }

// Digest is the row's for the audit log.
func (s *Statement) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(Kind).Int(int64(s.ID)).Int(int64(s.Account)).Int(int64(s.Owner)).Text(s.Branch).Text(s.Number).Text(s.Name).Int(int64(s.AsOf)).
		Int(int64(s.Balance)).Text(string(s.State)).Int(int64(s.DueOn)).Int(s.IssuedAt.UnixMicro())
	hashTime(&h, s.AnsweredAt)
	h.Int(int64(s.AnsweredBy))
	if s.BookBalance == nil {
		h.Null()
	} else {
		h.Int(int64(*s.BookBalance))
	}
	h.Text(string(packItems(s.Items))).Text(s.Note)
	hashTime(&h, s.ResolvedAt)
	return h.Int(int64(s.ResolvedBy)).Text(s.Resolution).Sum()
}

func hashTime(h *audit.Hasher, t *time.Time) {
	if t == nil {
		h.Null()
		return
	}
	h.Int(t.UnixMicro())
}

func packItems(items []Item) []byte {
	if len(items) == 0 {
		return nil
	}
	b, err := json.Marshal(items)
	if err != nil {
		panic(err) // plain values
	}
	return b
}

// gap is what the items leave unexplained.
func gap(bank, book money.Amount, items []Item) (money.Amount, error) {
	left, right := bank, book
	for i := range items {
		var err error
		switch items[i].Side {
		case FirmReceived:
			left, err = left.Add(items[i].Amount)
		case FirmPaid:
			left, err = left.Sub(items[i].Amount)
		case BankReceived:
			right, err = right.Add(items[i].Amount)
		case BankPaid:
			right, err = right.Sub(items[i].Amount)
		default:
			return 0, ErrItem
		}
		if err != nil {
			return 0, errors.Join(ErrItem, err)
		}
	}
	return left.Sub(right)
}

// maxItems bounds one answer.
const maxItems = 60

// checkItems refuses what can't be items of a statement.
func checkItems(asOf calendar.Date, items []Item) error {
	if len(items) > maxItems {
		return ErrItems
	}
	for _, i := range items {
		n := utf8.RuneCountInString(i.Text)
		if i.Amount <= 0 || n > 120 || i.Date > asOf || i.Date < asOf.Add(-800) {
			return ErrItem
		}
	}
	if len(packItems(items)) > 16000 {
		return ErrItems
	}
	return nil
}
