package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"tonghui/platform/store"
	"tonghui/platform/store/backup"
	"tonghui/platform/store/keys"
)

// A backup of a bank that is open, and its restore to a new place.
func Example() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "backup")
	defer os.RemoveAll(dir)
	st, _ := store.Open(ctx, dir+"/bank.db", store.Options{})
	defer st.Close()

	master, _ := keys.NewMasterKey(bytes.Repeat([]byte{7}, 32))
	ring := keys.NewRing(master)
	src, _ := backup.OpenSQLite(ctx, dir+"/bank.db", nil)
	var file bytes.Buffer
	m, err := backup.Write(ctx, &file, src, backup.WriteOptions{Ring: ring, Program: "v1"})
	_ = src.Close()
	fmt.Println(m.Engine, m.Tool, err)

	stage, err := backup.RestoreSQLite(ctx, &file, dir+"/restored.db", ring)
	fmt.Println(err, stage.Commit())
	_, err = os.Stat(dir + "/restored.db")
	fmt.Println(err)
	// Output:
	// sqlite pages <nil>
	// <nil> <nil>
	// <nil>
}
