package tonghui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tonghui/core/party"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// TestInsecureReferences: somebody else's id, wherever it stands in a request, is answered as one that names nothing.
func TestInsecureReferences(t *testing.T) {
	a := newAttacked(t)
	li, own := a.li.String(), a.wang.String()
	for _, c := range []struct {
		who                *caller
		method, path, body string // "%s" is the id
		theirs             string
		code               string
	}{
		{a.customer, "GET", "/v1/parties/%s", "", li, "party.unknown"},
		{a.customer, "GET", "/v1/parties/%s/view", "", li, "party.unknown"},
		{a.customer, "POST", "/v1/parties/%s/reveal", `{"fields":["birth"],"reason":"我想看看"}`, li, "party.unknown"},
		{a.customer, "POST", "/v1/parties/%s/consents", `{"purpose":"marketing","data":["profile"],"wording":"v1"}`, li, "party.unknown"},
		{a.customer, "GET", "/v1/ledger/accounts/%s/statement?from=2026-06-01&to=2026-06-30", "", a.anothers.ID.String(), "ledger.unknown_account"},
		{a.customer, "GET", "/v1/ledger/accounts/%s/balance", "", a.anothers.ID.String(), "ledger.unknown_account"},
		{a.teller, "GET", "/v1/parties/%s", "", li, "party.unknown"},
		{a.teller, "POST", "/v1/parties?branch=%s", `{"sort":"person","name":"赵六"}`, "0102", "party.branch_unknown"},
		{a.teller, "PATCH", "/v1/parties/" + own, `{"version":1,"branch":"%s"}`, "0102", "party.branch_unknown"},
		{a.teller, "POST", "/v1/parties/%s/status", `{"status":"closed","reason":"客户要求"}`, li, "party.unknown"},
	} {
		id := none
		if len(c.theirs) < 8 {
			id = "0999" // a branch
		}
		ask := func(id string) reply {
			return a.ask(c.who, c.method, strings.Replace(c.path, "%s", id, 1), strings.Replace(c.body, "%s", id, 1))
		}
		got, gone := ask(c.theirs), ask(id)
		a.judge(got, 404, c.code, c.method+" "+c.path)
		if plain(got.text, c.theirs) != plain(gone.text, id) {
			t.Errorf("%s %s tells that it is there:\n%s\n%s", c.method, c.path, got.text, gone.text)
		}
	}
	// An id of another's in the body: an agent can't be told to see to an account that isn't the giver's.
	item := `{"person":%q,"basis":"agent","items":[{"permission":"ledger.read","object":"ledger.account/%s"}],"until":"2027-01-01T00:00:00Z"}`
	give := func(id string) reply {
		return a.ask(a.customer, "POST", "/v1/parties/"+own+"/mandates", fmt.Sprintf(item, li, id))
	}
	got := give(a.anothers.ID.String())
	a.judge(got, 404, "ledger.unknown_account", "another's account in an item")
	if plain(got.text, a.anothers.ID.String()) != plain(give(none).text, none) {
		t.Error("an item tells that an account is there")
	}
	// A value, a document or a consent of another's under one's own path.
	theirs := read[party.Party](a.world, a.want(200, "", a.distant, "GET", "/v1/parties/"+li, "")).Identifiers[0].ID.String()
	a.want(404, "party.value_unknown", a.customer, "POST", "/v1/parties/"+own+"/reveal", fmt.Sprintf(`{"fields":[%q],"reason":"我想看看"}`, theirs))
	a.want(404, "party.value_unknown", a.teller, "DELETE", "/v1/parties/"+own+"/identifiers/"+theirs, "")
	// Somebody else's session, device, proposal.
	sessions := read[struct{ Sessions []struct{ ID string } }](a.world, a.want(200, "", a.stranger, "GET", "/v1/session/all", ""))
	a.want(404, "signin.not_yours", a.customer, "POST", "/v1/session/all/"+sessions.Sessions[0].ID+"/end", "")
	a.want(200, "", a.stranger, "GET", "/v1/session", "")
	// A cursor of somebody else's list leads nowhere else, and a forged one is refused.
	if got := a.ask(a.customer, "GET", "/v1/parties?after=AAAAAAAA", ""); got.status != 422 && got.status != 400 {
		t.Errorf("a forged cursor: %d %s", got.status, got.text)
	}
	// An idempotency key of hers gives nobody else her answer.
	register := func(c *caller) reply {
		return a.ask(c, "POST", "/v1/parties?branch="+c.hat.Branch, `{"sort":"person","name":"赵六"}`, "Idempotency-Key", "the-same-key")
	}
	first, second := register(a.teller), register(a.distant)
	if first.status != 201 || second.status != 201 || first.text == second.text {
		t.Errorf("one key, two people: %d %d", first.status, second.status)
	}
}

