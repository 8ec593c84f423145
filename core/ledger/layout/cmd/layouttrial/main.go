// Command layouttrial measures one layout of the ledger's postings and prints its figures.
//
//	go run ./core/ledger/layout/cmd/layouttrial -layout C2W -total 10000000 -batch 8000 -hot 0.1
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"

	"tonghui/core/ledger/layout"
)

// options are the flags of a run.
type options struct {
	name       string
	k          int
	batch      int
	total      int64
	accounts   int
	hot        float64
	dense      bool
	forget     int
	background bool
	profile    string
	settings   layout.Settings
}

func main() {
	var o options
	var folder string
	flag.StringVar(&o.name, "layout", "C2W", fmt.Sprintf("one of %v", layout.Names))
	flag.IntVar(&o.k, "k", 64, "postings a segment packs")
	flag.IntVar(&o.batch, "batch", 8000, "transfers a commit")
	flag.Int64Var(&o.total, "total", 1_000_000, "transfers")
	flag.IntVar(&o.accounts, "accounts", 100_000, "accounts")
	flag.Float64Var(&o.hot, "hot", 0.1, "share of the transfers that touch the hot account")
	flag.BoolVar(&o.dense, "dense", false, "number the accounts 1, 2, 3 …")
	flag.IntVar(&o.forget, "forget", 0, "drop the open segments every so many batches")
	flag.BoolVar(&o.background, "checkpointer", false, "checkpoint from a connection of its own")
	flag.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of the posting here")
	flag.StringVar(&folder, "dir", os.TempDir(), "where the database goes; it is removed at the end")
	flag.IntVar(&o.settings.PageSize, "page", 4096, "page size in bytes")
	flag.IntVar(&o.settings.CacheMB, "cache", 64, "page cache in MiB")
	flag.IntVar(&o.settings.AutoCheckpoint, "autocheckpoint", 0, "pages; 0 = SQLite's 1000, negative = off")
	flag.IntVar(&o.settings.RowsPerInsert, "rows", 64, "rows a statement")
	flag.StringVar(&o.settings.Balances, "balances", "upsert", "upsert, replace or update")
	flag.StringVar(&o.settings.Conflict, "conflict", "", "OR ROLLBACK or OR FAIL")
	flag.StringVar(&o.settings.Without, "without", "", "unique, balances, segments or exceptions (posting only)")
	flag.BoolVar(&o.settings.Unsorted, "unsorted", false, "balances in the order of the batch")
	flag.BoolVar(&o.settings.Fsync, "fsync", false, "fsync(2) instead of fdatasync(2)")
	flag.Parse()
	temporary, err := os.MkdirTemp(folder, "layouttrial")
	if err == nil {
		defer os.RemoveAll(temporary)
		o.settings.Path = filepath.Join(temporary, "trial.db")
		err = measure(&o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "layouttrial:", err)
		os.RemoveAll(temporary)
		os.Exit(1)
	}
}

func profile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return pprof.StopCPUProfile, pprof.StartCPUProfile(f)
}
