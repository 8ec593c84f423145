package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"tonghui/platform/blob"
	"tonghui/platform/store"
	"tonghui/platform/store/backup"
	"tonghui/platform/store/keys"
)

var backupCommand = command{
	name: "backup", brief: "copy the bank while it works / 不停机备份",
	usage: `
usage: tonghui backup --to DIR|FILE.tbk|s3://BUCKET/PREFIX [--key-file KEY] [--blobs PLACE] [--tool TOOL] [--nice N]
       [--db FILE|mysql://…] [--json]

Writes one file with the whole database as of one commit, compressed, and encrypted under the master key. It is
read back and proven before it gets its name. A SQLite bank may be served meanwhile; a database server is
copied by its own tool. --blobs names where the bank's stored files lie: those that are attached and not yet beside the
backup are copied to blobs/ there. KEY is a file, env:NAME or kms:https://host:8200/v1/transit/KEY; for S3 see docs/backup.md.

example:
  tonghui backup --db bank.db --to /var/backups/bank --key-file /etc/tonghui/master.key --blobs /var/lib/tonghui/files`,
	run: runBackup,
}

// backupSuffix ends the name of every backup.
const backupSuffix = ".tbk"

// keeping is what the commands of this family are asked for.
type keeping struct {
	key, blobs, tool string
	nice             int
	ring             *keys.Ring
}

func (k *keeping) flags(fs *flag.FlagSet) {
	fs.StringVar(&k.key, "key-file", "", "master key: a file, env:NAME or kms:URL / 主密钥：文件、env:变量 或 kms:地址")
	fs.StringVar(&k.blobs, "blobs", "", "where stored files lie: a folder or s3://… / 文件存放处：目录或 s3://…")
}

func (k *keeping) load() (err error) {
	k.ring, err = keys.Load(k.key)
	return err
}

func (k *keeping) niceFlag(fs *flag.FlagSet) {
	fs.IntVar(&k.nice, "nice", 10, "yield the processor to the bank: 0 not at all, 19 most / 让出处理器给银行服务：0 不让，19 最多")
}

// giveWay lowers this process's priority, so that whoever posts goes first. Linux keeps one for each thread; threads to
// come inherit it. What can't be lowered stays as it is.
func (k *keeping) giveWay() {
	if k.nice <= 0 {
		return
	}
	threads, _ := os.ReadDir("/proc/self/task")
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.Setpriority(unix.PRIO_PROCESS, id, k.nice)
		}
	}
}

// kept says what a backup did.
type kept struct {
	File     string          `json:"file"`
	Manifest backup.Manifest `json:"manifest"`
	KeyID    string          `json:"keyId,omitempty"`
	Bytes    int64           `json:"bytes"` // of the file
	Blobs    *blob.Moved     `json:"blobs,omitempty"`
	Took     time.Duration   `json:"tookNanos"`
}

func runBackup(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var k keeping
	k.flags(flags)
	to := flags.String("to", "", "a folder, a new file.tbk or s3://bucket/prefix / 目录、新文件.tbk 或 s3://桶/前缀")
	k.niceFlag(flags)
	flags.StringVar(&k.tool, "tool", "", "for a database server: mariadb-dump, mariadb-backup, dumpling / 数据库服务器所用工具")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	if *to == "" {
		return errNoTarget
	}
	if err := k.load(); err != nil {
		return err
	}
	if k.ring == nil && !e.json {
		fmt.Fprintln(e.errs, "no --key-file: whoever has the backup can read it / 未给出 --key-file：备份未加密，得之者皆可读取")
	}
	k.giveWay()
	done, err := e.keep(ctx, *to, &k)
	if _, missing := os.Stat(e.db); missing == nil {
		e.noteBackup(done, false, err)
	}
	if err != nil {
		return err
	}
	if e.json {
		e.printJSON(done)
		return nil
	}
	done.print(e.out)
	return nil
}

func (k *kept) print(w io.Writer) {
	fmt.Fprintf(w, "%s\n  bank / 银行 %s, as of / 截至 %s, %s → %s, %s (%s/s)\n", k.File, k.Manifest.Bank,
		k.Manifest.Made.Local().Format("2006-01-02 15:04:05"), bytesText(k.Manifest.Size), bytesText(k.Bytes),
		k.Took.Round(time.Millisecond), bytesText(perSecond(k.Manifest.Size, k.Took)))
	if k.KeyID != "" {
		fmt.Fprintln(w, "  encrypted under / 加密密钥", k.KeyID)
	}
	if k.Blobs != nil {
		fmt.Fprintf(w, "  files / 文件 %d, %s; copied / 新增 %d\n", k.Blobs.Files, bytesText(k.Blobs.Bytes), k.Blobs.Copied)
	}
}

