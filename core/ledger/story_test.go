package ledger

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/cockroachdb/datadriven"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

// TestStories runs the accounting stories in testdata/stories. Each is a table that an accountant can read: a command
// with its lines, and what the ledger answers. Amounts are in yuan. -rewrite writes the answers anew.
func TestStories(t *testing.T) {
	datadriven.Walk(t, "testdata/stories", func(t *testing.T, path string) {
		s := &story{bank: newBankWith(t, store.Options{CacheMB: 16, Readers: 8, Lanes: 1}), numbers: map[string]AccountID{}, holds: map[string]HoldID{}, freezes: map[string]FreezeID{},
			names: map[AccountID]string{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string { return s.command(t, d) })
		s.clean()
	})
}

type story struct {
	*bank
	numbers map[string]AccountID
	names   map[AccountID]string
	holds   map[string]HoldID
	freezes map[string]FreezeID
}

// row is a line of input: words in their order, and those with "=" by name.
type row struct {
	words []string
	named map[string]string
}

func rowOf(line string) row {
	r := row{named: map[string]string{}}
	for _, w := range strings.Fields(line) {
		if k, v, ok := strings.Cut(w, "="); ok {
			r.named[k] = v
		} else {
			r.words = append(r.words, w)
		}
	}
	return r
}

func (r row) has(word string) bool {
	for _, w := range r.words {
		if w == word {
			return true
		}
	}
	return false
}

func yuan(t testing.TB, s string) money.Amount {
	t.Helper()
	m, err := money.ParseDecimal(s, "CNY")
	must(t, err)
	return m.Amount
}

func show(a money.Amount) string { return money.Money{Amount: a, Currency: "CNY"}.Decimal() }

func dateIn(t testing.TB, s string) calendar.Date {
	t.Helper()
	var d calendar.Date
	must(t, d.UnmarshalText([]byte(s)))
	return d
}

// answer is what the bank says to a verb.
func answer(err error) string {
	if err == nil {
		return "booked"
	}
	p := problem.Of(err)
	return "REFUSED " + p.Code
}

func (s *story) command(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	var out strings.Builder
	lines := []row{}
	for l := range strings.Lines(d.Input) {
		if r := rowOf(l); len(r.words) > 0 && !strings.HasPrefix(r.words[0], "#") {
			lines = append(lines, r)
		}
	}
	args := row{named: map[string]string{}}
	for _, a := range d.CmdArgs {
		if len(a.Vals) > 0 {
			args.named[a.Key] = a.Vals[0]
		} else {
			args.words = append(args.words, a.Key)
		}
	}
	do, ok := map[string]func(testing.TB, *strings.Builder, row, []row){"open": s.openAccounts, "post": s.posts, "batch": s.batch,
		"entry": s.entry, "reverse": s.reverse, "hold": s.hold, "release": s.release, "freeze": s.freeze, "unfreeze": s.unfreeze,
		"clock": s.tick, "day": s.day, "close": s.close, "period": s.period, "year-end": s.yearEnd, "limits": s.limits,
		"balances": s.balances, "as-of": s.asOf, "statement": s.statement, "trial": s.trial}[d.Cmd]
	if !ok {
		t.Fatalf("%s: there is no command %s", d.Pos, d.Cmd)
	}
	do(t, &out, args, lines)
	return out.String()
}

func (s *story) limitsOf(t testing.TB, r row) (l Limits) {
	if v, ok := r.named["floor"]; ok {
		l.Floor = amountOf(yuan(t, v))
	}
	if v, ok := r.named["ceiling"]; ok {
		l.Ceiling = amountOf(yuan(t, v))
	}
	l.DebitFrozen, l.CreditFrozen = r.has("no-debit"), r.has("no-credit")
	return l
}

// number code currency [floor=] [ceiling=]
func (s *story) openAccounts(t testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		id := s.accountIn(r.words[0], Code(r.words[1]), money.Currency(r.words[2]), s.limitsOf(t, r))
		s.numbers[r.words[0]], s.names[id] = id, r.words[0]
	}
	fmt.Fprintf(out, "%d accounts\n", len(lines))
}

func (s *story) limits(t testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		err := s.st.Update(ctx, func(tx *store.Tx) error { return s.SetLimits(tx, s.numbers[r.words[0]], s.limitsOf(t, r)) })
		fmt.Fprintf(out, "%s: %s\n", r.words[0], strings.Replace(answer(err), "booked", "set", 1))
	}
}

// reference debit credit amount [capture= [final]] [bank=] [value=] [linked] [said=currency]
func (s *story) line(t testing.TB, r row) *Entry {
	e := transfer(r.words[0], s.numbers[r.words[1]], s.numbers[r.words[2]], yuan(t, r.words[3]))
	if h, ok := r.named["capture"]; ok {
		e.Capture = &Capture{Hold: s.holds[h], Final: r.has("final")}
	}
	if v, ok := r.named["bank"]; ok {
		e.BankDate = dateIn(t, v)
	}
	if v, ok := r.named["value"]; ok {
		e.ValueDate = dateIn(t, v)
	}
	e.Linked = r.has("linked")
	e.Postings[0].Currency = money.Currency(r.named["said"])
	return e
}

