package ledger

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

func TestAPIAccounts(t *testing.T) {
	d := newDoor(t)
	dep := d.opened("62000010000017", "2011", "0")
	var list app.Page[*Account]
	var a Account
	d.ok(200, "GET", fmt.Sprintf("/v1/ledger/accounts/%d", dep), "", &a)
	if a.Number != "62000010000017" || a.Class != Liability || a.OpenedOn != day1 || *a.Limits.Floor != 0 || *a.Balance.Available != 0 {
		t.Errorf("account %+v", a)
	}
	d.ok(200, "GET", "/v1/ledger/accounts/by-number?number="+url.QueryEscape("62000010000017"), "", &a)
	if a.ID != dep {
		t.Errorf("by number: %+v", a)
	}
	d.clock.micros.Add(1000) // ids of one millisecond have no order between a server's lanes
	var opened accountList
	d.ok(201, "POST", "/v1/ledger/accounts/bulk", `{"accounts":[
		{"number":"a/1","code":"1303","currency":"CNY","branch":"0002","name":"甲","limits":{"floor":null},"metadata":{"x": 1}},
		{"number":"a/2","code":"1303","currency":"USD","branch":"0002","name":"乙","limits":{"floor":"-100","ceiling":"5"}},
		{"number":"a/3","code":"1001","currency":"CNY","branch":"0002","name":"丙","limits":{"floor":"0","debitFrozen":true}}]}`, &opened)
	if len(opened.Items) != 3 || opened.Items[0].Limits.Floor != nil || *opened.Items[1].Limits.Ceiling != 5 || !opened.Items[2].Limits.DebitFrozen {
		t.Fatalf("opened %+v", opened.Items)
	}
	for query, want := range map[string]string{
		"": "62000010000017 a/1 a/2 a/3", "?branch=0002": "a/3 a/1 a/2", "?branch=0002&code=1303&currency=USD": "a/2",
		"?code=1303": "a/1 a/2", "?prefix=a/": "a/1 a/2 a/3", "?prefix=a/3&branch=0002": "a/3", "?branch=0009": "", "?currency=USD": "a/2",
	} {
		var got []string
		sep := "?"
		if query != "" {
			sep = "&"
		}
		for next := ""; ; { // two a page: the pages together are the list
			path := "/v1/ledger/accounts" + query + sep + "limit=2"
			if next != "" {
				path += "&after=" + next
			}
			list = app.Page[*Account]{}
			d.ok(200, "GET", path, "", &list)
			for _, a := range list.Items {
				got = append(got, a.Number)
			}
			if next = list.Next; next == "" {
				break
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	d.ok(200, "PUT", fmt.Sprintf("/v1/ledger/accounts/%d/limits", dep), `{"floor":"-500","ceiling":"1000","creditFrozen":true}`, &a)
	if *a.Limits.Floor != -500 || *a.Limits.Ceiling != 1000 || !a.Limits.CreditFrozen || *a.Balance.Available != 500 {
		t.Errorf("limits %+v %+v", a.Limits, a.Balance)
	}
	d.ok(200, "POST", fmt.Sprintf("/v1/ledger/accounts/%d/close", dep), "", &a)
	if a.ClosedOn == nil || *a.ClosedOn != day1 {
		t.Errorf("closed %+v", a)
	}
	d.refused(422, "ledger.account_closed", "", "POST", fmt.Sprintf("/v1/ledger/accounts/%d/close", dep), "")
	d.clean()
}

func TestAPIChart(t *testing.T) {
	d := newDoor(t)
	var l codeList
	d.ok(200, "GET", "/v1/ledger/codes", "", &l)
	if len(l.Items) != len(defaultChart) || l.Items[0] != defaultChart[0] {
		t.Fatalf("%d codes, first %+v", len(l.Items), l.Items[0])
	}
	var c ChartCode
	d.ok(200, "PUT", "/v1/ledger/codes/2011", `{"class":"liability","nameZh":"存款","nameEn":"Deposits"}`, &c)
	d.ok(200, "PUT", "/v1/ledger/codes/2011.01", `{"class":"liability","nameZh":"活期存款","nameEn":"Demand deposits"}`, &c)
	must(t, d.Module().Seed(ctx)) // a second seeding leaves the bank's own names
	d.ok(200, "GET", "/v1/ledger/codes", "", &l)
	if len(l.Items) != len(defaultChart)+1 {
		t.Errorf("%d codes", len(l.Items))
	}
	for _, c := range l.Items {
		if c.Code == "2011" && c.NameZH != "存款" {
			t.Errorf("seeding renamed %+v", c)
		}
	}
	d.refused(409, "ledger.code_exists", "", "PUT", "/v1/ledger/codes/2011", `{"class":"asset","nameZh":"存款","nameEn":"Deposits"}`)
	d.refused(422, "app.invalid_input", "/class", "PUT", "/v1/ledger/codes/2019", `{"class":"gold","nameZh":"存款","nameEn":"Deposits"}`)
}

func TestAPIEntries(t *testing.T) {
	d := newDoor(t)
	cash, dep := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0")
	var first, again, read EntryAnswer
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("r1", cash, dep, 500), &first)
	if first.Replayed || len(first.Postings) != 2 || first.Postings[1].Balance != -500 || first.BankDate != day1 {
		t.Fatalf("entry %+v", first)
	}
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("r1", cash, dep, 500), &again)
	if !again.Replayed || again.ID != first.ID {
		t.Errorf("again %+v", again)
	}
	d.ok(200, "GET", "/v1/ledger/entries/"+first.ID.String(), "", &read)
	if read.ID != first.ID || read.Summary != "货款" || read.ReversedBy != 0 {
		t.Errorf("read %+v", read)
	}
	d.ok(200, "GET", "/v1/ledger/entries/by-reference?kind=transfer&reference=r1", "", &read)
	if read.ID != first.ID {
		t.Errorf("by reference %+v", read)
	}
	var reversal EntryAnswer
	d.ok(201, "POST", "/v1/ledger/entries/"+first.ID.String()+"/reversal", `{"kind":"reversal","reference":"x1","summary":"冲正"}`, &reversal)
	if reversal.Reverses != first.ID || reversal.Postings[1].Balance != 0 {
		t.Errorf("reversal %+v", reversal)
	}
	read = EntryAnswer{}
	d.ok(200, "GET", "/v1/ledger/entries/"+first.ID.String(), "", &read)
	if read.ReversedBy != reversal.ID {
		t.Errorf("after the reversal %+v", read)
	}
	d.refused(409, "ledger.already_reversed", "", "POST", "/v1/ledger/entries/"+first.ID.String()+"/reversal", `{"kind":"reversal","reference":"x2"}`)
	usd, posC, posU := d.openedIn("usd", "2011", "USD", "null"), d.opened("pos-c", "3002", "null"), d.openedIn("pos-u", "3002", "USD", "null")
	var fx EntryAnswer
	d.ok(201, "POST", "/v1/ledger/entries", fmt.Sprintf(`{"kind":"fx","reference":"f1","valueDate":"2026-03-04","metadata":{"rate":"7.25"},"postings":[
		{"account":"%d","amount":"725","currency":"CNY"},{"account":"%d","amount":"-725"},{"account":"%d","amount":"100"},
		{"account":"%d","amount":"-100","currency":"USD"}]}`, cash, posC, posU, usd), &fx)
	if len(fx.Postings) != 4 || fx.ValueDate != day1+2 || string(fx.Metadata) != `{"rate":"7.25"}` {
		t.Errorf("exchange %+v", fx)
	}
	d.clean()
}

func TestAPIBulk(t *testing.T) {
	d := newDoor(t)
	cash, dep, poor := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0"), d.opened("poor", "2011", "0")
	bad := transferBody("b", poor, dep, 9) // takes from an empty deposit
	body := "[" + transferBody("a", cash, dep, 5) + "," + bad + "," + transferBody("c", cash, dep, 7) + "]"
	var out batchAnswer
	d.ok(200, "POST", "/v1/ledger/entries/bulk?mode=stop", body, &out)
	if out.Booked != 1 || out.Refused != 2 || out.Results[1].Code != "ledger.insufficient_funds" || out.Results[2].Status != "not_tried" {
		t.Fatalf("stop: %+v", out)
	}
	out = batchAnswer{}
	d.ok(200, "POST", "/v1/ledger/entries/bulk", body, &out)
	if out.Booked != 1 || out.Replayed != 1 || out.Refused != 1 || out.Results[2].Postings[1].Balance != -12 || out.Results[0].Status != "replayed" {
		t.Fatalf("independent: %+v", out)
	}
	before := d.counts()
	d.refused(422, "ledger.batch_refused", "/entries/1", "POST", "/v1/ledger/entries/bulk?mode=atomic", "["+transferBody("d", cash, dep, 5)+","+bad+"]")
	if after := d.counts(); after != before {
		t.Errorf("a refused atomic batch left a trace:\n%s\n%s", before, after)
	}
	out = batchAnswer{}
	d.ok(200, "POST", "/v1/ledger/entries/bulk?mode=atomic", transferBody("e", cash, dep, 1)+"\n"+transferBody("f", cash, dep, 1), &out)
	if out.Booked != 2 || out.Results[1].Postings[1].Sequence != 4 {
		t.Fatalf("lines: %+v", out)
	}
	d.clean()
}

// TestAPIBulkRunsAgain: a batch whose update runs twice (its first run met a duplicate at the flush) answers as if it
// had run once.
func TestAPIBulkRunsAgain(t *testing.T) {
	d := newDoor(t)
	cash, dep := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0")
	for i := range 3 {
		var out batchAnswer
		d.ok(200, "POST", "/v1/ledger/entries/bulk", "["+transferBody("same", cash, dep, 5)+","+transferBody(fmt.Sprint(i), cash, dep, 5)+"]", &out)
		if want := min(i, 1); out.Replayed != want || out.Booked != 2-want {
			t.Errorf("run %d: %+v", i, out)
		}
		d.nextDay() // the bank date differs from the first booking's
	}
	if got := d.balance(dep); got.Booked != 20 {
		t.Errorf("balance %+v", got)
	}
	d.clean()
}

func TestAPIHolds(t *testing.T) {
	d := newDoor(t)
	cash, dep, shop := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0"), d.opened("shop", "2011", "0")
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("in", cash, dep, 1000), nil)
	hold := func(reference string, amount int) string {
		return fmt.Sprintf(`{"account":"%d","kind":"card","reference":%q,"amount":"%d","expiresAt":"2026-03-09T00:00:00Z"}`, dep, reference, amount)
	}
	var h Hold
	d.ok(201, "POST", "/v1/ledger/holds", hold("h1", 600), &h)
	if h.State != HoldActive || h.Amount != 600 {
		t.Fatalf("hold %+v", h)
	}
	d.refused(422, "ledger.insufficient_funds", "", "POST", "/v1/ledger/holds", hold("h2", 401))
	capture := func(reference, rest string) string {
		return fmt.Sprintf(`{"kind":"card","reference":%q,"to":"%d"%s}`, reference, shop, rest)
	}
	var e, again EntryAnswer
	path := "/v1/ledger/holds/" + h.ID.String()
	d.ok(201, "POST", path+"/capture", capture("c1", `,"amount":"200"`), &e)
	d.ok(201, "POST", path+"/capture", capture("c2", ""), &e)
	d.ok(201, "POST", path+"/capture", capture("c2", ""), &again)
	if e.Hold != h.ID || e.Postings[0].Amount != 400 || !again.Replayed || again.ID != e.ID {
		t.Fatalf("captures %+v, %+v", e, again)
	}
	d.refused(422, "ledger.hold_ended", "", "POST", path+"/capture", capture("c3", ""))
	d.refused(409, "ledger.duplicate_reference", "", "POST", path+"/capture", capture("c1", `,"amount":"201"`))
	d.ok(200, "GET", path, "", &h)
	if h.State != HoldCaptured || h.Captured != 600 {
		t.Errorf("after capture %+v", h)
	}
	var many holdResults
	d.ok(200, "POST", "/v1/ledger/holds/bulk?mode=stop", `{"holds":[`+hold("m1", 100)+","+hold("m2", 5000)+","+hold("m3", 1)+`]}`, &many)
	if many.Results[0].Status != "placed" || many.Results[1].Code != "ledger.insufficient_funds" || many.Results[2].Status != "not_tried" {
		t.Fatalf("bulk %+v", many)
	}
	before := d.counts()
	d.refused(422, "ledger.batch_refused", "/holds/1", "POST", "/v1/ledger/holds/bulk?mode=atomic", `{"holds":[`+hold("n1", 1)+","+hold("n2", 5000)+`]}`)
	if d.counts() != before {
		t.Error("a refused atomic batch of holds left a trace")
	}
	var list app.Page[*Hold]
	d.ok(200, "GET", fmt.Sprintf("/v1/ledger/accounts/%d/holds", dep), "", &list)
	if len(list.Items) != 1 || list.Items[0].Reference != "m1" {
		t.Fatalf("list %+v", list)
	}
	d.ok(200, "POST", "/v1/ledger/holds/"+list.Items[0].ID.String()+"/release", "", &h)
	if h.State != HoldReleased || d.balance(dep).Held != 0 {
		t.Errorf("released %+v", h)
	}
	d.clean()
}

