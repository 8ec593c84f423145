package app

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signature"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// The permissions of the clients' operations.
const (
	mayReadClients  = "client.read"  // see programs, their keys and what they may
	mayWriteClients = "client.write" // suspend them, and propose and approve the rest
)

// cursorClients marks the cursors of the list of clients.
const cursorClients uint8 = 138

// clientSweep is the job that removes tokens and nonces whose time is over.
const clientSweep = "client.sweep"

// ClientModule brings programs that call the bank (接口客户端) into the app: their tokens, and who may do what. What gives
// somebody more than she had is proposed by one and approved by another: it adds the acts to the register.
func ClientModule(c *client.Clients, reg *approval.Register) Module {
	d := clientDesk{c, reg}
	reg.Add(d.acts()...)
	return Module{
		Name: "client", Schema: client.Schema(), Routes: d.routes,
		Jobs: []jobs.Worker{{Kind: clientSweep, Serial: true, Timeout: 5 * time.Minute, MaxAttempts: 3, Keep: -1,
			Handle: func(ctx context.Context, _ *jobs.Run) error { return c.Sweep(ctx) }}},
		Schedules: []jobs.Schedule{{Name: clientSweep, Kind: clientSweep, When: jobs.When{Every: time.Minute}, Missed: jobs.Forget}},
		Owners:    map[auth.Kind]Owner{client.Kind: {Of: d.owner, Missing: client.ErrUnknown.With("…")}},
		Menu: []Entry{{Face: Ops, EN: "API clients", ZH: "接口客户端", Path: "/clients", Permission: mayReadClients,
			Kinds: []auth.HatKind{auth.StaffHat}}},
	}
}

type clientDesk struct {
	clients *client.Clients
	reg     *approval.Register
}

func (d clientDesk) owner(ctx context.Context, id string) (auth.Scope, error) {
	k, err := d.get(ctx, id)
	if err != nil {
		return auth.Scope{}, err
	}
	scope, _ := k.AuthScope()
	return scope, nil
}

// get is one client with its keys.
func (d clientDesk) get(ctx context.Context, id string) (*client.Client, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return nil, err
	}
	return d.clients.Get(ctx, n)
}

// in is get inside an update.
func (d clientDesk) in(tx *store.Tx, id string) (*client.Client, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return nil, err
	}
	return d.clients.Read(tx, n)
}

type clientPath struct {
	ID string `path:"id" maxLength:"20" doc:"The client's id." example:"463856467968"`
}

type clientKeyPath struct {
	ID  string `path:"id" maxLength:"20" doc:"The client's id." example:"463856467968"`
	Key string `path:"key" maxLength:"20" doc:"The key's id." example:"463856467969"`
}

type clientReasonIn struct {
	ID   string `path:"id" maxLength:"20" doc:"The client's id." example:"463856467968"`
	Body reasonBody
}

func (d clientDesk) routes(api huma.API) {
	Describe(api, "client", "Programs that call the bank by credentials of their own: access tokens (OAuth 2.0), signed requests (RFC 9421, "+
		"Ed25519 or SM2) and certificates. What widens their rights is proposed by one person and approved by another.",
		"以自身凭证调用银行接口的程序：访问令牌（OAuth 2.0）、签名请求（RFC 9421，Ed25519 或 SM2）与证书。扩大权限的变更由一人提出、另一人审批。")
	d.tokenRoute(api)
	d.reads(api)
	d.verbs(api)
	d.proposals(api)
}

func (d clientDesk) reads(api huma.API) {
	Read(api, Operation{ID: "listClients", Method: http.MethodGet, Path: "/v1/clients", EN: "List API clients", ZH: "查询接口客户端",
		About: "In the order of their registration, without their keys.", Permission: mayReadClients},
		func(ctx context.Context, in *struct{ Paging }) (*Page[*client.Client], error) {
			var after int64
			if _, err := ParseCursor(in.After, cursorClients, &after); err != nil {
				return nil, err
			}
			list, err := d.clients.List(ctx, store.ID(after), in.Limit+1)
			return NewPage(list, in.Limit, func(k *client.Client) string { return Cursor(cursorClients, int64(k.ID)) }), err
		})
	Read(api, Operation{ID: "getClient", Method: http.MethodGet, Path: "/v1/clients/{id}", EN: "Read an API client", ZH: "查看接口客户端",
		About: "With all keys that it has or had.", Permission: mayReadClients, Problems: []*problem.Error{client.ErrUnknown}},
		func(ctx context.Context, in *clientPath) (*client.Client, error) { return d.get(ctx, in.ID) })
}

