import { declareWords } from '@/app/i18n'

/** What waits for somebody of an organisation, on her start page. */
export const words = declareWords(
  {
    check: (n: number) => `${n} 个批次待复核`, approve: (n: number) => `${n} 个批次待审批`, batch: (name: string, sum: string) => `${name} · ${sum}`, retry: (n: number) => `${n} 个批次有未成功的明细`, retryDo: '处理好原因后可只重发未成功的明细',
    proposals: (n: number) => `${n} 项付款或申请待您决定`, proposal: (what: string, who: string) => `${what} · ${who}提出`, statements: (n: number) => `${n} 份余额对账单待回复`, statementsLate: (n: number) => `${n} 份余额对账单已逾期`, statementsDue: (date: string) => `最早截止 ${date}`,
    payments: '最近付款', allPayments: '全部付款', noPayments: '还没有付款', to: '付给', from: '来自', proposed: '待审批', sent: '已发出', rejected: '被拒绝', returned: '已退回', refused: '未执行', held: '挂账', batchPaid: '批量付款', seeBatch: '查看批次',
  },
  {
    check: (n) => (n === 1 ? '1 batch to check' : `${n} batches to check`), approve: (n) => (n === 1 ? '1 batch to approve' : `${n} batches to approve`), batch: (name, sum) => `${name} · ${sum}`, retry: (n) => (n === 1 ? '1 batch has lines that failed' : `${n} batches have lines that failed`), retryDo: 'When the cause is settled, retry those lines alone',
    proposals: (n) => (n === 1 ? '1 proposal waits for your decision' : `${n} proposals wait for your decision`), proposal: (what, who) => `${what} · by ${who}`, statements: (n) => (n === 1 ? '1 statement of balances to answer' : `${n} statements of balances to answer`), statementsLate: (n) => (n === 1 ? '1 statement of balances is overdue' : `${n} statements of balances are overdue`), statementsDue: (date) => `The first is due ${date}`,
    payments: 'Last payments', allPayments: 'All payments', noPayments: 'No payments yet', to: 'To', from: 'From', proposed: 'To be approved', sent: 'Sent', rejected: 'Rejected', returned: 'Returned', refused: 'Not carried out', held: 'Held', batchPaid: 'Batch', seeBatch: 'See the batch',
  },
)
