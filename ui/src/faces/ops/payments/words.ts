import { declareWords } from '@/app/i18n'

/** Words of the bank's own view of payments. */
export const words = declareWords(
  {
    title: '支付查询', lead: '全部客户的支付，最新的在前。', empty: '还没有支付。', waiting: '待放行', firmWaits: '待企业审批', waitsN: (n: string) => `${n} 笔等待本行放行`, waitsSee: '逐笔处理', firmN: (n: string) => `另有 ${n} 笔等待企业内部审批`,
    payer: '付款方', payee: '收款方', bank: '对方行', amount: '金额', fee: '手续费', kind: '种类', anyKind: '全部种类', state: '状态', anyState: '全部状态', channel: '渠道', madeAt: '提交时间', settledAt: '完成时间', bankDate: '会计日期', purpose: '用途', note: '附言', reason: '原因', number: '流水号', branch: '机构', endToEnd: '端到端标识', uetr: '追踪号（UETR）', reference: '业务参考号', entry: '分录', seeEntry: '查看分录', clearing: '清算', seeClearing: '查看清算经过', batch: '所属批次', ofAccount: '仅看此账户', ofBatch: '仅看此批次', showAll: '查看全部', from: '起始日期', to: '截止日期', badDate: '日期写作 2026-11-23。', none: '—', least: '金额不低于（元）', most: '金额不高于（元）', clear: '清除条件', more: '更多条件', thisBank: '本行', approval: '审批', seeApproval: '查看审批', account: '账户', openAccount: '查看账户',
    transfer: '转账', standing: '定期转账', batchKind: '批量代发代付', collection: '收款码', refund: '退款', inward: '来账', return: '退汇',
    proposed: '待放行或审批', sent: '已发出', settled: '已完成', rejected: '被拒绝', returned: '已退回', refused: '未执行', held: '挂账',
    web: '网上', kiosk: '自助终端', counter: '柜面', api: '程序接口', bankItself: '本行', network: '他行',
    chain: '支付链路', payTitle: (kind: string, payee: string) => `${kind} · ${payee}`, unknown: '支付',
    asked: '这笔支付因业务规则暂停，尚未扣款。请核对付款人、收款人和用途，决定放行或拒绝。', askedBy: (rule: string) => `规则说明：${rule}`, firm: '这笔支付等待付款单位内部审批，本行不代为放行。', noRight: '您的角色可以查看，但不能放行或拒绝。',
    release: '放行', releaseTitle: '放行这笔支付', releaseText: '放行后立即按当日限额扣款付出，不能撤回。', refuse: '拒绝', refuseTitle: '拒绝这笔支付', refuseText: '不会扣款。付款人会看到拒绝原因。', why: '拒绝原因', r_suspicious: '交易可疑', r_customer: '客户要求取消', r_mistaken: '收款信息有误', r_legal: '法律或监管原因', r_cancelled: '付款人已撤回', r_expired: '逾期未处理', released: '已放行', refusedDone: '已拒绝，未扣款', next: '下一笔待放行', cancel: '取消',
    m_entry: '分录', m_message: '报文', m_clearing: '清算经过', m_approval: '审批', m_order: '相关支付',
  },
  {
    title: 'Payments', lead: 'Payments of all customers, the newest first.', empty: 'No payments yet.', waiting: 'To be released', firmWaits: 'Waits for the firm', waitsN: (n) => `${n} waiting for the bank`, waitsSee: 'Go through them', firmN: (n) => `${n} more waiting for approval within a firm`,
    payer: 'Payer', payee: 'Payee', bank: 'Other bank', amount: 'Amount', fee: 'Fee', kind: 'Kind', anyKind: 'All kinds', state: 'State', anyState: 'All states', channel: 'Channel', madeAt: 'Ordered', settledAt: 'Completed', bankDate: 'Bank date', purpose: 'Purpose', note: 'Note', reason: 'Reason', number: 'Number', branch: 'Branch', endToEnd: 'End-to-end id', uetr: 'UETR', reference: 'Reference', entry: 'Entry', seeEntry: 'See the entry', clearing: 'Clearing', seeClearing: 'See it in the clearing', batch: 'Batch', ofAccount: 'This account only', ofBatch: 'This batch only', showAll: 'Show all', from: 'From', to: 'To', badDate: 'Write dates as 2026-11-23.', none: '—', least: 'At least (yuan)', most: 'At most (yuan)', clear: 'Clear filters', more: 'More filters', thisBank: 'This bank', approval: 'Approval', seeApproval: 'See the approval', account: 'Account', openAccount: 'See the account',
    transfer: 'Transfer', standing: 'Standing order', batchKind: 'Batch', collection: 'Payment code', refund: 'Refund', inward: 'Inward', return: 'Return',
    proposed: 'Waiting', sent: 'Sent', settled: 'Completed', rejected: 'Rejected', returned: 'Returned', refused: 'Not carried out', held: 'In suspense',
    web: 'Online', kiosk: 'Kiosk', counter: 'Counter', api: 'Program', bankItself: 'The bank', network: 'Another bank',
    chain: 'Chain', payTitle: (kind, payee) => `${kind} · ${payee}`, unknown: 'Payment',
    asked: 'A rule has stopped this payment; nothing was debited. Compare payer, payee and purpose, then release or refuse it.', askedBy: (rule) => `The rule says: ${rule}`, firm: 'This waits for approval within the paying firm; the bank doesn’t release it in the firm’s place.', noRight: 'Your role reads payments, but releases or refuses none.',
    release: 'Release', releaseTitle: 'Release this payment', releaseText: 'It is debited and paid at once, under today’s limits, and can’t be taken back.', refuse: 'Refuse', refuseTitle: 'Refuse this payment', refuseText: 'Nothing is debited. The payer sees the reason.', why: 'Reason', r_suspicious: 'Suspicious', r_customer: 'Cancelled at the customer’s request', r_mistaken: 'Wrong payee details', r_legal: 'Legal or regulatory reason', r_cancelled: 'Withdrawn by the payer', r_expired: 'Not decided in time', released: 'Released', refusedDone: 'Refused; nothing was debited', next: 'Next one to release', cancel: 'Cancel',
    m_entry: 'Entry', m_message: 'Message', m_clearing: 'Clearing', m_approval: 'Approval', m_order: 'Related payment',
  },
)
