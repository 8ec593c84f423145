import { declareWords } from '@/app/i18n'

/** Words of the parameters' pages. */
export const words = declareWords(
  {
    parameters: '业务参数', lead: '全行统一的业务参数，按生效日取值，变更须由另一位同事同意。', name: '参数', value: '现行值', since: '起效于', sinceDefault: '默认值', coming: '待生效', range: '取值范围', byDefault: '默认值', empty: '没有业务参数。', none: '无', propose: '申请变更', history: '变更历史', historyEmpty: '尚未变更过，现行为默认值。', from: '生效日', newValue: '新值', reason: '变更理由', reasonHint: '审批人会看到。', proposedBy: '提出人', approvedBy: '同意人', setAt: '同意时间', pending: '有变更等待审批', at: (d: string) => `${d} 起`, between: (a: string, b: string) => `${a} 至 ${b}`, atLeast: (a: string) => `不小于 ${a}`, atMost: (b: string) => `不大于 ${b}`, wholeDay: '最早次日生效', anyDay: '最早当日生效', yes: '是', no: '否', code: '代号', type: '类型',
    int: '整数', decimal: '小数', text: '文字', bool: '是否', duration: '时长', durationHint: '如 15m、2h30m。', change: (from: string, to: string) => `${from} → ${to}`, isNow: '生效中', willBe: '未生效', was: '已过',
  },
  {
    parameters: 'Parameters', lead: 'The bank’s own values, each holding from a day; a colleague approves each change.', name: 'Parameter', value: 'Now', since: 'Since', sinceDefault: 'By default', coming: 'To come', range: 'Range', byDefault: 'Default', empty: 'No parameters.', none: 'None', propose: 'Propose a change', history: 'Changes', historyEmpty: 'Never changed; the default holds.', from: 'From', newValue: 'New value', reason: 'Why', reasonHint: 'The approver reads it.', proposedBy: 'Proposed by', approvedBy: 'Approved by', setAt: 'Approved', pending: 'A change waits for approval', at: (d) => `from ${d}`, between: (a, b) => `${a} to ${b}`, atLeast: (a) => `at least ${a}`, atMost: (b) => `at most ${b}`, wholeDay: 'Tomorrow at the earliest', anyDay: 'Today at the earliest', yes: 'Yes', no: 'No', code: 'Name', type: 'Type',
    int: 'Whole number', decimal: 'Number', text: 'Text', bool: 'Yes or no', duration: 'Duration', durationHint: 'For example 15m or 2h30m.', change: (from, to) => `${from} → ${to}`, isNow: 'Now', willBe: 'To come', was: 'Past',
  },
)