// TestAgentBounds: an agent does what she was told, to what she was told, until the moment that was said, and not a second more.
func TestAgentBounds(t *testing.T) {
	a := newAttacked(t)
	until := a.now().Add(time.Hour).Truncate(time.Microsecond)
	m := a.give(mandate.Grant{Basis: mandate.Agent, For: a.wang, Person: a.li, Until: until, Items: []auth.Item{{Permission: "party.read"}}})
	agent := a.wears(a.li, auth.AgentHat)
	own, account := a.wang.String(), a.account.ID.String()
	a.want(200, "", agent, "GET", "/v1/parties/"+own, "")
	a.want(403, "app.forbidden", agent, "GET", "/v1/ledger/accounts/"+account, "")
	a.want(403, "app.forbidden", agent, "GET", "/v1/parties/"+own+"/mandates", "")
	for _, path := range []string{"/accounts", "/view"} { // the profile is hers to see, the money isn't
		got := a.want(200, "", agent, "GET", "/v1/parties/"+own+path, "")
		if strings.Contains(got.text, a.account.Number) || strings.Contains(got.text, `"booked"`) || strings.Contains(got.text, m.ID.String()) {
			t.Errorf("%s shows an agent what she wasn't told to see: %s", path, got.text)
		}
		if got := a.want(200, "", a.customer, "GET", "/v1/parties/"+own+path, ""); !strings.Contains(got.text, a.account.Number) {
			t.Errorf("%s doesn't show her own account: %s", path, got.text)
		}
	}
	a.want(403, "app.forbidden", agent, "POST", "/v1/parties/"+own+"/mandates", `{}`)
	if until.Sub(a.now()) <= 0 {
		t.Fatal("the clock has run past the end")
	}
	early := until.Sub(a.now()) - 10*time.Minute
	a.advance(early)
	fresh := a.with(a.li, agent.hat)
	a.advance(until.Sub(a.now()) - time.Second)
	a.want(200, "", fresh, "GET", "/v1/parties/"+own, "")
	a.advance(2 * time.Second)
	a.want(403, "signin.hat", fresh, "GET", "/v1/parties/"+own, "")
	// Taken away, it ends at once, also for who has it on.
	n := a.give(mandate.Grant{Basis: mandate.Agent, For: a.wang, Person: a.li, Until: a.now().AddDate(1, 0, 0), Items: []auth.Item{{Permission: "party.read"}}})
	again, her := a.wears(a.li, auth.AgentHat), a.wears(a.wang, auth.SelfHat)
	a.want(200, "", again, "GET", "/v1/parties/"+own, "")
	a.want(200, "", her, "DELETE", "/v1/mandates/"+n.ID.String()+"?reason=over", "")
	a.want(403, "signin.hat", again, "GET", "/v1/parties/"+own, "")
}

