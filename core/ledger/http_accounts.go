package ledger

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

// located gives a refusal its place; nil stays nil.
func located(err error, place string) error {
	if err == nil {
		return nil
	}
	p := problem.Of(err)
	return p.At(place, p.EN, p.ZH)
}

// codeList is the answer of listCodes.
type codeList struct {
	Items []ChartCode `json:"items" nullable:"false"`
}

type codeIn struct {
	Code Code `path:"code" maxLength:"16" doc:"The code, 1 to 16 digits, capitals and dots." example:"2011"`
	Body struct {
		Class  Class  `json:"class" doc:"A code keeps its class for ever."`
		NameZH string `json:"nameZh" minLength:"1" maxLength:"120" example:"吸收存款"`
		NameEN string `json:"nameEn" minLength:"1" maxLength:"120" example:"Customer deposits"`
	}
}

func (l *Ledger) chartRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listCodes", Method: "GET", Path: "/v1/ledger/codes", EN: "Read the chart of accounts",
		ZH: "查询会计科目表", About: "All codes in order. A code belongs to one of the five classes of accounts.", Permission: mayRead},
		func(ctx context.Context, _ *struct{}) (*codeList, error) {
			cs, err := l.Codes(ctx)
			return &codeList{append([]ChartCode{}, cs...)}, err
		})
	app.Write(api, app.Operation{ID: "putCode", Method: "PUT", Path: "/v1/ledger/codes/{code}", EN: "Define a code or rename it",
		ZH: "设置科目", About: "Adds a code to the chart, or changes the names of one. Its class never changes.", Permission: mayDefine,
		KeyOptional: true, Problems: []*problem.Error{ErrCodeFields, ErrCodeExists, ErrClass}},
		func(_ context.Context, tx *store.Tx, in *codeIn) (*ChartCode, error) {
			c := ChartCode{in.Code, in.Body.Class, in.Body.NameZH, in.Body.NameEN}
			return &c, l.DefineCode(tx, c)
		})
}

// limitsBody is a request for limits: the floor must be said, since none is a decision.
type limitsBody struct {
	Floor        *money.Amount `json:"floor" doc:"0: never below zero; -n: agreed overdraft (透支) of n; null: unlimited." example:"0"`
	Ceiling      *money.Amount `json:"ceiling,omitempty" doc:"The balance may not rise above it; absent: unlimited."`
	DebitFrozen  bool          `json:"debitFrozen,omitempty" doc:"借方冻结: no debit may be posted."`
	CreditFrozen bool          `json:"creditFrozen,omitempty" doc:"贷方冻结: no credit may be posted."`
}

func (b *limitsBody) limits() (Limits, error) {
	if b.Floor != nil && *b.Floor == minAmount {
		return Limits{}, located(money.ErrOverflow, "/floor")
	}
	return Limits{b.Floor, b.Ceiling, b.DebitFrozen, b.CreditFrozen}, nil
}

type accountBody struct {
	Number   string          `json:"number" minLength:"1" maxLength:"34" doc:"账号; unique." example:"62000010000017"`
	Code     Code            `json:"code" doc:"科目号: a code of the chart." example:"2011"`
	Currency money.Currency  `json:"currency" example:"CNY"`
	Branch   Branch          `json:"branch" doc:"机构号: 1 to 12 digits and capitals." example:"0001"`
	Name     string          `json:"name" minLength:"1" maxLength:"200" doc:"户名." example:"通惠商贸有限公司"`
	Limits   limitsBody      `json:"limits"`
	Buffered bool            `json:"buffered,omitempty" doc:"热点账户缓冲记账: see setBuffered. Only without floor, ceiling and frozen sides."`
	Metadata json.RawMessage `json:"metadata,omitempty" doc:"A JSON object of at most 4,096 bytes."`
}

func (b *accountBody) account() (n NewAccount, err error) {
	n = NewAccount{Number: b.Number, Code: b.Code, Currency: b.Currency, Branch: b.Branch, Name: b.Name, Metadata: b.Metadata,
		Buffered: b.Buffered}
	if n.Limits, err = b.Limits.limits(); err != nil {
		return n, err
	}
	return n, n.check()
}

type openIn struct{ Body accountBody }

// Prepare checks the account before the write.
func (in *openIn) Prepare(context.Context) error {
	_, err := in.Body.account()
	return err
}

type openManyIn struct {
	Body struct {
		Accounts []accountBody `json:"accounts" minItems:"1" maxItems:"2000" nullable:"false"`
	}
}

// Prepare checks every account before the write and names the faulty one.
func (in *openManyIn) Prepare(context.Context) error {
	for i := range in.Body.Accounts {
		if _, err := in.Body.Accounts[i].account(); err != nil {
			return located(err, "/accounts/"+strconv.Itoa(i))
		}
	}
	return nil
}

type accountList struct {
	Items []*Account `json:"items" nullable:"false"`
}

type limitsIn struct {
	ID   pathID[AccountID] `path:"id" doc:"The account's id."`
	Body limitsBody
}

