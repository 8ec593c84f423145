package main

import (
	"errors"
	"fmt"
	"os"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/store"
)

var errInitClient = problem.New(problem.Refused, "cli.init_client",
	"The file %s for the client's credentials can't be made; perhaps it exists: it is never overwritten. Move it away, or leave --client out.",
	"无法新建客户端凭据文件 %s，可能已存在：该文件不会被覆盖。请将其移走，或不使用 --client。")

// firstClient is the API client that the founding may register: at that moment nobody is there whose eyes could be two more.
type firstClient struct {
	name, path, secret string
	hash               [32]byte
	file               *os.File
	kept               bool
	clients            *client.Clients
	id                 store.ID
}

// firstClient makes the file before the bank is touched, so that no secret is lost for want of a place.
func (e *env) firstClient(name string) (*firstClient, error) {
	f := &firstClient{name: name, path: e.beside("", ".client")}
	f.secret, f.hash = client.NewSecret()
	var err error
	if f.file, err = os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, errInitClient.With(f.path).Because(err)
	}
	return f, nil
}

// register takes the client in, in the update of the founding.
func (f *firstClient) register(tx *store.Tx) error {
	k, err := f.clients.Register(tx, client.Registration{Name: f.name, Roles: []auth.Role{auth.ClientLedger, auth.ClientReader}})
	if err != nil {
		return err
	}
	f.id = k.ID
	_, err = f.clients.RotateSecret(tx, k.ID, f.hash)
	return err
}

// keep writes the credentials down: the bank has their hash only.
func (f *firstClient) keep() error {
	f.kept = true
	_, err := fmt.Fprintln(f.file, f.id, f.secret)
	if err = errors.Join(err, f.file.Sync(), f.file.Close()); err != nil {
		return errInitClient.With(f.path).Because(err)
	}
	return nil
}

// drop removes the file of a client that was not registered.
func (f *firstClient) drop() {
	if !f.kept {
		_ = f.file.Close()
		_ = os.Remove(f.path)
	}
}
