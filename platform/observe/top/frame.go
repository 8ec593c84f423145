//tidy:float rates and durations are floats; no money is in them

package top

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
)

// History are the figures so far, oldest first.
type History struct {
	figures []*Figures
	trouble string // why the last reading failed, "" if it didn't
}

// keep is how many figures are remembered: more columns than any course is drawn with.
const keep = 240

// Add appends figures.
func (h *History) Add(f *Figures) {
	h.trouble = ""
	h.figures = append(h.figures, f)
	if len(h.figures) > keep {
		h.figures = h.figures[len(h.figures)-keep:]
	}
}

// Fail notes that a reading failed; the figures so far stay.
func (h *History) Fail(err error) { h.trouble = err.Error() }

func (h *History) last() *Figures {
	if len(h.figures) == 0 {
		return nil
	}
	return h.figures[len(h.figures)-1]
}

// course is one figure over time, NaN where it was absent.
func (h *History) course(of func(*Figures) *float64) []float64 {
	out := make([]float64, len(h.figures))
	for i, f := range h.figures {
		if v := of(f); v != nil {
			out[i] = *v
		} else {
			out[i] = math.NaN()
		}
	}
	return out
}

// Style is how frames are drawn.
type Style struct {
	Width, Height int  // of the terminal; without a height (0) everything is drawn
	Chinese       bool // else English
	Colour        bool
	Plain         bool // ASCII only in courses and lines, for terminals that draw those two columns wide
	Paused, Help  bool
	Keys          bool // show which keys there are
}

// painter draws one frame.
type painter struct {
	Style
	w                        *words
	dim, strong, warn, alarm lipgloss.Style
}

func newPainter(s Style) *painter {
	profile := termenv.Ascii
	if s.Colour {
		profile = termenv.ANSI
	}
	r := lipgloss.NewRenderer(io.Discard, termenv.WithProfile(profile))
	r.SetColorProfile(profile)
	p := &painter{Style: s, w: &englishWords, dim: r.NewStyle().Faint(true), strong: r.NewStyle().Bold(true),
		warn: r.NewStyle().Foreground(lipgloss.ANSIColor(3)), alarm: r.NewStyle().Bold(true).Foreground(lipgloss.ANSIColor(1))}
	if s.Chinese {
		p.w = &chineseWords
	}
	p.Width = max(p.Width, 20)
	return p
}

// Frame draws the terminal's content, without a line break at its end.
func (h *History) Frame(s Style) string {
	p := newPainter(s)
	lines := p.head(h)
	switch {
	case p.Help:
		for _, l := range p.w.helpLines {
			lines = append(lines, strings.Split(ansi.Wrap(l, p.Width, ""), "\n")...)
		}
	case h.last() == nil:
		lines = append(lines, p.w.waiting)
	default:
		lines = append(lines, p.tiles(h.tiles(p.w))...)
		lines = append(lines, p.tables(h.last(), p.Height-len(lines)-p.foot())...)
		lines = append(lines, p.charts(h, p.Height-len(lines)-p.foot())...)
	}
	if p.Keys {
		for p.Height > 0 && len(lines) < p.Height-1 {
			lines = append(lines, "")
		}
		lines = append(lines[:min(len(lines), max(p.Height-1, 0))], p.dim.Render(p.w.keys))
	}
	if p.Height > 0 && len(lines) > p.Height {
		lines = lines[:p.Height]
	}
	for i, l := range lines {
		lines[i] = strings.TrimRight(ansi.Truncate(l, p.Width, "…"), " ")
	}
	return strings.Join(lines, "\n")
}

// foot is how many lines the keys take.
func (p *painter) foot() int {
	if p.Keys {
		return 1
	}
	return 0
}

// head is the title: bank, server, version, clock, and what keeps the figures from moving.
func (p *painter) head(h *History) []string {
	title := p.strong.Render("通惠 Tonghui")
	state := ""
	if f := h.last(); f != nil {
		title += "  " + strings.TrimSpace(f.Server+"  "+f.Version+" "+f.Engine)
		if f.Uptime != nil {
			title += "  " + p.w.up + " " + age(f.Uptime)
		}
		state = f.At.Format(time.TimeOnly)
	}
	switch {
	case h.trouble != "":
		state = p.alarm.Render("!! "+p.w.noAnswer) + " " + state
	case p.Paused:
		state = p.warn.Render(p.w.paused) + " " + state
	}
	room := p.Width - ansi.StringWidth(state) - 1
	line := fill(ansi.Truncate(title, room, "…"), room) + " " + state
	rule := strings.Repeat(p.pick("─", "-"), p.Width)
	lines := []string{line, p.dim.Render(rule)}
	if h.trouble != "" {
		lines = append(lines, p.alarm.Render(ansi.Truncate(h.trouble, p.Width, "…")))
	}
	return lines
}

