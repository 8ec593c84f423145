package auth

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestTableIsWhole(t *testing.T) {
	used := map[Permission]bool{}
	seen := map[Role]bool{}
	for _, r := range Roles() {
		if seen[r.Role] || r.EN == "" || r.ZH == "" || len(r.Kinds) != 1 || len(r.Grants) == 0 {
			t.Errorf("the line of %q is not whole: %+v", r.Role, r)
		}
		seen[r.Role] = true
		for _, g := range r.Grants {
			if !slices.Contains(known, g.Permission) || g.Reach == 0 {
				t.Errorf("%s grants %+v, which is none", r.Role, g)
			}
			used[g.Permission] = used[g.Permission] || r.Role != System
		}
		for _, x := range r.Excludes {
			other, ok := RuleOf(x)
			if !ok || !slices.Contains(other.Excludes, r.Role) || x == r.Role || !slices.Equal(other.Kinds, r.Kinds) {
				t.Errorf("%s excludes %s, but not the other way round, or of another hat", r.Role, x)
			}
		}
		program := r.Kinds[0] == ClientHat
		if (r.Face == "") != program {
			t.Errorf("%s works at the face %q", r.Role, r.Face)
		}
		for _, g := range r.Grants { // the bank's own reach is for its staff and what it runs
			if g.Reach.Has(Bank) && !program && r.Kinds[0] != StaffHat && r.Role != Kiosk {
				t.Errorf("%s reaches the whole bank with %s", r.Role, g.Permission)
			}
			if g.Reach.Has(InBranch) && r.Kinds[0] != StaffHat {
				t.Errorf("%s has no branch for %s", r.Role, g.Permission)
			}
		}
	}
	for _, p := range Permissions() {
		if !used[p] {
			t.Errorf("nobody has %s", p)
		}
		if System.Reach(p) != Bank {
			t.Errorf("the bank itself lacks %s", p)
		}
	}
	if !slices.Equal(Permissions(), slices.Sorted(slices.Values(known))) {
		t.Error("Permissions are not those known")
	}
	for _, r := range []Role{Admin, Accountant, FirmApprover, AgencyApprover, FirmSealer, AgencySealer, Operations} {
		if rule, _ := RuleOf(r); rule.Level != LevelTwo {
			t.Errorf("%s works with one factor", r)
		}
	}
}

// TestRolesIsACopy: nobody changes the table by what it hands out.
func TestRolesIsACopy(t *testing.T) {
	all := Roles()
	all[0].Grants[0].Reach = Bank
	all[0].Kinds[0] = StaffHat
	if r, _ := RuleOf(Customer); r.Grants[0].Reach != Own || r.Kinds[0] != SelfHat {
		t.Error("the table was changed through a copy of it")
	}
}

func TestCheckRoles(t *testing.T) {
	for _, c := range []struct {
		kind  HatKind
		roles []Role
		want  error
		names string // that its sentences hold
	}{
		{SelfHat, []Role{Customer}, nil, ""},
		{FirmHat, nil, nil, ""},
		{FirmHat, []Role{FirmHead, FirmApprover}, nil, ""},
		{FirmHat, []Role{FirmMaker, FirmViewer}, nil, ""},
		{StaffHat, []Role{Compliance, DataSteward}, nil, ""},
		{FirmHat, []Role{FirmMaker, FirmChecker}, ErrRolesExclude, "企业经办人"},
		{FirmHat, []Role{FirmSealer, FirmViewer, FirmApprover}, ErrRolesExclude, "企业用印人"},
		{AgencyHat, []Role{AgencyChecker, AgencyMaker}, ErrRolesExclude, "机关复核人"},
		{StaffHat, []Role{Teller, TellerChecker}, ErrRolesExclude, "复核柜员"},
		{StaffHat, []Role{Auditor, Accountant}, ErrRolesExclude, "审计员"},
		{StaffHat, []Role{Operations, Auditor}, ErrRolesExclude, "运营"},
		{StaffHat, []Role{Admin, Teller}, ErrRolesExclude, "系统管理员"},
		{StaffHat, []Role{Admin, Compliance}, ErrRolesExclude, "合规专员"},
		{StaffHat, []Role{DataSteward, Auditor}, ErrRolesExclude, "数据管理员"},
		{StaffHat, []Role{Teller, Teller}, ErrRoleTwice, "柜员"},
		{SelfHat, []Role{Teller}, ErrRoleKind, "柜员"},
		{FirmHat, []Role{AgencyMaker}, ErrRoleKind, "机关经办人"},
		{ClientHat, []Role{System}, ErrRoleSystem, "系统"},
		{StaffHat, []Role{System}, ErrRoleSystem, "系统"},
		{StaffHat, []Role{"god"}, ErrUnknownRole, "god"},
		{StaffHat, []Role{Role(strings.Repeat("柜", 900))}, ErrUnknownRole, "柜"},
	} {
		err := CheckRoles(c.kind, c.roles)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s %v: %v, not %v", c.kind, c.roles, err, c.want)
		}
		if c.want != nil && (!strings.Contains(problemZH(err), c.names) || len(err.Error()) > 400) {
			t.Errorf("%s %v says %q, without %s, or at length", c.kind, c.roles, problemZH(err), c.names)
		}
	}
}

func TestReach(t *testing.T) {
	for _, c := range []struct {
		role       Role
		permission Permission
		want       Reach
	}{
		{Customer, "ledger.read", Own}, {Customer, "ledger.post", 0}, {Teller, "ledger.read", InBranch},
		{AgencyViewer, "ledger.read", Own | InAgency}, {Auditor, "party.reveal", 0}, {Auditor, "audit.read", Bank},
		{Accountant, "ledger.post", Bank}, {ClientReader, "ledger.post", 0}, {ClientAgency, "ledger.read", Own},
		{System, "party.merge", Bank}, {"", "ledger.read", 0}, {Admin, "party.no_such", 0}, {Admin, "ledger.read", 0},
	} {
		if got := c.role.Reach(c.permission); got != c.want {
			t.Errorf("%s reaches %d with %s, not %d", c.role, got, c.permission, c.want)
		}
	}
}
