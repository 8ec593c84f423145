package account

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The acts that need four eyes.
const (
	ActProduct = "account.product"
	ActTariff  = "account.tariff"
)

// Kinds of versions in the audit log.
const (
	KindProduct = "account.product"
	KindItem    = "account.tariff"
)

// ProductChange is a version of a product that is to hold from a date on; also the payload of a proposal.
type ProductChange struct {
	From       calendar.Date `json:"from"`
	Product    Product       `json:"product"`
	ProposedBy string        `json:"proposedBy"`
	Reason     string        `json:"reason"`
}

// FeeChange is the same of an item of the tariff.
type FeeChange struct {
	From       calendar.Date `json:"from"`
	Item       FeeItem       `json:"item"`
	ProposedBy string        `json:"proposedBy"`
	Reason     string        `json:"reason"`
}

// begins refuses a day that is over: no change reaches back.
func (d *Deposits) begins(tx *store.Tx, from calendar.Date) error {
	today := max(d.today(tx), calendar.FromTime(tx.Now().In(shanghai)))
	switch {
	case from < today:
		return ErrPast.With(from, today)
	case from > today+5*366:
		return ErrFar
	}
	return nil
}

// SetProduct adds a version of a product: the second half of four eyes, run when somebody else has approved it.
func (d *Deposits) SetProduct(tx *store.Tx, c ProductChange) (Version, error) {
	if err := c.Product.check(); err != nil {
		return Version{}, err
	}
	if err := d.begins(tx, c.From); err != nil {
		return Version{}, err
	}
	all, err := allProducts(tx)
	if err != nil {
		return Version{}, err
	}
	if err := fits(all, &c); err != nil {
		return Version{}, err
	}
	return d.addVersion(tx, c, all)
}

// fits compares a change with what there is.
func fits(all []*Version, c *ProductChange) error {
	var holds *Product
	for _, v := range all {
		p := &v.Product
		switch {
		case p.Code != c.Product.Code && p.Digits == c.Product.Digits:
			return ErrDigitsTaken
		case p.Code != c.Product.Code:
			continue
		case p.Kind != c.Product.Kind || p.Digits != c.Product.Digits || p.Chart != c.Product.Chart:
			return ErrKindStays
		}
		if v.From <= c.From {
			holds = p
		}
	}
	if holds != nil && same(holds, &c.Product) {
		return ErrSame
	}
	return nil
}

// same compares what two values say.
func same(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && string(x) == string(y)
}

func (d *Deposits) addVersion(tx *store.Tx, c ProductChange, all []*Version) (Version, error) {
	last := store.ID(0)
	for _, v := range all {
		last = max(last, v.ID)
	}
	v := Version{ID: tx.NewIDAfter(last), From: c.From, Product: c.Product, ProposedBy: c.ProposedBy, ApprovedBy: actor(tx), Reason: c.Reason,
		SetAt: tx.Now()}
	if err := insertVersion(tx, &v); err != nil {
		return v, err
	}
	tx.AfterCommit(func() { d.changes.Add(1) })
	return v, d.note(tx, audit.Note{Verb: "account.set_product", Kind: KindProduct, Object: v.ID.String(), After: v.digest(), Reason: c.Reason})
}

// SetFee adds a version of an item of the tariff, as SetProduct does.
func (d *Deposits) SetFee(tx *store.Tx, c FeeChange) (FeeVersion, error) {
	if err := c.Item.check(); err != nil {
		return FeeVersion{}, err
	}
	if err := d.begins(tx, c.From); err != nil {
		return FeeVersion{}, err
	}
	all, err := allItems(tx)
	if err != nil {
		return FeeVersion{}, err
	}
	var holds *FeeItem
	for _, v := range all {
		if v.Item.Item == c.Item.Item && v.From <= c.From {
			holds = &v.Item
		}
	}
	if holds != nil && same(holds, &c.Item) {
		return FeeVersion{}, ErrSame
	}
	return d.addFee(tx, c, all)
}

func (d *Deposits) addFee(tx *store.Tx, c FeeChange, all []*FeeVersion) (FeeVersion, error) {
	last := store.ID(0)
	for _, v := range all {
		last = max(last, v.ID)
	}
	v := FeeVersion{ID: tx.NewIDAfter(last), From: c.From, Item: c.Item, ProposedBy: c.ProposedBy, ApprovedBy: actor(tx), Reason: c.Reason,
		SetAt: tx.Now()}
	if err := insertFee(tx, &v); err != nil {
		return v, err
	}
	tx.AfterCommit(func() { d.changes.Add(1) })
	return v, d.note(tx, audit.Note{Verb: "account.set_fee", Kind: KindItem, Object: v.ID.String(), After: v.digest(), Reason: c.Reason})
}

// Acts are what the register of approvals runs for this room; New declares them to it.
func (d *Deposits) Acts() []approval.Act {
	return []approval.Act{
		{Kind: ActProduct, EN: "Set a product", ZH: "设置存款产品", Permission: mayWriteProduct, StepUp: true,
			Run: run(d.SetProduct), Describe: d.describeProduct},
		{Kind: ActTariff, EN: "Set an item of the tariff", ZH: "设置收费标准", Permission: mayWriteProduct, StepUp: true,
			Run: run(d.SetFee), Describe: d.describeFee},
	}
}

// run makes an act of a verb: its payload is the verb's request, its result what the verb answers.
func run[Request, Answer any](verb func(*store.Tx, Request) (Answer, error)) func(context.Context, *store.Tx, json.RawMessage) (json.RawMessage, error) {
	return func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
		var r Request
		if err := json.Unmarshal(payload, &r); err != nil {
			return nil, ErrRequest.Because(err)
		}
		out, err := verb(tx, r)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	}
}

