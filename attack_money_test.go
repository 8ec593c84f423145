package tonghui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tonghui/core/account"
	"tonghui/core/account/restraint"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/mandate"
	"tonghui/core/payment"
	"tonghui/core/payment/collect"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// robbed is an attacked bank whose people have money: wang at 0101, li at 0102, and a firm with its people.
type robbed struct {
	*attacked
	hers, his, firms                *account.Account
	firm                            auth.Party
	maker, checker, approver, rival *caller // of the firm; the maker of another one
	head                            *caller // the maker again, who is the firm's legal representative as well
}

func newRobbed(t testing.TB) *robbed {
	t.Helper()
	a := &robbed{attacked: newAttacked(t)}
	a.furnish()
	own := func(p auth.Party, at auth.Branch) *account.Account {
		one := a.deposit(p, at)
		return &one
	}
	a.hers, a.his = own(a.wang, "0101"), own(a.li, "0102")
	a.firm = a.organisation(party.Business, "通惠商贸", "0101")
	a.firms = own(a.firm, "0101")
	employ := func(firm auth.Party, name string, role auth.Role) *caller {
		p := a.person(name, "0101")
		a.give(mandate.Grant{Basis: mandate.Employee, For: firm, Person: p, Roles: []auth.Role{role}})
		return a.wears(p, auth.FirmHat)
	}
	a.maker, a.checker, a.approver = employ(a.firm, "经办", auth.FirmMaker), employ(a.firm, "复核", auth.FirmChecker), employ(a.firm, "审批", auth.FirmApprover)
	a.give(mandate.Grant{Basis: mandate.LegalRepresentative, For: a.firm, Person: a.maker.person})
	hats, err := a.SignIn.HatsOf(context.Background(), a.maker.person)
	a.must(err)
	for _, h := range hats {
		if h.Kind == auth.FirmHat && h.Roles[0] == auth.FirmHead {
			a.head = a.with(a.maker.person, h)
		}
	}
	other := a.organisation(party.Business, "对手商行", "0101")
	a.rival = employ(other, "对手经办", auth.FirmMaker)
	return a
}

// holds is what an account has.
func (a *robbed) holds(one *account.Account) int64 {
	a.Helper()
	got, err := a.Ledger.Account(a.clerk, one.ID)
	a.must(err)
	return int64(got.Balance.Booked)
}

// untouched runs a part of a test in which no fen moves.
func (a *robbed) untouched(f func()) {
	a.Helper()
	all := []*account.Account{a.hers, a.his, a.firms}
	before := make([]int64, len(all))
	for i, one := range all {
		before[i] = a.holds(one)
	}
	f()
	for i, one := range all {
		if now := a.holds(one); now != before[i] {
			a.Errorf("%s had %d and has %d", one.Name, before[i], now)
		}
	}
}

// transfer is a body of a payment to li.
func (a *robbed) transfer(from *account.Account, to *account.Account, amount string) string {
	return fmt.Sprintf(`{"from":"%s","to":{"account":%q,"name":%q},"amount":%s}`, from.ID, to.Number, to.Name, amount)
}