// TestCircularAuthorisation: nobody comes to act for herself through others.
func TestCircularAuthorisation(t *testing.T) {
	a := newAttacked(t)
	give := func(c *caller, for_, to auth.Party) reply {
		return a.ask(c, "POST", "/v1/parties/"+for_.String()+"/mandates",
			fmt.Sprintf(`{"person":%q,"basis":"agent","items":[{"permission":"party.read"}],"until":"2027-01-01T00:00:00Z"}`, to))
	}
	a.judge(give(a.customer, a.wang, a.wang), 422, "mandate.herself", "herself")
	a.judge(give(a.customer, a.wang, a.li), 201, "", "wang to li")
	a.judge(give(a.stranger, a.li, a.wang), 422, "mandate.circle", "li to wang")
	chain := a.wears(a.li, auth.AgentHat)
	a.judge(give(chain, a.wang, a.teller.person), 403, "app.forbidden", "an agent to another")
	third := a.person("赵六", "0101")
	a.judge(give(a.stranger, a.li, third), 201, "", "li to zhao")
	a.judge(give(a.wears(third, auth.SelfHat), third, a.wang), 422, "mandate.circle", "zhao to wang, the long way round")
}

// TestFourEyes: who proposes doesn't approve, under whatever hat; nor does a program, nor who lacks the act's own permission, nor
// anybody on what her own rights are.
func TestFourEyes(t *testing.T) {
	a := newAttacked(t)
	twin := a.person("王芳", "0101")
	merge := fmt.Sprintf(`{"keep":%q,"gone":%q,"reason":"同一人重复建档"}`, a.wang, twin)
	id := read[approval.Approval](a.world, a.want(422, "party.merge_different", a.steward, "POST", "/v1/party-merges", merge)).ID
	if id != 0 {
		t.Error("two people with two identity numbers can be merged")
	}
	twin = a.register(party.NewParty{Sort: party.Person, Name: "王芳", Branch: "0101"})
	merge = fmt.Sprintf(`{"keep":%q,"gone":%q,"reason":"同一人重复建档"}`, a.wang, twin)
	id = read[approval.Approval](a.world, a.want(201, "", a.steward, "POST", "/v1/party-merges", merge)).ID
	at := "/v1/approvals/" + id.String()
	a.want(422, "approval.own", a.steward, "POST", at+"/approve", `{}`)
	a.want(403, "app.forbidden", a.teller, "POST", at+"/approve", `{}`)
	a.want(403, "approval.not_yours", a.compliance, "POST", at+"/approve", `{}`)
	program := bearer("system", a.Clients.ForTest(t))
	a.want(403, "approval.person", program, "POST", at+"/approve", `{}`)
	// The same person under another of her hats.
	firm := a.organisation(party.Business, "通惠商贸", "0101")
	a.give(mandate.Grant{Basis: mandate.LegalRepresentative, For: firm, Person: a.steward2.person})
	second := a.wears(a.steward2.person, auth.FirmHat)
	var under approval.Approval
	payload, err := json.Marshal(party.MergeRequest{Keep: a.wang, Gone: twin, Reason: "同一人重复建档"})
	a.must(err)
	a.must(a.Store.Update(a.subject(second), func(tx *store.Tx) (err error) {
		under, err = a.Approvals.Propose(tx, approval.Proposal{Kind: "party.merge", Object: "party.party/" + a.wang.String(), Payload: payload, Reason: "重复"})
		return err
	}))
	a.want(422, "approval.own", a.steward2, "POST", "/v1/approvals/"+under.ID.String()+"/approve", `{}`)
	// Whose rights it is about doesn't decide it, though another has proposed it.
	hire := fmt.Sprintf(`{"person":%q,"number":"0777","branch":"0101","roles":["teller"],"reason":"新员工"}`, a.li)
	proposed := read[approval.Approval](a.world, a.want(202, "", a.admin, "POST", "/v1/staff", hire))
	a.want(422, "approval.own", a.admin, "POST", "/v1/approvals/"+proposed.ID.String()+"/approve", `{}`)
	admin2 := a.person("林系", HeadOffice)
	a.hire(admin2, HeadOffice, auth.Admin)
	other := a.wears(admin2, auth.StaffHat)
	a.advance(6 * time.Minute)
	a.want(403, "app.step_up", other, "POST", "/v1/approvals/"+proposed.ID.String()+"/approve", `{}`)
	other = a.wears(admin2, auth.StaffHat)
	a.want(200, "", other, "POST", "/v1/approvals/"+proposed.ID.String()+"/approve", `{}`)
	a.want(409, "approval.decided", other, "POST", "/v1/approvals/"+proposed.ID.String()+"/approve", `{}`)
	a.aboutOneself(other)
}

