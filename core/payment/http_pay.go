package payment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

// transferRequest documents the body of a transfer.
type transferRequest struct {
	From      ledger.AccountID `json:"from" doc:"The payer's account: its id."`
	To        transferPayee    `json:"to"`
	Amount    money.Amount     `json:"amount" doc:"In whole minor units: \"10000\" is 100 yuan." example:"10000"`
	Currency  money.Currency   `json:"currency,omitempty" doc:"Default CNY."`
	Purpose   string           `json:"purpose,omitempty" maxLength:"60" doc:"用途, on both statements."`
	Note      string           `json:"note,omitempty" maxLength:"140" doc:"附言."`
	Reference string           `json:"reference,omitempty" maxLength:"40" doc:"The payer's own; the same again answers the same payment, for ever. Default: the idempotency key."`
	Again     bool             `json:"again,omitempty" doc:"The same amount went to the same payee less than ten minutes ago, and this is another payment."`
	NameClose bool             `json:"nameClose,omitempty" doc:"The payer has seen that the name is only close, and means this account."`
}

type transferPayee struct {
	Account string `json:"account,omitempty" maxLength:"64" doc:"Account or card number; or"`
	Phone   string `json:"phone,omitempty" maxLength:"24" doc:"a phone number under which somebody takes payments."`
	Name    string `json:"name,omitempty" maxLength:"100" doc:"户名; needed with an account."`
	Bank    string `json:"bank,omitempty" maxLength:"12" doc:"行号 of another bank."`
}

// transfer is a decoded body; the amount is read apart, for a sentence of its own.
type transfer struct {
	From      ledger.AccountID `json:"from"`
	To        transferPayee    `json:"to"`
	Amount    json.RawMessage  `json:"amount"`
	Currency  string           `json:"currency"`
	Purpose   string           `json:"purpose"`
	Note      string           `json:"note"`
	Reference string           `json:"reference"`
	Again     bool             `json:"again"`
	NameClose bool             `json:"nameClose"`

	amount money.Amount
}

// AuthObjects is the account that is to pay: it must lie in the caller's reach.
func (t *transfer) AuthObjects() []string { return []string{"account.account/" + t.From.String()} }

const transferExample = `{"from":"463856467968","to":{"account":"1001012010000004223","name":"赵静"},"amount":"10000","purpose":"房租"}`

// parseTransfer reads a transfer's body.
func parseTransfer(_ *http.Request, body []byte) (*transfer, error) {
	t := &transfer{Currency: "CNY"}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(t); err != nil {
		if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return nil, errProperty.At("/"+strings.Trim(name, `"`), "unknown property", "未知的属性")
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, json.Unmarshal(body, t) // which says where it breaks off
		}
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errProperty
	}
	if t.From <= 0 {
		return nil, ErrNotYours.At("/from", "name your account", "请指明付款账户")
	}
	var err error
	t.amount, err = amountIn(t.Amount)
	return t, err
}

var errProperty = problem.New(problem.Invalid, "payment.property",
	"The body has something that a transfer doesn't know. Send one JSON object with the documented properties.",
	"请求正文含有转账所不支持的内容。请发送一个仅含文档所列属性的 JSON 对象。")

// amountIn reads a payment's amount: whole minor units, more than none.
func amountIn(raw json.RawMessage) (money.Amount, error) {
	var a money.Amount
	err := a.UnmarshalJSON(raw)
	if err == nil && a > 0 {
		return a, nil
	}
	if errors.Is(err, money.ErrOverflow) {
		return 0, err
	}
	return 0, ErrAmount.At("/amount", "whole minor units, more than zero", "大于零的最小货币单位整数")
}

func (p *Payments) payingRoutes(api huma.API) {
	app.RawWrite[transferRequest, Order](api, app.Operation{ID: "makeTransfer", Method: "POST", Path: "/v1/payment/transfers",
		EN: "Pay", ZH: "转账", Status: 201, Permission: mayMake, Object: "account.account", At: "body", MaxBody: 16 << 10, Example: json.RawMessage(transferExample),
		About: "In the bank the payee has the money with the answer, which bears the receipt (`state: settled`); to another bank it is sent. " +
			"An order that somebody must let pass is `proposed`: of a firm above its thresholds, or one that a rule asks about.",
		Problems: []*problem.Error{ErrNotYours, ErrAmount, ErrText, ErrPayee, ErrPayeeName, ErrNoAccount, ErrName, ErrNameClose, ErrSelf, ErrCurrency,
			ErrAgain, ErrFactor, ErrLevel, ErrOrderLimit, ErrDayLimit, ErrStopped, ErrDuplicateReference, ErrReference, ErrNoClearing, ErrBank, errProperty,
			ledger.ErrInsufficient, ledger.ErrFrozen, ledger.ErrDebitFrozen, ledger.ErrCreditFrozen, ledger.ErrNoOpenDay},
		Ahead: app.Ahead(p.ahead)},
		parseTransfer, p.postTransfer)
	app.RawCall[transferPayee, Match](api, app.Operation{ID: "checkPayee", Method: "POST", Path: "/v1/payment/payees/check", SignedIn: true,
		EN: "Check a payee", ZH: "核验收款人", MaxBody: 4 << 10, Example: json.RawMessage(`{"account":"1001012010000004223","name":"赵静"}`),
		About:    "Says whether the name is that of the account, never what the name is. By phone number it answers the masked name.",
		Problems: []*problem.Error{ErrPayee, ErrPhone, ErrBank, limit.ErrTooMany}}, p.checkPayee)
}

