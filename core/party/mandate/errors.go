package mandate

import "tonghui/base/problem"

// The refusals. Each says what is wrong and what to do.
var (
	ErrUnknown = problem.New(problem.NotFound, "mandate.unknown",
		"There is no such mandate, or it isn't one that you may see. Check its number.", "没有该授权，或您无权查看。请核对编号。")
	ErrBasis = problem.New(problem.Invalid, "mandate.basis",
		"The basis must be legal_representative, employee, guardian, agent or executor.",
		"授权依据应为 legal_representative（法定代表人）、employee（员工）、guardian（监护人）、agent（委托代理人）或 executor（遗产管理人）。")
	ErrPerson = problem.New(problem.Invalid, "mandate.person",
		"Only a person can act for somebody; a business or an agency can't. Name the person.",
		"只有自然人可以代为办理；企业、机关不能作为办理人。请填写自然人。")
	ErrSort = problem.New(problem.Invalid, "mandate.sort",
		"This basis doesn't fit the party. Guardians, agents and executors act for a person; legal representatives and employees for a business, an agency or an institution.",
		"授权依据与当事人类型不符：监护人、代理人、遗产管理人代表自然人；法定代表人、员工代表企业、机关或机构。请更正。")
	ErrInactive = problem.New(problem.Refused, "mandate.inactive",
		"One of the parties is merged, closed or dead in the bank's records. Use the party that stands for it now.",
		"其中一方在本行已合并、注销或登记死亡。请使用现行有效的当事人。")
	ErrHerself = problem.New(problem.Invalid, "mandate.herself",
		"Nobody needs a mandate for herself. Name another person.", "无须授权本人。请填写他人。")
	ErrAge = problem.New(problem.Refused, "mandate.age",
		"This person is under %d and can't take this on. Choose an adult.", "该人未满 %d 周岁，不能担任。请另选他人。")
	ErrAgeUnknown = problem.New(problem.Refused, "mandate.age_unknown",
		"The bank doesn't know this person's date of birth. Record it first.", "本行未登记该人的出生日期。请先补登。")
	ErrUntilPast = problem.New(problem.Invalid, "mandate.until_past",
		"The end lies in the past. Give a later one; to end a mandate at once, remove it.",
		"截止时间已过。请填写将来的时间；如需立即终止，请撤销授权。")
	ErrPeriod = problem.New(problem.Invalid, "mandate.period",
		"The mandate would end before it begins. Correct the two times.", "授权截止时间不晚于起始时间。请更正。")
	ErrUntil = problem.New(problem.Invalid, "mandate.until",
		"An agent's mandate needs an end. Give one.", "委托代理须有截止时间。请填写。")
	ErrItems = problem.New(problem.Invalid, "mandate.items",
		"An agent needs 1 to 64 different items, each a permission and perhaps an object such as ledger.account/123. Other bases but guardian and executor have none.",
		"委托代理须有 1 至 64 项互不重复的授权事项，每项为一项权限，可指定对象（如 ledger.account/123）。法定代表人与员工不设授权事项。")
	ErrNotGivable = problem.New(problem.Refused, "mandate.not_givable",
		"The permission %s can't be given to somebody who acts for another. Leave it out.", "权限 %s 不能授予他人代办。请去除该项。")
	ErrMoreThanGiver = problem.New(problem.Refused, "mandate.more_than_giver",
		"Nobody gives more than she has: %s is not the giver's. Leave it out.", "授权不得超出授权人自身权限：%s 不属于授权人。请去除该项。")
	ErrSubAuthorise = problem.New(problem.Refused, "mandate.sub_authorise",
		"Who acts for another can't pass that on. The person herself must give the mandate.", "代理人不得转委托。须由本人授权。")
	ErrGiver = problem.New(problem.Forbidden, "mandate.giver",
		"You can't give or change a mandate on this basis as you have signed in. Legal representatives, guardians and executors are "+
			"recorded by the bank, employees by their head or the bank, agents by the person herself or the bank.",
		"您当前的身份不能办理此类授权：法定代表人、监护人、遗产管理人由本行登记，员工由其负责人或本行登记，代理人由本人或本行登记。")
	ErrOwnHand = problem.New(problem.Refused, "mandate.own_hand",
		"This mandate concerns yourself. Another member of staff must record it.", "该授权涉及您本人，须由其他员工办理。")
	ErrTitle = problem.New(problem.Invalid, "mandate.title",
		"The title may have at most 60 characters and the evidence 200, without blanks around them. Correct them.",
		"职务最多 60 个字符，证明材料最多 200 个字符，首尾不得有空格。请更正。")
	ErrEvidence = problem.New(problem.Invalid, "mandate.evidence",
		"This needs evidence: the number or digest of the court's order, certificate or appointment.",
		"须提供证明材料：法院裁判、证明或任命文件的文号或摘要。")
	ErrRoles = problem.New(problem.Invalid, "mandate.roles",
		"These roles don't fit the basis. An employee has at least one role other than the head's, a legal representative the head's; the others have their own.",
		"角色与授权依据不符：员工至少有一个负责人以外的角色，法定代表人须有负责人角色，其他依据的角色是固定的。")
	ErrHeadStands = problem.New(problem.Conflict, "mandate.head_stands",
		"This party has a legal representative already. Name that mandate as the one to be replaced, or remove it first.",
		"该当事人已有法定代表人（负责人）。请指明拟替换的授权，或先行撤销。")
	ErrReplaces = problem.New(problem.Conflict, "mandate.replaces",
		"The mandate to be replaced is not that of the present legal representative. Read it again.",
		"拟替换的授权并非现任法定代表人（负责人）的授权。请重新读取。")
	ErrAlready = problem.New(problem.Conflict, "mandate.already",
		"This person acts for this party on this basis already. Amend that mandate.", "该人已以同一依据代表该当事人。请变更原授权。")
	ErrTooMany = problem.New(problem.Refused, "mandate.too_many",
		"This party has %d mandates already. Remove those that are no longer needed.", "该当事人已有 %d 项授权。请先撤销不再需要的授权。")
	ErrCircle = problem.New(problem.Refused, "mandate.circle",
		"This would let people act for each other in a circle: %s. Remove one of these mandates first.",
		"此举将形成循环授权：%s。请先撤销其中一项授权。")
	ErrEnded = problem.New(problem.Refused, "mandate.ended",
		"This mandate has ended. Give a new one.", "该授权已终止。请重新授权。")
	ErrVersion = problem.New(problem.Conflict, "mandate.version",
		"Somebody has changed this meanwhile. Read it again and repeat your change.", "该信息已被他人修改。请重新读取后再改。")
	ErrResign = problem.New(problem.Refused, "mandate.resign",
		"Only an employee or an agent can lay a mandate down by herself. Ask the bank to record it.",
		"只有员工或委托代理人可自行辞去授权。请由本行登记变更。")
	ErrReason = problem.New(problem.Invalid, "mandate.reason",
		"The reason may have at most 200 characters. Shorten it.", "理由最多 200 个字符，请缩短。")
	ErrGuarded = problem.New(problem.Refused, "mandate.of_age",
		"This person is of age: guardianship needs a court's order as evidence.", "该人已成年，设立监护须提供法院裁判作为证明材料。")
)

