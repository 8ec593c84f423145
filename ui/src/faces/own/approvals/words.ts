import { declareWords } from '@/app/i18n'

/** Words of the approvals' pages. */
export const words = declareWords(
  {
    approvals: '审批', lead: '一人提出，另一人决定。', forMe: '待我决定', own: '我的提交', openAll: '全部待决', decided: '已决定', what: '事项', object: '对象', reason: '申请理由', maker: '提出人', proposedAt: '提出时间', expiresAt: '最迟决定', decider: '决定人', decidedAt: '决定时间', note: '决定说明', state: '状态',
    emptyForMe: '没有等待您决定的事项。', emptyOwn: '您没有提交过申请。', emptyOther: '没有申请。', stepUp: '决定时须再次确认身份', unchanged: '不变', about: '该事项变更您本人的权限，须由他人决定。', ownMade: '该事项由您本人提出，须由他人决定。您可以撤回。', noRight: '您的角色可以查看，但不能决定审批事项。', expiredText: '已过最迟决定时间，须重新提出。',
    withdraw: '撤回申请', withdrawTitle: '撤回申请', withdrawText: '撤回后不再等待决定，可以修改后重新提交。', withdrawn: '已撤回', toList: '回到审批', allDone: '都处理完了', allDoneText: '没有更多等待您决定的事项。', result: '处理结果', code: '激活码', codeText: '当面或另行交给本人；24 小时内可使用一次。', program: '程序', openObject: '打开对象', mine: '本人提出', open: '待审批', approved: '已同意', returned: '已退回', refused: '已拒绝', withdrawnState: '已撤回', expired: '已过期',
    firmLead: '经办人提出，复核人或审批人决定。', lookPayment: '查看这笔付款', cancel: '取消', amount: '金额', to: '收款方', bank: '收款行', from: '付款账户', purpose: '用途', orderNumber: '付款编号', fee: '手续费', emptyForMeText: '新的付款和定期转账提交后会出现在这里。',
  },
  {
    approvals: 'Approvals', lead: 'One proposes, another decides.', forMe: 'For me', own: 'My proposals', openAll: 'All that wait', decided: 'Decided', what: 'Proposal', object: 'About', reason: 'Reason', maker: 'Proposed by', proposedAt: 'Proposed', expiresAt: 'Decide by', decider: 'Decided by', decidedAt: 'Decided', note: 'Note', state: 'State',
    emptyForMe: 'Nothing waits for your decision.', emptyOwn: 'You have proposed nothing.', emptyOther: 'No proposals.', stepUp: 'Deciding asks for a fresh proof of who you are', unchanged: 'Stays as it is', about: 'This changes your own rights; somebody else has to decide.', ownMade: 'You proposed this yourself; somebody else has to decide. You can withdraw it.', noRight: 'Your role reads proposals but doesn’t decide them.', expiredText: 'Its time is over; it has to be proposed anew.',
    withdraw: 'Withdraw', withdrawTitle: 'Withdraw the proposal', withdrawText: 'Nobody decides it then; you can change it and propose it anew.', withdrawn: 'Withdrawn', toList: 'Back to the approvals', allDone: 'All done', allDoneText: 'Nothing more waits for your decision.', result: 'Outcome', code: 'Activation code', codeText: 'Hand it over in person or by a channel of its own; good once, for 24 hours.', program: 'Program', openObject: 'Open it', mine: 'Yours', open: 'Waiting', approved: 'Approved', returned: 'Returned', refused: 'Refused', withdrawnState: 'Withdrawn', expired: 'Expired',
    firmLead: 'One makes it, a checker or an approver decides.', lookPayment: 'See the payment', cancel: 'Cancel', amount: 'Amount', to: 'To', bank: 'Bank', from: 'From', purpose: 'Purpose', orderNumber: 'Payment number', fee: 'Fee', emptyForMeText: 'Payments and standing orders appear here when they are sent for approval.',
  },
)