// ahead tells a transfer's update which rows it is going to lock; on SQLite nothing is looked for.
func (p *Payments) ahead(ctx context.Context, t *transfer) context.Context {
	if !p.st.Engine().Shared() {
		return ctx
	}
	postings := []ledger.Posting{{Account: t.From}}
	if p.here(t.To.Bank) {
		_ = p.st.View(ctx, func(v *store.View) error { // a hint: what it can't find is met later
			to := Payee{Account: t.To.Account, Phone: t.To.Phone}
			r, err := p.resolve(v, plain{p.d.Accounts, v}, &to, 0)
			if err == nil {
				postings = append(postings, ledger.Posting{Account: r.account.ID})
			}
			return err
		})
	}
	ctx = p.led.WithAccounts(ctx, []*ledger.Entry{{Postings: postings}})
	if s := auth.SubjectOf(ctx); s != nil && s.Hat.For != 0 {
		ctx = store.WithLocks(ctx, p.payers, []int64{int64(s.Hat.For)})
	}
	return ctx
}

// postTransfer makes the order of a body.
func (p *Payments) postTransfer(ctx context.Context, tx *store.Tx, t *transfer, out []byte) ([]byte, error) {
	s := auth.By(tx)
	if s == nil {
		return out, ErrNobody
	}
	in := Instruction{Kind: Transfer, Reference: referenceOf(tx, s, t), From: t.From, To: Payee{Account: t.To.Account, Phone: t.To.Phone, Name: t.To.Name,
		Bank: t.To.Bank}, Amount: t.amount, Currency: money.Currency(t.Currency), Purpose: t.Purpose, Note: t.Note, Channel: channelOf(s),
		By: s.Hat.For, Again: t.Again, NameClose: t.NameClose}
	o, err := p.Pay(ctx, tx, in)
	if err != nil {
		return out, err
	}
	if err := p.receipted(tx, o); err != nil {
		return out, err
	}
	b, err := json.Marshal(o)
	return append(out, b...), err
}

// referenceOf makes a reference that is the payer's own: nobody meets another's.
func referenceOf(tx *store.Tx, s *auth.Subject, t *transfer) string {
	word, who := t.Reference, s.Hat.For
	if word == "" {
		word = "key:" + tx.IdempotencyKey()
	}
	if who == 0 { // staff and programs of the bank
		who = s.Person
	}
	if len(word) > 40 || !printable(word, 40) {
		sum := sha256.Sum256([]byte(word))
		word = hex.EncodeToString(sum[:16])
	}
	if who == 0 {
		return "c" + clip(s.Client, 20) + "." + word
	}
	return strconv.FormatInt(int64(who), 36) + "." + word
}

// channelOf is where a caller's order came in.
func channelOf(s *auth.Subject) Channel {
	switch {
	case s.Hat.Kind == auth.StaffHat:
		return Counter
	case s.Hat.Kind == auth.KioskHat || strings.HasPrefix(s.Client, "kiosk-"):
		return Kiosk
	case s.Hat.Kind == auth.ClientHat || s.Person == 0:
		return API
	}
	return Web
}

// checkPayee answers a payee check, at a pace at which nobody can try names out.
func (p *Payments) checkPayee(ctx context.Context, _ *http.Request, body []byte) (*app.Raw, error) {
	s := auth.SubjectOf(ctx)
	if s == nil {
		return nil, ErrNobody
	}
	if s.Reach(mayMake) == 0 {
		return nil, errNotAllowed
	}
	who := s.Person.String()
	if s.Person == 0 {
		who = s.Client
	}
	if wait, ok := p.bounds.verify.Allow(who, p.st.Now()); !ok {
		return nil, limit.Refuse(wait)
	}
	var in transferPayee
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return nil, errProperty
	}
	m, err := p.Verify(ctx, Payee{Account: in.Account, Phone: in.Phone, Name: in.Name, Bank: in.Bank})
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(m)
	return &app.Raw{Status: http.StatusOK, Type: "application/json", Body: b}, err
}

var errNotAllowed = problem.New(problem.Forbidden, "payment.not_allowed",
	"You can't do this as you have signed in. Choose another of your identities.", "您当前的身份无权办理此项。请切换身份。")