func (s *story) posts(t testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		e := s.line(t, r)
		said := answer(s.post(e))
		if e.Replayed {
			said += " already: the answer of the first time"
		}
		fmt.Fprintf(out, "%s: %s\n", r.words[0], said)
	}
}

// longID is an account's id, which differs with each run on a server.
var longID = regexp.MustCompile(`[0-9]{16,19}`)

// mode=independent|atomic|stop
func (s *story) batch(t testing.TB, out *strings.Builder, args row, lines []row) {
	mode, err := ParseMode(args.named["mode"])
	must(t, err)
	var es []*Entry
	for _, r := range lines {
		es = append(es, s.line(t, r))
	}
	var errs []error
	err = s.st.Update(ctx, func(tx *store.Tx) (err error) {
		errs, err = s.PostBatch(tx, mode, es)
		return err
	})
	for i, err := range errs {
		fmt.Fprintf(out, "%s: %s\n", es[i].Reference, answer(err))
	}
	fmt.Fprintf(out, "batch: %s\n", answer(err))
	if err != nil {
		fmt.Fprintf(out, "%s\n", longID.ReplaceAllString(problem.Of(err).ZH, "…"))
	}
}

// An entry of several postings: a line each, "Dr account amount" or "Cr account amount".
func (s *story) entry(t testing.TB, out *strings.Builder, args row, lines []row) {
	e := &Entry{Kind: "entry", Reference: args.named["ref"]}
	for _, r := range lines {
		a := yuan(t, r.words[2])
		if r.words[0] == "Cr" {
			a = -a
		}
		e.Postings = append(e.Postings, Posting{Account: s.numbers[r.words[1]], Amount: a})
	}
	fmt.Fprintln(out, answer(s.post(e)))
}

// reference new-reference
func (s *story) reverse(t testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		var got *Entry
		err := s.st.Update(ctx, func(tx *store.Tx) (err error) {
			var es map[string]*Entry
			for _, kind := range []string{"transfer", "entry", "reversal"} {
				if es, err = entriesByReference(tx, kind, []string{r.words[0]}); err != nil || es[r.words[0]] != nil {
					break
				}
			}
			if err == nil && es[r.words[0]] != nil {
				got, err = s.Reverse(tx, Reversal{Entry: es[r.words[0]].ID, Kind: "reversal", Reference: r.words[1]})
			}
			return err
		})
		said := answer(err)
		if got != nil && got.Replayed {
			said += " already: the answer of the first time"
		}
		fmt.Fprintf(out, "%s: %s\n", r.words[1], said)
	}
}

// reference account amount hours=
func (s *story) hold(t testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		h := Hold{Account: s.numbers[r.words[1]], Kind: "hold", Reference: r.words[0], Amount: yuan(t, r.words[2])}
		var hours int
		_, err := fmt.Sscan(r.named["hours"], &hours)
		must(t, err)
		h.ExpiresAt = s.clock.now().Add(time.Duration(hours) * time.Hour)
		err = s.st.Update(ctx, func(tx *store.Tx) error { return s.PlaceHold(tx, &h) })
		s.holds[r.words[0]] = h.ID
		fmt.Fprintf(out, "%s: %s\n", r.words[0], strings.Replace(answer(err), "booked", "held", 1))
	}
}

func (s *story) release(_ testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		err := s.st.Update(ctx, func(tx *store.Tx) error { _, err := s.ReleaseHold(tx, s.holds[r.words[0]]); return err })
		fmt.Fprintf(out, "%s: %s\n", r.words[0], strings.Replace(answer(err), "booked", "released", 1))
	}
}

// reference kind account amount|all hours=
func (s *story) freeze(t testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		f := Freeze{Account: s.numbers[r.words[2]], Reference: r.words[0], Whole: r.words[3] == "all", Authority: "法院", Document: r.words[0]}
		must(t, f.Kind.UnmarshalText([]byte(r.words[1])))
		if !f.Whole {
			f.Amount = yuan(t, r.words[3])
		}
		hours := 1000
		if v, ok := r.named["hours"]; ok {
			_, err := fmt.Sscan(v, &hours)
			must(t, err)
		}
		f.ExpiresAt = s.clock.now().Add(time.Duration(hours) * time.Hour)
		err := s.st.Update(ctx, func(tx *store.Tx) error { return s.PlaceFreeze(tx, &f) })
		s.freezes[r.words[0]] = f.ID
		word, _ := f.State.MarshalText()
		fmt.Fprintf(out, "%s: %s\n", r.words[0], strings.Replace(answer(err), "booked", string(word), 1))
	}
}

// reference [amount]
func (s *story) unfreeze(t testing.TB, out *strings.Builder, _ row, lines []row) {
	for _, r := range lines {
		var part *money.Amount
		if len(r.words) > 1 {
			part = amountOf(yuan(t, r.words[1]))
		}
		err := s.st.Update(ctx, func(tx *store.Tx) error { _, err := s.Unfreeze(tx, s.freezes[r.words[0]], part); return err })
		fmt.Fprintf(out, "%s: %s\n", r.words[0], strings.Replace(answer(err), "booked", "released", 1))
	}
}