// TestAnothersMoney: an account that isn't the caller's, wherever a request names one that pays or is paid into, is answered as one that
// isn't there, and stays as it is.
func TestAnothersMoney(t *testing.T) {
	a := newRobbed(t)
	his, hers, number := a.his.ID.String(), a.hers.ID.String(), "864444444444444440"
	plan := `"plan":{"every":"month","day":20,"first":"2026-07-20"}`
	a.untouched(func() {
		for _, c := range []struct {
			who                *caller
			method, path, body string // "%s" is the account
			header             []string
		}{
			{a.customer, "POST", "/v1/payment/transfers", `{"from":"%s","to":{"account":"` + a.hers.Number + `","name":"王芳"},"amount":"100"}`, nil},
			{a.teller, "POST", "/v1/payment/transfers", `{"from":"%s","to":{"account":"` + a.hers.Number + `","name":"王芳"},"amount":"100"}`, nil},
			{a.maker, "POST", "/v1/payment/transfers", `{"from":"%s","to":{"account":"` + a.hers.Number + `","name":"王芳"},"amount":"100"}`, nil},
			{a.customer, "POST", "/v1/standing-orders?account=%s", `{"account":"%s","to":{"account":"` + a.hers.Number + `","name":"王芳"},"amount":"100","currency":"CNY",` + plan + `}`, nil},
			{a.customer, "POST", "/v1/collect/payments", `{"text":"x","from":"%s","amount":"100","reference":"r1"}`, nil},
			{a.customer, "POST", "/v1/collect/passes", `{"account":"%s"}`, nil},
			{a.customer, "POST", "/v1/collect/codes", `{"account":"%s"}`, nil},
			{a.customer, "POST", "/v1/collect/charges", `{"number":"` + number + `","to":"%s","amount":"100","reference":"r1"}`, nil},
			{a.customer, "POST", "/v1/account/accounts?branch=0101&owner=" + a.wang.String(), `{"product":"time1y","currency":"CNY","amount":"100000","from":"%s"}`, nil},
			{a.customer, "POST", "/v1/account/accounts?branch=0101&owner=" + a.wang.String(), `{"product":"virtual","currency":"CNY","parent":"%s","title":"案"}`, nil},
			{a.customer, "POST", "/v1/account/accounts/%s/close", `{"to":"` + hers + `","reason":"不再使用"}`, nil},
			{a.customer, "POST", "/v1/account/accounts/%s/withdrawals", `{"to":"` + hers + `","reference":"r1"}`, nil},
			{a.customer, "PUT", "/v1/account/accounts/%s/limits", `{"channel":"app","dayMax":"1"}`, nil},
			{a.customer, "POST", "/v1/restraint/accounts/%s/living", `{"to":"` + hers + `","amount":"100","reference":"r1"}`, nil},
			{a.maker, "POST", "/v1/batches?kind=payroll&account=%s", "账号,户名,金额\n" + a.hers.Number + ",王芳,1.00\n", []string{"Content-Type", "text/csv"}},
			{a.teller, "POST", "/v1/card/cards?account=%s", `{}`, nil},
		} {
			ask := func(id string) reply {
				return a.ask(c.who, c.method, strings.ReplaceAll(c.path, "%s", id), strings.ReplaceAll(c.body, "%s", id), c.header...)
			}
			got, gone := ask(his), ask(none)
			a.judge(got, 404, "account.unknown", c.who.name+" "+c.method+" "+c.path)
			if plain(got.text, his) != plain(gone.text, none) {
				t.Errorf("%s %s tells that it is there:\n%s\n%s", c.method, c.path, got.text, gone.text)
			}
		}
		// The account that the guard looks at isn't the one that pays.
		order := `{"account":"` + his + `","to":{"account":"` + a.hers.Number + `","name":"王芳"},"amount":"100","currency":"CNY",` + plan + `}`
		a.want(422, "standing.account", a.customer, "POST", "/v1/standing-orders?account="+hers, order)
		twice := `{"from":"` + hers + `","from":"` + his + `","to":{"account":"` + a.firms.Number + `","name":"通惠商贸"},"amount":"100"}`
		if got := a.ask(a.customer, "POST", "/v1/payment/transfers", twice); got.status < 400 || got.status >= 500 {
			t.Errorf("two payers in one body: %d %s", got.status, got.text)
		}
		// What leaves her own account goes to nobody else's but by a payment.
		for _, c := range [][3]string{
			{"/v1/account/accounts/" + hers + "/close", `{"to":"` + his + `","reason":"不再使用"}`, "account.remainder"},
			{"/v1/account/accounts?branch=0101&owner=" + a.wang.String(), `{"product":"time1y","currency":"CNY","amount":"100000","from":"` + hers + `","payTo":"` + his + `"}`, "account.pay_to"},
			{"/v1/payment/phones", `{"phone":"13912345678","account":"` + his + `"}`, "payment.phone_not_yours"},
			{"/v1/restraint/accounts/" + hers + "/living", `{"to":"` + his + `","amount":"100","reference":"r2"}`, "restraint.not_hers"},
		} {
			a.want(422, c[2], a.customer, "POST", c[0], c[1])
		}
	})
}

