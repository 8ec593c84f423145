package jobs

import (
	"errors"
	"fmt"
	"time"

	"tonghui/base/problem"
)

// Problems of the queue.
var (
	ErrUnknownKind = problem.New(problem.Invalid, "jobs.unknown_kind",
		"No worker is registered for the kind %q. Register it before jobs of it are enqueued.",
		"没有为种类 %q 登记处理程序。请先登记再提交作业。")
	ErrKey = problem.New(problem.Invalid, "jobs.key_invalid",
		"A job's key has at most 128 bytes. Use a digest of what is longer.",
		"作业的去重键最长 128 字节。更长的内容请使用其摘要。")
	ErrPayload = problem.New(problem.TooLarge, "jobs.payload_too_large",
		"A job's payload has at most 16384 bytes. Put the document into the blob store and its hash into the job.",
		"作业内容最长 16384 字节。请将文件存入 blob，并在作业中记录其摘要。")
	ErrUnknown = problem.New(problem.NotFound, "jobs.unknown",
		"There is no job %s, or its time of keeping is over. Look the id up in the list of jobs.",
		"没有编号为 %s 的作业，或其保留期已过。请在作业列表中核对编号。")
	ErrReason = problem.New(problem.Invalid, "jobs.reason_missing",
		"Say why, in 1 to 500 bytes: the reason is kept with the job.",
		"请说明原因（1 至 500 字节），原因将随作业保存。")
	ErrState = problem.New(problem.Conflict, "jobs.wrong_state",
		"Job %s is %s; that can't be done to it now. Read it again and choose what its state allows.",
		"作业 %s 的状态为 %s，当前不能执行该操作。请重新查询并按其状态选择操作。")
	ErrUnknownSchedule = problem.New(problem.NotFound, "jobs.unknown_schedule",
		"There is no schedule %q. Choose one from the list of schedules.",
		"没有名为 %q 的计划。请从计划列表中选择。")
	ErrClaimLost = problem.New(problem.Conflict, "jobs.claim_lost",
		"This run no longer holds its job: another process has taken it over. Nothing was written; the other run decides.",
		"本次运行已不再持有该作业，另一进程已接手。本次未写入任何内容，以另一次运行为准。")
	ErrEvent = problem.New(problem.Invalid, "jobs.event_invalid",
		"An event has a topic of 1 to 96 bytes without blanks and at most 8192 bytes of content. Send a reference instead of the document.",
		"事件主题为 1 至 96 字节且不含空白，内容最长 8192 字节。请发送引用而非全文。")
	ErrTopic = problem.New(problem.Forbidden, "jobs.topic_forbidden",
		"You may not watch the topic %q. Ask for a role that may, or choose another topic.",
		"您无权订阅主题 %q。请申请相应角色，或选择其他主题。")
	ErrTopics = problem.New(problem.Invalid, "jobs.topics_invalid",
		"Name 1 to 16 topics to watch; a topic may end with * to watch all that begin so.",
		"请指定 1 至 16 个订阅主题；主题可以 * 结尾，表示订阅以其开头的全部主题。")
	ErrPosition = problem.New(problem.Invalid, "jobs.position_invalid",
		"Last-Event-ID is not a number that this stream has given. Leave it out to watch from now on.",
		"Last-Event-ID 不是本事件流给出的编号。请省略以从当前时刻开始订阅。")
	ErrWatchers = problem.New(problem.Unavailable, "jobs.too_many_watchers",
		"Too many clients watch events at this process. Try again in a minute.",
		"当前进程的事件订阅数已达上限。请稍后再试。")
)

// errStopped ends runs at the end of the process.
var errStopped = errors.New("jobs: the process is stopping")

// errTimedOut ends a run that takes too long.
var errTimedOut = errors.New("jobs: the run took longer than its timeout")

// permanent marks an error that no repetition mends.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent makes err final: the job becomes a dead letter at once.
func Permanent(err error) error { return permanent{err} }

// snoozed asks for another run later.
type snoozed struct{ d time.Duration }

func (s snoozed) Error() string { return fmt.Sprintf("jobs: not yet; again in %s", s.d) }

// Snooze says that the job's time has not come: it runs again after d, and this run doesn't count as an attempt.
func Snooze(d time.Duration) error { return snoozed{d} }
