package ledger

import (
	"fmt"
	"strings"
	"testing"
)

// TestAPIBuffered: the flag over the API, at opening and later; what is refused; what waits is shown wherever a balance is.
func TestAPIBuffered(t *testing.T) {
	d := newDoor(t)
	body := `{"number":%q,"code":"1001","currency":"CNY","branch":"0001","name":"n","limits":{"floor":%s},"buffered":true}`
	var cash, a Account
	d.ok(201, "POST", "/v1/ledger/accounts", fmt.Sprintf(body, "cash", "null"), &cash)
	if !cash.Buffered {
		t.Errorf("opened %+v", cash)
	}
	d.refused(409, "ledger.buffered_limits", "", "POST", "/v1/ledger/accounts", fmt.Sprintf(body, "x", `"0"`))
	dep := d.opened("dep", "2011", "0")
	at := func(id AccountID) string { return fmt.Sprintf("/v1/ledger/accounts/%d", id) }
	d.refused(409, "ledger.buffered_limits", "", "PUT", at(dep)+"/buffered", `{"buffered":true}`)
	d.refused(404, "ledger.unknown_account", "", "PUT", at(77)+"/buffered", `{"buffered":true}`)
	d.refused(422, "app.invalid_input", "/buffered", "PUT", at(dep)+"/buffered", `{}`)
	d.ok(200, "PUT", at(dep)+"/buffered", `{"buffered":false}`, nil) // as it is
	var e EntryAnswer
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("r1", cash.ID, dep, 500), &e)
	waits := int64(0)
	if d.st.Engine().Shared() {
		waits = 1
	}
	if e.Postings[0].Sequence != 1-waits || e.Postings[1].Sequence != 1 {
		t.Errorf("entry %+v", e)
	}
	shown := func(waits int64) {
		t.Helper()
		var now balanceAnswer
		var a Account
		d.ok(200, "GET", at(cash.ID)+"/balance", "", &now)
		d.ok(200, "GET", at(cash.ID), "", &a)
		if now.Booked != 500 || now.Pending != waits || now.Sequence != 1-waits || a.Balance.Booked != 500 || a.Balance.Pending != waits {
			t.Errorf("balance %+v, account %+v", now, a)
		}
		for format, word := range map[string]string{"jsonl": `"pending":1`, "csv": "未列入的待并入记账笔数,1", "camt053": ", 1 more pending"} {
			_, text := d.ask("GET", at(cash.ID)+"/statement?from=2026-03-02&to=2026-03-02&lang=zh&format="+format, "")
			if strings.Contains(string(text), word) != (waits == 1) {
				t.Errorf("%s: %s", format, text)
			}
		}
	}
	shown(waits)
	d.folded()
	shown(0)
	a = Account{}
	d.ok(200, "PUT", at(cash.ID)+"/buffered", `{"buffered":false}`, nil)
	d.ok(200, "PUT", at(cash.ID)+"/buffered", `{"buffered":false}`, &a)
	if a.Buffered {
		t.Errorf("still buffered: %+v", a)
	}
	d.ok(200, "PUT", at(cash.ID)+"/buffered", `{"buffered":true}`, &a)
	if !a.Buffered {
		t.Errorf("not buffered: %+v", a)
	}
	d.clean()
}
