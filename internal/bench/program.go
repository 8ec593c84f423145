package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/store"
)

// program is a client of the measured bank, which no limit slows.
type program struct{ id, secret string }

// register takes a client in; what is measured is the bank, not its bounds on one caller.
func register(ctx context.Context, st *store.Store, clients *client.Clients, name string, keys []client.NewKey, role auth.Role) (p program, err error) {
	secret, hash := client.NewSecret()
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "bench", Client: "bench"})
	err = st.Update(ctx, func(tx *store.Tx) error {
		k, err := clients.Register(tx, client.Registration{Name: name, Roles: []auth.Role{role}, Rate: &client.Rate{}, Keys: keys})
		if err != nil {
			return err
		}
		p = program{k.ID.String(), secret}
		_, err = clients.RotateSecret(tx, k.ID, hash)
		return err
	})
	return p, err
}

// token asks a server for an access token.
func (p program) token(address string) (string, error) {
	resp, err := http.PostForm("http://"+address+client.TokenPath,
		url.Values{"grant_type": {"client_credentials"}, "client_id": {p.id}, "client_secret": {p.secret}})
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var g client.Grant
	if err := json.NewDecoder(resp.Body).Decode(&g); err != nil || g.AccessToken == "" {
		return "", fmt.Errorf("bench: no access token: status %d, %w", resp.StatusCode, err)
	}
	return g.AccessToken, nil
}
