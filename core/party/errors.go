package party

import "tonghui/base/problem"

// Refusals about who a party is.
var (
	ErrUnknown = problem.New(problem.NotFound, "party.unknown",
		"There is no such party. Check the number, or search by name or document.", "没有该当事人。请核对编号，或按姓名、证件查找。")
	ErrBranch = problem.New(problem.NotFound, "party.branch_unknown",
		"There is no such branch. Give the code of the branch that serves the party.", "没有该机构。请填写该当事人归属机构的机构号。")
	ErrStale = problem.New(problem.Conflict, "party.stale",
		"Somebody has changed this party since you read it. Read it again, then repeat your change.",
		"该当事人的资料在您读取后已被他人修改。请重新读取后再办理。")
	ErrMerged = problem.New(problem.Refused, "party.merged",
		"This party was merged into another and can't be changed any more. Use the party that it leads to.",
		"该当事人已并入另一当事人，不能再变更。请使用合并后的当事人。")
	ErrNotLiving = problem.New(problem.Refused, "party.not_living",
		"The bank does no business with this party any more (deceased, dissolved or closed). Reactivate it first if that is a mistake.",
		"该当事人已死亡、注销或销户，不再办理业务。如有误，请先恢复其状态。")
	ErrStatus = problem.New(problem.Refused, "party.status",
		"A party that is %s can't become %s. See which changes of status there are.", "状态为 %s 的当事人不能变更为 %s。请查看允许的状态变更。")
	ErrHolds = problem.New(problem.Refused, "party.holds_accounts",
		"This party still holds %d accounts. Close them or give them to another holder first.",
		"该当事人名下仍有 %d 个账户。请先销户或变更户主。")
	ErrSort = problem.New(problem.Invalid, "party.sort",
		"A party is a person, a business, an agency or an institution. Choose one.", "当事人类别应为自然人、企业、机关或事业单位及社会组织之一。请选择。")
	ErrName = problem.New(problem.Invalid, "party.name",
		"A name has 1 to 100 characters, without control characters. Enter it as it stands on the document.",
		"名称应为 1 至 100 个字符，不含控制字符。请按证件所载填写。")
	ErrLatin = problem.New(problem.Invalid, "party.latin_name",
		"A Latin name has at most 100 letters, with blanks, hyphens, dots and apostrophes. Enter it as it stands on the document.",
		"拉丁文姓名最长 100 个字符，只能含拉丁字母、空格、连字符、点和撇号。请按证件所载填写。")
	ErrBirth = problem.New(problem.Invalid, "party.birth",
		"The date of birth lies in the future or before 1870. Check it against the document.", "出生日期晚于今天或早于 1870 年。请对照证件核对。")
	ErrPersonal = problem.New(problem.Invalid, "party.personal",
		"Date of birth and gender are for people only. Leave them out.", "出生日期与性别仅适用于自然人。请勿填写。")
	ErrGender      = problem.New(problem.Invalid, "party.gender", "The gender is male or female, or left out.", "性别应为男、女，或不填。")
	ErrNationality = problem.New(problem.Invalid, "party.nationality",
		"The nationality has the three capitals of ISO 3166-1, such as CHN.", "国籍应为 ISO 3166-1 三位大写代码，如 CHN。")
	ErrReason = problem.New(problem.Invalid, "party.reason",
		"Give a reason of 4 to 200 characters; the person concerned can read it.", "请填写 4 至 200 个字的理由；当事人本人可以看到。")
)

