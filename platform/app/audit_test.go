package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"tonghui/platform/audit"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/auth/client"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// The audit log over HTTP: what a client gets suffices to verify without the bank.
func TestAuditOverHTTP(t *testing.T) {
	ctx := context.Background()
	st := store.Test(t, store.Schema{Module: "audit", Files: audit.Schema()}, clientSchema, Schemas()[0])
	key, err := checkpoint.GenerateKey("bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	log := audit.New(st, audit.Config{Key: key})
	clients, bearer := client.ForTest(t, st)
	a, err := New(st, Config{Admit: []Authenticator{clients}, Version: "test", Observer: observe.Setup(observe.Config{Output: &syncWriter{}})}, AuditModule(log))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Migrate(ctx, "test", a.Schemas()...); err != nil {
		t.Fatal(err)
	}
	get := func(path string, want int, v any) {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Authorization", "Bearer "+bearer)
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		if v != nil {
			mustDecode(t, w.Body.String(), v)
		}
	}
	get("/v1/audit/checkpoint", http.StatusNotFound, nil)
	teller := store.WithActor(ctx, store.Actor{Person: "li", Hat: "teller", Client: "counter"})
	for i := range 5 {
		if err := st.Update(teller, func(tx *store.Tx) error {
			return log.Note(tx, audit.Note{Verb: "ledger.freeze", Kind: "ledger.account", Object: string(rune('a' + i%2)), Reason: "court order"})
		}); err != nil {
			t.Fatal(err)
		}
	}
	var page, last Page[auditRecord]
	if get("/v1/audit/records", http.StatusOK, &page); len(page.Items) != 0 {
		t.Errorf("%d records before they have numbers", len(page.Items))
	}
	if _, err := log.Sequence(ctx); err != nil {
		t.Fatal(err)
	}
	get("/v1/audit/records?kind=ledger.account&object=a&limit=2", http.StatusOK, &page)
	if len(page.Items) != 2 || page.Next == "" || page.Items[0].Person != "li" || page.Items[0].Reason != "court order" {
		t.Errorf("%+v", page)
	}
	first := page.Items[0]
	get("/v1/audit/records?kind=ledger.account&object=a&limit=2&after="+url.QueryEscape(page.Next), http.StatusOK, &last)
	if len(last.Items) != 1 || last.Next != "" {
		t.Errorf("%+v", last)
	}
	var one auditRecord
	if get("/v1/audit/records/"+first.ID.String(), http.StatusOK, &one); one.Verb != "ledger.freeze" || one.Leaf == nil {
		t.Errorf("%+v", one)
	}
	var p auditProof
	get("/v1/audit/records/"+first.ID.String()+"/proof", http.StatusOK, &p)
	proof := audit.Proof{Leaf: p.Leaf, Record: p.Record, Private: p.Private, Checkpoint: p.Checkpoint}
	for _, text := range p.Hashes {
		h, ok := checkpoint.ParseHash(text)
		if !ok {
			t.Fatal(text)
		}
		proof.Hashes = append(proof.Hashes, h)
	}
	if r, _, err := proof.Verify(log.Verifier()); err != nil || r.ID != first.ID || r.Who.Person != "li" {
		t.Errorf("the proof: %v", err)
	}
	var c auditConsistency
	get("/v1/audit/consistency?from=2", http.StatusOK, &c)
	var hashes []tlog.Hash
	for _, text := range c.Hashes {
		h, _ := checkpoint.ParseHash(text)
		hashes = append(hashes, h)
	}
	from, _ := checkpoint.ParseHash(c.FromRoot)
	to, _ := checkpoint.ParseHash(c.ToRoot)
	if err := tlog.CheckTree(hashes, c.To, to, c.From, from); err != nil || c.To != 5 {
		t.Errorf("%+v: %v", c, err)
	}
	var cp auditCheckpoint
	if get("/v1/audit/checkpoint", http.StatusOK, &cp); !strings.HasPrefix(cp.Note, "bank.example/audit\n5\n"+c.ToRoot+"\n") {
		t.Errorf("%s", cp.Note)
	}
	get("/v1/audit/records?kind=ledger.account", http.StatusUnprocessableEntity, nil)
	get("/v1/audit/records?from=yesterday", http.StatusUnprocessableEntity, nil)
	get("/v1/audit/records/77", http.StatusNotFound, nil)
	get("/v1/audit/consistency?from=9", http.StatusUnprocessableEntity, nil)
	get("/v1/audit/records?after=AAAA", http.StatusUnprocessableEntity, nil)
}
