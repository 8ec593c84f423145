package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	tonghui "tonghui"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/blob"
	"tonghui/platform/store"
	"tonghui/platform/store/backup"
)

var drillCommand = command{
	name: "drill", brief: "prove that a backup can be restored / 备份恢复演练",
	usage: `
usage: tonghui drill [--key-file KEY] [--blobs PLACE] [--dir DIR] [--db FILE|mysql://…] [--json]

Makes a backup of the bank, which may be serving, restores it to a temporary folder, and proves the books there
from the first entry on; prints times and sizes, and removes everything. Exit code 1 means that the restored bank doesn't
prove. DIR needs room for the backup and the whole bank; the default is the system's temporary folder. A bank on a
database server is restored into a second database there, NAME_drill, which must not exist.

example:
  tonghui drill --db bank.db --key-file /etc/tonghui/master.key --dir /var/tmp`,
	run: runDrill,
}

// drilled is the report of a drill.
type drilled struct {
	Backup  *kept               `json:"backup"`
	Restore *brought            `json:"restore"`
	Books   *ledger.CheckReport `json:"books"`
	Files   *blob.Report        `json:"files,omitempty"`
	Log     *audit.CheckReport  `json:"-"`
	Verify  time.Duration       `json:"verifyNanos"`
	Took    time.Duration       `json:"tookNanos"`
}

func runDrill(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var k keeping
	k.flags(flags)
	k.niceFlag(flags)
	dir := flags.String("dir", os.TempDir(), "where the drill takes place / 演练所用目录")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	if err := k.load(); err != nil {
		return err
	}
	k.giveWay()
	room, err := os.MkdirTemp(*dir, "tonghui-drill-")
	if err != nil {
		return errDrillRoom.With(*dir).Because(err)
	}
	defer os.RemoveAll(room)
	d, err := e.drill(ctx, room, &k)
	if _, missing := os.Stat(e.db); missing == nil {
		e.noteBackup(nil, true, err)
	}
	if d.Books != nil {
		e.printDrill(d, err == nil)
	}
	return err
}

func (e *env) drill(ctx context.Context, room string, k *keeping) (d drilled, err error) {
	start := time.Now()
	if d.Backup, err = e.keep(ctx, filepath.Join(room, "kept"), k); err != nil {
		return d, err
	}
	second := *e
	second.db = filepath.Join(room, "restored.db")
	if store.IsDSN(e.db) {
		if second.db, err = backup.DrillDatabase(e.db); err != nil {
			return d, err
		}
	}
	there := *k
	if k.blobs != "" {
		there.blobs = filepath.Join(room, "files")
	}
	if d.Restore, err = second.bring(ctx, d.Backup.File, "", &there); err != nil {
		return d, err
	}
	// The log's key lies beside the bank; its checkpoints may be newer than the backup, so they are not compared.
	keyed, _, err := (&auditFlags{}).checking(ctx, e)
	if err == nil {
		err = second.proveRestored(ctx, &d, &there, keyed)
	}
	if store.IsDSN(second.db) {
		// Also after a cancelled drill; a database that was there before has stopped bring above.
		err = firstError(err, backup.DropDrill(context.WithoutCancel(ctx), second.db))
	}
	d.Took = time.Since(start)
	return d, err
}

// proveRestored does what `tonghui verify --full` does, and reads every stored file.
func (e *env) proveRestored(ctx context.Context, d *drilled, k *keeping, keyed audit.Config) error {
	start := time.Now()
	defer func() { d.Verify = time.Since(start) }()
	b, err := tonghui.Open(ctx, e.db, store.Options{}, tonghui.Config{App: app.Config{Version: version}, Audit: keyed})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	if err := b.Migrated(ctx); err != nil {
		return err
	}
	bar := e.progress("verify / 核对")
	d.Books, err = b.Ledger.Check(ctx, ledger.CheckOptions{Full: true, Progress: bar.set})
	bar.end()
	if err != nil {
		return err
	}
	if d.Log, err = b.Audit.Check(ctx, audit.CheckOptions{Full: true}); err != nil {
		return err
	}
	if n := d.Books.Errors + d.Log.Errors; n > 0 {
		return errFindings.With(n)
	}
	if err := checkRooms(ctx, b); err != nil {
		return err
	}
	if k.blobs == "" {
		return nil
	}
	place, err := blob.Open(k.blobs)
	if err != nil {
		return err
	}
	files := blob.New(b.Store, place, k.ring)
	r, err := files.Check(ctx, blob.CheckOptions{Full: true})
	d.Files = &r
	if err == nil && len(r.Findings) > 0 {
		err = blob.ErrFindings.With(len(r.Findings))
	}
	return err
}

func (e *env) printDrill(d drilled, proves bool) {
	if e.json {
		e.printJSON(d)
		return
	}
	ms := func(t time.Duration) time.Duration { return t.Round(time.Millisecond) }
	fmt.Fprintf(e.out, "backup / 备份    %10s  %s → %s\n", ms(d.Backup.Took), bytesText(d.Backup.Manifest.Size), bytesText(d.Backup.Bytes))
	fmt.Fprintf(e.out, "restore / 恢复   %10s\n", ms(d.Restore.Took))
	fmt.Fprintf(e.out, "verify / 核对    %10s  entries / 分录 %d, accounts / 账户 %d\n", ms(d.Verify), d.Books.Entries, d.Books.Accounts)
	if d.Files != nil {
		fmt.Fprintf(e.out, "                             files / 文件 %d, %s\n", d.Files.Files, bytesText(d.Files.Bytes))
	}
	if proves {
		fmt.Fprintf(e.out, "✓ this bank can be brought back in / 该银行可在此时间内恢复: %s\n", ms(d.Restore.Took+d.Verify))
		return
	}
	for _, f := range d.Books.Findings {
		fmt.Fprintf(e.out, "  ✗ %s\n    %s\n    %s\n", f.Code, f.EN, f.ZH)
	}
	if d.Log != nil && d.Log.Errors > 0 {
		e.printAuditFindings(d.Log)
	}
}
