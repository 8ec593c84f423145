package parameter_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
)

var ctx = context.Background()

var defs = []parameter.Definition{
	{Name: "signin.idle_minutes", EN: "Idle", ZH: "闲置", Type: parameter.Int, Default: "15", Min: "1", Max: "60"},
	{Name: "loan.rate", EN: "Rate", ZH: "利率", Unit: "%", Type: parameter.Decimal, Default: "3.45", Min: "0", Max: "24", WholeDay: true},
	{Name: "bank.motto", EN: "Motto", ZH: "标语", Type: parameter.Text, Default: "通惠", Max: "10"},
	{Name: "kiosk.open", EN: "Open", ZH: "启用", Type: parameter.Bool, Default: "true"},
	{Name: "kiosk.warn", EN: "Warning", ZH: "提醒", Type: parameter.Duration, Default: "90s", Min: "10s", Max: "10m"},
}

type bank struct {
	testing.TB
	st    *store.Store
	p     *parameter.Set
	micro atomic.Int64
}

// newBank stands on 2026-03-31, nine in the morning in Shanghai.
func newBank(t testing.TB) *bank {
	b := &bank{TB: t}
	b.micro.Store(time.Date(2026, 3, 31, 1, 0, 0, 0, time.UTC).UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: func() time.Time { return time.UnixMicro(b.micro.Load()) }},
		store.Schema{Module: "parameter", Files: parameter.Schema()})
	b.p = parameter.New(b.st, defs...)
	return b
}

func (b *bank) set(name string, from calendar.Date, value string) error {
	return b.st.Update(store.WithActor(ctx, store.Actor{Person: "8"}), func(tx *store.Tx) error {
		return b.p.Set(tx, parameter.Change{Name: name, From: from, Value: value, ProposedBy: "7", Reason: "why"})
	})
}

func (b *bank) holds(name string, day calendar.Date) string {
	b.Helper()
	v, err := b.p.At(ctx, name, day)
	if err != nil {
		b.Fatal(err)
	}
	var in parameter.Value
	if err := b.st.View(ctx, func(view *store.View) error { in, err = b.p.In(view, name, day); return err }); err != nil {
		b.Fatal(err)
	}
	if in.String() != v.String() {
		b.Fatalf("%s on %s: %s in memory, %s in the table", name, day, v, in)
	}
	return v.String()
}

var today = calendar.MustOf(2026, 3, 31)