func TestAPIFreezes(t *testing.T) {
	d := newDoor(t)
	cash, dep := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0")
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("in", cash, dep, 1000), nil)
	freeze := func(reference, what string) string {
		return fmt.Sprintf(`{"account":"%d","kind":"judicial","reference":%q,%s,"authority":"法院","document":"1号","expiresAt":"2027-03-02T00:00:00Z"}`, dep, reference, what)
	}
	var f, g Freeze
	d.ok(201, "POST", "/v1/ledger/freezes", freeze("f1", `"amount":"700"`), &f)
	d.ok(201, "POST", "/v1/ledger/freezes", freeze("f2", `"whole":true`), &g)
	if f.State != InForce || g.State != Waiting {
		t.Fatalf("freezes %+v, %+v", f, g)
	}
	d.refused(422, "ledger.account_frozen", "", "POST", "/v1/ledger/entries", transferBody("out", dep, cash, 301))
	d.ok(200, "POST", "/v1/ledger/freezes/"+f.ID.String()+"/release", `{"amount":"100"}`, &f)
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("out2", dep, cash, 301), nil)
	d.refused(422, "ledger.freeze_release", "", "POST", "/v1/ledger/freezes/"+f.ID.String()+"/release", `{"amount":"601"}`)
	d.ok(200, "POST", "/v1/ledger/freezes/"+f.ID.String()+"/release", `{}`, &f)
	d.ok(200, "GET", "/v1/ledger/freezes/"+g.ID.String(), "", &g)
	if f.State != Ended || g.State != InForce || !d.balance(dep).FrozenAll {
		t.Errorf("after release %+v, %+v", f, g)
	}
	var list app.Page[*Freeze]
	d.ok(200, "GET", fmt.Sprintf("/v1/ledger/accounts/%d/freezes?ended=true", dep), "", &list)
	if len(list.Items) != 1 || list.Items[0].ID != f.ID {
		t.Errorf("ended %+v", list)
	}
	d.clean()
}

