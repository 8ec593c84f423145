package pkdd99

import "tonghui/base/problem"

// The refusals of whole imports.
var (
	ErrDirectory = problem.New(problem.NotFound, "pkdd99.directory",
		"%s is not a directory that can be read. Name the directory with the eight files of the bank.",
		"%s 不是可读取的目录。请指定存放该银行八个数据文件的目录。")
	ErrMissingFiles = problem.New(problem.NotFound, "pkdd99.missing_files",
		"These files are missing: %s. An import needs all eight.", "缺少下列文件：%s。导入须有全部八个文件。")
	ErrHeader = problem.New(problem.Malformed, "pkdd99.header",
		"%s does not begin with the header %s. Check that it is the right file.",
		"%s 的首行不是 %s。请确认文件无误。")
	ErrNoTransactions = problem.New(problem.Invalid, "pkdd99.no_transactions",
		"trans.asc holds no whole transaction, so there is no first bank day. Check the file.",
		"trans.asc 中没有完整的交易记录，无法确定首个营业日。请检查该文件。")
	ErrBankPast = problem.New(problem.Refused, "pkdd99.bank_past",
		"The bank's day is %s, after the first transaction of %s. Import into a new database.",
		"本行会计日期为 %s，晚于首笔交易日期 %s。请导入新的数据库。")
	ErrFileRead = problem.New(problem.Unavailable, "pkdd99.file_read",
		"%s can't be read any further. Check the disk, then run the import again: it goes on where it stopped.",
		"%s 无法继续读取。请检查磁盘后重新导入，将从中断处继续。")
	ErrRefusals = problem.New(problem.Unavailable, "pkdd99.refusals",
		"The list of refused records can't be written. Check the disk, then run the import again: it goes on where it stopped.",
		"无法写入拒收记录清单。请检查磁盘后重新导入，将从中断处继续。")
	ErrNotEmpty = problem.New(problem.Conflict, "pkdd99.not_empty",
		"%s holds a bank already. Choose an empty directory.", "%s 中已有银行数据。请选择空目录。")
	ErrWrite = problem.New(problem.Unavailable, "pkdd99.write",
		"The bank can't be written to %s. Check the disk and its rights.", "无法向 %s 写入银行数据。请检查磁盘及权限。")
	ErrGenerateOptions = problem.New(problem.Invalid, "pkdd99.generate_options",
		"A bank is made of 1 to %d accounts and 1 to %d months. Change the numbers.",
		"可生成 1 至 %d 个账户、1 至 %d 个月的数据，请调整参数。")
)

// The refusals of single records. None repeats a value that may be private.
var (
	ErrCutOff = problem.New(problem.Malformed, "pkdd99.cut_off",
		"The last line has no line end, so it may be cut off. Get the whole file; if the line is whole, end it.",
		"末行没有换行符，可能被截断。请取得完整文件；若该行本身完整，请补上换行符。")
	ErrLineLength = problem.New(problem.Malformed, "pkdd99.line_length",
		"The line is longer than %d bytes. Check the file.", "该行超过 %d 字节，请检查文件。")
	ErrFields = problem.New(problem.Malformed, "pkdd99.fields",
		"The line has %d fields instead of %d. Correct it.", "该行有 %d 个字段，应为 %d 个，请更正。")
	ErrQuote = problem.New(problem.Malformed, "pkdd99.quote",
		"Field %d has a quotation mark that is not closed or stands inside a word. Correct it.",
		"第 %d 个字段的引号未闭合或位置有误，请更正。")
	ErrNumber = problem.New(problem.Invalid, "pkdd99.number",
		"Field %s must be a whole number greater than zero. Correct it.", "字段 %s 应为大于零的整数，请更正。")
	ErrDate = problem.New(problem.Invalid, "pkdd99.date",
		"Field %s must be a date of the form YYMMDD. Correct it.", "字段 %s 应为 YYMMDD 格式的日期，请更正。")
	ErrAmount = problem.New(problem.Invalid, "pkdd99.amount",
		"Field %s must be an amount with at most two decimals and a point, such as 1234.50. Correct it.",
		"字段 %s 应为最多两位小数、以点分隔的金额，例如 1234.50，请更正。")
	ErrNotPositive = problem.New(problem.Invalid, "pkdd99.amount_not_positive",
		"Field %s must be greater than zero. Correct it.", "字段 %s 须大于零，请更正。")
	ErrBirthNumber = problem.New(problem.Invalid, "pkdd99.birth_number",
		"Field birth_number must be a date of the form YYMMDD, with 50 added to the month for women. Correct it.",
		"字段 birth_number 应为 YYMMDD 格式的日期（女性月份加 50），请更正。")
	ErrWord = problem.New(problem.Invalid, "pkdd99.word",
		"Field %s must be one of %s. Correct it.", "字段 %s 应为下列之一：%s，请更正。")
	ErrText = problem.New(problem.Invalid, "pkdd99.text",
		"Field %s must be text of 1 to %d characters. Correct it.", "字段 %s 应为 1 至 %d 个字符的文本，请更正。")
	ErrPartner = problem.New(problem.Invalid, "pkdd99.partner",
		"The partner's bank must be a code of at most 8 digits and capitals, its account at most 20 digits. Correct them.",
		"对方银行应为最多 8 位数字或大写字母的代码，对方账号最多 20 位数字，请更正。")
	ErrOperation = problem.New(problem.Invalid, "pkdd99.operation",
		"Type, operation and k_symbol don't name a transaction that a bank makes. Correct them.",
		"type、operation 与 k_symbol 的组合不是银行的任何业务，请更正。")
	ErrUnknownAccount = problem.New(problem.NotFound, "pkdd99.unknown_account",
		"Account %d is not in account.asc. Check its number.", "account.asc 中没有账户 %d，请核对编号。")
	ErrUnknownClient = problem.New(problem.NotFound, "pkdd99.unknown_client",
		"Client %d is not in client.asc. Check its number.", "client.asc 中没有客户 %d，请核对编号。")
	ErrUnknownDistrict = problem.New(problem.NotFound, "pkdd99.unknown_district",
		"District %d is not in district.asc. Check its number.", "district.asc 中没有地区 %d，请核对编号。")
	ErrUnknownDisposition = problem.New(problem.NotFound, "pkdd99.unknown_disposition",
		"Disposition %d is not in disp.asc. Check its number.", "disp.asc 中没有账户权限 %d，请核对编号。")
	ErrNotYetOpen = problem.New(problem.Refused, "pkdd99.not_yet_open",
		"Account %d opens on %s, after this transaction. Correct one of the dates.",
		"账户 %d 于 %s 开户，晚于该笔交易，请更正日期。")
	ErrRepeated = problem.New(problem.Conflict, "pkdd99.repeated",
		"Number %d stands in an earlier line of this file. Give every record its own.",
		"编号 %d 已在本文件前面的行中使用，每条记录须有唯一编号。")
	ErrOutOfOrder = problem.New(problem.Refused, "pkdd99.out_of_order",
		"The transaction is of %s, but the file has gone on to %s. Sort the file by date.",
		"该笔交易日期为 %s，而文件已进行到 %s。请按日期排序。")
)
