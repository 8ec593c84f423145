package tonghui

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// plainBank is a bank that is looked at, not used.
func plainBank(t testing.TB) *Bank {
	t.Helper()
	db := filepath.Join(store.TestDir(t), "bank.db")
	if store.TestDSN() != "" {
		db = store.TestDatabase(t)
	}
	b, err := Open(t.Context(), db, store.Options{}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Store.Close() })
	return b
}

// byBranchOnly are the lists whose lines know at which branch they are kept and not whose they are: nobody reads her own there.
var byBranchOnly = map[string]string{
	"listAccounts": "the ledger's list goes by branch; people find their accounts by listPartyAccounts",
	"findAccount":  "a number finds an account for the bank's staff; people find their accounts by listPartyAccounts",
}

// TestWalkFileIsTheTable compares the reviewed file with the table of roles: the two are written apart from each other.
func TestWalkFileIsTheTable(t *testing.T) {
	lines := readWalk(t)
	for _, op := range plainBank(t).App.Operations() {
		if op.Permission == "" {
			continue
		}
		want := map[string][]string{}
		for _, r := range auth.Roles() {
			if reach := tableReach(op, r); reach != "" {
				want[reach] = append(want[reach], string(r.Role))
			}
		}
		var told string
		for _, reach := range []string{"own", "own+branch", "branch", "bank"} {
			if len(want[reach]) > 0 {
				told += "  " + reach + ": " + short(want[reach])
			}
		}
		if _, got, _ := strings.Cut(lines[op.ID], op.Path); got != told {
			t.Errorf("%s: the file says\n%s\nand the table\n%s", op.ID, got, told)
		}
	}
}

// narrower are the operations whose verb lets fewer in than the table does: the hats that it refuses.
var narrower = map[string][]auth.HatKind{
	"confirmPayment": {auth.StaffHat, auth.ClientHat},              // a rule has asked the payer, and nobody answers for her
	"payCode":        {auth.StaffHat, auth.ClientHat},              // a code is paid from the payer's own hand
	"showPass":       {auth.StaffHat, auth.ClientHat},              // so is a pass shown
	"confirmAsk":     {auth.StaffHat},                              // an ask belongs to the payer and is kept at no branch
	"declineAsk":     {auth.StaffHat},                              // likewise
	"uploadBatch":    {auth.SelfHat, auth.AgentHat, auth.StaffHat}, // firms, agencies and their programs pay by file
}

// tableReach is how far the table lets a role use an operation. Nothing lies in the field of an agency yet.
func tableReach(op app.Operation, rule auth.RoleRule) string {
	r := rule.Role.Reach(op.Permission)
	if slices.Contains(narrower[op.ID], rule.Kinds[0]) {
		return ""
	}
	if r.Has(auth.Bank) {
		return "bank"
	}
	if op.Object == "" && !op.Listed {
		return ""
	}
	var words []string
	if _, none := byBranchOnly[op.ID]; r.Has(auth.Own) && !none {
		words = append(words, "own")
	}
	if r.Has(auth.InBranch) {
		words = append(words, "branch")
	}
	return strings.Join(words, "+")
}

// TestPermissionsAreUsed: each permission of the table is asked for by an operation, and each that is asked for is in the table.
func TestPermissionsAreUsed(t *testing.T) {
	b := plainBank(t)
	asked := map[auth.Permission]bool{}
	for _, op := range b.App.Operations() {
		if op.Permission != "" {
			asked[op.Permission] = true
		}
	}
	if used, known := slices.Sorted(maps.Keys(asked)), auth.Permissions(); !slices.Equal(used, known) {
		t.Errorf("operations ask for\n%v\nand the table knows\n%v", used, known)
	}
	granted := map[auth.Permission]bool{}
	for _, r := range auth.Roles() {
		if r.Role == auth.System {
			continue
		}
		for _, g := range r.Grants {
			granted[g.Permission] = true
		}
	}
	if has := slices.Sorted(maps.Keys(granted)); !slices.Equal(has, auth.Permissions()) {
		t.Errorf("roles that people and programs can have grant only %v", has)
	}
	for _, m := range b.App.Modules() {
		for _, e := range m.Menu {
			if e.Permission != "" && !asked[e.Permission] {
				t.Errorf("the menu entry %s wants %s, for which no operation asks", e.EN, e.Permission)
			}
		}
	}
}

