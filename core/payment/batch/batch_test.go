package batch

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		crashChild(dir)
		return
	}
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "15"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestThreeBadLinesOfTenThousand: the checker sees exactly which, and runs the batch without them.
func TestThreeBadLinesOfTenThousand(t *testing.T) {
	const n = 10_000
	b := newBank(t)
	people := b.staff(n)
	rows := strings.Split(table(n), "\r\n")
	rows[17] = strings.Replace(rows[17], name(16), "李逵", 1)
	rows[5_000] = number(999_999) + ",王甲,5.00,工资"
	rows[9_999] = number(9_998) + "," + name(9_998) + ",0.001,工资"
	one := b.uploaded(strings.Join(rows, "\r\n"))
	if one.State != Uploaded || one.Lines != n || one.Bad != 3 || one.Doubtful != 0 {
		t.Fatalf("uploaded: %+v", one)
	}
	var got []string
	for _, l := range b.lines(one.ID, FaultyLines) {
		got = append(got, fmt.Sprint(l.Number, " ", l.State, " ", l.Fault))
		if l.DetailEN == "" || l.DetailZH == "" {
			t.Errorf("line %d has no sentence", l.Number)
		}
	}
	if want := "18 faulty name_differs, 5001 faulty account_unknown, 10000 faulty amount"; strings.Join(got, ", ") != want {
		t.Fatalf("faults: %s, want %s", strings.Join(got, ", "), want)
	}
	if err := b.decide(one.ID, PassAll); !errors.Is(err, ErrFaults) || !strings.Contains(err.Error(), "3 lines") {
		t.Errorf("passed with faults: %v", err)
	}
	b.must(b.decide(one.ID, Without))
	b.fund(b.payer.ID, one.Total+1_00)
	b.must(b.approve(one.ID))
	if held := b.balance(b.payer.ID).Held; held != one.Total-one.BadAmount {
		t.Errorf("held %s of %s", held, one.Total)
	}
	b.started()
	one = b.wait(one.ID)
	if one.State != Done || one.Paid != n-3 || one.Failed != 0 {
		t.Fatalf("ended: %+v", one)
	}
	if a := b.balance(b.payer.ID); a.Booked != one.Total-one.PaidAmount+1_00 || a.Held != 0 {
		t.Errorf("the payer is left with %+v", a)
	}
	for _, i := range []int{0, 15, 17, 9_997, 9_999} {
		if got, want := b.balance(people[i].ID).Booked, money.Amount((i+1)*100+(i+1)%100); got != want {
			t.Errorf("%s has %s, want %s", people[i].Name, got, want)
		}
	}
	if got := b.balance(people[16].ID).Booked; got != 0 {
		t.Errorf("the line with the wrong name paid %s", got)
	}
	if b.wages.Load() != n-3 {
		t.Errorf("%d credits were marked as wages", b.wages.Load())
	}
	if l := b.lines(one.ID, FaultyLines)[0]; l.State != LeftOut {
		t.Errorf("a faulty line is %s afterwards", l.State)
	}
}

// TestThreePersons: nobody does two of the three, and nothing is done twice or out of turn.
func TestThreePersons(t *testing.T) {
	b := newBank(t)
	b.staff(2)
	b.fund(b.payer.ID, 100_00)
	one := b.uploaded(table(2))
	as := func(who auth.Party, do func(tx *store.Tx) (*Batch, error)) error {
		return b.as(who, func(tx *store.Tx) error {
			_, err := do(tx)
			return err
		})
	}
	check := func(tx *store.Tx) (*Batch, error) { return b.Check(tx, one.ID, PassAll, "") }
	approve := func(tx *store.Tx) (*Batch, error) { return b.Approve(tx, one.ID) }
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"approve before the check", as(approver, approve), ErrState},
		{"nobody checks", b.st.Update(ctx, func(tx *store.Tx) error { _, err := check(tx); return err }), auth.ErrNobody},
		{"the maker checks", as(maker, check), ErrSamePerson},
		{"refuse without a reason", as(checker, func(tx *store.Tx) (*Batch, error) { return b.Check(tx, one.ID, Refuse, "") }), ErrText},
		{"another word", as(checker, func(tx *store.Tx) (*Batch, error) { return b.Check(tx, one.ID, "perhaps", "") }), ErrDecision},
		{"check", as(checker, check), nil},
		{"check again", as(approver, check), ErrState},
		{"the maker approves", as(maker, approve), ErrSamePerson},
		{"the checker approves", as(checker, approve), ErrSamePerson},
		{"approve", as(approver, approve), nil},
		{"approve again", as(approver, approve), ErrState},
		{"cancel too late", as(maker, func(tx *store.Tx) (*Batch, error) { return b.Cancel(tx, one.ID, "晚了") }), ErrState},
		{"retry what hasn't run", as(approver, func(tx *store.Tx) (*Batch, error) { return b.Retry(tx, one.ID) }), ErrState},
		{"unknown", as(approver, func(tx *store.Tx) (*Batch, error) { return b.Approve(tx, 7) }), ErrUnknown},
	} {
		if !errors.Is(c.err, c.want) || c.want == nil && c.err != nil {
			t.Errorf("%s: %v, want %v", c.name, c.err, c.want)
		}
	}
	b.started()
	if one = b.wait(one.ID); one.State != Done || one.Paid != 2 {
		t.Errorf("ended: %+v", one)
	}
}

