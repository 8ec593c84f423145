package collect

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// Kinds of objects in the audit log and for permissions.
const (
	KindCode       = "collect.code"
	KindCollection = "collect.collection"
	KindAsk        = "collect.ask"
)

// Payments is the room that moves the money.
type Payments interface {
	Pay(ctx context.Context, tx *store.Tx, in payment.Instruction) (*payment.Order, error)
}

// Accounts finds deposit accounts.
type Accounts interface {
	Get(q store.Querier, id ledger.AccountID) (account.Account, error)
}

// Parties tells what a party is.
type Parties interface {
	Sort(q store.Querier, id auth.Party) (sort string, active bool, err error)
}

// Options are what the room works with. Payments and Accounts must be there.
type Options struct {
	Payments Payments
	Accounts Accounts
	Parties  Parties      // nil: every owner's name is masked
	Audit    *audit.Log   // may be nil
	Events   *jobs.Events // may be nil: nobody is told at once

	// Today is the open bank date, for what is only shown; nil: what is left today isn't told.
	Today func(ctx context.Context) (calendar.Date, error)
	// The bank's limits on a day; nil: the defaults.
	PrintedDaily func(q store.Querier, on calendar.Date) (money.Amount, error)
	Unasked      func(q store.Querier, on calendar.Date) (money.Amount, error)
}

// The default limits. What a person may give to printed codes in a day is that of 条码支付业务规范（试行）(银发〔2017〕296号)
// article 12, level D; up to what a pass may be charged without its owner's confirmation is the same notice's practice [M].
const (
	DefaultPrintedDaily money.Amount = 500_00
	DefaultUnasked      money.Amount = 1_000_00
)

// How long a pass, and an ask, can be used.
const (
	passFor = time.Minute
	askFor  = 3 * time.Minute
)

// Collect is the room of collections. Methods that take a Tx are verbs, to be called inside an Update.
type Collect struct {
	st *store.Store
	o  Options
}

// New makes the room of a store.
func New(st *store.Store, o Options) *Collect {
	if o.PrintedDaily == nil {
		o.PrintedDaily = func(store.Querier, calendar.Date) (money.Amount, error) { return DefaultPrintedDaily, nil }
	}
	if o.Unasked == nil {
		o.Unasked = func(store.Querier, calendar.Date) (money.Amount, error) { return DefaultUnasked, nil }
	}
	return &Collect{st: st, o: o}
}

func (c *Collect) note(tx *store.Tx, verb, kind string, id store.ID, before, after audit.Digest, reason string) error {
	if c.o.Audit == nil {
		return nil
	}
	return c.o.Audit.Note(tx, audit.Note{Verb: verb, Kind: kind, Object: id.String(), Before: before, After: after, Salted: true, Reason: reason})
}

// maskName leaves a person's last character: "*静"; other names are public (企业名称).
func (c *Collect) maskName(q store.Querier, a account.Account) (string, error) {
	if c.o.Parties != nil {
		sort, _, err := c.o.Parties.Sort(q, a.Owner)
		if err != nil {
			return "", err
		}
		if sort != "person" {
			return a.Name, nil
		}
	}
	r := []rune(a.Name)
	for i := 0; i < len(r)-1; i++ {
		r[i] = '*'
	}
	return string(r), nil
}
