package pkdd99

import (
	"encoding/json"
	"time"

	"tonghui/base/calendar"
)

// refusalsShown is how many refusals a report holds; all are counted, and Options.Refusals gets every one.
const refusalsShown = 20

// Report is what an import did and how its books compare with the bank's own.
type Report struct {
	Files          []FileCount    `json:"files"`
	FirstDay       *calendar.Date `json:"firstDay,omitempty"`
	OpenDay        *calendar.Date `json:"openDay,omitempty"` // the bank's day now
	DaysClosed     int64          `json:"daysClosed"`        // by this run
	Accounts       int64          `json:"accounts"`          // of account.asc that could be taken
	AccountsOpened int64          `json:"accountsOpened"`    // in the ledger, by this run
	AccountsLater  int64          `json:"accountsLater"`     // whose opening date the bank's day has not reached
	Booked         int64          `json:"booked"`
	AlreadyBooked  int64          `json:"alreadyBooked"`
	Refused        int64          `json:"refused"`  // records of all files, with the cut-off lines
	CutOff         []Refusal      `json:"cutOff"`   // last lines without an end, at most one a file
	Refusals       []Refusal      `json:"refusals"` // the first ones, with their reasons
	Movement       Reconciliation `json:"movement"` // each day starts from the balance recorded the day before
	History        Reconciliation `json:"history"`  // booked through from zero
	Took           time.Duration  `json:"tookNanoseconds"`
}

// FileCount counts the records of a file. Rows is Added + Known + Refused.
type FileCount struct {
	File    string `json:"file"`
	Rows    int64  `json:"rows"` // without the header
	Added   int64  `json:"added"`
	Known   int64  `json:"known"` // there from an earlier import
	Refused int64  `json:"refused"`
}

// Refusal is a record that was not taken: where it stands and why. It never holds the record itself.
type Refusal struct {
	File string `json:"file"`
	Line int    `json:"line"` // the header is line 1
	Code string `json:"code"`
	EN   string `json:"detail"`
	ZH   string `json:"detailZh"`
}

func (r Refusal) json() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings and numbers
	}
	return b
}

func (r *Report) add(f Refusal) {
	r.Refused++
	if f.Code == ErrCutOff.Code {
		r.CutOff = append(r.CutOff, f)
	}
	if len(r.Refusals) < refusalsShown {
		r.Refusals = append(r.Refusals, f)
	}
}

func (r *Report) finish(im *importer) {
	r.Accounts = int64(len(im.accounts))
	r.AccountsLater = int64(len(im.due))
	if im.hasDay {
		open := im.open
		r.OpenDay = &open
	}
	for _, c := range []*Reconciliation{&r.Movement, &r.History} {
		if c.Largest == nil {
			c.Largest = []Difference{}
		}
	}
	if r.CutOff == nil {
		r.CutOff = []Refusal{}
	}
	if r.Refusals == nil {
		r.Refusals = []Refusal{}
	}
}

// PerSecond is how many transactions a second this run booked, whole ones.
func (r *Report) PerSecond() int64 {
	ms := r.Took.Milliseconds()
	if ms == 0 {
		return 0
	}
	return (r.Booked + r.AlreadyBooked) * 1000 / ms
}
