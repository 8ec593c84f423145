package jobs

import (
	"time"

	"tonghui/base/problem"
)

// State is where a job stands.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"   // 等待: for its moment, or for a place
	Running   State = "running"   // 运行中: claimed by a process
	Paused    State = "paused"    // 暂停: by an operator
	Dead      State = "dead"      // 死信: failed for good
	Done      State = "done"      // 完成
	Discarded State = "discarded" // 丢弃: a dead letter that an operator has thrown away
	Cancelled State = "cancelled" // 取消: by an operator, before it had succeeded
)

// States are all states, in the order of a job's life.
var States = []State{Waiting, Running, Paused, Dead, Done, Discarded, Cancelled}

// outcome is how a job ended, as a number in its row.
type outcome int64

const (
	outcomeDone outcome = iota + 1
	outcomeDiscarded
	outcomeCancelled
)

var outcomeStates = map[outcome]State{outcomeDone: Done, outcomeDiscarded: Discarded, outcomeCancelled: Cancelled}

// Info is a job as operators see it. Payloads are not in it: they may hold what only the room may show.
type Info struct {
	ID         ID         `json:"id"`
	Kind       string     `json:"kind"`
	Key        string     `json:"key,omitempty"`
	State      State      `json:"state" enum:"waiting,running,paused,dead,done,discarded,cancelled"`
	Lane       string     `json:"lane,omitempty" enum:"normal,urgent,bulk"`
	Attempts   int64      `json:"attempts"`
	EnqueuedAt time.Time  `json:"enqueuedAt"`
	RunAt      *time.Time `json:"runAt,omitempty" doc:"Not before; of waiting jobs."`
	StartedAt  *time.Time `json:"startedAt,omitempty" doc:"Of the present or latest run."`
	EndedAt    *time.Time `json:"endedAt,omitempty"`
	Origin     string     `json:"origin,omitempty" doc:"Who enqueued it: person/role/client."`
	Error      string     `json:"error,omitempty" doc:"Of the latest failed run."`
	Wish       string     `json:"wish,omitempty" enum:"pause,cancel" doc:"What the run will be asked between two chunks."`
	Bytes      int64      `json:"bytes,omitempty" doc:"Size of the payload."`
	Progress   *Progress  `json:"progress,omitempty"`
	Notes      []Note     `json:"notes,omitempty" doc:"What operators did to it, the oldest first."`
}

// Progress is how far a long job has come.
type Progress struct {
	Done      int64     `json:"done"`
	Total     int64     `json:"total,omitempty" doc:"0 when not known."`
	Note      string    `json:"note,omitempty"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// Note is what an operator did, and why.
type Note struct {
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Verb   string    `json:"verb" enum:"retry,discard,cancel,pause,resume"`
	Reason string    `json:"reason"`
}

// ScheduleInfo is a schedule as operators see it.
type ScheduleInfo struct {
	Name    string     `json:"name"`
	Kind    string     `json:"kind"`
	When    string     `json:"when" example:"working days at 02:30 Asia/Shanghai"`
	Missed  string     `json:"missed" enum:"latest,each,forget" doc:"What becomes of occurrences that were missed."`
	Paused  bool       `json:"paused"`
	LastAt  *time.Time `json:"lastAt,omitempty" doc:"Up to here its occurrences are enqueued; by wall clock."`
	LastDay string     `json:"lastDay,omitempty" doc:"The last bank date served."`
	LastJob ID         `json:"lastJob,omitempty"`
	NextAt  *time.Time `json:"nextAt,omitempty"`
	Trouble string     `json:"trouble,omitempty" doc:"Why it stands still."`
}

var laneNames = [...]string{Normal: "normal", Urgent: "urgent", Bulk: "bulk"}

// String is the lane's word.
func (l Lane) String() string {
	if int(l) < len(laneNames) {
		return laneNames[l]
	}
	return laneNames[Normal]
}

var missedNames = [...]string{Latest: "latest", Each: "each", Forget: "forget"}

// String is the rule's word.
func (m Missed) String() string {
	if int(m) < len(missedNames) {
		return missedNames[m]
	}
	return missedNames[Latest]
}

// wrongState refuses a verb.
func wrongState(id ID, s State) *problem.Error { return ErrState.With(id, s) }
