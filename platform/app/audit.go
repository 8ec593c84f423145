package app

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// mayAudit is the permission to read the audit log: it names persons.
const mayAudit = "audit.read"

// cursorAudit marks the audit list's cursors.
const cursorAudit uint8 = 48

// AuditModule brings the audit log into the app: its schema, its check, and operations to read and prove records.
func AuditModule(l *audit.Log) Module {
	a := auditDesk{l}
	return Module{
		Name: "audit", Schema: audit.Schema(), Routes: a.routes, Check: l.Verify,
		Menu: []Entry{{Face: Ops, EN: "Audit records", ZH: "审计记录", Path: "/audit/records", Permission: mayAudit}},
	}
}

// auditDesk answers questions about the log.
type auditDesk struct{ log *audit.Log }

type auditListIn struct {
	Paging
	Kind   string `query:"kind" maxLength:"40" doc:"Kind of the object; together with object." example:"ledger.account"`
	Object string `query:"object" maxLength:"64" doc:"The object's id."`
	Person string `query:"person" maxLength:"64" doc:"Who did it; not together with an object."`
	From   string `query:"from" format:"date-time" doc:"From this moment on."`
	To     string `query:"to" format:"date-time" doc:"Before this moment."`
}

type auditPath struct {
	ID string `path:"id" maxLength:"20" doc:"The record's id."`
}

type auditSizesIn struct {
	From int64 `query:"from" required:"true" minimum:"1" doc:"Size of the older checkpoint."`
	To   int64 `query:"to" minimum:"0" doc:"Size of the newer one; absent: the newest."`
}

