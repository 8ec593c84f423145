package jobs

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// clock is a wall clock that a test sets.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func shanghai(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func TestBetween(t *testing.T) {
	cal := calendar.China()
	for _, c := range []struct {
		when     When
		from, to string
		last     bool
		want     string
	}{
		{When{Every: 15 * time.Minute}, "2026-03-02 10:00", "2026-03-02 10:44", false, "[10:15 10:30]"},
		{When{Every: 15 * time.Minute}, "2026-03-02 10:14", "2026-03-02 10:15", false, "[10:15]"},
		{When{Every: 15 * time.Minute}, "2026-03-02 10:15", "2026-03-02 10:15", false, "[]"},
		{When{Every: time.Minute}, "2025-03-02 10:00", "2026-03-02 10:15", true, "[10:15]"},
		{When{Every: 24 * time.Hour}, "2026-03-02 10:00", "2026-03-03 00:00", false, "[00:00]"},
		{When{Daily: true, At: At(2, 30)}, "2026-03-02 02:30", "2026-03-04 02:30", false, "[02:30 02:30]"},
		{When{Daily: true, At: At(0, 0)}, "2026-03-02 00:00", "2026-03-02 23:59", false, "[]"},
		{When{Daily: true, At: At(23, 59)}, "2026-03-02 00:00", "2026-03-02 23:59", false, "[23:59]"},
	} {
		got, err := c.when.between(cal, shanghai(c.from), shanghai(c.to), 100, c.last)
		if err != nil {
			t.Error(err)
		}
		var texts []string
		for _, at := range got {
			texts = append(texts, at.In(Shanghai).Format("15:04"))
		}
		if fmt.Sprint(texts) != c.want {
			t.Errorf("%s between %s and %s: %s, want %s", c.when, c.from, c.to, texts, c.want)
		}
	}
}

// Days of 2026's Spring Festival and of month ends, from the State Council's notice.
func TestDays(t *testing.T) {
	cal := calendar.China()
	for _, c := range []struct {
		days     Days
		from, to calendar.Date
		want     string
	}{
		{WorkingDays, calendar.MustOf(2026, 2, 12), calendar.MustOf(2026, 2, 28), "[12 13 14 24 25 26 27 28]"},
		{Weekly(time.Monday), calendar.MustOf(2026, 3, 1), calendar.MustOf(2026, 3, 31), "[2 9 16 23 30]"},
		{Monthly(21, calendar.None), calendar.MustOf(2026, 2, 1), calendar.MustOf(2026, 2, 28), "[21]"},
		{Monthly(21, calendar.Following), calendar.MustOf(2026, 2, 1), calendar.MustOf(2026, 2, 28), "[24]"},
		{Monthly(31, calendar.None), calendar.MustOf(2026, 2, 1), calendar.MustOf(2026, 3, 31), "[28 31]"},
		{Monthly(31, calendar.Following), calendar.MustOf(2026, 10, 1), calendar.MustOf(2026, 11, 3), "[2]"}, // 31 October is a Saturday
		{LastWorkingDay(), calendar.MustOf(2026, 1, 1), calendar.MustOf(2026, 2, 28), "[30 28]"},
		{Days{}, calendar.MustOf(2026, 1, 1), calendar.MustOf(2026, 1, 3), "[1 2 3]"},
	} {
		var got []int
		for d := c.from; d <= c.to; d++ {
			ok, err := c.days.accepts(cal, d)
			if err != nil {
				t.Errorf("%s on %s: %v", c.days, d, err)
			}
			if ok {
				got = append(got, d.Day())
			}
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", c.days, got, c.want)
		}
	}
	if _, err := WorkingDays.accepts(cal, calendar.MustOf(2035, 3, 1)); err == nil {
		t.Error("a year without a notice has working days")
	}
}

