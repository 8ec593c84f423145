package blob

import "tonghui/base/problem"

// Problems of stored files.
var (
	ErrTooLarge = problem.New(problem.TooLarge, "blob.too_large",
		"The file is larger than the %d bytes allowed here. Nothing was kept; send a smaller one.",
		"文件超过此处允许的 %d 字节，未予保存。请提交较小的文件。")
	ErrEmpty = problem.New(problem.Invalid, "blob.empty",
		"The file is empty. Nothing was kept; choose the right file.", "文件为空，未予保存。请选择正确的文件。")
	ErrBrokenOff = problem.New(problem.Malformed, "blob.broken_off",
		"The file broke off before its end. Nothing was kept; send it again.", "文件传输中断，未予保存。请重新提交。")
	ErrMediaType = problem.New(problem.Invalid, "blob.media_type",
		"A media type is at most 127 letters, such as image/png.", "媒体类型最长 127 个字符，例如 image/png。")
	ErrDigest = problem.New(problem.Malformed, "blob.digest",
		"A file is named by sha256: and 64 hex digits in small letters.", "文件名应为 sha256: 加 64 位小写十六进制数字。")
	ErrMissing = problem.New(problem.NotFound, "blob.missing",
		"There is no file with the digest %s.", "没有摘要为 %s 的文件。")
	ErrLost = problem.New(problem.Unavailable, "blob.lost",
		"The file %s is gone from where it was kept. Restore it from a backup.", "文件 %s 已不在存放处。请从备份恢复。")
	ErrCorrupt = problem.New(problem.Unavailable, "blob.corrupt",
		"The file %s is not what was put in: at least one byte of it changed. Restore it from a backup.",
		"文件 %s 与存入时不符，至少一个字节已改变。请从备份恢复。")
	ErrAttached = problem.New(problem.Conflict, "blob.attached",
		"The file %s is still used by %d records of the bank, so it stays.", "文件 %s 仍被银行的 %d 条记录使用，不予删除。")
	ErrNotAttached = problem.New(problem.Conflict, "blob.not_attached",
		"Nothing is attached to the file %s, so nothing can be detached.", "文件 %s 未被挂接，无从解除。")
	ErrBeingRemoved = problem.New(problem.Unavailable, "blob.being_removed",
		"The file %s is just being removed. Put it again in a minute.", "文件 %s 正在清除，请一分钟后重新提交。")
	ErrDiskFull = problem.New(problem.Unavailable, "blob.disk_full",
		"The place for files (%s) is full. Nothing was kept; free space there, then try again.",
		"文件存放处（%s）空间已满，未予保存。请清理空间后重试。")
	ErrPlace = problem.New(problem.Unavailable, "blob.place",
		"The place for files (%s) can't be used. Check that it exists and that the bank may write there.",
		"文件存放处（%s）不可用。请检查其是否存在、银行是否有写权限。")
	ErrDenied = problem.New(problem.Unavailable, "blob.denied",
		"The place for files (%s) refuses the bank's credentials. Check the access key, its secret and its rights.",
		"文件存放处（%s）拒绝了银行的凭据。请检查访问密钥及其权限。")
	ErrDown = problem.New(problem.Unavailable, "blob.down",
		"The place for files (%s) does not answer. Check that it runs and that the network reaches it, then try again.",
		"文件存放处（%s）无应答。请检查其是否运行、网络是否可达，然后重试。")
	ErrFindings = problem.New(problem.Refused, "blob.findings",
		"%d stored files are missing or changed. Restore them from a backup; the list names them.",
		"有 %d 个文件缺失或已改变，详见列表。请从备份恢复。")
)
