package payment

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

// door is a bank with its API served; a header says who calls, as sign-in would.
type door struct {
	*bank
	srv *httptest.Server
	n   int
	who map[string]*auth.Subject
}

// Admit knows callers by the header X-Caller.
func (d *door) Admit(r *http.Request) (*auth.Subject, error) {
	return d.who[r.Header.Get("X-Caller")], nil
}

// accountOwner owns the accounts of the fixture.
func (d *door) accountOwner(ctx context.Context, id string) (s auth.Scope, err error) {
	n, err := store.ParseID(id)
	if err != nil {
		return s, errNoDeposit
	}
	err = d.st.View(ctx, func(v *store.View) error {
		a, err := d.deposits.Get(v, ledger.AccountID(n))
		s = auth.Scope{Parties: []auth.Party{a.Owner}, Branch: "0001"}
		return err
	})
	return s, err
}

func newDoor(t testing.TB, changes ...change) *door {
	d := &door{bank: newBank(t, changes...), who: map[string]*auth.Subject{}}
	for _, s := range app.Schemas() { // the app's own tables
		if _, err := d.st.Migrate(ctx, "test", append(schemas, s)...); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]context.Context{"wang": d.self(11), "zhao": d.self(12), "maker": d.firm(32, auth.FirmMaker),
		"checker": d.firm(33, auth.FirmChecker), "head": d.firm(31, auth.FirmHead), "ops": d.operations(77)} {
		d.who[name] = auth.SubjectOf(c)
	}
	d.who["teller"] = &auth.Subject{Person: 71, Client: "web", ProvedAt: d.now(), Level: auth.LevelTwo, Hat: auth.Hat{ID: "staff-7", Kind: auth.StaffHat,
		Branch: "0001", Branches: []string{"0001"}, Roles: []auth.Role{auth.Teller}}}
	a, err := app.New(d.st, app.Config{Admit: []app.Authenticator{d}, AccessLog: app.LogNone}, d.Module(), app.ApprovalModule(d.approvals),
		app.Module{Name: "deposit", Owners: map[auth.Kind]app.Owner{"account.account": {Of: d.accountOwner, Missing: errNoDeposit}}})
	d.must(err)
	d.srv = httptest.NewServer(a.Handler())
	t.Cleanup(d.srv.Close)
	return d
}

// call makes a request as somebody; code is the problem's code, "" for a success.
func (d *door) call(who, method, path, body string, status int, code string, answer any) {
	d.Helper()
	for name, a := range d.accounts {
		body = strings.NewReplacer("{"+name+"}", a.ID.String(), "<"+name+">", a.Number).Replace(body)
		path = strings.ReplaceAll(path, "{"+name+"}", a.ID.String())
	}
	r, err := http.NewRequest(method, d.srv.URL+path, strings.NewReader(body))
	d.must(err)
	r.Header.Set("X-Caller", who)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	d.n++
	r.Header.Set("Idempotency-Key", fmt.Sprint("k", d.n))
	w, err := http.DefaultClient.Do(r)
	d.must(err)
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	d.must(err)
	var p struct{ Code string }
	if w.StatusCode >= 300 {
		d.must(json.Unmarshal(b, &p))
	}
	if w.StatusCode != status || p.Code != code {
		d.Fatalf("%s %s %s: %d %s, not %d %s", who, method, path, w.StatusCode, b, status, code)
	}
	if answer != nil {
		d.must(json.NewDecoder(bytes.NewReader(b)).Decode(answer))
	}
}

// TestFirstTransfer is a person's first: who is this, and pay.
func TestFirstTransfer(t *testing.T) {
	d := newDoor(t)
	var m Match
	d.call("wang", "POST", "/v1/payment/payees/check", `{"account":"<赵静>","name":"赵静"}`, 200, "", &m)
	if m.Result != Matches {
		t.Fatalf("%+v", m)
	}
	var o Order
	d.call("wang", "POST", "/v1/payment/transfers", `{"from":"{王芳}","to":{"account":"<赵静>","name":"赵静"},"amount":"10000","purpose":"房租"}`, 201, "", &o)
	if o.State != Settled || o.Receipt == nil || len(o.Receipt.Code) != 19 || o.Receipt.Words != "人民币壹佰元整" || o.Channel != Web {
		t.Fatalf("%+v", o)
	}
	d.holdsNow("赵静", 10_010_000)

	var g Genuine
	d.call("", "GET", "/v1/payment/receipts/verify?number="+o.Number+"&code="+o.Receipt.Code, "", 200, "", &g)
	if !g.Genuine || *g.Amount != 10_000 {
		t.Errorf("%+v", g)
	}
	var theirs, mine Order
	d.call("zhao", "GET", o.Location(), "", 200, "", &theirs)
	d.call("wang", "GET", o.Location()+"/receipt", "", 200, "", &mine)
	if theirs.From != 0 || theirs.FromNumber != maskNumber(o.FromNumber) || mine.Receipt.Code != o.Receipt.Code || mine.Receipt.Text == "" {
		t.Errorf("the payee sees %+v, the payer %+v", theirs, mine)
	}
	d.call("maker", "GET", o.Location(), "", 404, ErrUnknown.Code, nil)
	d.call("zhao", "POST", o.Location()+"/cancel", "", 403, ErrNotPayer.Code, nil)
	d.whole()
}

