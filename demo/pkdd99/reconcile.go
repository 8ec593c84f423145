package pkdd99

import (
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
)

// How the ledger is proved against the bank's own figures
//
// Each transaction carries the balance that the bank recorded after it. Within a day the order of the records is not
// the order in which the bank booked them, so what can be compared is the balance at the end of an account-day (an
// account on a day with transactions). It ties when it equals one of that day's recorded balances; when it equals none,
// the nearest one counts, the earlier in the file among equals. The published figures are rounded to 0.10, so a
// difference of exactly 0.10 is the rounding's.
//
//	history    the ledger's balance at the end of the day, booked through from zero and never corrected
//	movement   the balance that counted on the account's day before, plus what the ledger moved today
//
// The ledger's balance is the running balance that stands in the day's last posting of the account: the ledger's
// answer to the posting, or, when it was booked before, what it keeps of it. Nothing is added up beside it.

// tenth is the rounding of the published amounts: 0.10 in hundredths.
const tenth money.Amount = 10

// largestShown is how many of the largest differences a reconciliation names.
const largestShown = 10

// Reconciliation is one comparison over all account-days.
type Reconciliation struct {
	Exact   int64        `json:"exact"`
	Tenth   int64        `json:"tenth"` // off by exactly 0.10
	Other   int64        `json:"other"`
	Largest []Difference `json:"largest"` // the ten largest, largest first
}

// Difference is an account-day that doesn't tie. Amounts are in hundredths of a crown.
type Difference struct {
	Account int64         `json:"account"` // as the bank numbers it
	Date    calendar.Date `json:"date"`
	Ours    money.Amount  `json:"ours"`
	Theirs  money.Amount  `json:"theirs"`
}

// AccountDays is how many were compared.
func (r *Reconciliation) AccountDays() int64 { return r.Exact + r.Tenth + r.Other }

// Size is the difference without its sign.
func (d Difference) Size() money.Amount { return max(d.Ours-d.Theirs, d.Theirs-d.Ours) }

func (r *Reconciliation) add(d Difference) {
	switch d.Size() {
	case 0:
		r.Exact++
		return
	case tenth:
		r.Tenth++
	default:
		r.Other++
	}
	at := len(r.Largest)
	for at > 0 && r.Largest[at-1].Size() < d.Size() {
		at--
	}
	if at < largestShown {
		r.Largest = slices.Insert(r.Largest, at, d)
		r.Largest = r.Largest[:min(len(r.Largest), largestShown)]
	}
}

// note takes a booked transaction into the account's day.
func (im *importer) note(t *transaction, p *ledger.Posting) {
	a := im.accounts[t.account]
	if len(a.today) == 0 {
		im.touched = append(im.touched, a)
		a.sequence = 0
	}
	a.today = append(a.today, t.balance)
	if p.Sequence > a.sequence {
		a.sequence, a.balance = p.Sequence, -p.Balance // a deposit: the normal side is the credit
	}
}

// reconcile compares the accounts that moved on a day.
func (im *importer) reconcile(d calendar.Date) {
	for _, a := range im.touched {
		im.report.History.add(Difference{a.id, d, a.balance, nearest(a.today, a.balance)})
		moved := a.recorded + a.balance - a.ours
		counts := nearest(a.today, moved)
		im.report.Movement.add(Difference{a.id, d, moved, counts})
		a.ours, a.recorded = a.balance, counts
		a.today = a.today[:0]
	}
	im.touched = im.touched[:0]
}

// nearest is the recorded balance that counts for a total.
func nearest(recorded []money.Amount, total money.Amount) money.Amount {
	best := recorded[0]
	for _, r := range recorded[1:] {
		if max(r-total, total-r) < max(best-total, total-best) {
			best = r
		}
	}
	return best
}
