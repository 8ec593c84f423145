import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    acts: '常用', transfer: '转账', collect: '收款', pass: '付款码', scan: '扫码付款', total: '存款合计', money: '我的账户', all: '全部账户', open: '开立账户', noAccounts: '还没有账户', noAccountsText: '开立一个活期账户，就能收款和转账。', latest: '最近收支', allPayments: '全部记录', noPayments: '还没有收支。',
    ask: (who: string, money: string) => `${who}请您付款 ${money}`, askDo: '核对后确认或拒绝', matured: (what: string) => `${what}已到期`, maturedDo: '看看怎么安排：支取或转存', maturesSoon: (what: string, d: string) => `${what}将于 ${d} 到期`, waits: (who: string, money: string) => `付给${who}的 ${money} 等您确认`, waitsDo: '核对后再付款', restrained: (who: string) => `账户被限制：${who}`, restrainedDo: '看看依据和金额', dormant: (what: string) => `${what}已转为久悬`, dormantDo: '携带身份证件到网点恢复',
  },
  {
    acts: 'Often used', transfer: 'Transfer', collect: 'Get paid', pass: 'My pass', scan: 'Pay by code', total: 'Total deposits', money: 'My accounts', all: 'All accounts', open: 'Open an account', noAccounts: 'No accounts yet', noAccountsText: 'Open a demand account, and you can be paid and pay.', latest: 'Lately in and out', allPayments: 'All payments', noPayments: 'Nothing yet.',
    ask: (who, money) => `${who} asks you for ${money}`, askDo: 'Check it, then confirm or decline', matured: (what) => `${what} has matured`, maturedDo: 'Decide whether to withdraw or renew it', maturesSoon: (what, d) => `${what} matures on ${d}`, waits: (who, money) => `${money} to ${who} waits for you`, waitsDo: 'Check it before it is paid', restrained: (who) => `An account is restrained by ${who}`, restrainedDo: 'See the document and the amount', dormant: (what) => `${what} is dormant`, dormantDo: 'Bring your identity document to a branch',
  },
)
