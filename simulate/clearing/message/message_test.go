package message

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/money"
)

func question(id string) *Envelope {
	return &Envelope{From: "102100000097", To: "001100090017", ID: id, Version: Pacs028, At: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC),
		Doc: El("FIToFIPmtStsReq", El("GrpHdr", Val("MsgId", "M1"), Val("CreDtTm", "2026-11-24T02:00:00Z")),
			El("TxInf", El("OrgnlGrpInf", Val("OrgnlMsgId", "O1"), Val("OrgnlMsgNmId", Pacs008)),
				Val("OrgnlUETR", "11111111-1111-4111-8111-111111111111")))}
}

func TestWriteReads(t *testing.T) {
	e, err := Read(question("B1").Write())
	if err != nil {
		t.Fatal(err)
	}
	if e.From != "102100000097" || e.ID != "B1" || e.Version != Pacs028 || e.Doc.Get("TxInf/OrgnlGrpInf/OrgnlMsgId") != "O1" {
		t.Errorf("%+v", e)
	}
	if a, b := string(e.Write()), string(question("B1").Write()); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

// TestBounds: what is too deep, too wide or too long is refused before it is kept in memory as a whole.
func TestBounds(t *testing.T) {
	good := string(question("B1").Write())
	for name, text := range map[string]string{
		"deep": strings.Replace(good, "<TxInf>", strings.Repeat("<a>", 70), 1),
		"wide": strings.Replace(good, "<TxInf>", strings.Repeat("<a></a>", maxElements), 1),
		"long": good + strings.Repeat(" ", MaxBytes),
	} {
		if _, err := Read([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "TOOBIG") {
			t.Errorf("%s: %.80v", name, err)
		}
	}
}

func TestReject(t *testing.T) {
	for _, to := range []string{"", "102100000097"} { // bare, and in an envelope
		raw := (&Fault{Reason: "SCHEMA", Where: "Document/X", What: strings.Repeat("长", 400)}).Reject("001100090017", to, "R1", time.Now())
		f, err := ReadReject(raw)
		if err != nil || f.Reason != "SCHEMA" || f.Ref != "NOTPROVIDED" || f.Where != "Document/X" {
			t.Errorf("%+v %v", f, err)
		}
	}
}

func TestFenAndYuan(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := money.Amount(rapid.Int64Range(0, 1e16).Draw(r, "a"))
		if b, err := Fen(Yuan(a)); err != nil || a != b {
			r.Fatalf("%s became %s: %v", a, b, err)
		}
	})
	for _, bad := range []string{"", "1.", ".5", "1.234", "-1", "+1", "1e2", "１", "1 000", "1234567890123456"} {
		if a, err := Fen(bad); err == nil {
			t.Errorf("%q was read as %s", bad, a)
		}
	}
}

// FuzzRead: whatever comes in, reading ends with an envelope that is written and read as the same, or with a fault.
func FuzzRead(f *testing.F) {
	f.Add(question("B1").Write())
	f.Add([]byte("<a"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := Read(raw)
		if err != nil {
			return
		}
		again, err := Read(e.Write())
		if err != nil || again.Doc.Content() != e.Doc.Content() || again.ID != e.ID {
			t.Fatalf("%v\n%s\n%s", err, raw, e.Write())
		}
	})
}