// TestTransfersBadInput: a clear sentence with the right status, and nothing half done.
func TestTransfersBadInput(t *testing.T) {
	d := newDoor(t)
	body := func(amount string) string {
		return `{"from":"{王芳}","to":{"account":"<赵静>","name":"赵静"},"amount":` + amount + `}`
	}
	for _, c := range []struct {
		who, body string
		status    int
		code      string
	}{
		{"wang", body(`"0.001"`), 422, "payment.amount"},
		{"wang", body(`100`), 422, "payment.amount"},
		{"wang", body(`"0"`), 422, "payment.amount"},
		{"wang", body(`"-5"`), 422, "payment.amount"},
		{"wang", body(`null`), 422, "payment.amount"},
		{"wang", body(`"99999999999999999999"`), 422, "money.overflow"},
		{"wang", `{"from":"{王芳}","to":{"account":"<赵静>","name":"赵敏"},"amount":"5"}`, 422, "payment.name"},
		{"wang", `{"from":"{赵静}","to":{"account":"<王芳>","name":"王芳"},"amount":"5"}`, 404, "deposit.unknown"},
		{"wang", `{"from":"{王芳}","to":{"account":"<赵静>","name":"赵静"},"amount":"5","rate":1}`, 422, "payment.property"},
		{"wang", `{"from":"{王芳}","to":{"phone":"1380013"},"amount":"5"}`, 422, "payment.phone"},
		{"wang", `{`, 400, "app.malformed_json"},
		{"", body(`"5"`), 401, "app.sign_in"},
		{"checker", body(`"5"`), 403, "app.forbidden"},
		{"maker", body(`"5"`), 404, "deposit.unknown"},
	} {
		d.call(c.who, "POST", "/v1/payment/transfers", c.body, c.status, c.code, nil)
	}
	d.holdsNow("王芳", 10_000_000)
	d.whole()
}

func TestFirmOverHTTP(t *testing.T) {
	d := newDoor(t)
	var o Order
	d.call("maker", "POST", "/v1/payment/transfers", `{"from":"{惠民科技有限公司}","to":{"account":"<赵静>","name":"赵静"},"amount":"70000"}`, 201, "", &o)
	if o.State != Proposed || o.Receipt != nil || o.Approval == 0 {
		t.Fatalf("%+v", o)
	}
	d.call("maker", "GET", o.Location()+"/receipt", "", 422, ErrNoReceipt.Code, nil)
	d.call("zhao", "GET", o.Location(), "", 404, ErrUnknown.Code, nil) // not hers before she is paid
	var a approval.Approval
	d.call("checker", "GET", "/v1/approvals/"+o.Approval.String(), "", 200, "", &a)
	if len(a.Lines) < 4 {
		t.Errorf("%+v", a)
	}
	d.call("checker", "POST", "/v1/approvals/"+o.Approval.String()+"/approve", `{}`, 200, "", nil)
	d.state(o.ID, Settled)
	var c Chain
	d.call("maker", "GET", o.Location()+"/chain", "", 200, "", &c)
	var p app.Page[Order]
	d.call("zhao", "GET", "/v1/payment/orders", "", 200, "", &p)
	if len(c.Steps) < 6 || len(p.Items) != 1 {
		t.Errorf("%d steps, %d orders", len(c.Steps), len(p.Items))
	}
}

