package pkdd99

import (
	"fmt"
	"io"
	"strings"
	"time"

	"tonghui/base/money"
)

// Lang is the language of a printed report.
type Lang string

// The two languages.
const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// pick chooses between the two languages; what is not Chinese is English.
func (l Lang) pick(en, zh string) string {
	if l == Chinese {
		return zh
	}
	return en
}

// page writes text and keeps the first error.
type page struct {
	w    io.Writer
	lang Lang
	err  error
}

func (p *page) line(en, zh string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, p.lang.pick(en, zh)+"\n", args...)
	}
}

// table writes rows of cells separated by tabs, the first column to the left, the others to the right.
func (p *page) table(rows func(t *page)) {
	var b strings.Builder
	t := &page{w: &b, lang: p.lang}
	rows(t)
	var cells [][]string
	var widths []int
	for row := range strings.Lines(b.String()) {
		parts := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		for i, c := range parts {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(c))
		}
		cells = append(cells, parts)
	}
	for _, parts := range cells {
		row := "  "
		for i, c := range parts {
			gap := strings.Repeat(" ", widths[i]-width(c))
			if i == 0 {
				row += c + gap
			} else {
				row += "  " + gap + c
			}
		}
		p.line("%s", "%s", strings.TrimRight(row, " "))
	}
}

// width is how many columns a text takes on a terminal: Chinese letters take two.
func width(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x2e80 {
			n++
		}
	}
	return n
}

// Write prints the report for people.
func (r *Report) Write(w io.Writer, lang Lang) error {
	p := &page{w: w, lang: lang}
	p.table(func(t *page) {
		t.line("file\trows\tnew\tthere before\trefused", "文件\t行数\t新增\t原有\t拒收")
		for _, f := range r.Files {
			t.line("%s\t%d\t%d\t%d\t%d", "%s\t%d\t%d\t%d\t%d", f.File, f.Rows, f.Added, f.Known, f.Refused)
		}
	})
	p.line("", "")
	p.line("accounts: %d, of which %d opened in the ledger now and %d open later",
		"账户：%d 个，本次在账本开户 %d 个，尚未到开户日 %d 个", r.Accounts, r.AccountsOpened, r.AccountsLater)
	p.line("transactions: %d booked, %d already booked; %d records refused",
		"交易：入账 %d 笔，此前已入账 %d 笔；拒收记录 %d 条", r.Booked, r.AlreadyBooked, r.Refused)
	if r.OpenDay != nil {
		p.line("bank days: %d closed now; %s is open", "营业日：本次结账 %d 日；当前会计日期 %s", r.DaysClosed, r.OpenDay)
	}
	p.line("time: %s, %d transactions a second", "用时：%s，每秒 %d 笔", r.Took.Round(time.Millisecond), r.PerSecond())
	r.writeRefusals(p)
	r.writeReconciliations(p)
	return p.err
}

func (r *Report) writeRefusals(p *page) {
	for _, f := range r.CutOff {
		p.line("cut off: %s line %d", "末行截断：%s 第 %d 行", f.File, f.Line)
	}
	if len(r.Refusals) == 0 {
		return
	}
	p.line("", "")
	p.line("refused, the first %d of %d:", "拒收记录，前 %d 条，共 %d 条：", len(r.Refusals), r.Refused)
	for _, f := range r.Refusals {
		p.line("  %s:%d  %s", "  %s:%d  %s", f.File, f.Line, p.lang.pick(f.EN, f.ZH))
	}
}

func (r *Report) writeReconciliations(p *page) {
	p.line("", "")
	p.line("reconciliation with the bank's own balances, %d account-days:", "与原银行余额对账，共 %d 个账户日：", r.History.AccountDays())
	p.table(func(t *page) {
		t.line("\texact\toff by 0.10\totherwise", "\t完全一致\t相差 0.10\t其他差异")
		t.line("day's movement\t%d\t%d\t%d", "当日发生额\t%d\t%d\t%d", r.Movement.Exact, r.Movement.Tenth, r.Movement.Other)
		t.line("whole history\t%d\t%d\t%d", "全程累计\t%d\t%d\t%d", r.History.Exact, r.History.Tenth, r.History.Other)
	})
	r.Movement.writeLargest(p, "largest differences of the day's movement:", "当日发生额的最大差异：")
	r.History.writeLargest(p, "largest differences of the whole history:", "全程累计的最大差异：")
}

func (r *Reconciliation) writeLargest(p *page, en, zh string) {
	if len(r.Largest) == 0 {
		return
	}
	p.line("", "")
	p.line(en, zh)
	p.table(func(t *page) {
		t.line("account\tdate\tours\ttheirs\tdifference", "账户\t日期\t本行余额\t原银行余额\t差额")
		for _, d := range r.Largest {
			t.line("%d\t%s\t%s\t%s\t%s", "%d\t%s\t%s\t%s\t%s", d.Account, d.Date, crowns(d.Ours), crowns(d.Theirs), crowns(d.Ours-d.Theirs))
		}
	})
}

// crowns is an amount with its decimals, without the currency: a column has one.
func crowns(a money.Amount) string { return money.Of(a, Currency).Decimal() }
