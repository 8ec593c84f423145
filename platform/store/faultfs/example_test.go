package faultfs_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	"tonghui/platform/store/faultfs"
)

// The first sync of the log fails.
func Example() {
	dir, err := os.MkdirTemp("", "faulty")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fs, err := faultfs.New(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "x.db")+"?_pragma=journal_mode(WAL)&vfs="+fs.Name)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	fs.Inject(func(c faultfs.Call) faultfs.Fault {
		if c.Op == faultfs.Sync && c.File == faultfs.Log && c.N == 1 {
			return faultfs.IOError
		}
		return faultfs.None
	})
	_, err = db.Exec("CREATE TABLE t (a)")
	fmt.Println(err)
	_, err = db.Exec("CREATE TABLE t (a)")
	fmt.Println(err)
	// Output:
	// disk I/O error (1034)
	// <nil>
}
