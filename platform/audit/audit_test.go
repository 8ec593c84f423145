package audit

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

// A day's work proves, fully and from where the last check ended.
func TestCleanDay(t *testing.T) {
	r := testRoom(t, Config{})
	r.fill(t)
	report := r.check(t, CheckOptions{Full: true})
	wantClean(t, report)
	if report.Rows != 1206 || report.Objects != 12 || report.Size == 0 {
		t.Errorf("%+v", report)
	}
	r.update(t, func(tx *store.Tx) error {
		if err := r.line(tx, 5); err != nil {
			return err
		}
		return r.put(tx, "t_things", "t.thing", thing{5, "five", 5})
	})
	r.sequence(t)
	again := r.check(t, CheckOptions{})
	wantClean(t, again)
	if again.Full || again.From != report.Size || again.Rows != 1 || again.Objects != 1 {
		t.Errorf("incremental: %+v", again)
	}
}

// What is not sequenced yet is no contradiction.
func TestCheckBesideTraffic(t *testing.T) {
	r := testRoom(t, Config{})
	r.fill(t)
	r.update(t, func(tx *store.Tx) error {
		if err := r.line(tx, 5); err != nil {
			return err
		}
		return r.put(tx, "t_things", "t.thing", thing{5, "five", 5})
	})
	r.update(t, func(tx *store.Tx) error { return r.put(tx, "t_things", "t.thing", thing{77, "new", 7}) })
	wantClean(t, r.check(t, CheckOptions{Full: true}))
	wantClean(t, r.check(t, CheckOptions{}))
	r.sequence(t)
	wantClean(t, r.check(t, CheckOptions{}))
	wantClean(t, r.check(t, CheckOptions{Full: true}))
}

