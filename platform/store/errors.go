package store

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

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

// What took a transaction away when no statement's error tells.
var (
	errRolledBack = errors.New("store: SQLite rolled the transaction back")
	errGoexit     = errors.New("store: an update ended the writer's goroutine")
)

// classify turns a driver error into the store's own.
func classify(err error) error {
	if err == nil || errors.Is(err, ErrDuplicate) {
		return err
	}
	var p *problem.Error
	if errors.As(err, &p) {
		return err
	}
	var se *sqlite.Error
	if !errors.As(err, &se) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return ErrGaveUp.Because(err)
		}
		return err
	}
	switch se.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return errors.Join(ErrDuplicate, err)
	}
	switch se.Code() & 0xff {
	case lib.SQLITE_FULL:
		return ErrDiskFull.Because(err)
	case lib.SQLITE_READONLY, lib.SQLITE_PERM:
		return ErrReadOnly.Because(err)
	case lib.SQLITE_IOERR:
		return ErrDisk.Because(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return ErrBusy.Because(err)
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return ErrNotABank.Because(err)
	case lib.SQLITE_CANTOPEN:
		return ErrReadOnly.Because(err)
	case lib.SQLITE_INTERRUPT:
		return ErrGaveUp.Because(err)
	}
	return err
}
