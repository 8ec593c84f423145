package ledger

import (
	"context"
	"net/http"
	"strconv"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Bulk posting: the body is decoded and the answer is written by hand, because one batch of 8,000 entries passes
// through the writer alone while everybody waits. Decoding comes before the update; inside it there is only
// PostBatch and appending to the answer.

// batch is a decoded bulk request. Posting fills the entries in, so a second run of its update reads them anew from the
// body, which lives as long as the request; that is rare, and cheaper than a copy each time.
type batch struct {
	mode    Mode
	entries []*Entry
	body    []byte
	ran     bool
}

// fresh gives the entries as the client sent them.
func (b *batch) fresh() ([]*Entry, error) {
	if !b.ran {
		b.ran = true
		return b.entries, nil
	}
	return decodeBatch(b.body)
}

// ErrBatchQuery refuses the query of a bulk request.
var ErrBatchQuery = problem.New(problem.Invalid, "ledger.batch_query",
	"A batch takes the query parameter `mode` once and no other. Check the address.",
	"批次只接受一个查询参数 mode。请核对地址。")

// maxBatchBody is the largest body of a batch, in bytes.
const maxBatchBody = 16 << 20

// parseBatch reads a bulk request.
func parseBatch(r *http.Request, body []byte) (*batch, error) {
	word := ""
	for name, values := range r.URL.Query() {
		if name != "mode" || len(values) != 1 {
			return nil, ErrBatchQuery.At("query", ErrBatchQuery.EN, ErrBatchQuery.ZH)
		}
		word = values[0]
	}
	mode, err := ParseMode(word)
	if err != nil {
		return nil, ErrMode.At("query:mode", ErrMode.EN, ErrMode.ZH)
	}
	entries, err := decodeBatch(body)
	if err != nil {
		return nil, err
	}
	return &batch{mode: mode, entries: entries, body: body}, nil
}

// parseEntry reads a request for one entry.
func parseEntry(_ *http.Request, body []byte) (*Entry, error) { return decodeEntry(body) }

// postBatch is the verb of bulk posting.
func (l *Ledger) postBatch(_ context.Context, tx *store.Tx, in *batch, out []byte) ([]byte, error) {
	entries, err := in.fresh()
	if err != nil {
		return out, err
	}
	refusals, err := l.PostBatch(tx, in.mode, entries)
	if err != nil {
		return out, err
	}
	var booked, replayed, refused int
	for i, e := range entries {
		switch {
		case refusals != nil && refusals[i] != nil:
			refused++
		case e.Replayed:
			replayed++
		default:
			booked++
		}
	}
	out = appendCount(out, `{"booked":`, booked)
	out = appendCount(out, `,"replayed":`, replayed)
	out = appendCount(out, `,"refused":`, refused)
	out = append(out, `,"results":[`...)
	for i, e := range entries {
		if i > 0 {
			out = append(out, ',')
		}
		var refusal error
		if refusals != nil {
			refusal = refusals[i]
		}
		out = appendResult(out, e, refusal)
	}
	return append(out, ']', '}'), nil
}

// PostBody books a batch in one of the forms of the bulk operation (an array, an object with entries, JSON lines) and
// gives its JSON answer, for programs that hold the database themselves.
func (l *Ledger) PostBody(ctx context.Context, mode Mode, body []byte) (answer []byte, err error) {
	in := &batch{mode: mode, body: body}
	if in.entries, err = decodeBatch(body); err != nil {
		return nil, err
	}
	err = l.st.Update(l.WithAccounts(ctx, in.entries), func(tx *store.Tx) error {
		answer, err = l.postBatch(ctx, tx, in, nil)
		return err
	})
	return answer, err
}

func appendCount(b []byte, name string, n int) []byte {
	return strconv.AppendInt(append(b, name...), int64(n), 10)
}

// postEntry is the verb of posting one entry.
func (l *Ledger) postEntry(_ context.Context, tx *store.Tx, in *Entry, out []byte) ([]byte, error) {
	e := *in // posting fills it in, and a second run must find it as it came
	e.Postings = append(make([]Posting, 0, len(in.Postings)), in.Postings...)
	if err := l.Post(tx, &e); err != nil {
		return out, err
	}
	return appendEntry(out, &e), nil
}

// entryRequest documents the body of an entry; decoder.entry reads it.
type entryRequest struct {
	Kind      string           `json:"kind" maxLength:"24" doc:"With reference it names the entry for ever." example:"transfer"`
	Reference string           `json:"reference" maxLength:"64" doc:"Unique within the kind; best ordered by time." example:"01JDB7Z8Q2"`
	Postings  []postingRequest `json:"postings,omitempty" minItems:"2" maxItems:"256" nullable:"false" doc:"They sum to zero per currency."`
	Debit     AccountID        `json:"debit,omitempty" doc:"Short form: the account to debit (借方)."`
	Credit    AccountID        `json:"credit,omitempty" doc:"Short form: the account to credit (贷方)."`
	Amount    money.Amount     `json:"amount,omitempty" doc:"Short form: minor units, more than zero." example:"12350"`
	Currency  money.Currency   `json:"currency,omitempty" doc:"Short form: if given, both accounts must keep it." example:"CNY"`
	BankDate  string           `json:"bankDate,omitempty" format:"date" doc:"会计日期: the open or the closing day; default the open one."`
	ValueDate string           `json:"valueDate,omitempty" format:"date" doc:"起息日: at most 366 days from the bank date; default that."`
	Branch    Branch           `json:"branch,omitempty" maxLength:"12" doc:"机构: where it is booked."`
	Code      string           `json:"code,omitempty" maxLength:"16" doc:"统计代码, for reports."`
	Summary   string           `json:"summary,omitempty" maxLength:"140" doc:"摘要: what the statement says." example:"货款"`
	Metadata  map[string]any   `json:"metadata,omitempty" doc:"A JSON object of at most 4,096 bytes."`
	Capture   *captureRequest  `json:"capture,omitempty" doc:"Takes the money from a hold (预授权完成)."`
	Linked    bool             `json:"linked,omitempty" doc:"In a batch: stands and falls with the next entry."`
}

type postingRequest struct {
	Account  AccountID      `json:"account"`
	Amount   money.Amount   `json:"amount" doc:"Minor units: a debit is positive, a credit negative." example:"-12350"`
	Currency money.Currency `json:"currency,omitempty" doc:"If given, it must be the account's."`
}

type captureRequest struct {
	Hold  HoldID `json:"hold"`
	Final bool   `json:"final,omitempty" doc:"Releases what the hold still has after this capture."`
}

// batchRequest documents the body of a batch; decodeBatch reads it.
type batchRequest struct {
	Entries []entryRequest `json:"entries" minItems:"1" maxItems:"8000" nullable:"false"`
}

// batchAnswer documents the answer that postBatch appends.
type batchAnswer struct {
	Booked   int           `json:"booked" doc:"Entries booked now."`
	Replayed int           `json:"replayed" doc:"Entries that had been booked before under their kind and reference."`
	Refused  int           `json:"refused" doc:"Entries refused or not tried."`
	Results  []batchResult `json:"results" nullable:"false" doc:"One for each entry, in order."`
}

type batchResult struct {
	Status   string `json:"status" enum:"booked,replayed,refused,not_tried"`
	ID       string `json:"id,omitempty" doc:"The entry's id."`
	Postings []struct {
		Sequence int64        `json:"sequence"`
		Balance  money.Amount `json:"balance" doc:"The account's balance after this posting, debit positive."`
	} `json:"postings,omitempty" nullable:"false" doc:"In the order of the request."`
	Code     string `json:"code,omitempty" doc:"Why it was refused." example:"ledger.insufficient_funds"`
	Detail   string `json:"detail,omitempty" doc:"The same as a sentence."`
	DetailZH string `json:"detailZh,omitempty" doc:"The same in Chinese."`
}