// aboutOneself: an administrator doesn't decide on her own employment.
func (a *attacked) aboutOneself(other *caller) {
	a.Helper()
	staff := strings.TrimPrefix(other.hat.ID, "staff-")
	maker := a.wears(a.admin.person, auth.StaffHat)
	got := a.want(202, "", maker, "PATCH", "/v1/staff/"+staff, `{"version":1,"title":"系统管理员","reason":"改名称"}`)
	a.want(422, "approval.own_rights", other, "POST", "/v1/approvals/"+read[approval.Approval](a.world, got).ID.String()+"/approve", `{}`)
}

// TestTwoPartiesThatAreOne: a number belongs to one party; what was registered twice becomes one by two people, and then nobody
// acts as the one that is gone.
func TestTwoPartiesThatAreOne(t *testing.T) {
	a := newAttacked(t)
	number := a.citizenID("19900520")
	body := fmt.Sprintf(`{"sort":"person","name":"赵六","identifiers":[{"kind":"citizen_id","value":%q}]}`, number)
	one := read[party.Party](a.world, a.want(201, "", a.teller, "POST", "/v1/parties?branch=0101", body))
	a.want(409, "party.identifier_taken", a.teller, "POST", "/v1/parties?branch=0101", body)
	got := a.want(409, "party.identifier_taken", a.distant, "POST", "/v1/parties?branch=0102", body)
	if strings.Contains(got.text, one.ID.String()) || strings.Contains(got.text, "赵六") || strings.Contains(got.text, number) {
		t.Errorf("another branch is told whose it is: %s", got.text)
	}
	wrong := strings.Replace(body, number, number[:17]+map[bool]string{true: "1", false: "2"}[number[17] != '1'], 1)
	if got := a.want(422, "ident.citizen_check", a.teller, "POST", "/v1/parties?branch=0101", wrong); !strings.Contains(got.text, "/identifiers/0") {
		t.Errorf("where the wrong digit stands isn't said: %s", got.text)
	}
	again := read[party.Party](a.world, a.want(201, "", a.teller, "POST", "/v1/parties?branch=0101", `{"sort":"person","name":"赵六"}`))
	shadow := a.wears(again.ID, auth.SelfHat)
	a.want(200, "", shadow, "GET", "/v1/parties/"+again.ID.String(), "")
	merge := fmt.Sprintf(`{"keep":%q,"gone":%q,"reason":"同一人重复建档"}`, one.ID, again.ID)
	id := read[approval.Approval](a.world, a.want(201, "", a.steward, "POST", "/v1/party-merges", merge)).ID
	a.want(200, "", a.steward2, "POST", "/v1/approvals/"+id.String()+"/approve", `{}`)
	if got := a.ask(shadow, "GET", "/v1/parties/"+again.ID.String(), ""); got.status != http.StatusUnauthorized {
		t.Errorf("who is gone still acts: %d %s", got.status, got.text)
	}
	if p := read[party.Party](a.world, a.want(200, "", a.teller, "GET", "/v1/parties/"+again.ID.String(), "")); p.ID != one.ID {
		t.Errorf("the old id leads to %s", p.ID)
	}
}

// TestSignedRequests: a request that was signed for something else, long ago, in future or already once isn't taken.
func TestSignedRequests(t *testing.T) {
	for _, alg := range []signature.Algorithm{signature.Ed25519, signature.SM2} {
		t.Run(string(alg), func(t *testing.T) { signedRequests(t, alg) })
	}
}

