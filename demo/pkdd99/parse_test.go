package pkdd99

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"tonghui/base/money"
	"tonghui/base/problem"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{`1;"a";2.50;"";;`, []string{"1", "a", "2.50", "", "", ""}},
		{`"a;b";"c""d"`, []string{"a;b", `c"d`}},
		{``, []string{""}},
		{`""`, []string{""}},
		{`"";`, []string{"", ""}},
		{`"a`, nil}, {`"a"b`, nil}, {`a"b"`, nil}, {`"a""`, nil}, {`1;"`, nil},
	}
	for _, test := range tests {
		fields, err := split([]byte(test.line), nil)
		var got []string
		for _, f := range fields {
			got = append(got, string(f))
		}
		if diff := cmp.Diff(test.want, got); diff != "" || (err != nil) != (test.want == nil) {
			t.Errorf("%q: %v %s", test.line, err, diff)
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("y", maxLine)
	in := "one\r\ntwo\n\n" + long + "y\n" + strings.Repeat(long, 20) + "x\nafter\nend"
	l := newLineReader(iotest.HalfReader(strings.NewReader(in)))
	var got []string
	for {
		b, err := l.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			b = []byte(problem.Of(err).Code)
		}
		got = append(got, fmt.Sprintf("%d %s", l.number, b))
	}
	want := []string{"1 one", "2 two", "3 ", "4 pkdd99.line_length", "5 pkdd99.line_length", "6 after", "7 pkdd99.cut_off"}
	if diff := cmp.Diff(want, got); diff != "" || l.bytes != int64(len(in)) {
		t.Error(diff, l.bytes, len(in))
	}
	for _, in := range []string{"", strings.Repeat(long, 20)} { // the disk fails at once, and inside a long line
		l = newLineReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(io.ErrClosedPipe)))
		if _, err := l.next(); !errors.Is(err, io.ErrClosedPipe) {
			t.Error(err)
		}
	}
	l = newLineReader(iotest.ErrReader(io.ErrClosedPipe))
	if err := l.header("x.asc", []string{"a"}); !errors.Is(err, ErrFileRead) {
		t.Error(err)
	}
	l = newLineReader(strings.NewReader("\uFEFF\"Trans_ID\";b\r\n"))
	must(t, l.header("x.asc", []string{"trans_id", "B"}))
}

