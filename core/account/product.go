package account

import (
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/party"
)

// Holder is a sort of customer who may hold a product.
type Holder string

// The holders. A bank is an institution that the register knows as a business, and holds interbank accounts only.
const (
	ForPerson Holder = "person"
	ForFirm   Holder = "firm"
	ForAgency Holder = "agency" // 机关、事业单位、社会组织
)

// holderOf is what a party of a sort of core/party holds as.
func holderOf(sort string) Holder {
	switch party.Sort(sort) {
	case party.Person:
		return ForPerson
	case party.Business:
		return ForFirm
	}
	return ForAgency
}

// The channels (渠道) from which an order comes. Cash is the counter's cash desk.
const (
	Counter = "counter"
	App     = "app"
	Kiosk   = "kiosk"
	Card    = "card"
	Batch   = "batch"
	API     = "api"
	Cash    = "cash"
)

// channels are all of them.
var channels = []string{Counter, App, Kiosk, Card, Batch, API, Cash}

// Limit bounds what may leave an account, in minor units; nil is no bound. The narrowest of all that fit counts.
type Limit struct {
	Level     *party.Level  `json:"level,omitempty" doc:"Of customers up to this level only; absent: of all."`
	Channel   string        `json:"channel,omitempty" doc:"By this channel only; absent: by every one."`
	SingleMax *money.Amount `json:"singleMax,omitempty" doc:"单笔限额."`
	DayMax    *money.Amount `json:"dayMax,omitempty" doc:"日累计限额."`
}

// Product is what the bank offers, as it holds from a date on.
type Product struct {
	Code       string           `json:"code" minLength:"2" maxLength:"24" example:"demand"`
	Digits     int              `json:"digits" minimum:"1" maximum:"999" doc:"The product's three digits in account numbers."`
	Kind       Kind             `json:"kind"`
	NameZH     string           `json:"nameZh" minLength:"1" maxLength:"60"`
	NameEN     string           `json:"nameEn" minLength:"1" maxLength:"60"`
	Currencies []money.Currency `json:"currencies" minItems:"1" maxItems:"20" nullable:"false"`
	Chart      ledger.Code      `json:"chart" doc:"科目号 of its accounts." example:"2011"`
	Holders    []Holder         `json:"holders" minItems:"1" maxItems:"3" nullable:"false" doc:"Who may hold it: person, firm, agency."`
	Level      party.Level      `json:"level" minimum:"0" maximum:"3" doc:"客户身份识别等级 that its owner needs."`
	MinOpen    money.Amount     `json:"minOpen" doc:"起存金额, minor units; of a deposit also what must stay after a part was withdrawn."`
	RateCode   string           `json:"rateCode,omitempty" maxLength:"24" doc:"利率代码; absent: it earns nothing."`
	TermMonths int              `json:"termMonths,omitempty" minimum:"0" maximum:"120" doc:"存期; of a temporary account the longest."`
	NoticeDays int              `json:"noticeDays,omitempty" minimum:"0" maximum:"31" doc:"通知期."`
	Partials   int              `json:"partials,omitempty" minimum:"0" maximum:"12" doc:"How often a part may be withdrawn early."`
	Channels   []string         `json:"channels" nullable:"false" doc:"From where orders may come: counter, app, kiosk, card, batch, api."`
	Cash       bool             `json:"cash,omitempty" doc:"Cash may be drawn (支取现金)."`
	Limits     []Limit          `json:"limits" maxItems:"40" nullable:"false"`
	Fees       []string         `json:"fees" maxItems:"20" nullable:"false" doc:"Items of the tariff that it costs; account.open is charged at opening."`
	Offered    bool             `json:"offered" doc:"New accounts may be opened; a product that is withdrawn keeps its old ones."`
}

// DemandRate is the rate code by which broken deposits earn (活期利率).
const DemandRate = "demand"