// TestPaidOnce: a key answers its first request, and no other one; a reference stands for one payment for ever.
func TestPaidOnce(t *testing.T) {
	a := newRobbed(t)
	before := a.holds(a.hers)
	key := []string{"Idempotency-Key", "her-key-1"}
	pay := func(amount string) string { return a.transfer(a.hers, a.his, amount) }
	first := a.want(201, "", a.customer, "POST", "/v1/payment/transfers", pay(`"100"`), key...)
	again := a.want(201, "", a.customer, "POST", "/v1/payment/transfers", pay(`"100"`), key...)
	if first.text != again.text {
		t.Errorf("the same key answers\n%s\n%s", first.text, again.text)
	}
	a.want(409, "app.idempotency_mismatch", a.customer, "POST", "/v1/payment/transfers", pay(`"200"`), key...)
	a.want(409, "app.idempotency_mismatch", a.customer, "POST", "/v1/payment/transfers", a.transfer(a.hers, a.firms, `"100"`), key...)
	a.want(400, "app.idempotency_key_missing", a.customer, "POST", "/v1/payment/transfers", pay(`"300"`), "Idempotency-Key", "")
	// Another's key and another's reference are another's.
	got := a.want(201, "", a.stranger, "POST", "/v1/payment/transfers", a.transfer(a.his, a.firms, `"100"`), key...)
	if got.text == first.text {
		t.Error("a key gives somebody else's answer")
	}
	named := func(from *account.Account, amount string) string {
		return strings.TrimSuffix(a.transfer(from, a.firms, amount), "}") + `,"reference":"rent-7","again":true}`
	}
	one := a.want(201, "", a.customer, "POST", "/v1/payment/transfers", named(a.hers, `"400"`))
	two := a.want(201, "", a.customer, "POST", "/v1/payment/transfers", named(a.hers, `"400"`))
	if read[payment.Order](a.world, one).ID != read[payment.Order](a.world, two).ID {
		t.Error("a reference was paid twice")
	}
	a.want(409, "payment.duplicate_reference", a.customer, "POST", "/v1/payment/transfers", named(a.hers, `"500"`))
	a.want(201, "", a.stranger, "POST", "/v1/payment/transfers", named(a.his, `"500"`))
	if spent := before - a.holds(a.hers); spent != 500 {
		t.Errorf("she has paid %d", spent)
	}
}

// TestAmounts: whatever an amount is that isn't a whole number of fen above zero which she has, nothing is paid and nothing breaks.
func TestAmounts(t *testing.T) {
	a := newRobbed(t)
	code := read[collect.Code](a.world, a.want(201, "", a.customer, "POST", "/v1/collect/codes", fmt.Sprintf(`{"account":"%s"}`, a.hers.ID)))
	taken := read[collect.Collection](a.world, a.want(201, "", a.stranger, "POST", "/v1/collect/payments",
		fmt.Sprintf(`{"text":%q,"from":"%s","amount":"1000","reference":"r1"}`, code.Text, a.his.ID)))
	a.untouched(func() {
		for _, amount := range []string{`"-1"`, `"-0"`, `"0"`, `"0.001"`, `"1.00"`, `"1e3"`, `"+1"`, `" 1"`, `"１"`, `"0x10"`, `"1,000"`, `""`, `null`, `100`, `0.001`, `1e400`, `-5`, `[]`, `{}`,
			`true`, `"NaN"`, `"9223372036854775807"`, `"9223372036854775808"`, `"-9223372036854775808"`, `"18446744073709551616"`, `"` + strings.Repeat("9", 400) + `"`} {
			for _, c := range [][2]string{
				{"/v1/payment/transfers", a.transfer(a.hers, a.his, amount)},
				{"/v1/collect/payments", fmt.Sprintf(`{"text":%q,"from":"%s","amount":%s,"reference":"r2"}`, code.Text, a.his.ID, amount)},
				{"/v1/collect/collections/" + taken.ID.String() + "/refunds", fmt.Sprintf(`{"amount":%s,"reason":"退货","reference":"r3"}`, amount)},
				{"/v1/collect/charges", fmt.Sprintf(`{"number":"864444444444444440","to":"%s","amount":%s,"reference":"r4"}`, a.hers.ID, amount)},
				{"/v1/account/accounts?branch=0101&owner=" + a.wang.String(), fmt.Sprintf(`{"product":"time1y","currency":"CNY","amount":%s,"from":"%s"}`, amount, a.hers.ID)},
				{"/v1/restraint/accounts/" + a.hers.ID.String() + "/living", fmt.Sprintf(`{"to":"%s","amount":%s,"reference":"r5"}`, a.hers.ID, amount)},
			} {
				who := a.customer
				if strings.HasSuffix(c[0], "payments") {
					who = a.stranger
				}
				if got := a.ask(who, "POST", c[0], c[1]); got.status < 400 || got.status >= 500 || got.code == "" {
					t.Errorf("%s of %.40s: %d %.300s", c[0], amount, got.status, got.text)
				}
			}
			standing := fmt.Sprintf(`{"account":"%s","to":{"account":%q,"name":%q},"amount":%s,"currency":"CNY","plan":{"every":"month","day":20,"first":"2026-07-20"}}`,
				a.hers.ID, a.his.Number, a.his.Name, amount)
			if got := a.ask(a.customer, "POST", "/v1/standing-orders?account="+a.hers.ID.String(), standing); (got.status < 400 || got.status >= 500) && amount != `"9223372036854775807"` {
				t.Errorf("a standing order of %.40s: %d %.300s", amount, got.status, got.text)
			}
			line := "账号,户名,金额\n" + a.his.Number + "," + a.his.Name + "," + strings.Trim(amount, `"`) + "\n"
			got := a.ask(a.maker, "POST", "/v1/batches?kind=payroll&account="+a.firms.ID.String(), line, "Content-Type", "text/csv")
			if got.status >= 500 {
				t.Errorf("a line of %.40s: %d %.300s", amount, got.status, got.text)
			}
		}
	})
}

