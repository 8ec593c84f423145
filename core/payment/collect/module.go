package collect

import (
	"context"
	"fmt"

	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The permissions of the room's operations.
const (
	mayRead   = "collect.read"
	mayMake   = "collect.make"
	mayRefund = "collect.refund"
	mayPay    = "payment.make"
)

// Module is what the room brings to the app.
func (c *Collect) Module() app.Module {
	return app.Module{
		Name:   "collect",
		Schema: Schema(),
		Routes: c.routes,
		Menu: []app.Entry{
			{Face: app.People, EN: "Get paid", ZH: "收款", Path: "/collect", Permission: mayMake},
			{Face: app.Business, EN: "Collections", ZH: "收款", Path: "/collect", Permission: mayRead},
			{Face: app.Government, EN: "Collections", ZH: "收款", Path: "/collect", Permission: mayRead},
		},
		Owners: map[auth.Kind]app.Owner{
			KindCode:       {Of: c.codeOwner, Missing: ErrUnknownCode},
			KindCollection: {Of: c.owner, Missing: ErrUnknown},
			KindTaken:      {Of: c.taker, Missing: ErrUnknown},
			KindAsk:        {Of: c.askOwner, Missing: ErrUnknownAsk},
		},
		Check: c.Check,
	}
}

// KindTaken is a collection to who has taken it: only she refunds it.
const KindTaken = "collect.taken"

func (c *Collect) codeOwner(ctx context.Context, id string) (auth.Scope, error) {
	one, err := viewOf(ctx, c, id, ErrUnknownCode, codeByID)
	if err != nil {
		return auth.Scope{}, err
	}
	s, _ := one.AuthScope()
	return s, nil
}

func (c *Collect) owner(ctx context.Context, id string) (auth.Scope, error) {
	one, err := viewOf(ctx, c, id, ErrUnknown, collectionByID)
	if err != nil {
		return auth.Scope{}, err
	}
	s, _ := one.AuthScope()
	return s, nil
}

func (c *Collect) taker(ctx context.Context, id string) (auth.Scope, error) {
	one, err := viewOf(ctx, c, id, ErrUnknown, collectionByID)
	if err != nil {
		return auth.Scope{}, err
	}
	return auth.Scope{Parties: []auth.Party{one.Payee}, Branch: one.Branch}, nil
}

// askOwner: only who is to pay decides an ask.
func (c *Collect) askOwner(ctx context.Context, id string) (auth.Scope, error) {
	one, err := viewOf(ctx, c, id, ErrUnknownAsk, askByID)
	if err != nil {
		return auth.Scope{}, err
	}
	return auth.Scope{Parties: []auth.Party{one.payer}}, nil
}

func viewOf[T any](ctx context.Context, c *Collect, id string, missing error, get func(store.Querier, store.ID) (T, error)) (out T, err error) {
	n, err := store.ParseID(id)
	if err != nil {
		return out, missing
	}
	err = c.st.View(ctx, func(v *store.View) error {
		out, err = get(v, n)
		return err
	})
	return out, err
}

// AuditSources let `tonghui verify` compare the room's rows with the audit log.
func (c *Collect) AuditSources() []audit.Source {
	return []audit.Source{
		audit.ByID(KindCode, "collect_codes", "id", selectCode, scanCode, func(o *Code) (store.ID, audit.Digest) { return o.ID, o.Digest() }),
		audit.ByID(KindCollection, "collect_collections", "id", selectCollection, scanCollection, func(o *Collection) (store.ID, audit.Digest) { return o.ID, o.Digest() }),
	}
}

// Check looks at every collection: its refunds add up and don't exceed it.
func (c *Collect) Check(ctx context.Context, st *store.Store, _ store.Seq) error {
	var bad []*Collection
	err := st.View(ctx, func(v *store.View) (err error) {
		bad, err = refundGaps(v, 0, 1)
		return err
	})
	if err == nil && len(bad) > 0 {
		err = fmt.Errorf("collect: the refunds of collection %s don't add up to the %d that it says", bad[0].ID, bad[0].Refunded)
	}
	return err
}