func signedRequests(t *testing.T, alg signature.Algorithm) {
	w := newWorld(t)
	w.ground()
	key, err := signature.Generate(alg)
	w.must(err)
	var id string
	w.update(func(tx *store.Tx) error {
		k, err := w.Clients.Register(tx, client.Registration{Name: "记账程序", Roles: []auth.Role{auth.ClientLedger},
			Keys: []client.NewKey{{Public: string(key.Public().PEM())}}})
		id = k.ID.String()
		return err
	})
	body := `{"number":"62000101009","code":"2011","currency":"CNY","branch":"0101","name":"户名","limits":{"floor":"0"}}`
	signed := func(at time.Duration) *http.Request {
		r := w.request(nobody, "POST", "/v1/ledger/accounts", body)
		w.must(signature.Sign(r, []byte(body), id, key, w.now().Add(at)))
		return r
	}
	again := func(r *http.Request, body string) *http.Request {
		c := w.request(nobody, r.Method, r.URL.RequestURI(), body)
		c.Header = r.Header.Clone()
		return c
	}
	first := signed(0)
	w.judge(w.do(again(first, body)), 201, "", "as it was signed")
	w.judge(w.do(again(first, body)), 401, "client.replayed", "once more")
	w.judge(w.do(signed(-time.Hour)), 401, "auth.signature_old", "of an hour ago")
	w.judge(w.do(signed(time.Hour)), 401, "auth.signature_future", "of the hour to come")
	w.judge(w.do(again(signed(0), strings.Replace(body, "2011", "2012", 1))), 401, "auth.digest_wrong", "with another body")
	moved := again(signed(0), body)
	moved.URL.Path, moved.RequestURI = "/v1/ledger/accounts/bulk", "/v1/ledger/accounts/bulk"
	w.judge(w.do(moved), 401, "auth.signature_wrong", "at another path")
	keyed := again(signed(0), body)
	keyed.Header.Set("Idempotency-Key", "another")
	w.judge(w.do(keyed), 401, "auth.signature_wrong", "with another idempotency key")
	bare := again(signed(0), body)
	bare.Header.Del("Signature-Input")
	if got := w.do(bare); got.status != 401 {
		t.Errorf("half a signature: %d %s", got.status, got.text)
	}
	stranger, err := signature.Generate(alg)
	w.must(err)
	r := w.request(nobody, "POST", "/v1/ledger/accounts", body)
	w.must(signature.Sign(r, []byte(body), id, stranger, w.now()))
	w.judge(w.do(r), 401, "client.key", "by a key that nobody knows")
}

// TestNobodyBecomesSomebodyElse: whoever has another's activation code can be her, so for those who act for the bank a code takes two
// administrators, and only they see it.
func TestNobodyBecomesSomebodyElse(t *testing.T) {
	a := newAttacked(t)
	p := a.person("任据二", HeadOffice)
	a.hire(p, HeadOffice, auth.DataSteward)
	second := a.person("赵敏", HeadOffice)
	a.hire(second, HeadOffice, auth.Admin)
	other := a.wears(second, auth.StaffHat)
	at := "/v1/auth/users/" + p.String()
	type answer struct {
		Approval struct{ ID string }
		Code     string
	}
	got := read[answer](a.world, a.want(200, "", a.admin, "POST", at+"/invite", `{"login":"renjuer"}`))
	if got.Code != "" || got.Approval.ID == "" {
		t.Fatalf("one administrator got %+v", got)
	}
	decide := "/v1/approvals/" + got.Approval.ID
	a.want(422, "approval.own", a.admin, "POST", decide+"/approve", `{}`)
	a.want(200, "", other, "POST", decide+"/approve", `{}`)
	type result struct{ Result struct{ Code string } }
	for who, want := range map[*caller]bool{a.admin: true, other: true, a.compliance: false} {
		if r := read[result](a.world, a.want(200, "", who, "GET", decide, "")); (r.Result.Code != "") != want {
			t.Errorf("%s reads the code: %v, want %v", who.name, !want, want)
		}
	}
	got = read[answer](a.world, a.want(200, "", a.admin, "POST", at+"/reset", `{"reason":"手机遗失"}`))
	if got.Code != "" || got.Approval.ID == "" {
		t.Errorf("one administrator reset a colleague: %+v", got)
	}
}
