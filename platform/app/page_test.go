package app

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func mustDecode(t testing.TB, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func TestCursorRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		kind := rapid.Uint8().Draw(t, "kind")
		word := Cursor(kind, a, b)
		var x, y int64
		if ok, err := ParseCursor(word, kind, &x, &y); !ok || err != nil || x != a || y != b {
			t.Fatalf("%q: %v %v %d %d", word, ok, err, x, y)
		}
		if _, err := ParseCursor(word, kind+1, &x, &y); err == nil {
			t.Fatal("another list's cursor was taken")
		}
		if _, err := ParseCursor(word, kind, &x); err == nil {
			t.Fatal("a longer cursor was taken")
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(Cursor(1, 5, -7))
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, word string) {
		var a, b int64
		ok, err := ParseCursor(word, 1, &a, &b)
		if ok && err == nil {
			var c, d int64
			if ok, err := ParseCursor(Cursor(1, a, b), 1, &c, &d); !ok || err != nil || a != c || b != d {
				t.Fatalf("%q reads as %d, %d but doesn't come back", word, a, b)
			}
		}
		if (a != 0 || b != 0) && !ok {
			t.Fatalf("%q was refused but left %d, %d", word, a, b)
		}
	})
}

func TestPageIsNeverNull(t *testing.T) {
	b, err := json.Marshal(NewPage[int](nil, 5, nil))
	if err != nil || string(b) != `{"items":[]}` {
		t.Errorf("%s %v", b, err)
	}
}
