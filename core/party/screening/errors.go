package screening

import "tonghui/base/problem"

// ErrInput refuses a value that can't be read.
var ErrInput = problem.New(problem.Invalid, "screening.input",
	"The field %[1]s can't be read. Give a date as 1980-05-06, 1980-05 or 1980, and a sort as person, organisation or unknown.",
	"字段“%[2]s”无法识别。日期请写作 1980-05-06、1980-05 或 1980，类型请写 person、organisation 或 unknown。")

// Problems of a list's file. In each of them nothing was loaded.
var (
	ErrFileEncoding = problem.New(problem.Invalid, "screening.file_encoding",
		"Line %[1]d isn't %[2]s; the file seems to be %[3]s. Nothing was loaded: give encoding=%[4]s, or save the file in UTF-8.",
		"第 %[1]d 行不是有效的 %[2]s 编码，文件似为 %[3]s。未载入任何内容：请指定 encoding=%[4]s，或将文件另存为 UTF-8。")
	ErrFileMixed = problem.New(problem.Invalid, "screening.file_mixed",
		"The file mixes encodings: line %d is UTF-8, line %d seems to be GB18030. Nothing was loaded: ask its source for a whole one.",
		"文件混用编码：第 %d 行为 UTF-8，第 %d 行似为 GB18030。未载入任何内容：请向来源方索取完好的文件。")
	ErrFileMojibake = problem.New(problem.Invalid, "screening.file_mojibake",
		"Line %d is garbled: text in %s was read as %s before the file was saved. Nothing was loaded: export it anew from its source.",
		"第 %d 行为乱码：%s 文本曾被当作 %s 读取后另存。未载入任何内容：请从来源重新导出。")
	ErrFileUnknown = problem.New(problem.Invalid, "screening.file_unknown_encoding",
		"Line %d is neither UTF-8 nor GB18030; the file may be damaged, or in UTF-16. Nothing was loaded: save it in UTF-8.",
		"第 %d 行既非 UTF-8 也非 GB18030，文件可能损坏或为 UTF-16。未载入任何内容：请另存为 UTF-8。")
	ErrEncodingName = problem.New(problem.Invalid, "screening.encoding_name",
		"This encoding isn't known. Lists are read in utf-8 or gb18030 (also named gbk, gb2312).",
		"不支持该编码。名单文件须为 utf-8 或 gb18030（亦可写 gbk、gb2312）。")
	ErrFormatName = problem.New(problem.Invalid, "screening.format_name",
		"This format isn't known. Give csv, un, ofac or dishonest.", "不支持该格式。请指定 csv、un、ofac 或 dishonest。")
	ErrFileTooLarge = problem.New(problem.TooLarge, "screening.file_too_large",
		"The file is larger than %d MiB or has more than %d entries. Nothing was loaded: split the list.",
		"文件超过 %d MiB 或条目超过 %d 条。未载入任何内容：请拆分名单。")
	ErrFileColumns = problem.New(problem.Invalid, "screening.file_columns",
		"Line %d has %d columns, the heading has %d. Nothing was loaded: mend the line; a comma inside a value needs quotes around it.",
		"第 %d 行有 %d 列，表头为 %d 列。未载入任何内容：请更正该行；值中含逗号时须加引号。")
	ErrFileHeading = problem.New(problem.Invalid, "screening.file_heading",
		"The heading in line 1 lacks the column %s, or names one twice or one that isn't known. Nothing was loaded: see the format's columns.",
		"第 1 行表头缺少列“%s”，或该列重复、不可识别。未载入任何内容：请对照该格式的列名。")
	ErrFileSyntax = problem.New(problem.Invalid, "screening.file_syntax",
		"Line %d can't be read: %s. Nothing was loaded: mend it there.", "第 %d 行无法解析：%s。未载入任何内容：请更正后重试。")
	ErrFileNoName = problem.New(problem.Invalid, "screening.file_no_name",
		"The entry in line %d has no name that can be compared, or one of more than 300 bytes. Nothing was loaded: mend it.",
		"第 %d 行的条目没有可比对的姓名，或姓名超过 300 字节。未载入任何内容：请更正。")
	ErrFileTwice = problem.New(problem.Invalid, "screening.file_twice",
		"The entries in lines %d and %d are the same or have the same number. Nothing was loaded: keep one of them.",
		"第 %d 行与第 %d 行的条目相同或编号相同。未载入任何内容：请只保留一条。")
	ErrFileDoctype = problem.New(problem.Invalid, "screening.file_doctype",
		"The file declares a document type or entities (line %d); a list needs none, and they can be abused. Nothing was loaded.",
		"文件含 DOCTYPE 或实体声明（第 %d 行）；名单文件无需此类声明，且其可被滥用。未载入任何内容。")
	ErrFileShape = problem.New(problem.Invalid, "screening.file_shape",
		"The file's root is <%s>, not that of this format, or it nests too deep. Nothing was loaded: check the format that you named.",
		"文件根元素为 <%s>，与所选格式不符，或嵌套过深。未载入任何内容：请核对所选格式。")
	ErrFileEmpty = problem.New(problem.Invalid, "screening.file_empty",
		"The file holds no entry. Nothing was loaded: an empty list would clear everybody.", "文件中没有条目。未载入任何内容：空名单等于放行所有人。")
)
