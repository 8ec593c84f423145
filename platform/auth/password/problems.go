package password

import "tonghui/base/problem"

// Problems of passwords.
var (
	ErrBusy = problem.New(problem.Unavailable, "password.busy",
		"Too many people sign in at this moment. Try again in a few seconds.", "当前登录人数过多，请稍候几秒重试。")
	ErrShort = problem.New(problem.Invalid, "password.short",
		"The password is too short. Choose one of at least %d characters; a few words that only you would put together are good.",
		"口令过短，至少需 %d 个字符。可选几个只有您会放在一起的词。")
	ErrLong = problem.New(problem.Invalid, "password.long",
		"The password is too long. At most %d characters are taken.", "口令过长，最多 %d 个字符。")
	ErrText = problem.New(problem.Invalid, "password.text",
		"The password holds characters that can't be typed again safely. Use letters, digits, signs, spaces or Chinese characters.",
		"口令含有无法再次可靠输入的字符。请使用字母、数字、符号、空格或汉字。")
	ErrCommon = problem.New(problem.Invalid, "password.common",
		"This password is among those that thieves try first. Choose another; several unrelated words are easier to keep than signs.",
		"该口令属于常见或已泄露口令，容易被猜中。请另选口令；几个不相干的词比符号更好记。")
	ErrSimple = problem.New(problem.Invalid, "password.simple",
		"This password only repeats or counts on. Choose another; several unrelated words are easy to keep.",
		"该口令只是重复或连续的字符。请另选口令，例如几个不相干的词。")
	ErrPersonal = problem.New(problem.Invalid, "password.personal",
		"The password holds your name, your sign-in name or your number, which others know. Choose one without them.",
		"口令中含有您的姓名、登录名或号码，他人容易得知。请选用不含这些内容的口令。")
	ErrList = problem.New(problem.Invalid, "password.list",
		"Line %d of the list of leaked passwords is not a SHA-1 in 40 hex digits, perhaps with a colon and a count. Load a list of that form.",
		"泄露口令库第 %d 行不是 40 位十六进制 SHA-1（可后接冒号与次数）。请载入该格式的文件。")
	ErrHash = problem.New(problem.Internal, "password.hash",
		"The kept form of this password can't be read. Have the password set anew.", "该口令的存储内容无法识别。请重置口令。")
)
