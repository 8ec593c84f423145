package main

import "tonghui/base/problem"

var (
	errListen = problem.New(problem.Unavailable, "cli.listen",
		"The address %s can't be used; another program may hold it. Choose another with --addr.",
		"地址 %s 无法使用，可能已被其他程序占用。请用 --addr 另选。")
	errClientFile = problem.New(problem.Unavailable, "cli.client_file",
		"The client file %s can't be used. It must hold two words, the id and the secret of an API client, and be readable by you "+
			"alone (chmod 600). Name another with --client-file.",
		"客户端凭据文件 %s 无法使用。文件须含接口客户端的编号与密钥两个词，且仅本人可读（chmod 600）。可用 --client-file 另行指定。")
	errImportKind = problem.New(problem.Invalid, "cli.import_kind",
		"There is no import %q. Use `tonghui import pkdd99 DIR` or `tonghui import generate DIR`.",
		"没有名为 %q 的导入方式。请使用 tonghui import pkdd99 目录 或 tonghui import generate 目录。")
	errServerRuns = problem.New(problem.Unavailable, "cli.server_runs",
		"The server at %s has this database open. An import needs it alone: stop the server, import, and start it again.",
		"位于 %s 的服务正在使用该数据库。导入须独占数据库：请先停止服务，导入后再启动。")
	errPostArguments = problem.New(problem.Invalid, "cli.post",
		"A posting needs --debit, --credit and --amount, or --file. See `tonghui help post`.",
		"记账须给出 --debit、--credit 与 --amount，或 --file。参见 tonghui help post。")
	errFindings = problem.New(problem.Refused, "cli.findings",
		"The books don't prove: %d findings, listed above. Stop booking and look into them.",
		"账务核对发现 %d 处不符，详见上文。请停止记账并查明原因。")
	errServer = problem.New(problem.Unavailable, "cli.server",
		"The server at %s did not answer as expected. Check that it runs, and its log.",
		"位于 %s 的服务应答异常。请检查其是否运行，并查看日志。")
	errBadFlag = problem.New(problem.Invalid, "cli.flag",
		"The setting of --%s can't be read: %v.", "选项 --%s 的值无法识别：%v。")
)

var errRefusedFile = problem.New(problem.Unavailable, "cli.refused_file",
	"The file %s for refused records can't be written. Choose another with --refused.",
	"无法写入被拒记录文件 %s，请用 --refused 另选。")

var errSealKey = problem.New(problem.Unavailable, "cli.seal_key",
	"The key file %s must hold 64 hex digits (32 random bytes), readable by you. Make one with `openssl rand -hex 32`.",
	"密钥文件 %s 须含 64 位十六进制数字（32 个随机字节）且可读。可用 openssl rand -hex 32 生成。")

var (
	errBatchFile = problem.New(problem.Invalid, "cli.batch_file",
		"The file %s can't be read. Give one with entries as JSON lines or an array.", "无法读取文件 %s。请提供 JSON 行或 JSON 数组形式的分录文件。")
	errBatchRefused = problem.New(problem.Refused, "cli.batch_refused",
		"%d entries were refused; see the list. Correct them and post the file again: what is booked stays as it is.",
		"有 %d 笔分录被拒，详见列表。请更正后重新提交文件，已入账的不会重复记账。")
)
