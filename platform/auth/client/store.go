package client

import (
	"database/sql"
	"fmt"
	"net/netip"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectClient = `SELECT id, name, party, roles, state, networks, until_at, burst, every_us, secret, epoch, version, made_at, changed_at
	FROM client_clients `

func scanClient(r store.Scanner) (*Client, error) {
	c := &Client{}
	var (
		roles, networks      string
		state, made, changed int64
		until, burst, every  sql.NullInt64
	)
	err := r.Scan(&c.ID, &c.Name, &c.Party, &roles, &state, &networks, &until, &burst, &every, &c.secret, &c.epoch, &c.version, &made, &changed)
	if err != nil {
		return nil, err
	}
	if state < 0 || state >= int64(len(states)) {
		return nil, fmt.Errorf("client %s has state %d", c.ID, state)
	}
	c.State, c.HasSecret = states[state], len(c.secret) > 0
	for _, word := range splitWords(roles) {
		c.Roles = append(c.Roles, auth.Role(word))
	}
	c.Networks = splitWords(networks)
	for _, n := range c.Networks {
		p, err := netip.ParsePrefix(n)
		if err != nil {
			return nil, err
		}
		c.prefixes = append(c.prefixes, p)
	}
	c.Until, c.MadeAt, c.ChangedAt = timeOrNil(until), time.UnixMicro(made).UTC(), time.UnixMicro(changed).UTC()
	if burst.Valid {
		c.Rate = &Rate{Burst: int(burst.Int64), EveryMicros: every.Int64}
	}
	return c, nil
}

func timeOrNil(v sql.NullInt64) *time.Time {
	if !v.Valid {
		return nil
	}
	t := time.UnixMicro(v.Int64).UTC()
	return &t
}

func microsOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMicro()
}

func bytesOrNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

func clientByID(q store.Querier, id store.ID) (*Client, bool, error) {
	return store.One(q, scanClient, selectClient+"WHERE id = ?", int64(id))
}

// lockClient reads a client for a change that rests on what it is.
func lockClient(tx *store.Tx, id store.ID) (*Client, error) {
	rows, err := tx.Lock(selectClient+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanClient)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown.With(id)
	}
	return found[0], nil
}

func clientPage(q store.Querier, after store.ID, most int) ([]*Client, error) {
	return store.All(q, scanClient, selectClient+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), most)
}

func (c *Client) row() []any {
	var burst, every any
	if c.Rate != nil {
		burst, every = int64(c.Rate.Burst), c.Rate.EveryMicros
	}
	state := int64(0)
	if c.State == Suspended {
		state = 1
	}
	networks := ""
	for i, n := range c.Networks {
		if i > 0 {
			networks += ","
		}
		networks += n
	}
	return []any{int64(c.ID), c.Name, int64(c.Party), joinRoles(c.Roles), state, networks, microsOrNull(c.Until), burst, every,
		bytesOrNull(c.secret), c.epoch, c.version, c.MadeAt.UnixMicro(), c.ChangedAt.UnixMicro()}
}

func insertClient(tx *store.Tx, c *Client) error {
	_, err := tx.Exec(`INSERT INTO client_clients (id, name, party, roles, state, networks, until_at, burst, every_us, secret, epoch, version,
		made_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.row()...)
	return err
}

func updateClient(tx *store.Tx, c *Client) error {
	row := c.row()
	_, err := tx.Exec(`UPDATE client_clients SET name = ?, party = ?, roles = ?, state = ?, networks = ?, until_at = ?, burst = ?, every_us = ?,
		secret = ?, epoch = ?, version = ?, made_at = ?, changed_at = ? WHERE id = ?`, append(row[1:], row[0])...)
	return err
}
