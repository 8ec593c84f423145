package pkdd99

import (
	"context"
	"io"
	"log/slog"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/platform/store"
)

// Kind is the kind of every imported entry; its reference is the transaction's id in ten digits.
const Kind = "pkdd99"

// Currency is that of the imported bank.
const Currency money.Currency = "CZK"

// Deps are what an import works with: a migrated store and its ledger.
type Deps struct {
	Store    *store.Store
	Ledger   *ledger.Ledger
	Parties  *party.Parties   // takes the clients, who own the accounts; nil: they stay in the import's own register
	Branches *branch.Branches // goes with Parties: each district is one
}

// Options of an import; the zero value is silent.
type Options struct {
	Progress func(done, total int64) // bytes of all files, called now and then and at the end
	Log      *slog.Logger            // steps of the import, never a value of a record
	Refusals io.Writer               // every refused record as a line of JSON (see Refusal)
}

// importer is one run of Import.
type importer struct {
	Deps
	opt    Options
	dir    string
	report *Report
	counts map[string]*FileCount
	read   int64 // bytes of the files that are done
	total  int64
	told   int64 // bytes at the last call of Progress

	districts, clients, dispositions map[int64]bool
	accounts                         map[int64]*account
	due                              []*account // not yet opened in the ledger, by opening date
	contras                          map[contra]ledger.AccountID
	chart                            []ledger.ChartCode // codes still to be defined
	banks                            map[string]string  // one string a bank code

	open    calendar.Date // the bank's open day
	hasDay  bool
	touched []*account // accounts with transactions on the running day
}

// Import reads the bank whose eight files lie in dir into the ledger: clients, orders, loans and cards into the
// register, accounts when the bank's day reaches their opening date, and every transaction as an entry on its bank
// date. It opens and closes each day from the first transaction's on and leaves the day after the last one open.
//
// Within a day credits come first, else the order of the file is kept; imported accounts have no floor, because some
// go below zero even so. Import may be repeated, also after it was killed: what is there stays.
//
// A record that can't be taken is refused and reported; the import goes on. An error ends it: a problem with the
// files as a whole (ErrDirectory, ErrMissingFiles, ErrHeader, ErrNoTransactions) before anything is written, a bank
// in use (ErrBankPast), a cancelled context, or a failing store. The report then says how far it came; it is nil
// only if nothing was begun.
func Import(ctx context.Context, deps Deps, dir string, opt Options) (*Report, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	started := deps.Store.Now()
	im := &importer{Deps: deps, opt: opt, dir: dir, report: &Report{}, counts: map[string]*FileCount{},
		districts: map[int64]bool{}, clients: map[int64]bool{}, dispositions: map[int64]bool{},
		accounts: map[int64]*account{}, contras: map[contra]ledger.AccountID{}, banks: map[string]string{}}
	first, err := im.preflight(ctx)
	if err != nil {
		return nil, err
	}
	if err := im.meetBank(ctx, first); err != nil {
		return nil, err
	}
	err = im.run(ctx)
	im.report.finish(im)
	im.report.Took = deps.Store.Now().Sub(started)
	opt.Log.Info("pkdd99: import ended", "booked", im.report.Booked, "already", im.report.AlreadyBooked,
		"refused", im.report.Refused, "took", im.report.Took.Round(time.Millisecond), "error", err != nil)
	return im.report, err
}

func (im *importer) run(ctx context.Context) error {
	for i := range registers {
		if err := im.register(ctx, &registers[i]); err != nil {
			return err
		}
	}
	if err := im.arrange(ctx); err != nil {
		return err
	}
	if err := im.transactions(ctx); err != nil {
		return err
	}
	return im.owners(ctx)
}

// meetBank looks at the bank before the import: its day, its chart, and the contra accounts that are there.
func (im *importer) meetBank(ctx context.Context, first calendar.Date) error {
	days, err := im.Ledger.Days(ctx, calendar.MaxDate, 1)
	if err != nil {
		return err
	}
	if len(days) > 0 {
		im.open, im.hasDay = days[0].Date, true
	}
	opened, err := ledgerAccounts(ctx, im.Store)
	if err != nil {
		return err
	}
	if im.hasDay && im.open > first && len(opened) == 0 {
		return ErrBankPast.With(im.open, first)
	}
	return im.meetChart(ctx)
}

// tell calls Progress when enough has been read since the last time.
func (im *importer) tell(done int64) {
	const step = 1 << 18
	if im.opt.Progress != nil && (done-im.told >= step || done == im.total && im.told != done) {
		im.told = done
		im.opt.Progress(done, im.total)
	}
}
