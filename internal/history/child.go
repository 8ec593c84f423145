package history

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
)

// PlanEnv is the variable that makes a test binary play a process of a history; it holds the plan as JSON.
const PlanEnv = "TONGHUI_HISTORY_PLAN"

// Child does what the plan in the environment says, if there is one, and returns the process's exit code. It tells what it
// does on standard output, a line each, and stops when its standard input ends.
func Child() (code int, is bool) {
	text := os.Getenv(PlanEnv)
	if text == "" {
		return 0, false
	}
	var p Plan
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2, true
	}
	stop := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(stop)
	}()
	if err := Work(context.Background(), &p, teller(os.Stdout), stop); err != nil {
		fmt.Fprintln(os.Stderr, "history's process", p.Name, "ended:", err)
		return 1, true
	}
	return 0, true
}

// teller writes lines of JSON, each with one call, so that a kill doesn't tear one apart that the reader takes for whole.
func teller(w io.Writer) func(any) error {
	var mu sync.Mutex
	return func(v any) error {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		_, err = w.Write(append(text, '\n'))
		return err
	}
}