// Splitting a period at any moment gives the same occurrences as the whole, in order.
func TestBetweenSplits(t *testing.T) {
	cal := calendar.China()
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom([]When{{Every: 7 * time.Minute}, {Every: 36 * time.Hour}, {Daily: true, At: At(23, 30)},
			{Daily: true, At: At(0, 10), On: WorkingDays}, {Daily: true, At: At(9, 0), On: Monthly(31, calendar.ModifiedFollowing)}}).Draw(t, "when")
		from := shanghai("2026-01-20 00:00").Add(time.Duration(rapid.Int64Range(0, 60*24*3600).Draw(t, "from")) * time.Second)
		length := time.Duration(rapid.Int64Range(0, 10*24*3600).Draw(t, "length")) * time.Second
		middle := from.Add(time.Duration(rapid.Int64Range(0, int64(length)).Draw(t, "middle")))
		to := from.Add(length)
		all, err := w.between(cal, from, to, 1<<20, false)
		if err != nil {
			t.Fatal(err)
		}
		first, _ := w.between(cal, from, middle, 1<<20, false)
		second, _ := w.between(cal, middle, to, 1<<20, false)
		if both := slices.Concat(first, second); !slices.EqualFunc(all, both, time.Time.Equal) {
			t.Fatalf("%s: %v in parts, %v as a whole", w, both, all)
		}
		last, _ := w.between(cal, from, to, 1, true)
		if len(all) > 0 != (len(last) == 1) || len(all) > 0 && !last[0].Equal(all[len(all)-1]) {
			t.Fatalf("%s: the last of %v is %v", w, all, last)
		}
	})
}

