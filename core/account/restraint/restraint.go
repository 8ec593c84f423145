package restraint

import (
	"slices"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is the kind of a restraint as an object of permissions and audit records.
const Kind = "restraint.restraint"

// The kinds of the room's other objects in the audit log.
const (
	kindMeasure = "restraint.measure"
	kindMark    = "restraint.mark"
)

// Measure is what a document does.
type Measure string

// The measures.
const (
	Freeze  Measure = "freeze"  // 冻结
	Extend  Measure = "extend"  // 续冻
	Deduct  Measure = "deduct"  // 扣划
	Release Measure = "release" // 解除冻结, in part or in full
)

// State is where a restraint stands.
type State string

// The states.
const (
	InForce State = "in_force" // at least one of its freezes has not ended; it may wait behind others
	Ended   State = "ended"    // used up, released or expired
)

// Officer is who brings a document to the bank. Two come together (银发〔2002〕1号 第八条).
type Officer struct {
	Name   string `json:"name" minLength:"1" maxLength:"60"`
	Number string `json:"number" minLength:"1" maxLength:"40" doc:"Of the official identity card (工作证件号)."`
}

// Paper is the document of a measure, as it was handed over.
type Paper struct {
	Authority string    `json:"authority" minLength:"1" maxLength:"120" doc:"Whole name." example:"北京市朝阳区人民法院"`
	Document  string    `json:"document" minLength:"1" maxLength:"120" doc:"文书号, unique for the authority." example:"(2026)京0105执123号之一"`
	File      string    `json:"file,omitempty" maxLength:"80" doc:"Digest of the scanned document, as its upload answered it."`
	Officers  []Officer `json:"officers,omitempty" maxItems:"4" doc:"Two at least, where an authority orders."`
}

// Request is one measure, proposed by one person and decided by another.
type Request struct {
	Measure Measure `json:"measure"`
	Paper

	// Of a freeze: who, over what, how much, until when.
	Kind     Authority      `json:"kind,omitempty"`
	Case     string         `json:"case,omitempty"`     // 案号
	Party    auth.Party     `json:"party,omitzero"`     // all her accounts; or
	Account  store.ID       `json:"account,omitzero"`   // one account; of a deduction or a release: only from there
	Currency money.Currency `json:"currency,omitempty"` // of the amount; default CNY
	Amount   money.Amount   `json:"amount,omitempty"`   // minor units; 0 with Whole, and in a release of all
	Whole    bool           `json:"whole,omitempty"`
	Until    time.Time      `json:"until,omitzero"` // also of an extension

	// Of what follows it.
	Restraint store.ID `json:"restraint,omitzero"`
	Version   int64    `json:"version,omitempty"` // of the restraint as the maker has seen it
	To        store.ID `json:"to,omitzero"`       // the execution account (执行款专户) that a deduction pays into
	Reason    string   `json:"reason,omitempty"`
}

// Restraint is an order to freeze and what became of it.
type Restraint struct {
	ID        store.ID       `json:"id"`
	Kind      Authority      `json:"kind"`
	Authority string         `json:"authority"`
	Document  string         `json:"document"`
	Case      string         `json:"case,omitempty"`
	Parties   []auth.Party   `json:"parties" nullable:"false"`
	Currency  money.Currency `json:"currency,omitempty"`
	Ordered   money.Amount   `json:"ordered" doc:"0 when whole."`
	Whole     bool           `json:"whole"`
	Until     time.Time      `json:"until"`
	State     State          `json:"state" enum:"in_force,ended"`
	Waiting   bool           `json:"waiting" doc:"轮候: none of its freezes has taken effect yet, as far as the last look tells."`
	Deducted  money.Amount   `json:"deducted"`
	Released  money.Amount   `json:"released"`
	Branch    auth.Branch    `json:"branch"`
	MadeAt    time.Time      `json:"madeAt"`
	EndedAt   *time.Time     `json:"endedAt,omitempty"`
	Version   int64          `json:"version"`

	Lines    []*Line        `json:"lines,omitempty" doc:"When one restraint is read."`
	Measures []*Done        `json:"measures,omitempty" doc:"When one restraint is read; the oldest first."`
	Caught   *money.Amount  `json:"caught,omitempty" doc:"How much money it holds now (已冻结金额), when one restraint is read."`
	Short    *money.Amount  `json:"short,omitempty" doc:"How much it still waits for: what comes in is caught."`
	Skipped  []SkippedEntry `json:"skipped,omitempty" doc:"Accounts that the law exempts, in the answer to a freeze of all accounts."`
	Replayed bool           `json:"replayed,omitempty"`

	warned time.Time
}

// SkippedEntry is an account that a restraint of a party left out.
type SkippedEntry struct {
	Account store.ID `json:"account"`
	Rule    string   `json:"rule"`
}

// Line is a restraint's share in one account.
type Line struct {
	ID        store.ID        `json:"id"`
	Account   store.ID        `json:"account"`
	Freeze    ledger.FreezeID `json:"freeze"`
	Amount    money.Amount    `json:"amount" doc:"Ordered; 0 when whole."`
	Deducted  money.Amount    `json:"deducted"`
	Released  money.Amount    `json:"released"`
	State     string          `json:"state" enum:"in_force,waiting,ended"`
	Frozen    money.Amount    `json:"frozen" doc:"What it still freezes; may exceed the balance."`
	Caught    money.Amount    `json:"caught" doc:"What of the balance it holds now."`
	Effective *time.Time      `json:"effective,omitempty"`

	restraint store.ID
}

// Done is a measure as it was carried out.
type Done struct {
	ID        store.ID     `json:"id"`
	Measure   Measure      `json:"measure" enum:"freeze,extend,deduct,release"`
	Authority string       `json:"authority"`
	Document  string       `json:"document"`
	Amount    money.Amount `json:"amount"`
	Until     *time.Time   `json:"until,omitempty"`
	Account   store.ID     `json:"account,omitzero"`
	To        store.ID     `json:"to,omitzero"`
	File      string       `json:"file,omitempty" doc:"Digest of the document's file."`
	MadeAt    time.Time    `json:"madeAt"`
	Person    string       `json:"-"` // who decided it
	Reason    string       `json:"reason,omitempty"`

	party     auth.Party // whose accounts a freeze meant, if all of them
	restraint store.ID
	officers  []byte // sealed
}

// AuthScope is to whom a restraint belongs: those whose accounts it holds, kept at the branch of the first of them.
func (r *Restraint) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: r.Parties, Branch: r.Branch}, Kind + "/" + r.ID.String()
}

