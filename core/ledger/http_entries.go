package ledger

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type entryPath struct {
	ID pathID[EntryID] `path:"id" doc:"The entry's id."`
}

type referenceIn struct {
	Kind      string `query:"kind" required:"true" minLength:"1" maxLength:"24" doc:"The entry's kind." example:"transfer"`
	Reference string `query:"reference" required:"true" minLength:"1" maxLength:"64" doc:"Its reference." example:"01JDB7Z8Q2"`
}

type reverseIn struct {
	ID   pathID[EntryID] `path:"id" doc:"The entry's id."`
	Body struct {
		Kind      string `json:"kind" minLength:"1" maxLength:"24" doc:"Of the new entry." example:"reversal"`
		Reference string `json:"reference" minLength:"1" maxLength:"64" doc:"Of the new entry; unique within the kind." example:"01JDB7Z8Q3"`
		Summary   string `json:"summary,omitempty" maxLength:"140" doc:"摘要." example:"冲正"`
		Branch    Branch `json:"branch,omitempty" maxLength:"12"`
		ValueDate string `json:"valueDate,omitempty" format:"date" doc:"Default: that of the original."`
	}
}

// postingProblems are the refusals of every operation that books.
var postingProblems = []*problem.Error{ErrKind, ErrReference, ErrTooFewPostings, ErrTooManyPostings, ErrSummary, ErrMetadata,
	ErrReportCode, ErrZeroAmount, ErrUnbalanced, ErrUnknownAccount, ErrWrongCurrency, ErrBalanceOverflow, ErrInsufficient, ErrFrozen,
	ErrCeiling, ErrDebitFrozen, ErrCreditFrozen, ErrAccountClosed, ErrDuplicateReference, ErrNoOpenDay, ErrDayClosed, ErrDayNotOpen,
	ErrValueDate}

// ErrUnknownReference doesn't repeat the reference, which may hold anything.
var ErrUnknownReference = problem.New(problem.NotFound, "ledger.unknown_reference",
	"No entry of this kind has this reference. Check both.", "该种类下没有此参考号的分录。请核对种类与参考号。")

// decodingProblems are those of the operations that read entries by hand.
var decodingProblems = []*problem.Error{ErrUnknownProperty, ErrPropertyTwice, ErrPropertyType, ErrShortForm, ErrAmountNotPositive}

const entryExample = `{"kind":"transfer","reference":"01JDB7Z8Q2","debit":"463856467968","credit":"463856468000",` +
	`"amount":"12350","summary":"货款"}`

const entryAbout = "Either with `postings`, two or more that sum to zero per currency, or in the short form `debit`, `credit` and " +
	"`amount`. " +
	"`kind` and `reference` name the entry for ever: the same again answers the same entry (`replayed`), another content is refused."

