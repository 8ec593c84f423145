package backup

import "tonghui/base/problem"

// Problems of backup and restore.
var (
	ErrNotABackup = problem.New(problem.Unavailable, "backup.not_a_backup",
		"This is not a backup of Tonghui, or its beginning is damaged. Check the path.",
		"该文件不是通惠的备份，或文件头已损坏。请核对路径。")
	ErrCutShort = problem.New(problem.Unavailable, "backup.cut_short",
		"This backup was cut short: its end is missing. Use another one, or copy it again.",
		"该备份不完整，缺少结尾部分。请改用其他备份，或重新复制。")
	ErrAltered = problem.New(problem.Unavailable, "backup.altered",
		"This backup was altered or damaged: its content is not what was written. Use another one.",
		"该备份已被改动或损坏，内容与写入时不符。请改用其他备份。")
	ErrOtherProduct = problem.New(problem.Unavailable, "backup.other_product",
		"This is the database of another product (%s), not a Tonghui bank. Check the path or address.",
		"这是其他产品（%s）的数据库，不是通惠银行。请核对路径或地址。")
	ErrNewer = problem.New(problem.Unavailable, "backup.newer",
		"This backup was made by a newer version of Tonghui (format %d). Use that version.",
		"该备份由更高版本的通惠制作（格式 %d）。请使用相应版本。")
	ErrOtherEngine = problem.New(problem.Unavailable, "backup.other_engine",
		"This is a backup of %s made with %s; it can't be restored to %s.",
		"该备份来自 %s（由 %s 制作），不能恢复到 %s。")
	ErrExists = problem.New(problem.Conflict, "backup.exists",
		"There is something at %s already. A restore goes to a new place only: name another, or move that away first.",
		"%s 处已有内容。恢复只能写入新位置：请另选位置，或先移走原有内容。")
	ErrDiskFull = problem.New(problem.Unavailable, "backup.disk_full",
		"The disk of %s is full. Nothing was kept; free space there, then try again.",
		"%s 所在磁盘空间已满，未保留任何内容。请清理空间后重试。")
	ErrWrite = problem.New(problem.Unavailable, "backup.write",
		"%s can't be written. Nothing was kept; check that the folder exists and that you may write there.",
		"无法写入 %s，未保留任何内容。请检查目录是否存在、是否有写权限。")
	ErrSource = problem.New(problem.Unavailable, "backup.source",
		"The database %s can't be read. Check the path or address, and that you may read it.",
		"无法读取数据库 %s。请核对路径或地址，以及读取权限。")
	ErrDamagedSource = problem.New(problem.Unavailable, "backup.damaged",
		"The restored database is damaged: %s. The backup is as it was made, so the bank was damaged by then; use an older one.",
		"恢复出的数据库已损坏：%s。备份本身完好，说明制作备份时银行数据已损坏，请改用更早的备份。")
	ErrNoTool = problem.New(problem.Unavailable, "backup.no_tool",
		"The program %[1]s is needed for this and is not installed: %[2]s.", "此操作需要程序 %[1]s，但尚未安装：%[2]s。")
	ErrToolEngine = problem.New(problem.Invalid, "backup.tool_engine",
		"%s doesn't copy a database of %s. Leave --tool out to get the right one.",
		"%s 不能备份 %s 数据库。不写 --tool 即自动选用。")
	ErrTool = problem.New(problem.Unavailable, "backup.tool_failed",
		"%s failed: %s. Nothing was kept.", "%s 执行失败：%s。未保留任何内容。")
	ErrAddress = problem.New(problem.Invalid, "backup.address",
		"The address of a database server is mysql://user:password@host:port/database.",
		"数据库服务器地址的格式为 mysql://用户:密码@主机:端口/数据库。")
)
