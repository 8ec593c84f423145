package blob

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghui/platform/store"
)

// fullDisk is a place whose disk takes no byte: its spooled file is a link to the device that always says so.
type fullDisk struct{ *Folder }

func (p fullDisk) Spool() (*os.File, error) {
	link := filepath.Join(p.dir, spoolFolder, "full")
	if err := os.Symlink("/dev/full", link); err != nil {
		return nil, err
	}
	return os.OpenFile(link, os.O_WRONLY, 0)
}

func placeErrorOfFullDisk() error {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString("x")
	return err
}

func TestNoSpaceLeft(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	p := folder(t)
	for _, ring := range []byte{0, 1} {
		f := New(store.Test(t, schema), fullDisk{p}, nil)
		if ring > 0 {
			f.ring = ringOf(t, ring)
		}
		if _, err := f.Put(context.Background(), strings.NewReader("text"), Options{}); !errors.Is(err, ErrDiskFull) {
			t.Errorf("ring %d: %v", ring, err)
		}
		nothingKept(t, f)
	}
}
