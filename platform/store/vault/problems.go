package vault

import "tonghui/base/problem"

// Problems of protected values. None of them names the value.
var (
	ErrNoMaster = problem.New(problem.Unavailable, "vault.no_master",
		"The bank keeps identity numbers, phones and addresses encrypted and needs its master key for that. Give it with --key-file.",
		"银行对证件号、电话、地址等信息加密保存，须提供主密钥。请用 --key-file 提供。")
	ErrMaster = problem.New(problem.Unavailable, "vault.master",
		"The data key %d is wrapped under the master key %s, which can't be used here. Give that master key as an older line of the key file, "+
			"or see that the key service answers.",
		"数据密钥 %d 由主密钥 %s 封装，而此处无法使用该主密钥。请将其作为旧密钥列入密钥文件，或检查密钥服务是否应答。")
	ErrNotStarted = problem.New(problem.Unavailable, "vault.not_started",
		"The bank's keys are not loaded yet. Try again in a moment.", "银行密钥尚未载入，请稍后重试。")
	ErrAltered = problem.New(problem.Unavailable, "vault.altered",
		"A protected value in %s.%s was altered, damaged or moved: it is not what was written there. Stop using this record and call the operators.",
		"%s.%s 中的受保护数据已被改动、损坏或挪移，与写入时不符。请停止使用该记录并联系运维人员。")
	ErrUnknownKey = problem.New(problem.Unavailable, "vault.unknown_key",
		"A protected value in %s.%s was sealed under the data key %d, which this bank doesn't have. Restore the keys' table together with the records.",
		"%s.%s 中的受保护数据由数据密钥 %d 加密，本行没有该密钥。请将密钥表与业务记录一并恢复。")
	ErrNewer = problem.New(problem.Unavailable, "vault.newer",
		"A protected value in %s.%s was sealed by a newer version of Tonghui (version %d, algorithm %d). Use that version.",
		"%s.%s 中的受保护数据由更高版本的通惠加密（版本 %d，算法 %d）。请使用相应版本。")
	ErrTooLong = problem.New(problem.TooLarge, "vault.too_long",
		"A protected value may have at most %d bytes. Keep longer papers as stored files.",
		"单项受保护数据最长 %d 字节。更长的内容请以文件方式保存。")
	ErrRotating = problem.New(problem.Conflict, "vault.rotating",
		"The index key is being changed already. Let the marks be made anew and the former key be retired first.",
		"索引密钥正在更换。请先完成盲索引重建并停用旧密钥。")
	ErrNoColumns = problem.New(problem.Refused, "vault.no_columns",
		"No column of protected values is registered, so that it can't be told which keys are in use. Nothing was changed.",
		"未登记任何受保护数据列，无法判断密钥是否在用。未做任何更改。")
	ErrUnlisted = problem.New(problem.Refused, "vault.unlisted",
		"Values of %s are sealed but the column is not registered, so that no key can be given up. Nothing was changed.",
		"%s 列已有加密数据但未登记，无法停用任何密钥。未做任何更改。")
)
