package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"tonghui/core/ledger/layout"
)

// keeper checkpoints beside the writer when asked to. A passive checkpoint never makes the writer wait, but the log only
// starts again from its beginning when no frame is left to copy; so once the log is long the writer, between two
// batches, copies the little that is left and empties it.
type keeper struct {
	w    *layout.Writer
	path string
	quit chan struct{}
	done sync.WaitGroup
	side *layout.Reader
}

// longLog is when the writer empties the log itself.
const longLog = 256 << 20

func newKeeper(o *options, w *layout.Writer) (*keeper, error) {
	k := &keeper{w: w, path: o.settings.Path + "-wal", quit: make(chan struct{})}
	if !o.background {
		return k, nil
	}
	side, err := layout.OpenReader(w)
	if err != nil {
		return nil, err
	}
	k.side = side
	k.done.Go(func() {
		for {
			select {
			case <-k.quit:
				return
			case <-time.After(100 * time.Millisecond):
				if err := side.CheckpointBeside(); err != nil {
					fmt.Fprintln(os.Stderr, "layouttrial: checkpoint:", err)
				}
			}
		}
	})
	return k, nil
}

func (k *keeper) turn() error {
	if k.side == nil {
		return nil
	}
	info, err := os.Stat(k.path)
	if err != nil || info.Size() < longLog {
		return err
	}
	return k.w.Checkpoint()
}

func (k *keeper) stop() {
	close(k.quit)
	k.done.Wait()
	if k.side != nil {
		k.side.Close()
	}
}

// processorTime is what this process used of the processors so far. Beside other work it tells more than the clock.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// writtenBytes is what this process sent to the disk, on Linux; 0 elsewhere.
func writtenBytes() int64 { return field("/proc/self/io", "write_bytes:") }

// residentMB is the memory of this process, on Linux; 0 elsewhere.
func residentMB() int64 { return field("/proc/self/status", "VmRSS:") / 1024 }

func field(path, name string) (value int64) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, name); found {
			fmt.Sscan(rest, &value)
		}
	}
	return value
}