func (p *painter) pick(usual, plain string) string {
	if p.Plain {
		return plain
	}
	return usual
}

// tileWidth is what a tile needs at least: mark, label, figure and some course.
const tileWidth = 38

// tiles lays figures out in as many columns as fit, reading from left to right.
func (p *painter) tiles(all []tile) (lines []string) {
	columns := min(max(1, (p.Width+2)/(tileWidth+2)), 4)
	width := (p.Width - 2*(columns-1)) / columns
	for i := 0; i < len(all); i += columns {
		var row []string
		for _, t := range all[i:min(i+columns, len(all))] {
			row = append(row, fill(p.tile(t, width), width))
		}
		lines = append(lines, strings.Join(row, "  "))
	}
	return lines
}

func (p *painter) tile(t tile, width int) string {
	const label, value = 13, 14
	heights := sparks
	if p.Plain {
		heights = plainSparks
	}
	style := p.strong
	switch t.level {
	case calm:
	case attention:
		style = p.warn
	case serious:
		style = p.alarm
	}
	figure := ansi.Truncate(t.value, value, "…")
	line := style.Render(marks[t.level]) + fill(t.label, label) +
		strings.Repeat(" ", max(0, value-ansi.StringWidth(figure))) + style.Render(figure)
	if room := width - ansi.StringWidth(line) - 1; room > 0 && t.course != nil {
		line += " " + p.dim.Render(spark(t.course, min(room, 40), heights))
	}
	return ansi.Truncate(line, width, "")
}

// fill pads a text to a width in columns.
func fill(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// table is a list below the tiles.
type table struct {
	title []string
	rows  [][]string
}

// tables lays the lists out in the room that is left; height is below 1 when there is no end to it.
func (p *painter) tables(f *Figures, height int) []string {
	all := p.lists(f)
	if p.Height == 0 {
		height = math.MaxInt32
	}
	if height < 3 || len(all) == 0 {
		return nil
	}
	height-- // a blank line before
	lines := []string{""}
	if wide := 110; p.Width < wide || len(all) == 1 {
		return append(lines, p.stack(all, p.Width, height)...)
	}
	half := (p.Width - 4) / 2
	left, right := p.stack(all[:1], half, height), p.stack(all[1:], half, height)
	for i := range max(len(left), len(right)) {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines = append(lines, fill(l, half)+"    "+r)
	}
	return lines
}

// stack puts lists below each other; each gets its share of the height, and what one leaves goes to the next.
func (p *painter) stack(all []table, width, height int) (lines []string) {
	for i, t := range all {
		room := (height - len(lines)) / (len(all) - i)
		if room < 2 {
			break
		}
		if i > 0 && room > 2 {
			lines = append(lines, "")
			room--
		}
		lines = append(lines, p.strong.Render(p.row(t.title, width)))
		for _, r := range t.rows[:min(len(t.rows), room-1)] {
			lines = append(lines, p.row(r, width))
		}
	}
	return lines
}

// row lays out a name and figures: the name takes what the figures leave.
func (p *painter) row(cells []string, width int) string {
	const figure = 9
	name := max(8, min(40, width-(len(cells)-1)*(figure+1)))
	line := fill(ansi.Truncate(cells[0], name, "…"), name)
	for _, c := range cells[1:] {
		line += " " + strings.Repeat(" ", max(0, figure-ansi.StringWidth(c))) + c
	}
	return ansi.Truncate(line, width, "")
}

// lists are the frame's tables, those without rows left out.
func (p *painter) lists(f *Figures) (out []table) {
	operations := table{title: []string{p.w.operations, p.w.rate, "p50", "p99", p.w.share}}
	for _, o := range f.Operations {
		operations.rows = append(operations.rows, []string{o.Name, count(&o.Rate), seconds(&o.P50), seconds(&o.P99), percent(&o.Failed)})
	}
	jobs := table{title: []string{p.w.jobKinds, p.w.jobs, p.w.running, p.w.oldest, p.w.dead}}
	jobs.title[1] = strings.Fields(p.w.jobs)[len(strings.Fields(p.w.jobs))-1]
	for _, j := range f.Jobs {
		jobs.rows = append(jobs.rows, []string{j.Kind, count(&j.Waiting), count(&j.Running), age(&j.Oldest), count(&j.Dead)})
	}
	refusals := table{title: []string{p.w.refusals, p.w.rate, p.w.total}}
	for _, r := range f.Refusals {
		refusals.rows = append(refusals.rows, []string{r.Code, count(&r.Rate), count(&r.Total)})
	}
	for _, t := range []table{operations, jobs, refusals} {
		if len(t.rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// Print writes one frame with all there is, for scripts and logs.
func (h *History) Print(w io.Writer, s Style) error {
	s.Height, s.Keys = 0, false
	_, err := fmt.Fprintln(w, h.Frame(s))
	return err
}