// Location is where the restraint can be read.
func (r *Restraint) Location() string { return "/v1/restraint/orders/" + r.ID.String() }

// same says whether a request asks for what a measure has done.
func (d *Done) same(in *Request) bool {
	return d.Measure == in.Measure && (in.Measure == Freeze || d.restraint == in.Restraint) && d.Amount == in.Amount &&
		d.party == in.Party && d.Account == in.Account && d.To == in.To && (d.Until == nil) == in.Until.IsZero() && (d.Until == nil || d.Until.Equal(in.Until))
}

// caught is how much of a balance each freeze holds, the strongest first: what is free of all protection goes to the first, what
// it leaves to the next. A waiting freeze holds nothing.
func caught(free money.Amount, fs []*ledger.Freeze) map[ledger.FreezeID]money.Amount {
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b *ledger.Freeze) int { return int(a.Kind) - int(b.Kind) })
	free = max(free, 0)
	out := make(map[ledger.FreezeID]money.Amount, len(fs))
	for _, f := range fs {
		if f.State != ledger.InForce {
			continue
		}
		take := free
		if !f.Whole {
			take = min(free, f.Amount)
		}
		out[f.ID] = take
		free -= take
	}
	return out
}

// distribute shares an amount out over accounts by what each can yield, in their order; what is wanting goes to the fullest one,
// the first among equals, where it catches what comes in. It is pure.
func distribute(amount money.Amount, yields []money.Amount) []money.Amount {
	out := make([]money.Amount, len(yields))
	fullest := 0
	for i, y := range yields {
		out[i] = min(amount, max(y, 0))
		amount -= out[i]
		if y > yields[fullest] {
			fullest = i
		}
	}
	out[fullest] += amount
	return out
}
