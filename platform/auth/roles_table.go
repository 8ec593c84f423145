package auth

// known are the permissions of the bank, by room. A grant of a word that isn't here fails TestTableIsWhole.
var known = []Permission{
	"account.close", "account.manage", "account.open", "account.read",
	"approval.decide", "approval.read",
	"audit.read",
	"branch.read", "branch.write", "staff.read", "staff.write",
	"card.authorise", "card.desk", "card.issue", "card.read", "card.use",
	"clearing.operate", "clearing.read",
	"client.read", "client.write", "user.read", "user.write",
	"collect.make", "collect.read", "collect.refund",
	"dayend.read", "dayend.run",
	"jobs.operate", "jobs.read", "jobs.watch",
	"ledger.account", "ledger.chart", "ledger.day", "ledger.freeze", "ledger.post", "ledger.read",
	"mandate.read", "mandate.write",
	"parameter.read", "parameter.write",
	"party.consent", "party.document", "party.merge", "party.read", "party.reveal", "party.write",
	"payment.approve", "payment.check", "payment.limit", "payment.make", "payment.operate", "payment.read",
	"points.read", "points.redeem", "points.write",
	"product.read", "product.write",
	"reconcile.confirm", "reconcile.operate", "reconcile.read",
	"report.read",
	"restraint.read", "restraint.write",
	"screening.decide", "screening.load", "screening.read",
	"suspense.clear", "suspense.read",
}

// table is every role of the bank.
var table = separate(append(append(append(customerRoles(), orgRoles("firm", FirmHat, BusinessFace, "Firm", "企业", Own)...),
	orgRoles("agency", AgencyHat, GovernmentFace, "Agency", "机关", Own|InAgency)...), bankRoles()...), apart)

// reaches is the table by role and permission.
var reaches = index(table)

// grant gives all these permissions with one reach.
func grant(r Reach, permissions ...Permission) []Grant {
	out := make([]Grant, len(permissions))
	for i, p := range permissions {
		out[i] = Grant{p, r}
	}
	return out
}

func both(grants ...[]Grant) (out []Grant) {
	for _, g := range grants {
		out = append(out, g...)
	}
	return out
}

// customerRoles are those of people who act for themselves or for another person.
func customerRoles() []RoleRule {
	return []RoleRule{
		{Role: Customer, EN: "Customer", ZH: "客户", Face: PeopleFace, Kinds: []HatKind{SelfHat},
			Grants: grant(Own, "party.read", "party.consent", "party.document", "party.reveal", "ledger.read", "mandate.read", "mandate.write",
				"account.read", "account.open", "account.close", "card.read", "card.use", "points.read", "points.redeem", "restraint.read",
				"payment.read", "payment.make", "payment.limit", "collect.read", "collect.make", "collect.refund")},
		{Role: Guardian, EN: "Guardian", ZH: "监护人", Face: PeopleFace, Kinds: []HatKind{AgentHat},
			Grants: grant(Own, "party.read", "party.consent", "party.document", "party.reveal", "ledger.read", "mandate.read",
				"account.read", "card.read", "points.read", "restraint.read", "payment.read", "payment.make")},
		{Role: Agent, EN: "Authorised agent", ZH: "委托代理人", Face: PeopleFace, Kinds: []HatKind{AgentHat},
			Grants: grant(Own, "party.read", "ledger.read", "mandate.read", "account.read", "payment.read", "payment.make")},
	}
}

// orgRoles are those of a firm or an agency; reach is how far its people read the ledger.
func orgRoles(word string, kind HatKind, face Face, en, zh string, reach Reach) []RoleRule {
	reads := both(grant(reach, "ledger.read", "account.read"),
		grant(Own, "party.read", "payment.read", "collect.read", "reconcile.read", "restraint.read"))
	role := func(name, roleEN, roleZH string, level Level, grants ...[]Grant) RoleRule {
		return RoleRule{Role: Role(word + "_" + name), EN: en + " " + roleEN, ZH: zh + roleZH, Face: face, Kinds: []HatKind{kind},
			Grants: both(append(grants, reads)...), Level: level}
	}
	headZH := "法定代表人"
	if kind == AgencyHat {
		headZH = "负责人"
	}
	return []RoleRule{
		role("head", "head", headZH, LevelNone,
			grant(Own, "party.consent", "party.document", "party.reveal", "mandate.read", "mandate.write",
				"payment.limit", "payment.approve", "approval.read", "approval.decide", "reconcile.confirm")),
		role("maker", "maker", "经办人", LevelNone,
			grant(Own, "party.document", "payment.make", "collect.make", "collect.refund", "approval.read")),
		role("checker", "checker", "复核人", LevelNone,
			grant(Own, "party.document", "payment.check", "approval.read", "approval.decide", "reconcile.confirm")),
		role("approver", "approver", "审批人", LevelTwo,
			grant(Own, "party.document", "mandate.read", "payment.approve", "approval.read", "approval.decide")),
		role("sealer", "sealer", "用印人", LevelTwo),
		role("viewer", "viewer", "查询人", LevelNone),
	}
}

