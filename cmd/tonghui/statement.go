package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	tonghui "tonghui"
	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
)

var statementCommand = command{
	name: "statement", brief: "print an account's statement / 打印对账单",
	usage: `
usage: tonghui statement NUMBER [--from DATE] [--to DATE] [--format text|csv|jsonl|camt053] [--lang zh|en]
                               [--out FILE] [--db FILE]

NUMBER is the account's number. The period is of bank dates, both inclusive; without one it is all of the
account's life. Works beside a running server.

example:
  tonghui statement 576 --db bank.db --from 1993-01-01 --to 1993-03-31
  tonghui statement 576 --format camt053 --out 576.xml`,
	run: runStatement,
}

func runStatement(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	from := flags.String("from", "", "first bank date / 起始日期")
	to := flags.String("to", "", "last bank date / 截止日期")
	format := flags.String("format", "text", "text, csv, jsonl or camt053 / 格式")
	lang := flags.String("lang", "zh", "zh or en / 语言")
	out := flags.String("out", "", "file to write; default standard output / 输出文件")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 1); err != nil {
		return err
	}
	if e.json {
		*format = "jsonl"
	}
	b, err := e.look(ctx, tonghui.Config{})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	a, err := b.Ledger.AccountByNumber(ctx, rest[0])
	if err != nil {
		return err
	}
	first, last, err := period(ctx, b, a, *from, *to)
	if err != nil {
		return err
	}
	s, err := b.Ledger.Statement(ctx, a.ID, first, last)
	if err != nil {
		return err
	}
	w := e.out
	if *out != "" {
		f, err := os.Create(*out)
		if err != nil {
			return err
		}
		defer f.Close()
		w = f
	}
	buf := bufio.NewWriterSize(w, 1<<16)
	if *format == "text" {
		err = textStatement(ctx, b, buf, s, *lang)
	} else {
		err = b.Ledger.Export(ctx, buf, s, ledger.ExportOptions{Format: *format, Lang: *lang})
	}
	if err != nil {
		return err
	}
	return buf.Flush()
}

// period reads the wanted dates; left out, they are the account's opening and the newest bank date.
func period(ctx context.Context, b *tonghui.Bank, a *ledger.Account, from, to string) (first, last calendar.Date, err error) {
	first = a.OpenedOn
	if from != "" {
		if first, err = calendar.Parse(from); err != nil {
			return 0, 0, err
		}
	}
	if to != "" {
		last, err = calendar.Parse(to)
		return first, last, err
	}
	days, err := b.Ledger.Days(ctx, calendar.MaxDate, 1)
	if err != nil || len(days) == 0 {
		return first, first, err
	}
	return first, max(first, days[0].Date), nil
}

// words of the statement on a terminal, in both languages.
var statementWords = map[string][]string{
	"zh": {"对账单", "户名", "账号", "币种", "期间", "期初余额", "期末余额", "日期", "摘要", "借方", "贷方", "余额", "笔"},
	"en": {"Statement", "Name", "Number", "Currency", "Period", "Opening", "Closing", "Date", "Summary", "Debit", "Credit",
		"Balance", "lines"},
}

// textStatement prints a statement for a terminal: columns aligned, amounts on the right.
func textStatement(ctx context.Context, b *tonghui.Bank, w io.Writer, s *ledger.Statement, lang string) error {
	t, ok := statementWords[lang]
	if !ok {
		t = statementWords["zh"]
	}
	a := &s.Account
	show := func(m money.Amount) string {
		return strings.Replace(money.Of(m, a.Currency).Format(), a.Currency.Symbol(), "", 1)
	}
	fmt.Fprintf(w, "%s  %s %s  %s %s  %s %s\n%s %s – %s\n\n", t[0], t[1], a.Name, t[2], a.Number, t[3], a.Currency, t[4], s.From, s.To)
	row := func(date, summary, debit, credit, balance string) {
		fmt.Fprintln(w, pad(date, 10, false)+"  "+pad(summary, 30, false)+pad(debit, 16, true)+pad(credit, 16, true)+pad(balance, 18, true))
	}
	row(t[7], t[8], t[9], t[10], t[11])
	row(s.From.String(), t[5], "", "", show(s.Opening))
	var n int
	var debit, credit money.Amount
	err := b.Ledger.Lines(ctx, s, func(l *ledger.Line) error {
		n++
		what := l.Summary
		if what == "" {
			what = l.Kind
		}
		amount, err := l.Amount.Abs()
		if err != nil {
			return err
		}
		if l.Debit {
			debit += amount
			row(l.BankDate.String(), what, show(amount), "", show(l.Balance))
		} else {
			credit += amount
			row(l.BankDate.String(), what, "", show(amount), show(l.Balance))
		}
		return nil
	})
	if err != nil {
		return err
	}
	row(s.To.String(), t[6], show(debit), show(credit), show(s.Closing))
	fmt.Fprintf(w, "\n%d %s\n", n, t[12])
	return nil
}

// pad fills a cell to a width in columns, or cuts it.
func pad(s string, width int, right bool) string {
	cols := 0
	for _, r := range s {
		cols += columns(r)
	}
	if cols > width && !right {
		cols = 1 // the ellipsis
		for i, r := range s {
			if cols+columns(r) > width {
				s = s[:i] + "…"
				break
			}
			cols += columns(r)
		}
	}
	fill := strings.Repeat(" ", max(0, width-cols))
	if right {
		return fill + s
	}
	return s + fill
}

// columns is how many a character takes on a terminal: Chinese ones take two.
func columns(r rune) int {
	if r >= 0x2E80 && r < 0xA4D0 || r >= 0xAC00 && r < 0xFB00 || r >= 0xFE30 && r < 0xFFE7 {
		return 2
	}
	return 1
}
