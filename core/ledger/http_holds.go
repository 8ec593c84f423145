package ledger

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type holdBody struct {
	Account   AccountID    `json:"account" doc:"Whose money is reserved." example:"463856467968"`
	Kind      string       `json:"kind" minLength:"1" maxLength:"24" example:"card"`
	Reference string       `json:"reference" minLength:"1" maxLength:"64" doc:"Unique within the kind." example:"AUTH-88"`
	Amount    money.Amount `json:"amount" doc:"Minor units, more than zero." example:"50000"`
	ExpiresAt time.Time    `json:"expiresAt" doc:"When it ends by itself." example:"2026-03-09T00:00:00Z"`
	Summary   string       `json:"summary,omitempty" maxLength:"140" doc:"摘要." example:"酒店押金"`
}

func (b *holdBody) hold() *Hold {
	return &Hold{Account: b.Account, Kind: b.Kind, Reference: b.Reference, Amount: b.Amount, ExpiresAt: b.ExpiresAt, Summary: b.Summary}
}

type placeHoldIn struct{ Body holdBody }

type placeHoldsIn struct {
	Mode string `query:"mode" enum:"independent,atomic,stop" default:"independent" doc:"What a refused hold means for the others."`
	Body struct {
		Holds []holdBody `json:"holds" minItems:"1" maxItems:"200" nullable:"false"`
	}
}

// holdResult is one hold of a batch: the hold, or why there is none.
type holdResult struct {
	Status   string `json:"status" enum:"placed,replayed,refused,not_tried"`
	Hold     *Hold  `json:"hold,omitempty"`
	Code     string `json:"code,omitempty" doc:"Why it was refused." example:"ledger.insufficient_funds"`
	Detail   string `json:"detail,omitempty" doc:"The same as a sentence."`
	DetailZH string `json:"detailZh,omitempty" doc:"The same in Chinese."`
}

type holdResults struct {
	Results []holdResult `json:"results" nullable:"false" doc:"One for each hold, in order."`
}

type holdPath struct {
	ID pathID[HoldID] `path:"id" doc:"The hold's id."`
}

type listHoldsIn struct {
	ID pathID[AccountID] `path:"id" doc:"The account's id."`
	app.Paging
	State string `query:"state" enum:"active,captured,released,expired" default:"active" doc:"Where the holds stand."`
}

type captureIn struct {
	ID   pathID[HoldID] `path:"id" doc:"The hold's id."`
	Body struct {
		Kind      string          `json:"kind" minLength:"1" maxLength:"24" doc:"Of the entry." example:"card"`
		Reference string          `json:"reference" minLength:"1" maxLength:"64" doc:"Of the entry; unique within the kind." example:"SALE-88"`
		To        AccountID       `json:"to" doc:"The account that gets the money." example:"463856468000"`
		Amount    *money.Amount   `json:"amount,omitempty" doc:"Absent: all that the hold still has."`
		Final     bool            `json:"final,omitempty" doc:"Releases what the hold still has after this capture."`
		ValueDate string          `json:"valueDate,omitempty" format:"date" doc:"起息日; default the bank date."`
		Branch    Branch          `json:"branch,omitempty" maxLength:"12"`
		Code      string          `json:"code,omitempty" maxLength:"16"`
		Summary   string          `json:"summary,omitempty" maxLength:"140"`
		Metadata  json.RawMessage `json:"metadata,omitempty"`
	}
}

// Location is where the hold can be read.
func (h *Hold) Location() string { return "/v1/ledger/holds/" + h.ID.String() }

