package tonghui

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghui/platform/app"
	"tonghui/platform/auth"
)

var rewrite = flag.Bool("rewrite", false, "rewrite testdata/walk.txt by what the bank lets through; review it as a diff")

const walkFile = "testdata/walk.txt"

// TestPermissionWalk asks every operation of the API as every role, with an object of the caller's own, one of another party at
// her branch and one of another party elsewhere, and as nobody. How far each is let in must be what testdata/walk.txt says,
// which people have reviewed; the test makes nothing of the table of roles.
func TestPermissionWalk(t *testing.T) {
	w := newWalker(t)
	want := readWalk(t)
	var out strings.Builder
	for _, op := range w.App.Operations() {
		line := w.walk(op)
		out.WriteString(line + "\n")
		if given, known := want[op.ID]; *rewrite {
			continue
		} else if !known {
			t.Errorf("%s has no line in %s: say who may call it. The bank says\n%s", op.ID, walkFile, line)
		} else if given != line {
			t.Errorf("%s: %s says\n%s\nand the bank\n%s", op.ID, walkFile, given, line)
		}
		delete(want, op.ID)
	}
	if *rewrite {
		w.must(os.WriteFile(walkFile, []byte(walkHead+out.String()), 0o600))
		return
	}
	for id := range want {
		t.Errorf("%s names %s, which is no operation", walkFile, id)
	}
	w.expired()
}

const walkHead = `# Who may call what, as reviewed: a line an operation, and for each reach the roles that are let in so far.
# own: objects of the party for whom the caller acts; branch: objects kept at her branch; bank: all; signed-in: her own sign-in
# and what concerns everybody alike; open: anybody, signed in or not. A role that isn't named is refused: 403, or for an object
# outside the reach 404, just as for one that isn't there. go test . -run TestPermissionWalk -rewrite writes the file anew.
`

// readWalk reads the reviewed file, by operation.
func readWalk(t testing.TB) map[string]string {
	t.Helper()
	b, err := os.ReadFile(walkFile)
	if err != nil && !*rewrite {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if id, _, ok := strings.Cut(line, " "); ok && id != "#" {
			out[id] = line
		}
	}
	return out
}

// walk is an operation's line.
func (w *walker) walk(op app.Operation) string {
	w.Helper()
	open := w.nobody(op)
	roles := map[string][]string{}
	for _, c := range w.callers {
		if reach := w.reach(op, c, open); reach != "" {
			roles[reach] = append(roles[reach], c.name)
		}
	}
	line := fmt.Sprintf("%-26s %-6s %s", op.ID, op.Method, op.Path)
	for _, reach := range []string{"own", "own+branch", "branch", "bank", "signed-in", "open"} {
		if who := roles[reach]; len(who) > 0 {
			line += "  " + reach + ": " + short(who)
		}
	}
	return line
}

// short is a list of roles, in the order of their table, in which whole families have one word.
func short(roles []string) string {
	text := strings.Join(roles, " ")
	for _, family := range [][2]string{
		{"firm_head firm_maker firm_checker firm_approver firm_sealer firm_viewer", "firm_*"},
		{"agency_head agency_maker agency_checker agency_approver agency_sealer agency_viewer", "agency_*"},
		{"teller teller_checker branch_manager accountant operations compliance data_steward auditor admin", "staff"},
		{"client_ledger client_acquirer client_monitor client_reader client_agency", "client_*"},
		{"customer guardian agent firm_* agency_* staff", "people"},
		{"people client_* kiosk system", "everybody"},
	} {
		text = strings.Replace(text, family[0], family[1], 1)
	}
	return text
}

// nobody calls without any credentials, and tells whether that was let in.
func (w *walker) nobody(op app.Operation) (open bool) {
	w.Helper()
	got := w.call(op, nobody, w.objects[foreignPlace])
	if got.status == http.StatusUnauthorized && got.code == "app.sign_in" {
		if !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer") {
			w.Errorf("%s: 401 without WWW-Authenticate", op.ID)
		}
		return false
	}
	if got.status >= 500 {
		w.Errorf("%s by nobody: %d %s", op.ID, got.status, got.text)
	}
	return true
}