// verbs are those that take rights away; one person does them.
func (d clientDesk) verbs(api huma.API) {
	Write(api, Operation{ID: "suspendClient", Method: http.MethodPost, Path: "/v1/clients/{id}/suspend", EN: "Suspend an API client",
		ZH: "停用接口客户端", About: "At once, with all its tokens.", Permission: mayWriteClients,
		Problems: []*problem.Error{client.ErrUnknown, client.ErrState}},
		func(_ context.Context, tx *store.Tx, in *clientReasonIn) (*client.Client, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, err
			}
			return d.clients.Suspend(tx, id, in.Body.Reason)
		})
	Write(api, Operation{ID: "removeClientKey", Method: http.MethodDelete, Path: "/v1/clients/{id}/keys/{key}",
		EN: "Remove a client's key or certificate", ZH: "移除客户端密钥或证书", About: "At once, with all tokens of the client.",
		Permission: mayWriteClients, Problems: []*problem.Error{client.ErrUnknown, client.ErrKeyUnknown}},
		func(_ context.Context, tx *store.Tx, in *clientKeyPath) (*client.Key, error) {
			id, err := store.ParseID(in.ID)
			if err != nil {
				return nil, err
			}
			key, err := store.ParseID(in.Key)
			if err != nil {
				return nil, err
			}
			return d.clients.RemoveKey(tx, id, key)
		})
}

type proposeClientIn struct {
	Body struct {
		client.Registration
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why; the approver reads it."`
	}
}

type proposeClientKeyIn struct {
	ID   string `path:"id" maxLength:"20" doc:"The client's id." example:"463856467968"`
	Body struct {
		client.NewKey
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why; the approver reads it."`
	}
}

// clientSecret is a secret that its client has once somebody else has approved it. It is shown here and never again.
type clientSecret struct {
	Approval approval.Approval `json:"approval"`
	Secret   string            `json:"secret" doc:"The client's secret, once it is approved. Keep it: the bank doesn't."`
}

// proposals are the verbs that give rights: each is proposed here, and done when another has approved it.
func (d clientDesk) proposals(api huma.API) {
	keyProblems := []*problem.Error{client.ErrKeyInput, client.ErrKeyTaken, client.ErrUntil, signature.ErrKeyForm}
	Write(api, Operation{ID: "proposeClient", Method: http.MethodPost, Path: "/v1/clients", EN: "Propose a new API client",
		ZH: "提请登记接口客户端", About: "It is registered once somebody else has approved it.", Status: http.StatusAccepted,
		Permission: mayWriteClients, StepUp: true, Problems: append([]*problem.Error{client.ErrName, client.ErrRoles, client.ErrCIDR,
			client.ErrRate, client.ErrParty, auth.ErrUnknownRole, auth.ErrRoleKind}, keyProblems...)},
		func(_ context.Context, tx *store.Tx, in *proposeClientIn) (*approval.Approval, error) {
			n := in.Body.Registration
			n.Networks = append([]string(nil), n.Networks...) // Check brings them into form, and the verb may run again
			if err := n.Check(tx.Now()); err != nil {
				return nil, err
			}
			return d.propose(tx, actRegisterClient, "new", n, in.Body.Reason)
		})
	Write(api, Operation{ID: "proposeClientKey", Method: http.MethodPost, Path: "/v1/clients/{id}/keys", EN: "Propose a client's key",
		ZH: "提请登记客户端密钥", About: "A public key (Ed25519, SM2) or a certificate, in force once somebody else has approved it.",
		Status: http.StatusAccepted, Permission: mayWriteClients, StepUp: true, Problems: append(keyProblems, client.ErrUnknown)},
		func(_ context.Context, tx *store.Tx, in *proposeClientKeyIn) (*approval.Approval, error) {
			k, err := d.in(tx, in.ID)
			if err == nil {
				err = in.Body.Check(tx.Now())
			}
			if err != nil {
				return nil, err
			}
			return d.propose(tx, actClientKey, in.ID, clientChange{Client: k.ID, Key: &in.Body.NewKey}, in.Body.Reason)
		})
	Write(api, Operation{ID: "proposeClientResume", Method: http.MethodPost, Path: "/v1/clients/{id}/resume",
		EN: "Propose to let a suspended client in again", ZH: "提请恢复接口客户端", About: "It needs new tokens then.",
		Status: http.StatusAccepted, Permission: mayWriteClients, StepUp: true, Problems: []*problem.Error{client.ErrUnknown, client.ErrState}},
		func(_ context.Context, tx *store.Tx, in *clientReasonIn) (*approval.Approval, error) {
			k, err := d.in(tx, in.ID)
			if err == nil && k.State == client.Active {
				err = client.ErrState.With(k.ID)
			}
			if err != nil {
				return nil, err
			}
			return d.propose(tx, actResumeClient, in.ID, clientChange{Client: k.ID, Reason: in.Body.Reason}, in.Body.Reason)
		})
	st := of(api).app.st
	Call(api, Operation{ID: "proposeClientSecret", Method: http.MethodPost, Path: "/v1/clients/{id}/secret", EN: "Propose a client's new secret",
		ZH: "提请更换客户端密钥串", About: "The answer shows it, once. It takes the old one's place when somebody else has approved it.",
		Status: http.StatusAccepted, Permission: mayWriteClients, StepUp: true, Problems: []*problem.Error{client.ErrUnknown}},
		func(ctx context.Context, in *clientReasonIn) (*clientSecret, error) {
			k, err := d.get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			secret, hash := client.NewSecret()
			out := &clientSecret{Secret: secret}
			err = st.Update(ctx, func(tx *store.Tx) error {
				a, err := d.propose(tx, actClientSecret, in.ID, clientChange{Client: k.ID, SecretHash: hash[:]}, in.Body.Reason)
				if err == nil {
					out.Approval = *a
				}
				return err
			})
			return out, err
		})
}