// Prepare checks the limits before the write.
func (in *limitsIn) Prepare(context.Context) error {
	_, err := in.Body.limits()
	return err
}

type bufferedIn struct {
	ID   pathID[AccountID] `path:"id" doc:"The account's id."`
	Body struct {
		Buffered bool `json:"buffered" doc:"true begins, false ends it." example:"true"`
	}
}

// Location is where the account can be read.
func (a *Account) Location() string { return "/v1/ledger/accounts/" + a.ID.String() }

func (l *Ledger) accountRoutes(api huma.API) {
	opening := []*problem.Error{ErrAccountFields, ErrUnknownCode, ErrDuplicateNumber, ErrMetadata, ErrNoOpenDay, ErrBufferedLimits}
	example := json.RawMessage(`{"number":"62000010000017","code":"2011","currency":"CNY","branch":"0001",` +
		`"name":"通惠商贸有限公司","limits":{"floor":"0"}}`)
	app.Write(api, app.Operation{ID: "openAccount", Method: "POST", Path: "/v1/ledger/accounts", EN: "Open an account", ZH: "开立账户",
		About:  "The account belongs to a code, a branch and a currency for ever. Its limits are enforced in every posting.",
		Status: 201, Permission: mayOpen, Problems: opening, Example: example},
		func(_ context.Context, tx *store.Tx, in *openIn) (*Account, error) {
			n, err := in.Body.account()
			if err != nil {
				return nil, err
			}
			return l.OpenAccount(tx, n)
		})
	app.Write(api, app.Operation{ID: "openAccounts", Method: "POST", Path: "/v1/ledger/accounts/bulk", EN: "Open many accounts",
		ZH: "批量开立账户", About: "Up to 2,000 accounts, all or none.", Status: 201, Permission: mayOpen, MaxBody: 4 << 20, Problems: opening,
		Example: json.RawMessage(`{"accounts":[` + string(example) + `]}`)},
		func(_ context.Context, tx *store.Tx, in *openManyIn) (*accountList, error) {
			ns := make([]NewAccount, len(in.Body.Accounts))
			for i := range ns {
				var err error
				if ns[i], err = in.Body.Accounts[i].account(); err != nil {
					return nil, err
				}
			}
			as, err := l.OpenAccounts(tx, ns)
			return &accountList{as}, err
		})
	app.Write(api, app.Operation{ID: "setLimits", Method: "PUT", Path: "/v1/ledger/accounts/{id}/limits", EN: "Set an account's limits",
		ZH: "设置账户限制", About: "Replaces all limits. What is booked stays: an account may stand below its new floor, and then nothing " +
			"leaves it until it has risen.", Permission: mayOpen, Problems: []*problem.Error{ErrUnknownAccount, ErrAccountClosed},
		Example: json.RawMessage(`{"floor":"-500000"}`)},
		func(_ context.Context, tx *store.Tx, in *limitsIn) (*Account, error) {
			limits, err := in.Body.limits()
			if err != nil {
				return nil, err
			}
			return l.after(tx, in.ID.value, l.SetLimits(tx, in.ID.value, limits))
		})
	app.Write(api, app.Operation{ID: "setBuffered", Method: "PUT", Path: "/v1/ledger/accounts/{id}/buffered",
		EN: "Let a hot account be booked to without waiting, or end that", ZH: "设置热点账户缓冲记账",
		About: "For the bank's own accounts that take part in most entries. Where many processes write, nobody waits for a buffered " +
			"account's balance: its postings are pending until they are folded in, about every second. `booked` includes them; " +
			"`pending` says how many they are. Only an account without floor, ceiling, frozen sides, holds and freezes can be buffered, " +
			"and setting one of these ends it. All postings wait for a moment while it changes.",
		Permission: mayOpen, KeyOptional: true,
		Problems: []*problem.Error{ErrUnknownAccount, ErrAccountClosed, ErrBufferedLimits, ErrNoOpenDay},
		Example:  json.RawMessage(`{"buffered":true}`)},
		func(_ context.Context, tx *store.Tx, in *bufferedIn) (*Account, error) {
			return l.after(tx, in.ID.value, l.SetBuffered(tx, in.ID.value, in.Body.Buffered))
		})
	app.Write(api, app.Operation{ID: "closeAccount", Method: "POST", Path: "/v1/ledger/accounts/{id}/close", EN: "Close an account",
		ZH: "销户", About: "For ever. Its balance, holds and freezes must be gone.", Permission: mayOpen,
		Problems: []*problem.Error{ErrUnknownAccount, ErrAccountClosed, ErrAccountNotEmpty, ErrNoOpenDay}},
		func(_ context.Context, tx *store.Tx, in *accountPath) (*Account, error) {
			return l.after(tx, in.ID.value, l.CloseAccount(tx, in.ID.value))
		})
}

// after reads an account as a verb left it.
func (l *Ledger) after(tx *store.Tx, id AccountID, err error) (*Account, error) {
	if err != nil {
		return nil, err
	}
	p, err := positionByID(tx, id)
	if err != nil {
		return nil, err
	}
	return &p.Account, nil
}