// auditRecord is a record as the API shows it.
type auditRecord struct {
	ID       store.ID `json:"id"`
	Leaf     *int64   `json:"leaf,omitempty" doc:"Its number in the log; absent for about a second."`
	At       string   `json:"at" format:"date-time"`
	Day      string   `json:"day,omitempty" format:"date" doc:"会计日期."`
	Verb     string   `json:"verb"`
	Kind     string   `json:"kind"`
	Object   string   `json:"object" doc:"For a list of rows: the first id."`
	Last     string   `json:"last,omitempty" doc:"Of a list of rows: the last id."`
	Count    int64    `json:"count,omitempty" doc:"Of a list of rows: how many."`
	Version  int64    `json:"version,omitempty"`
	Hat      string   `json:"hat,omitempty" doc:"The role under which the person acted."`
	Client   string   `json:"client,omitempty"`
	Person   string   `json:"person,omitempty" doc:"Who; absent when erased."`
	Behalf   string   `json:"behalf,omitempty" doc:"On whose behalf (代理)."`
	Address  string   `json:"address,omitempty"`
	Session  string   `json:"session,omitempty"`
	Terminal string   `json:"terminal,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Erased   bool     `json:"erased,omitempty" doc:"The private part was erased."`
	Before   string   `json:"before,omitempty" doc:"Digest of the object before, in base64."`
	After    string   `json:"after,omitempty" doc:"Digest of the object after, in base64."`
	Salted   bool     `json:"salted,omitempty" doc:"The digests are under the record's salt."`
}

func auditAnswer(r *audit.Record) *auditRecord {
	a := &auditRecord{ID: r.ID, At: r.At.Format(time.RFC3339Nano), Day: r.Day, Verb: r.Verb, Kind: r.Kind, Object: r.Object,
		Count: r.Count, Version: r.Version, Hat: r.Hat, Client: r.Client, Erased: r.Erased,
		Before: r.Before.String(), After: r.After.String(), Salted: r.Salted}
	if r.Leaf >= 0 {
		a.Leaf = &r.Leaf
	}
	if r.Last != 0 {
		a.Last = r.Last.String()
	}
	if w := r.Who; w != nil {
		a.Person, a.Behalf, a.Address, a.Session, a.Terminal, a.Reason = w.Person, w.Behalf, w.Address, w.Session, w.Terminal, w.Reason
	}
	return a
}

// auditProof is a proof with its hashes in base64.
type auditProof struct {
	Leaf       int64    `json:"leaf"`
	Record     string   `json:"record" doc:"The leaf, byte for byte."`
	Private    string   `json:"private,omitempty" doc:"Its private part, byte for byte; its SHA-256 stands in the leaf."`
	Hashes     []string `json:"hashes" nullable:"false" doc:"From the leaf to the root (RFC 6962, 2.1.1), in base64."`
	Checkpoint string   `json:"checkpoint" doc:"The signed checkpoint (C2SP signed note)."`
}

type auditConsistency struct {
	From     int64    `json:"from"`
	To       int64    `json:"to"`
	FromRoot string   `json:"fromRoot"`
	ToRoot   string   `json:"toRoot"`
	Hashes   []string `json:"hashes" nullable:"false" doc:"RFC 6962, 2.1.2, in base64."`
}

type auditCheckpoint struct {
	Note string `json:"note" doc:"The signed checkpoint with its cosignatures (C2SP signed note, tlog-checkpoint)."`
	Key  string `json:"key,omitempty" doc:"The log's public key (name+hash+key), for convenience: whoever checks takes it from elsewhere."`
}

func (d auditDesk) routes(api huma.API) {
	Describe(api, "audit", "Who did what to which object, from where and why, in a log that can't be altered unseen: records, proofs and "+
		"signed checkpoints, which anybody can verify with the log's public key.",
		"谁在何处、因何、对何对象做了什么：不可暗中改动的审计日志。记录、证明与签名检查点，凭日志公钥即可自行验证。")
	Read(api, Operation{ID: "listAuditRecords", Method: "GET", Path: "/v1/audit/records", EN: "List audit records", ZH: "查询审计记录",
		About:      "The newest first: of an object, of a person, or all. What was done in the last second or so may still be missing.",
		Permission: mayAudit, Problems: []*problem.Error{audit.ErrFilter}}, d.list)
	Read(api, Operation{ID: "getAuditRecord", Method: "GET", Path: "/v1/audit/records/{id}", EN: "Read an audit record", ZH: "查看审计记录",
		Permission: mayAudit, Problems: []*problem.Error{audit.ErrUnknownRecord}}, d.get)
	Read(api, Operation{ID: "proveAuditRecord", Method: "GET", Path: "/v1/audit/records/{id}/proof", EN: "Prove an audit record",
		ZH: "审计记录证明", About: "The record, the path from it to the root, and the signed checkpoint of that root.", Permission: mayAudit,
		Problems: []*problem.Error{audit.ErrUnknownRecord, audit.ErrNotSequenced}}, d.prove)
	Read(api, Operation{ID: "getAuditCheckpoint", Method: "GET", Path: "/v1/audit/checkpoint", EN: "Read the newest checkpoint",
		ZH: "查看最新检查点", Permission: mayAudit, Problems: []*problem.Error{audit.ErrNoCheckpoint}}, d.checkpoint)
	Read(api, Operation{ID: "proveAuditConsistency", Method: "GET", Path: "/v1/audit/consistency", EN: "Prove that the log only grew",
		ZH: "一致性证明", About: "That the log at one size begins with all that it held at a smaller one.", Permission: mayAudit,
		Problems: []*problem.Error{audit.ErrSize, audit.ErrNoCheckpoint}}, d.consistency)
}

var errMoment = problem.New(problem.Invalid, "audit.moment",
	"This is no moment. Write it like 2026-03-31T09:00:00+08:00.", "时间格式不符，应形如 2026-03-31T09:00:00+08:00。")

func moment(text, place string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, errMoment.At(place, errMoment.EN, errMoment.ZH)
	}
	return t, nil
}

func (d auditDesk) list(ctx context.Context, in *auditListIn) (*Page[*auditRecord], error) {
	f := audit.Filter{Kind: in.Kind, Object: in.Object, Person: in.Person}
	var err error
	if f.From, err = moment(in.From, "query:from"); err != nil {
		return nil, err
	}
	if f.To, err = moment(in.To, "query:to"); err != nil {
		return nil, err
	}
	var at audit.Position
	var before int64
	if _, err := ParseCursor(in.After, cursorAudit, &at.UpTo, &before); err != nil {
		return nil, err
	}
	at.Before = store.ID(before)
	records, next, err := d.log.List(ctx, f, at, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := make([]*auditRecord, len(records))
	for i, r := range records {
		out[i] = auditAnswer(r)
	}
	return NewPage(out, in.Limit, func(r *auditRecord) string { return Cursor(cursorAudit, next.UpTo, int64(r.ID)) }), nil
}

func (d auditDesk) get(ctx context.Context, in *auditPath) (*auditRecord, error) {
	id, err := store.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	r, err := d.log.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return auditAnswer(r), nil
}

func (d auditDesk) prove(ctx context.Context, in *auditPath) (*auditProof, error) {
	id, err := store.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	p, err := d.log.Prove(ctx, id)
	if err != nil {
		return nil, err
	}
	return &auditProof{p.Leaf, p.Record, p.Private, texts(p.Hashes), p.Checkpoint}, nil
}

func (d auditDesk) checkpoint(ctx context.Context, _ *struct{}) (*auditCheckpoint, error) {
	note, err := d.log.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	return &auditCheckpoint{Note: string(note), Key: d.log.PublicKey()}, nil
}

func (d auditDesk) consistency(ctx context.Context, in *auditSizesIn) (*auditConsistency, error) {
	c, err := d.log.ProveConsistency(ctx, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return &auditConsistency{c.From, c.To, c.FromRoot.String(), c.ToRoot.String(), texts(c.Hashes)}, nil
}

// texts are the strings of hashes.
func texts[T interface{ String() string }](hashes []T) []string {
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = h.String()
	}
	return out
}
