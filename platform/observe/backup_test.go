package observe

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestBackupFile(t *testing.T) {
	var log bytes.Buffer
	o := Setup(Config{Output: &log})
	path := filepath.Join(t.TempDir(), "bank.db.backup.json")
	o.Metrics.WatchBackupFile(path, o.Log)
	if text := metricsOf(o); strings.Contains(text, "last_success") || !strings.Contains(text, "tonghui_backup_failures_total 0") {
		t.Error("a bank without a backup shows one")
	}
	at := time.Unix(1_800_000_000, 0)
	for range 2 {
		if err := NoteBackup(path, func(s *BackupStats) { s.Last, s.Bytes, s.Took = at, 42, time.Second; s.Failures++ }); err != nil {
			t.Fatal(err)
		}
	}
	text := metricsOf(o)
	for _, want := range []string{"tonghui_backup_last_success_timestamp_seconds 1.8e+09", "tonghui_backup_last_size_bytes 42",
		"tonghui_backup_last_duration_seconds 1\n", "tonghui_backup_failures_total 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %q", want)
		}
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text := metricsOf(o); strings.Contains(text, "last_success") || !strings.Contains(log.String(), path) {
		t.Error("a broken file shows a backup, or the log doesn't say it")
	}
	if err := NoteBackup(path, func(*BackupStats) {}); err == nil {
		t.Error("a broken file was overwritten")
	}
	if err := NoteBackup(filepath.Join(path, "no", "folder"), func(*BackupStats) {}); err == nil {
		t.Error("a file was made in no folder")
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}