func (d *Deposits) describeProduct(_ context.Context, payload json.RawMessage) []approval.Line {
	var c ProductChange
	if json.Unmarshal(payload, &c) != nil {
		return nil
	}
	var old Product
	if p, err := d.Product(c.Product.Code, c.From); err == nil {
		old = p
	}
	return lines(c.From, &old, &c.Product, old.Code != "")
}

func (d *Deposits) describeFee(_ context.Context, payload json.RawMessage) []approval.Line {
	var c FeeChange
	if json.Unmarshal(payload, &c) != nil {
		return nil
	}
	var old FeeItem
	if cat, err := d.catalogue(); err == nil {
		if f := cat.item(c.Item.Item, c.From); f != nil {
			old = *f
		}
	}
	return lines(c.From, &old, &c.Item, old.Item != "")
}

// labels are what the fields of products and items are called for who approves.
var labels = []struct{ field, en, zh string }{
	{"code", "Code", "产品代码"}, {"item", "Item", "收费项目"}, {"kind", "Kind", "账户种类"}, {"nameZh", "Chinese name", "中文名称"},
	{"nameEn", "English name", "英文名称"}, {"digits", "Digits", "产品号"}, {"currencies", "Currencies", "币种"}, {"currency", "Currency", "币种"},
	{"chart", "Chart code", "科目"}, {"holders", "Holders", "适用客户"}, {"level", "Level", "身份识别等级"}, {"minOpen", "Minimum", "起存金额"},
	{"rateCode", "Rate code", "利率代码"}, {"termMonths", "Term in months", "存期（月）"}, {"noticeDays", "Days of notice", "通知期（天）"},
	{"partials", "Partial withdrawals", "部分提前支取次数"}, {"channels", "Channels", "渠道"}, {"cash", "Cash", "支取现金"},
	{"limits", "Limits", "限额"}, {"fees", "Fees", "收费项目"}, {"offered", "Offered", "对外办理"}, {"flat", "Per piece", "每笔"},
	{"rate", "Rate", "费率"}, {"min", "At least", "最低"}, {"max", "At most", "最高"}, {"steps", "Steps", "分档"}, {"free", "Free for", "免收对象"},
	{"wording", "Wording", "说明"},
}

// lines list what a version says beside what holds.
func lines(from calendar.Date, old, now any, had bool) []approval.Line {
	out := []approval.Line{{EN: "From", ZH: "生效日", Value: from.String()}}
	was, is := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for _, side := range []struct {
		v  any
		to *map[string]json.RawMessage
	}{{old, &was}, {now, &is}} {
		b, err := json.Marshal(side.v)
		if err != nil || json.Unmarshal(b, side.to) != nil {
			return nil
		}
	}
	for _, l := range labels {
		line := approval.Line{EN: l.en, ZH: l.zh, Value: words(is[l.field])}
		if had {
			line.Old = words(was[l.field])
		}
		if line.Value != "" || line.Old != "" {
			out = append(out, line)
		}
	}
	return out
}

func words(b json.RawMessage) string { return strings.Trim(string(b), `"`) }

// errRehearsed undoes a rehearsal.
var errRehearsed = errors.New("account: rehearsed")

// propose registers a change for four eyes, after a rehearsal: what can't be done is refused to who proposes it.
func (d *Deposits) propose(tx *store.Tx, act, object string, request any, reason string, rehearse func() error) (*approval.Approval, error) {
	if d.o.Approvals == nil {
		return nil, ErrFourEyes
	}
	err := tx.Savepoint(func() error {
		if err := rehearse(); err != nil {
			return err
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return nil, err
	}
	payload, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	a, err := d.o.Approvals.Propose(tx, approval.Proposal{Kind: act, Object: object, Payload: payload, Reason: reason})
	return &a, err
}

// ProposeProduct proposes a version of a product.
func (d *Deposits) ProposeProduct(tx *store.Tx, c ProductChange) (*approval.Approval, error) {
	c.ProposedBy = actor(tx)
	return d.propose(tx, ActProduct, KindProduct+"/"+c.Product.Code, c, c.Reason, func() error {
		_, err := d.SetProduct(tx, c)
		return err
	})
}

// ProposeFee proposes a version of an item of the tariff.
func (d *Deposits) ProposeFee(tx *store.Tx, c FeeChange) (*approval.Approval, error) {
	c.ProposedBy = actor(tx)
	return d.propose(tx, ActTariff, KindItem+"/"+c.Item.Item, c, c.Reason, func() error {
		_, err := d.SetFee(tx, c)
		return err
	})
}

// digest is the version's for the audit log.
func (v *Version) digest() audit.Digest {
	return versionDigest(KindProduct, v.ID, v.From, v.Product, v.ProposedBy, v.ApprovedBy, v.Reason, v.SetAt.UnixMicro())
}

func (v *FeeVersion) digest() audit.Digest {
	return versionDigest(KindItem, v.ID, v.From, v.Item, v.ProposedBy, v.ApprovedBy, v.Reason, v.SetAt.UnixMicro())
}

func versionDigest(kind string, id store.ID, from calendar.Date, what any, by, approved, reason string, at int64) audit.Digest {
	b, err := json.Marshal(what)
	if err != nil {
		b = []byte(strconv.Quote(err.Error())) // products and items are numbers and texts: never
	}
	var h audit.Hasher
	return h.Start(kind).Int(int64(id)).Int(int64(from)).Bytes(b).Text(by).Text(approved).Text(reason).Int(at).Sum()
}
