package payment

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// Accounts is what payments ask of the deposit accounts. Their rows are written at once, not buffered, so that they can be read
// past the buffers (Tx.Peeker).
type Accounts interface {
	Get(q store.Querier, id ledger.AccountID) (account.Account, error)
	ByNumber(q store.Querier, number string) (account.Account, error)
	// MayPay refuses by what needs no counter: state, kind, limits of product and level.
	MayPay(q store.Querier, a account.Account, amount money.Amount, channel string) error
	// MayReceive refuses what an account can't take: it is closed, or a deposit with fixed terms.
	MayReceive(q store.Querier, a account.Account) error
	// Touch says that the owner has used the account; cheap.
	Touch(tx *store.Tx, id ledger.AccountID) error
	// Fee is what an item of the tariff costs.
	Fee(q store.Querier, item string, amount money.Amount, on calendar.Date, a account.Account) (money.Amount, error)
}

// ManyAccounts is Accounts that can be asked for many at once; batches need it for their speed. What isn't found is absent.
type ManyAccounts interface {
	GetMany(q store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]account.Account, error)
	ByNumbers(q store.Querier, numbers []string) (map[string]account.Account, error)
}

// BoundAccounts is Accounts that have a day's limit of their own, which the payments count against: of the product, of the
// owner's level, or set by the owner for the account.
type BoundAccounts interface {
	Bound(q store.Querier, a account.Account, channel string) (account.Limit, error)
	// PayWithin is MayPay that answers the bound too.
	PayWithin(q store.Querier, a account.Account, amount money.Amount, channel string) (account.Limit, error)
}

// Cards leads from the number of a card of the bank to its account; ok is false for one that isn't in use.
type Cards interface {
	AccountOf(q store.Querier, card string) (id ledger.AccountID, ok bool, err error)
}

// Parties is what payments ask of the register of parties.
type Parties interface {
	Level(q store.Querier, id auth.Party) (party.Level, error)
	Sort(q store.Querier, id auth.Party) (sort string, active bool, err error)
}

// Clearing sends a payment to another bank. Send keeps the message in the same update; what comes of it is told by Settle,
// Reject and Return.
type Clearing interface {
	Send(tx *store.Tx, o *Order) error
}

// Suspense keeps account of what has no home (挂账): payments have booked amount to account and say why.
type Suspense interface {
	Park(tx *store.Tx, code string, account ledger.AccountID, amount money.Amount, why, object string) error
}

// Parameters are the bank's dated parameters; see Definitions.
type Parameters interface {
	Int(ctx context.Context, name string, day calendar.Date) (int64, error)
}

// Deps is what payments need of the bank. Accounts is required; what else is nil is left out: no fees are asked for without
// a tariff, no limits held without parameters, no codes given without a vault.
type Deps struct {
	Accounts   Accounts
	Cards      Cards
	Parties    Parties
	Parameters Parameters
	Rules      []Rule // asked in their order
	Clearing   Clearing
	Suspense   Suspense
	Audit      *audit.Log
	Events     *jobs.Events
	Approvals  *approval.Register
	Vault      *vault.Vault
	Tracers    []Tracer       // add to an order's chain
	Bank       ident.BankCode // this bank's code in the payment system
	Branch     auth.Branch    // keeps what belongs to no other: inward payments to nobody
	// OwnsPhone says whether one of these marks (vault.Marks of kind "phone") is a phone number of a party; nil: nobody asks.
	OwnsPhone func(q store.Querier, p auth.Party, marks [][]byte) (bool, error)
	// Holder says whether a party holds an account, alone or with others; nil: its one owner does.
	Holder func(q store.Querier, id ledger.AccountID, p auth.Party) (bool, error)
}

// Verdict is what a rule says of an instruction.
type Verdict struct {
	Outcome Outcome
	Reason  string // for Ask and Stop: a word for the machine, "velocity", kept with the order
	EN, ZH  string // and a sentence for people
}

// Outcome is whether an order goes on.
type Outcome uint8

// The outcomes, from the mildest.
const (
	Pass Outcome = iota // go on
	Ask                 // wait, until the payer has proved who she is, or the bank's operations let it pass
	Stop                // refuse
)

// Rule is a look at an order before it is made: fraud, sanctions, patterns. Its Judge runs in the order's update: it reads
// rows, and calls nobody.
type Rule interface {
	Name() string
	Judge(ctx context.Context, q store.Querier, in *Instruction) (Verdict, error)
}