// TestMassAssignmentOfMoney: nobody says of a payment, an account or a card what the bank says of it.
func TestMassAssignmentOfMoney(t *testing.T) {
	a := newRobbed(t)
	with := func(body, field string) string { return strings.TrimSuffix(body, "}") + "," + field + "}" }
	open := `{"product":"demand","currency":"CNY"}`
	code := fmt.Sprintf(`{"account":"%s"}`, a.hers.ID)
	a.untouched(func() {
		for _, c := range []struct{ path, body, fields string }{
			{"/v1/payment/transfers", a.transfer(a.hers, a.his, `"100"`), `"fee":"0" "state":"settled" "confirmed":true "by":"5" "payer":"5" "channel":"bank" "kind":"refund" "batch":"5" "branch":"0102" "person":"5" "Fee":"0" "toAccount":"5"`},
			{"/v1/account/accounts?branch=0101&owner=" + a.wang.String(), open, `"balance":"100" "booked":"100" "state":"active" "number":"1" "limits":{"floor":"-100000"} "holder":"bank" "owner":"5" "version":9 "reference":"x" "kind":"treasury"`},
			{"/v1/collect/codes", code, `"owner":"5" "branch":"0102" "state":"paid" "text":"x" "once":true`},
			{"/v1/collect/passes", code, `"number":"864444444444444440" "expiresAt":"2030-01-01T00:00:00Z" "owner":"5"`},
			{"/v1/account/accounts/" + a.hers.ID.String() + "/close", `{"reason":"不再使用"}`, `"interest":"100000" "amount":"100000"`},
		} {
			for field := range strings.FieldsSeq(c.fields) {
				if got := a.ask(a.customer, "POST", c.path, with(c.body, field)); got.status != 422 && got.status != 400 {
					t.Errorf("%s with %s: %d %.200s", c.path, field, got.status, got.text)
				}
			}
		}
		issue := "/v1/card/cards?account=" + a.hers.ID.String()
		for field := range strings.FieldsSeq(`"state":"active" "hasPin":true "limits":{} "number":"62" "owner":"5" "branch":"0102"`) {
			if got := a.ask(a.teller, "POST", issue, `{`+field+`}`); got.status != 422 {
				t.Errorf("a card with %s: %d %.200s", field, got.status, got.text)
			}
		}
	})
}

