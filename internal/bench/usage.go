package bench

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// usage is what a process has used so far, read from /proc (zeros elsewhere).
type usage struct {
	cpu     time.Duration
	written int64
	rss     int64
}

// usageOf reads a process's usage.
func usageOf(pid int) (u usage) {
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		// The fields after the command, which stands in brackets: utime and stime are the 12th and 13th.
		f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
		var user, system int64
		if len(f) > 21 {
			_, _ = fmt.Sscan(f[11], &user)
			_, _ = fmt.Sscan(f[12], &system)
			_, _ = fmt.Sscan(f[21], &u.rss)
		}
		u.cpu = time.Duration(user+system) * 10 * time.Millisecond // 100 ticks a second
		u.rss *= int64(os.Getpagesize())
	}
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid)); err == nil {
		for line := range strings.Lines(string(b)) {
			if v, ok := strings.CutPrefix(line, "write_bytes: "); ok {
				_, _ = fmt.Sscan(v, &u.written)
			}
		}
	}
	return u
}

func (u usage) since(v usage) usage { return usage{u.cpu - v.cpu, u.written - v.written, u.rss} }

// machine describes where the figures were taken.
func machine() string {
	model := runtime.GOARCH
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if strings.HasPrefix(line, "model name") {
				_, model, _ = strings.Cut(strings.TrimSpace(line), ": ")
				break
			}
		}
	}
	return fmt.Sprintf("%d cores, %s, %s", runtime.NumCPU(), model, runtime.Version())
}