// bankRoles are those of staff, programs and terminals.
func bankRoles() []RoleRule {
	staff := func(role Role, en, zh string, level Level, grants ...[]Grant) RoleRule {
		return RoleRule{Role: role, EN: en, ZH: zh, Face: OpsFace, Kinds: []HatKind{StaffHat}, Level: level,
			Grants: both(append(grants, grant(Bank, "branch.read"))...)}
	}
	counter := grant(InBranch, "party.read", "party.reveal", "ledger.read", "mandate.read", "approval.read",
		"account.read", "card.read", "restraint.read", "payment.read")
	decides := grant(Bank, "approval.read", "approval.decide")
	client := func(role Role, en, zh string, grants []Grant) RoleRule {
		return RoleRule{Role: role, EN: en, ZH: zh, Kinds: []HatKind{ClientHat}, Grants: grants}
	}
	return []RoleRule{
		staff(Teller, "Teller", "柜员", LevelNone, counter,
			grant(InBranch, "party.write", "party.document", "party.consent", "mandate.write",
				"account.open", "account.close", "card.issue", "card.desk", "payment.make")),
		staff(TellerChecker, "Teller's checker", "复核柜员", LevelNone, counter, grant(InBranch, "party.document", "approval.decide")),
		staff(BranchManager, "Branch manager", "网点负责人", LevelNone, counter,
			grant(InBranch, "party.write", "party.document", "party.consent", "mandate.write", "staff.read", "approval.decide",
				"account.manage", "card.desk", "report.read")),
		staff(Accountant, "Accountant", "会计", LevelTwo, decides,
			grant(Bank, "ledger.post", "ledger.chart", "ledger.account", "ledger.freeze", "ledger.read",
				"account.read", "account.manage", "product.read", "product.write", "dayend.read", "report.read", "suspense.read", "suspense.clear",
				"restraint.read", "restraint.write", "payment.read", "clearing.read", "reconcile.read", "reconcile.operate")),
		staff(Operations, "Operations", "运营", LevelTwo, decides,
			grant(Bank, "ledger.day", "ledger.read", "jobs.read", "jobs.operate", "jobs.watch", "parameter.read",
				"account.read", "product.read", "dayend.read", "dayend.run", "report.read", "suspense.read", "payment.read", "payment.operate",
				"clearing.read", "clearing.operate", "reconcile.read", "reconcile.operate", "card.read", "card.desk", "points.write")),
		staff(Compliance, "Compliance officer", "合规专员", LevelNone, decides,
			grant(Bank, "screening.read", "screening.load", "screening.decide", "party.read", "party.reveal", "party.document", "mandate.read")),
		staff(DataSteward, "Data steward", "数据管理员", LevelNone, decides,
			grant(Bank, "party.merge", "party.read", "party.write", "mandate.read")),
		staff(Auditor, "Auditor", "审计员", LevelNone,
			grant(Bank, "audit.read", "ledger.read", "party.read", "mandate.read", "staff.read", "user.read", "client.read", "approval.read",
				"parameter.read", "screening.read", "jobs.read", "jobs.watch", "account.read", "product.read", "dayend.read", "report.read",
				"suspense.read", "restraint.read", "payment.read", "clearing.read", "reconcile.read", "card.read")),
		staff(Admin, "Administrator", "系统管理员", LevelTwo, decides,
			grant(Bank, "party.read", "user.read", "user.write", "client.read", "client.write", "staff.read", "staff.write", "branch.write",
				"parameter.read", "parameter.write", "audit.read")),
		client(ClientLedger, "Ledger program", "记账程序", grant(Bank, "ledger.read", "ledger.post", "ledger.account")),
		client(ClientAcquirer, "Acquirer's program", "收单程序", grant(Bank, "card.authorise")),
		client(ClientMonitor, "Monitoring program", "监控程序", grant(Bank, "jobs.watch")),
		client(ClientReader, "Reading program", "查询程序", grant(Bank, "ledger.read")),
		client(ClientAgency, "Agency's program", "机关程序", grant(Own, "ledger.read", "party.read")),
		{Role: Kiosk, EN: "Terminal", ZH: "自助终端", Face: KioskFace, Kinds: []HatKind{KioskHat}, Grants: grant(Bank, "branch.read")},
		client(System, "The bank itself", "银行系统", grant(Bank, known...)),
	}
}

// apart are the duties that exclude each other (不相容岗位): the first of each line excludes each of the others. Who makes
// doesn't check, who handles cash doesn't keep the books, who gives rights doesn't use them, and who audits does nothing else.
var apart = [][]Role{
	{FirmMaker, FirmChecker, FirmApprover, FirmSealer},
	{FirmChecker, FirmApprover, FirmSealer},
	{FirmApprover, FirmSealer},
	{AgencyMaker, AgencyChecker, AgencyApprover, AgencySealer},
	{AgencyChecker, AgencyApprover, AgencySealer},
	{AgencyApprover, AgencySealer},
	{Teller, TellerChecker, Accountant, BranchManager},
	{Admin, Teller, TellerChecker, BranchManager, Accountant, Compliance, Operations, DataSteward},
	{Accountant, Operations},
	{Auditor, Teller, TellerChecker, BranchManager, Accountant, Operations, Compliance, DataSteward, Admin},
}

// separate writes the pairs into both lines, so that neither side can be forgotten.
func separate(rules []RoleRule, groups [][]Role) []RoleRule {
	add := func(a, b Role) {
		for i := range rules {
			if rules[i].Role == a {
				rules[i].Excludes = append(rules[i].Excludes, b)
			}
		}
	}
	for _, g := range groups {
		for _, other := range g[1:] {
			add(g[0], other)
			add(other, g[0])
		}
	}
	return rules
}
