package signin

import (
	"sync"
	"sync/atomic"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// memory holds sessions and hats where this process alone writes. Whatever changes them drops them after its commit and before
// it answers. A reader that began before that commit may come with the old row later: turn tells it that it is too late.
type memory struct {
	mu       sync.RWMutex
	sessions map[digest]*Session
	people   map[auth.Party]*wardrobe
	turn     atomic.Uint64
}

// wardrobe is a person's name and the hats she has.
type wardrobe struct {
	name  string
	hats  []auth.Hat
	until time.Time // the first end of a hat; zero: none ends
}

// most bounds what is remembered; beyond it all is read anew.
const most = 200_000

func newMemory() *memory {
	return &memory{sessions: map[digest]*Session{}, people: map[auth.Party]*wardrobe{}}
}

func (m *memory) session(token digest) *Session {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.sessions[token]
}

func (m *memory) person(p auth.Party) *wardrobe {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.people[p]
}

// keepSession remembers what was read in a turn, unless something was dropped since. It gives the one that is remembered.
func (m *memory) keepSession(turn uint64, n *Session) *Session {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.turn.Load() != turn {
		return n
	}
	if there := m.sessions[n.token]; there != nil {
		return there
	}
	if len(m.sessions) >= most {
		clear(m.sessions)
	}
	m.sessions[n.token] = n
	return n
}

func (m *memory) keepPerson(turn uint64, p auth.Party, w *wardrobe) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.turn.Load() != turn {
		return
	}
	if len(m.people) >= most {
		clear(m.people)
	}
	m.people[p] = w
}

func (m *memory) dropSession(token digest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn.Add(1)
	delete(m.sessions, token)
}

func (m *memory) dropPeople(people []auth.Party) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn.Add(1)
	for _, p := range people {
		delete(m.people, p)
	}
}

// forget drops a session after the commit.
func (s *SignIn) forget(tx *store.Tx, token digest) {
	if s.memory != nil {
		tx.AfterCommit(func() { s.memory.dropSession(token) })
	}
}

// Changed says that the rights of these persons change in this update. From its commit on every call sees the new ones.
func (s *SignIn) Changed(tx *store.Tx, persons ...auth.Party) {
	if s.memory != nil {
		tx.AfterCommit(func() { s.memory.dropPeople(persons) })
	}
}
