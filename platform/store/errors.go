package store

import (
	"context"
	"errors"

	"tonghui/base/problem"
)

// Problems of the store. Their sentences name what an operator or client can do.
var (
	ErrBusy = problem.New(problem.Unavailable, "store.busy",
		"The bank has more work waiting than it can take. Nothing was booked; try again in a second.",
		"银行当前排队业务过多，本次未记账。请稍候一秒重试。")
	ErrClosed = problem.New(problem.Unavailable, "store.closed",
		"The bank is shutting down. Nothing was booked; try again after it has started.",
		"银行系统正在关闭，本次未记账。请待其启动后重试。")
	ErrDiskFull = problem.New(problem.Unavailable, "store.disk_full",
		"The bank's disk is full. Nothing was booked; free space on it, then try again.",
		"银行数据盘空间已满，本次未记账。请清理空间后重试。")
	ErrReadOnly = problem.New(problem.Unavailable, "store.read_only",
		"The bank's database can't be written: its disk or file is read-only. Nothing was booked; make it writable, then try again.",
		"银行数据库不可写（磁盘或文件为只读），本次未记账。请恢复写权限后重试。")
	ErrDisk = problem.New(problem.Unavailable, "store.disk_error",
		"The bank's disk reported an error, so it is not certain that this request was kept. Repeat it with the same idempotency key.",
		"银行数据盘报错，无法确认本次请求是否已保存。请使用同一幂等键重试。")
	ErrLocked = problem.New(problem.Unavailable, "store.locked",
		"Another process has this bank's database open for writing. Use that server, or stop it first.",
		"该银行数据库正被另一进程写入。请改用该服务，或先停止它。")
	ErrNewerSchema = problem.New(problem.Unavailable, "store.newer_schema",
		"This database was migrated by a newer version of Tonghui (%s). Start that version, or restore an older backup.",
		"该数据库已由更高版本的通惠升级(%s)。请启动相应版本，或恢复较早的备份。")
	ErrChangedSchema = problem.New(problem.Unavailable, "store.changed_schema",
		"Migration %s was applied to this database with another text. Use the version of Tonghui that made it.",
		"本数据库应用过的迁移 %s 与当前程序中的内容不同。请使用建立该库的通惠版本。")
	ErrNotMigrated = problem.New(problem.Unavailable, "store.not_migrated",
		"This database lacks migration %s. Run `tonghui migrate`, or start `tonghui serve`, which migrates.",
		"该数据库尚未执行迁移 %s。请运行 tonghui migrate，或启动 tonghui serve 自动迁移。")
	ErrNotABank = problem.New(problem.Unavailable, "store.not_a_bank",
		"This file is not a Tonghui database, or it is damaged. Check the path; restore a backup if it is the right file.",
		"该文件不是通惠数据库，或已损坏。请核对路径；若路径无误，请从备份恢复。")
	ErrNoDatabase = problem.New(problem.NotFound, "store.no_database",
		"There is no database at this path. Check the path, or create the bank with `tonghui serve` or `tonghui migrate`.",
		"该路径下没有数据库。请核对路径，或用 tonghui serve / tonghui migrate 新建。")
	ErrGaveUp = problem.New(problem.Unavailable, "store.gave_up",
		"The caller gave up before this write began. Nothing was booked.",
		"调用方在写入开始前已放弃，本次未记账。")
)

