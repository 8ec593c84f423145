package limit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/problem"
	"tonghui/platform/auth/limit"
)

var start = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// TestNeverMoreThanTheRule: between any two moments a key gets at most burst + elapsed/every, and who waits as told gets in.
func TestNeverMoreThanTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := limit.Rule{Burst: rapid.IntRange(1, 9).Draw(t, "burst"),
			Every: time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "every"))}
		l, now := limit.New(r), start
		allowed := map[string][]time.Time{}
		for range rapid.IntRange(1, 120).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(r.Every)*2).Draw(t, "step")))
			key := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "key")
			wait, ok := l.Allow(key, now)
			if ok {
				allowed[key] = append(allowed[key], now)
				continue
			}
			if wait <= 0 {
				t.Fatalf("refused without a time to wait: %s", wait)
			}
			now = now.Add(wait)
			if _, ok := l.Allow(key, now); !ok {
				t.Fatalf("refused after the %s that it asked for", wait)
			}
			allowed[key] = append(allowed[key], now)
		}
		for key, times := range allowed {
			for i := range times {
				for j := i; j < len(times); j++ {
					if most := int64(r.Burst) + int64(times[j].Sub(times[i])/r.Every); int64(j-i+1) > most {
						t.Fatalf("%s had %d between %s and %s under %+v, at most %d", key, j-i+1, times[i], times[j], r, most)
					}
				}
			}
		}
	})
}

// TestMemoryIsBounded: a flood of keys neither grows the limiter nor makes it forget who is spent.
func TestMemoryIsBounded(t *testing.T) {
	l := limit.New(limit.Rule{Burst: 5, Every: time.Minute, Most: 64 * 16})
	for range 5 {
		l.Allow("spent", start)
	}
	for i := range 20_000 {
		l.Allow(fmt.Sprint("flood-", i), start.Add(time.Duration(i)*time.Microsecond))
	}
	if n := l.Len(); n > 64*16 {
		t.Errorf("%d keys are remembered, at most %d", n, 64*16)
	}
	if _, ok := l.Allow("spent", start.Add(time.Second)); ok {
		t.Error("the flood has emptied the memory of a key that was spent")
	}
	l.Allow("flood-19999", start.Add(time.Hour)) // keys that are rested go as others come
	for i := range 20_000 {
		l.Allow("one", start.Add(time.Duration(i+60)*time.Minute))
		l.Allow(fmt.Sprint("seldom-", i), start.Add(time.Duration(i+60)*time.Minute))
	}
	if n := l.Len(); n > 64*9 {
		t.Errorf("%d keys are remembered though nearly all are rested", n)
	}
}

func TestNoRuleNoLimit(t *testing.T) {
	l := limit.New(limit.Rule{})
	for range 1000 {
		if _, ok := l.Allow("a", start); !ok {
			t.Fatal("a limiter without a rule refused")
		}
	}
	if n := l.Len(); n != 0 {
		t.Errorf("%d keys are remembered for no rule", n)
	}
	own := limit.Rule{Burst: 1, Every: time.Second}
	l.AllowBy("a", own, start)
	if wait, ok := l.AllowBy("a", own, start); ok || wait != time.Second {
		t.Errorf("a key's own rule gave %s, %v", wait, ok)
	}
	l.Forget("a")
	if _, ok := l.AllowBy("a", own, start); !ok {
		t.Error("a forgotten key was refused")
	}
}

func TestRuleOfNoSense(t *testing.T) {
	for _, r := range []limit.Rule{{Burst: 3}, {Burst: 3, Every: -1}, {Burst: 1 << 40, Every: time.Hour}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("New(%+v) was accepted", r)
				}
			}()
			limit.New(r)
		}()
	}
}

func TestRefusal(t *testing.T) {
	for wait, want := range map[time.Duration]int64{0: 1, 1: 1, time.Second: 1, time.Second + 1: 2, 90 * time.Second: 90} {
		err := fmt.Errorf("signing in: %w", limit.Refuse(wait))
		p := problem.Of(err)
		if limit.RetryAfter(err) != want || !errors.Is(err, limit.ErrTooMany) || p.Kind.Status() != 429 {
			t.Errorf("Refuse(%s) asks for %d s, want %d: %v", wait, limit.RetryAfter(err), want, err)
		}
		for _, s := range []string{p.EN, p.ZH} {
			if !strings.Contains(s, fmt.Sprintf(" %d ", want)) {
				t.Errorf("%q does not say %d", s, want)
			}
		}
	}
	if limit.RetryAfter(errors.New("other")) != 0 {
		t.Error("another error asks to wait")
	}
}

func BenchmarkAllow(b *testing.B) {
	l := limit.New(limit.Rule{Burst: 100, Every: time.Millisecond})
	keys := make([]string, 1024)
	for i := range keys {
		keys[i] = fmt.Sprint("client-", i)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			l.Allow(keys[i%len(keys)], start.Add(time.Duration(i)*time.Microsecond))
		}
	})
}