// TestTheSameAgain: a file is found by its digest, a line by what it pays.
func TestTheSameAgain(t *testing.T) {
	b := newBank(t)
	b.staff(3)
	b.fund(b.payer.ID, 100_00)
	one := b.uploaded(table(2))
	upload := func(who auth.Party, body string) (*Batch, error) {
		return b.Upload(by(ctx, who), Submission{Kind: Payroll, Account: b.payer.ID}, []byte(body))
	}
	if _, err := upload(checker, table(2)); !errors.Is(err, ErrSameFile) || !strings.Contains(err.Error(), one.ID.String()) {
		t.Errorf("the same file again: %v", err)
	}
	b.must(b.as(maker, func(tx *store.Tx) error { _, err := b.Cancel(tx, one.ID, "重做"); return err }))
	one, err := upload(maker, table(2)) // a cancelled batch stands in nobody's way, nor do its lines
	if err != nil || one.Doubtful != 0 {
		t.Fatalf("after the cancellation: %+v, %v", one, err)
	}
	b.must(b.decide(one.ID, PassAll))
	b.must(b.approve(one.ID))
	b.started()
	b.wait(one.ID)

	twice := table(3) + number(2) + "," + name(2) + ",3.03,工资\r\n" // line 4 again
	next := b.uploaded(twice)
	if next.Bad != 1 || next.Doubtful != 2 {
		t.Fatalf("twins: %+v", next)
	}
	lines := b.lines(next.ID, FaultyLines)
	if l := lines[0]; l.State != Doubt || l.Fault != faultLately || !strings.Contains(l.DetailEN, "line 2 of batch "+one.ID.String()) {
		t.Errorf("a twin of the last thirty days: %+v", l)
	}
	if l := lines[2]; l.Number != 5 || l.Fault != faultTwin || !strings.Contains(l.DetailEN, "line 4 of this file") {
		t.Errorf("a twin in the file: %+v", l)
	}
	b.must(b.decide(next.ID, WithDoubtful))
	b.must(b.approve(next.ID))
	if next = b.wait(next.ID); next.Paid != 3 || next.State != Done {
		t.Errorf("with those in doubt: %+v", next)
	}
	b.micros.Add((31 * 24 * time.Hour).Microseconds())
	if again, err := upload(maker, table(2)); err != nil || again.Doubtful != 0 {
		t.Errorf("a month later: %+v, %v", again, err)
	}
}