// Problems of shared engines.
var (
	ErrConflict = problem.New(problem.Unavailable, "store.conflict",
		"Too many writers wanted the same rows at once. Nothing was booked; try again in a second.",
		"同一数据的并发写入过多，本次未记账。请稍候一秒重试。")
	ErrUnreachable = problem.New(problem.Unavailable, "store.unreachable",
		"The bank's database server does not answer. Nothing was booked; try again in a moment, and look at the server if it lasts.",
		"银行数据库服务器无响应，本次未记账。请稍后重试；若持续无响应，请检查数据库服务器。")
	ErrUncertain = problem.New(problem.Unavailable, "store.uncertain",
		"The database server went away while it kept this request, so it is not certain that it did. Repeat it with the same idempotency key.",
		"数据库服务器在保存本次请求时失去联系，无法确认是否已保存。请使用同一幂等键重试。")
	ErrNodeTaken = problem.New(problem.Unavailable, "store.node_taken",
		"Another process of this bank runs as node %d (%s). Start this one with another --node, or with none: a free one is taken then.",
		"本行已有另一进程以节点号 %d 运行(%s)。请换用其他 --node，或不指定，由系统自动选取空闲节点号。")
	ErrNodeLost = problem.New(problem.Unavailable, "store.node_lost",
		"This process was out of touch for so long that another one took its node number. It writes nothing any more; start it again.",
		"本进程失联过久，节点号已被其他进程接管，现已停止写入。请重新启动本进程。")
	ErrNoRights = problem.New(problem.Unavailable, "store.no_rights",
		"The database server refuses this user: %s. Check name and password, and grant the user all rights on the bank's own database.",
		"数据库服务器拒绝该用户：%s。请核对用户名与口令，并授予其对本行数据库的全部权限。")
	ErrNoSchema = problem.New(problem.NotFound, "store.no_schema",
		"The database server has no database of this name: %s. Create it there (CREATE DATABASE name) and grant the bank's user all rights on it.",
		"数据库服务器上没有该名称的数据库：%s。请先建库(CREATE DATABASE 库名)，并授予银行用户对该库的全部权限。")
	ErrBadDSN = problem.New(problem.Invalid, "store.bad_dsn",
		"This is no address of a database: %s. It looks like mysql://user:password@host:3306/name.",
		"数据库地址格式不正确：%s。正确形式如 mysql://用户:口令@主机:3306/库名。")
	ErrUnfit = problem.New(problem.Unavailable, "store.unfit_server",
		"This database server can't hold a bank yet: %s. Nothing was changed.",
		"该数据库服务器尚不能承载银行系统：%s。未做任何更改。")
	ErrClockSkew = problem.New(problem.Unavailable, "store.clock_skew",
		"This machine's clock and the database server's are %s apart. Let both follow the same time server (chrony, NTP), then start again.",
		"本机时钟与数据库服务器相差 %s。请让两者同步到同一时间服务器(chrony、NTP)后再启动。")
)

// Problems of leases.
var (
	ErrLeaseHeld = problem.New(problem.Conflict, "store.lease_held",
		"Another process does the work %q at present. It goes on there; nothing needs to be done.",
		"任务 %q 目前由另一进程执行，无需处理。")
	ErrLeaseLost = problem.New(problem.Conflict, "store.lease_lost",
		"The work %q was taken over by another process, because this one was out of touch. What it had not committed was dropped.",
		"任务 %q 因本进程失联已由其他进程接管，本进程尚未提交的部分已放弃。")
)

// ErrSlowRead ends a View that reads for too long.
var ErrSlowRead = problem.New(problem.Unavailable, "store.slow_read",
	"This query took too long and was stopped. Ask for a shorter period or a smaller page.",
	"该查询耗时过长，已被中止。请缩短查询区间或减小每页条数。")

// errLost answers an update whose transaction SQLite took back before its commit.
var errLost = problem.New(problem.Unavailable, "store.transaction_lost",
	"The database gave up a group of writes. Nothing was booked; try again.",
	"数据库放弃了一组写入，本次未记账。请重试。")

// errOutside is a mistake of the program, as is keeping a Tx for later.
var errOutside = errors.New("store: Tx used outside its closure")

// ErrDuplicate says that a unique key was already there. It is for rooms, not for clients: a room answers
// with its own sentence.
var ErrDuplicate = errors.New("store: duplicate key")

// errExclusive makes an update begin anew, without others beside it. Nobody outside the store sees it.
var errExclusive = problem.New(problem.Unavailable, "store.exclusive",
	"This write waits until it is alone. Nothing was booked; try again in a second.", "该写入须独占执行，本次未记账。请稍候一秒重试。")

// What took a transaction away when no statement's error tells.
var (
	errRolledBack = errors.New("store: SQLite rolled the transaction back")
	errGoexit     = errors.New("store: an update ended the writer's goroutine")
)

// classify turns a driver's error into the store's own.
func classify(err error) error {
	if err == nil || errors.Is(err, ErrDuplicate) {
		return err
	}
	var p *problem.Error
	if errors.As(err, &p) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return ErrGaveUp.Because(err)
	}
	if own := classifySQLite(err); own != nil {
		return own
	}
	if own := classifyMySQL(err); own != nil {
		return own
	}
	return err
}
