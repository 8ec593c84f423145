package main

import (
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/audit"
)

// verifiedAnswer is what `tonghui verify --json` prints: one document, whether all proves or not.
type verifiedAnswer struct {
	Proves bool          `json:"proves"`
	Full   bool          `json:"full"`
	Ledger verifiedBooks `json:"ledger"`
	Audit  verifiedLog   `json:"audit"`
}

type verifiedBooks struct {
	Entries    int64          `json:"entries"`
	Postings   int64          `json:"postings"`
	Accounts   int64          `json:"accounts"`
	Errors     int64          `json:"errors"`
	Notices    int64          `json:"notices"`
	Findings   []foundInBooks `json:"findings"`
	TookMillis int64          `json:"tookMillis"`
}

type foundInBooks struct {
	Code     string           `json:"code"`
	Notice   bool             `json:"notice,omitempty"`
	Detail   string           `json:"detail"`
	DetailZh string           `json:"detailZh"`
	Account  ledger.AccountID `json:"account,omitzero"`
	Entry    ledger.EntryID   `json:"entry,omitzero"`
	Hold     ledger.HoldID    `json:"hold,omitzero"`
	Freeze   ledger.FreezeID  `json:"freeze,omitzero"`
	Expected string           `json:"expected,omitempty"`
	Actual   string           `json:"actual,omitempty"`
}

type verifiedLog struct {
	From       int64        `json:"from"` // records from this number on were read
	Size       int64        `json:"size"`
	Objects    int64        `json:"objects"`
	Rows       int64        `json:"rows"`
	Outside    int64        `json:"outside"`   // checkpoints outside the database, compared
	Witnesses  int64        `json:"witnesses"` // that answered
	Errors     int64        `json:"errors"`
	Notices    int64        `json:"notices"`
	Findings   []foundInLog `json:"findings"`
	TookMillis int64        `json:"tookMillis"`
}

type foundInLog struct {
	Code     string `json:"code"`
	Notice   bool   `json:"notice,omitempty"`
	Detail   string `json:"detail"`
	DetailZh string `json:"detailZh"`
	Table    string `json:"table,omitempty"`
	Kind     string `json:"kind,omitempty"`
	Object   string `json:"object,omitempty"`
	Row      string `json:"row,omitempty"`
	Leaf     *int64 `json:"leaf,omitempty"` // number of the record that says so
	Expected string `json:"expected,omitempty"`
	Actual   string `json:"actual,omitempty"`
}

func verifiedOf(books *ledger.CheckReport, log *audit.CheckReport) *verifiedAnswer {
	v := &verifiedAnswer{Proves: books.Errors+log.Errors == 0, Full: books.Full && log.Full,
		Ledger: verifiedBooks{books.Entries, books.Postings, books.Accounts, books.Errors, books.Notices, []foundInBooks{}, millis(books.Took)},
		Audit: verifiedLog{log.From, log.Size, log.Objects, log.Rows, log.Outside, log.Asked, log.Errors, log.Notices,
			[]foundInLog{}, millis(log.Took)}}
	for i := range books.Findings {
		f := &books.Findings[i]
		v.Ledger.Findings = append(v.Ledger.Findings, foundInBooks{f.Code, f.Notice, f.EN, f.ZH, f.Account, f.Entry, f.Hold, f.Freeze,
			f.Expected, f.Actual})
	}
	for i := range log.Findings {
		f := &log.Findings[i]
		x := foundInLog{f.Code, f.Notice, f.EN, f.ZH, f.Table, f.Kind, f.Object, "", nil, f.Expected, f.Actual}
		if f.Row != 0 {
			x.Row = f.Row.String()
		}
		if f.Leaf >= 0 {
			x.Leaf = &f.Leaf
		}
		v.Audit.Findings = append(v.Audit.Findings, x)
	}
	return v
}

func millis(d time.Duration) int64 { return d.Milliseconds() }
