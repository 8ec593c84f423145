//tidy:float rates and durations are floats; no money is in them

package top

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// level is how serious a figure is.
type level uint8

const (
	calm level = iota
	attention
	serious
)

// marks say a level without colour.
var marks = [...]string{calm: "  ", attention: "! ", serious: "!!"}

// bounds are where a figure gets attention and where it is serious; the serious ones are the alert rules' own.
type bounds struct{ attention, serious float64 }

func (b bounds) judge(v *float64) level {
	switch {
	case v == nil:
		return calm
	case *v > b.serious:
		return serious
	case *v > b.attention:
		return attention
	}
	return calm
}

var (
	never         = bounds{math.Inf(1), math.Inf(1)}
	latencyBounds = bounds{.1, .5}
	failedBounds  = bounds{.001, .01}
	queueBounds   = bounds{500, 2000}
	commitBounds  = bounds{.05, .1}
	anyBounds     = bounds{0, 0} // one is serious
	oldestBounds  = bounds{60, 300}
	auditBounds   = bounds{5, 30}
	backupBounds  = bounds{24 * 3600, 26 * 3600}
	dateBounds    = bounds{30 * 3600, 36 * 3600}
	logBounds     = bounds{256 << 20, 512 << 20}
)

// tile is one figure with its course.
type tile struct {
	label, value string
	level        level
	course       []float64 // oldest first; nil for none
}

const absent = "—"

// tiles are the frame's figures, the most important first.
func (h *History) tiles(w *words) []tile {
	f := h.last()
	first := tile{w.transfers, count(f.Transfers), calm, h.course(func(f *Figures) *float64 { return f.Transfers })}
	if f.Transfers == nil {
		first = tile{w.updates, count(f.Updates), calm, h.course(func(f *Figures) *float64 { return f.Updates })}
	}
	checkpoint := calm
	if or(f.AuditPending) > 0 {
		checkpoint = bounds{60, 300}.judge(f.CheckpointAge)
	}
	return []tile{
		first,
		{w.requests, count(f.Requests), calm, h.course(func(f *Figures) *float64 { return f.Requests })},
		{w.latency, seconds(f.P50) + " " + seconds(f.P99), latencyBounds.judge(f.P99), h.course(func(f *Figures) *float64 { return f.P99 })},
		{w.failed, percent(f.Failed), failedBounds.judge(f.Failed), h.course(func(f *Figures) *float64 { return f.Failed })},
		{w.queue, count(f.Queue), queueBounds.judge(f.Queue), h.course(func(f *Figures) *float64 { return f.Queue })},
		{w.inFlight, count(f.InFlight), calm, h.course(func(f *Figures) *float64 { return f.InFlight })},
		{w.commit, seconds(f.CommitP50) + " " + seconds(f.CommitP99), commitBounds.judge(f.CommitP99),
			h.course(func(f *Figures) *float64 { return f.CommitP99 })},
		{w.group, count(f.Group), calm, h.course(func(f *Figures) *float64 { return f.Group })},
		{w.reruns, count(f.Reruns), calm, h.course(func(f *Figures) *float64 { return f.Reruns })},
		{w.refusedWrites, count(f.Refused), anyBounds.judge(f.Refused), h.course(func(f *Figures) *float64 { return f.Refused })},
		{w.jobs, join(count(f.JobsWaiting), age(f.JobsOldest)), oldestBounds.judge(f.JobsOldest),
			h.course(func(f *Figures) *float64 { return f.JobsWaiting })},
		{w.dead, count(f.JobsDead), anyBounds.judge(f.JobsDead), nil},
		{w.audit, join(age(f.AuditLag), count(f.AuditPending)), auditBounds.judge(f.AuditLag),
			h.course(func(f *Figures) *float64 { return f.AuditLag })},
		{w.checkpoint, age(f.CheckpointAge), checkpoint, nil},
		{w.backup, join(age(f.BackupAge), bytes(f.BackupBytes)), backupBounds.judge(f.BackupAge), nil},
		{w.bankDate, text(f.BankDate), dateBounds.judge(f.BankDateAge), nil},
		{w.files, join(bytes(f.Log), bytes(f.Database)), logBounds.judge(f.Log), h.course(func(f *Figures) *float64 { return f.Log })},
		{w.process, join(cores(f.CPU), bytes(f.Memory)), never.judge(f.CPU), h.course(func(f *Figures) *float64 { return f.CPU })},
	}
}

