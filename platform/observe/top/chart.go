//tidy:float rates and durations are floats; no money is in them

package top

import (
	"math"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Charts fill what is left of a tall terminal; lower than this they would say no more than the tiles do.
const (
	minChart = 4
	maxChart = 20
)

// charts draws the course of the work and of its latency, beside each other where there is room, into a height.
func (p *painter) charts(h *History, height int) []string {
	height = min(height-2, maxChart) // a blank line and the titles
	f := h.last()
	if height < minChart || len(h.figures) < 2 {
		return nil
	}
	name, work := p.w.requests, h.course(func(f *Figures) *float64 { return f.Requests })
	if f.Transfers != nil {
		name, work = p.w.transfers, h.course(func(f *Figures) *float64 { return f.Transfers })
	}
	latency := h.course(func(f *Figures) *float64 { return f.P99 })
	columns := 2
	if p.Width < 2*minChartWidth+4 {
		columns = 1
	}
	width := (p.Width - 4*(columns-1)) / columns
	left := p.chart(name, work, count, width, height)
	lines := []string{""}
	if columns == 1 {
		return append(lines, left...)
	}
	right := p.chart("p99", latency, seconds, width, height)
	for i := range left {
		lines = append(lines, fill(left[i], width)+"    "+right[i])
	}
	return lines
}

// minChartWidth is the least width of one chart.
const minChartWidth = 34

// chart draws the end of a course as columns that stand on the last line, with its maximum in the title.
func (p *painter) chart(title string, course []float64, say func(*float64) string, width, height int) []string {
	course = course[max(0, len(course)-width):]
	top := 0.0
	for _, v := range course {
		if !math.IsNaN(v) {
			top = max(top, v)
		}
	}
	heights := sparks
	if p.Plain {
		heights = plainSparks
	}
	steps := len(heights)
	lines := []string{p.strong.Render(ansi.Truncate(title+"  "+p.pick("≤ ", "<= ")+say(&top), width, "…"))}
	for row := height - 1; row >= 0; row-- {
		var b strings.Builder
		b.WriteString(strings.Repeat(" ", width-len(course)))
		for _, v := range course {
			filled := 0
			if !math.IsNaN(v) && top > 0 {
				filled = max(1, int(math.Round(v/top*float64(height*steps))))
			}
			switch left := filled - row*steps; {
			case left <= 0:
				b.WriteByte(' ')
			default:
				b.WriteRune(heights[min(left, steps)-1])
			}
		}
		lines = append(lines, p.dim.Render(b.String()))
	}
	return lines
}
