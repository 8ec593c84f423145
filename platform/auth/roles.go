package auth

import (
	"maps"
	"slices"
	"strings"

	"tonghui/base/problem"
)

// The roles. Each is one line of the table in roles_table.go.
const (
	Customer Role = "customer" // a person for herself

	Guardian Role = "guardian" // 监护人, for a person who can't act alone
	Agent    Role = "agent"    // 委托代理人, item by item

	FirmHead     Role = "firm_head" // 法定代表人
	FirmMaker    Role = "firm_maker"
	FirmChecker  Role = "firm_checker"
	FirmApprover Role = "firm_approver"
	FirmSealer   Role = "firm_sealer"
	FirmViewer   Role = "firm_viewer"

	AgencyHead     Role = "agency_head"
	AgencyMaker    Role = "agency_maker"
	AgencyChecker  Role = "agency_checker"
	AgencyApprover Role = "agency_approver"
	AgencySealer   Role = "agency_sealer"
	AgencyViewer   Role = "agency_viewer"

	Teller        Role = "teller"
	TellerChecker Role = "teller_checker"
	BranchManager Role = "branch_manager"
	Accountant    Role = "accountant"
	Operations    Role = "operations"
	Compliance    Role = "compliance"
	DataSteward   Role = "data_steward"
	Auditor       Role = "auditor"
	Admin         Role = "admin"

	ClientLedger  Role = "client_ledger"
	ClientReader  Role = "client_reader"
	ClientAgency  Role = "client_agency"
	ClientMonitor Role = "client_monitor" // reads /metrics and the dashboard

	ClientAcquirer Role = "client_acquirer" // asks for authorisations of cards: shops, machines, other banks

	Kiosk Role = "kiosk"

	System Role = "system" // the bank's own programs; in no row of data, see CheckRoles
)

// The faces at which roles work; a program has none.
const (
	PeopleFace     Face = "people"
	BusinessFace   Face = "business"
	GovernmentFace Face = "government"
	KioskFace      Face = "kiosk"
	OpsFace        Face = "ops"
)

// index makes the table quick to ask.
func index(rules []RoleRule) map[Role]map[Permission]Reach {
	out := make(map[Role]map[Permission]Reach, len(rules))
	for _, r := range rules {
		m := map[Permission]Reach{}
		for _, g := range r.Grants {
			m[g.Permission] |= g.Reach
		}
		out[r.Role] = m
	}
	return out
}

// Roles is the whole table, in its order. It is the caller's own copy.
func Roles() []RoleRule {
	out := slices.Clone(table)
	for i := range out {
		out[i].Kinds, out[i].Grants = slices.Clone(out[i].Kinds), slices.Clone(out[i].Grants)
		out[i].Excludes = slices.Clone(out[i].Excludes)
	}
	return out
}

// RuleOf is the line of a role; ok is false for a word that is none.
func RuleOf(role Role) (rule RoleRule, ok bool) {
	i := slices.IndexFunc(table, func(r RoleRule) bool { return r.Role == role })
	if i < 0 {
		return rule, false
	}
	return table[i], true
}

// Permissions are all that the bank knows, in order.
func Permissions() []Permission {
	return slices.Sorted(maps.Keys(reaches[System]))
}

// The refusals of CheckRoles.
var (
	ErrUnknownRole = problem.New(problem.Invalid, "auth.role_unknown",
		"There is no role %q. Choose one of the roles that the bank has.", "没有名为 %q 的角色。请从银行已有的角色中选择。")
	ErrRoleKind = problem.New(problem.Invalid, "auth.role_kind",
		"The role %[1]s (%[2]s) can't be given here: it belongs to another kind of right to act. Choose a role of this kind.",
		"角色“%[2]s”（%[1]s）不能在此授予，它属于另一类身份。请选择与该身份相符的角色。")
	ErrRoleSystem = problem.New(problem.Refused, "auth.role_system",
		"The role of the bank's own programs is given to nobody. Choose another role.",
		"银行系统自用的角色不授予任何人。请选择其他角色。")
	ErrRolesExclude = problem.New(problem.Refused, "auth.roles_exclude",
		"%[1]s (%[2]s) and %[3]s (%[4]s) are duties that exclude each other. Give one of them to somebody else.",
		"“%[2]s”（%[1]s）与“%[4]s”（%[3]s）为不相容岗位。请将其中一个交由他人担任。")
	ErrRoleTwice = problem.New(problem.Invalid, "auth.role_twice",
		"The role %[1]s (%[2]s) is named twice. Name it once.", "角色“%[2]s”（%[1]s）重复。请只列一次。")
)

// CheckRoles refuses roles that one hat of this kind can't have together: an unknown role, one of another kind of hat, the
// same one twice, or duties that exclude each other (不相容岗位). Whoever writes a hat's roles asks it first.
func CheckRoles(kind HatKind, roles []Role) error {
	rules := make([]RoleRule, len(roles))
	for i, role := range roles {
		rule, ok := RuleOf(role)
		switch {
		case !ok:
			return ErrUnknownRole.With(clipRole(role))
		case role == System:
			return ErrRoleSystem
		case !slices.Contains(rule.Kinds, kind):
			return ErrRoleKind.With(rule.EN, rule.ZH)
		}
		rules[i] = rule
	}
	for i, a := range rules {
		for _, b := range rules[:i] {
			switch {
			case a.Role == b.Role:
				return ErrRoleTwice.With(a.EN, a.ZH)
			case slices.Contains(a.Excludes, b.Role):
				return ErrRolesExclude.With(b.EN, b.ZH, a.EN, a.ZH)
			}
		}
	}
	return nil
}

// clipRole keeps a word of others short in a sentence.
func clipRole(r Role) string {
	s := strings.ToValidUTF8(string(r), "")
	if len(s) > 40 {
		s = strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
