package batch

import "tonghui/base/problem"

// Refusals about what may be done.
var (
	ErrUnknown = problem.New(problem.NotFound, "batch.unknown",
		"There is no such batch, or it isn't one that you may see. Check its number.", "没有该批次，或您无权查看。请核对批次号。")
	ErrKind = problem.New(problem.Invalid, "batch.kind",
		"The kind must be payroll, contribution or subsidy.", "批次种类应为 payroll（代发工资）、contribution（代缴）或 subsidy（补贴）。")
	ErrWho = problem.New(problem.Forbidden, "batch.who",
		"Batches are paid by businesses and agencies. Choose the identity in which you act for one.",
		"批量代发代付仅限企业和机关办理。请切换为代其办理的身份。")
	ErrText = problem.New(problem.Invalid, "batch.text",
		"A purpose has at most 60 characters, a file's name 200, a reason 1 to 200, all without control characters. Shorten it.",
		"用途最长 60 个字符，文件名最长 200 个，理由为 1 至 200 个，均不含控制字符。请缩短。")
	ErrAccount = problem.New(problem.Refused, "batch.account",
		"This account can't pay batches: it is closed, dormant or not one of yours. Choose another.",
		"该账户不能办理批量代发代付：已销户、久悬或不属于贵单位。请另选账户。")
	ErrSameFile = problem.New(problem.Conflict, "batch.same_file",
		"This very file is batch %s already, uploaded within the last thirty days. Look at that one; if it must be paid again, change the file.",
		"该文件三十日内已上传，批次号为 %s。请查看该批次；确需再次支付的，请修改文件后上传。")
	ErrState = problem.New(problem.Conflict, "batch.state",
		"The batch is %[1]s; that can't be done to it now. Read it again.", "该批次状态为“%[2]s”，当前不能办理。请重新查询。")
	ErrSamePerson = problem.New(problem.Forbidden, "batch.same_person",
		"Who uploads, who checks and who approves a batch are three different persons. Let another person do this.",
		"上传、复核、审批须由三名不同人员办理。请由其他人员办理。")
	ErrDecision = problem.New(problem.Invalid, "batch.decision",
		"Decide all (there are no faults), without (leave out lines with faults and doubts), doubtful (pay those in doubt too) or refuse.",
		"请选择：all（无差错，全部通过）、without（剔除差错及疑似重复后通过）、doubtful（疑似重复照付）或 refuse（退回）。")
	ErrFaults = problem.New(problem.Refused, "batch.faults",
		"%d lines have faults and %d are in doubt. Look at them, then decide to run the batch without them or refuse it.",
		"有 %d 行差错、%d 行疑似重复。请逐行查看后，决定剔除后办理或退回。")
	ErrNothing = problem.New(problem.Refused, "batch.nothing",
		"No line is left that could be paid. Refuse the batch and upload a mended file.", "没有可支付的明细。请退回该批次，更正文件后重新上传。")
)

// Refusals of files.
var (
	ErrEmpty = problem.New(problem.Invalid, "batch.file_empty",
		"The file has no lines of payments. Fill in the template.", "文件中没有支付明细。请按模板填写。")
	ErrTooLarge = problem.New(problem.TooLarge, "batch.file_too_large",
		"The file is larger than %d MiB, or unpacks to too much. Split it.", "文件超过 %d MiB，或解压后过大。请拆分后上传。")
	ErrTooMany = problem.New(problem.TooLarge, "batch.too_many_lines",
		"A batch has at most %d lines. Split the file.", "每批最多 %d 行。请拆分文件。")
	ErrEncoding = problem.New(problem.Invalid, "batch.encoding",
		"Line %d is neither UTF-8 nor GB18030. Save the file as CSV UTF-8.", "第 %d 行既不是 UTF-8 也不是 GB18030 编码。请另存为 CSV UTF-8 格式。")
	ErrUnreadable = problem.New(problem.Invalid, "batch.unreadable",
		"The file is none that can be read here. Upload CSV, Excel (.xlsx) or ISO 20022 pain.001.",
		"无法识别该文件。请上传 CSV、Excel（.xlsx）或 ISO 20022 pain.001 文件。")
	ErrCSV = problem.New(problem.Invalid, "batch.csv",
		"Line %d of the file is no proper CSV: its quotes don't match. Mend it and upload the file again.",
		"文件第 %d 行不符合 CSV 格式：引号不匹配。请更正后重新上传。")
	ErrColumns = problem.New(problem.Invalid, "batch.columns",
		"The first row must name the columns 账号 (account), 户名 (name) and 金额 (amount) once each; %s is missing, unknown or there twice. Use the template.",
		"首行须列明“账号”“户名”“金额”各一次；%s 缺失、无法识别或重复。请使用模板。")
	ErrFormulas = problem.New(problem.Invalid, "batch.formulas",
		"Excel files with formulas aren't taken, as what they show depends on the program that opens them. Replace by values: %s.",
		"不接受含公式的 Excel 文件，其结果取决于打开它的软件。请将以下单元格改为数值：%s。")
	ErrMerged = problem.New(problem.Invalid, "batch.merged_cells",
		"Merged cells can't be told apart. Unmerge %s.", "合并单元格无法逐行识别。请取消合并：%s。")
	ErrExcel = problem.New(problem.Invalid, "batch.excel",
		"The Excel file is damaged, protected by a password or of an old kind. Save it as .xlsx without one.",
		"Excel 文件已损坏、设有密码或为旧格式。请另存为不带密码的 .xlsx 文件。")
	ErrXML = problem.New(problem.Invalid, "batch.xml",
		"The XML isn't well formed near byte %d, or not what pain.001 prescribes: %s. Mend it in the program that wrote it.",
		"XML 在第 %d 字节附近格式不正确，或不符合 pain.001 规范：%s。请在生成该文件的软件中更正。")
	ErrVersion = problem.New(problem.Invalid, "batch.version",
		"The message is %s. Only pain.001.001.09 and pain.001.001.11 are taken; send one of these.",
		"报文为 %s。仅接受 pain.001.001.09 和 pain.001.001.11，请按其一生成。")
	ErrCount = problem.New(problem.Invalid, "batch.count",
		"%s says that there are %s transactions, and there are %d. Nothing was taken; make the file anew.",
		"%s 声明有 %s 笔，实际为 %d 笔。文件未受理，请重新生成。")
	ErrSum = problem.New(problem.Invalid, "batch.sum",
		"%s says that the amounts add up to %s, and they add up to %s. Nothing was taken; make the file anew.",
		"%s 声明的金额合计为 %s，实际合计为 %s。文件未受理，请重新生成。")
	ErrDebtor = problem.New(problem.Invalid, "batch.debtor",
		"The file's debtor account isn't the account for which it is uploaded, or it names several. Upload one file for each account.",
		"文件中的付款账号与所选付款账户不一致，或含多个付款账号。请按账户分别上传。")
	ErrOverflow = problem.New(problem.Invalid, "batch.overflow",
		"The amounts add up to more than the bank can count. Split the file.", "金额合计超出可处理范围。请拆分文件。")
)