// reach is how far a caller is let in; "" is not at all.
func (w *walker) reach(op app.Operation, c *caller, open bool) string {
	w.Helper()
	var let []string
	for _, place := range []string{ownPlace, branchPlace, foreignPlace} {
		about := w.objects[place]
		if place == ownPlace {
			about = w.own[c]
		}
		if about != nil && w.letIn(op, c, about) {
			let = append(let, place)
		}
	}
	switch {
	case len(let) == 0:
		return ""
	case open:
		return "open"
	case op.SignedIn:
		return "signed-in"
	case let[len(let)-1] == foreignPlace:
		if w.own[c] != nil && len(let) != 3 || len(let) < 2 {
			w.Errorf("%s lets %s in to others' objects, but not to all: %v", op.ID, c.name, let)
		}
		return foreignPlace
	}
	return strings.Join(let, "+")
}

// guards are the refusals by which the guard keeps a caller out altogether.
var guards = []string{"app.sign_in", "app.forbidden", "app.reach", "app.step_up", "auth.nobody", "payment.not_allowed", "payment.not_payer",
	"collect.not_allowed", "batch.who"}

// letIn tells whether a caller is let in to an object. What a verb says then is its own affair: bodies are empty.
func (w *walker) letIn(op app.Operation, c *caller, about *things) bool {
	w.Helper()
	got := w.call(op, c, about)
	switch {
	case got.status >= 500 && got.code != "clearing.house": // there is none here
		w.Errorf("%s by %s: %d %.300s\n%.2000s", op.ID, c.name, got.status, got.text, w.log.last())
		return false
	case slices.Contains(guards, got.code):
		return false
	case got.status == http.StatusUnauthorized && !op.Open:
		w.Errorf("%s by %s: %d %s", op.ID, c.name, got.status, got.text)
		return false
	case op.Listed:
		return w.shows(op, got, about)
	case op.Object == "" || got.status != http.StatusNotFound:
		return true
	}
	gone := w.call(op, c, missing)
	if gone.status != http.StatusNotFound {
		w.Errorf("%s by %s: an object that isn't there is answered %d %s", op.ID, c.name, gone.status, gone.text)
	}
	return plain(gone.text, none) != plain(got.text, about.ids[op.Object])
}

// missing names objects that aren't there.
var missing = &things{number: "6200999999999999", address: "19999999999", ids: map[auth.Kind]string{"party.party": none, "party.branch": "0999",
	"ledger.account": none, "mandate.mandate": none, "mandate.seen": none, "mandate.staff": none, "approval.approval": none,
	"account.account": none, "card.card": none, "points.redemption": none, "restraint.restraint": none, "suspense.item": none, "report.branch": "0999",
	"payment.order": none, "standing.order": none, "batch.batch": none, "collect.code": none, "collect.collection": none, "collect.taken": none,
	"collect.ask": none, "reconcile.statement": none}}

// none is an id that names nothing.
const none = "888888888888888888"

// plain is a refusal without what is in it of this request alone: its id, and the id that it asked for.
func plain(text, id string) string {
	var p map[string]any
	_ = json.Unmarshal([]byte(text), &p)
	delete(p, "requestId")
	delete(p, "instance")
	return strings.ReplaceAll(fmt.Sprint(p), id, "…")
}

// shows tells whether a list holds an object. It is the operation's own affair what it lists.
func (w *walker) shows(op app.Operation, got reply, about *things) bool {
	w.Helper()
	kind, ok := listKinds[op.ID]
	if !ok {
		w.Fatalf("%s is Listed: say in listKinds of what kind its lines are, and in pathOf how it is asked", op.ID)
	}
	if got.status == http.StatusNotFound {
		return false
	}
	if got.status != http.StatusOK {
		w.Fatalf("%s: %d %s", op.ID, got.status, got.text)
	}
	return strings.Contains(got.text, `"`+about.ids[kind]+`"`)
}

