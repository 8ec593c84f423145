package client

import (
	"context"
	"sync"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// known is a client as the door needs it: with its keys, those of other algorithms than certificates read.
type known struct {
	*Client
	publics map[[32]byte]signature.PublicKey
}

// key is the client's own key with this thumbprint, in force or not.
func (k *known) key(thumb [32]byte) *Key {
	for i := range k.Keys {
		if k.Keys[i].thumb == thumb {
			return &k.Keys[i]
		}
	}
	return nil
}

// cache holds what the tables say. Tokens never change, and a certificate never goes to another client, so both are kept on
// every engine: whether they still count is for the client's row to say. That row is kept only where this process is the one
// that writes it: a change drops it after the commit and before its verb has answered, and era keeps a reader that began before
// that from putting back what it has read. Elsewhere each request reads the row, and its version tells whether the keys that
// were read with it are still the same.
type cache struct {
	mu      sync.RWMutex
	era     uint64
	clients map[store.ID]*known
	tokens  map[[32]byte]*token
	certs   map[[32]byte]store.ID
}

// most bounds each map; a full one begins anew.
const most = 50_000

func (c *cache) clear() {
	c.clients, c.tokens, c.certs = map[store.ID]*known{}, map[[32]byte]*token{}, map[[32]byte]store.ID{}
}

// drop forgets a client after a change.
func (c *cache) drop(id store.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	delete(c.clients, id)
}

// peek is what is kept of a client.
func (c *cache) peek(id store.ID) *known {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.clients[id]
}

// get reads through the cache.
func get[K comparable, V any](c *cache, of func(*cache) map[K]V, key K, read func() (V, bool, error)) (v V, ok bool, err error) {
	c.mu.RLock()
	v, ok = of(c)[key]
	era := c.era
	c.mu.RUnlock()
	if ok {
		return v, true, nil
	}
	if v, ok, err = read(); err != nil || !ok {
		return v, ok, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.era != era {
		return v, true, nil
	}
	if len(of(c)) >= most {
		c.clear()
	}
	of(c)[key] = v
	return v, true, nil
}

// client reads a client with its keys and its party's name.
func (c *Clients) client(ctx context.Context, id store.ID) (*known, bool, error) {
	var kept *known
	read := func() (k *known, ok bool, err error) {
		err = c.st.View(ctx, func(v *store.View) error {
			k, ok, err = c.load(v, id, kept)
			return err
		})
		return k, ok, err
	}
	all := func(h *cache) map[store.ID]*known { return h.clients }
	if !c.st.Engine().Shared() {
		return get(&c.cache, all, id, read)
	}
	kept = c.cache.peek(id)
	k, ok, err := read()
	if ok && k != kept {
		c.cache.mu.Lock()
		defer c.cache.mu.Unlock()
		if len(c.cache.clients) >= most {
			c.cache.clear()
		}
		c.cache.clients[id] = k
	}
	return k, ok, err
}

// load reads a client; kept is what an earlier reading gave, or nil.
func (c *Clients) load(q store.Querier, id store.ID, kept *known) (*known, bool, error) {
	found, ok, err := clientByID(q, id)
	if err != nil || !ok {
		return nil, false, err
	}
	if kept != nil && kept.version == found.version {
		return kept, true, nil
	}
	if found.Keys, err = keysOf(q, id); err != nil {
		return nil, false, err
	}
	if found.Party != 0 && c.cfg.Parties != nil {
		if found.forName, _, err = c.cfg.Parties.PartyName(q, found.Party); err != nil {
			return nil, false, err
		}
	}
	k := &known{Client: found, publics: map[[32]byte]signature.PublicKey{}}
	for i := range found.Keys {
		key := &found.Keys[i]
		if key.Form == Certificate || key.EndedAt != nil {
			continue
		}
		if k.publics[key.thumb], err = signature.ParseDER(key.public); err != nil {
			return nil, false, err
		}
	}
	return k, true, nil
}

// bearer reads the token with this hash and its client.
func (c *Clients) bearer(ctx context.Context, hash [32]byte) (*token, *known, bool, error) {
	t, ok, err := get(&c.cache, func(h *cache) map[[32]byte]*token { return h.tokens }, hash, func() (t *token, ok bool, err error) {
		err = c.st.View(ctx, func(v *store.View) error {
			t, ok, err = tokenByHash(v, hash)
			return err
		})
		return t, ok, err
	})
	if err != nil || !ok {
		return nil, nil, false, err
	}
	k, ok, err := c.client(ctx, t.client)
	return t, k, ok, err
}

// holder reads the client to which a certificate belongs.
func (c *Clients) holder(ctx context.Context, thumb [32]byte) (*known, bool, error) {
	id, ok, err := get(&c.cache, func(h *cache) map[[32]byte]store.ID { return h.certs }, thumb, func() (id store.ID, ok bool, err error) {
		err = c.st.View(ctx, func(v *store.View) error {
			key, found, err := keyByThumb(v, thumb)
			id, ok = key.client, found && key.Form == Certificate
			return err
		})
		return id, ok, err
	})
	if err != nil || !ok {
		return nil, false, err
	}
	return c.client(ctx, id)
}

// changed notes that a client is another after this update.
func (c *Clients) changed(tx *store.Tx, id store.ID) {
	tx.AfterCommit(func() { c.cache.drop(id) })
}
