package history

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Bank is a ledger with a witness beside it.
type Bank struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	slot   store.Slot
	kind   string // of all entries and holds of this history
	quiet  map[int64]bool
}

// OpenBank opens a database. The witness leaves quiet accounts out: those that are buffered, which its lock would make
// everybody wait for.
func OpenBank(ctx context.Context, dsn string, opt store.Options, kind string, quiet ...int64) (*Bank, error) {
	st, err := store.Open(ctx, dsn, opt)
	if err != nil {
		return nil, err
	}
	if _, err := st.Migrate(ctx, "history", Schemas()...); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	b := &Bank{Store: st, Ledger: ledger.New(st), kind: kind, quiet: map[int64]bool{}}
	b.slot = st.AddBuffer(func() store.Buffer { return &witness{} })
	for _, a := range quiet {
		b.quiet[a] = true
	}
	return b, nil
}

func (b *Bank) note(tx *store.Tx, s *Step, accounts ...int64) {
	accounts = slices.DeleteFunc(accounts, func(a int64) bool { return b.quiet[a] })
	if len(accounts) > 0 {
		tx.Buffer(b.slot).(*witness).add(s, accounts...)
	}
}

// Do does an operation once and says what a client would know of it.
func (b *Bank) Do(ctx context.Context, op *Op) Result {
	var r Result
	err := b.Store.Update(ctx, func(tx *store.Tx) error {
		r = Result{Ref: op.Ref, Outcome: Done}
		today, _ := tx.BankDate()
		r.today = int64(today)
		return b.run(tx, op, &r)
	})
	if err != nil {
		r = Result{Ref: op.Ref, Outcome: Refused, today: r.today}
		p := problem.Of(err)
		r.Code = p.Code
		switch {
		case errors.Is(err, store.ErrUncertain) || errors.Is(err, store.ErrDisk):
			r.Outcome = Unknown
		case p.Kind == problem.Internal:
			r.Fault = err.Error()
		}
		return r
	}
	if op.Verb == CloseDay {
		if r.Totals, err = b.totals(ctx, op.Date); err != nil {
			r.Totals = ""
		}
	}
	return r
}