// listKinds are the kinds of objects in the answers of Listed operations.
var listKinds = map[string]auth.Kind{"listApprovals": "approval.approval", "listAccounts": "ledger.account", "findAccount": "ledger.account",
	"listParties": "party.party", "findParties": "party.party", "listStaff": "mandate.staff", "listDeposits": "account.account", "listCards": "card.card",
	"listRestraints": "restraint.restraint", "listSuspenseItems": "suspense.item", "listSuspenseAges": "report.branch",
	"listDepositsByProduct": "report.branch", "listLargeMovements": "report.branch", "listDormantAccounts": "report.branch",
	"listPayments": "payment.order", "listStandingOrders": "standing.order", "listBatches": "batch.batch", "listCollectCodes": "collect.code",
	"listCollections": "collect.collection", "listBalanceStatements": "reconcile.statement"}

// call makes one call. It changes nothing: what has a body gets none that is whole, and ids beside the object name nothing.
func (w *walker) call(op app.Operation, c *caller, about *things) reply {
	w.Helper()
	body := bodyOf(op, about)
	switch op.ID {
	case "findParties":
		body = fmt.Sprintf(`{"phone":%q}`, about.address)
	case "signOut":
		if c.person != 0 {
			c = w.with(c.person, c.hat) // it ends the session with which it is called
		}
	}
	var header []string
	if op.Binary && body != "" {
		header = []string{"Content-Type", "text/csv"}
	}
	return w.do(w.request(c, op.Method, pathOf(op, about), body, header...))
}

// pathOf fills in a path. What isn't the object gets an id, a name or a date that names nothing.
func pathOf(op app.Operation, about *things) string {
	path := op.Path
	if where, name, _ := strings.Cut(op.At, "."); op.Object != "" {
		switch where {
		case "path":
			path = strings.Replace(path, "{"+name+"}", about.ids[op.Object], 1)
		case "query":
			path += "?" + name + "=" + about.ids[op.Object]
		}
	}
	if measure := about.ids["restraint.measure"]; measure != "" {
		path = strings.Replace(path, "{measure}", measure, 1)
	}
	for name, v := range map[string]string{"date": "2001-01-01", "period": "2001-01", "code": "0999", "name": "nothing", "kind": "id_front"} {
		path = strings.Replace(path, "{"+name+"}", v, 1)
	}
	for {
		from, to := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		if from < 0 {
			break
		}
		path = path[:from] + none + path[to+1:]
	}
	switch op.ID {
	case "findAccount":
		path += "?number=" + about.number
	case "listApprovals":
		path += "?view=all&limit=100"
	case "sumCollections":
		path += "?from=2026-06-01&to=2026-06-30"
	case "listAccounts", "listStaff", "listParties", "listSuspenseItems", "listLargeMovements", "listDormantAccounts", "listStandingOrders",
		"listBatches", "listCollectCodes", "listCollections", "listBalanceStatements":
		path += "?limit=100"
	case "listDeposits":
		path += "?owner=" + about.ids["party.party"]
	case "listRestraints":
		path += "?party=" + about.ids["party.party"]
	case "listCards", "listPayments":
		path += "?account=" + about.ids["account.account"]
	case "removeMandate":
		path += "?reason=" + strings.Repeat("x", 201) // refused once the guard has let it in: the right stays
	}
	return path
}

// expired: a session whose time is over opens nothing but what is open to nobody in particular.
func (w *walker) expired() {
	w.Helper()
	c := w.callers[0]
	w.advance(13 * time.Hour)
	for _, op := range w.App.Operations() {
		got := w.call(op, &caller{name: "expired", sign: c.sign}, w.own[c])
		if ended := got.status == http.StatusUnauthorized && (got.code == "signin.ended" || got.code == "signin.idle"); ended == op.Open {
			w.Errorf("%s with an expired session: %d %s", op.ID, got.status, got.code)
		}
	}
}
