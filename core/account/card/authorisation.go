package card

import (
	"context"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/card/hsm"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Response is how an authorisation is answered: the two characters of data element 39 of ISO 8583:1987, as the networks in China
// and elsewhere use them.
type Response string

// The responses that the bank gives.
const (
	Approved      Response = "00" // 承兑或交易成功
	Honour        Response = "05" // 不予承兑, for no reason that is told
	Invalid       Response = "12" // 无效交易: reversed before it came
	NoSuchCard    Response = "14" // 无效卡号
	LostCard      Response = "41" // 挂失卡
	NoFunds       Response = "51" // 余额不足
	ExpiredCard   Response = "54" // 过期卡
	WrongPIN      Response = "55" // 密码错误
	NotAllowed    Response = "57" // 不允许持卡人进行的交易
	OverAmount    Response = "61" // 超出金额限制
	RestrictedUse Response = "62" // 受限制的卡: frozen by its holder, or its account restrained
	OverTimes     Response = "65" // 超出次数限制
	PINTries      Response = "75" // 密码错误次数超限
	NotActivated  Response = "78" // 卡未激活 [M]
	WrongCVV      Response = "82" // 卡验证值错误
	TryAgain      Response = "91" // 发卡行不能操作: something changed meanwhile
)

var responsesEN = map[Response]string{Approved: "approved", Honour: "declined", Invalid: "reversed before it came", NoSuchCard: "no such card",
	LostCard: "card reported lost", NoFunds: "not enough money", ExpiredCard: "card expired", WrongPIN: "wrong PIN, or none where one is needed",
	NotAllowed: "not allowed with this card", OverAmount: "over the card's limit", RestrictedUse: "card frozen or account restrained",
	OverTimes: "too many transactions today", PINTries: "PIN blocked", NotActivated: "card not activated", WrongCVV: "card verification value wrong",
	TryAgain: "try again"}

var responsesZH = map[Response]string{Approved: "交易成功", Honour: "不予承兑", Invalid: "交易已先行冲正", NoSuchCard: "卡号无效", LostCard: "卡已挂失",
	NoFunds: "余额不足", ExpiredCard: "卡已过期", WrongPIN: "密码错误或须输入密码", NotAllowed: "不允许的交易", OverAmount: "超出限额",
	RestrictedUse: "卡已锁定或账户受限", OverTimes: "超出当日次数", PINTries: "密码已锁定", NotActivated: "卡未激活", WrongCVV: "校验值错误", TryAgain: "请重试"}

// AuthState is where an authorisation stands.
type AuthState string

// The states.
const (
	Declined AuthState = "declined"
	Held     AuthState = "held"     // money is held for it, until it is captured, reversed, or expires
	Captured AuthState = "captured" // finally
	Reversed AuthState = "reversed"
	Lapsed   AuthState = "lapsed" // held until its time was over; it shows, the row says held
)

var authStates = []AuthState{"", Declined, Held, Captured, Reversed}

// Request asks for an authorisation.
type Request struct {
	Acquirer  store.ID // who asks
	Reference string   // the acquirer's, unique for ever
	Number    string
	Expiry    string // YYMM; "" where it isn't known
	CVV       string // the printed one; needed online
	PIN       *hsm.Block
	Channel   Channel
	Amount    money.Amount // in minor units
	Currency  money.Currency
	Merchant  string
	Category  string // of the merchant, four digits by ISO 18245
	Terminal  string
	Long      bool // a pre-authorisation of a hotel or the like (预授权): held for 30 days [M] instead of 7
}

// How long money stays held.
const (
	holdDays     = 7
	longHoldDays = 30
)

// Authorisation is what was asked for and what became of it.
type Authorisation struct {
	ID         store.ID         `json:"id"`
	Acquirer   store.ID         `json:"acquirer"`
	Reference  string           `json:"reference"`
	Card       store.ID         `json:"card,omitzero" doc:"Absent for a number that no card has."`
	Account    ledger.AccountID `json:"account,omitzero"`
	Channel    Channel          `json:"channel" enum:"pos,atm,online,contactless"`
	Amount     money.Amount     `json:"amount"`
	Currency   money.Currency   `json:"currency"`
	Merchant   string           `json:"merchant,omitempty"`
	Category   string           `json:"category,omitempty" doc:"ISO 18245."`
	Terminal   string           `json:"terminal,omitempty"`
	Response   Response         `json:"response" doc:"Data element 39 of ISO 8583; 00 is approved." example:"00"`
	ResponseEN string           `json:"responseEn"`
	ResponseZH string           `json:"responseZh"`
	State      AuthState        `json:"state" enum:"declined,held,captured,reversed,lapsed"`
	Captured   money.Amount     `json:"captured"`
	Refunded   money.Amount     `json:"refunded"`
	MadeAt     time.Time        `json:"madeAt"`
	ExpiresAt  time.Time        `json:"expiresAt"`

	hold     ledger.HoldID
	restored money.Amount  // given back to the day's counter
	day      calendar.Date // whose counters it took from
	moved    store.ID      // its last movement
	version  int64
	scope    auth.Scope // of its card, where it was read with it
}

// AuthScope is to whom it belongs: as its card.
func (a *Authorisation) AuthScope() (auth.Scope, string) {
	return a.scope, string(ObjectCard) + "/" + a.Card.String()
}

// Left is what may still be captured.
func (a *Authorisation) Left() money.Amount {
	if a.State != Held {
		return 0
	}
	return a.Amount - a.Captured
}

// shown fills in what is not kept.
func (a *Authorisation) shown(now time.Time) *Authorisation {
	a.ResponseEN, a.ResponseZH = responsesEN[a.Response], responsesZH[a.Response]
	if a.State == Held && !a.ExpiresAt.After(now) {
		a.State = Lapsed
	}
	return a
}

// Digest is the row's for the audit log.
func (a *Authorisation) Digest() audit.Digest {
	var h audit.Hasher
	return h.Start(objectAuthorisation).Int(int64(a.ID)).Int(int64(a.Acquirer)).Text(a.Reference).Int(int64(a.Card)).Int(int64(a.Account)).
		Text(string(a.Channel)).Int(int64(a.Amount)).Text(string(a.Currency)).Text(a.Merchant).Text(a.Category).Text(a.Terminal).
		Text(string(a.Response)).Text(string(a.State)).Int(int64(a.hold)).Int(int64(a.Captured)).Int(int64(a.Refunded)).Int(int64(a.restored)).
		Int(int64(a.day)).Int(a.MadeAt.UnixMicro()).Int(a.ExpiresAt.UnixMicro()).Int(int64(a.moved)).Int(a.version).Sum()
}

// same says whether a request asks for what was asked for before.
func (a *Authorisation) same(r *Request, card store.ID) bool {
	return a.State == Reversed && a.Response == Invalid || // its reversal came first
		a.Card == card && a.Channel == r.Channel && a.Amount == r.Amount && a.Currency == r.Currency && a.Merchant == r.Merchant &&
			a.Category == r.Category && a.Terminal == r.Terminal
}

// MovementKind is what an acquirer has done under an authorisation.
type MovementKind string

// The kinds.
const (
	Capture MovementKind = "capture" // 请款
	Refund  MovementKind = "refund"  // 退货
)

var movementKinds = []MovementKind{"", Capture, Refund}

// Movement is money that an acquirer has taken or given back; it never changes.
type Movement struct {
	ID            store.ID       `json:"id"`
	Acquirer      store.ID       `json:"acquirer"`
	Reference     string         `json:"reference"`
	Authorisation store.ID       `json:"authorisation"`
	Kind          MovementKind   `json:"kind" enum:"capture,refund"`
	Amount        money.Amount   `json:"amount"`
	Final         bool           `json:"final,omitempty" doc:"Nothing more is captured under this authorisation."`
	Entry         ledger.EntryID `json:"entry"`
	MadeAt        time.Time      `json:"madeAt"`
	Replayed      bool           `json:"replayed,omitempty"`
}

// Digest is the row's for the audit log.
func (m *Movement) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(objectMovement).Int(int64(m.ID)).Int(int64(m.Acquirer)).Text(m.Reference).Int(int64(m.Authorisation)).Text(string(m.Kind)).
		Int(int64(m.Amount)).Int(place([]bool{false, true}, m.Final)).Int(int64(m.Entry)).Int(m.MadeAt.UnixMicro())
	return h.Sum()
}

// Order asks for a capture, a reversal or a refund.
type Order struct {
	Acquirer      store.ID
	Authorisation string       // the reference of the authorisation
	Reference     string       // of this order; a reversal has none
	Amount        money.Amount // 0: all that is left
	Final         bool         // of a capture: what is left is given up
}

// Authoriser is what the adapter of a card network (ISO 8583) calls: it decodes messages, finds the acquirer, and answers with
// data element 39. Cards of other kinds get an authoriser of their own, chosen by the kind of the card.
type Authoriser interface {
	Authorise(ctx context.Context, r Request) (*Authorisation, error)
	Capture(ctx context.Context, o Order) (*Movement, error)
	Reverse(ctx context.Context, o Order) (*Authorisation, error)
	Refund(ctx context.Context, o Order) (*Movement, error)
}

var _ Authoriser = (*Cards)(nil)
