package reconcile

import (
	"context"
	"embed"
	"io/fs"
	"strconv"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
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

// Accounts are the accounts that are stated.
type Accounts interface {
	// Organisations are accounts of businesses and agencies behind one, in the order of their ids, closed ones left out.
	Organisations(q store.Querier, after ledger.AccountID, limit int) ([]account.Account, error)
}

// Balances tells what an account held.
type Balances interface {
	BalanceAsOf(ctx context.Context, id ledger.AccountID, d calendar.Date) (money.Amount, error)
}

// Options are what the room works with. Accounts and Balances must be there.
type Options struct {
	Accounts Accounts
	Balances Balances
	Audit    *audit.Log
	Events   *jobs.Events
	// Calendar makes the next bank date the next business day, as in dayend.Options; nil: every calendar day is one.
	Calendar *calendar.Calendar
}

// dueAfter is how many days a holder has for an answer.
const dueAfter = 15

// Reconcile is the room of statements. Methods that take a Tx are verbs, to be called inside an Update.
type Reconcile struct {
	st *store.Store
	o  Options
}

// New makes the room of a store.
func New(st *store.Store, o Options) *Reconcile { return &Reconcile{st: st, o: o} }

func (r *Reconcile) note(tx *store.Tx, verb string, before audit.Digest, s *Statement, reason string) error {
	if r.o.Audit == nil {
		return nil
	}
	return r.o.Audit.Note(tx, audit.Note{Verb: verb, Kind: Kind, Object: s.ID.String(), Before: before, After: s.Digest(), Salted: true, Reason: reason})
}

// Steps are the room's work at the end of a day: at a month's end statements are issued, and each day those that are late are told.
func (r *Reconcile) Steps() []dayend.Step {
	return []dayend.Step{
		{Name: "reconcile.issue", EN: "Issue statements of balances", ZH: "生成余额对账单", Chunk: r.issue},
		{Name: "reconcile.overdue", EN: "Mark statements without an answer", ZH: "标记逾期未对账", Chunk: r.overdue},
	}
}

// monthEnds says that a bank date is the last of its month: the next one lies in another.
func (r *Reconcile) monthEnds(d calendar.Date) (bool, error) {
	next := d.Add(1)
	if r.o.Calendar != nil {
		var err error
		if next, err = r.o.Calendar.AddBusinessDays(d, 1); err != nil {
			return false, err
		}
	}
	return next.Month() != d.Month(), nil
}

const issueChunk = 100

// issue states up to a hundred accounts. A statement that stands already isn't made again.
func (r *Reconcile) issue(ctx context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
	if ends, err := r.monthEnds(d); err != nil || !ends {
		return "", 0, err
	}
	after, err := strconv.ParseInt("0"+cursor, 10, 64)
	if err != nil {
		return "", 0, err
	}
	all, err := r.o.Accounts.Organisations(tx, ledger.AccountID(after), issueChunk)
	if err != nil || len(all) == 0 {
		return "", 0, err
	}
	stated, err := statedOn(tx, d, all[0].ID, all[len(all)-1].ID)
	if err != nil {
		return "", 0, err
	}
	for _, a := range all {
		if stated[a.ID] {
			continue
		}
		balance, err := r.o.Balances.BalanceAsOf(ctx, a.ID, d)
		if err != nil {
			return "", 0, err
		}
		s := &Statement{ID: tx.NewID(), Account: a.ID, Owner: a.Owner, Branch: string(a.Branch), Number: a.Number, Name: a.Name, AsOf: d,
			Balance: balance, State: Open, DueOn: d.Add(dueAfter), IssuedAt: tx.Now()}
		if err := insertStatement(tx, s); err != nil {
			return "", 0, err
		}
		if err := r.note(tx, "reconcile.issue", audit.Digest{}, s, ""); err != nil {
			return "", 0, err
		}
	}
	if len(all) < issueChunk {
		return "", len(all), nil
	}
	return all[len(all)-1].ID.String(), len(all), nil
}

// overdue marks what should have been answered by now.
func (r *Reconcile) overdue(_ context.Context, tx *store.Tx, d calendar.Date, _ string) (string, int, error) {
	late, err := lockLate(tx, d, issueChunk)
	if err != nil {
		return "", 0, err
	}
	for _, s := range late {
		before := s.Digest()
		s.State = Overdue
		if err := updateStatement(tx, s); err != nil {
			return "", 0, err
		}
		if err := r.note(tx, "reconcile.overdue", before, s, ""); err != nil {
			return "", 0, err
		}
	}
	if len(late) == issueChunk {
		return "more", len(late), nil
	}
	return "", len(late), nil
}

// Confirm says that the holder's books agree (对账相符). Errors: ErrUnknown, ErrDone.
func (r *Reconcile) Confirm(tx *store.Tx, id store.ID) (*Statement, error) {
	s, err := lockStatement(tx, id)
	if err != nil {
		return nil, err
	}
	before := s.Digest()
	switch s.State {
	case Confirmed:
		return s, nil
	case Answered: // the holder agrees with what the bank found
		s.State = Resolved
		if err := updateStatement(tx, s); err != nil {
			return nil, err
		}
		return s, r.note(tx, "reconcile.agree", before, s, "")
	case Open, Overdue:
	default:
		return nil, ErrDone
	}
	r.answered(tx, s, Confirmed)
	if err := updateStatement(tx, s); err != nil {
		return nil, err
	}
	return s, r.note(tx, "reconcile.confirm", before, s, "")
}

func (r *Reconcile) answered(tx *store.Tx, s *Statement, to State) {
	now := tx.Now()
	s.State, s.AnsweredAt = to, &now
	if by := auth.By(tx); by != nil {
		s.AnsweredBy = by.Person
	}
}

// Answer is what a holder says whose books differ.
type Answer struct {
	BookBalance money.Amount
	Items       []Item
	Note        string
}

// Dispute answers with the holder's own balance and the items that explain the difference, or don't (对账不符). Errors: ErrUnknown,
// ErrDone, ErrItem, ErrItems, ErrBalance, ErrNote.
func (r *Reconcile) Dispute(tx *store.Tx, id store.ID, a Answer) (*Statement, error) {
	s, err := lockStatement(tx, id)
	if err != nil {
		return nil, err
	}
	if s.State != Open && s.State != Overdue && s.State != Answered {
		return nil, ErrDone
	}
	if utf8.RuneCountInString(a.Note) > 500 {
		return nil, ErrNote
	}
	if err := checkItems(s.AsOf, a.Items); err != nil {
		return nil, err
	}
	if a.BookBalance == s.Balance && len(a.Items) == 0 {
		return nil, ErrBalance
	}
	left, err := gap(s.Balance, a.BookBalance, a.Items)
	if err != nil {
		return nil, err
	}
	before := s.Digest()
	s.BookBalance, s.Items, s.Note, s.Gap = &a.BookBalance, a.Items, a.Note, &left
	to := Explained
	if left != 0 {
		to = Disputed
	}
	r.answered(tx, s, to)
	if err := updateStatement(tx, s); err != nil {
		return nil, err
	}
	if to == Disputed && r.o.Events != nil {
		if err := r.o.Events.Publish(tx, "reconcile.disputed", s); err != nil {
			return nil, err
		}
	}
	return s, r.note(tx, "reconcile.dispute", before, s, "")
}

// Resolve answers a dispute (银行核查答复); the holder then agrees, or disputes again. Errors: ErrUnknown, ErrState, ErrNote.
func (r *Reconcile) Resolve(tx *store.Tx, id store.ID, found string) (*Statement, error) {
	if n := utf8.RuneCountInString(found); n < 1 || n > 500 {
		return nil, ErrNote
	}
	s, err := lockStatement(tx, id)
	if err != nil {
		return nil, err
	}
	if s.State != Disputed {
		return nil, ErrState
	}
	before := s.Digest()
	now := tx.Now()
	s.State, s.ResolvedAt, s.Resolution = Answered, &now, found
	if by := auth.By(tx); by != nil {
		s.ResolvedBy = by.Person
	}
	if err := updateStatement(tx, s); err != nil {
		return nil, err
	}
	return s, r.note(tx, "reconcile.resolve", before, s, found)
}