// The reasons for which a path names something without declaring it as an Object.
const (
	whole   = "only who has the permission for the whole bank gets here: nobody's reach ends at one object"
	shared  = "no party's: the bank's own, or the same for all"
	herself = "the caller's own: the verb looks for it among hers"
	// acquirers: the verb takes the acquirer from the caller's program, and looks for the reference among that acquirer's alone.
	acquirers = "an acquirer's own reference: the verb looks for it among those of the caller's program"
	byName    = "a word of the program or its configuration"
)

// undeclared are the operations whose path names something that isn't declared as an Object, each with the reason.
var undeclared = map[string]string{
	"getAuditRecord": whole, "proveAuditRecord": whole,
	"getJob": whole, "retryJob": whole, "discardJob": whole, "cancelJob": whole, "pauseJob": whole, "resumeJob": whole,
	"pauseJobKind": byName, "resumeJobKind": byName, "pauseSchedule": byName, "resumeSchedule": byName,
	"listParameterChanges": byName, "proposeParameter": byName, "startProvider": byName,
	"getOwnApproval": herself, "withdrawProposal": herself, "endSession": herself, "endDevice": herself, "removePasskey": herself,
	"resignMandate": herself,
	"inviteUser":    whole, "resetUser": whole, "suspendUser": whole, "resumeUser": whole, "unlockUserCards": whole, "endUserSessions": whole,
	"issueDeskCode": whole, "stopTerminal": shared,
	"getClient": whole, "suspendClient": whole, "removeClientKey": whole, "proposeClientKey": whole, "proposeClientResume": whole,
	"proposeClientSecret": whole,
	"putCode":             shared, "setLimits": whole, "setBuffered": whole, "closeAccount": whole,
	"getEntry": whole, "reverseEntry": whole, "getHold": whole, "captureHold": whole, "releaseHold": whole, "getFreeze": whole,
	"releaseFreeze": whole, "closeDay": shared, "closePeriod": shared,
	"getBranch": shared, "listBranchChanges": shared, "amendBranch": shared, "closeBranch": shared,
	"getDuplicate": whole, "dismissDuplicate": whole,
	"proposeReassignment": whole, "proposeLeaving": whole,
	"defineScreeningList": shared, "listScreeningVersions": shared, "loadScreeningList": shared, "getScreeningVersion": shared,
	"listProductVersions": shared, "listTariffVersions": shared, "listInterestRateChanges": shared, "proposeInterestRate": shared,
	"getDayEnd": shared, "retryDayEnd": shared, "putPointsItem": shared, "deliverRedemption": whole,
	"getAuthorisation": acquirers, "captureAuthorisation": acquirers, "refundAuthorisation": acquirers, "reverseAuthorisation": acquirers,
	"releasePayment": whole, "refusePayment": whole, "getPersonLimits": herself, "setPersonLimits": herself, "forgetPayee": herself,
	"unlinkPhone": herself, "getBatchTemplate": byName,
	"getClearingMessage": whole, "retryClearingMessage": whole, "holdClearingMessage": whole, "releaseClearingMessage": whole,
	"traceClearingPayment": whole, "askTransferStatus": whole, "proposeReturn": whole, "proposeRecall": whole, "proposeAnswer": whole,
	"closeClearingItem": whole, "explainBreak": whole, "proposeClearing": whole, "proposeParticipant": shared, "proposeParticipantKey": shared,
	"getScreeningDifference": shared, "withdrawScreeningVersion": shared, "getScreeningHit": whole, "decideScreeningHit": whole,
}

// TestObjectsAreDeclared: an operation whose path names an object declares it, so that the guard looks at whose it is, or has a
// reason not to.
func TestObjectsAreDeclared(t *testing.T) {
	left := maps.Clone(undeclared)
	for _, op := range plainBank(t).App.Operations() {
		reason, excused := left[op.ID]
		delete(left, op.ID)
		named := strings.Contains(op.Path, "{")
		switch {
		case named && op.Object == "" && !excused:
			t.Errorf("%s %s names something: declare Object, or give the reason in undeclared", op.ID, op.Path)
		case excused && (!named || op.Object != ""):
			t.Errorf("%s needs no excuse", op.ID)
		case reason == whole && (op.Permission == "" || op.Listed):
			t.Errorf("%s doesn't ask for a permission over the whole bank", op.ID)
		case reason == herself && !op.SignedIn:
			t.Errorf("%s isn't about the caller's own", op.ID)
		}
	}
	for id := range left {
		t.Errorf("undeclared names %s, which is no operation", id)
	}
}
