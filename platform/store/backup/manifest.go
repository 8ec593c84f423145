package backup

import (
	"errors"
	"syscall"
	"time"

	"tonghui/base/problem"
)

// Manifest says what a backup holds.
type Manifest struct {
	Format  int       `json:"format"`
	Product string    `json:"product"`
	Program string    `json:"program"` // version of Tonghui that made it
	Bank    string    `json:"bank"`    // fingerprint of the bank, the same for all its backups
	Engine  string    `json:"engine"`  // sqlite, mariadb, tidb or mysql
	Tool    string    `json:"tool"`    // what wrote the content, and so what reads it
	Made    time.Time `json:"made"`    // when the snapshot was begun
	// BankDate counts days as package calendar does; 0 before the first day.
	BankDate int64 `json:"bankDate"`
	// Seq is the store's own mark of the ids it had given out (store_bank.id_high): of two backups of one bank the later
	// has the greater. On a server it is read just before the tool begins, so that the content has at least that.
	Seq     int64    `json:"seq,string"`
	Schemas []Schema `json:"schemas"`
	// Checkpoint is the audit log's newest signed note in this snapshot (on a server: just before it), as it is; none if
	// the bank has no such log. It tells a restored bank from an older one.
	Checkpoint []byte `json:"checkpoint,omitempty"`

	Size   int64  `json:"size"`   // bytes of the content
	SHA256 string `json:"sha256"` // of the content, in hex
}

// Schema is one migration that the database has.
type Schema struct {
	Module  string `json:"module"`
	File    string `json:"file"`
	Digest  string `json:"digest"`
	Version string `json:"version"`
}

// What manifests of this program say.
const (
	format  = 1
	product = "tonghui"
)

// The engines and tools.
const (
	SQLiteEngine = "sqlite"
	MariaDB      = "mariadb"
	TiDB         = "tidb"
	MySQL        = "mysql"

	PagesTool    = "pages" // of this package
	DumpTool     = "mariadb-dump"
	HotCopyTool  = "mariadb-backup"
	DumplingTool = "dumpling"
)

// judge refuses what this program can't restore.
func (m *Manifest) judge() error {
	switch {
	case m.Product != product:
		return ErrOtherProduct.With(m.Product)
	case m.Format > format:
		return ErrNewer.With(m.Format)
	}
	return nil
}

// writeError says what an error of writing means; a problem stays what it is.
func writeError(where string, err error) error {
	var p *problem.Error
	switch {
	case err == nil || errors.As(err, &p):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrDiskFull.With(where).Because(err)
	}
	return ErrWrite.With(where).Because(err)
}