// Refusals about protected values.
var (
	ErrValueKind = problem.New(problem.Invalid, "party.value_kind",
		"This kind of number or address doesn't go with this sort of party. Choose another kind.", "该类证件或联系方式不适用于此类当事人。请另选。")
	ErrUnknownValue = problem.New(problem.NotFound, "party.value_unknown",
		"This party has no such identifier, contact or document now. Read the party again.", "该当事人目前没有此项证件、联系方式或影像。请重新读取。")
	ErrPassport = problem.New(problem.Invalid, "party.passport",
		"A passport number has 5 to 9 letters and digits, with the issuing state before a colon if it is not China: USA:123456789.",
		"护照号码应为 5 至 9 位字母或数字；非中国护照须在冒号前写明签发国，如 USA:123456789。")
	ErrPermit = problem.New(problem.Invalid, "party.permit",
		"A mainland travel permit has H or M and 8 or 10 digits (Hong Kong, Macao), or 8 or 10 digits (Taiwan). Check it.",
		"港澳居民来往内地通行证为 H 或 M 加 8 或 10 位数字，台湾居民来往大陆通行证为 8 或 10 位数字。请核对。")
	ErrPhone = problem.New(problem.Invalid, "party.phone",
		"This is no phone number: 11 digits beginning with 1, a number with its area code, or + and the country code. Check it.",
		"电话号码不正确：应为 1 开头的 11 位手机号、带区号的固定电话，或以 + 和国家代码开头的号码。请核对。")
	ErrEmail = problem.New(problem.Invalid, "party.email", "This is no e-mail address of at most 120 characters. Check it.",
		"电子邮箱地址不正确或超过 120 个字符。请核对。")
	ErrAddress = problem.New(problem.Invalid, "party.address", "An address has 4 to 200 characters, without control characters.",
		"地址应为 4 至 200 个字符，不含控制字符。")
	ErrBirthDiffers = problem.New(problem.Invalid, "party.birth_differs",
		"The date of birth contradicts digits 7 to 14 of the identity number. Check both against the document.",
		"出生日期与身份号码第 7 至 14 位不一致。请对照证件核对两者。")
	ErrGenderDiffers = problem.New(problem.Invalid, "party.gender_differs",
		"The gender contradicts the 17th digit of the identity number (odd: male, even: female). Check both against the document.",
		"性别与身份号码第 17 位（奇数为男、偶数为女）不一致。请对照证件核对两者。")
	ErrSecond = problem.New(problem.Refused, "party.second_identifier",
		"This party has another number of this kind already. Remove that one first if it was wrong.",
		"该当事人已有另一个同类号码。如原号码有误，请先删除。")
	ErrTaken = problem.New(problem.Conflict, "party.identifier_taken",
		"This identifier can't be registered here. Check it; if it is right, let a branch compare the document.",
		"该证件号码不能在此登记。请核对；如无误，请持证件到网点办理。")
	errTakenBy = problem.New(problem.Conflict, ErrTaken.Code,
		"This identifier belongs to party %s of branch %s already. Use that party; if they are two, see what is wrong with the number.",
		"该证件号码已属于机构 %[2]s 的当事人 %[1]s。请使用该当事人；若确为两人，请核查号码。")
	ErrTooMany = problem.New(problem.Refused, "party.too_many",
		"A party has at most %d of these. Remove what is out of use first.", "每个当事人最多 %d 项。请先删除不再使用的。")
	ErrFields = problem.New(problem.Invalid, "party.fields",
		"Name 1 to 20 fields to reveal: `birth`, or the ids of values and documents.", "请列出 1 至 20 个要查看的项目：birth，或各项的编号。")
)