func TestEncodings(t *testing.T) {
	for in, want := range map[string]string{
		"Bene\xb9ov":    "Benešov",
		"\xc8esk\xfd\t": "Český",
		"Benešov":       "Benešov",
		" plain ":       "plain",
		"a\x00b":        "a b",
		"\x80\xa9":      "Š",
	} {
		if got := text([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for in, want := range map[string]money.Amount{"0": 0, "1": 100, "1.5": 150, "1.05": 105, "-2693.60": -269360, "0000.01": 1,
		"9999999999999.99": 999999999999999} {
		got, err := amount("x", []byte(in))
		if err != nil || got != want {
			t.Errorf("%s: %d %v", in, got, err)
		}
	}
	for _, in := range []string{"", "-", ".5", "1.", "1.234", "1,50", "+1", "--1", "1e5", "10000000000000", "1.5.5", "1.-5", " 1"} {
		if a, err := amount("x", []byte(in)); !errors.Is(err, ErrAmount) {
			t.Errorf("%q: %d %v", in, a, err)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, test := range []struct {
		recorded    []money.Amount
		total, want money.Amount
	}{
		{[]money.Amount{5}, 9, 5},
		{[]money.Amount{5, 9, 1}, 9, 9},
		{[]money.Amount{8, 10}, 9, 8},
		{[]money.Amount{10, 8}, 9, 10},
		{[]money.Amount{-10, 8}, -2, -10},
	} {
		if got := nearest(test.recorded, test.total); got != test.want {
			t.Errorf("%v of %d: %d", test.recorded, test.total, got)
		}
	}
	var r Reconciliation
	for i := range 30 {
		r.add(Difference{Account: int64(i), Ours: money.Amount(i % 15 * 10), Theirs: 0})
	}
	if r.Exact != 2 || r.Tenth != 2 || r.Other != 26 || len(r.Largest) != largestShown || r.Largest[0].Account != 14 ||
		r.Largest[1].Account != 29 || r.Largest[9].Account != 25 {
		t.Errorf("%+v", r)
	}
}

// FuzzLines: any file is cut into lines without loss, and no line that is given is longer than the bound.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a;b\r\n\"c\";d\ncut"))
	f.Add(bytes.Repeat([]byte("x"), 20*maxLine))
	f.Fuzz(func(t *testing.T, in []byte) {
		l := newLineReader(bytes.NewReader(in))
		var fields [][]byte
		for {
			b, err := l.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				if problem.KindOf(err) != problem.Malformed || b != nil {
					t.Fatal(err)
				}
				continue
			}
			if len(b) > maxLine || bytes.IndexByte(b, '\n') >= 0 {
				t.Fatalf("a line of %d bytes", len(b))
			}
			if fields, err = split(b, fields); err != nil {
				if !errors.Is(err, ErrQuote) {
					t.Fatal(err)
				}
				continue
			}
		}
		want := bytes.Count(in, []byte("\n"))
		if len(in) > 0 && in[len(in)-1] != '\n' {
			want++
		}
		if l.bytes != int64(len(in)) || l.number != want {
			t.Fatalf("%d of %d bytes, %d of %d lines", l.bytes, len(in), l.number, want)
		}
	})
}

// FuzzTransaction: a line is refused with a sentence, or says the same when it is written again.
func FuzzTransaction(f *testing.F) {
	f.Add(`695247;2378;930101;"PRIJEM";"VKLAD";700.00;700.00;"";;`)
	f.Add(`12;9;930104;"VYDAJ";"PREVOD NA UCET";100.5;-399.50;" ";"KA";"12345678"`)
	f.Add(`1;1;930131;"PRIJEM";"";12.60;3754.60;"UROK";;`)
	f.Fuzz(func(t *testing.T, line string) {
		fields, err := split([]byte(line), nil)
		if err != nil {
			return
		}
		x, err := parseTransaction(fields)
		if err != nil {
			if p := problem.Of(err); p.Kind != problem.Malformed && p.Kind != problem.Invalid || strings.Contains(p.EN+p.ZH, "%!") {
				t.Fatal(err)
			}
			return
		}
		kind, sum := "VYDAJ", -x.amount
		if x.deed.credit {
			kind, sum = "PRIJEM", x.amount
		}
		again := fmt.Sprintf(`%d;%d;%s;"%s";"%s";%s;%s;"%s";"%s";"%s"`, x.id, x.account, yymmdd(x.date), kind, x.deed.operation,
			crowns(sum), crowns(x.balance), x.deed.symbol, x.bank, x.partner)
		fields, err = split([]byte(again), nil)
		if err != nil {
			t.Fatal(err)
		}
		y, err := parseTransaction(fields)
		if err != nil || x != y || sum <= 0 {
			t.Fatalf("%s: %v\n%+v\n%+v", again, err, x, y)
		}
	})
}

// FuzzRegister feeds a line to the parser of any file of the register: it refuses or takes, and never breaks.
func FuzzRegister(f *testing.F) {
	for i, line := range []string{`7;"Ashford";"lake land";1000;0;0;0;1;1;50.0;9000;?;1.50;100;30;?`, `3;"405512";7`,
		`9;7;"POPLATEK TYDNE";930102`, `3;3;9;"OWNER"`, `1;9;"KA";"12345678";100.50;"SIPO"`, `1;9;930103;1200;12;100.00;"C"`,
		`1;3;"gold";930105 00:00:00`} {
		f.Add(uint8(i), line)
	}
	f.Fuzz(func(t *testing.T, which uint8, line string) {
		r := &registers[int(which)%len(registers)]
		fields, err := split([]byte(line), nil)
		if err != nil || len(fields) != len(r.header) {
			return
		}
		im := &importer{districts: map[int64]bool{7: true}, clients: map[int64]bool{3: true}, dispositions: map[int64]bool{3: true},
			accounts: map[int64]*account{9: {id: 9}}}
		id, in, err := r.parse(im, fields)
		if err == nil && (id <= 0 || in == nil) {
			t.Fatalf("%q taken as %d", line, id)
		}
		if k := problem.KindOf(err); err != nil && k != problem.Invalid && k != problem.NotFound {
			t.Fatal(err)
		}
	})
}