// TestPayerAndPayee: who is paid sees that she is, and not the payer's affairs; only the payer takes a payment back, and only who has
// taken one refunds it.
func TestPayerAndPayee(t *testing.T) {
	a := newRobbed(t)
	o := read[payment.Order](a.world, a.want(201, "", a.customer, "POST", "/v1/payment/transfers", a.transfer(a.hers, a.his, `"12345"`)))
	for _, path := range []string{o.Location(), o.Location() + "/receipt", o.Location() + "/chain", "/v1/payment/orders"} {
		if got := a.want(200, "", a.customer, "GET", path, ""); !strings.Contains(got.text, a.hers.Number) {
			t.Errorf("%s doesn't show the payer her account: %s", path, got.text)
		}
		got := a.want(200, "", a.stranger, "GET", path, "")
		for what, private := range map[string]string{"number": a.hers.Number, "account": a.hers.ID.String(), "id": a.wang.String()} {
			if strings.Contains(got.text, private) {
				t.Errorf("%s shows the payee the payer's %s: %s", path, what, got.text)
			}
		}
	}
	a.want(403, "payment.not_payer", a.stranger, "POST", o.Location()+"/cancel", "")
	a.want(403, "payment.not_payer", a.stranger, "POST", o.Location()+"/confirm", "")
	code := read[collect.Code](a.world, a.want(201, "", a.stranger, "POST", "/v1/collect/codes", fmt.Sprintf(`{"account":"%s"}`, a.his.ID)))
	got := a.want(201, "", a.customer, "POST", "/v1/collect/payments", fmt.Sprintf(`{"text":%q,"from":"%s","amount":"1000","reference":"r1"}`, code.Text, a.hers.ID))
	taken := read[collect.Collection](a.world, got)
	one := taken.Location()
	a.want(200, "", a.customer, "GET", one, "")
	refund := func(reference, amount string) string {
		return fmt.Sprintf(`{"amount":%q,"reason":"退货","reference":%q}`, amount, reference)
	}
	a.want(404, "collect.unknown", a.customer, "POST", one+"/refunds", refund("r1", "1000"))
	a.want(404, "collect.unknown", a.maker, "POST", one+"/refunds", refund("r1", "1000"))
	a.want(403, "app.forbidden", a.teller, "POST", one+"/refunds", refund("r1", "1000"))
	a.want(422, "collect.refund", a.stranger, "POST", one+"/refunds", refund("r1", "1001"))
	a.want(201, "", a.stranger, "POST", one+"/refunds", refund("r1", "600"))
	a.want(201, "", a.stranger, "POST", one+"/refunds", refund("r1", "600")) // the same one
	a.want(409, "collect.reference_used", a.stranger, "POST", one+"/refunds", refund("r1", "400"))
	a.want(422, "collect.refund", a.stranger, "POST", one+"/refunds", refund("r2", "401"))
	a.want(404, "collect.code_unknown", a.customer, "POST", code.Location()+"/stop", "")
}

// asking is a rule that asks the payer about whatever she pays.
type asking struct{}

func (asking) Name() string { return "test" }

func (asking) Judge(context.Context, store.Querier, *payment.Instruction) (payment.Verdict, error) {
	return payment.Verdict{Outcome: payment.Ask, Reason: "unusual", EN: "Look again.", ZH: "请核实。"}, nil
}

// TestOwnOrderUnderAnotherHat: who has made an order is nobody else to it under another of her hats.
func TestOwnOrderUnderAnotherHat(t *testing.T) {
	a := newRobbed(t)
	a.untouched(func() {
		o := read[payment.Order](a.world, a.want(201, "", a.maker, "POST", "/v1/payment/transfers", a.transfer(a.firms, a.his, `"70000000"`)))
		if o.State != payment.Proposed || o.Approval == 0 {
			t.Fatalf("it waits for nobody: %+v", o)
		}
		decide := "/v1/approvals/" + o.Approval.String() + "/approve"
		a.want(403, "app.forbidden", a.maker, "POST", decide, `{}`)
		a.want(422, "approval.own", a.head, "POST", decide, `{}`)
		a.want(404, "approval.unknown", a.head, "POST", "/v1/approvals/"+none+"/approve", `{}`)
		a.want(422, "payment.approval", a.maker, "POST", o.Location()+"/confirm", "")
		a.want(403, "approval.not_yours", a.checker, "POST", decide, `{}`) // above the checker's threshold
		a.want(404, "approval.unknown", a.rival, "GET", "/v1/approvals/"+o.Approval.String(), "")
		file := "账号,户名,金额\n" + a.his.Number + "," + a.his.Name + ",100.00\n"
		got := a.want(201, "", a.maker, "POST", "/v1/batches?kind=payroll&account="+a.firms.ID.String(), file, "Content-Type", "text/csv")
		one := read[struct{ ID store.ID }](a.world, got)
		at := "/v1/batches/" + one.ID.String()
		for _, path := range []string{at, at + "/lines", at + "/results"} {
			a.want(404, "batch.unknown", a.rival, "GET", path, "")
			a.want(200, "", a.checker, "GET", path, "")
		}
		a.want(404, "batch.unknown", a.rival, "POST", at+"/cancel?reason=x", "")
		a.want(409, "batch.state", a.head, "POST", at+"/approve", `{"approve":true}`)
		a.want(403, "app.forbidden", a.head, "POST", at+"/check", `{"decision":"all"}`)
		a.want(200, "", a.checker, "POST", at+"/check", `{"decision":"all"}`)
		a.want(403, "batch.same_person", a.head, "POST", at+"/approve", `{"approve":true}`)
		a.want(403, "app.forbidden", a.checker, "POST", at+"/approve", `{"approve":true}`)
	})
	// The bank's operator doesn't let her own private payment pass, and nobody of the bank answers for a payer.
	a.Payments.Judge(asking{})
	a.hire(a.wang, HeadOffice, auth.Operations)
	operator := a.wears(a.wang, auth.StaffHat)
	a.untouched(func() {
		o := read[payment.Order](a.world, a.want(201, "", a.customer, "POST", "/v1/payment/transfers", a.transfer(a.hers, a.his, `"100"`)))
		a.want(403, "payment.own_order", operator, "POST", o.Location()+"/release", "")
		a.want(403, "payment.not_payer", a.teller, "POST", o.Location()+"/confirm", "")
		a.want(404, "payment.unknown", a.distant, "POST", o.Location()+"/confirm", "")
		a.want(404, "payment.unknown", a.stranger, "GET", o.Location(), "")
		a.advance(6 * time.Minute)
		a.want(403, "app.step_up", a.customer, "POST", o.Location()+"/confirm", "")
	})
}

