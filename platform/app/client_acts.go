package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/store"
)

// The acts on clients that need four eyes.
const (
	actRegisterClient = "client.register"
	actClientKey      = "client.add_key"
	actClientSecret   = "client.secret"
	actResumeClient   = "client.resume"
)

// clientChange is the payload of all acts but the registration. It holds no secret, only the hash of one.
type clientChange struct {
	Client     store.ID       `json:"client"`
	Key        *client.NewKey `json:"key,omitempty"`
	SecretHash []byte         `json:"secretHash,omitempty"`
	Reason     string         `json:"reason,omitempty"`
}

// propose registers a change; object is the client's id, or "new".
func (d clientDesk) propose(tx *store.Tx, act, object string, payload any, reason string) (*approval.Approval, error) {
	text, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	a, err := d.reg.Propose(tx, approval.Proposal{Kind: act, Object: client.Kind + "/" + object, Payload: text, Reason: reason})
	return &a, err
}

// acts do what has been approved.
func (d clientDesk) acts() []approval.Act {
	return []approval.Act{
		{Kind: actRegisterClient, EN: "Register an API client", ZH: "登记接口客户端", Permission: mayWriteClients, StepUp: true,
			Run: d.runRegister, Describe: d.describeRegister},
		{Kind: actClientKey, EN: "Register a client's key", ZH: "登记客户端密钥", Permission: mayWriteClients, StepUp: true,
			Run: runClient(func(tx *store.Tx, c clientChange) (any, error) {
				if c.Key == nil {
					return nil, approval.ErrPayload
				}
				return d.clients.AddKey(tx, c.Client, *c.Key)
			}), Describe: d.describeChange},
		{Kind: actClientSecret, EN: "Change a client's secret", ZH: "更换客户端密钥串", Permission: mayWriteClients, StepUp: true,
			Run: runClient(func(tx *store.Tx, c clientChange) (any, error) {
				if len(c.SecretHash) != 32 {
					return nil, approval.ErrPayload
				}
				return d.clients.RotateSecret(tx, c.Client, [32]byte(c.SecretHash))
			}), Describe: d.describeChange},
		{Kind: actResumeClient, EN: "Let a suspended client in again", ZH: "恢复接口客户端", Permission: mayWriteClients, StepUp: true,
			Run: runClient(func(tx *store.Tx, c clientChange) (any, error) {
				return d.clients.Resume(tx, c.Client, c.Reason)
			}), Describe: d.describeChange},
	}
}

func (d clientDesk) runRegister(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
	var n client.Registration
	if err := json.Unmarshal(payload, &n); err != nil {
		return nil, approval.ErrPayload.Because(err)
	}
	k, err := d.clients.Register(tx, n)
	if err != nil {
		return nil, err
	}
	return json.Marshal(k)
}

func runClient(do func(*store.Tx, clientChange) (any, error)) func(context.Context, *store.Tx, json.RawMessage) (json.RawMessage, error) {
	return func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
		var c clientChange
		if err := json.Unmarshal(payload, &c); err != nil {
			return nil, approval.ErrPayload.Because(err)
		}
		out, err := do(tx, c)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	}
}

func (d clientDesk) describeRegister(_ context.Context, payload json.RawMessage) []approval.Line {
	var n client.Registration
	if err := json.Unmarshal(payload, &n); err != nil {
		return nil
	}
	en, zh := roleNames(n.Roles)
	lines := []approval.Line{
		{EN: "Name", ZH: "名称", Value: n.Name},
		{EN: "Roles: " + en, ZH: "角色：" + zh, Value: fmt.Sprint(len(n.Roles))},
	}
	add := func(en, zh, value string) { lines = append(lines, approval.Line{EN: en, ZH: zh, Value: value}) }
	if n.Party != 0 {
		add("Acts for party", "代表当事人", n.Party.String())
	}
	if len(n.Networks) > 0 {
		add("Networks", "网段", strings.Join(n.Networks, ", "))
	}
	if n.Until != nil {
		add("Until", "截止", n.Until.Format(time.RFC3339))
	}
	if n.Rate != nil {
		add("Calls at once; microseconds until one more", "突发次数；恢复一次的微秒数", fmt.Sprintf("%d; %d", n.Rate.Burst, n.Rate.EveryMicros))
	}
	for i := range n.Keys {
		add("Key", "密钥", n.Keys[i].String())
	}
	return lines
}

// roleNames are the names of roles in both languages.
func roleNames(roles []auth.Role) (en, zh string) {
	var ens, zhs []string
	for _, r := range roles {
		if rule, ok := auth.RuleOf(r); ok {
			ens, zhs = append(ens, rule.EN), append(zhs, rule.ZH)
		}
	}
	return strings.Join(ens, ", "), strings.Join(zhs, "、")
}

func (d clientDesk) describeChange(ctx context.Context, payload json.RawMessage) []approval.Line {
	var c clientChange
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil
	}
	lines := []approval.Line{{EN: "Client", ZH: "客户端", Value: c.Client.String()}}
	if k, err := d.clients.Get(ctx, c.Client); err == nil {
		en, zh := roleNames(k.Roles)
		lines = append(lines, approval.Line{EN: "Name", ZH: "名称", Value: k.Name},
			approval.Line{EN: "Roles: " + en, ZH: "角色：" + zh, Value: fmt.Sprint(len(k.Roles))})
	}
	switch {
	case c.Key != nil:
		lines = append(lines, approval.Line{EN: "Key", ZH: "密钥", Value: c.Key.String()})
	case c.SecretHash != nil:
		lines = append(lines, approval.Line{EN: "Secret", ZH: "密钥串", Old: "…", Value: "…"})
	default:
		lines = append(lines, approval.Line{EN: "State", ZH: "状态", Old: string(client.Suspended), Value: string(client.Active)})
	}
	return lines
}
