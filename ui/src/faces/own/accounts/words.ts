import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    title: '账户', lead: '余额即时更新。点开账户看明细，或下载对账单。', leadOrg: '本户名下的账户。点开看明细，或下载对账单。', total: '余额合计', account: '账户', number: '账号', currency: '币种', booked: '余额', available: '可用', held: '已预留', frozen: '已冻结', branch: '开户机构', name: '户名', openedOn: '开户日期',
    none: '还没有账户', noneText: '开立账户请到任一网点办理。', open: '在用', closed: '已销户', joint: '联名', closedToo: (n: number) => `已销户 ${n} 个`, availableOf: '可用',
    postings: '明细', noPostings: '还没有明细', noPostingsText: '第一笔收支入账后会出现在这里。', noMatch: '这段时间没有符合条件的明细', balance: '余额', in: '收入', out: '支出', both: '收支', from: '起始日期', to: '截止日期', find: '对方或摘要', findLabel: '按对方或摘要查找',
    loaded: (n: number) => `已载入 ${n} 笔`, within: (shown: number, n: number) => `在已载入的 ${n} 笔中找到 ${shown} 笔`, loadMore: '载入更早的明细', allLoaded: '已是全部明细', dayOut: '支出', dayIn: '收入', clear: '清除条件',
    statement: '下载对账单', statementWhy: '选择期间和格式。对账单含期初、期末余额和期间每一笔。', period: '期间', thisMonth: '本月', lastMonth: '上月', thisYear: '今年', custom: '自选', format: '格式', csv: '表格（CSV）', camt053: '财务系统（ISO 20022 camt.053）', jsonl: '程序（JSON 行）', download: '下载', downloaded: '对账单已下载', periodBad: '起始日期不得晚于截止日期',
    showNumber: '显示完整账号', hideNumber: '隐藏账号', copyNumber: '复制账号', facts: '账户信息', readOnly: '这里只能查看，不能动账。', freezeAll: '账户已冻结，暂不能收付', freezeSome: '部分金额已冻结', creditFrozen: '账户暂停收款', debitFrozen: '账户暂停付款', contra: '对方', summary: '摘要', reference: '流水号', time: '入账时间', valueDate: '起息日', kind: '类型', bankDate: '会计日期', details: '详情', noContra: '多方', hide: '收起',
  },
  {
    title: 'Accounts', lead: 'Balances are up to date. Open an account for its entries, or download a statement.', leadOrg: 'The accounts it holds. Open one for its entries, or download a statement.', total: 'Total balance', account: 'Account', number: 'Account number', currency: 'Currency', booked: 'Balance', available: 'Available', held: 'Reserved', frozen: 'Frozen', branch: 'Branch', name: 'Account name', openedOn: 'Opened',
    none: 'No accounts yet', noneText: 'Any branch opens one for you.', open: 'Open', closed: 'Closed', joint: 'Joint', closedToo: (n) => `${n} closed`, availableOf: 'Available',
    postings: 'Entries', noPostings: 'No entries yet', noPostingsText: 'The first payment in or out will show here.', noMatch: 'Nothing in this period matches', balance: 'Balance', in: 'In', out: 'Out', both: 'In and out', from: 'From', to: 'To', find: 'Other party or note', findLabel: 'Find by other party or note',
    loaded: (n) => `${n} loaded`, within: (shown, n) => `${shown} of the ${n} loaded match`, loadMore: 'Load earlier entries', allLoaded: 'These are all entries', dayOut: 'out', dayIn: 'in', clear: 'Clear filters',
    statement: 'Download a statement', statementWhy: 'Choose a period and a format. A statement holds the opening and closing balance and every entry between.', period: 'Period', thisMonth: 'This month', lastMonth: 'Last month', thisYear: 'This year', custom: 'Other', format: 'Format', csv: 'Spreadsheet (CSV)', camt053: 'Accounting software (ISO 20022 camt.053)', jsonl: 'Programs (JSON lines)', download: 'Download', downloaded: 'The statement was downloaded', periodBad: 'The start can’t be later than the end',
    showNumber: 'Show the whole number', hideNumber: 'Hide the number', copyNumber: 'Copy the account number', facts: 'About the account', readOnly: 'You can look here; nothing moves money.', freezeAll: 'The account is frozen: nothing can come in or go out', freezeSome: 'Part of the balance is frozen', creditFrozen: 'The account takes no payments for now', debitFrozen: 'The account makes no payments for now', contra: 'Other party', summary: 'Note', reference: 'Reference', time: 'Booked at', valueDate: 'Value date', kind: 'Kind', bankDate: 'Bank date', details: 'Details', noContra: 'Several', hide: 'Hide',
  },
)
