package app

import (
	"context"
	"slices"

	"tonghui/platform/auth"
)

// menuEntry is a line of a face's menu as the caller's hat sees it.
type menuEntry struct {
	Face   Face   `json:"face" enum:"people,business,government,kiosk,ops"`
	EN     string `json:"en"`
	ZH     string `json:"zh"`
	Path   string `json:"path" doc:"Within the face." example:"/ledger/accounts"`
	Module string `json:"module"`
}

type menuAnswer struct {
	Faces       []Face            `json:"faces" nullable:"false" doc:"At which the hat works."`
	Entries     []menuEntry       `json:"entries" nullable:"false"`
	Whole       []auth.Permission `json:"whole" nullable:"false" doc:"Of these, those that reach the whole bank."`
	Permissions []auth.Permission `json:"permissions" nullable:"false" doc:"What the hat may, to whatever reach: pages offer nothing else. The server decides anyway."`
}

// routeMenu tells a signed-in caller which pages and verbs her hat has.
func (a *App) routeMenu() {
	Read(&API{a.api, a, "menu"}, Operation{ID: "getMenu", Method: "GET", Path: "/v1/menu", EN: "Read the menu", ZH: "查询菜单",
		About: "Of the hat that the call wears: its faces, their pages, and what it may.", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*menuAnswer, error) { return a.menuOf(auth.SubjectOf(ctx)), nil })
	Read(&API{a.api, a, "menu"}, Operation{ID: "listRoles", Method: "GET", Path: "/v1/roles", EN: "List the roles", ZH: "查询角色表",
		About: "What each may, how far, and which duties exclude each other. The table is part of the program.", SignedIn: true},
		func(context.Context, *struct{}) (*roleTable, error) { return rolesTable(), nil })
	Describe(&API{a.api, a, "menu"}, "menu", "What the caller's pages show.", "当前身份可见的页面与权限。")
}

func (a *App) menuOf(s *auth.Subject) *menuAnswer {
	out := &menuAnswer{Faces: []Face{}, Entries: []menuEntry{}, Permissions: []auth.Permission{}, Whole: []auth.Permission{}}
	for _, role := range s.Hat.Roles {
		if rule, ok := auth.RuleOf(role); ok && rule.Face != "" && !slices.Contains(out.Faces, rule.Face) {
			out.Faces = append(out.Faces, rule.Face)
		}
	}
	for _, m := range a.modules {
		for _, e := range m.Menu {
			if !slices.Contains(out.Faces, e.Face) || e.Kinds != nil && !slices.Contains(e.Kinds, s.Hat.Kind) {
				continue
			}
			if e.Permission == "" || s.Reach(e.Permission).Has(auth.Bank) || !e.Whole && s.Reach(e.Permission) != 0 {
				out.Entries = append(out.Entries, menuEntry{e.Face, e.EN, e.ZH, e.Path, m.Name})
			}
		}
	}
	for _, p := range auth.Permissions() {
		if s.Reach(p) != 0 {
			out.Permissions = append(out.Permissions, p)
		}
		if s.Reach(p).Has(auth.Bank) {
			out.Whole = append(out.Whole, p)
		}
	}
	return out
}

// roleGrant is one permission of a role and how far it goes.
type roleGrant struct {
	Permission auth.Permission `json:"permission"`
	Reach      []string        `json:"reach" nullable:"false" doc:"own, branch, agency, bank."`
}

// roleLine is one line of the table of roles.
type roleLine struct {
	Role     auth.Role      `json:"role"`
	EN       string         `json:"en"`
	ZH       string         `json:"zh"`
	Face     Face           `json:"face,omitempty"`
	Kinds    []auth.HatKind `json:"kinds" nullable:"false" doc:"Of hats that may have it."`
	Level    auth.Level     `json:"level" doc:"That a session must have reached to use it."`
	Excludes []auth.Role    `json:"excludes" nullable:"false" doc:"Duties that one hat never has together with it (不相容岗位)."`
	Grants   []roleGrant    `json:"grants" nullable:"false"`
}

type roleTable struct {
	Items []roleLine `json:"items" nullable:"false"`
}

// rolesTable is the Go table as data.
func rolesTable() *roleTable {
	out := &roleTable{}
	for _, r := range auth.Roles() {
		if r.Role == auth.System {
			continue
		}
		a := roleLine{Role: r.Role, EN: r.EN, ZH: r.ZH, Face: r.Face, Kinds: r.Kinds, Level: max(r.Level, auth.LevelOne),
			Excludes: append([]auth.Role{}, r.Excludes...), Grants: []roleGrant{}}
		for _, g := range r.Grants {
			a.Grants = append(a.Grants, roleGrant{g.Permission, reachWords(g.Reach)})
		}
		out.Items = append(out.Items, a)
	}
	return out
}

func reachWords(r auth.Reach) (words []string) {
	for _, w := range []struct {
		reach auth.Reach
		word  string
	}{{auth.Own, "own"}, {auth.InBranch, "branch"}, {auth.InAgency, "agency"}, {auth.Bank, "bank"}} {
		if r.Has(w.reach) {
			words = append(words, w.word)
		}
	}
	return words
}
