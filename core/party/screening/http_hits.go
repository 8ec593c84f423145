package screening

import (
	"context"
	"math"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

func (d *Desk) hitRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listScreeningHits", Method: "GET", Path: "/v1/screening/hits", EN: "List hits", ZH: "查询命中",
		About: "The newest first.", Permission: mayRead}, d.listHits)
	app.Read(api, app.Operation{ID: "getScreeningHit", Method: "GET", Path: "/v1/screening/hits/{id}", EN: "Read a hit", ZH: "查询命中详情",
		About: "With the entry as the list wrote it and the party as it stands.", Permission: mayRead,
		Problems: []*problem.Error{ErrUnknownHit}}, d.getHit)
	app.Write(api, app.Operation{ID: "decideScreeningHit", Method: "POST", Path: "/v1/screening/hits/{id}/decision", EN: "Decide a hit",
		ZH: "处理命中", About: "Not by who registered the party. A cleared hit comes again only when party or entry change.",
		Permission: mayDecide, Problems: []*problem.Error{ErrUnknownHit, ErrHitState, ErrOwnParty, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *decideIn) (*Hit, error) {
			return d.Decide(tx, in.ID.ID, Decision{From: in.Body.From, To: in.Body.To, Reason: in.Body.Reason})
		})
	app.Call(api, app.Operation{ID: "checkScreeningName", Method: "POST", Path: "/v1/screening/check", EN: "Try a name", ZH: "试查",
		About: "Compares with all lists in force and keeps nothing.", Permission: mayRead, KeyOptional: true,
		Problems: []*problem.Error{ErrInput}}, d.check)
	app.Read(api, app.Operation{ID: "listScreeningRuns", Method: "GET", Path: "/v1/screening/runs", EN: "List runs over all parties",
		ZH: "查询全量筛查进度", About: "The newest first, with how far each has come.", Permission: mayRead}, d.listRuns)
}

func (d *Desk) listHits(ctx context.Context, in *listHitsIn) (*app.Page[*Hit], error) {
	before := int64(math.MaxInt64)
	if _, err := app.ParseCursor(in.After, cursorHits, &before); err != nil {
		return nil, err
	}
	f := HitFilter{List: in.List, Party: in.Party.ID, Branch: in.Branch}
	if in.State != "" {
		if err := f.State.UnmarshalText([]byte(in.State)); err != nil {
			return nil, err
		}
	}
	var hs []*Hit
	err := d.st.View(ctx, func(v *store.View) (err error) {
		hs, err = hitPage(v, f, store.ID(before), in.Limit+1)
		return err
	})
	return app.NewPage(hs, in.Limit, func(h *Hit) string { return app.Cursor(cursorHits, int64(h.ID)) }), err
}

func (d *Desk) getHit(ctx context.Context, in *pathID) (*hitDetail, error) {
	out := &hitDetail{}
	return out, d.st.View(ctx, func(v *store.View) error {
		h, ok, err := hitByID(v, in.ID.ID)
		if err != nil || !ok {
			return orElse(err, ErrUnknownHit.With(in.ID))
		}
		out.Hit = h
		if out.Entry, err = entryAt(v, h.Version, h.place); err != nil {
			return err
		}
		p, ok, err := d.opt.Parties.Person(v, h.Party)
		if ok {
			out.Party = &p.Subject
		}
		return err
	})
}

func (d *Desk) check(ctx context.Context, in *checkIn) (*checkOut, error) {
	s := in.Body.Subject
	s.Identifiers = in.Body.Numbers
	if len(s.Names) == 0 || len(s.Names) > maxNames {
		return nil, ErrInput.With("names", "姓名")
	}
	out := &checkOut{Items: []Candidate{}}
	found, err := d.Try(ctx, s)
	if err != nil {
		return nil, err
	}
	out.Items = append(out.Items, found...)
	return out, d.st.View(ctx, func(v *store.View) (err error) {
		out.Threshold, err = d.opt.Threshold(v)
		return err
	})
}

func (d *Desk) listRuns(ctx context.Context, in *app.Paging) (*app.Page[*RunInfo], error) {
	before := int64(math.MaxInt64)
	if _, err := app.ParseCursor(in.After, cursorRuns, &before); err != nil {
		return nil, err
	}
	var rs []*RunInfo
	err := d.st.View(ctx, func(v *store.View) (err error) {
		rs, err = runsBefore(v, store.ID(before), in.Limit+1)
		return err
	})
	return app.NewPage(rs, in.Limit, func(r *RunInfo) string { return app.Cursor(cursorRuns, int64(r.ID)) }), err
}