// join says two figures, or that both are absent.
func join(a, b string) string {
	if a == absent && b == absent {
		return absent
	}
	return a + " " + b
}

func text(s string) string {
	if s == "" {
		return absent
	}
	return s
}

// count says a number: 0.25, 8.1, 128, 8,412, 1.2M.
func count(v *float64) string {
	switch {
	case v == nil:
		return absent
	case *v == 0:
		return "0"
	case *v < 1:
		return fmt.Sprintf("%.2f", *v)
	case *v < 20 && *v != math.Trunc(*v):
		return fmt.Sprintf("%.1f", *v)
	case *v >= 999_999.5:
		return fmt.Sprintf("%.1fM", *v/1e6)
	}
	digits := strconv.Itoa(int(math.Round(*v)))
	if len(digits) > 3 {
		digits = digits[:len(digits)-3] + "," + digits[len(digits)-3:]
	}
	return digits
}

func cores(v *float64) string {
	if v == nil {
		return absent
	}
	return fmt.Sprintf("%.2f", *v)
}

func percent(v *float64) string {
	switch {
	case v == nil:
		return absent
	case *v == 0:
		return "0%"
	}
	return fmt.Sprintf("%.2f%%", *v*100)
}

// seconds says how long something takes: 0.42ms, 12ms, 1.3s.
func seconds(v *float64) string {
	switch {
	case v == nil:
		return absent
	case *v < .01:
		return fmt.Sprintf("%.2fms", *v*1e3)
	case *v < 1:
		return fmt.Sprintf("%.0fms", *v*1e3)
	}
	return fmt.Sprintf("%.1fs", *v)
}

// age says how long ago something was: 0s, 42s, 5m, 3h12m, 2d4h.
func age(v *float64) string {
	if v == nil {
		return absent
	}
	d := time.Duration(*v * float64(time.Second))
	switch {
	case d < 10*time.Second && d >= 50*time.Millisecond:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh%02dm", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%dd%dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}

// bytes says a size: 512B, 16M, 1.2G.
func bytes(v *float64) string {
	if v == nil {
		return absent
	}
	n, units := *v, "BKMGTP"
	for n >= 999.5 && len(units) > 1 {
		n, units = n/1024, units[1:]
	}
	if n < 10 && units[0] != 'B' {
		return fmt.Sprintf("%.1f%c", n, units[0])
	}
	return fmt.Sprintf("%.0f%c", n, units[0])
}

// sparks are the heights of a course.
var (
	sparks      = []rune("▁▂▃▄▅▆▇█")
	plainSparks = []rune("_.-:=+*#")
)

// spark draws the end of a course, width columns wide, against its own maximum; what is not known is left blank.
func spark(course []float64, width int, heights []rune) string {
	if width <= 0 || len(course) < 2 {
		return ""
	}
	if len(course) > width {
		course = course[len(course)-width:]
	}
	top := 0.0
	for _, v := range course {
		if !math.IsNaN(v) {
			top = max(top, v)
		}
	}
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", width-len(course)))
	for _, v := range course {
		switch {
		case math.IsNaN(v):
			b.WriteByte(' ')
		case top == 0:
			b.WriteRune(heights[0])
		default:
			b.WriteRune(heights[int(math.Round(v/top*float64(len(heights)-1)))])
		}
	}
	return b.String()
}
