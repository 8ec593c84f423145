package clearing

import (
	"strconv"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/payment/iso20022"
)

// line is one payment or return on the settlement account, as the house says. side is the bank's: what is debited went out.
type line struct {
	uetr, reference, side, window string
	amount                        money.Amount
	on                            calendar.Date
}

func compare(a, b string) int { return strings.Compare(a, b) }

func itoa(n int) string { return strconv.Itoa(n) }

// entryLines are the payments of entries.
func entryLines(entries []iso20022.ReportEntry) (out []line) {
	for i := range entries {
		e := &entries[i]
		on := calendar.Date(0)
		if e.Booked != nil && e.Booked.Date != nil {
			on = e.Booked.Date.Date
		}
		for j := range e.Details {
			for k := range e.Details[j].Transactions {
				out = append(out, lineOf(e, &e.Details[j].Transactions[k], on))
			}
		}
	}
	return out
}

// lineOf takes what a transaction doesn't say from its entry.
func lineOf(e *iso20022.ReportEntry, x *iso20022.Transaction, on calendar.Date) line {
	l := line{amount: e.Amount.Amount, side: in, on: on, window: e.Servicer}
	if x.Amount != nil {
		l.amount = x.Amount.Amount
	}
	sign := x.Sign
	if sign == "" {
		sign = e.Sign
	}
	if sign == "DBIT" {
		l.side = out
	}
	if x.References != nil {
		l.uetr, l.reference = x.References.UETR, x.References.Transaction
	}
	if x.Dates != nil && x.Dates.Settled != nil {
		l.on = x.Dates.Settled.Date
	}
	return l
}

// noticeLines are the payments of a notice.
func noticeLines(d *iso20022.Notifications) (out []line) {
	for i := range d.Notifications {
		out = append(out, entryLines(d.Notifications[i].Entries)...)
	}
	return out
}
