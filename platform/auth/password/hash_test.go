package password

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tonghui/base/problem"
)

// cheap hashes fast; the tests' subject isn't argon2.
var cheap = Options{MemoryKiB: 64, Passes: 1, Slots: 2, Queue: 100}

func TestHash(t *testing.T) {
	ctx := context.Background()
	h := New(cheap)
	for _, plain := range []string{"correct horse battery", "", " ", "密码里有汉字和 emoji 🐱", strings.Repeat("长", MaxLength)} {
		kept, err := h.Hash(ctx, plain)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := h.Hash(ctx, plain)
		if kept == again {
			t.Errorf("%q: no salt", plain)
		}
		if ok, stale, err := h.Verify(ctx, plain, kept); !ok || stale || err != nil {
			t.Errorf("%q: %t, stale %t, %v", plain, ok, stale, err)
		}
		for _, wrong := range []string{plain + "x", plain + "\x00", "x" + plain, "Correct horse battery", strings.Repeat("长", MaxLength+1),
			strings.Repeat("x", 1<<20), "\xff"} {
			if ok, _, err := h.Verify(ctx, wrong, kept); ok || err != nil {
				t.Errorf("%.40q is taken for %.40q, %v", wrong, plain, err)
			}
		}
	}
	for plain, want := range map[string]error{"\xff": ErrText, "a\nb": ErrText, "a\x00b": ErrText, strings.Repeat("x", 129): ErrLong,
		strings.Repeat("ﷺ", 20): ErrLong} { // one code point that becomes 18
		if _, err := h.Hash(ctx, plain); !errors.Is(err, want) {
			t.Errorf("%q: %v", plain, err)
		}
	}
}

// TestOneText: what looks the same and is typed on another keyboard is one password.
func TestOneText(t *testing.T) {
	ctx := context.Background()
	h := New(cheap)
	for plain, typed := range map[string]string{"café de la paix": "cafe\u0301 de la paix", "Password１２３": "Password123", "ﬁrst": "first", "ｱｲｳ": "アイウ"} {
		kept, err := h.Hash(ctx, plain)
		if err != nil {
			t.Fatal(err)
		}
		if ok, _, err := h.Verify(ctx, typed, kept); !ok || err != nil {
			t.Errorf("%q is not %q, %v", typed, plain, err)
		}
	}
}

// TestVector is the reference implementation's: argon2id, v=19, t=2, m=64 MiB, p=1, "password", "somesalt".
func TestVector(t *testing.T) {
	const kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	e, err := parse(kept)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(e.sum); got != "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7" {
		t.Fatalf("the vector is %s", got)
	}
	if ok, stale, err := New(Options{}).Verify(context.Background(), "password", kept); !ok || !stale || err != nil {
		t.Errorf("%t, stale %t, %v", ok, stale, err)
	}
}

func TestStale(t *testing.T) {
	ctx := context.Background()
	old := New(cheap)
	kept, err := old.Hash(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for says, opt := range map[string]Options{"memory": {MemoryKiB: 128, Passes: 1}, "passes": {MemoryKiB: 64, Passes: 2}, "threads": {MemoryKiB: 64, Passes: 1, Threads: 2}} {
		if ok, stale, err := New(opt).Verify(ctx, "correct horse", kept); !ok || !stale || err != nil {
			t.Errorf("other %s: %t, stale %t, %v", says, ok, stale, err)
		}
		if ok, stale, err := New(opt).Verify(ctx, "wrong horse", kept); ok || stale || err != nil {
			t.Errorf("other %s and wrong: %t, stale %t, %v", says, ok, stale, err)
		}
	}
}

func TestDamagedHashes(t *testing.T) {
	h := New(cheap)
	good, err := h.Hash(context.Background(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for says, kept := range map[string]string{
		"empty": "", "plain": "correct horse", "another kind": strings.Replace(good, "argon2id", "argon2i", 1), "version": strings.Replace(good, "v=19", "v=16", 1),
		"all memory": strings.Replace(good, "m=64", "m=4194304", 1), "no passes": strings.Replace(good, "t=1", "t=0", 1),
		"no threads": strings.Replace(good, "p=1", "p=0", 1), "many passes": strings.Replace(good, "t=1", "t=1000000", 1), "not a number": strings.Replace(good, "t=1", "t=x", 1),
		"another form": strings.Replace(good, "m=64", "m=064", 1), "more behind": strings.Replace(good, "p=1", "p=1,x=2", 1),
		"cut": good[:len(good)-30], "a part more": good + "$x", "padding": good + "=", "negative": strings.Replace(good, "m=64", "m=-64", 1),
	} {
		_, _, err := h.Verify(context.Background(), "correct horse", kept)
		if !errors.Is(err, ErrHash) || problem.KindOf(err) != problem.Internal || strings.Contains(err.Error(), "horse") {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// TestFlood: never more hashes at once than slots, whoever is beyond the queue is refused at once, and a caller who gives up leaves
// the queue.
func TestFlood(t *testing.T) {
	ctx := context.Background()
	h := New(Options{MemoryKiB: 64, Passes: 1, Slots: 2, Queue: 3})
	var gives []func()
	for range 2 { // both slots are taken
		give, err := h.take(ctx)
		if err != nil {
			t.Fatal(err)
		}
		gives = append(gives, give)
	}
	gone, leave := context.WithCancel(ctx)
	var answers sync.WaitGroup
	var busy atomic.Int64
	for range 3 {
		answers.Go(func() {
			if err := h.VerifyNobody(gone, "x"); errors.Is(err, ErrBusy) && errors.Is(err, context.Canceled) {
				busy.Add(1)
			}
		})
	}
	for h.waiting.Load() < 3 { // the queue fills
	}
	if err := h.VerifyNobody(ctx, "x"); !errors.Is(err, ErrBusy) || problem.KindOf(err) != problem.Unavailable {
		t.Errorf("beyond the queue: %v", err)
	}
	leave()
	answers.Wait()
	if busy.Load() != 3 || h.waiting.Load() != 0 {
		t.Errorf("%d of 3 were told, %d still wait", busy.Load(), h.waiting.Load())
	}
	for _, give := range gives {
		give()
	}
	if err := h.VerifyNobody(ctx, "x"); err != nil || len(h.slots) != 0 {
		t.Errorf("after the flood: %v, %d slots taken", err, len(h.slots))
	}
}

func TestNobody(t *testing.T) {
	h := New(cheap)
	if h.nobody.params != h.params || len(h.nobody.salt) != saltBytes || len(h.nobody.sum) != sumBytes {
		t.Error("the work for nobody isn't that for somebody")
	}
	if err := h.VerifyNobody(context.Background(), strings.Repeat("x", 1<<16)); err != nil {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Fuzz(func(t *testing.T, s string) {
		if e, err := parse(s); err == nil && e.String() != s {
			t.Errorf("%q is read as %q", s, e)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	h := New(Options{})
	kept, err := h.Hash(context.Background(), "correct horse battery")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("somebody", func(b *testing.B) {
		for b.Loop() {
			_, _, _ = h.Verify(context.Background(), "correct horse battery", kept)
		}
	})
	b.Run("nobody", func(b *testing.B) {
		for b.Loop() {
			_ = h.VerifyNobody(context.Background(), "correct horse battery")
		}
	})
}
