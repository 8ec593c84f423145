package party

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
)

// The permissions of the register's operations.
const (
	mayRead     auth.Permission = "party.read"     // see parties, masked
	mayWrite    auth.Permission = "party.write"    // register, amend, verify
	mayReveal   auth.Permission = "party.reveal"   // see protected values in the clear
	mayMerge    auth.Permission = "party.merge"    // decide on duplicates and propose merges
	mayDocument auth.Permission = "party.document" // attach and take away pictures of documents
	mayConsent  auth.Permission = "party.consent"  // give and withdraw consents
)

// branchKind is a home branch named by a request: whoever registers a party does so where she may.
const branchKind auth.Kind = "party.branch"

// Lists whose cursors don't mix.
const (
	cursorParties uint8 = iota + 32
	cursorNames
	cursorVersions
	cursorDisclosures
	cursorPairs
)

// Module is what the register brings to the app.
func (p *Parties) Module() app.Module {
	return app.Module{
		Name:   "party",
		Schema: Schema(),
		Routes: p.routes,
		Owners: map[auth.Kind]app.Owner{
			Kind: {Of: p.Owner, Missing: ErrUnknown},
			branchKind: {Of: func(_ context.Context, code string) (auth.Scope, error) {
				if !branchForm.MatchString(code) {
					return auth.Scope{}, ErrBranch
				}
				return auth.Scope{Branch: code}, nil
			}, Missing: ErrBranch},
		},
		Jobs: []jobs.Worker{{Kind: duplicatesKind, Serial: true, MaxAttempts: 3, Chunk: p.lookAtAll}},
		Schedules: []jobs.Schedule{{Name: duplicatesKind, Kind: duplicatesKind, When: jobs.When{Daily: true, At: 2*60 + 30},
			Missed: jobs.Latest}},
		Menu: []app.Entry{
			{Face: app.Ops, EN: "Customers", ZH: "客户", Path: "/parties", Permission: mayRead},
			{Face: app.Ops, EN: "Duplicates", ZH: "疑似重复", Path: "/party-duplicates", Permission: mayMerge},
			{Face: app.People, EN: "My profile", ZH: "我的资料", Path: "/profile", Permission: mayRead},
			{Face: app.People, EN: "Consents", ZH: "授权同意", Path: "/consents", Permission: mayConsent},
			{Face: app.People, EN: "Who looked at my data", ZH: "谁查看过我的信息", Path: "/disclosures", Permission: mayRead},
			{Face: app.Business, EN: "Profile", ZH: "企业资料", Path: "/profile", Permission: mayRead},
			{Face: app.Business, EN: "Consents", ZH: "授权同意", Path: "/consents", Permission: mayConsent},
			{Face: app.Government, EN: "Profile", ZH: "单位资料", Path: "/profile", Permission: mayRead},
		},
		Check: p.Prove,
	}
}

func (p *Parties) routes(api huma.API) {
	app.Describe(api, "party", "People, businesses, agencies and institutions: who they are, how well the bank knows them, what they "+
		"have consented to and which accounts they hold. Protected values are masked everywhere but in the answer of reveal.",
		"自然人、企业、机关、事业单位及社会组织：身份资料、客户身份识别等级、授权同意与名下账户。除“查看明文”外，敏感信息一律脱敏。")
	p.profileRoutes(api)
	p.valueRoutes(api)
	p.readingRoutes(api)
	p.documentRoutes(api)
	p.consentRoutes(api)
	p.duplicateRoutes(api)
}
