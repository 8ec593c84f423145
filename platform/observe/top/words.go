package top

// words are what a frame says, in one language.
type words struct {
	transfers, updates, requests, latency, failed, inFlight string
	queue, group, commit, reruns, refusedWrites             string
	jobs, dead, audit, checkpoint, backup, bankDate         string
	files, process, up, paused, noAnswer, waiting           string
	operations, refusals, jobKinds                          string
	rate, share, total, running, oldest                     string
	keys                                                    string
	helpLines                                               []string
}

var chineseWords = words{
	transfers: "每秒入账", updates: "每秒更新", requests: "每秒请求", latency: "时延 p50 p99", failed: "失败率", inFlight: "处理中",
	queue: "排队写入", group: "每组更新", commit: "提交 p50 p99", reruns: "每秒重做", refusedWrites: "队列满拒绝",
	jobs: "任务 等待", dead: "死信", audit: "审计落后", checkpoint: "检查点已过", backup: "备份已过", bankDate: "会计日期",
	files: "日志/库大小", process: "核数/内存", up: "已运行", paused: "已暂停", noAnswer: "无应答", waiting: "正在读取第一次指标…",
	operations: "接口", refusals: "拒绝代码", jobKinds: "任务种类",
	rate: "每秒", share: "失败", total: "累计", running: "执行中", oldest: "最早",
	keys: "q 退出  p 暂停  l English  h 说明",
	helpLines: []string{
		"每秒读取一次服务的 /metrics，以相邻两次之差计算速率与分位数。",
		"!  注意   !! 严重：界限与 deploy/prometheus/alerts.yml 的告警规则一致。",
		"—  该服务未提供此项，或尚无数据。",
		"每组更新：一次落盘提交的更新数，排队越多组越大。",
		"提交：一组自首笔更新到全部应答的时间。",
		"审计落后：最早一条尚未定序的审计记录已等待的时间。",
		"q 退出   p 暂停或继续   l 切换语言   h 关闭说明",
	},
}

var englishWords = words{
	transfers: "transfers/s", updates: "updates/s", requests: "requests/s", latency: "p50 p99", failed: "failed", inFlight: "in flight",
	queue: "queue", group: "group size", commit: "commit", reruns: "reruns/s", refusedWrites: "refused/s",
	jobs: "jobs", dead: "dead jobs", audit: "audit lag", checkpoint: "checkpoint", backup: "backup", bankDate: "bank date",
	files: "log / data", process: "cpu / mem", up: "up", paused: "paused", noAnswer: "no answer", waiting: "taking the first sample…",
	operations: "OPERATION", refusals: "REFUSAL", jobKinds: "JOB",
	rate: "per s", share: "failed", total: "total", running: "running", oldest: "oldest",
	keys: "q quit  p pause  l 中文  h help",
	helpLines: []string{
		"Reads the server's /metrics once a second; rates and quantiles come from the last two readings.",
		"!  attention   !! serious: the bounds are those of the alert rules in deploy/prometheus/alerts.yml.",
		"—  the server doesn't measure this, or nothing has happened yet.",
		"group size: updates that share one commit and its sync; more waiting makes larger groups.",
		"commit: a group's time from its first update to its answers.",
		"audit lag: how long the oldest note has waited for its number in the audit log.",
		"q quit   p pause or go on   l language   h close this help",
	},
}
