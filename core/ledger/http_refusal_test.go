package ledger

import (
	"fmt"
	"strings"
	"testing"
)

// TestAPIRefusals sends everything that can be wrong with a request: each has its status, its code and its sentences, and
// leaves no trace in any table.
func TestAPIRefusals(t *testing.T) {
	d := newDoor(t)
	cash, dep, usd := d.opened("cash", "1001", "null"), d.opened("dep", "2011", "0"), d.openedIn("usd", "2011", "USD", "0")
	huge, frozen, closed := d.opened("huge", "1001", "null"), d.opened("frozen", "2011", "0"), d.opened("closed", "2011", "0")
	noDebit := d.opened("no-debit", "1001", "null")
	d.ok(200, "PUT", fmt.Sprintf("/v1/ledger/accounts/%d/limits", noDebit), `{"floor":null,"debitFrozen":true}`, nil)
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("r1", cash, dep, 500), nil)
	d.ok(201, "POST", "/v1/ledger/entries", transferBody("r2", cash, frozen, 500), nil)
	d.posted(transfer("r3", huge, cash, 9_000_000_000_000_000_000))
	d.ok(201, "POST", "/v1/ledger/freezes", fmt.Sprintf(
		`{"account":"%d","kind":"pledge","reference":"f","whole":true,"authority":"a","document":"d","expiresAt":"2027-03-02T00:00:00Z"}`, frozen), nil)
	d.ok(200, "POST", fmt.Sprintf("/v1/ledger/accounts/%d/close", closed), "", nil)
	d.nextDay()
	post := func(body string) [3]string { return [3]string{"POST", "/v1/ledger/entries", body} }
	with := func(property, body string) [3]string { return post(strings.Replace(body, "{", "{"+property+",", 1)) }
	legs := func(legs ...string) [3]string {
		return post(`{"kind":"k","reference":"l","postings":[` + strings.Join(legs, ",") + `]}`)
	}
	leg := func(a AccountID, amount string) string { return fmt.Sprintf(`{"account":"%d","amount":%q}`, a, amount) }
	good := transferBody("new", cash, dep, 5)
	holdBody := `{"account":"%d","kind":"card","reference":"h","amount":%q,"expiresAt":%q}`
	account := `{"number":%q,"code":%q,"currency":%q,"branch":%q,"name":"n","limits":{"floor":"0"}}`
	x, y := fmt.Sprintf(account, "x", "2011", "CNY", "1"), fmt.Sprintf(account, "y", "2011", "CNY", "a")
	noFloor := [3]string{"POST", "/v1/ledger/accounts", strings.Replace(x, `"floor":"0"`, "", 1)}
	twoAccounts := [3]string{"POST", "/v1/ledger/accounts/bulk", `{"accounts":[` + x + "," + y + `]}`}
	one := fmt.Sprintf("/v1/ledger/accounts/%d", dep)
	before := d.counts()
	for name, c := range map[string]struct {
		status      int
		code, place string
		request     [3]string
	}{
		"unbalanced":              {422, "ledger.unbalanced", "", legs(leg(cash, "5"), leg(dep, "-4"))},
		"one posting":             {422, "ledger.too_few_postings", "", legs(leg(cash, "5"))},
		"zero amount":             {422, "ledger.zero_amount", "/postings/1/amount", legs(leg(cash, "5"), leg(dep, "0"))},
		"unknown account":         {404, "ledger.unknown_account", "/postings/1/account", post(transferBody("new", cash, 77, 5))},
		"two currencies":          {422, "ledger.unbalanced", "", post(transferBody("new", cash, usd, 5))},
		"wrong currency":          {422, "ledger.wrong_currency", "", with(`"currency":"USD"`, good)},
		"unknown currency":        {422, "money.currency_unknown", "/currency", with(`"currency":"XXQ"`, good)},
		"overflow of the amount":  {422, "money.overflow", "/amount", post(strings.Replace(good, `"5"`, `"9223372036854775808"`, 1))},
		"overflow of the balance": {422, "ledger.overflow", "", post(strings.Replace(transferBody("new", huge, cash, 1), `"1"`, `"900000000000000000"`, 1))},
		"amount as a number":      {422, "money.amount_text", "/amount", post(strings.Replace(good, `"5"`, `5`, 1))},
		"negative amount":         {422, "ledger.amount_not_positive", "/amount", post(strings.Replace(good, `"5"`, `"-5"`, 1))},
		"closed day":              {422, "ledger.day_closed", "", with(`"bankDate":"2026-03-02"`, good)},
		"day not open":            {422, "ledger.day_not_open", "", with(`"bankDate":"2026-03-09"`, good)},
		"no such day":             {422, "calendar.no_such_day", "/bankDate", with(`"bankDate":"2026-02-30"`, good)},
		"far value date":          {422, "ledger.value_date", "", with(`"valueDate":"2020-01-01"`, good)},
		"frozen account":          {422, "ledger.account_frozen", "", post(transferBody("new", frozen, cash, 5))},
		"closed account":          {422, "ledger.account_closed", "", post(transferBody("new", cash, closed, 5))},
		"debit frozen":            {422, "ledger.debit_frozen", "", post(transferBody("new", noDebit, cash, 5))},
		"no funds":                {422, "ledger.insufficient_funds", "", post(transferBody("new", dep, cash, 501))},
		"reference with other":    {409, "ledger.duplicate_reference", "", post(transferBody("r1", cash, dep, 501))},
		"kind too long":           {422, "ledger.kind", "", post(strings.Replace(good, "transfer", strings.Repeat("k", 25), 1))},
		"summary too long":        {422, "ledger.summary", "", post(strings.Replace(good, "货款", strings.Repeat("货", 141), 1))},
		"metadata too long":       {422, "ledger.metadata", "/metadata", with(`"metadata":{"a":"`+strings.Repeat("x", 4096)+`"}`, good)},
		"report code":             {422, "ledger.report_code", "", with(`"code":"12345678901234567"`, good)},
		"unknown property":        {422, "ledger.unknown_property", "/amont", with(`"amont":"5"`, good)},
		"broken JSON":             {400, "app.malformed_json", "", post(`{"kind":"a",`)},
		"two documents":           {400, "app.malformed_json", "", post(good + good)},
		"no body":                 {400, "app.body_missing", "", post("")},
		"bulk broken JSON":        {400, "ledger.batch_json", "", [3]string{"POST", "/v1/ledger/entries/bulk", "[" + good}},
		"bulk property":           {422, "ledger.unknown_property", "/entries/1/x", [3]string{"POST", "/v1/ledger/entries/bulk", "[" + good + `,{"x":1}]`}},
		"bulk empty":              {413, "ledger.batch_size", "", [3]string{"POST", "/v1/ledger/entries/bulk", "[]"}},
		"bulk oversize":           {413, "ledger.batch_size", "", [3]string{"POST", "/v1/ledger/entries/bulk", "[" + strings.Repeat(good+",", MaxBatch) + good + "]"}},
		"bulk too many bytes":     {413, "app.body_too_large", "", [3]string{"POST", "/v1/ledger/entries/bulk", "[" + strings.Repeat(" ", 16<<20) + "]"}},
		"bulk mode":               {422, "ledger.mode", "query:mode", [3]string{"POST", "/v1/ledger/entries/bulk?mode=all", "[" + good + "]"}},
		"bulk query":              {422, "ledger.batch_query", "query", [3]string{"POST", "/v1/ledger/entries/bulk?modus=stop", "[" + good + "]"}},
		"bulk open chain":         {422, "ledger.open_chain", "", [3]string{"POST", "/v1/ledger/entries/bulk", "[" + strings.Replace(good, "{", `{"linked":true,`, 1) + "]"}},
		"wrong path":              {404, "app.path_unknown", "", [3]string{"GET", "/v1/ledger/entry", ""}},
		"wrong method":            {405, "app.method_unknown", "", [3]string{"DELETE", one, ""}},
		"bad id":                  {422, "app.invalid_input", "path:id", [3]string{"GET", "/v1/ledger/accounts/0x12", ""}},
		"no such account":         {404, "ledger.unknown_account", "", [3]string{"GET", "/v1/ledger/accounts/77", ""}},
		"no such number":          {404, "ledger.unknown_number", "", [3]string{"GET", "/v1/ledger/accounts/by-number?number=62000010000099", ""}},
		"no such entry":           {404, "ledger.unknown_entry", "", [3]string{"GET", "/v1/ledger/entries/77", ""}},
		"no such reference":       {404, "ledger.unknown_reference", "", [3]string{"GET", "/v1/ledger/entries/by-reference?kind=a&reference=b", ""}},
		"reverse nothing":         {404, "ledger.unknown_entry", "", [3]string{"POST", "/v1/ledger/entries/77/reversal", `{"kind":"a","reference":"b"}`}},
		"query unknown":           {422, "app.invalid_input", "query:colour", [3]string{"GET", "/v1/ledger/accounts?colour=red", ""}},
		"query currency":          {422, "money.currency_unknown", "query:currency", [3]string{"GET", "/v1/ledger/accounts?currency=cny", ""}},
		"cursor of another list":  {422, "app.cursor_invalid", "query:after", [3]string{"GET", "/v1/ledger/days?after=AQI3", ""}},
		"as of no day":            {422, "app.invalid_input", "query:as_of", [3]string{"GET", one + "/balance?as_of=2026-13-01", ""}},
		"as of far":               {422, "calendar.out_of_range", "query:as_of", [3]string{"GET", one + "/balance?as_of=1800-01-01", ""}},
		"basis":                   {422, "app.invalid_input", "query:basis", [3]string{"GET", one + "/balance?as_of=2026-03-01&basis=x", ""}},
		"statement backwards":     {422, "ledger.period", "", [3]string{"GET", one + "/statement?from=2026-03-02&to=2026-03-01", ""}},
		"statement without dates": {422, "app.invalid_input", "query:from", [3]string{"GET", one + "/statement?to=2026-03-01", ""}},
		"statement format":        {422, "app.invalid_input", "query:format", [3]string{"GET", one + "/statement?from=2026-03-01&to=2026-03-01&format=pdf", ""}},
		"trial balance backwards": {422, "ledger.period", "query:from", [3]string{"GET", "/v1/ledger/trial-balance?date=2026-03-01&from=2026-03-02", ""}},
		"account number taken":    {409, "ledger.duplicate_number", "", [3]string{"POST", "/v1/ledger/accounts", fmt.Sprintf(account, "dep", "2011", "CNY", "0001")}},
		"account code":            {422, "ledger.unknown_code", "", [3]string{"POST", "/v1/ledger/accounts", fmt.Sprintf(account, "x", "9999", "CNY", "0001")}},
		"account branch":          {422, "ledger.account_fields", "", [3]string{"POST", "/v1/ledger/accounts", fmt.Sprintf(account, "x", "2011", "CNY", "北京")}},
		"account without floor":   {422, "app.invalid_input", "/limits/floor", noFloor},
		"accounts, the second":    {422, "ledger.account_fields", "/accounts/1", twoAccounts},
		"close with a balance":    {422, "ledger.account_not_empty", "", [3]string{"POST", one + "/close", ""}},
		"hold of nothing":         {422, "ledger.amount_not_positive", "", [3]string{"POST", "/v1/ledger/holds", fmt.Sprintf(holdBody, dep, "0", "2027-01-01T00:00:00Z")}},
		"hold in the past":        {422, "ledger.hold_expiry", "", [3]string{"POST", "/v1/ledger/holds", fmt.Sprintf(holdBody, dep, "1", "2020-01-01T00:00:00Z")}},
		"hold without a time":     {422, "app.invalid_input", "/expiresAt", [3]string{"POST", "/v1/ledger/holds", fmt.Sprintf(holdBody, dep, "1", "soon")}},
		"no such hold":            {404, "ledger.unknown_hold", "", [3]string{"POST", "/v1/ledger/holds/77/release", ""}},
		"no such freeze":          {404, "ledger.unknown_freeze", "", [3]string{"POST", "/v1/ledger/freezes/77/release", "{}"}},
		"next day backwards":      {422, "ledger.day_order", "", [3]string{"POST", "/v1/ledger/days", `{"date":"2026-03-01"}`}},
		"close the open day":      {422, "ledger.day_not_closing", "", [3]string{"POST", "/v1/ledger/days/2026-03-03/close", ""}},
		"no such month":           {422, "calendar.no_such_day", "", [3]string{"POST", "/v1/ledger/periods/202613/close", ""}},
		"year end in spring":      {422, "ledger.year_end", "", [3]string{"POST", "/v1/ledger/year-end", `{"year":2026}`}},
	} {
		t.Run(name, func(t *testing.T) {
			e := *d
			b := *d.bank
			b.TB, e.bank = t, &b
			e.refused(c.status, c.code, c.place, c.request[0], c.request[1], c.request[2], "Idempotency-Key: "+strings.ReplaceAll(name, " ", "-"))
		})
	}
	if after := d.counts(); after != before {
		t.Errorf("refused requests left a trace:\n%s\nwas\n%s", after, before)
	}
	d.clean()
}

// TestAPINeedsAToken: no operation answers without one.
func TestAPINeedsAToken(t *testing.T) {
	d := newDoor(t)
	d.refused(401, "app.sign_in", "", "GET", "/v1/ledger/accounts", "", "Authorization: Bearer nobody")
	d.refused(401, "client.token", "", "POST", "/v1/ledger/entries/bulk", "[]", "Authorization: Bearer tt_nobody")
}
