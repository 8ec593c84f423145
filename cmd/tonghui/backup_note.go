package main

import (
	"fmt"
	"time"

	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// backupNote is the file beside a bank's database in which its backups and drills leave what they did; the server's
// metrics show it. A bank on a database server has none.
func backupNote(db string) string {
	if store.IsDSN(db) {
		return ""
	}
	return db + ".backups.json"
}

// noteBackup leaves what came of a backup or, when drilled is set, of a drill. That it can't be left is no failure of
// the backup.
func (e *env) noteBackup(done *kept, drilled bool, failed error) {
	path := backupNote(e.db)
	if path == "" {
		return
	}
	err := observe.NoteBackup(path, func(s *observe.BackupStats) {
		switch now := time.Now().UTC(); {
		case failed != nil:
			s.Failures++
		case drilled:
			s.Drilled = now
		default:
			s.Last, s.Bytes, s.Took = now, done.Bytes, done.Took
		}
	})
	if err != nil {
		fmt.Fprintf(e.errs, "the note about backups can't be written, the metrics won't show this one / 备份记录无法写入: %v\n", err)
	}
}
