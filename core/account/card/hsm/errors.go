package hsm

import "tonghui/base/problem"

// The refusals of the module. None of them tells anything of a PIN.
var (
	ErrFormat = problem.New(problem.Invalid, "card.pin_format",
		"The PIN block has a format that the bank doesn't take. Use ISO 9564-1 format 0 or 3 under a TDES key, or format 4 under an AES key.",
		"PIN 密文块格式不受支持。请使用 ISO 9564-1 格式 0、3（TDES 密钥）或格式 4（AES 密钥）。")
	ErrBlock = problem.New(problem.Invalid, "card.pin_block",
		"The PIN block can't be read: it is damaged, was made for another card, or under another key. Enter the PIN again.",
		"PIN 密文块无法解读：可能已损坏，或属于其他卡、其他密钥。请重新输入密码。")
	ErrWeak = problem.New(problem.Invalid, "card.pin_weak",
		"This PIN can't be chosen: it must have six digits that are not all equal, no run such as 123456, and not the card number's last. Choose another.",
		"该密码不可用：须为 6 位数字，不得为相同数字、连续数字或卡号末 6 位。请另选密码。")
	ErrKey = problem.New(problem.Invalid, "card.key",
		"There is no key for this use under the given name. Ask the bank for the right key.", "没有该用途的密钥。请向银行确认密钥编号。")
	ErrNotStarted = problem.New(problem.Unavailable, "card.hsm_not_started",
		"The security module has no keys loaded yet. Try again in a moment.", "加密机密钥尚未载入，请稍后重试。")
	ErrKeyName = problem.New(problem.Invalid, "card.key_name",
		"A key's name has 1 to 24 capitals, digits and hyphens. Choose such a name.", "密钥名称应为 1 至 24 位大写字母、数字或连字符。请更正。")
	ErrKeyTaken = problem.New(problem.Conflict, "card.key_taken",
		"There is a key of this name already. Choose another name.", "该密钥名称已存在。请另选名称。")
	ErrAltered = problem.New(problem.Unavailable, "card.key_altered",
		"A key of the security module was altered or damaged. Stop and call the operators.", "加密机密钥已被改动或损坏。请停止操作并联系运维人员。")
	ErrDigits = problem.New(problem.Invalid, "card.digits",
		"Card number, expiry and service code must be digits of the right length.", "卡号、有效期和服务代码应为规定位数的数字。")
)
