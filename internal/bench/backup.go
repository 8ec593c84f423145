package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"tonghui/platform/store/backup"
	"tonghui/platform/store/keys"
)

// The measured bank: as many entries as fill backupFile bytes, and rounds of posting alone and beside a backup in
// turn, so that a machine's moods touch both alike.
const (
	backupFile   = 150 << 20
	backupRounds = 4
	backupRound  = 2 * time.Second
)

// Backup measures what `tonghui backup` takes and what it costs those who post meanwhile, and prints a table to w. The
// bank lies in dir, on the disk that is measured, and is removed afterwards.
func Backup(ctx context.Context, w io.Writer, dir string) error {
	b, err := newBank(ctx, dir, 20_000)
	if err != nil {
		return err
	}
	defer b.close()
	for size := int64(0); size < backupFile && err == nil; {
		if err = b.post(ctx, b.transfers(5_000, false)); err == nil {
			size = sizeOf(b.path())
		}
	}
	if err != nil {
		return err
	}
	master := make([]byte, 32)
	_, _ = rand.Read(master)
	m, err := keys.NewMasterKey(master)
	if err != nil {
		return err
	}
	k := &backups{b: b, ring: keys.NewRing(m)}
	r := &Report{Machine: machine(), Started: time.Now()}
	for _, measure := range []func(context.Context, *Report) error{k.alone, k.beside, k.restore} {
		if err := measure(ctx, r); err != nil {
			return err
		}
	}
	return r.WriteText(w)
}

// backups measures one bank.
type backups struct {
	b    *bank
	ring *keys.Ring
	log  atomic.Int64 // the longest write-ahead log seen
}

// once makes a backup, to disk and synced.
func (k *backups) once(ctx context.Context, ring *keys.Ring) (file string, m backup.Manifest, err error) {
	src, err := backup.OpenSQLite(ctx, k.b.path(), nil)
	if err != nil {
		return "", m, err
	}
	defer func() { _ = src.Close() }()
	f, err := os.CreateTemp(k.b.dir, "kept-*")
	if err != nil {
		return "", m, err
	}
	m, err = backup.Write(ctx, f, src, backup.WriteOptions{Ring: ring, Progress: func(int64, int64) {
		k.log.Store(max(k.log.Load(), sizeOf(k.b.path()+"-wal")))
	}})
	return f.Name(), m, errors.Join(err, f.Sync(), f.Close())
}

// alone measures backups of a bank at rest.
func (k *backups) alone(ctx context.Context, r *Report) error {
	for _, c := range []struct {
		name string
		ring *keys.Ring
	}{{"backup, plain", nil}, {"backup, encrypted", k.ring}} {
		start, before := time.Now(), usageOf(os.Getpid())
		file, m, err := k.once(ctx, c.ring)
		if err != nil {
			return err
		}
		took := time.Since(start)
		r.Rows = append(r.Rows, Row{Scenario: c.name, Rate: perSecondMB(m.Size, took), Unit: "MB", CPUMicros: cpuPerMB(before, m.Size),
			Note: fmt.Sprintf("%d MB → %d MB in %s", m.Size/1e6, sizeOf(file)/1e6, took.Round(time.Millisecond))})
		_ = os.Remove(file)
	}
	return nil
}

// beside measures posting alone and beside backups that follow each other.
func (k *backups) beside(ctx context.Context, r *Report) error {
	var rows [2]Row
	made := 0
	for range backupRounds {
		for i := range rows {
			stop, done := make(chan struct{}), make(chan error, 1)
			if i == 1 {
				go func() { n, err := k.until(ctx, stop); made += n; done <- err }()
			} else {
				done <- nil
			}
			row, _, err := k.b.postFor(ctx, 1_000, false, backupRound)
			close(stop)
			if err := errors.Join(err, <-done); err != nil {
				return err
			}
			rows[i].Rate += row.Rate / backupRounds
			rows[i].P50Micros += row.P50Micros / backupRounds
			rows[i].P99Micros = max(rows[i].P99Micros, row.P99Micros)
		}
	}
	rows[0].Scenario, rows[1].Scenario = "posting alone, batches of 1000", "posting beside backups"
	rows[0].Unit, rows[1].Unit = "transfers", "transfers"
	rows[1].Note = fmt.Sprintf("%s of alone; %d backups; log up to %d MB", number(rows[1].Rate/rows[0].Rate, 2), made, k.log.Load()/1e6)
	r.Rows = append(r.Rows, rows[:]...)
	return nil
}

func (k *backups) until(ctx context.Context, stop chan struct{}) (n int, err error) {
	for {
		file, _, err := k.once(ctx, k.ring)
		_ = os.Remove(file)
		if err != nil {
			return n, err
		}
		n++
		select {
		case <-stop:
			return n, nil
		default:
		}
	}
}

// restore measures reading, proving and writing a backup back.
func (k *backups) restore(ctx context.Context, r *Report) error {
	file, m, err := k.once(ctx, k.ring)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file) }()
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	start, before := time.Now(), usageOf(os.Getpid())
	stage, err := backup.RestoreSQLite(ctx, bytes.NewReader(text), filepath.Join(k.b.dir, "restored.db"), k.ring)
	if err != nil {
		return err
	}
	took := time.Since(start)
	stage.Discard()
	r.Rows = append(r.Rows, Row{Scenario: "restore, encrypted", Rate: perSecondMB(m.Size, took), Unit: "MB",
		CPUMicros: cpuPerMB(before, m.Size), Note: fmt.Sprintf("%d MB in %s, structure checked", m.Size/1e6, took.Round(time.Millisecond))})
	return nil
}

func perSecondMB(n int64, took time.Duration) float64 { return float64(n) / 1e6 / took.Seconds() }

// cpuPerMB is the processor's time for a MB since before: on a busy machine steadier than the rate.
func cpuPerMB(before usage, n int64) float64 {
	return float64(usageOf(os.Getpid()).since(before).cpu.Microseconds()) / (float64(n) / 1e6)
}

func sizeOf(path string) int64 {
	i, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return i.Size()
}
