package blob_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"tonghui/platform/blob"
	"tonghui/platform/store"
)

// A room keeps a contract: first the bytes, then its own row and the attachment in one update.
func Example() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "blob")
	defer os.RemoveAll(dir)
	st, _ := store.Open(ctx, dir+"/bank.db", store.Options{})
	defer st.Close()
	_, _ = st.Migrate(ctx, "example", store.Schema{Module: "blob", Files: blob.Schema()})
	place, _ := blob.Open(dir + "/files")
	files := blob.New(st, place, nil)

	ref, _ := files.Put(ctx, strings.NewReader("甲方借款十万元"), blob.Options{MediaType: "text/plain"})
	_ = st.Update(ctx, func(tx *store.Tx) error {
		// … the room's own row, with ref.Digest in it
		return files.Attach(tx, ref)
	})

	r, row, _ := files.Get(ctx, ref.Digest)
	defer r.Close()
	text, _ := io.ReadAll(r)
	fmt.Println(string(text), row.MediaType, row.Links)
	fmt.Println(ref.Digest[:15], ref.Size)
	fmt.Println(blob.ErrAttached.Is(files.Delete(ctx, ref.Digest)))
	// Output:
	// 甲方借款十万元 text/plain 1
	// sha256:ebc831db 21
	// true
}