// TestDry: without the money nothing begins; with a court's freeze in the middle the rest fails and is retried alone.
func TestDry(t *testing.T) {
	const n = 450
	var b *bank
	var frozen ledger.FreezeID
	b = newBankOf(t, func(p Payments) Payments {
		return paying(func(c call) ([]*order, []error, error) {
			if c.in[0].To.Account == number(linesAtOnce) && frozen == 0 { // between two pieces of the first round
				f := &ledger.Freeze{Account: b.payer.ID, Kind: ledger.Judicial, Ordered: 1_000_000_00, Amount: 1_000_000_00, Reference: "court-1",
					Authority: "通惠区人民法院", Document: "（2026）执1号", ExpiresAt: c.tx.Now().Add(time.Hour)}
				if err := b.led.PlaceFreeze(c.tx, f); err != nil {
					return nil, nil, err
				}
				c.tx.AfterCommit(func() { frozen = f.ID })
			}
			return p.PayMany(c.ctx, c.tx, c.in)
		})
	})
	b.staff(n)
	one := b.uploaded(table(n))
	b.must(b.decide(one.ID, PassAll))
	b.fund(b.payer.ID, one.Total-1)
	if err := b.approve(one.ID); !errors.Is(err, ledger.ErrInsufficient) {
		t.Fatalf("approved a fen short: %v", err)
	}
	if got, _ := b.read(ctx, one.ID); got.State != Checked || b.balance(b.payer.ID).Held != 0 {
		t.Errorf("afterwards: %+v", got)
	}
	b.fund(b.payer.ID, 1)
	b.must(b.approve(one.ID))
	b.started()
	one = b.wait(one.ID)
	if one.State != Partly || one.Paid != linesAtOnce || one.Failed != n-linesAtOnce {
		t.Fatalf("under the freeze: %+v", one)
	}
	for _, l := range b.lines(one.ID, FailedLines)[:3] {
		if l.State != Failed || l.DetailZH == "" || l.Fault != ledger.ErrFrozen.Code {
			t.Errorf("a failed line: %+v", l)
		}
	}
	if err := b.as(maker, func(tx *store.Tx) error { _, err := b.Retry(tx, one.ID); return err }); !errors.Is(err, ErrSamePerson) {
		t.Errorf("the maker retries: %v", err)
	}
	b.ok(func(tx *store.Tx) error { _, err := b.led.Unfreeze(tx, frozen, nil); return err })
	b.must(b.as(approver, func(tx *store.Tx) error { _, err := b.Retry(tx, one.ID); return err }))
	if one = b.wait(one.ID); one.State != Done || one.Paid != n || one.Failed != 0 || one.Round != 2 {
		t.Errorf("after the retry: %+v", one)
	}
	if a := b.balance(b.payer.ID); a.Booked != 0 || a.Held != 0 {
		t.Errorf("the payer has %+v", a)
	}
}

// TestResultFiles: the answer is readable by machines, and harmless in a spreadsheet.
func TestResultFiles(t *testing.T) {
	b := newBank(t)
	b.staff(3)
	b.fund(b.payer.ID, 100_00)
	one := b.uploaded("账号,户名,金额,用途,业务编号\n" + number(0) + "," + name(0) + ",1,工资,A-1\n" + number(1) + ",=cmd(),2,工资,A-2\n" +
		number(2) + "," + name(2) + ",3,工资,A-3\n")
	b.must(b.decide(one.ID, Without))
	b.must(b.approve(one.ID))
	b.started()
	one = b.wait(one.ID)
	var text strings.Builder
	b.must(b.WriteCSV(ctx, one, &text))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text.String(), "\xef\xbb\xbf"))).ReadAll()
	b.must(err)
	if len(rows) != 4 || rows[1][6] != "成功" || rows[2][6] != "未办理" || rows[2][2] != "'=cmd()" || rows[2][7] != faultName || rows[3][3] != "3.00" {
		t.Errorf("result file: %q", rows)
	}
	var report struct {
		XMLName xml.Name
		Status  string `xml:"CstmrPmtStsRpt>OrgnlGrpInfAndSts>GrpSts"`
		Sum     string `xml:"CstmrPmtStsRpt>OrgnlGrpInfAndSts>OrgnlCtrlSum"`
		Lines   []struct {
			ID     string `xml:"OrgnlEndToEndId"`
			Status string `xml:"TxSts"`
			Reason string `xml:"StsRsnInf>Rsn>Cd"`
			Amount string `xml:"OrgnlTxRef>Amt>InstdAmt"`
		} `xml:"CstmrPmtStsRpt>OrgnlPmtInfAndSts>TxInfAndSts"`
	}
	text.Reset()
	b.must(b.WriteStatus(ctx, one, &text))
	b.must(xml.Unmarshal([]byte(text.String()), &report))
	if report.XMLName.Space != namespacePain+"pain.002.001.10" || report.Status != "PART" || report.Sum != "6.00" || len(report.Lines) != 3 ||
		report.Lines[0].Status != "ACSC" || report.Lines[1].Status != "RJCT" || report.Lines[1].Reason != "BE01" || report.Lines[2].ID != "A-3" ||
		report.Lines[1].Amount != "2.00" {
		t.Errorf("status: %+v\n%s", report, text.String())
	}
}