// keep makes a backup of e.db.
func (e *env) keep(ctx context.Context, to string, k *keeping) (*kept, error) {
	place, folder, name, err := shelf(ctx, to)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	spooled, err := place.Spool()
	if err != nil {
		return nil, err
	}
	done := &kept{KeyID: k.ring.ID()}
	err = e.writeBackup(ctx, spooled, k, done)
	if err == nil {
		err = proveBackup(ctx, spooled, k.ring)
	}
	if err != nil {
		blob.Drop(spooled)
		return nil, err
	}
	if name == "" {
		name = "tonghui-" + done.Manifest.Bank + "-" + done.Manifest.Made.Format("20060102T150405.000Z") + backupSuffix
	}
	if done.Bytes, err = spooled.Seek(0, io.SeekEnd); err == nil {
		err = place.Keep(ctx, name, spooled)
	}
	if err != nil {
		return nil, err
	}
	done.File, done.Took = join(folder, name), time.Since(start)
	if k.blobs != "" {
		done.Blobs, err = e.keepBlobs(ctx, join(folder, "blobs"), k)
	}
	return done, err
}

func (e *env) writeBackup(ctx context.Context, w io.Writer, k *keeping, done *kept) error {
	src, err := openSource(ctx, e.db, k.tool)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	bar := e.progress("backup / 备份")
	defer bar.end()
	done.Manifest, err = backup.Write(ctx, w, src, backup.WriteOptions{
		Ring: k.ring, Program: version, Where: "the backup's place", Progress: bar.set})
	return err
}

// openSource begins the snapshot of a bank.
func openSource(ctx context.Context, db, tool string) (backup.Source, error) {
	if store.IsDSN(db) {
		return backup.OpenServer(ctx, db, tool, newestCheckpoint)
	}
	return backup.OpenSQLite(ctx, db, newestCheckpoint)
}

// proveBackup reads back what was written: what can't be read is no backup.
func proveBackup(ctx context.Context, f io.ReadSeeker, ring *keys.Ring) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := backup.Read(ctx, f, ring, nil)
	return err
}

// keepBlobs copies the stored files that a backup lacks.
func (e *env) keepBlobs(ctx context.Context, to string, k *keeping) (*blob.Moved, error) {
	from, err := blob.Open(k.blobs)
	if err != nil {
		return nil, err
	}
	place, err := blob.Open(to)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, e.db, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	m, err := blob.New(st, from, k.ring).CopyTo(ctx, place, k.ring)
	return &m, err
}

// shelf finds where a backup goes: the place, its address, and the file's name if it was given.
func shelf(ctx context.Context, to string) (place blob.Place, folder, name string, err error) {
	folder = to
	if strings.HasSuffix(pathOf(to), backupSuffix) {
		folder, name = split(to)
	}
	if place, err = blob.Open(folder); err != nil || name == "" {
		return place, folder, name, err
	}
	_, err = place.Stat(ctx, name)
	switch {
	case err == nil:
		return nil, "", "", backup.ErrExists.With(to)
	case errors.Is(err, blob.ErrMissing):
		err = nil
	}
	return place, folder, name, err
}

// pathOf is the path of an address, without an S3 address's settings.
func pathOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Scheme == "s3" {
		return u.Path
	}
	return address
}

// split cuts the file's name off an address.
func split(address string) (folder, name string) {
	if u, err := url.Parse(address); err == nil && u.Scheme == "s3" {
		name = path.Base(u.Path)
		u.Path = path.Dir(u.Path)
		return u.String(), name
	}
	return filepath.Dir(address), filepath.Base(address)
}

// join puts a name below an address.
func join(address, name string) string {
	if u, err := url.Parse(address); err == nil && u.Scheme == "s3" {
		return u.JoinPath(name).String()
	}
	return filepath.Join(address, name)
}

func perSecond(n int64, d time.Duration) int64 { return n * 1000 / max(1, d.Milliseconds()) }

// bytesText writes a size for people.
func bytesText(n int64) string {
	const unit = 1000
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	names, i := "kMGTPE", 0
	for ; n >= unit*unit; i++ {
		n /= unit
	}
	return fmt.Sprintf("%d.%d %cB", n/unit, n%unit/100, names[i])
}