// Refusals of documents, levels, consents, holders and merges.
var (
	ErrDocumentType = problem.New(problem.Invalid, "party.document_type",
		"This file is not a picture in JPEG or PNG, or a PDF, from its first byte to its last. Scan the document again.",
		"该文件并非完整的 JPEG、PNG 图片或 PDF。请重新扫描证件。")
	ErrDocumentSize = problem.New(problem.TooLarge, "party.document_size",
		"A document's file has at most %d bytes. Scan it with a lower resolution.", "证件影像文件最大 %d 字节。请降低分辨率重新扫描。")
	ErrDocumentKind = problem.New(problem.Invalid, "party.document_kind",
		"Say which document it is, by one of the kinds that the API reference lists.", "请按接口文档所列种类说明是何种证件。")
	ErrLevel    = problem.New(problem.Invalid, "party.level", "A level is 0, 1, 2 or 3.", "识别等级应为 0、1、2 或 3。")
	ErrEvidence = problem.New(problem.Refused, "party.evidence",
		"For level %d the following is missing: %s. Add it, then verify again.", "识别等级 %d 尚缺：%s。请补充后重新核实。")
	ErrOwnLevel = problem.New(problem.Forbidden, "party.own_level",
		"Nobody verifies herself. A colleague must do it.", "不得为本人核实身份。请由其他人员办理。")
	ErrRisk   = problem.New(problem.Invalid, "party.risk", "A rating is low, medium or high.", "风险等级应为低、中或高。")
	ErrReview = problem.New(problem.Invalid, "party.review",
		"The date of the next verification lies in the past, or later than the rating allows (%s). Choose an earlier one.",
		"下次核实日期已过，或晚于该风险等级允许的最迟日期（%s）。请改早。")
	ErrConsent = problem.New(problem.Forbidden, "party.no_consent",
		"The party has not consented to this use of its data, or has withdrawn it. Ask for its consent first.",
		"当事人未同意以此目的使用其数据，或已撤回同意。请先取得同意。")
	ErrConsentTerms = problem.New(problem.Invalid, "party.consent_terms",
		"A consent names a purpose, data and the version of the text that was read, and ends in the future.",
		"授权同意须写明目的、数据范围与所阅文本的版本，且截止时间在将来。")
	ErrUnknownConsent = problem.New(problem.NotFound, "party.consent_unknown",
		"This party has given no such consent. Read its consents again.", "该当事人没有此项授权同意。请重新查询。")
	ErrWithdrawn = problem.New(problem.Refused, "party.consent_withdrawn",
		"This consent was withdrawn already. Nothing needs to be done.", "该授权同意此前已撤回，无需再办理。")
	ErrRelation = problem.New(problem.Invalid, "party.relation", "A holder is the owner or a joint holder.", "户主关系应为所有人或共有人。")
	ErrHeld     = problem.New(problem.Conflict, "party.account_held",
		"This account has an owner already, or this party holds it. See its holders.", "该账户已有户主，或该当事人已是其持有人。请查看账户持有人。")
	ErrNotHeld   = problem.New(problem.NotFound, "party.account_not_held", "This party doesn't hold this account.", "该当事人不是此账户的持有人。")
	ErrMergeSelf = problem.New(problem.Invalid, "party.merge_self", "A party can't be merged with itself. Choose two.",
		"不能将当事人与其自身合并。请选择两个当事人。")
	ErrMergeSorts = problem.New(problem.Refused, "party.merge_sorts",
		"These two are of different sorts, so they are not one party.", "两者类别不同，不是同一当事人，不能合并。")
	ErrMergeDifferent = problem.New(problem.Refused, "party.merge_different",
		"These two have different numbers of a kind of which everybody has one (%s), so they are two. Mend a wrong number first.",
		"两者各有不同的唯一证件号码（%s），不是同一当事人，不能合并。如号码有误，请先更正。")
	ErrUnknownPair = problem.New(problem.NotFound, "party.duplicate_unknown", "There is no such pair. Read the list again.",
		"没有该疑似重复记录。请重新查询列表。")
	ErrDecided = problem.New(problem.Refused, "party.duplicate_decided", "This pair was decided already.", "该疑似重复记录已有处理结果。")
	ErrSearch  = problem.New(problem.Invalid, "party.search",
		"Search by a name, a document or a phone number: one of them, and a name with at least two letters or one character.",
		"请按姓名、证件号或电话之一查找；按姓名时至少填两个字母或一个汉字。")
	ErrPage = problem.New(problem.Invalid, "party.page", "A page has 1 to 500 lines.", "每页为 1 至 500 条。")
)

var errFound = problem.New(problem.Internal, "party.check_failed",
	"The register of parties contradicts itself in %d places; the first: %s.", "当事人登记簿有 %d 处自相矛盾，首处：%s。")

// at gives a refusal its place in the input; nil stays nil.
func at(err error, place string) error {
	if err == nil {
		return nil
	}
	p := problem.Of(err)
	return p.At(place, p.EN, p.ZH)
}