func (l *Ledger) entryRoutes(api huma.API) {
	app.RawWrite[entryRequest, EntryAnswer](api, app.Operation{ID: "postEntry", Method: "POST", Path: "/v1/ledger/entries",
		EN: "Book an entry", ZH: "记一笔分录", About: entryAbout, Status: 201, Permission: mayPost, MaxBody: 128 << 10,
		Problems: append(decodingProblems, postingProblems...), Example: json.RawMessage(entryExample),
		Ahead: app.Ahead(func(ctx context.Context, e *Entry) context.Context { return l.WithAccounts(ctx, []*Entry{e}) })},
		parseEntry, l.postEntry)
	app.RawWrite[batchRequest, batchAnswer](api, app.Operation{ID: "postBatch", Method: "POST", Path: "/v1/ledger/entries/bulk",
		EN: "Book many entries", ZH: "批量记账", About: "Up to 8,000 entries and 16 MiB: an array, an object with `entries`, or JSON lines. " +
			"With `mode=independent` each entry answers for itself, with `atomic` the first refusal undoes all and is the answer, with " +
			"`stop` those before the first refusal stand and the rest is not tried. Linked entries stand and fall together in every mode. " +
			"What can't be read (a faulty property, an unknown one, an amount that is a number) refuses the whole batch in every mode, " +
			"naming the entry. " + entryAbout,
		Permission: mayPost, MaxBody: maxBatchBody, Media: []string{"application/x-ndjson", "application/jsonl"},
		Problems: append([]*problem.Error{ErrBatchJSON, ErrBatchSize, ErrBatchQuery, ErrMode, ErrOpenChain, ErrBatchRefused, ErrChain,
			ErrNotTried}, append(decodingProblems, postingProblems...)...),
		Example: json.RawMessage("[" + entryExample + "]"),
		Ahead:   app.Ahead(func(ctx context.Context, b *batch) context.Context { return l.WithAccounts(ctx, b.entries) })},
		parseBatch, l.postBatch)
	documentMode(api, "/v1/ledger/entries/bulk")
	app.Read(api, app.Operation{ID: "getEntry", Method: "GET", Path: "/v1/ledger/entries/{id}", EN: "Read an entry", ZH: "查询分录",
		About: "With its postings and, if it was reversed, by which entry.", Permission: mayRead, Problems: []*problem.Error{ErrUnknownEntry}},
		func(ctx context.Context, in *entryPath) (*EntryAnswer, error) { return l.answerEntry(ctx, in.ID.value) })
	app.Read(api, app.Operation{ID: "findEntry", Method: "GET", Path: "/v1/ledger/entries/by-reference",
		EN: "Find an entry by kind and reference", ZH: "按种类与参考号查询分录",
		About: "For whoever has posted and not got the answer.", Permission: mayRead,
		Problems: []*problem.Error{ErrUnknownReference}}, l.findEntry)
	app.Write(api, app.Operation{ID: "reverseEntry", Method: "POST", Path: "/v1/ledger/entries/{id}/reversal", EN: "Reverse an entry",
		ZH: "冲正分录", About: "Books the opposite into the open day and links both. An entry is reversed at most once.", Status: 201,
		Permission: mayPost, Problems: append([]*problem.Error{ErrUnknownEntry, ErrAlreadyReversed, ErrReversalOfReversal}, postingProblems...),
		Example: json.RawMessage(`{"kind":"reversal","reference":"01JDB7Z8Q3","summary":"冲正"}`)},
		func(_ context.Context, tx *store.Tx, in *reverseIn) (*EntryAnswer, error) {
			b := &in.Body
			r := Reversal{Entry: in.ID.value, Kind: b.Kind, Reference: b.Reference, Summary: b.Summary, Branch: b.Branch}
			var err error
			if r.ValueDate, err = dateOr(b.ValueDate, 0, "/valueDate"); err != nil {
				return nil, err
			}
			e, err := l.Reverse(tx, r)
			if err != nil {
				return nil, err
			}
			return AnswerOf(e), nil
		})
}

// documentMode adds the query parameter of a batch, which the operation reads by itself, to the document.
func documentMode(api huma.API, path string) {
	op := api.OpenAPI().Paths[path].Post
	op.Parameters = append(op.Parameters, &huma.Param{Name: "mode", In: "query", Description: "What a refused entry means for the others.",
		Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"independent", "atomic", "stop"}, Default: "independent"}})
}

func (l *Ledger) answerEntry(ctx context.Context, id EntryID) (*EntryAnswer, error) {
	return view(ctx, l, func(v *store.View) (*EntryAnswer, error) {
		e, ok, err := entryByID(v, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, ErrUnknownEntry.With(id)
		}
		a := AnswerOf(e)
		a.ReversedBy, _, err = reversalOf(v, id)
		return a, err
	})
}

func (l *Ledger) findEntry(ctx context.Context, in *referenceIn) (*EntryAnswer, error) {
	found, err := view(ctx, l, func(v *store.View) (map[string]*Entry, error) {
		return entriesByReference(v, in.Kind, []string{in.Reference})
	})
	if err != nil {
		return nil, err
	}
	e := found[in.Reference]
	if e == nil {
		return nil, ErrUnknownReference
	}
	return l.answerEntry(ctx, e.ID)
}
