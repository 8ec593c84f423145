package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"tonghui/core/ledger/layout"
)

// measure posts everything and then reads.
func measure(o *options) error {
	load := &layout.Workload{Accounts: o.accounts, Total: o.total, HotShare: o.hot, Seed: 1, Dense: o.dense}
	accounts := load.Start()
	settings := o.settings
	if o.background {
		settings.AutoCheckpoint = -1
	}
	w, err := layout.Create(settings, layout.New(o.name, o.k), accounts)
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.Checkpoint(); err != nil {
		return err
	}
	label := fmt.Sprintf("%s k=%d batch=%d hot=%g page=%d", o.name, o.k, o.batch, o.hot, settings.PageSize)
	fmt.Printf("%s total=%d cache=%dMB rows=%d autocheckpoint=%d checkpointer=%v %s unsorted=%v fsync=%v\n", label, o.total,
		settings.CacheMB, settings.RowsPerInsert, settings.AutoCheckpoint, o.background, settings.Balances,
		settings.Unsorted, settings.Fsync)
	if err := post(o, w, load); err != nil {
		return err
	}
	if o.settings.Without != "" || accounts.All[0].Seq == 0 || accounts.All[7].Seq == 0 {
		return nil // nothing to read, or not all of it
	}
	r, err := layout.OpenReader(w)
	if err != nil {
		return err
	}
	defer r.Close()
	fmt.Println("hot account:")
	if err := read(r, load.Hot(), accounts.All[0].Seq, true); err != nil {
		return err
	}
	fmt.Println("ordinary account:")
	return read(r, load.Any(7), accounts.All[7].Seq, false)
}

// post books the whole workload. Making the transfers is not counted.
func post(o *options, w *layout.Writer, load *layout.Workload) error {
	keeper, err := newKeeper(o, w)
	if err != nil {
		return err
	}
	defer keeper.stop()
	stopProfile, err := profile(o.profile)
	if err != nil {
		return err
	}
	written, sinceSettle, cpu, cpuTenth := writtenBytes(), time.Duration(0), time.Duration(0), time.Duration(0)
	var spent, tenth, commitMax time.Duration
	var commits, tenths []time.Duration
	for done := int64(0); done < o.total; {
		batch := load.Next(min(o.batch, int(o.total-done)))
		if forgetful, ok := w.Layout.(interface{ Forget() }); ok && o.forget > 0 && len(commits)%o.forget == o.forget-1 {
			forgetful.Forget()
		}
		begin, cpuBegin := time.Now(), processorTime()
		if err := w.Book(batch); err != nil {
			return err
		}
		if sinceSettle > time.Second {
			if err := w.Settle(); err != nil {
				return err
			}
			sinceSettle = 0
		}
		if err := keeper.turn(); err != nil {
			return err
		}
		took, used := time.Since(begin), processorTime()-cpuBegin
		cpu, cpuTenth = cpu+used, cpuTenth+used
		spent, tenth, sinceSettle, commitMax = spent+took, tenth+took, sinceSettle+took, max(commitMax, took)
		commits = append(commits, took)
		before := done * 10 / o.total
		done += int64(len(batch))
		if done*10/o.total > before {
			tenths = append(tenths, tenth)
			fmt.Printf("  %3d%% %8.0f transfers/s  %5.2f µs of CPU  rss %d MB\n", done*100/o.total, float64(o.total/10)/tenth.Seconds(),
				cpuTenth.Seconds()*1e7/float64(o.total), residentMB())
			tenth, cpuTenth = 0, 0
		}
	}
	stopProfile()
	if err := w.Checkpoint(); err != nil {
		return err
	}
	info, err := os.Stat(o.settings.Path)
	if err != nil {
		return err
	}
	total := float64(o.total)
	fmt.Printf("  post %.0f/s  first tenth %.0f/s  last tenth %.0f/s  commit p50 %v p99 %v max %v\n", total/spent.Seconds(),
		total/10/tenths[0].Seconds(), total/10/tenths[len(tenths)-1].Seconds(), percentile(commits, 50),
		percentile(commits, 99), commitMax.Round(time.Millisecond))
	fmt.Printf("  CPU %.2f µs a transfer\n", cpu.Seconds()*1e6/total)
	fmt.Printf("  file %.1f bytes a transfer, written %.1f bytes a transfer, rss %d MB\n", float64(info.Size())/total,
		float64(writtenBytes()-written)/total, residentMB())
	return nil
}

// budget bounds each reading measurement.
const budget = 2 * time.Second

func read(r *layout.Reader, account, postings int64, export bool) error {
	random := rand.New(rand.NewPCG(3, 3))
	var lines []layout.Line
	var err error
	tests := []struct {
		name string
		do   func() error
	}{
		{"page of 50, newest", func() error {
			lines, err = r.Page(account, postings+1, 50, lines)
			return err
		}},
		{"page of 50, anywhere", func() error {
			lines, err = r.Page(account, 2+random.Int64N(postings), 50, lines)
			return err
		}},
		{"as of a bank date", func() error {
			_, err = r.AsOf(account, layout.FirstDay+random.Int32N(364))
			return err
		}},
		{"as of a value date", func() error {
			_, err = r.AsOfValue(account, layout.FirstDay+random.Int32N(364))
			return err
		}},
	}
	for _, test := range tests {
		var times []time.Duration
		for spent := time.Duration(0); spent < budget && len(times) < 3000; {
			begin := time.Now()
			if err := test.do(); err != nil {
				return fmt.Errorf("%s: %w", test.name, err)
			}
			took := time.Since(begin)
			spent += took
			times = append(times, took)
		}
		fmt.Printf("  %-22s p50 %v p99 %v (%d)\n", test.name, percentile(times, 50), percentile(times, 99), len(times))
	}
	if !export {
		return nil
	}
	begin, count, sum := time.Now(), int64(0), int64(0)
	if err := r.Export(account, func(l *layout.Line) error {
		count++
		sum += l.Amount
		if l.Reference == "" || l.Contra == 0 || sum != l.Balance || l.Seq != count {
			return fmt.Errorf("line %d of the export is wrong: %+v", count, *l)
		}
		return nil
	}); err != nil {
		return err
	}
	took := time.Since(begin)
	fmt.Printf("  export of %d lines: %.0f lines/s\n", count, float64(count)/took.Seconds())
	if count != postings {
		return fmt.Errorf("the export has %d lines, the account %d postings", count, postings)
	}
	return nil
}

func percentile(times []time.Duration, p int) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(len(sorted)*p/100, len(sorted)-1)].Round(time.Microsecond)
}
