package account

import (
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// Version is a product as it holds from a date on, and who set it.
type Version struct {
	ID         store.ID      `json:"id"`
	From       calendar.Date `json:"from" doc:"生效日."`
	Product    Product       `json:"product"`
	ProposedBy string        `json:"proposedBy"`
	ApprovedBy string        `json:"approvedBy"`
	Reason     string        `json:"reason"`
	SetAt      time.Time     `json:"setAt"`
}

// FeeVersion is an item of the tariff as it holds from a date on, and who set it.
type FeeVersion struct {
	ID         store.ID      `json:"id"`
	From       calendar.Date `json:"from" doc:"生效日."`
	Item       FeeItem       `json:"item"`
	ProposedBy string        `json:"proposedBy"`
	ApprovedBy string        `json:"approvedBy"`
	Reason     string        `json:"reason"`
	SetAt      time.Time     `json:"setAt"`
}

// catalogue is all versions of products and tariff, each list in the order of from and id. It is never changed.
type catalogue struct {
	products map[string][]*Version
	items    map[string][]*FeeVersion
	at       time.Time
	changes  int64
}

// fresh is how long a catalogue is believed: another process's change of today is seen that much later.
const fresh = time.Second

// catalogue reads what is committed. It asks no Tx: what is set in an update is offered from the next one on, so that a
// change that is undone leaves nothing here.
func (d *Deposits) catalogue() (*catalogue, error) {
	changes, now := d.changes.Load(), d.st.Now()
	if c := d.known.Load(); c != nil && c.changes == changes && now.Sub(c.at) < fresh {
		return c, nil
	}
	c := &catalogue{products: map[string][]*Version{}, items: map[string][]*FeeVersion{}, at: now, changes: changes}
	err := d.st.View(context.Background(), func(v *store.View) error {
		versions, err := allProducts(v)
		if err != nil {
			return err
		}
		fees, err := allItems(v)
		if err != nil {
			return err
		}
		for _, p := range versions {
			c.products[p.Product.Code] = append(c.products[p.Product.Code], p)
		}
		for _, f := range fees {
			c.items[f.Item.Item] = append(c.items[f.Item.Item], f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.known.Store(c)
	return c, nil
}

// product is the version that holds on a day, or nil.
func (c *catalogue) product(code string, on calendar.Date) *Product {
	vs := c.products[code]
	i := sort.Search(len(vs), func(i int) bool { return vs[i].From > on })
	if i == 0 {
		return nil
	}
	return &vs[i-1].Product
}

// item is the version of a tariff's item that holds on a day, or nil.
func (c *catalogue) item(item string, on calendar.Date) *FeeItem {
	vs := c.items[item]
	i := sort.Search(len(vs), func(i int) bool { return vs[i].From > on })
	if i == 0 {
		return nil
	}
	return &vs[i-1].Item
}

// Products are what the bank offers on a day, or did, by code.
func (d *Deposits) Products(on calendar.Date) ([]Product, error) {
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	out := []Product{}
	for code := range c.products {
		if p := c.product(code, on); p != nil {
			out = append(out, *p)
		}
	}
	slices.SortFunc(out, func(a, b Product) int {
		if k := slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind); k != 0 {
			return k
		}
		if a.Digits != b.Digits {
			return a.Digits - b.Digits
		}
		return strings.Compare(a.Code, b.Code)
	})
	return out, nil
}

// Product is the version of a product that holds on a day. Errors: ErrProduct.
func (d *Deposits) Product(code string, on calendar.Date) (Product, error) {
	c, err := d.catalogue()
	if err != nil {
		return Product{}, err
	}
	p := c.product(code, on)
	if p == nil {
		return Product{}, ErrProduct
	}
	return *p, nil
}

// Tariff is the public tariff of a day, by item.
func (d *Deposits) Tariff(on calendar.Date) ([]FeeItem, error) {
	c, err := d.catalogue()
	if err != nil {
		return nil, err
	}
	out := []FeeItem{}
	for item := range c.items {
		if f := c.item(item, on); f != nil {
			out = append(out, *f)
		}
	}
	slices.SortFunc(out, func(a, b FeeItem) int { return strings.Compare(a.Item, b.Item) })
	return out, nil
}

// today is the open bank date, or the day by the clock before the bank has opened its first.
func (d *Deposits) today(q store.Querier) calendar.Date {
	if b, ok := q.(interface {
		BankDate() (calendar.Date, bool)
	}); ok {
		if day, open := b.BankDate(); open {
			return day
		}
	}
	return calendar.FromTime(d.st.Now().In(shanghai))
}

// shanghai is the bank's zone: one the whole year.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)