// totals is a digest of the general ledger up to a bank date.
func (b *Bank) totals(ctx context.Context, date int64) (string, error) {
	found, err := b.Ledger.TrialBalance(ctx, calendar.Date(date))
	if err != nil {
		return "", err
	}
	lines := make([]string, 0, len(found))
	for i := range found {
		text, err := json.Marshal(&found[i])
		if err != nil {
			return "", err
		}
		lines = append(lines, string(text))
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		_, _ = h.Write([]byte(l + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

func (b *Bank) run(tx *store.Tx, op *Op, r *Result) error {
	switch op.Verb {
	case Post, Batch:
		return b.post(tx, op, r)
	case Reverse:
		e, err := b.Ledger.Reverse(tx, ledger.Reversal{Entry: ledger.EntryID(op.Target), Kind: b.kind, Reference: op.Ref})
		if err != nil {
			return err
		}
		r.IDs, r.Replayed = []int64{int64(e.ID)}, e.Replayed
		b.noteEntry(tx, op, e, false)
		return nil
	case Hold, Release:
		return b.hold(tx, op, r)
	case Freeze, Unfreeze:
		return b.freeze(tx, op, r)
	case Limit, Open, Close, Buffer:
		return b.account(tx, op, r)
	}
	return b.day(tx, op)
}

func (b *Bank) post(tx *store.Tx, op *Op, r *Result) error {
	es := make([]*ledger.Entry, len(op.Entries))
	for i := range op.Entries {
		es[i] = b.entry(op, i)
	}
	errs := make([]error, len(es))
	if op.Verb == Post {
		if err := b.Ledger.Post(tx, es[0]); err != nil {
			return err
		}
	} else {
		got, err := b.Ledger.PostBatch(tx, op.Mode, es)
		if err != nil {
			return err
		}
		if got != nil {
			errs = got
		}
	}
	r.IDs, r.Replayed = make([]int64, len(es)), true
	for i, e := range es {
		if errs[i] == nil {
			r.IDs[i] = int64(e.ID)
			r.Replayed = r.Replayed && e.Replayed
			b.noteEntry(tx, op, e, op.Entries[i].Final)
		}
	}
	return nil
}

// refAt is the reference of an operation's entry.
func refAt(op *Op, i int) string {
	if op.Verb == Batch {
		return op.Ref + "." + string(rune('a'+i))
	}
	return op.Ref
}

func (b *Bank) entry(op *Op, i int) *ledger.Entry {
	from := &op.Entries[i]
	e := &ledger.Entry{Kind: b.kind, Reference: refAt(op, i), BankDate: calendar.Date(from.Date), Linked: from.Linked}
	if from.Hold != 0 {
		e.Capture = &ledger.Capture{Hold: ledger.HoldID(from.Hold), Final: from.Final}
	}
	for _, l := range from.Legs {
		e.Postings = append(e.Postings, ledger.Posting{Account: ledger.AccountID(l.Account), Amount: l.Amount})
	}
	return e
}

func (b *Bank) noteEntry(tx *store.Tx, op *Op, e *ledger.Entry, final bool) {
	if e.Replayed {
		return
	}
	s := Step{Ref: e.Reference, Verb: Post, Entry: int64(e.ID), Date: int64(e.BankDate), Target: int64(e.Hold), Final: final}
	if op.Verb == Reverse {
		s.Verb = Reverse
	}
	var accounts []int64
	for i := range e.Postings {
		p := &e.Postings[i]
		s.Legs = append(s.Legs, Leg{int64(p.Account), p.Amount, p.Sequence, p.Balance})
		accounts = append(accounts, int64(p.Account))
	}
	b.note(tx, &s, accounts...)
}

// far is when holds and freezes of a history end: not during it.
const far = 240 * time.Hour

func (b *Bank) hold(tx *store.Tx, op *Op, r *Result) error {
	if op.Verb == Hold {
		h := &ledger.Hold{Account: ledger.AccountID(op.Account), Kind: b.kind, Reference: op.Ref, Amount: op.Amount,
			ExpiresAt: tx.Now().Add(far)}
		if err := b.Ledger.PlaceHold(tx, h); err != nil {
			return err
		}
		r.IDs, r.Replayed = []int64{int64(h.ID)}, h.Replayed
		if !h.Replayed {
			b.note(tx, &Step{Ref: op.Ref, Verb: Hold, Target: int64(h.ID), Amount: h.Amount}, op.Account)
		}
		return nil
	}
	h, err := b.Ledger.ReleaseHold(tx, ledger.HoldID(op.Target))
	if err != nil {
		return err
	}
	if r.Replayed = h.Replayed; !h.Replayed {
		b.note(tx, &Step{Ref: op.Ref, Verb: Release, Target: op.Target, Amount: h.Released}, int64(h.Account))
	}
	return nil
}

func (b *Bank) freeze(tx *store.Tx, op *Op, r *Result) error {
	if op.Verb == Freeze {
		f := &ledger.Freeze{Account: ledger.AccountID(op.Account), Kind: ledger.FreezeKind(op.Freeze), Reference: op.Ref,
			Amount: op.Amount, Whole: op.Amount == 0, Authority: "court", Document: "1", ExpiresAt: tx.Now().Add(far)}
		if err := b.Ledger.PlaceFreeze(tx, f); err != nil {
			return err
		}
		r.IDs, r.Replayed = []int64{int64(f.ID)}, f.Replayed
		if !f.Replayed {
			b.note(tx, &Step{Ref: op.Ref, Verb: Freeze, Target: int64(f.ID), Amount: op.Amount, Kind: op.Freeze}, op.Account)
		}
		return nil
	}
	var amount *money.Amount
	if op.Amount > 0 {
		amount = &op.Amount
	}
	f, err := b.Ledger.Unfreeze(tx, ledger.FreezeID(op.Target), amount)
	if err == nil {
		b.note(tx, &Step{Ref: op.Ref, Verb: Unfreeze, Target: op.Target, Amount: op.Amount}, int64(f.Account))
	}
	return err
}

func (b *Bank) account(tx *store.Tx, op *Op, r *Result) error {
	id := ledger.AccountID(op.Account)
	switch op.Verb {
	case Open:
		a, err := b.Ledger.OpenAccount(tx, ledger.NewAccount{Number: op.Ref, Code: "2011", Currency: "CNY", Branch: "0001", Name: op.Ref,
			Limits: *op.Limits})
		if err != nil {
			return err
		}
		r.IDs = []int64{int64(a.ID)}
		b.note(tx, &Step{Ref: op.Ref, Verb: Open, Limits: op.Limits, Sign: -1}, int64(a.ID))
	case Limit:
		if err := b.Ledger.SetLimits(tx, id, *op.Limits); err != nil {
			return err
		}
		b.note(tx, &Step{Ref: op.Ref, Verb: Limit, Limits: op.Limits}, op.Account)
	case Close:
		if err := b.Ledger.CloseAccount(tx, id); err != nil {
			return err
		}
		b.note(tx, &Step{Ref: op.Ref, Verb: Close}, op.Account)
	case Buffer:
		return b.Ledger.SetBuffered(tx, id, op.On)
	}
	return nil
}

func (b *Bank) day(tx *store.Tx, op *Op) (err error) {
	switch op.Verb {
	case Day:
		err = b.Ledger.OpenDay(tx, calendar.Date(op.Date))
	case CloseDay:
		err = b.Ledger.CloseDay(tx, calendar.Date(op.Date))
	default:
		err = b.Ledger.ClosePeriod(tx, int(op.Date))
	}
	if err == nil {
		b.note(tx, &Step{Ref: op.Ref, Verb: op.Verb, Date: op.Date}, 0)
	}
	return err
}
