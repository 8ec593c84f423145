package ledger

import (
	"encoding/json"
	"errors"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
)

// The refusals of the decoder.
var (
	ErrUnknownProperty = problem.New(problem.Invalid, "ledger.unknown_property",
		"An entry has no such property. Check its spelling against the API reference.",
		"分录没有此字段。请对照接口文档核对拼写。")
	ErrPropertyTwice = problem.New(problem.Invalid, "ledger.property_twice",
		"An entry names the same property twice. Keep one of them.", "分录中同一字段出现两次。请只保留一个。")
	ErrPropertyType = problem.New(problem.Invalid, "ledger.property_type",
		"This property must be %[1]s. Mend it and send the request again.", "该字段应为%[2]s。请修正后重新发送。")
	ErrShortForm = problem.New(problem.Invalid, "ledger.entry_form",
		"An entry has either postings, or debit, credit and amount. Give one of the two, and all of it.",
		"分录应填写 postings，或填写 debit、credit 与 amount 三项。请择一完整填写。")
	ErrBatchJSON = problem.New(problem.Malformed, "ledger.batch_json",
		"The batch is not valid JSON: it breaks at byte %d, in entry %d (from 0). Nothing was booked; mend it.",
		"批次不是有效的 JSON：第 %d 字节处有误，位于第 %d 笔分录（从 0 起计）。未记任何账，请修正后重新发送。")
)

// Sizes of the decoder's slabs: one allocation serves many entries.
const (
	entriesPerSlab  = 256
	postingsPerSlab = 512
)

// decoder reads entries from JSON. Nothing of what it returns refers to the body, whose memory the server uses again.
type decoder struct {
	scanner
	batch bool // paths name the entry

	out      []*Entry
	entries  []Entry        // slab
	postings []Posting      // slab
	legs     []Posting      // of the entry being read
	kind     string         // the last one: batches are mostly of one kind
	currency money.Currency // the last one
}

// decodeEntry reads one entry.
func decodeEntry(body []byte) (*Entry, error) {
	d := decoder{scanner: scanner{b: body}}
	if err := d.entry(); err != nil {
		return nil, err
	}
	if d.next(); d.i < len(d.b) {
		return nil, d.broken()
	}
	return d.out[0], nil
}

// decodeBatch reads 1 to MaxBatch entries from an array, from an object {"entries": […]}, or from objects one after
// the other (JSON lines).
func decodeBatch(body []byte) ([]*Entry, error) {
	d := decoder{scanner: scanner{b: body}, batch: true}
	err := d.all()
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, ErrBatchJSON.With(syntax.Offset, len(d.out))
	case err != nil:
		return nil, err
	case len(d.out) == 0:
		return nil, ErrBatchSize.With(MaxBatch)
	}
	return d.out, nil
}

func (d *decoder) all() error {
	switch d.next() {
	case '[':
		if err := d.array(); err != nil {
			return err
		}
		return d.ended()
	case '{':
	default:
		return d.broken()
	}
	start := d.i
	d.i++
	name, end, err := d.key(true)
	if err != nil {
		return err
	}
	if !end && string(name) == "entries" {
		if d.next() != '[' {
			return ErrPropertyType.With("an array", "数组").At("/entries", "This must be an array.", "应为数组。")
		}
		if err := d.array(); err != nil {
			return err
		}
		if !d.take('}') {
			return d.broken()
		}
		return d.ended()
	}
	for d.i = start; ; {
		if err := d.oneMore(); err != nil {
			return err
		}
		if d.next(); d.i == len(d.b) {
			return nil
		}
	}
}

func (d *decoder) array() error {
	d.i++
	for first := true; ; first = false {
		end, err := d.item(first)
		if err != nil {
			return err
		}
		if end {
			return nil
		}
		if err := d.oneMore(); err != nil {
			return err
		}
	}
}

// ended refuses anything but white space after the value.
func (d *decoder) ended() error {
	if d.next(); d.i < len(d.b) {
		return d.broken()
	}
	return nil
}

// oneMore reads the next entry of a batch; the first one too many ends the reading.
func (d *decoder) oneMore() error {
	if len(d.out) == MaxBatch {
		return ErrBatchSize.With(MaxBatch)
	}
	return d.entry()
}

// at names a place in the entry being read.
func (d *decoder) at(property string) string {
	if !d.batch {
		return property
	}
	return "/entries/" + strconv.Itoa(len(d.out)) + property
}

// fault is a refusal with its place; nil stays nil.
func (d *decoder) fault(err error, property string) error {
	p := problem.Of(err)
	if p == nil {
		return nil
	}
	return p.At(d.at(property), p.EN, p.ZH)
}

func (d *decoder) wrongType(en, zh, property string) error {
	return d.fault(ErrPropertyType.With(en, zh), property)
}

// unknown refuses a property. Its name is shown only if it looks like one: a client may have put anything there.
func (d *decoder) unknown(name []byte, under string) error {
	for _, c := range name {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return d.fault(ErrUnknownProperty, under)
		}
	}
	if len(name) == 0 || len(name) > 24 {
		return d.fault(ErrUnknownProperty, under)
	}
	return d.fault(ErrUnknownProperty, under+"/"+string(name))
}

// quoted takes a string.
func (d *decoder) quoted(property string) ([]byte, error) {
	if d.next() != '"' {
		return nil, d.notThis(property, "a string", "字符串")
	}
	return d.text()
}

// notThis refuses a value of another type; text that is no JSON at all is refused as such.
func (d *decoder) notThis(property, en, zh string) error {
	if _, err := d.raw(); err != nil {
		return err
	}
	return d.wrongType(en, zh, property)
}

func (d *decoder) flag(property string) (bool, error) {
	d.next()
	v, err := d.raw()
	switch {
	case err != nil:
		return false, err
	case string(v) == "true":
		return true, nil
	case string(v) == "false":
		return false, nil
	}
	return false, d.wrongType("true or false", " true 或 false", property)
}

// amount takes an amount: a string of minor units.
func (d *decoder) amount(property string) (a money.Amount, err error) {
	if d.next() != '"' {
		v, err := d.raw()
		if err != nil {
			return 0, err
		}
		return 0, d.fault(a.UnmarshalJSON(v), property)
	}
	t, err := d.text()
	if err != nil {
		return 0, err
	}
	if n, ok := digits(t); ok {
		return money.Amount(n), nil
	}
	return a, d.fault(a.UnmarshalText(t), property)
}

// digits reads the common form fast: no sign, no leading zero, at most 18 digits.
func digits(t []byte) (n int64, ok bool) {
	if len(t) == 0 || len(t) > 18 || t[0] == '0' {
		return 0, false
	}
	for _, c := range t {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

func (d *decoder) account(property string) (id AccountID, err error) {
	t, err := d.quoted(property)
	if err != nil {
		return 0, err
	}
	if n, ok := digits(t); ok {
		return AccountID(n), nil
	}
	return id, d.fault(id.UnmarshalText(t), property)
}

func (d *decoder) date(property string) (c calendar.Date, err error) {
	t, err := d.quoted(property)
	if err != nil {
		return 0, err
	}
	return c, d.fault(c.UnmarshalText(t), property)
}

func (d *decoder) code(property string) (c money.Currency, err error) {
	t, err := d.quoted(property)
	if err != nil {
		return "", err
	}
	if string(t) != string(d.currency) {
		if err := c.UnmarshalText(t); err != nil {
			return "", d.fault(err, property)
		}
		d.currency = c
	}
	return d.currency, nil
}

// string takes a string of its own.
func (d *decoder) string(property string) (string, error) {
	t, err := d.quoted(property)
	return string(t), err
}