// The refusals about staff.
var (
	ErrUnknownStaff = problem.New(problem.NotFound, "mandate.staff_unknown",
		"There is no such member of staff, or it isn't one that you may see. Check the number.", "没有该员工，或您无权查看。请核对编号。")
	ErrNumber = problem.New(problem.Invalid, "mandate.staff_number",
		"A staff number is 1 to 16 digits and capitals. Correct it.", "工号为 1 至 16 位数字或大写字母，请更正。")
	ErrNumberTaken = problem.New(problem.Conflict, "mandate.staff_number_taken",
		"This staff number is somebody's, or was. Choose another one.", "该工号已被使用（含已离职员工）。请另选工号。")
	ErrEmployed = problem.New(problem.Conflict, "mandate.staff_employed",
		"This person works for the bank already. Change that employment instead.", "该人已在本行任职。请变更其任职信息。")
	ErrStaffRoles = problem.New(problem.Invalid, "mandate.staff_roles",
		"A member of staff needs 1 to 8 roles. Name them.", "员工须有 1 至 8 个角色，请填写。")
	ErrLeft = problem.New(problem.Refused, "mandate.staff_left",
		"This member of staff has left. Hire anew.", "该员工已离职。请重新聘用。")
	ErrBranch = problem.New(problem.Refused, "mandate.staff_branch",
		"Staff work in an open branch. Choose one.", "员工须在营业中的机构任职。请另选机构。")
	ErrWorks = problem.New(problem.Refused, "mandate.staff_works",
		"People still work in this branch. Transfer them first.", "仍有员工在该机构任职。请先将其调离。")
	ErrRequest = problem.New(problem.Invalid, "mandate.staff_request",
		"This request about staff is not readable. Propose it anew.", "该员工事项无法读取。请重新提交。")
	ErrFourEyes = problem.New(problem.Unavailable, "mandate.staff_four_eyes",
		"Proposals about staff can't be taken here: there is no register of approvals. Ask the bank's operator.",
		"本系统未启用审批登记，无法受理员工事项。请联系运维人员。")
)

// The refusals about those who stand behind a business.
var (
	ErrFirm = problem.New(problem.Invalid, "mandate.firm",
		"Only a business or an institution has owners. Name one.", "只有企业或机构有所有人。请更正。")
	ErrHolders = problem.New(problem.Invalid, "mandate.holders",
		"Name up to 200 owners, each once with each kind of right; shares and votes are 1 to 10000 basis points, control has none.",
		"最多填写 200 名所有人，每人每类权利一次；股权与表决权为 1 至 10000 个基点，实际控制不填比例。")
	ErrShares = problem.New(problem.Refused, "mandate.shares",
		"The shares, or the votes, add up to more than 100 %. Correct them.", "股权或表决权合计超过 100%。请更正。")
	ErrOwnsItself = problem.New(problem.Refused, "mandate.owns_itself",
		"This would let a business own itself in a circle: %s. Correct the owners.", "此举将形成循环持股：%s。请更正所有人。")
	ErrDeep = problem.New(problem.Refused, "mandate.deep",
		"The layers above this business are more than %d, or hold more than %d parties. Ask compliance to look at it.",
		"该企业上层股权结构超过 %d 层或 %d 个主体。请交由合规人员处理。")
	ErrHolderRights = problem.New(problem.Forbidden, "mandate.holder_rights",
		"Who stands behind a business is recorded by the bank's staff, who have verified it. Bring the documents to your branch.",
		"企业受益所有人须由本行员工核实后登记。请携证明材料到开户机构办理。")
	ErrMergeStaff = problem.New(problem.Refused, "mandate.merge_staff",
		"Both people work for the bank under different numbers. End one employment before the merge.",
		"两名当事人均为本行在职员工且工号不同。请先终止其中一项任职再合并。")
)
