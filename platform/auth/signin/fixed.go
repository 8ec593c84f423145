package signin

import (
	"context"
	"slices"
	"sync"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Fixed is a small registry that holds its people in memory: for a bank without core/party, and for tests of rooms below it.
// The zero value is empty.
type Fixed struct {
	mu     sync.RWMutex
	people map[auth.Party]fixed
}

type fixed struct {
	name string
	hats []auth.Hat
}

var errStranger = problem.New(problem.NotFound, "signin.stranger",
	"There is no such person. Check the id.", "没有该当事人。请核对编号。")

// Set says who somebody is and what she may wear. Call SignIn.Changed after it, as everywhere.
func (f *Fixed) Set(person auth.Party, name string, hats ...auth.Hat) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.people == nil {
		f.people = map[auth.Party]fixed{}
	}
	f.people[person] = fixed{name, slices.Clone(hats)}
}

// Hats are those that were set.
func (f *Fixed) Hats(_ context.Context, _ store.Querier, person auth.Party) ([]auth.Hat, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Clone(f.people[person].hats), nil
}

// Name is the one that was set.
func (f *Fixed) Name(_ context.Context, _ store.Querier, person auth.Party) (string, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	p, ok := f.people[person]
	if !ok {
		return "", errStranger
	}
	return p.name, nil
}
