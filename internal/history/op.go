package history

import (
	"tonghui/base/money"
	"tonghui/core/ledger"
)

// Verb is what an operation does.
type Verb string

// The verbs of the ledger that histories are made of.
const (
	Post     Verb = "post"
	Batch    Verb = "batch"
	Reverse  Verb = "reverse"
	Hold     Verb = "hold"
	Release  Verb = "release"
	Freeze   Verb = "freeze"
	Unfreeze Verb = "unfreeze"
	Limit    Verb = "limits"
	Open     Verb = "open"
	Close    Verb = "close"
	Day      Verb = "day"    // opens the next bank date
	CloseDay Verb = "endday" // closes the one before it
	Period   Verb = "period"
	Buffer   Verb = "buffer" // turns the hot account's buffering on or off
)

// again says which verbs carry a reference of their own, so that a client who does not know what became of one sends
// it again.
var again = map[Verb]bool{Post: true, Batch: true, Reverse: true, Hold: true, Freeze: true}

// Leg is one posting: debit positive.
type Leg struct {
	Account  int64        `json:"a"`
	Amount   money.Amount `json:"m"`
	Sequence int64        `json:"s,omitempty"` // in a step: as the ledger answered
	Balance  money.Amount `json:"b,omitempty"`
}

// Entry is one entry of an operation.
type Entry struct {
	Legs   []Leg `json:"legs"`
	Date   int64 `json:"date,omitempty"` // bank date; 0: the open one
	Hold   int64 `json:"hold,omitempty"`
	Final  bool  `json:"final,omitempty"`
	Linked bool  `json:"linked,omitempty"`
}

// Op is one operation, complete: who has it can do it again. Ids are numbers here, and Target is the id of the hold, freeze
// or entry that it is about.
type Op struct {
	Ref     string         `json:"ref"`
	Verb    Verb           `json:"verb"`
	Entries []Entry        `json:"entries,omitempty"`
	Mode    ledger.Mode    `json:"mode,omitempty"`
	Account int64          `json:"account,omitempty"`
	Target  int64          `json:"target,omitempty"`
	Amount  money.Amount   `json:"amount,omitempty"` // 0 in a freeze or its end: everything
	Freeze  int            `json:"kind,omitempty"`   // its kind, as a ledger.FreezeKind
	Limits  *ledger.Limits `json:"limits,omitempty"`
	Date    int64          `json:"day,omitempty"`
	On      bool           `json:"on,omitempty"`
}

// Outcome is what a client knows after an operation.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused" // it left no trace
	Unknown Outcome = "unknown" // it may have happened: store.uncertain, or the process died
)

// Result is what a process was answered.
type Result struct {
	Ref      string  `json:"ref"`
	Outcome  Outcome `json:"outcome"`
	Code     string  `json:"code,omitempty"`
	IDs      []int64 `json:"ids,omitempty"` // of the entries (0: refused), or of what was made
	Replayed bool    `json:"replayed,omitempty"`
	Totals   string  `json:"totals,omitempty"` // after the end of a day: digest of the general ledger up to it
	Fault    string  `json:"fault,omitempty"`  // an error that is no answer to a client
	today    int64
}

// Step is what one account went through: a line of the witness.
type Step struct {
	Ref    string         `json:"ref"`
	Verb   Verb           `json:"verb"`
	Epoch  int64          `json:"epoch"` // steps of the bank (account 0) before it
	Entry  int64          `json:"entry,omitempty"`
	Legs   []Leg          `json:"legs,omitempty"`
	Date   int64          `json:"date,omitempty"`
	Target int64          `json:"target,omitempty"`
	Amount money.Amount   `json:"amount,omitempty"`
	Final  bool           `json:"final,omitempty"`
	Kind   int            `json:"kind,omitempty"`
	Sign   money.Amount   `json:"sign,omitempty"`
	Limits *ledger.Limits `json:"limits,omitempty"`
}
