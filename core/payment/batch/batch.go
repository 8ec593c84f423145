package batch

import (
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/blob"
	"tonghui/platform/store"
)

// Kind is what a batch pays (业务种类).
type Kind string

// The kinds.
const (
	Payroll      Kind = "payroll"      // 代发工资; marks the payees' accounts as credited with wages
	Contribution Kind = "contribution" // 代缴 of taxes and social contributions; lines differ by their references
	Subsidy      Kind = "subsidy"      // 补贴
)

// State is how far a batch has come (批次状态).
type State string

// The states.
const (
	Reading   State = "reading"   // its lines are being written; the same file again goes on with it
	Uploaded  State = "uploaded"  // 待复核
	Checked   State = "checked"   // 待审批
	Approved  State = "approved"  // the money is held, the first line not yet paid
	Running   State = "running"   // 处理中
	Done      State = "done"      // all that was to be paid is paid
	Partly    State = "partly"    // 部分成功: some lines failed and may be retried
	Refused   State = "refused"   // by the checker or the approver
	Cancelled State = "cancelled" // by who uploaded it, before its approval
)

// Decision is what the checker made of the faults.
type Decision string

// The decisions.
const (
	PassAll      Decision = "all"      // there are no faults
	Without      Decision = "without"  // pay all but the lines with faults and doubts
	WithDoubtful Decision = "doubtful" // pay those in doubt too: they aren't twins
	Refuse       Decision = "refuse"   // pay nothing
)

// Batch is a file of payments and what became of it. Amounts are in minor units.
type Batch struct {
	ID             store.ID         `json:"id"`
	Kind           Kind             `json:"kind"`
	State          State            `json:"state"`
	Owner          auth.Party       `json:"owner"`
	Branch         auth.Branch      `json:"branch"`
	Account        ledger.AccountID `json:"account"` // that pays
	AccountNumber  string           `json:"accountNumber"`
	Currency       money.Currency   `json:"currency"`
	Purpose        string           `json:"purpose,omitempty"` // of lines without their own
	FileName       string           `json:"fileName"`
	FileDigest     blob.Digest      `json:"fileDigest"`
	Format         Format           `json:"format"`
	Message        string           `json:"message,omitempty"` // MsgId of a pain.001
	PaymentInfo    string           `json:"-"`                 // PmtInfId of a pain.001
	Lines          int64            `json:"lines"`
	Total          money.Amount     `json:"total"`
	Bad            int64            `json:"bad"` // lines with a fault
	BadAmount      money.Amount     `json:"badAmount"`
	Doubtful       int64            `json:"doubtful"` // lines that look like ones that were paid lately
	DoubtfulAmount money.Amount     `json:"doubtfulAmount"`
	Decision       Decision         `json:"decision,omitempty"`
	ToPay          int64            `json:"toPay"` // lines, as decided
	ToPayAmount    money.Amount     `json:"toPayAmount"`
	Paid           int64            `json:"paid"`
	PaidAmount     money.Amount     `json:"paidAmount"`
	Failed         int64            `json:"failed"` // in the last round
	FailedAmount   money.Amount     `json:"failedAmount"`
	Round          int64            `json:"round"` // from 1
	MadeAt         time.Time        `json:"madeAt"`
	MadeBy         string           `json:"madeBy"` // a person's id, or "client:ID"
	CheckedAt      *time.Time       `json:"checkedAt,omitempty"`
	CheckedBy      string           `json:"checkedBy,omitempty"`
	ApprovedAt     *time.Time       `json:"approvedAt,omitempty"`
	ApprovedBy     string           `json:"approvedBy,omitempty"`
	EndedAt        *time.Time       `json:"endedAt,omitempty"`
	Reason         string           `json:"reason,omitempty"` // of a refusal or cancellation
	Version        int64            `json:"version"`

	atLine int64         // the last line that the present round has dealt with
	left   money.Amount  // what the present round has still to pay
	hold   ledger.HoldID // keeps left; 0 none
	live   bool          // the same file is refused
}

// AuthScope is to whom a batch belongs.
func (b *Batch) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{b.Owner}, Branch: b.Branch}, string(Object) + "/" + b.ID.String()
}

// Location is where a batch is read.
func (b *Batch) Location() string { return "/v1/batches/" + b.ID.String() }

// ended says whether nothing more happens to a batch by itself.
func (s State) ended() bool { return s == Done || s == Partly || s == Refused || s == Cancelled }

// LineState is how a line stands (明细状态).
type LineState string

// The states of a line.
const (
	Ready   LineState = "ready"    // no fault; nothing has been decided
	Faulty  LineState = "faulty"   // has a fault
	Doubt   LineState = "doubtful" // looks like one that was paid lately
	LeftOut LineState = "left_out" // by the checker's decision, or as the whole batch was refused or cancelled
	Waiting LineState = "waiting"  // its turn comes
	Paid    LineState = "paid"     // the payee has it
	Sent    LineState = "sent"     // on its way to another bank
	Failed  LineState = "failed"   // refused when it was to be paid
)

// Line is one payment of a batch, and how it stands.
type Line struct {
	Number    int64            `json:"line"` // in the file: a CSV's line, an Excel sheet's row, a pain.001's n-th transaction
	Account   string           `json:"account"`
	Name      string           `json:"name"`
	Bank      string           `json:"bank,omitempty"` // CNAPS code (行号) of another bank
	Amount    money.Amount     `json:"amount"`         // 0 when the file's can't be read
	Purpose   string           `json:"purpose,omitempty"`
	Reference string           `json:"reference,omitempty"` // the payer's own (业务编号)
	ToAccount ledger.AccountID `json:"toAccount,omitzero"`
	Payee     auth.Party       `json:"payee,omitzero"`
	State     LineState        `json:"state"`
	Fault     string           `json:"fault,omitempty"` // code of why it can't be paid, or wasn't
	DetailEN  string           `json:"detail,omitempty"`
	DetailZH  string           `json:"detailZh,omitempty"`
	Payment   store.ID         `json:"payment,omitzero"` // the order that paid it
	Round     int64            `json:"round,omitempty"`

	otherBatch store.ID // that a duplicate is one of
	otherLine  int64
	twin       int64
}

// result is what a round made of a line.
type result struct {
	line    int64
	round   int64
	state   resultState
	payment store.ID
	code    string
	en, zh  string
}

// resultState is a result in its row.
type resultState int8

const (
	resultPaid resultState = iota + 1
	resultSent
	resultFailed
)

var resultStates = [...]LineState{resultPaid: Paid, resultSent: Sent, resultFailed: Failed}