// TestInThePayersHand: passes and codes are the payer's own; what concerns only her is told only to whom she has let pay or read.
func TestInThePayersHand(t *testing.T) {
	a := newRobbed(t)
	account := fmt.Sprintf(`{"account":"%s"}`, a.hers.ID)
	a.want(403, "collect.not_allowed", a.teller, "POST", "/v1/collect/passes", account)
	a.want(403, "collect.not_allowed", a.teller, "POST", "/v1/collect/payments", fmt.Sprintf(`{"text":"x","from":"%s","amount":"1","reference":"r"}`, a.hers.ID))
	a.give(mandate.Grant{Basis: mandate.Agent, For: a.wang, Person: a.li, Until: a.now().AddDate(1, 0, 0), Items: []auth.Item{{Permission: "party.read"}}})
	agent := a.wears(a.li, auth.AgentHat)
	for path, code := range map[string]string{"/v1/collect/asks": "collect.not_allowed", "/v1/collect/days?from=2026-06-01&to=2026-06-30": "collect.not_allowed",
		"/v1/payment/payees": "payment.not_allowed", "/v1/payment/phones": "payment.not_allowed", "/v1/payment/limits": "payment.not_allowed",
		"/v1/payment/orders": "app.forbidden", "/v1/standing-orders": "app.forbidden", "/v1/card/cards": "app.forbidden", "/v1/account/accounts": "app.forbidden",
		"/v1/restraint/orders": "app.forbidden", "/v1/points/parties/" + a.wang.String(): "app.forbidden"} {
		a.want(403, code, agent, "GET", path, "")
	}
	for _, path := range []string{"/v1/collect/asks", "/v1/collect/days?from=2026-06-01&to=2026-06-30", "/v1/payment/payees"} {
		a.want(200, "", a.customer, "GET", path, "")
	}
	a.want(403, "payment.not_allowed", agent, "POST", "/v1/payment/payees/check", fmt.Sprintf(`{"account":%q,"name":"王芳"}`, a.hers.Number))
}

