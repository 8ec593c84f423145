package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"tonghui/base/problem"
)

const shortEntry = `{"kind":"transfer","reference":"r1","debit":"11","credit":"12","amount":"5"}`

func TestDecodeForms(t *testing.T) {
	long := `{"kind":"transfer","reference":"r1","postings":[{"account":"11","amount":"5"},{"account":"12","amount":"-5"}]}`
	want, err := decodeEntry([]byte(shortEntry))
	must(t, err)
	got, err := decodeEntry([]byte(long))
	must(t, err)
	if !reflect.DeepEqual(got, want) || len(got.Postings) != 2 || got.Postings[1].Amount != -5 {
		t.Fatalf("the two forms differ: %+v, %+v", got, want)
	}
	full := `{"kind":"a","reference":"\u00e9\ud83d\ude00\"","debit":"11","credit":"12","amount":"5","currency":"CNY","bankDate":"2026-03-02",
		"valueDate":"2026-03-01","branch":"0001","code":"X1","summary":"货款","metadata":{ "a" : [1, "b c"] },
		"capture":{"hold":"9","final":true},"linked":true}`
	e, err := decodeEntry([]byte(full))
	must(t, err)
	if e.Reference != "é😀\"" || e.BankDate != day1 || e.ValueDate != day1-1 || e.Branch != "0001" || e.Code != "X1" || e.Summary != "货款" ||
		string(e.Metadata) != `{"a":[1,"b c"]}` || *e.Capture != (Capture{9, true}) || !e.Linked || e.Postings[0].Currency != "CNY" {
		t.Fatalf("got %+v", e)
	}
	for name, body := range map[string]string{
		"array":   "[" + shortEntry + " , " + long + "]",
		"wrapped": `{"entries":[` + shortEntry + "," + long + "]}\n",
		"lines":   shortEntry + "\n" + long + "\n",
	} {
		es, err := decodeBatch([]byte(body))
		if err != nil || len(es) != 2 || !reflect.DeepEqual(es[0], want) || !reflect.DeepEqual(es[1], want) {
			t.Errorf("%s: %d entries, %v", name, len(es), err)
		}
	}
}

func TestDecodeEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`\"\\\/\b\f\n\r\t`: "\"\\/\b\f\n\r\t", `a\u0041\uD83D\uDE00b`: "aA😀b", `\uD83D\u0041`: "\ufffdA", `\uD83Dx`: "\ufffdx", `\uDE00`: "\ufffd",
	} {
		e, err := decodeEntry([]byte(`{"kind":"k","reference":"` + text + `","debit":"1","credit":"2","amount":"5","linked":false}`))
		if err != nil || e.Reference != want {
			t.Errorf("%s: %q, %v", text, e.Reference, err)
		}
	}
	for _, bad := range []string{`\x`, `\u00g0`, `\u12`, "\x01", "\\\x01", "a\\n\x01", `\`} {
		if e, err := decodeEntry([]byte(`{"kind":"` + bad + `"`)); err == nil {
			t.Errorf("%q is taken: %+v", bad, e)
		}
	}
}

// TestDecodeKeepsNoBody: what is decoded stays as it was when the body's memory is used again.
func TestDecodeKeepsNoBody(t *testing.T) {
	body := []byte(`[{"kind":"transfer","reference":"r1","postings":[{"account":"1","amount":"5","currency":"CNY"},{"account":"2","amount":"-5"}],` +
		`"summary":"s","code":"c","branch":"0001","metadata":{"a":1}}]`)
	es, err := decodeBatch(body)
	must(t, err)
	before := fmt.Sprintf("%+v %s", *es[0], es[0].Metadata)
	for i := range body {
		body[i] = '!'
	}
	if after := fmt.Sprintf("%+v %s", *es[0], es[0].Metadata); after != before {
		t.Errorf("changed from %s to %s", before, after)
	}
}

func TestDecodeRefusals(t *testing.T) {
	for _, c := range []struct{ body, code, path string }{
		{`[`, "ledger.batch_json", ""},
		{`[{}`, "ledger.entry_form", "/entries/0"},
		{`[` + shortEntry + `,]`, "ledger.batch_json", ""},
		{`[` + shortEntry + `] x`, "ledger.batch_json", ""},
		{`{"entries":[` + shortEntry + `],"x":1}`, "ledger.batch_json", ""},
		{`{"entries":5}`, "ledger.property_type", "/entries"},
		{`5`, "ledger.batch_json", ""},
		{`[]`, "ledger.batch_size", ""},
		{`[5]`, "ledger.property_type", "/entries/0"},
		{`[` + shortEntry + `,{"kind":"a"}]`, "ledger.entry_form", "/entries/1"},
		{shortEntry + "\n" + `{"kind":"a",`, "ledger.batch_json", ""},
		{`[{"kind":"a","debit":"1","credit":"2","amount":"5"}]`, "ledger.reference", "/entries/0/reference"},
		{`[{"reference":"a","debit":"1","credit":"2","amount":"5"}]`, "ledger.kind", "/entries/0/kind"},
		{`[{"kind":"a","reference":"r","debit":"1","credit":"2","amount":"5","postings":[]}]`, "ledger.entry_form", "/entries/0"},
		{`[{"kind":"a","reference":"r","debit":"1","credit":"2","amount":5}]`, "money.amount_text", "/entries/0/amount"},
		{`[{"kind":"a","reference":"r","debit":"1","credit":"2","amount":"-5"}]`, "ledger.amount_not_positive", "/entries/0/amount"},
		{`[{"kind":"a","reference":"r","debit":"1","credit":"2","amount":"05"}]`, "money.amount_text", "/entries/0/amount"},
		{`[{"kind":"a","reference":"r","debit":"1","credit":"2","amount":"9223372036854775808"}]`, "money.overflow", "/entries/0/amount"},
		{`[{"kind":"a","reference":"r","debit":1}]`, "ledger.property_type", "/entries/0/debit"},
		{`[{"kind":"a","reference":"r","debit":"01"}]`, "store.bad_id", "/entries/0/debit"},
		{`[{"kind":null}]`, "ledger.property_type", "/entries/0/kind"},
		{`[{"kind":"a","kind":"b"}]`, "ledger.property_twice", "/entries/0/kind"},
		{`[{"Kind":"a"}]`, "ledger.unknown_property", "/entries/0/Kind"},
		{`[{"6222020000000188":"a"}]`, "ledger.unknown_property", "/entries/0"},
		{`[{"currency":"cny"}]`, "money.currency_unknown", "/entries/0/currency"},
		{`[{"bankDate":"2026-02-30"}]`, "calendar.no_such_day", "/entries/0/bankDate"},
		{`[{"metadata":[1]}]`, "ledger.property_type", "/entries/0/metadata"},
		{`[{"metadata":{"a":tru}}]`, "ledger.batch_json", ""},
		{`[{"metadata":{"a":"` + strings.Repeat("x", MaxMetadata) + `"}}]`, "ledger.metadata", "/entries/0/metadata"},
		{`[{"linked":1}]`, "ledger.property_type", "/entries/0/linked"},
		{`[{"capture":{"final":true}}]`, "ledger.property_type", "/entries/0/capture/hold"},
		{`[{"capture":{"hold":"1","x":true}}]`, "ledger.unknown_property", "/entries/0/capture/x"},
		{`[{"postings":[{"account":"1","amount":"5","currency":"EUR"},{"account":"2","amount":7}]}]`, "money.amount_text", "/entries/0/postings/1/amount"},
		{`[{"postings":[{"account":"1"}]}]`, "ledger.property_type", "/entries/0/postings/0/amount"},
		{`[{"postings":[{"amount":"1"}]}]`, "ledger.property_type", "/entries/0/postings/0/account"},
		{`[{"postings":[{"account":"1","amount":"5","currency":"XX"}]}]`, "money.currency_unknown", "/entries/0/postings/0/currency"},
		{`[{"postings":[{"account":"1","side":"debit"}]}]`, "ledger.unknown_property", "/entries/0/postings/0/side"},
		{`[{"postings":[7]}]`, "ledger.property_type", "/entries/0/postings/0"},
		{`[{"postings":[` + strings.Repeat(`{"account":"1","amount":"1"},`, 300) + `{}]}]`, "ledger.too_many_postings", "/entries/0/postings"},
	} {
		_, err := decodeBatch([]byte(c.body))
		p := problem.Of(err)
		if p == nil || p.Code != c.code || (len(p.Fields) == 0) != (c.path == "") || c.path != "" && p.Fields[0].Path != c.path {
			t.Errorf("%.120s: %v %+v, want %s at %s", c.body, err, p, c.code, c.path)
			continue
		}
		if strings.Contains(p.EN+p.ZH, "%!") || strings.Contains(fmt.Sprint(p), "6222020000000188") {
			t.Errorf("%.80s: sentences %s / %s", c.body, p.EN, p.ZH)
		}
	}
}

func TestDecodeSize(t *testing.T) {
	body := func(n int) []byte { return []byte("[" + strings.Repeat(shortEntry+",", n-1) + shortEntry + "]") }
	if es, err := decodeBatch(body(MaxBatch)); err != nil || len(es) != MaxBatch {
		t.Fatalf("%d entries, %v", len(es), err)
	}
	if _, err := decodeBatch(body(MaxBatch + 1)); !errors.Is(err, ErrBatchSize) || problem.KindOf(err) != problem.TooLarge {
		t.Fatalf("one too many: %v", err)
	}
}

func TestEncodeEntryIsItsAnswer(t *testing.T) {
	e := &Entry{ID: 7, Kind: "transfer", Reference: "a\"\\\n\t\x01é😀\xff", BookedAt: time.Date(2026, 3, 2, 8, 0, 0, 1000, time.UTC),
		BankDate: day1, ValueDate: day1 - 1, Branch: "0001", Code: "X", Summary: "货款<&>", Hold: 8, Reverses: 9, Replayed: true,
		Metadata: json.RawMessage(`{"a":1}`),
		Postings: []Posting{{Account: 1, Amount: 5, Sequence: 3, Balance: -7}, {Account: 2, Amount: -5, Sequence: 4}}}
	for _, x := range []*Entry{e, {ID: 1, Kind: "a", Reference: "b", Postings: e.Postings}} {
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		must(t, enc.Encode(AnswerOf(x)))
		if got, want := string(appendEntry(nil, x)), strings.TrimSpace(buf.String()); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	var r batchResult
	must(t, json.Unmarshal(appendResult(nil, e, nil), &r))
	if r.Status != "replayed" || r.ID != "7" || len(r.Postings) != 2 || r.Postings[0].Balance != -7 || r.Postings[1].Sequence != 4 {
		t.Errorf("result %+v", r)
	}
	r = batchResult{}
	must(t, json.Unmarshal(appendResult(nil, e, ErrInsufficient.With("7")), &r))
	if r.Status != "refused" || r.Code != "ledger.insufficient_funds" || r.Detail == "" || r.DetailZH == "" {
		t.Errorf("result %+v", r)
	}
}

// reference is what encoding/json makes of an entry.
type reference struct {
	Kind, Reference, Branch, Code, Summary string
	Metadata                               json.RawMessage
}

// FuzzDecodeBatch: the decoder never panics, takes nothing that encoding/json refuses, and reads the same texts.
func FuzzDecodeBatch(f *testing.F) {
	for _, s := range []string{"[" + shortEntry + "]", `{"entries":[` + shortEntry + `]}`, shortEntry + "\n" + shortEntry, `[{"metadata":{"a":[1,{}]}}]`,
		`[{"kind":"\ud800\u0041","reference":"r","postings":[{"account":"1","amount":"1"}],"linked":true}]`, `[[`, `{"entries":`, ``,
		`[{"kind":"a","reference":"r","debit":"1","credit":"2","amount":"5","metadata":{"a":1e5,"b":null}}]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		es, err := decodeBatch(body)
		if err != nil {
			if p := problem.Of(err); p.Kind == problem.Internal || p.ZH == "" {
				t.Fatalf("%q: %v", body, err)
			}
			return
		}
		var want []reference
		dec := json.NewDecoder(bytes.NewReader(body))
		switch trimmed := bytes.TrimSpace(body); {
		case trimmed[0] == '[':
			err = dec.Decode(&want)
		case bytes.HasPrefix(bytes.TrimSpace(trimmed[1:]), []byte(`"entries"`)):
			var w struct{ Entries []reference }
			err = dec.Decode(&w)
			want = w.Entries
		default:
			for err == nil {
				var r reference
				if err = dec.Decode(&r); err == nil {
					want = append(want, r)
				}
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
		}
		if err != nil || len(want) != len(es) {
			t.Fatalf("%q: taken, but encoding/json says %v, %d of %d", body, err, len(want), len(es))
		}
		for i, e := range es {
			got := reference{e.Kind, e.Reference, string(e.Branch), e.Code, e.Summary, nil}
			valid := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
			w := want[i]
			if valid(got.Kind) != w.Kind || valid(got.Summary) != w.Summary || valid(got.Code) != w.Code || valid(got.Branch) != w.Branch {
				if json.Valid(body) && bytes.Equal(body, bytes.ToValidUTF8(body, nil)) {
					t.Fatalf("%q: entry %d is %+v, want %+v", body, i, got, w)
				}
			}
		}
	})
}

func benchBody(n int) []byte {
	b := []byte{'['}
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"kind":"transfer","reference":"01JDB7Z8Q2%012d","debit":"4611686018427%05d","credit":"4611686018427%05d","amount":"%d"}`,
			i, i, i+1, i+1)
	}
	return append(b, ']')
}

func BenchmarkDecodeBatch(b *testing.B) {
	body := benchBody(1000)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeBatch(body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/entry") //tidy:float a benchmark's metric
}

func BenchmarkEncodeBatch(b *testing.B) {
	es, err := decodeBatch(benchBody(1000))
	must(b, err)
	out := make([]byte, 0, 1<<20)
	b.ReportAllocs()
	for b.Loop() {
		out = out[:0]
		for _, e := range es {
			out = appendResult(out, e, nil)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/entry") //tidy:float a benchmark's metric
	b.ReportMetric(float64(len(out))/1000, "bytes/entry")                            //tidy:float a benchmark's metric
}