func TestSetRefuses(t *testing.T) {
	b := newBank(t)
	for _, c := range []struct {
		name  string
		from  calendar.Date
		value string
		want  error
	}{
		{"signin.idle_minutes", today, "10", nil},
		{"signin.idle_minutes", today - 1, "10", parameter.ErrPast},
		{"signin.idle_minutes", today + 5*367, "10", parameter.ErrFar},
		{"signin.idle_minutes", today + 1, "0", parameter.ErrRange},
		{"signin.idle_minutes", today + 1, "61", parameter.ErrRange},
		{"signin.idle_minutes", today + 1, "ten", parameter.ErrType},
		{"signin.idle_minutes", today + 1, "1.5", parameter.ErrType},
		{"signin.idle_minutes", today + 1, "99999999999999999999", parameter.ErrType},
		{"signin.idle_minutes", today + 1, "010", parameter.ErrSame},
		{"signin.no_such", today + 1, "1", parameter.ErrUnknown},
		{strings.Repeat("x", 999), today + 1, "1", parameter.ErrUnknown},
		{"loan.rate", today, "4", parameter.ErrPast}, // whole days only
		{"loan.rate", today + 1, "4.10", nil},
		{"loan.rate", today + 2, "24.000000000000000001", parameter.ErrRange},
		{"loan.rate", today + 2, "1e999999999", parameter.ErrType},
		{"loan.rate", today + 2, "NaN", parameter.ErrType},
		{"loan.rate", today + 2, "4.1", parameter.ErrSame},
		{"bank.motto", today, "十个字以内的标语呀呀呀", parameter.ErrRange},
		{"bank.motto", today, "two\nlines", parameter.ErrType},
		{"bank.motto", today, "\xff", parameter.ErrType},
		{"bank.motto", today, strings.Repeat("长", 201), parameter.ErrType},
		{"bank.motto", today, "惠民", nil},
		{"kiosk.open", today, "yes", parameter.ErrType},
		{"kiosk.open", today, "false", nil},
		{"kiosk.warn", today, "9s", parameter.ErrRange},
		{"kiosk.warn", today, "2", parameter.ErrType},
		{"kiosk.warn", today, "120s", nil},
	} {
		err := b.set(c.name, c.from, c.value)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%.20s from %s = %.20s: %v, not %v", c.name, c.from, c.value, err, c.want)
		}
		if p := problem.Of(err); p != nil && (strings.Contains(p.EN+p.ZH, "%!") || len(p.EN) > 300) {
			t.Errorf("a broken sentence: %s %s", p.EN, p.ZH)
		}
	}
	if v, err := b.p.At(ctx, "kiosk.warn", today); err != nil || v.Duration() != 2*time.Minute || v.String() != "2m0s" {
		t.Error(v, err)
	}
	if v, err := b.p.At(ctx, "loan.rate", today+1); err != nil || v.Decimal().String() != "4.1" {
		t.Error(v, err)
	}
	if v, err := b.p.Bool(ctx, "kiosk.open", today); err != nil || v {
		t.Error(v, err)
	}
	if v, err := b.p.Today(ctx, "bank.motto"); err != nil || v.String() != "惠民" {
		t.Error(v, err)
	}
}

// TestAgreesWithTheModel: what holds is the last made change of the latest day that has come.
func TestAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		b := newBank(round)
		model := map[calendar.Date]string{}
		holds := func(day calendar.Date) string {
			v, best := "15", calendar.MinDate
			for d, s := range model {
				if d <= day && d > best {
					v, best = s, d
				}
			}
			return v
		}
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			day := today + calendar.Date(rapid.IntRange(0, 5).Draw(rt, "day"))
			value := fmt.Sprint(rapid.IntRange(1, 60).Draw(rt, "value"))
			err := b.set("signin.idle_minutes", day, value)
			switch {
			case holds(day) == value:
				if !errors.Is(err, parameter.ErrSame) {
					rt.Fatal(err)
				}
			case err != nil:
				rt.Fatal(err)
			default:
				model[day] = value
			}
			for d := today - 1; d < today+7; d++ {
				if got := b.holds("signin.idle_minutes", d); got != holds(d) {
					rt.Fatalf("on %s it is %s, not %s", d, got, holds(d))
				}
			}
		}
	})
}

// TestReadersBesideAChange: once a change has been committed nobody reads what held before.
func TestReadersBesideAChange(t *testing.T) {
	b := newBank(t)
	var done atomic.Int64
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for done.Load() < 50 {
				least := done.Load()
				n, err := b.p.Int(ctx, "signin.idle_minutes", today)
				if err != nil || least > 0 && n < least {
					t.Errorf("%d was read after %d was set: %v", n, least, err)
					return
				}
			}
		})
	}
	for i := int64(1); i <= 50; i++ {
		if i == 15 {
			continue // the default, or the value before it: nothing to change is no change
		}
		if err := b.set("signin.idle_minutes", today, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
		done.Store(i)
	}
	readers.Wait()
}

