package app

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

// slowDuplicate is the same question asked of encoding/json's tokens.
func slowDuplicate(body []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	var value func() bool
	value = func() bool {
		t, err := dec.Token()
		if err != nil {
			return false
		}
		d, ok := t.(json.Delim)
		if !ok {
			return false
		}
		seen := map[string]bool{}
		for dec.More() {
			if d == '{' {
				name, err := dec.Token()
				if err != nil || seen[name.(string)] {
					return err == nil
				}
				seen[name.(string)] = true
			}
			if value() {
				return true
			}
		}
		_, _ = dec.Token() // the closing one
		return false
	}
	return value()
}

func manyNames(n int, last string) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range n {
		b.WriteString(`"k` + strconv.Itoa(i) + `":{"a":1,"b":[{"a":2}]},`)
	}
	return b.String() + `"` + last + `":0}`
}

func TestDuplicateKey(t *testing.T) {
	for body, want := range map[string]bool{
		`{}`: false, `[]`: false, `"a"`: false, `{"a":1,"b":2}`: false, `{"a":1,"a":2}`: true, `{"a":{"a":1},"b":{"a":1}}`: false,
		`[{"a":1},{"a":1}]`: false, `{"x":[{"a":1,"b":[1,2],"a":3}]}`: true, `{"a":"a","b":"a"}`: false, `{"a":["a","a"]}`: false,
		`{"\u0061":1,"a":2}`: true, `{"a\"":1,"a\\":2}`: false, `{"":1,"":2}`: true, `{"A":1,"a":2}`: false,
		`{"a":"}{","b":",\"a\":"}`: false, manyNames(100, "last"): false, manyNames(100, "k99"): true, manyNames(100, "k0"): true,
	} {
		if at, got := duplicateKey([]byte(body)); got != want || got && (at < 2 || at > len(body)) {
			t.Errorf("%.60s: %v at %d", body, got, at)
		}
		if slowDuplicate([]byte(body)) != want {
			t.Errorf("%.60s: the reference says otherwise", body)
		}
	}
}

func FuzzDuplicateKey(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":{"\u0061":[{"a":1,"a":2}]}}`))
	f.Add([]byte(manyNames(30, "k3")))
	f.Add([]byte(`}{"`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, got := duplicateKey(body)
		if json.Valid(body) && got != slowDuplicate(body) {
			t.Fatalf("%q: %v", body, got)
		}
	})
}

func BenchmarkDuplicateKey(b *testing.B) {
	body := []byte("[" + strings.Repeat(`{"from":"100000000001","to":"100000000002","amount":"1250","memo":"rent"},`, 999) + `{}]`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, found := duplicateKey(body); found {
			b.Fatal("found")
		}
	}
}