// most bounds amounts in products and tariff: a hundred billion yuan.
const most money.Amount = 10_000_000_000_000

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_.]{1,39}$`)

func named(s string, longest int) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= longest && !containsControl(s)
}

func containsControl(s string) bool {
	return slices.ContainsFunc([]rune(s), unicode.IsControl)
}

// check refuses a product that can't be, and names the field.
func (p *Product) check() error {
	bad := func(field string) error {
		return ErrProductField.With(field).At("/"+field, "can't be so", "取值不当")
	}
	switch {
	case !codeForm.MatchString(p.Code) || len(p.Code) > 24:
		return bad("code")
	case p.Digits < 1 || p.Digits > 999:
		return bad("digits")
	case !slices.Contains(kinds, p.Kind):
		return bad("kind")
	case !named(p.NameZH, 60) || !named(p.NameEN, 60):
		return bad("nameZh")
	case len(p.Currencies) == 0 || slices.ContainsFunc(p.Currencies, func(c money.Currency) bool { return !c.Valid() }):
		return bad("currencies")
	case p.Chart == "" || len(p.Chart) > 16:
		return bad("chart")
	case len(p.Holders) == 0 || slices.ContainsFunc(p.Holders, func(h Holder) bool { return !h.known() }):
		return bad("holders")
	case p.Level > party.FaceToFace:
		return bad("level")
	case p.MinOpen < 0 || p.MinOpen > most:
		return bad("minOpen")
	case p.RateCode != "" && !codeForm.MatchString(p.RateCode):
		return bad("rateCode")
	}
	return p.checkKind(bad)
}

func (h Holder) known() bool { return h == ForPerson || h == ForFirm || h == ForAgency }

// checkKind looks at what only some kinds have.
func (p *Product) checkKind(bad func(string) error) error {
	termed := p.Kind == Time || p.Kind == Temporary
	switch {
	case termed != (p.TermMonths > 0) || p.TermMonths > 120:
		return bad("termMonths")
	case p.Kind == Temporary && p.TermMonths > temporaryMonths:
		return bad("termMonths")
	case (p.Kind == Notice) != (p.NoticeDays > 0) || p.NoticeDays > 31:
		return bad("noticeDays")
	case p.Partials < 0 || p.Partials > 12:
		return bad("partials")
	case p.Cash && (p.Kind == General || p.Kind.fixed() || p.Kind.guarded()):
		return bad("cash") // 一般存款账户不得办理现金支取, 办法第三十四条
	case slices.ContainsFunc(p.Channels, func(c string) bool { return c == Cash || !slices.Contains(channels, c) }):
		return bad("channels")
	case slices.ContainsFunc(p.Fees, func(f string) bool { return !codeForm.MatchString(f) }):
		return bad("fees")
	}
	for _, l := range p.Limits {
		if l.Channel != "" && !slices.Contains(channels, l.Channel) || l.Level != nil && *l.Level > party.FaceToFace ||
			!boundOK(l.SingleMax) || !boundOK(l.DayMax) {
			return bad("limits")
		}
	}
	return nil
}

func boundOK(a *money.Amount) bool { return a == nil || *a >= 0 && *a <= most }

// temporaryMonths is the longest that a temporary account may stand (临时存款账户的有效期最长不得超过2年):
// 人民币银行结算账户管理办法 (中国人民银行令〔2003〕第5号) 第三十六条.
const temporaryMonths = 24

// narrowest is the smaller of two bounds.
func narrowest(a, b *money.Amount) *money.Amount {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}

// bound is what the product allows a customer of this level by this channel.
func (p *Product) bound(level party.Level, channel string) (l Limit) {
	l.Channel = channel
	for _, r := range p.Limits {
		if (r.Channel == "" || r.Channel == channel) && (r.Level == nil || level <= *r.Level) {
			l.SingleMax, l.DayMax = narrowest(l.SingleMax, r.SingleMax), narrowest(l.DayMax, r.DayMax)
		}
	}
	return l
}

// reachable reports whether orders may come by a channel.
func (p *Product) reachable(channel string) bool {
	if channel == Cash {
		return p.Cash
	}
	return slices.Contains(p.Channels, channel)
}
