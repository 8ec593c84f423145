import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    title: '日终', lead: '日切后新日期照常营业，旧日期在旁边逐步处理、核对并结账。', openDay: '营业日', noDay: '尚未开立会计日期。', start: '启动日终', startTitle: (d: string) => `启动 ${d} 的日终`,
    startText: (d: string) => `立即日切：未指定日期的业务从此记入下一会计日期，${d} 转为结账中。联机交易不停。`, startNote: '日切不可撤回，须再次确认身份。', last: '最近一次', history: '历次日终', noRuns: '还没有进行过日终。',
    date: '会计日期', next: '新日期', state: '状态', running: '进行中', stopped: '已停止', done: '已完成', startedAt: '开始', endedAt: '结束', took: '用时', startedBy: '启动人', attempt: '执行次数', times: (n: number) => `第 ${n} 次`, byClock: '按时自动',
    steps: '步骤', stepsDone: (n: number, of: number) => `${n} / ${of} 步`, waiting: '等待', active: '处理中', finished: '完成', failed: '停在此处', things: (n: string) => `${n} 项`, ofThings: (n: string, of: string) => `${n} / ${of} 项`, rate: (n: string) => `${n} 项/秒`, endsAbout: '预计完成', nothing: '无需处理',
    finding: '日终停在这里', retry: '重新执行', retryTitle: (d: string) => `重新执行 ${d} 的日终`, retryLead: '从停止的步骤继续，已完成的不重复。', retryReason: '已查明并处理的情况', retryHint: '写明核对结果和更正分录，留存备查。', code: '原因代码', toTrial: '查看该日试算平衡', toDays: '会计日期', toJobs: '任务记录',
    live: '实时', polled: '每两秒更新', overall: '总进度', ms: (n: number) => `${n} 毫秒`, seconds: (n: string) => `${n} 秒`, minutes: (m: number, s: number) => `${m} 分 ${s} 秒`, hours: (h: number, m: number) => `${h} 小时 ${m} 分`, seeReports: '查看报表', closedOk: (d: string) => `${d} 已结账，报表可查。`, progressOf: (t: string) => `${t} 的进度`, mayNot: '启动日终须运营岗权限。',
  },
  {
    title: 'End of day', lead: 'The next date opens and business goes on; the old one is worked off beside it, checked and closed.', openDay: 'Open date', noDay: 'The bank has no open date yet.', start: 'Start the end of day', startTitle: (d) => `Start the end of ${d}`,
    startText: (d) => `The date flips at once: what names no date books into the next bank date from now on, and ${d} is closing. Business does not stop.`, startNote: 'A flip can’t be taken back; you will be asked to confirm that it is you.', last: 'The latest', history: 'Earlier runs', noRuns: 'No end of day has been run yet.',
    date: 'Bank date', next: 'Opened', state: 'State', running: 'Running', stopped: 'Stopped', done: 'Done', startedAt: 'Started', endedAt: 'Ended', took: 'Took', startedBy: 'Started by', attempt: 'Attempt', times: (n) => `No. ${n}`, byClock: 'By the clock',
    steps: 'Steps', stepsDone: (n, of) => `${n} of ${of} steps`, waiting: 'Waiting', active: 'Working', finished: 'Done', failed: 'Stopped here', things: (n) => `${n} done`, ofThings: (n, of) => `${n} of ${of}`, rate: (n) => `${n} a second`, endsAbout: 'Ends about', nothing: 'Nothing to do',
    finding: 'It stands still here', retry: 'Run again', retryTitle: (d) => `Run the end of ${d} again`, retryLead: 'It goes on at the step where it stopped; what is done is not done twice.', retryReason: 'What was found and settled', retryHint: 'Name what you found and the correcting entries; it is kept.', code: 'Code', toTrial: 'Trial balance of the date', toDays: 'Bank dates', toJobs: 'Jobs',
    live: 'Live', polled: 'Read every two seconds', overall: 'Overall', ms: (n) => `${n} ms`, seconds: (n) => `${n} s`, minutes: (m, s) => `${m} min ${s} s`, hours: (h, m) => `${h} h ${m} min`, seeReports: 'See the reports', closedOk: (d) => `${d} is closed; its reports can be read.`, progressOf: (t) => `Progress of ${t}`, mayNot: 'Starting the end of day takes the operations role.',
  },
)
