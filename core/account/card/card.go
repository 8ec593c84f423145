package card

import (
	"encoding/json"
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/card/hsm"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The kinds of objects of this room.
const (
	ObjectCard auth.Kind = "card.card"

	objectAuthorisation = "card.authorisation"
	objectMovement      = "card.movement"
	objectAcquirer      = "card.acquirer"
)

// Kind is what sort of card it is.
type Kind string

// The kinds. Credit and official cards have their place here; the bank doesn't issue them yet.
const (
	Debit    Kind = "debit"    // 借记卡
	Credit   Kind = "credit"   // 贷记卡
	Official Kind = "official" // 公务卡
)

// State is how a card stands.
type State string

// The states.
const (
	Issued   State = "issued"   // 未激活
	Active   State = "active"   // 正常
	Frozen   State = "frozen"   // 临时锁卡, by its holder
	Lost     State = "lost"     // 挂失
	Closed   State = "closed"   // 销卡
	Replaced State = "replaced" // 已补换
	Expired  State = "expired"  // 到期
)

// The numbers of kinds, states and losses in the table are their places here.
var (
	kinds  = []Kind{"", Debit, Credit, Official}
	states = []State{"", Issued, Active, Frozen, Lost, Closed, Replaced, Expired}
	losses = []Loss{"", Oral, Written}
)

var statesZH = map[State]string{Issued: "未激活", Active: "正常", Frozen: "已锁卡", Lost: "已挂失", Closed: "已销卡", Replaced: "已补换", Expired: "已到期"}

// over says that nothing can be done with the card any more.
func (s State) over() bool { return s == Closed || s == Replaced || s == Expired }

// Loss is how a loss was reported (挂失方式).
type Loss string

// The ways. A written report is made at the counter with an identity document; an oral one lapses after five days unless it is
// confirmed in writing (储蓄管理条例第三十一条), and the card is then frozen, which its holder can undo herself.
const (
	Oral    Loss = "oral"
	Written Loss = "written"
)

// OralDays is how many days an oral report of a loss stands.
const OralDays = 5

// Channel is where a card is used.
type Channel string

// The channels.
const (
	POS         Channel = "pos"         // 刷卡、插卡
	ATM         Channel = "atm"         // 自助取款
	Online      Channel = "online"      // 线上支付
	Contactless Channel = "contactless" // 闪付
)

// Channels are all, in the order in which limits are shown.
var Channels = []Channel{POS, ATM, Online, Contactless}

// Limit is what a card may spend in a channel, in minor units; 0 closes the channel.
type Limit struct {
	Each money.Amount `json:"each" doc:"One transaction at most, in fen; 0 closes the channel."`
	Day  money.Amount `json:"day" doc:"A day's sum at most, in fen."`
}

// Limits are a card's by channel.
type Limits map[Channel]Limit

// maxTries is how many wrong PINs in a row block it.
const maxTries = 3

// yearsValid is how long a new card is good: until the end of the month, so many years on.
const yearsValid = 5

// renewMonths is how many months before its end a card may be renewed.
const renewMonths = 3

// Card is a card as everybody may see it who may see it at all.
type Card struct {
	ID          store.ID         `json:"id"`
	Kind        Kind             `json:"kind" enum:"debit,credit,official"`
	Number      string           `json:"number" doc:"Masked." example:"6299 **** **** **** 013"`
	Sequence    int              `json:"sequence" doc:"卡序号: 1, and one more with each renewal under the same number."`
	Owner       auth.Party       `json:"owner" doc:"Whose account it is."`
	Holder      auth.Party       `json:"holder" doc:"持卡人, who knows the PIN."`
	Account     ledger.AccountID `json:"account"`
	Branch      ledger.Branch    `json:"branch"`
	Currency    money.Currency   `json:"currency"`
	ExpiresOn   calendar.Date    `json:"expiresOn" doc:"Its last day."`
	State       State            `json:"state" enum:"issued,active,frozen,lost,closed,replaced,expired"`
	HasPIN      bool             `json:"hasPin"`
	PINBlocked  bool             `json:"pinBlocked"`
	Limits      Limits           `json:"limits"`
	Loss        Loss             `json:"loss,omitempty" enum:"oral,written"`
	LostAt      *time.Time       `json:"lostAt,omitempty"`
	Replaces    store.ID         `json:"replaces,omitzero"`
	ReplacedBy  store.ID         `json:"replacedBy,omitzero"`
	IssuedAt    time.Time        `json:"issuedAt"`
	ActivatedAt *time.Time       `json:"activatedAt,omitempty"`
	EndedAt     *time.Time       `json:"endedAt,omitempty"`
	Version     int64            `json:"version"`

	sealed, mark []byte
	pin          hsm.Reference
	tries        int
}

// AuthScope is to whom a card belongs: the owner of its account, its holder, and the branch that keeps it.
func (c *Card) AuthScope() (auth.Scope, string) {
	s := auth.Scope{Parties: []auth.Party{c.Owner}, Branch: auth.Branch(c.Branch)}
	if c.Holder != c.Owner {
		s.Parties = append(s.Parties, c.Holder)
	}
	return s, string(ObjectCard) + "/" + c.ID.String()
}

// Location is where the card can be read.
func (c *Card) Location() string { return "/v1/card/cards/" + c.ID.String() }

// Digest is the row's for the audit log. The sealed number isn't in it, since resealing changes that and not the number.
func (c *Card) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(string(ObjectCard)).Int(int64(c.ID)).Text(string(c.Kind)).Text(c.Number).Int(int64(c.Sequence)).Int(int64(c.Owner)).
		Int(int64(c.Holder)).Int(int64(c.Account)).Text(string(c.Branch)).Text(string(c.Currency)).Int(int64(c.ExpiresOn)).
		Text(string(c.State)).Bytes(c.pin).Int(int64(c.tries)).Bytes(c.Limits.text()).Text(string(c.Loss)).
		Int(microsOf(c.LostAt)).Int(int64(c.Replaces)).Int(int64(c.ReplacedBy)).Int(c.IssuedAt.UnixMicro()).
		Int(microsOf(c.ActivatedAt)).Int(microsOf(c.EndedAt)).Int(c.Version)
	return h.Sum()
}

func microsOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixMicro()
}

// text is how limits are kept: JSON with its keys in order.
func (l Limits) text() []byte {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // a map of numbers is JSON
	}
	return b
}

// wrong refuses what can't be done with the card as it stands.
func (c *Card) wrong() error { return ErrState.With(string(c.State), statesZH[c.State]) }

// expiry is the card's last month as YYMM.
func (c *Card) expiry() string { return fmt.Sprintf("%04d", c.ExpiresOn.YYYYMMDD()/100%10000) }

// holder is the card for the security module.
func (c *Card) holder(number string) hsm.Holder {
	return hsm.Holder{Number: number, Token: c.ID.String()}
}

// china is where calendar days of limits and expiries begin.
var china = time.FixedZone("CST", 8*60*60)

func dayOf(t time.Time) calendar.Date { return calendar.FromTime(t.In(china)) }
