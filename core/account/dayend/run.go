package dayend

import (
	"encoding/json"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/audit"
)

// State is how a run stands.
type State uint8

// The states of a run.
const (
	Running State = iota + 1 // 执行中
	Stopped                  // 已停止: at a finding, until somebody asks for it again
	Done                     // 已完成: the date is closed
)

var stateNames = [...]string{Running: "running", Stopped: "stopped", Done: "done"}

// String is the state's word.
func (s State) String() string { return stateNames[s] }

// MarshalText is the state's word.
func (s State) MarshalText() ([]byte, error) { return []byte(stateNames[s]), nil }

// Run is the end of day of one bank date.
type Run struct {
	Date      calendar.Date `json:"date" doc:"The bank date that is closing."`
	Next      calendar.Date `json:"next" doc:"The bank date that was opened."`
	State     State         `json:"state"`
	Step      string        `json:"step,omitempty" doc:"The step that it is at; absent when it is done."`
	Steps     []Progress    `json:"steps" nullable:"false"`
	Attempt   int64         `json:"attempt" doc:"1, and one more for each time it was asked for again."`
	StartedBy string        `json:"startedBy"`
	StartedAt time.Time     `json:"startedAt"`
	EndedAt   *time.Time    `json:"endedAt,omitempty"`
	EndsAbout *time.Time    `json:"endsAbout,omitempty" doc:"When the present step ends if it goes on as it did."`
	Finding   *Finding      `json:"finding,omitempty" doc:"Why it stopped, and what to do."`

	place int
}

// Progress is how far a step has come.
type Progress struct {
	Name      string     `json:"name" example:"interest.accrue"`
	EN        string     `json:"titleEn"`
	ZH        string     `json:"titleZh"`
	Done      int64      `json:"done" doc:"Things dealt with: accounts, rows."`
	Total     int64      `json:"total" doc:"Things in all; 0 if nobody knows."`
	Chunks    int64      `json:"chunks" doc:"Updates that it took."`
	PerSecond int64      `json:"perSecond,omitempty" doc:"Things a second, from its start on."`
	StartedAt *time.Time `json:"startedAt,omitempty"`
	EndedAt   *time.Time `json:"endedAt,omitempty"`

	cursor string
}

// Finding is why a run stopped.
type Finding struct {
	Code string `json:"code"`
	EN   string `json:"detail"`
	ZH   string `json:"detailZh"`
}

func findingOf(step string, err error) *Finding {
	p := problem.Of(err)
	if p.Kind == problem.Internal || p.Kind == problem.Unavailable {
		p = ErrStep.With(step)
	}
	return &Finding{p.Code, p.EN, p.ZH}
}

// measure fills in what follows from the columns: rates and the estimated end.
func (r *Run) measure(now time.Time) {
	for i := range r.Steps {
		p := &r.Steps[i]
		if p.StartedAt == nil {
			continue
		}
		end := now
		if p.EndedAt != nil {
			end = *p.EndedAt
		}
		took := end.Sub(*p.StartedAt)
		if took <= 0 || p.Done == 0 {
			continue
		}
		p.PerSecond = p.Done * int64(time.Second) / int64(max(took, time.Millisecond))
		if i == r.place && r.State == Running && p.Total > p.Done {
			about := now.Add(time.Duration(int64(took) / p.Done * (p.Total - p.Done)))
			r.EndsAbout = &about
		}
	}
	if r.State != Done && r.place < len(r.Steps) {
		r.Step = r.Steps[r.place].Name
	}
}

// Digest is the run's for the audit log: what is decided about it, not how far it has come.
func (r *Run) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(kindRun).Int(int64(r.Date)).Int(int64(r.Next)).Int(int64(r.State)).Int(r.Attempt).Text(r.StartedBy).
		Int(r.StartedAt.UnixMicro())
	if r.EndedAt != nil {
		h.Int(r.EndedAt.UnixMicro())
	} else {
		h.Null()
	}
	return h.Bytes(r.Finding.bytes()).Sum()
}

func (f *Finding) bytes() []byte {
	if f == nil {
		return nil
	}
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // three strings
	}
	return b
}
