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
	Permissions []auth.Permission `json:"permissions" nullable:"false" doc:"What the hat may, to whatever reach: pages offer nothing else. The server decides anyway."`
}

// routeMenu tells a signed-in caller which pages and verbs her hat has.
func (a *App) routeMenu() {
	Read(&API{a.api, a, "menu"}, Operation{ID: "getMenu", Method: "GET", Path: "/v1/menu", EN: "Read the menu", ZH: "查询菜单",
		About: "Of the hat that the call wears: its faces, their pages, and what it may.", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*menuAnswer, error) { return a.menuOf(auth.SubjectOf(ctx)), nil })
	Describe(&API{a.api, a, "menu"}, "menu", "What the caller's pages show.", "当前身份可见的页面与权限。")
}

func (a *App) menuOf(s *auth.Subject) *menuAnswer {
	out := &menuAnswer{Faces: []Face{}, Entries: []menuEntry{}, Permissions: []auth.Permission{}}
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
			if e.Permission == "" || s.Reach(e.Permission) != 0 {
				out.Entries = append(out.Entries, menuEntry{e.Face, e.EN, e.ZH, e.Path, m.Name})
			}
		}
	}
	for _, p := range auth.Permissions() {
		if s.Reach(p) != 0 {
			out.Permissions = append(out.Permissions, p)
		}
	}
	return out
}
