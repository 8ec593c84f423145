package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Row is one scenario's figures. Absent ones are zero and not printed.
type Row struct {
	Scenario    string  `json:"scenario"`
	Rate        float64 `json:"perSecond"`
	Unit        string  `json:"unit"` // what is counted: "transfers", "lines", "reads"
	P50Micros   float64 `json:"p50Micros"`
	P99Micros   float64 `json:"p99Micros"`
	CPUMicros   float64 `json:"cpuMicros,omitempty"`    // of the bank's process, for one of the unit
	Bytes       float64 `json:"bytesWritten,omitempty"` // to disk, for one of the unit
	Syncs       float64 `json:"syncs,omitempty"`        // for one of the unit
	CeilingRate float64 `json:"ceilingPerSecond,omitempty"`
	Ratio       float64 `json:"ratio,omitempty"` // to the ceiling
	Note        string  `json:"note,omitempty"`
}

// Report is what a run measured.
type Report struct {
	Machine string    `json:"machine"`
	Started time.Time `json:"started"`
	Rows    []Row     `json:"rows"`
}

// WriteJSON prints the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteText prints the report as a table.
func (r *Report) WriteText(w io.Writer) error {
	_, _ = fmt.Fprintln(w, r.Machine)
	t := tabwriter.NewWriter(w, 2, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(t, "scenario\tper second\tp50 ms\tp99 ms\tCPU µs\tbytes\tsyncs\tceiling\tratio\t ")
	for _, row := range r.Rows {
		_, _ = fmt.Fprintf(t, "%s\t%.0f %s\t%.3f\t%.3f\t%s\t%s\t%s\t%s\t%s\t %s\n", row.Scenario, row.Rate, row.Unit,
			row.P50Micros/1000, row.P99Micros/1000, number(row.CPUMicros, 1), number(row.Bytes, 0), number(row.Syncs, 4),
			number(row.CeilingRate, 0), number(row.Ratio, 2), row.Note)
	}
	return t.Flush()
}

func number(v float64, digits int) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.*f", digits, v)
}

// percentile is the p-th hundredth of durations, in microseconds; it sorts them.
func percentile(d []time.Duration, p int) float64 {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return float64(d[min(len(d)-1, len(d)*p/100)].Nanoseconds()) / 1000
}

// label joins the parts of a scenario's name.
func label(parts ...any) string {
	return strings.TrimSuffix(fmt.Sprintln(parts...), "\n")
}
