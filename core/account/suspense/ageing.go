package suspense

import (
	"context"
	"fmt"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// ageChunk is how many items one chunk of the ageing looks at.
const ageChunk = 300

// Steps are the room's work at the end of a bank date: items grow older, and each that enters another bucket is told of.
func (d *Desk) Steps() []dayend.Step {
	return []dayend.Step{{Name: "suspense.age", EN: "Age suspense items", ZH: "挂账账龄", Chunk: d.age,
		Total: func(ctx context.Context, _ calendar.Date) (n int, err error) {
			err = d.st.View(ctx, func(v *store.View) error {
				n, err = countOpen(v)
				return err
			})
			return n, err
		}}}
}

func (d *Desk) age(_ context.Context, tx *store.Tx, day calendar.Date, cursor string) (string, int, error) {
	after := store.ID(0)
	if cursor != "" {
		var err error
		if after, err = store.ParseID(cursor); err != nil {
			return "", 0, err
		}
	}
	items, err := lockOpen(tx, after, ageChunk)
	if err != nil {
		return "", 0, err
	}
	for _, it := range items {
		bucket := bucketOf(day.Sub(it.Since))
		if bucket <= it.Bucket {
			continue
		}
		it.Bucket = bucket
		if err := setBucket(tx, it.ID, bucket); err != nil {
			return "", 0, err
		}
		if err := d.tell(tx, it, "older"); err != nil {
			return "", 0, err
		}
	}
	if len(items) < ageChunk {
		return "", len(items), nil
	}
	return items[len(items)-1].ID.String(), len(items), nil
}

// Check is the module's: of each suspense account, what is left of its open items is what the ledger says that it holds; an item's
// moves and what is left of it are its amount.
func (d *Desk) Check(ctx context.Context, _ *store.Store, _ store.Seq) error {
	n, first := 0, ""
	find := func(format string, args ...any) {
		if n++; n == 1 {
			first = fmt.Sprintf(format, args...)
		}
	}
	var accounts []ledger.AccountID
	err := d.st.View(ctx, func(v *store.View) (err error) {
		if accounts, err = places(v); err != nil {
			return err
		}
		wrong, err := unevenItems(v, 100)
		for _, id := range wrong {
			find("item %s and its moves don't add up", id)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range accounts {
		left, booked, err := d.compare(ctx, id)
		if err != nil {
			return err
		}
		if left != booked {
			find("account %s holds %d, its items %d", id, booked, left)
		}
	}
	if n > 0 {
		return errFound.With(n, first)
	}
	return nil
}

// compare reads an account's items and its balance until nothing has moved between the two, as the bank goes on meanwhile.
func (d *Desk) compare(ctx context.Context, id ledger.AccountID) (left, booked money.Amount, err error) {
	read := func() (f footing, err error) {
		err = d.st.View(ctx, func(v *store.View) error {
			f, err = footingOf(v, id)
			return err
		})
		return f, err
	}
	was, err := read()
	for range 10 {
		if err != nil {
			return 0, 0, err
		}
		a, err := d.led.Account(ctx, id)
		if err != nil {
			return 0, 0, err
		}
		now, err := read()
		if err != nil {
			return 0, 0, err
		}
		if booked = a.Balance.Booked; now == was {
			break
		}
		was = now
	}
	return was.left, booked, nil
}

// AuditSources let `tonghui verify` compare the items with the audit log.
func (d *Desk) AuditSources() []audit.Source { return []audit.Source{itemSource()} }
