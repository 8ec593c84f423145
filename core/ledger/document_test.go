package ledger

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestDocument: every operation of the ledger is in the OpenAPI document with both languages, a description, a
// permission and its refusals, and no schema shows an id or an amount as a number.
func TestDocument(t *testing.T) {
	d := newDoor(t)
	resp, text := d.ask("GET", "/openapi.json", "")
	if resp.StatusCode != 200 {
		t.Fatalf("%d %.200s", resp.StatusCode, text)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID, Summary, Description string
			ZH                                string           `json:"x-summary-zh"`
			Permission                        string           `json:"x-permission"`
			Problems                          []map[string]any `json:"x-problems"`
			Parameters                        []struct{ Name, Description string }
			Responses                         map[string]any
		}
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Type   any
					Ref    string `json:"$ref"`
					Format string
				}
			}
		}
	}
	must(t, json.NewDecoder(strings.NewReader(string(text))).Decode(&doc))
	var ops []string
	for path, methods := range doc.Paths {
		if !strings.HasPrefix(path, "/v1/ledger/") {
			continue
		}
		for method, op := range methods {
			ops = append(ops, op.OperationID)
			if op.Summary == "" || op.ZH == "" || op.Description == "" || op.Permission == "" {
				t.Errorf("%s %s lacks a text: %+v", method, path, op)
			}
			if method != "get" && len(op.Problems) == 0 {
				t.Errorf("%s %s names no refusal", method, path)
			}
			for _, p := range op.Parameters {
				if p.Description == "" {
					t.Errorf("%s %s: parameter %s has no description", method, path, p.Name)
				}
			}
		}
	}
	if len(ops) != 36 {
		t.Errorf("%d operations: %v", len(ops), ops)
	}
	for name, s := range doc.Components.Schemas {
		for property, p := range s.Properties {
			low := strings.ToLower(property)
			if name == "LedgerBatchAnswer" {
				continue // its booked counts entries
			}
			if (low == "id" || strings.Contains(low, "amount") || low == "booked" || low == "balance" || low == "account") && p.Ref == "" &&
				p.Type != "string" && !strings.Contains(strings.Join(stringsOf(p.Type), ","), "string") {
				t.Errorf("%s.%s is a %v", name, property, p.Type)
			}
		}
	}
}

func stringsOf(v any) (out []string) {
	list, _ := v.([]any)
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