// hours= : the clock moves on, and what is due expires.
func (s *story) tick(t testing.TB, out *strings.Builder, args row, _ []row) {
	var hours int
	_, err := fmt.Sscan(args.named["hours"], &hours)
	must(t, err)
	s.clock.advance(time.Duration(hours) * time.Hour)
	holds, freezes, err := s.Tick(ctx)
	must(t, err)
	fmt.Fprintf(out, "%d holds and %d freezes expire\n", holds, freezes)
}

func (s *story) day(t testing.TB, out *strings.Builder, args row, _ []row) {
	err := s.st.Update(ctx, func(tx *store.Tx) error { return s.OpenDay(tx, dateIn(t, args.words[0])) })
	fmt.Fprintln(out, strings.Replace(answer(err), "booked", "open", 1))
}

func (s *story) close(t testing.TB, out *strings.Builder, args row, _ []row) {
	err := s.st.Update(ctx, func(tx *store.Tx) error { return s.CloseDay(tx, dateIn(t, args.words[0])) })
	fmt.Fprintln(out, strings.Replace(answer(err), "booked", "closed", 1))
}

func (s *story) period(t testing.TB, out *strings.Builder, args row, _ []row) {
	var period int
	_, err := fmt.Sscan(args.words[0], &period)
	must(t, err)
	err = s.st.Update(ctx, func(tx *store.Tx) error { return s.ClosePeriod(tx, period) })
	fmt.Fprintln(out, strings.Replace(answer(err), "booked", "closed", 1))
}

// year code
func (s *story) yearEnd(t testing.TB, out *strings.Builder, args row, _ []row) {
	var year int
	_, err := fmt.Sscan(args.words[0], &year)
	must(t, err)
	var es []*Entry
	err = s.st.Update(ctx, func(tx *store.Tx) (err error) {
		es, err = s.YearEnd(tx, year, Code(args.words[1]))
		return err
	})
	fmt.Fprintf(out, "%s: %d entries\n", answer(err), len(es))
	for _, e := range es {
		for _, p := range e.Postings {
			side := "Dr"
			if p.Amount < 0 {
				side = "Cr"
			}
			fmt.Fprintf(out, "  %s %-10s %s\n", side, s.names[p.Account], show(max(p.Amount, -p.Amount)))
		}
	}
}

func (s *story) table(out *strings.Builder, fill func(w *tabwriter.Writer)) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fill(w)
	_ = w.Flush()
}

func (s *story) balances(_ testing.TB, out *strings.Builder, args row, _ []row) {
	s.table(out, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "account\tbooked\theld\tfrozen\tavailable\t")
		for _, n := range args.words {
			b := s.balance(s.numbers[n])
			frozen, available := show(b.Frozen), "unlimited"
			if b.FrozenAll {
				frozen = "all"
			}
			if b.Available != nil {
				available = show(*b.Available)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t\n", n, show(b.Booked), show(b.Held), frozen, available)
		}
	})
}

// account date...
func (s *story) asOf(t testing.TB, out *strings.Builder, args row, _ []row) {
	s.table(out, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "date\tby bank date\tby value date\t")
		for _, word := range args.words[1:] {
			d := dateIn(t, word)
			booked, err := s.BalanceAsOf(ctx, s.numbers[args.words[0]], d)
			must(t, err)
			valued, err := s.BalanceAtValue(ctx, s.numbers[args.words[0]], d)
			must(t, err)
			fmt.Fprintf(w, "%s\t%s\t%s\t\n", d, show(booked), show(valued))
		}
	})
}

// account from to
func (s *story) statement(t testing.TB, out *strings.Builder, args row, _ []row) {
	st, err := s.Statement(context.Background(), s.numbers[args.words[0]], dateIn(t, args.words[1]), dateIn(t, args.words[2]))
	must(t, err)
	s.table(out, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "bank date\tvalue date\treference\tcontra\tside\tamount\tbalance\t")
		fmt.Fprintf(w, "%s\t\topening\t\t\t\t%s\t\n", st.From, show(st.Opening))
		must(t, s.Lines(ctx, st, func(l *Line) error {
			side := "Cr"
			if l.Debit {
				side = "Dr"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", l.BankDate, l.ValueDate, l.Reference, s.names[l.Contra], side, show(l.Amount), show(l.Balance))
			return nil
		}))
		fmt.Fprintf(w, "%s\t\tclosing\t\t\t\t%s\t\n", st.To, show(st.Closing))
	})
}

func (s *story) trial(t testing.TB, out *strings.Builder, args row, _ []row) {
	rows, err := s.TrialBalance(ctx, dateIn(t, args.words[0]))
	must(t, err)
	s.table(out, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "branch\tcode\tcurrency\tdebit\tcredit\tdebit balance\tcredit balance\t")
		for _, r := range rows {
			net := r.Debit - r.Credit
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", r.Branch, r.Code, r.Currency, show(r.Debit), show(r.Credit), show(max(net, 0)), show(max(-net, 0)))
		}
	})
}
