package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/url"
	"os"

	tonghui "tonghui"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// batchReport is what the bulk operation answers.
type batchReport struct {
	Booked   int               `json:"booked"`
	Replayed int               `json:"replayed"`
	Refused  int               `json:"refused"`
	Results  []json.RawMessage `json:"results"`
}

// postFile books a file of entries, through the server that has the database open or with its lock. The idempotency
// key is the file's digest, so the same file again is the same request.
func (e *env) postFile(ctx context.Context, path, mode, server, clientFile string) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return errBatchFile.With(path).Because(err)
	}
	how, err := ledger.ParseMode(mode)
	if err != nil {
		return err
	}
	if server == "" {
		server = store.ServerOf(e.db)
	}
	var report batchReport
	if server != "" {
		c, err := dial(ctx, server, e.beside(clientFile, ".client"))
		if err != nil {
			return err
		}
		key := fmt.Sprintf("file-%x", sha256.Sum256(body))
		err = c.call(ctx, "POST", "/v1/ledger/entries/bulk?mode="+url.QueryEscape(mode), key, body, &report)
		if err != nil {
			return err
		}
	} else if report, err = e.postBody(ctx, how, body); err != nil {
		return err
	}
	if e.json {
		e.printJSON(report)
	} else {
		fmt.Fprintf(e.out, "booked / 入账 %d, already booked / 此前已入账 %d, refused / 拒绝 %d\n", report.Booked, report.Replayed,
			report.Refused)
		e.printRefusals(report.Results)
	}
	if report.Refused > 0 {
		return errBatchRefused.With(report.Refused)
	}
	return nil
}

func (e *env) postBody(ctx context.Context, mode ledger.Mode, body []byte) (report batchReport, err error) {
	b, _, err := e.open(ctx, store.Options{}, tonghui.Config{})
	if err != nil {
		return report, err
	}
	defer b.Store.Close()
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "operator", Client: "command line"})
	answer, err := b.Ledger.PostBody(ctx, mode, body)
	if err != nil {
		return report, err
	}
	return report, json.Unmarshal(answer, &report)
}

// printRefusals lists the first refused entries with their reasons.
func (e *env) printRefusals(results []json.RawMessage) {
	shown := 0
	for i, raw := range results {
		var r struct{ Code, Detail, DetailZh string }
		if json.Unmarshal(raw, &r) != nil || r.Code == "" {
			continue
		}
		if shown++; shown > 20 {
			return
		}
		fmt.Fprintf(e.out, "  %d: %s\n     %s\n     %s\n", i, r.Code, r.Detail, r.DetailZh)
	}
}