func (l *Ledger) holdRoutes(api huma.API) {
	placing := []*problem.Error{ErrKind, ErrReference, ErrAmountNotPositive, ErrDuplicateReference, ErrHoldExpiry, ErrUnknownAccount,
		ErrAccountClosed, ErrInsufficient, ErrFrozen, ErrDebitFrozen, ErrCreditFrozen}
	ending := []*problem.Error{ErrUnknownHold, ErrHoldEnded}
	app.Write(api, app.Operation{ID: "placeHold", Method: "POST", Path: "/v1/ledger/holds", EN: "Place a hold", ZH: "预授权",
		About: "Reserves money until it is captured in full or in parts, released, or expires.", Status: 201, Permission: mayPost,
		Problems: placing, Ahead: app.Ahead(func(ctx context.Context, in *placeHoldIn) context.Context {
			return l.withIDs(ctx, in.Body.Account)
		})},
		func(_ context.Context, tx *store.Tx, in *placeHoldIn) (*Hold, error) {
			h := in.Body.hold()
			return h, l.PlaceHold(tx, h)
		})
	app.Write(api, app.Operation{ID: "placeHolds", Method: "POST", Path: "/v1/ledger/holds/bulk", EN: "Place many holds", ZH: "批量预授权",
		About: "Up to 200 holds, with the modes of bulk booking. Each can be captured like one placed alone.", Permission: mayPost,
		MaxBody: 512 << 10, Problems: append([]*problem.Error{ErrBatchRefused, ErrNotTried}, placing...),
		Ahead: app.Ahead(func(ctx context.Context, in *placeHoldsIn) context.Context {
			ids := make([]AccountID, len(in.Body.Holds))
			for i := range ids {
				ids[i] = in.Body.Holds[i].Account
			}
			return l.withIDs(ctx, ids...)
		})}, l.placeHolds)
	app.Read(api, app.Operation{ID: "getHold", Method: "GET", Path: "/v1/ledger/holds/{id}", EN: "Read a hold", ZH: "查询预授权",
		About: "As it stands now, also after it has ended.", Permission: mayRead, Problems: ending[:1]},
		func(ctx context.Context, in *holdPath) (*Hold, error) {
			return view(ctx, l, func(v *store.View) (*Hold, error) { return l.hold(v, in.ID.value) })
		})
	app.Read(api, app.Operation{ID: "listHolds", Method: "GET", Path: "/v1/ledger/accounts/{id}/holds", EN: "List an account's holds",
		ZH: "查询账户预授权", About: "Those of one state, the oldest first.", Permission: mayRead, Object: accountKind, Problems: []*problem.Error{ErrUnknownAccount}},
		l.listHolds)
	app.Write(api, app.Operation{ID: "captureHold", Method: "POST", Path: "/v1/ledger/holds/{id}/capture", EN: "Capture from a hold",
		ZH: "预授权完成", About: "Books an entry that takes its money from the hold. A hold may be captured several times until nothing is " +
			"left. Entries of more postings capture with the property `capture` of `postEntry`.", Status: 201, Permission: mayPost,
		Problems: append([]*problem.Error{ErrUnknownHold, ErrHoldEnded, ErrHoldExceeded}, postingProblems...)}, l.captureHold)
	app.Write(api, app.Operation{ID: "releaseHold", Method: "POST", Path: "/v1/ledger/holds/{id}/release", EN: "Release a hold",
		ZH: "预授权撤销", About: "Gives back what it still reserves.", Permission: mayPost, Problems: ending},
		func(_ context.Context, tx *store.Tx, in *holdPath) (*Hold, error) {
			return l.ReleaseHold(tx, in.ID.value)
		})
}

// placeHolds places holds one by one, each in a savepoint of its own.
func (l *Ledger) placeHolds(_ context.Context, tx *store.Tx, in *placeHoldsIn) (*holdResults, error) {
	mode, err := ParseMode(in.Mode)
	if err != nil {
		return nil, err
	}
	out := &holdResults{Results: make([]holdResult, len(in.Body.Holds))}
	stopped := false
	for i := range in.Body.Holds {
		if stopped {
			out.Results[i] = refusedHold("not_tried", ErrNotTried)
			continue
		}
		h := in.Body.Holds[i].hold()
		err := tx.Savepoint(func() error { return l.PlaceHold(tx, h) })
		switch {
		case fault(err):
			return nil, err
		case err != nil && mode == Atomic:
			return nil, holdRefusedAt(i, err)
		case err != nil:
			out.Results[i] = refusedHold("refused", err)
			stopped = mode == StopAtFirst
		case h.Replayed:
			out.Results[i] = holdResult{Status: "replayed", Hold: h}
		default:
			out.Results[i] = holdResult{Status: "placed", Hold: h}
		}
	}
	return out, nil
}

