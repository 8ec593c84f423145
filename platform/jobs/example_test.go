package jobs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// A room enqueues work in the update that causes it; the worker ends the job in the update that has its effects.
func Example() {
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "v1", jobs.Schema()); err != nil {
		fmt.Println(err)
		return
	}
	q := jobs.New(st, jobs.Options{})
	told := make(chan string, 1)
	err = q.Register(jobs.Worker{Kind: "letter.send", Handle: func(ctx context.Context, run *jobs.Run) error {
		var text string
		if err := run.Decode(&text); err != nil {
			return err
		}
		// Call the other system here, with run.IdempotencyKey(). Then write what came of it, and end the job:
		return run.Complete(ctx, func(tx *store.Tx) error {
			tx.AfterCommit(func() { told <- text })
			return nil
		})
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = q.Schedule(jobs.Schedule{Name: "letter.monthly", Kind: "letter.send",
		When: jobs.When{Daily: true, At: jobs.At(9, 0), On: jobs.LastWorkingDay()}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := q.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	err = st.Update(ctx, func(tx *store.Tx) error {
		_, err := q.Enqueue(tx, jobs.Job{Kind: "letter.send", Key: "welcome/1001", Payload: "欢迎"})
		return err
	})
	fmt.Println(err)
	fmt.Println(<-told)

	drain, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	fmt.Println(q.Stop(drain))
	done, err := q.List(ctx, jobs.Filter{State: jobs.Done})
	fmt.Println(len(done), done[0].Key, err)
	schedules, err := q.Schedules(ctx)
	fmt.Println(schedules[0].When, err)
	// Output:
	// <nil>
	// 欢迎
	// <nil>
	// 1 welcome/1001 <nil>
	// last working day of each month at 09:00 Asia/Shanghai <nil>
}