// A note goes with its update: what fails leaves none, and a savepoint takes its own with it.
func TestNotesFollowTheirUpdate(t *testing.T) {
	r := testRoom(t, Config{})
	boom := errors.New("boom")
	err := r.st.Update(ctx, func(tx *store.Tx) error {
		if err := r.line(tx, 1); err != nil {
			return err
		}
		if err := r.log.Note(tx, Note{Verb: "t.no", Kind: "t.thing", Object: "1"}); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	r.update(t, func(tx *store.Tx) error {
		if err := r.line(tx, 2); err != nil {
			return err
		}
		err := tx.Savepoint(func() error {
			for range 3 {
				if err := r.line(tx, 3); err != nil {
					return err
				}
			}
			if err := r.put(tx, "t_things", "t.thing", thing{9, "nine", 9}); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Errorf("savepoint: %v", err)
		}
		return r.line(tx, 4)
	})
	r.sequence(t)
	report := r.check(t, CheckOptions{Full: true})
	wantClean(t, report)
	if report.Rows != 2 || report.Objects != 0 {
		t.Errorf("%+v", report)
	}
}

// A record says who, for whom, what, on what, from where and why; its private part can be erased and its proof holds on.
func TestRecordAndErasure(t *testing.T) {
	key := testKey(t)
	r := testRoom(t, Config{Key: key})
	var id store.ID
	if err := r.st.Update(clerk(ctx), func(tx *store.Tx) error {
		return r.log.Note(tx, Note{Verb: "t.freeze", Kind: "t.other", Object: "A-1", Version: 3, Behalf: "wang", Reason: "法院\"令\"",
			Place: Place{Address: "203.0.113.7", Session: "s1", Terminal: "T1"}})
	}); err != nil {
		t.Fatal(err)
	}
	r.fill(t)
	list, _, err := r.log.List(ctx, Filter{Kind: "t.other", Object: "A-1"}, Position{}, 10)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	rec := list[0]
	id = rec.ID
	if w := rec.Who; w == nil || w.Person != "li" || w.Behalf != "wang" || w.Reason != "法院\"令\"" || w.Terminal != "T1" || rec.Hat != "teller" {
		t.Errorf("%+v, %+v", rec, rec.Who)
	}
	if !json.Valid(rec.Body) || strings.Contains(string(rec.Body), "li\"") || strings.Contains(string(rec.Body), "203.0") {
		t.Errorf("the leaf: %s", rec.Body)
	}
	byPerson, _, err := r.log.List(ctx, Filter{Person: "li"}, Position{}, 10)
	if err != nil || len(byPerson) != 1 || byPerson[0].ID != id {
		t.Errorf("by person: %v, %v", byPerson, err)
	}
	n, err := r.log.Erase(ctx, "li", maxID, "her right under the law")
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	r.sequence(t)
	rec, err = r.log.Get(ctx, id)
	if err != nil || rec.Who != nil || !rec.Erased {
		t.Errorf("%+v, %v", rec, err)
	}
	p, err := r.log.Prove(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Verify(testVerifier(t, key)); err != nil {
		t.Errorf("the proof of an erased record: %v", err)
	}
	wantClean(t, r.check(t, CheckOptions{Full: true}))
}

func TestProofs(t *testing.T) {
	key, other := testKey(t), testKey(t)
	r := testRoom(t, Config{Key: key})
	if _, err := r.log.Checkpoint(ctx); !errors.Is(err, ErrNoCheckpoint) {
		t.Errorf("no checkpoint yet: %v", err)
	}
	r.fill(t)
	first, err := r.log.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r.fill(t)
	second, err := r.log.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	v := testVerifier(t, key)
	a, err := checkpoint.Open(first, v)
	if err != nil {
		t.Fatal(err)
	}
	b, err := checkpoint.Open(second, v)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.log.ProveConsistency(ctx, a.Size, 0)
	if err != nil || c.To != b.Size {
		t.Fatal(c, err)
	}
	if err := VerifyConsistency(c.Hashes, &a.Checkpoint, &b.Checkpoint); err != nil {
		t.Error(err)
	}
	c.Hashes[0][3] ^= 1
	if err := VerifyConsistency(c.Hashes, &a.Checkpoint, &b.Checkpoint); !errors.Is(err, ErrProof) {
		t.Errorf("an altered proof: %v", err)
	}
	for _, sizes := range [][2]int64{{0, 3}, {5, 4}, {1, 1 << 40}} {
		if _, err := r.log.ProveConsistency(ctx, sizes[0], sizes[1]); !errors.Is(err, ErrSize) {
			t.Errorf("%v: %v", sizes, err)
		}
	}
	list, _, err := r.log.List(ctx, Filter{}, Position{}, 50)
	if err != nil || len(list) < 10 {
		t.Fatal(len(list), err)
	}
	for _, rec := range list {
		p, err := r.log.Prove(ctx, rec.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := p.Verify(v)
		if err != nil || got.ID != rec.ID || got.Leaf != rec.Leaf {
			t.Errorf("record %s: %v", rec.ID, err)
		}
		if _, _, err := p.Verify(testVerifier(t, other)); !errors.Is(err, checkpoint.ErrKey) {
			t.Errorf("another key: %v", err)
		}
		p.Record = strings.Replace(p.Record, "t.", "u.", 1)
		if _, _, err := p.Verify(v); !errors.Is(err, ErrProof) {
			t.Errorf("an altered record: %v", err)
		}
	}
	if _, err := r.log.Prove(ctx, 1); !errors.Is(err, ErrUnknownRecord) {
		t.Errorf("an unknown record: %v", err)
	}
}

// Lists are paged by key, bounded by what there was at the first page, and find a row in the list that holds it.
func TestList(t *testing.T) {
	r := testRoom(t, Config{})
	var lines []store.ID
	for i := range 5 {
		r.update(t, func(tx *store.Tx) error {
			for range 3 {
				lines = append(lines, tx.NewID())
				if err := r.log.Cover(tx, Cover{Verb: "t.line", Kind: "t.line", ID: lines[len(lines)-1], Digest: lineDigest(1, 1)}); err != nil {
					return err
				}
			}
			return r.put(tx, "t_things", "t.thing", thing{1, "x", int64(i)})
		})
	}
	r.sequence(t)
	var seen []store.ID
	at := Position{}
	for {
		page, next, err := r.log.List(ctx, Filter{}, at, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, rec := range page {
			if n := len(seen); n > 0 && rec.ID >= seen[n-1] {
				t.Errorf("%s after %s", rec.ID, seen[n-1])
			}
			seen = append(seen, rec.ID)
		}
		at = next
		r.update(t, func(tx *store.Tx) error { return r.put(tx, "t_things", "t.thing", thing{2, "y", 1}) })
		r.sequence(t)
	}
	if len(seen) != 10 {
		t.Errorf("%d records, want 10", len(seen))
	}
	for _, id := range lines {
		got, _, err := r.log.List(ctx, Filter{Kind: "t.line", Object: id.String()}, Position{}, 10)
		if err != nil || len(got) != 1 || !holds(number19(got[0].Object), got[0].Last, id) || got[0].Count != 3 {
			t.Errorf("line %s: %v, %v", id, got, err)
		}
	}
	mid := seen[5].Time()
	later, _, err := r.log.List(ctx, Filter{From: mid, To: mid.Add(time.Hour)}, Position{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range later {
		if rec.ID.Time().Before(mid) {
			t.Errorf("%s is before %s", rec.ID.Time(), mid)
		}
	}
	if len(later) < 6 {
		t.Errorf("%d records from %s", len(later), mid)
	}
	if _, _, err := r.log.List(ctx, Filter{Kind: "t.line"}, Position{}, 1); !errors.Is(err, ErrFilter) {
		t.Errorf("a kind alone: %v", err)
	}
}

func TestNoteRefusals(t *testing.T) {
	r := testRoom(t, Config{})
	for name, n := range map[string]Note{
		"no verb":         {Kind: "k", Object: "o"},
		"a quote":         {Verb: "v", Kind: "k\"", Object: "o"},
		"a space":         {Verb: "v", Kind: "k", Object: "o o"},
		"a long object":   {Verb: "v", Kind: "k", Object: strings.Repeat("o", 65)},
		"a chinese kind":  {Verb: "v", Kind: "账户", Object: "o"},
		"an endless word": {Verb: "v", Kind: "k", Object: "o", Reason: strings.Repeat("长", 501)},
	} {
		if err := r.st.Update(ctx, func(tx *store.Tx) error { return r.log.Note(tx, n) }); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	// The longest and oddest that is allowed fits its columns.
	odd := strings.Repeat("<", 5000) + "\x00\n\xff\""
	c := WithBehalf(WithPlace(store.WithActor(ctx, store.Actor{Person: odd, Hat: odd, Client: odd}), Place{odd, odd, odd}), odd)
	if err := r.st.Update(c, func(tx *store.Tx) error {
		return r.log.Note(tx, Note{Verb: "v", Kind: "k", Object: strings.Repeat("o", 64), Reason: strings.Repeat("长", 500), Behalf: odd})
	}); err != nil {
		t.Fatal(err)
	}
	r.sequence(t)
	wantClean(t, r.check(t, CheckOptions{Full: true}))
}

// An object with personal data can be forgotten: its salts go, its records stay, and verify says what it can't compare.
func TestEraseObject(t *testing.T) {
	r := testRoom(t, Config{})
	r.fill(t)
	r.update(t, func(tx *store.Tx) error { return r.put(tx, "t_people", "t.person", thing{2, "renamed", 2}) })
	r.sequence(t)
	if n, err := r.log.EraseObject(ctx, "t.person", "2", "the party asked to be forgotten"); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	r.sequence(t)
	report := r.check(t, CheckOptions{Full: true})
	if report.Errors != 0 || report.Notices != 1 || report.Findings[0].Code != "row_erased" {
		t.Errorf("%v", report.Findings)
	}
	r.update(t, func(tx *store.Tx) error { return r.put(tx, "t_people", "t.person", thing{id: 2}) })
	r.sequence(t)
	wantClean(t, r.check(t, CheckOptions{Full: true}))
}

// A bank that was there before its log: everything is unnoted until it is adopted, once; from then on it is held to it.
func TestAdopt(t *testing.T) {
	r := testRoom(t, Config{})
	var lines []store.ID
	r.update(t, func(tx *store.Tx) error {
		for i := range int64(3000) {
			lines = append(lines, tx.NewID())
			tx.Buffer(r.slot).(*store.Appender).Add(int64(lines[i]), i)
		}
		for i := range 40 {
			for _, table := range []string{"t_things", "t_people"} {
				if _, err := tx.Exec("INSERT INTO "+table+" (id, name, fen) VALUES (?, 'old', 1)", i+1); err != nil {
					return err
				}
			}
		}
		return nil
	})
	r.update(t, func(tx *store.Tx) error { return r.line(tx, 7) })
	r.sequence(t)
	if report := r.check(t, CheckOptions{Full: true}); report.Errors != 3080 || report.Findings[0].Code != "row_unnoted" {
		t.Errorf("%d findings before", report.Errors)
	}
	for kind, want := range map[string]int64{"t.line": 3000, "t.thing": 40, "t.person": 40} {
		if n, err := r.log.Adopt(ctx, kind); err != nil || n != want {
			t.Errorf("%s: %d, %v", kind, n, err)
		}
		if _, err := r.log.Adopt(ctx, kind); !errors.Is(err, errAdopted) {
			t.Errorf("%s twice: %v", kind, err)
		}
	}
	r.update(t, func(tx *store.Tx) error { return r.line(tx, 8) })
	wantClean(t, r.check(t, CheckOptions{Full: true}))
	r.sequence(t)
	wantClean(t, r.check(t, CheckOptions{Full: true}))
	r.update(t, func(tx *store.Tx) error {
		return direct(tx, "UPDATE t_lines SET fen = 0 WHERE id = ?", int64(lines[2000]))
	})
	report := r.check(t, CheckOptions{Full: true})
	if report.Errors != 1 || report.Findings[0].Code != "row_changed" || report.Findings[0].Row != lines[2000] {
		t.Errorf("%v", report.Findings)
	}
}
