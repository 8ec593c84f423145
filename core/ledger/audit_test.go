package ledger

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// auditedBank is a busy bank whose ledger notes what it does.
func auditedBank(t *testing.T) (*bank, AccountID, *audit.Log) {
	b := &bank{TB: t, clock: newClock()}
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 8, Clock: b.clock.now},
		store.Schema{Module: "ledger", Files: Schema()}, store.Schema{Module: "audit", Files: audit.Schema()})
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	must(t, err)
	log := audit.New(b.st, audit.Config{Key: key})
	b.Ledger = New(b.st, Options{Audit: log})
	for _, s := range b.AuditSources() {
		log.AddSource(s)
	}
	b.begin()
	deposit := b.busy()
	b.update(func(tx *store.Tx) error {
		for _, c := range []*ChartCode{&chart[0], &chart[1]} {
			if err := b.DefineCode(tx, ChartCode{c.Code, c.Class, c.NameZH + "。", c.NameEN}); err != nil {
				return err
			}
		}
		return b.SetLimits(tx, deposit, AtLeast(-5))
	})
	b.clock.advance(2 * time.Hour) // holds and freezes end
	_, _, err = b.Tick(ctx)
	must(t, err)
	empty := b.account("empty", "2011", NoFloor)
	b.buffer(empty, true)
	b.update(func(tx *store.Tx) error { return b.CloseAccount(tx, empty) })
	return b, deposit, log
}

func (b *bank) proven(log *audit.Log) *audit.CheckReport {
	b.Helper()
	_, err := log.Sequence(ctx)
	b.must(err)
	r, err := log.Check(ctx, audit.CheckOptions{Full: true})
	b.must(err)
	return r
}

// TestAudited: the digest of every row is the one that was noted of it last, and a changed one is found.
func TestAudited(t *testing.T) {
	changes := map[string]string{
		"":         "",
		"entry":    "UPDATE ledger_entries SET summary = 'x' WHERE id = {last}",
		"deleted":  "DELETE FROM ledger_entries WHERE id = {entry transfer in3}",
		"account":  "UPDATE ledger_accounts SET name = 'x' WHERE number = 'cash'",
		"limit":    "UPDATE ledger_accounts SET floor_amount = NULL WHERE number = 'other'",
		"hold":     "UPDATE ledger_holds SET captured = captured + 1 WHERE reference = '1'",
		"freeze":   "UPDATE ledger_freezes SET document = 'x' WHERE kind = 3",
		"day":      "UPDATE ledger_days SET opened_at = opened_at + 1 WHERE state = 1",
		"code":     "UPDATE ledger_codes SET class = 2 WHERE code = '1001'",
		"new code": "INSERT INTO ledger_codes (code, class, name_zh, name_en) VALUES ('77', 1, '假', 'forged')",
	}
	for name, sql := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _, log := auditedBank(t)
			if r := b.proven(log); r.Errors != 0 || r.Rows < 158 || r.Objects < 20 {
				t.Fatalf("%+v", r)
			}
			if sql == "" {
				return
			}
			b.exec(sql)
			if r := b.proven(log); r.Errors == 0 {
				t.Error("nothing found")
			}
		})
	}
}

// keptDays is a DayKeeper that remembers.
type keptDays struct {
	testing.TB
	heard []string
}

func (k *keptDays) DayMoved(_ *store.Tx, was, now calendar.Date, wasOpen bool) error {
	k.heard = append(k.heard, fmt.Sprint("moved ", was, now, wasOpen))
	return nil
}

func (k *keptDays) DayClosed(_ *store.Tx, d calendar.Date) error {
	k.heard = append(k.heard, fmt.Sprint("closed ", d))
	return nil
}

// TestDayKeeper: whoever keeps the days hears of each change once.
func TestDayKeeper(t *testing.T) {
	k := &keptDays{TB: t}
	b := newBankAt(t, filepath.Join(store.TestDir(t), "bank.db"), store.Options{}, Options{Days: k})
	b.nextDay()
	b.update(func(tx *store.Tx) error { return b.CloseDay(tx, day1) }) // closed already
	want := []string{fmt.Sprint("moved ", calendar.Date(0), day1, false), fmt.Sprint("moved ", day1, day1+1, true),
		fmt.Sprint("closed ", day1)}
	if !slices.Equal(k.heard, want) {
		t.Errorf("heard %v, want %v", k.heard, want)
	}
}