func refusedHold(status string, err error) holdResult {
	p := problem.Of(err)
	return holdResult{Status: status, Code: p.Code, Detail: p.EN, DetailZH: p.ZH}
}

// holdRefusedAt is refusedAt for holds.
func holdRefusedAt(i int, err error) error {
	p := problem.Of(refusedAt(i, err))
	for j := range p.Fields {
		p.Fields[j].Path = "/holds/" + strconv.Itoa(i)
	}
	return p
}

func (l *Ledger) listHolds(ctx context.Context, in *listHoldsIn) (*app.Page[*Hold], error) {
	var state HoldState
	if err := state.UnmarshalText([]byte(in.State)); err != nil {
		return nil, located(err, "query:state")
	}
	var after int64
	if _, err := app.ParseCursor(in.After, cursorHolds, &after); err != nil {
		return nil, err
	}
	hs, err := view(ctx, l, func(v *store.View) ([]*Hold, error) {
		if _, err := positionByID(v, in.ID.value); err != nil {
			return nil, err
		}
		return holdsOf(v, in.ID.value, state, HoldID(after), in.Limit+1)
	})
	return app.NewPage(hs, in.Limit, func(h *Hold) string { return app.Cursor(cursorHolds, int64(h.ID)) }), err
}

// captureHold books the entry that takes money from a hold to another account. On which side depends on the class of
// the hold's account.
func (l *Ledger) captureHold(_ context.Context, tx *store.Tx, in *captureIn) (*EntryAnswer, error) {
	h, err := l.hold(tx, in.ID.value)
	if err != nil {
		return nil, err
	}
	s, err := l.state(tx, h.Account)
	if err != nil {
		return nil, err
	}
	if first, err := l.firstCapture(tx, in); err != nil || first != nil {
		return first, err
	}
	b := &in.Body
	amount := h.Left()
	if b.Amount != nil {
		if amount = *b.Amount; amount <= 0 {
			return nil, located(ErrAmountNotPositive, "/amount")
		}
	}
	if h.Left() == 0 {
		return nil, ErrHoldEnded.With(h.ID)
	}
	e := &Entry{Kind: b.Kind, Reference: b.Reference, Branch: b.Branch, Code: b.Code, Summary: b.Summary, Metadata: b.Metadata,
		Capture: &Capture{Hold: h.ID, Final: b.Final}, Postings: []Posting{
			{Account: h.Account, Amount: -s.class.sign() * amount}, {Account: b.To, Amount: s.class.sign() * amount}}}
	if e.ValueDate, err = dateOr(b.ValueDate, 0, "/valueDate"); err != nil {
		return nil, err
	}
	if err := l.Post(tx, e); err != nil {
		return nil, err
	}
	return AnswerOf(e), nil
}

// firstCapture is the entry that was booked under this kind and reference, if there is one. It is looked for before the
// hold is judged, since the first capture may have ended the hold.
func (l *Ledger) firstCapture(tx *store.Tx, in *captureIn) (*EntryAnswer, error) {
	b := &in.Body
	found, err := entriesByReference(tx, b.Kind, []string{b.Reference})
	e := found[b.Reference]
	if err != nil || e == nil {
		return nil, err
	}
	if e.Hold != in.ID.value || len(e.Postings) != 2 || e.Postings[1].Account != b.To || e.Summary != b.Summary ||
		b.Amount != nil && *b.Amount != max(e.Postings[1].Amount, -e.Postings[1].Amount) {
		return nil, ErrDuplicateReference.With(b.Kind, b.Reference)
	}
	e.Replayed = true
	return AnswerOf(e), nil
}