func TestAPIDaysAndTrialBalance(t *testing.T) {
	d := newDoor(t)
	cash, dep := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0")
	profit, income := d.opened("profit", "4103", "null"), d.opened("income", "6011", "null")
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("a", cash, dep, 1000), nil)
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("b", dep, income, 30), nil)
	var day Day
	d.ok(201, "POST", "/v1/ledger/days", `{"date":"2026-04-01"}`, &day)
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("c", cash, dep, 7), nil)
	d.refused(422, "ledger.period_open_days", "", "POST", "/v1/ledger/periods/202603/close", "")
	d.ok(200, "POST", "/v1/ledger/days/2026-03-02/close", "", nil)
	d.ok(200, "POST", "/v1/ledger/periods/202603/close", "", nil)
	d.refused(422, "ledger.day_closed", "", "POST", "/v1/ledger/entries", strings.Replace(transferBody("d", cash, dep, 1), "{", `{"bankDate":"2026-03-02",`, 1))
	var days app.Page[map[string]any]
	d.ok(200, "GET", "/v1/ledger/days?limit=1", "", &days)
	if days.Items[0]["state"] != "open" || days.Next == "" {
		t.Errorf("days %+v", days)
	}
	var tb Trial
	d.ok(200, "GET", "/v1/ledger/trial-balance?date=2026-04-30&from=2026-04-01", "", &tb)
	if len(tb.Lines) != 3 || len(tb.Sums) != 1 || !tb.Sums[0].Ties || tb.Sums[0].BalanceDebit != 1007 || tb.Sums[0].OpeningDebit != 1000 || tb.Sums[0].Debit != 7 {
		t.Errorf("trial balance %+v", tb)
	}
	var now Trial
	d.ok(200, "GET", "/v1/ledger/trial-balance", "", &now) // up to the newest bank date
	if days, err := d.Days(ctx, calendar.MaxDate, 1); err != nil || now.Date != days[0].Date.String() || len(now.Lines) == 0 {
		t.Errorf("trial balance of today: %+v %v", now, err)
	}
	_, text := d.ask("GET", "/v1/ledger/trial-balance.csv?date=2026-04-30&from=2026-04-01", "")
	want := "试算平衡表,2026-04-01,2026-04-30\r\n机构,币种,科目号,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方,期末贷方\r\n" +
		"0001,CNY,1001,库存现金,10.00,0.00,0.07,0.00,10.07,0.00\r\n0001,CNY,2011,吸收存款,0.00,9.70,0.00,0.07,0.00,9.77\r\n" +
		"0001,CNY,6011,利息收入,0.00,0.30,0.00,0.00,0.00,0.30\r\n合计,CNY,,,10.00,10.00,0.07,0.07,10.07,10.07\r\n"
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	d.ok(201, "POST", "/v1/ledger/days", `{"date":"2027-01-01"}`, nil)
	var moved entryList
	d.ok(201, "POST", "/v1/ledger/year-end", `{"year":2026}`, &moved)
	if len(moved.Entries) != 1 || d.balance(profit).Booked != 30 || d.balance(income).Booked != 0 {
		t.Errorf("year end %+v", moved)
	}
	var check checkAnswer
	d.ok(200, "GET", "/v1/ledger/verify?full=true", "", &check)
	if check.Errors != 0 || check.Entries != 4 || !check.Full {
		t.Errorf("check %+v", check)
	}
}