// TestCardsOfOthers: a card on somebody's account comes into nobody else's hand, and a stranger does nothing with it.
func TestCardsOfOthers(t *testing.T) {
	a := newRobbed(t)
	issue := func(one *account.Account, holder auth.Party) reply {
		body := `{}`
		if holder != 0 {
			body = fmt.Sprintf(`{"holder":%q}`, holder)
		}
		return a.ask(a.teller, "POST", "/v1/card/cards?account="+one.ID.String(), body)
	}
	a.judge(issue(a.hers, a.teller.person), 422, "card.holder", "the teller's own hand")
	a.judge(issue(a.hers, a.li), 422, "card.holder", "a stranger's hand")
	a.judge(issue(a.firms, 0), 422, "card.holder", "a firm's hand")
	a.judge(issue(a.firms, a.rival.person), 422, "card.holder", "the hand of another firm's maker")
	a.judge(issue(a.firms, a.maker.person), 201, "", "the firm's maker")
	got := issue(a.hers, 0)
	a.judge(got, 201, "", "her own")
	at := "/v1/card/cards/" + read[struct{ ID string }](a.world, got).ID
	for _, c := range [][2]string{{"GET", ""}, {"GET", "/limits"}, {"GET", "/authorisations"}, {"POST", "/activate"}, {"POST", "/freeze"}, {"POST", "/unfreeze"},
		{"POST", "/loss"}, {"POST", "/close"}} {
		a.want(404, "card.unknown", a.stranger, c[0], at+c[1], "")
		a.want(403, "app.forbidden", a.maker, c[0], at+c[1], "")
	}
	a.want(404, "card.unknown", a.distant, "POST", at+"/desk/replace", `{"reason":"补卡"}`)
	a.want(403, "app.forbidden", a.teller, "POST", at+"/activate", "")
	a.want(403, "app.forbidden", a.teller, "PUT", at+"/pin", `{}`)
	a.want(403, "app.forbidden", a.customer, "POST", at+"/desk/replace", `{"reason":"补卡"}`)
	a.want(403, "app.forbidden", a.customer, "POST", "/v1/card/authorisations", `{"reference":"x","number":"6299990000000000","channel":"pos","amount":"1"}`)
}

// TestFreezePapers: a customer reads what was done to her account and under which paper, and nothing of another's; who shares one
// account with a debtor learns of that one only.
func TestFreezePapers(t *testing.T) {
	a := newRobbed(t)
	joint := a.deposit(a.person("赵六", "0102"), "0102")
	debtor := joint.Owner
	alone := a.emptyDeposit(debtor, "0102")
	a.update(func(tx *store.Tx) error {
		if err := a.Ledger.Post(tx, &ledger.Entry{Kind: "test.fund", Reference: "alone", Branch: "0102", Summary: "转入", Postings: []ledger.Posting{
			{Account: a.vault, Amount: 500_00, Currency: "CNY"}, {Account: alone.ID, Amount: -500_00, Currency: "CNY"}}}); err != nil {
			return err
		}
		return a.Parties.Hold(tx, joint.ID, a.wang, party.JointHolder)
	})
	scan, err := a.Restraints.Upload(a.clerk, pictureOf(t, "png"))
	a.must(err)
	var r *restraint.Restraint
	a.update(func(tx *store.Tx) (err error) {
		r, err = a.Restraints.Do(tx, restraint.Request{Measure: restraint.Freeze, Kind: restraint.Court, Case: "（2026）京0112执1号", Party: debtor, Amount: 3_000_400_00,
			Paper: restraint.Paper{Authority: "北京市通州区人民法院", Document: "（2026）京0112执1号之一", File: scan.Digest, Officers: []restraint.Officer{
				{Name: "杨帆", Number: "01120018"}, {Name: "朱琳", Number: "01120036"}}}, Until: tx.Now().AddDate(0, 6, 0), Reason: "协助冻结存款通知书"})
		return err
	})
	at := "/v1/restraint/orders/" + r.ID.String()
	full, err := a.Restraints.Get(a.clerk, r.ID)
	a.must(err)
	paper := at + "/documents/" + full.Measures[0].ID.String()
	a.want(404, "restraint.unknown", a.stranger, "GET", at, "")
	a.want(404, "restraint.unknown", a.stranger, "GET", paper, "")
	if got := a.want(200, "", a.stranger, "GET", "/v1/restraint/orders", ""); !strings.Contains(got.text, `"items":[]`) {
		t.Errorf("a stranger lists %s", got.text)
	}
	her := a.wears(debtor, auth.SelfHat)
	got := a.want(200, "", her, "GET", at, "")
	for what, part := range map[string]string{"both accounts": joint.ID.String(), "and the other": alone.ID.String(), "the paper": "执1号之一"} {
		if !strings.Contains(got.text, part) {
			t.Errorf("the debtor doesn't see %s: %s", what, got.text)
		}
	}
	got = a.want(200, "", a.customer, "GET", at, "")
	if !strings.Contains(got.text, joint.ID.String()) || strings.Contains(got.text, alone.ID.String()) || strings.Contains(got.text, debtor.String()) {
		t.Errorf("who shares one account sees %s", got.text)
	}
	for _, c := range []*caller{her, a.customer, a.teller, a.maker} {
		a.want(403, "app.forbidden", c, "POST", at+"/officers", "")
		a.want(403, "app.forbidden", c, "POST", at+"/release", `{}`)
	}
}
