package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"tonghui/platform/blob"
	"tonghui/platform/store"
	"tonghui/platform/store/backup"
)

var restoreCommand = command{
	name: "restore", brief: "bring a bank back from a backup, to a new place / 从备份恢复到新位置",
	usage: `
usage: tonghui restore FROM --db NEW [--key-file KEY] [--blobs NEWPLACE] [--data-dir NEW] [--json]

FROM is a backup, or the folder or S3 prefix where they are kept (then the newest). Everything is read and proven before
the restored bank gets its name; a place where something is already is refused. --blobs names the new place of the
stored files, which are taken from blobs/ beside the backup. --db mysql://… restores into a new or empty database;
a copy made by mariadb-backup goes to a new --data-dir instead. Then run tonghui verify --full.

example:
  tonghui restore /var/backups/bank --db restored.db --key-file /etc/tonghui/master.key --blobs restored-files`,
	run: runRestore,
}

// brought says what a restore did.
type brought struct {
	From     string          `json:"from"`
	To       string          `json:"to"`
	Manifest backup.Manifest `json:"manifest"`
	Blobs    *blob.Moved     `json:"blobs,omitempty"`
	Took     time.Duration   `json:"tookNanos"`
}

func runRestore(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var k keeping
	k.flags(flags)
	dataDir := flags.String("data-dir", "", "new data folder for a copy by mariadb-backup / mariadb-backup 备份的新数据目录")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 1); err != nil {
		return err
	}
	if err := k.load(); err != nil {
		return err
	}
	done, err := e.bring(ctx, rest[0], *dataDir, &k)
	if err != nil {
		return err
	}
	if e.json {
		e.printJSON(done)
		return nil
	}
	done.print(e.out)
	if *dataDir != "" {
		fmt.Fprintf(e.out, "Give the folder to the server's user and start it with --datadir=%[1]s / 请将目录交给数据库用户并以 --datadir=%[1]s 启动\n", *dataDir)
		return nil
	}
	fmt.Fprintf(e.out, "now / 请接着运行: tonghui verify --full --db %s\n", store.HidePassword(e.db))
	return nil
}

func (b *brought) print(w io.Writer) {
	fmt.Fprintf(w, "%s → %s\n  bank / 银行 %s, as of / 截至 %s, %s in %s (%s/s)\n", b.From, b.To, b.Manifest.Bank,
		b.Manifest.Made.Local().Format("2006-01-02 15:04:05"), bytesText(b.Manifest.Size), b.Took.Round(time.Millisecond),
		bytesText(perSecond(b.Manifest.Size, b.Took)))
	if b.Blobs != nil {
		fmt.Fprintf(w, "  files / 文件 %d, %s\n", b.Blobs.Files, bytesText(b.Blobs.Bytes))
	}
}

// bring restores a backup to e.db, or to a data folder.
func (e *env) bring(ctx context.Context, from, dataDir string, k *keeping) (*brought, error) {
	start := time.Now()
	r, from, err := openBackup(ctx, from)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	done := &brought{From: from, To: store.HidePassword(e.db)}
	switch {
	case dataDir != "":
		done.To = dataDir
		done.Manifest, err = backup.RestoreDataDir(ctx, r, dataDir, k.ring)
	case store.IsDSN(e.db):
		done.Manifest, err = backup.RestoreServer(ctx, r, e.db, k.ring)
	default:
		return done, e.bringFile(ctx, r, done, start, k)
	}
	if err == nil && k.blobs != "" && dataDir == "" {
		done.Blobs, err = bringBlobs(ctx, e.db, from, k)
	}
	done.Took = time.Since(start)
	return done, err
}

// bringFile restores a SQLite bank: the stored files are there before the database gets its name.
func (e *env) bringFile(ctx context.Context, r io.Reader, done *brought, start time.Time, k *keeping) error {
	stage, err := backup.RestoreSQLite(ctx, r, e.db, k.ring)
	if err != nil {
		return err
	}
	defer stage.Discard()
	if k.blobs != "" {
		if done.Blobs, err = bringBlobs(ctx, stage.Path, done.From, k); err != nil {
			return err
		}
	}
	if err := stage.Commit(); err != nil {
		return err
	}
	done.Manifest, done.Took = stage.Manifest, time.Since(start)
	return nil
}

// bringBlobs copies the stored files of a restored bank to their new place.
func bringBlobs(ctx context.Context, db, backupFile string, k *keeping) (*blob.Moved, error) {
	folder, _ := split(backupFile)
	from, err := blob.Open(join(folder, "blobs"))
	if err != nil {
		return nil, err
	}
	to, err := blob.Open(k.blobs)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, db, store.Options{})
	if err != nil {
		return nil, err
	}
	m, err := blob.New(st, to, k.ring).CopyFrom(ctx, from, k.ring)
	return &m, firstError(err, st.Close())
}

// openBackup opens a backup, or the newest of a folder or prefix. Names end in the time, so that the last is the newest.
func openBackup(ctx context.Context, from string) (io.ReadCloser, string, error) {
	folder, name := from, ""
	//nolint:gosec // the operator's own path
	if i, err := os.Stat(from); err == nil && !i.IsDir() || strings.HasSuffix(pathOf(from), backupSuffix) {
		folder, name = split(from)
	}
	if !strings.HasPrefix(folder, "s3://") {
		//nolint:gosec // the operator's own path; opening it as a place would make it
		if _, err := os.Stat(folder); err != nil {
			return nil, from, errNoBackup.With(from).Because(err)
		}
	}
	place, err := blob.Open(folder)
	if err != nil {
		return nil, from, err
	}
	if name == "" {
		when := ""
		err := place.List(ctx, "", func(o blob.Object) error {
			at := o.Name[strings.LastIndex(o.Name, "-")+1:]
			if strings.HasSuffix(o.Name, backupSuffix) && !strings.Contains(o.Name, "/") && at > when {
				name, when = o.Name, at
			}
			return nil
		})
		if err != nil {
			return nil, from, err
		}
	}
	if name == "" {
		return nil, from, errNoBackup.With(from)
	}
	r, err := place.Get(ctx, name)
	if err != nil && blob.ErrMissing.Is(err) {
		err = errNoBackup.With(from).Because(err)
	}
	return r, join(folder, name), err
}