func TestListAndHistory(t *testing.T) {
	b := newBank(t)
	var noted []string
	b.p.Noted(func(_ *store.Tx, object string, after [sha256.Size]byte, reason string) error {
		noted = append(noted, object+" "+reason+fmt.Sprint(after != [sha256.Size]byte{}))
		return nil
	})
	for _, c := range []struct {
		from  calendar.Date
		value string
	}{{today, "20"}, {today + 9, "30"}, {today + 3, "25"}, {today + 9, "31"}} {
		if err := b.set("signin.idle_minutes", c.from, c.value); err != nil {
			t.Fatal(err)
		}
	}
	list, err := b.p.List(ctx)
	if err != nil || len(list) != len(defs) {
		t.Fatal(list, err)
	}
	got := list[len(list)-1]
	if got.Name != "signin.idle_minutes" || got.Value != "20" || got.Since != today ||
		fmt.Sprint(got.Coming) != "[{2026-04-03 25} {2026-04-09 31}]" {
		t.Errorf("%+v", got)
	}
	if list[0].Name != "bank.motto" || list[0].Value != "通惠" || list[0].Coming != nil {
		t.Errorf("%+v", list[0])
	}
	var values []string
	for before := store.ID(0); ; {
		page, err := b.p.History(ctx, "signin.idle_minutes", before, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		r := page[0]
		if r.ProposedBy != "7" || r.ApprovedBy != "8" || r.Reason != "why" {
			t.Errorf("%+v", r)
		}
		values, before = append(values, r.Value), r.ID
	}
	if fmt.Sprint(values) != "[31 25 30 20]" {
		t.Errorf("the history is %v", values)
	}
	if len(noted) < 4 || noted[len(noted)-1] != "signin.idle_minutes@2026-04-09 whytrue" {
		t.Errorf("noted: %v", noted)
	}
	if _, err := b.p.History(ctx, "x.y", 0, 9); !errors.Is(err, parameter.ErrUnknown) {
		t.Error(err)
	}
}

// TestNewerProgram: a value that a newer definition no longer allows isn't used.
func TestNewerProgram(t *testing.T) {
	b := newBank(t)
	for i, v := range []string{"5", "50"} {
		if err := b.set("signin.idle_minutes", today+calendar.Date(i), v); err != nil {
			t.Fatal(err)
		}
	}
	narrow := defs[0]
	narrow.Max = "30"
	b.p = parameter.New(b.st, narrow)
	if got := b.holds("signin.idle_minutes", today+1); got != "5" {
		t.Errorf("%s holds", got)
	}
	b.p = parameter.New(b.st, defs[1])
	if list, err := b.p.List(ctx); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
}

// TestOtherProcess: where many write, another's change is seen after a second; on one writer there is no other.
func TestOtherProcess(t *testing.T) {
	b := newBank(t)
	other := parameter.New(b.st, defs...)
	if v, err := other.Int(ctx, "signin.idle_minutes", today); err != nil || v != 15 {
		t.Fatal(v, err)
	}
	if err := b.set("signin.idle_minutes", today, "20"); err != nil {
		t.Fatal(err)
	}
	b.micro.Add(time.Second.Microseconds())
	v, err := other.Int(ctx, "signin.idle_minutes", today)
	if err != nil || b.st.Engine().Shared() && v != 20 {
		t.Error(v, err)
	}
}

func TestMistakesOfTheProgram(t *testing.T) {
	b := newBank(t)
	panics := func(what string, f func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s is taken", what)
			}
		}()
		f()
	}
	for what, change := range map[string]func(*parameter.Definition){
		"a bad name": func(d *parameter.Definition) { d.Name = "Idle" }, "no title": func(d *parameter.Definition) { d.ZH = "" },
		"no type": func(d *parameter.Definition) { d.Type = "float" }, "a bad default": func(d *parameter.Definition) { d.Default = "61" },
		"a bad limit": func(d *parameter.Definition) { d.Max = "many" }, "limits of a bool": func(d *parameter.Definition) { d.Type, d.Default = parameter.Bool, "true" },
	} {
		d := defs[0]
		change(&d)
		panics(what, func() { parameter.New(b.st, d) })
	}
	panics("a name twice", func() { parameter.New(b.st, defs[0], defs[0]) })
	panics("another type", func() { _, _ = b.p.Bool(ctx, "signin.idle_minutes", today) })
	if _, err := b.p.Int(ctx, "no.such", today); !errors.Is(err, parameter.ErrUnknown) {
		t.Error(err)
	}
}
