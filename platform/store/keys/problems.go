package keys

import "tonghui/base/problem"

// Problems of keys and sealed files.
var (
	ErrKeyFile = problem.New(problem.Unavailable, "keys.key",
		"The key %s must be 64 hex digits (32 random bytes), one key a line, the one for new files first. "+
			"Make one with `openssl rand -hex 32`, keep it readable by you alone, and keep a copy elsewhere.",
		"密钥 %s 须为 64 位十六进制数字（32 个随机字节），每行一个，首行用于新文件。"+
			"可用 openssl rand -hex 32 生成；请仅限本人可读，并另存备份。")
	ErrNoKey = problem.New(problem.Unavailable, "keys.none",
		"This file is encrypted under the key %s, and no key was given. Give it with --key-file.",
		"该文件以密钥 %s 加密，但未提供密钥。请用 --key-file 提供。")
	ErrWrongKey = problem.New(problem.Unavailable, "keys.wrong",
		"This file is encrypted under the key %s; the key given is another (%s). Find the right key: without it the file can't be read.",
		"该文件以密钥 %s 加密，所提供的是另一把密钥（%s）。请找到正确的密钥，否则无法读取。")
	ErrAltered = problem.New(problem.Unavailable, "keys.altered",
		"This encrypted file was altered or damaged: a byte of it is not what was written. Use another copy.",
		"该加密文件已被改动或损坏，内容与写入时不符。请改用其他副本。")
	ErrCutShort = problem.New(problem.Unavailable, "keys.cut_short",
		"This encrypted file was cut short: its end is missing. Use another copy, or copy it again.",
		"该加密文件不完整，缺少结尾部分。请改用其他副本，或重新复制。")
	ErrNotSealed = problem.New(problem.Unavailable, "keys.not_sealed",
		"This is not an encrypted file of Tonghui, or its beginning is damaged. Check the path.",
		"该文件不是通惠的加密文件，或文件头已损坏。请核对路径。")
	ErrNewer = problem.New(problem.Unavailable, "keys.newer",
		"This file was encrypted by a newer version of Tonghui (format %d, algorithm %d). Use that version.",
		"该文件由更高版本的通惠加密（格式 %d，算法 %d）。请使用相应版本。")
	ErrService = problem.New(problem.Unavailable, "keys.service",
		"The key service at %s could not be used: %s. Check that it runs, the token, and the key's name.",
		"密钥服务 %s 不可用：%s。请检查其是否运行、访问令牌与密钥名称。")
)
