package account

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is what sort of account it is (账户种类); what one of a kind may do stands in its product.
type Kind string

// The kinds.
const (
	Demand      Kind = "demand"       // 活期存款
	Time        Kind = "time"         // 定期存款, 整存整取
	Notice      Kind = "notice"       // 通知存款
	Passbook    Kind = "passbook"     // 存折户
	Basic       Kind = "basic"        // 基本存款账户
	General     Kind = "general"      // 一般存款账户
	Special     Kind = "special"      // 专用存款账户
	Temporary   Kind = "temporary"    // 临时存款账户
	ZeroBalance Kind = "zero_balance" // 零余额账户
	Custody     Kind = "custody"      // 监管账户
	Escrow      Kind = "escrow"       // 存管账户, released on conditions
	Virtual     Kind = "virtual"      // 虚拟子账户, 一案一账号
	Interbank   Kind = "interbank"    // 同业往来账户
	Treasury    Kind = "treasury"     // 国库账户
)

// kinds are all of them, in the order in which lists show them.
var kinds = []Kind{Demand, Time, Notice, Passbook, Basic, General, Special, Temporary, ZeroBalance, Custody, Escrow, Virtual, Interbank,
	Treasury}

// State is how an account stands (账户状态).
type State string

// The states.
const (
	Active  State = "active"
	Dormant State = "dormant" // 久悬: nothing leaves it until its owner has been seen again
	Closed  State = "closed"
)

// KindAccount is a deposit account as an object of permissions and audit records; its id is the ledger account's.
const KindAccount = "account.account"

// Account is a deposit account (存款账户) of a customer: what the bank promised to whom. What it holds and may spend the ledger
// knows, under the same id.
type Account struct {
	ID        ledger.AccountID `json:"id"`
	Number    string           `json:"number"`
	Name      string           `json:"name"` // 户名, as the owner is registered
	Owner     auth.Party       `json:"owner"`
	Kind      Kind             `json:"kind"`
	Product   string           `json:"product"` // the product's code
	Currency  money.Currency   `json:"currency"`
	Branch    ledger.Branch    `json:"branch"`
	State     State            `json:"state"`
	Parent    ledger.AccountID `json:"parent,omitzero"` // the real account behind a virtual one
	OpenedOn  calendar.Date    `json:"openedOn"`
	MaturesOn *calendar.Date   `json:"maturesOn,omitempty"` // of a time deposit; of a temporary account its last day
	ClosedOn  *calendar.Date   `json:"closedOn,omitempty"`
	LastUseOn calendar.Date    `json:"lastUseOn"` // the owner's last own act, for dormancy
	Title     string           `json:"title,omitempty" doc:"What the owner calls it; of a virtual account its case (案号)."`
	Purpose   string           `json:"purpose,omitempty" doc:"用途: of special, custody and escrow accounts."`
	Holder    Holder           `json:"holder" enum:"person,firm,agency,bank"`
	Version   int64            `json:"version" doc:"Rises with each change of its terms."`
	Terms     Terms            `json:"terms"`

	funds     ledger.AccountID // where a zero-balance account's payments are settled from
	reference string           // of its opening
}

// Terms are what was agreed at the opening beyond the product; most accounts have none.
type Terms struct {
	From       *calendar.Date   `json:"from,omitempty" doc:"起息日, of a time or notice deposit."`
	Principal  money.Amount     `json:"principal,omitempty" doc:"本金 that still earns, in minor units."`
	Rate       *money.Rate      `json:"rate,omitempty" doc:"The yearly rate agreed at the opening or the last renewal."`
	TermMonths int              `json:"termMonths,omitempty"`
	Renew      bool             `json:"renew,omitempty" doc:"到期自动转存."`
	PayTo      ledger.AccountID `json:"payTo,omitzero" doc:"Where a deposit goes when it ends; of custody and escrow the beneficiary."`
	Partials   int              `json:"partials,omitempty" doc:"How often a part was withdrawn early (部分提前支取)."`
	Quota      money.Amount     `json:"quota,omitempty" doc:"额度: how far a zero-balance account may pay within a day."`
	Permit     string           `json:"permit,omitempty" doc:"基本存款账户编号 of a firm whose basic account is at another bank."`
	ReleasedAs string           `json:"releasedAs,omitempty" doc:"The reference under which custody or escrow money was released."`
}

// AuthScope is to whom the account belongs: its owner, kept at its branch.
func (a *Account) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []auth.Party{a.Owner}, Branch: auth.Branch(a.Branch)}, KindAccount + "/" + a.ID.String()
}

// Location is where the account can be read.
func (a *Account) Location() string { return "/v1/account/accounts/" + store.ID(a.ID).String() }

// corporate kinds are the settlement accounts of units (单位银行结算账户), 人民币银行结算账户管理办法 第三条.
func (k Kind) corporate() bool { return k == Basic || k == General || k == Special || k == Temporary }

// fixed kinds hold a deposit whose money leaves by Withdraw only.
func (k Kind) fixed() bool { return k == Time || k == Notice }

// guarded kinds hold money that leaves to the declared beneficiary only.
func (k Kind) guarded() bool { return k == Custody || k == Escrow }

// bears reports whether virtual accounts may stand under one of the kind.
func (k Kind) bears() bool { return k != Virtual && k != ZeroBalance && !k.fixed() && !k.guarded() }