func TestAPIBalancesAndPostings(t *testing.T) {
	d := newDoor(t)
	cash, dep := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0")
	for i := range 5 {
		d.ok(201, "POST", "/v1/ledger/entries", transferBody(fmt.Sprint(i), cash, dep, 10), nil)
	}
	d.nextDay()
	d.ok(201, "POST", "/v1/ledger/entries", strings.Replace(transferBody("v", cash, dep, 1), "{", `{"valueDate":"2026-03-02",`, 1), nil)
	path := fmt.Sprintf("/v1/ledger/accounts/%d", dep)
	var b balanceAnswer
	for query, want := range map[string]money.Amount{"": 51, "?as_of=2026-03-02": 50, "?as_of=2026-03-02&basis=value": 51, "?as_of=2026-03-03": 51, "?as_of=2020-01-01": 0} {
		d.ok(200, "GET", path+"/balance"+query, "", &b)
		if b.Booked != want {
			t.Errorf("%q: %+v, want %d", query, b, want)
		}
	}
	var seen []int64
	for next := ""; ; {
		var page app.Page[LineAnswer]
		d.ok(200, "GET", path+"/postings?limit=4&after="+next, "", &page)
		for _, l := range page.Items {
			seen = append(seen, l.Sequence)
			if l.ContraNumber != "cash" || l.Side != "credit" || l.Amount <= 0 {
				t.Errorf("line %+v", l)
			}
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if fmt.Sprint(seen) != "[6 5 4 3 2 1]" {
		t.Errorf("sequences %v", seen)
	}
}

func TestTick(t *testing.T) {
	d := newDoor(t)
	cash, dep := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0")
	d.posted(transfer("in", cash, dep, 1000))
	const n = tickChunk + 50
	d.update(func(tx *store.Tx) error {
		for i := range n {
			h := &Hold{Account: dep, Kind: "k", Reference: fmt.Sprint(i), Amount: 1, ExpiresAt: tx.Now().Add(60_000_000_000)}
			if err := d.PlaceHold(tx, h); err != nil {
				return err
			}
		}
		return d.PlaceFreeze(tx, &Freeze{Account: dep, Kind: StopPayment, Reference: "f", Amount: 1, Authority: "a", Document: "d",
			ExpiresAt: tx.Now().Add(60_000_000_000)})
	})
	if h, f, err := d.Tick(ctx); h+f != 0 || err != nil {
		t.Errorf("before their time: %d, %d, %v", h, f, err)
	}
	d.clock.advance(61_000_000_000)
	if h, f, err := d.Tick(ctx); h != n || f != 1 || err != nil {
		t.Errorf("ended %d holds, %d freezes, %v", h, f, err)
	}
	if b := d.balance(dep); b.Held != 0 || b.Frozen != 0 {
		t.Errorf("balance %+v", b)
	}
}

// BenchmarkAPIBulk books batches of 1,000 over a connection on loopback, token and idempotency on.
func BenchmarkAPIBulk(b *testing.B) {
	d := newDoor(b)
	const accounts, size = 1000, 1000
	ids := make([]AccountID, accounts)
	d.update(func(tx *store.Tx) error {
		for i := range ids {
			a, err := d.OpenAccount(tx, NewAccount{Number: fmt.Sprint(i), Code: "2011", Currency: "CNY", Branch: "0001", Name: "n"})
			if err != nil {
				return err
			}
			ids[i] = a.ID
		}
		return nil
	})
	n := 0
	for b.Loop() {
		var body strings.Builder
		for i := range size {
			body.WriteString(transferBody(fmt.Sprintf("01JDB7Z8Q2%012d", n), ids[(i*7)%accounts], ids[(i*13+1)%accounts], i+1))
			n++
		}
		var out batchAnswer
		d.ok(200, "POST", "/v1/ledger/entries/bulk", body.String(), &out)
		if out.Booked != size {
			b.Fatalf("%+v", out)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s") //tidy:float a benchmark's metric
}

func TestJSONLinesOverHTTP(t *testing.T) {
	d := newDoor(t)
	cash := d.opened("cash", "1001", "null")
	li := d.opened("li", "2011", "0")
	var body strings.Builder
	for i := range 3 {
		fmt.Fprintf(&body, "{\"kind\":\"in\",\"reference\":\"l%d\",\"debit\":\"%s\",\"credit\":\"%s\",\"amount\":\"5\"}\n", i, cash, li)
	}
	resp, b := d.ask("POST", "/v1/ledger/entries/bulk", body.String(), "Content-Type: application/x-ndjson")
	if resp.StatusCode != 200 {
		t.Fatalf("%d %s", resp.StatusCode, b)
	}
	a, err := d.Account(ctx, li)
	d.must(err)
	if a.Balance.Booked != 15 {
		t.Errorf("booked %d", a.Balance.Booked)
	}
	if resp, _ := d.ask("POST", "/v1/ledger/entries/bulk", body.String(), "Content-Type: text/plain"); resp.StatusCode != 415 {
		t.Errorf("text/plain: %d", resp.StatusCode)
	}
}