// scheduled is a queue whose keeper a test turns by hand, and the keys of what it enqueued.
func scheduled(t testing.TB, c *clock, schedules ...Schedule) (*Queue, func() []string) {
	t.Helper()
	st := newStore(t, store.Options{Clock: c.now})
	q := New(st, quick)
	if err := q.Register(Worker{Kind: "till.tick", Do: func(*store.Tx, *Run) error { return nil }}); err != nil {
		t.Fatal(err)
	}
	if err := q.Schedule(schedules...); err != nil {
		t.Fatal(err)
	}
	return q, func() (keys []string) {
		t.Helper()
		if err := q.keepOnce(ctx, 2); err != nil {
			t.Fatal(err)
		}
		if err := st.View(ctx, func(v *store.View) (err error) {
			keys, err = store.All(v, store.Value[string], "SELECT dedupe FROM jobs_queue WHERE dedupe IS NOT NULL ORDER BY dedupe")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return keys
	}
}

// Missed occurrences follow the schedule's rule.
func TestMissed(t *testing.T) {
	c := &clock{t: shanghai("2026-03-02 10:05")}
	ten := When{Every: 10 * time.Minute}
	_, keys := scheduled(t, c,
		Schedule{Name: "latest", Kind: "till.tick", When: ten},
		Schedule{Name: "each", Kind: "till.tick", When: ten, Missed: Each},
		Schedule{Name: "forget", Kind: "till.tick", When: ten, Missed: Forget})
	if got := keys(); len(got) != 0 {
		t.Errorf("a new schedule began with %v", got)
	}
	c.set(shanghai("2026-03-02 10:34")) // nobody was there at 10:10, 10:20 and 10:30
	want := "[each@2026-03-02T02:10:00Z each@2026-03-02T02:20:00Z each@2026-03-02T02:30:00Z latest@2026-03-02T02:30:00Z]"
	if got := fmt.Sprint(keys()); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	c.set(shanghai("2026-03-02 10:40"))
	want = "[each@2026-03-02T02:10:00Z each@2026-03-02T02:20:00Z each@2026-03-02T02:30:00Z each@2026-03-02T02:40:00Z " +
		"forget@2026-03-02T02:40:00Z latest@2026-03-02T02:30:00Z latest@2026-03-02T02:40:00Z]"
	for range 3 {
		if got := fmt.Sprint(keys()); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// A clock that leaps forwards and back makes no occurrence twice and loses none.
func TestClockLeaps(t *testing.T) {
	c := &clock{t: shanghai("2026-03-02 10:05")}
	_, keys := scheduled(t, c, Schedule{Name: "latest", Kind: "till.tick", When: When{Every: 10 * time.Minute}},
		Schedule{Name: "daily", Kind: "till.tick", When: When{Daily: true, At: At(10, 30), On: WorkingDays}})
	keys()
	for _, at := range []string{"2026-03-02 10:11", "2026-03-03 10:11", "2026-03-02 10:12", "2026-03-02 10:21", "2026-03-02 09:00",
		"2026-03-02 10:22", "2026-03-02 10:30", "2026-03-02 10:40", "2026-03-03 10:01", "2026-03-03 10:11", "2026-03-03 10:31"} {
		c.set(shanghai(at))
		keys()
	}
	got := map[string]int{}
	for _, k := range keys() {
		got[k]++
	}
	for _, want := range []string{"latest@2026-03-02T02:10:00Z", "latest@2026-03-02T02:20:00Z", "latest@2026-03-02T02:30:00Z",
		"latest@2026-03-02T02:40:00Z", "latest@2026-03-03T02:10:00Z", "latest@2026-03-03T02:30:00Z", "daily@2026-03-02T02:30:00Z",
		"daily@2026-03-03T02:30:00Z"} {
		if got[want] != 1 {
			t.Errorf("%s was enqueued %d times", want, got[want])
		}
	}
	for k, n := range got {
		if n != 1 {
			t.Errorf("%s was enqueued %d times", k, n)
		}
	}
}

// Whatever the clock does, no occurrence comes twice, and with Each none that the clock has passed is missing.
func TestClockProperty(t *testing.T) {
	begin := shanghai("2026-03-02 10:05")
	c := &clock{t: begin}
	q, keys := scheduled(t, c, Schedule{Name: "each", Kind: "till.tick", When: When{Every: 10 * time.Minute}, Missed: Each})
	rapid.Check(t, func(r *rapid.T) {
		c.set(begin)
		write(t, q.st, func(tx *store.Tx) error {
			for _, table := range []string{"jobs_queue", "jobs_keys", "jobs_schedules"} {
				if _, err := tx.Exec("DELETE FROM " + table); err != nil {
					return err
				}
			}
			return nil
		})
		keys()
		now, furthest := begin, begin
		for _, minutes := range rapid.SliceOfN(rapid.IntRange(-120, 180), 1, 12).Draw(r, "leaps") {
			if now = now.Add(time.Duration(minutes) * time.Minute); now.Before(begin) {
				now = begin
			}
			if now.After(furthest) {
				furthest = now
			}
			c.set(now)
			keys()
		}
		want, err := When{Every: 10 * time.Minute}.between(calendar.China(), begin, furthest, 1<<20, false)
		if err != nil {
			r.Fatal(err)
		}
		got := keys()
		var keysWanted []string
		for _, at := range want {
			keysWanted = append(keysWanted, "each@"+at.UTC().Format(time.RFC3339))
		}
		if !slices.Equal(got, keysWanted) {
			r.Fatalf("enqueued %v, want %v", got, keysWanted)
		}
	})
}

// Jobs that a clock running ahead has sent into the future come back with it; those with a moment of their own keep it.
func TestClockGoesBack(t *testing.T) {
	begin := shanghai("2026-03-02 10:00")
	c := &clock{t: begin.AddDate(0, 0, 1)} // a day ahead
	q, turn := scheduled(t, c)
	turn()
	now := enqueue(t, q, Job{Kind: "till.tick"})
	own := enqueue(t, q, Job{Kind: "till.tick", RunAt: begin.AddDate(0, 0, 2)})
	failed := enqueue(t, q, Job{Kind: "till.tick"})
	write(t, q.st, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE jobs_queue SET attempts = 1, run_at = run_at + 60000000 WHERE id = ?", int64(failed))
		return err
	})
	c.set(begin)
	turn()
	for id, latest := range map[ID]time.Time{now: begin, own: begin.AddDate(0, 0, 2), failed: begin.Add(time.Hour)} {
		i, err := q.Get(ctx, id)
		if err != nil || i.RunAt.After(latest) || id == own && !i.RunAt.Equal(latest) {
			t.Errorf("job %s runs at %v, want %s; %v", id, i.RunAt, latest, err)
		}
	}
}

// Schedules in bank time: with the update that moves the date, once a date, on the days that they name.
func TestBankDates(t *testing.T) {
	c := &clock{t: shanghai("2026-02-13 18:00")}
	q, keys := scheduled(t, c,
		Schedule{Name: "opened", Kind: "till.tick", When: When{Bank: DayOpened}},
		Schedule{Name: "ended", Kind: "till.tick", When: When{Bank: DayEnded, On: LastWorkingDay()}},
		Schedule{Name: "closed", Kind: "till.tick", When: When{Bank: DayClosed}, Payload: "totals"})
	move := func(was, now calendar.Date, open bool) {
		t.Helper()
		for range 2 { // telling it twice changes nothing
			write(t, q.st, func(tx *store.Tx) error {
				if at, ok := tx.BankDate(); !ok || at < now {
					tx.SetBankDate(now)
				}
				return q.DayMoved(tx, was, now, open)
			})
		}
	}
	d := calendar.MustOf(2026, 2, 27)
	move(0, d, false)
	move(d, d+1, true)
	move(d+1, d+3, true)
	for range 2 {
		write(t, q.st, func(tx *store.Tx) error { return q.DayClosed(tx, d) })
	}
	want := "[closed@2026-02-27 ended@2026-02-28 opened@2026-02-27 opened@2026-02-28 opened@2026-03-02]"
	if got := fmt.Sprint(keys()); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	// A date that was moved without a word is noticed.
	write(t, q.st, func(tx *store.Tx) error { tx.SetBankDate(d + 4); return nil })
	if got := keys(); got[len(got)-1] != "opened@2026-03-03" {
		t.Errorf("the keeper has not noticed the move: %v", got)
	}
	infos, err := q.Schedules(ctx)
	if err != nil || len(infos) != 3 || infos[0].Name != "closed" || infos[0].LastDay != "2026-02-27" || infos[2].LastDay != "2026-03-03" {
		t.Errorf("%+v, %v", infos, err)
	}
}

// A paused schedule lets its occurrences pass; one that can't tell its days stands still and says so.
func TestScheduleStandsStill(t *testing.T) {
	c := &clock{t: shanghai("2034-12-30 10:00")}
	q, keys := scheduled(t, c, Schedule{Name: "daily", Kind: "till.tick", When: When{Daily: true, At: At(9, 0), On: WorkingDays}},
		Schedule{Name: "hourly", Kind: "till.tick", When: When{Every: time.Hour}})
	keys()
	if err := asOperator(t, q.st, func(tx *store.Tx) error { return q.PauseSchedule(tx, "hourly", "audit") }); err != nil {
		t.Fatal(err)
	}
	wantErr(t, asOperator(t, q.st, func(tx *store.Tx) error { return q.PauseSchedule(tx, "none", "audit") }), ErrUnknownSchedule)
	c.set(shanghai("2034-12-31 12:00"))
	if got := keys(); len(got) != 0 {
		t.Errorf("enqueued %v", got)
	}
	infos, err := q.Schedules(ctx)
	if err != nil || infos[0].Trouble == "" || !infos[1].Paused || infos[1].Trouble != "" {
		t.Errorf("%+v, %v", infos, err)
	}
	if err := asOperator(t, q.st, func(tx *store.Tx) error { return q.ResumeSchedule(tx, "hourly", "audited") }); err != nil {
		t.Fatal(err)
	}
	c.set(shanghai("2034-12-31 13:01"))
	if got := fmt.Sprint(keys()); got != "[hourly@2034-12-31T05:00:00Z]" {
		t.Errorf("enqueued %s", got)
	}
}

func TestScheduleRefuses(t *testing.T) {
	q := New(newStore(t, store.Options{}), quick)
	for _, s := range []Schedule{
		{Kind: "till.tick", When: When{Every: time.Hour}}, {Name: "a", When: When{}}, {Name: "a", When: When{Every: time.Millisecond}},
		{Name: "a", When: When{Every: time.Hour, Daily: true}}, {Name: "a", When: When{Daily: true, At: At(24, 0)}},
		{Name: "a", When: When{Bank: 9}}, {Name: "a", When: When{Every: time.Hour}, Payload: make(chan int)},
	} {
		if err := q.Schedule(s); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
	if err := q.Schedule(Schedule{Name: "a", Kind: "till.none", When: When{Every: time.Hour}}); err != nil {
		t.Error(err)
	}
	if err := q.Schedule(Schedule{Name: "a", Kind: "till.none", When: When{Every: time.Hour}}); err == nil {
		t.Error("two schedules of one name were taken")
	}
	wantErr(t, q.Start(ctx), ErrUnknownKind)
}
