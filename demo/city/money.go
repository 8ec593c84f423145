package city

import (
	"context"
	"errors"
	"strconv"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// beijing is the city's time: one the whole year.
var beijing = time.FixedZone("CST", 8*60*60)

// Products in account numbers.
const (
	personal = 201
	savings  = 202
	firmly   = 211
	fiscal   = 221
	internal = 901
)

// planned is an account that the city opens.
type planned struct {
	key, owner string // owner "" is the bank itself
	code       ledger.Code
	branch     auth.Branch
	product    int
	name       string
}

// plan is every account of the city, the bank's own first.
func plan() []planned {
	out := []planned{
		{"central", "", "1003", headOffice, internal, "存放中央银行款项"},
		{"clearing", "", "3001", headOffice, internal, "清算资金往来"},
		{"capital", "", "4001", headOffice, internal, "实收资本"},
		{"fees", "", "6021", headOffice, internal, "手续费收入"},
		{"cash/0101", "", "1001", "0101", internal, "通州支行现金"},
		{"cash/0102", "", "1001", "0102", internal, "梨园支行现金"},
		{"cash/0103", "", "1001", "0103", internal, "宋庄支行现金"},
	}
	for i := range humans {
		h := &humans[i]
		if h.level > 0 { // who is unknown holds nothing
			out = append(out, planned{h.key, h.key, deposits, h.branch, personal, h.zh})
		}
	}
	out = append(out, planned{"lijing/savings", "lijing", deposits, "0101", savings, "李静（储蓄）"})
	for i := range bodies {
		b := &bodies[i]
		product := firmly
		if !b.firm() {
			product = fiscal
		}
		out = append(out, planned{b.key, b.key, deposits, b.branch, product, b.zh})
	}
	return append(out, planned{"yunhe/general", "yunhe", deposits, "0101", firmly, "北京通惠运河商贸有限公司（一般户）"},
		planned{"caizheng/budget", "caizheng", deposits, "0101", fiscal, "通州区财政局（预算单位零余额户）"})
}

const deposits ledger.Code = "2011"

// accounts opens all accounts on the first of the script's days, and gives each its holder.
func (w *works) accounts() error {
	err := w.onceAs("fengyan", auth.StaffHat, "chart", func(_ context.Context, tx *store.Tx) (store.ID, error) {
		return 0, w.Ledger.SeedChart(tx)
	})
	if err != nil {
		return err
	}
	if err := w.firstDay(); err != nil {
		return err
	}
	if w.Money != nil {
		if err := w.Money.Furnish(w.ctx); err != nil {
			return err
		}
	}
	serials := map[string]int{}
	for _, p := range plan() {
		at, err := strconv.Atoi(p.branch)
		if err != nil {
			return err
		}
		place := p.branch + "/" + strconv.Itoa(p.product)
		serials[place]++
		number, err := ident.NewAccountNumber(at, p.product, serials[place])
		if err != nil {
			return err
		}
		limits := ledger.AtLeast(0)
		if p.owner == "" {
			limits = ledger.Limits{}
		}
		if p.owner != "" && w.deposits() {
			if err := w.deposit(p); err != nil {
				return err
			}
			continue
		}
		n := ledger.NewAccount{Number: number.String(), Code: p.code, Currency: "CNY", Branch: ledger.Branch(p.branch), Name: p.name, Limits: limits}
		err = w.onceAs("fengyan", auth.StaffHat, "account/"+p.key, func(_ context.Context, tx *store.Tx) (store.ID, error) {
			a, err := w.Ledger.OpenAccount(tx, n)
			if err != nil || p.owner == "" {
				return idOf(a), err
			}
			return idOf(a), w.Parties.Hold(tx, a.ID, w.party(p.owner), party.AccountOwner)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func idOf(a *ledger.Account) store.ID {
	if a == nil {
		return 0
	}
	return store.ID(a.ID)
}

// history is how many business days the city looks back on, today included.
const history = 60

// bankDays are the last bank days up to a date, which counts whether the bank works on it or not.
func bankDays(today calendar.Date) []calendar.Date {
	days := make([]calendar.Date, history)
	days[history-1] = today
	d := today
	for i := history - 2; i >= 0; i-- {
		for d = d.Add(-1); !open(d); d = d.Add(-1) {
		}
		days[i] = d
	}
	return days
}

// open says that the bank works on a day, by the State Council's calendar where the bank has it.
func open(d calendar.Date) bool {
	business, _ := calendar.China().IsBusinessDay(d)
	return business
}

// firstDay fixes the days of the script for good: that on which they end, and so all of them.
func (w *works) firstDay() error {
	if err := w.once(w.ctx, "today", func(*store.Tx) (store.ID, error) { return store.ID(w.today()), nil }); err != nil {
		return err
	}
	return w.turn(bankDays(calendar.Date(w.made["today"]))[0])
}

// turn opens a bank date and ends those before it, as the bank does each night. A bank whose date is later keeps it.
func (w *works) turn(d calendar.Date) error {
	ctx, err := w.as("hanbing", auth.StaffHat)
	if err != nil {
		return err
	}
	for over := false; !over; {
		err := w.Store.Update(ctx, func(tx *store.Tx) error {
			if err := tx.Exclusive(); err != nil {
				return err
			}
			was, open := tx.BankDate()
			if over = open && was >= d; over {
				return nil
			}
			if open && w.Money != nil {
				_, err := w.Money.DayEnd.Start(ctx, tx)
				if errors.Is(err, dayend.ErrRunning) {
					return nil // a build that was interrupted left it to be worked
				}
				return err
			}
			if over = true; !open {
				return w.Ledger.OpenDay(tx, d)
			}
			if err := w.Ledger.OpenDay(tx, d); err != nil {
				return err
			}
			return w.Ledger.CloseDay(tx, was)
		})
		if err != nil {
			return err
		}
		if w.Money != nil {
			if err := w.Money.DayEnd.Work(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// days plays the script, a bank day an update. What belongs to a day that the bank has behind it is booked on its open day
// with the script's day as the value date.
func (w *works) days() error {
	days := bankDays(calendar.Date(w.made["today"]))
	for i, moves := range script(days) {
		name := "day/" + days[i].String()
		if _, stands := w.made[name]; stands {
			continue
		}
		if err := w.turn(days[i]); err != nil {
			return err
		}
		err := w.onceAs("fengyan", auth.StaffHat, name, func(_ context.Context, tx *store.Tx) (store.ID, error) {
			if len(moves) == 0 {
				return 0, nil
			}
			_, err := w.Ledger.PostBatch(tx, ledger.Atomic, w.entries(days[i], moves))
			return 0, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// entries are a day's moves as the ledger takes them, each booked at the branch of who pays, or is paid by the bank.
func (w *works) entries(d calendar.Date, moves []move) []*ledger.Entry {
	at := map[string]auth.Branch{}
	for _, p := range plan() {
		at[p.key] = p.branch
	}
	out := make([]*ledger.Entry, len(moves))
	for i, m := range moves {
		where := at[m.from]
		if where == headOffice {
			where = at[m.to]
		}
		out[i] = &ledger.Entry{Kind: m.kind, Reference: "city-" + d.String() + "-" + strconv.Itoa(i), ValueDate: d, Branch: ledger.Branch(where),
			Summary: m.summary, Postings: []ledger.Posting{
				{Account: ledger.AccountID(w.made["account/"+m.from]), Amount: m.fen, Currency: "CNY"},
				{Account: ledger.AccountID(w.made["account/"+m.to]), Amount: -m.fen, Currency: "CNY"}}}
	}
	return out
}
