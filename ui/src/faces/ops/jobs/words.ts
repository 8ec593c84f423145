import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    jobs: '作业', jobsLead: '死信是多次失败后停下的作业，须由人决定重试或丢弃。', schedules: '计划', job: '作业',
    dead: '死信', waiting: '等待', running: '运行中', paused: '已暂停', done: '已完成', discarded: '已丢弃', cancelled: '已取消',
    state: '状态', kind: '种类', anyKind: '全部种类', id: '编号', attempts: '已试次数', enqueued: '入列时间', runAt: '最早运行', started: '开始时间', ended: '结束时间', error: '最近一次错误', key: '去重键', lane: '优先级', normal: '普通', urgent: '紧急', bulk: '批量', origin: '由谁提交', bytes: '数据大小', progress: '进度', updated: '更新于',
    noDead: '没有死信', noDeadText: '所有作业都在正常处理。', noJobs: '没有处于该状态的作业。', wishPause: '将在下一步前暂停', wishCancel: '将在下一步前取消',
    retry: '重试', runNow: '立即运行', discard: '丢弃', cancel: '取消作业', pause: '暂停', resume: '继续', notes: '操作记录', noNotes: '还没有人对它做过操作。',
    retryWhy: '重新给足重试次数。写明为何现在能成功。', runNowWhy: '不等预定时间，马上运行。', discardWhy: '作业不再运行，影响由丢弃人负责。写明后续如何处理。', cancelWhy: '运行中的长作业在下一步前停下，已完成的部分保留。', pauseWhy: '运行中的长作业在下一步前停下，位置保留。', resumeWhy: '从停下的地方继续。', pauseKindWhy: '该种类的作业全部不再开始，直到恢复。', resumeKindWhy: '该种类的作业重新开始运行。', pauseScheduleWhy: '停下后不再产生新作业。', resumeScheduleWhy: '错过的场次按其规则处理。',
    doSome: (act: string, n: number) => `${act} ${n} 件作业`, someFailed: (n: number, of: number) => `${of} 件中有 ${n} 件未成功，仍在列表中。`,
    kinds: '各种类情况', late: '最长延误', failed: '失败', doneSince: '完成', sinceStart: '完成和失败自本进程启动起计', stuck: '停滞', waitingNow: '等待', runningNow: '运行', deadNow: '死信', byKind: '按种类', secondsShort: (n: string) => `${n} 秒`, none: '—',
    schedulesLead: '何时产生作业，进行到哪里，为何停下。', name: '名称', when: '时间', missed: '错过时', latest: '补最近一次', each: '逐次补', forget: '不补', last: '上次', next: '下次', lastJob: '上次的作业', seeJob: '查看', on: '运行', off: '已停', trouble: '停滞原因', noSchedules: '没有计划。', 
    every: (t: string) => `每 ${t}`, day: (t: string) => `每天 ${t}`, hoursUnit: '小时', minutesUnit: '分钟', secondsUnit: '秒',
  },
  {
    jobs: 'Jobs', jobsLead: 'A dead letter has failed repeatedly and stopped: somebody has to retry or discard it.', schedules: 'Schedules', job: 'Job',
    dead: 'Dead letters', waiting: 'Waiting', running: 'Running', paused: 'Paused', done: 'Done', discarded: 'Discarded', cancelled: 'Cancelled',
    state: 'State', kind: 'Kind', anyKind: 'All kinds', id: 'Id', attempts: 'Attempts', enqueued: 'Enqueued', runAt: 'Not before', started: 'Started', ended: 'Ended', error: 'Latest error', key: 'Key', lane: 'Lane', normal: 'Normal', urgent: 'Urgent', bulk: 'Bulk', origin: 'Enqueued by', bytes: 'Payload', progress: 'Progress', updated: 'Updated',
    noDead: 'No dead letters', noDeadText: 'All jobs are being worked on as they should be.', noJobs: 'No job is in this state.', wishPause: 'Pauses before its next step', wishCancel: 'Is cancelled before its next step',
    retry: 'Retry', runNow: 'Run now', discard: 'Discard', cancel: 'Cancel the job', pause: 'Pause', resume: 'Resume', notes: 'What was done to it', noNotes: 'Nobody has done anything to it.',
    retryWhy: 'It gets all its attempts again. Say why it can succeed now.', runNowWhy: 'It runs at once instead of when it is due.', discardWhy: 'It won’t run again, and whoever discards it answers for that. Say what happens instead.', cancelWhy: 'A long job stops before its next step; what it has done stays.', pauseWhy: 'A long job stops before its next step and keeps its place.', resumeWhy: 'It goes on where it stopped.', pauseKindWhy: 'No job of this kind starts until it is resumed.', resumeKindWhy: 'Jobs of this kind start again.', pauseScheduleWhy: 'It makes no new jobs until it is resumed.', resumeScheduleWhy: 'Occurrences that were missed are treated by its rule.',
    doSome: (act, n) => (n === 1 ? `${act} 1 job` : `${act} ${n} jobs`), someFailed: (n, of) => `${n} of ${of} did not succeed and are still listed.`,
    kinds: 'Kinds of jobs', late: 'Longest delay', failed: 'Failed', doneSince: 'Done', sinceStart: 'Done and failed: since this process began', stuck: 'Stuck', waitingNow: 'Waiting', runningNow: 'Running', deadNow: 'Dead', byKind: 'By kind', secondsShort: (n) => `${n} s`, none: '—',
    schedulesLead: 'When they make jobs, how far they are, and why one stands still.', name: 'Name', when: 'When', missed: 'If missed', latest: 'The latest', each: 'Each', forget: 'None', last: 'Last', next: 'Next', lastJob: 'Last job', seeJob: 'See', on: 'On', off: 'Stopped', trouble: 'Why it stands still', noSchedules: 'There are no schedules.',
    every: (t) => `Every ${t}`, day: (t) => `Daily at ${t}`, hoursUnit: 'h', minutesUnit: 'min', secondsUnit: 's',
  },
)
