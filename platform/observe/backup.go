package observe

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// Backups are made by commands of their own, which can't write to a database that a server holds. They leave what
// they did in a small file beside it, and the server's metrics show that file.

// NoteBackup changes what the file at path says of backups; a missing file is made.
func NoteBackup(path string, change func(*BackupStats)) error {
	s, err := ReadBackup(path)
	if err != nil {
		return err
	}
	change(&s)
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // fails when it has got its name
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// ReadBackup reads what NoteBackup wrote; a missing file says that there was none.
func ReadBackup(path string) (s BackupStats, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(text, &s)
}

// WatchBackupFile is WatchBackup for the file at path. One that can't be read counts as no backup, and is said in
// the log.
func (m *Metrics) WatchBackupFile(path string, log *slog.Logger) {
	m.WatchBackup(func() BackupStats {
		s, err := ReadBackup(path)
		if err != nil {
			log.Warn("the file about backups can't be read; remove it, the next backup makes a new one", "file", path, "error", err)
			return BackupStats{}
		}
		return s
	})
}