func TestListsAndLimits(t *testing.T) {
	d := newDoor(t)
	for i := range 5 {
		d.call("wang", "POST", "/v1/payment/transfers", fmt.Sprintf(`{"from":"{王芳}","to":{"account":"<赵静>","name":"赵静"},"amount":"%d"}`, 100+i), 201, "", nil)
	}
	var p app.Page[Order]
	d.call("wang", "GET", "/v1/payment/orders?limit=2", "", 200, "", &p)
	first := p
	p = app.Page[Order]{}
	d.call("wang", "GET", "/v1/payment/orders?limit=3&after="+first.Next, "", 200, "", &p)
	if len(first.Items) != 2 || len(p.Items) != 3 || p.Next != "" || p.Items[0].ID >= first.Items[1].ID {
		t.Errorf("%v %v", first, p)
	}
	for query, want := range map[string]int{"state=settled": 5, "state=proposed": 0, "least=103": 2, "most=100": 1, "kind=transfer": 5, "kind=batch": 0,
		"from=2026-03-02&to=2026-03-02": 5, "from=2026-03-03": 0, "to=2026-03-01": 0, "account={赵静}": 5} {
		p = app.Page[Order]{}
		d.call("ops", "GET", "/v1/payment/orders?"+query, "", 200, "", &p)
		if len(p.Items) != want {
			t.Errorf("%s: %d, not %d", query, len(p.Items), want)
		}
	}
	d.call("wang", "GET", "/v1/payment/orders?after=x", "", 422, "app.cursor_invalid", nil)
	d.call("wang", "PUT", "/v1/payment/limits", `{"channels":{"web":{"order":"1000","day":"2000"}}}`, 200, "", nil)
	d.call("wang", "PUT", "/v1/payment/limits", `{"check":"5"}`, 422, ErrLimitPerson.Code, nil)
	d.call("maker", "PUT", "/v1/payment/limits", `{"check":"5"}`, 403, errNotAllowed.Code, nil)
	d.call("head", "PUT", "/v1/payment/limits", `{"check":"5000"}`, 200, "", nil)
	d.call("head", "PUT", "/v1/payment/limits/32", `{"channels":{"web":{"order":"1000","day":"2000"}}}`, 200, "", nil)
	var l Limits
	d.call("wang", "GET", "/v1/payment/limits", "", 200, "", &l)
	if l.Channels[0].Used != 510 || l.Channels[0].Own.Day != 2_000 || l.Channels[0].Bank.Order != 50_000_000 {
		t.Errorf("%+v", l.Channels[0])
	}
	d.call("maker", "GET", "/v1/payment/limits/32", "", 200, "", &l)
	d.call("maker", "GET", "/v1/payment/limits/33", "", 403, errNotAllowed.Code, nil)
	var some, banks app.Page[BankEntry]
	d.call("wang", "GET", "/v1/payment/banks?limit=4", "", 200, "", &some)
	d.call("wang", "GET", "/v1/payment/banks?limit=4&after="+some.Next, "", 200, "", &banks)
	if len(banks.Items) != len(peers)-4 {
		t.Errorf("%+v", banks)
	}
	var phones struct{ Items []Alias }
	d.call("zhao", "POST", "/v1/payment/phones", `{"phone":"13800138000","account":"{赵静}"}`, 201, "", nil)
	d.call("zhao", "GET", "/v1/payment/phones", "", 200, "", &phones)
	d.call("zhao", "DELETE", "/v1/payment/phones/"+phones.Items[0].ID.String(), "", 200, "", nil)
	d.call("wang", "POST", "/v1/payment/payees", `{"account":"<赵静>","name":"赵静"}`, 201, "", nil)
	d.call("wang", "GET", "/v1/payment/payees", "", 200, "", nil)
}

// TestOperationsDesk: what a rule asks about is let pass or refused by the bank, or confirmed by the payer with a fresh proof.
func TestOperationsDesk(t *testing.T) {
	d := newDoor(t, judged(ruling{}))
	propose := func(amount int) (o Order) {
		d.call("wang", "POST", "/v1/payment/transfers", fmt.Sprintf(`{"from":"{王芳}","to":{"account":"<赵静>","name":"赵静"},"amount":"%d"}`, amount), 201, "", &o)
		return o
	}
	a, b, c := propose(1_001), propose(1_002), propose(1_003)
	var p app.Page[Order]
	d.call("ops", "GET", "/v1/payment/orders?state=proposed", "", 200, "", &p)
	if len(p.Items) != 3 {
		t.Errorf("%d wait", len(p.Items))
	}
	d.call("teller", "POST", a.Location()+"/release", "", 403, "app.forbidden", nil)
	d.call("ops", "POST", a.Location()+"/release", "", 200, "", nil)
	d.call("ops", "POST", b.Location()+"/refuse", `{"reason":"suspicious"}`, 200, "", nil)
	d.advance(6 * time.Minute)
	d.call("wang", "POST", c.Location()+"/confirm", "", 403, "app.step_up", nil)
	d.who["wang"].ProvedAt = d.now()
	d.call("wang", "POST", c.Location()+"/confirm", "", 200, "", nil)
	d.holdsNow("赵静", 10_002_004)
	d.whole()
}

// TestNobodyTriesNames: after a while whoever checks payees has to wait, and so has whoever checks receipts.
func TestNobodyTriesNames(t *testing.T) {
	d := newDoor(t)
	for i := range 61 {
		status, code := 200, ""
		if i == 60 {
			status, code = 429, limit.ErrTooMany.Code
		}
		d.call("wang", "POST", "/v1/payment/payees/check", `{"account":"<赵静>","name":"李`+fmt.Sprint(i)+`"}`, status, code, nil)
	}
	d.call("zhao", "POST", "/v1/payment/payees/check", `{"account":"<王芳>","name":"王芳"}`, 200, "", nil)
	for i := range 31 {
		status, code := 200, ""
		if i == 30 {
			status, code = 429, limit.ErrTooMany.Code
		}
		d.call("", "GET", "/v1/payment/receipts/verify?number=1&code="+fmt.Sprint(i), "", status, code, nil)
	}
}
