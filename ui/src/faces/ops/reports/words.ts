import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    reports: '报表', reportsLead: '按已结账日期编制，编制后不再变化。', newest: '最近结账日', noneClosed: '尚无已结账日期，首个日终完成后即可编制报表。', ways: '报表种类',
    trialBalance: '试算平衡表', trialBalanceLead: '各科目期初、发生额与期末，借贷两方相等。', balanceSheet: '资产负债表', balanceSheetLead: '资产与负债、所有者权益两方相等。', incomeStatement: '利润表', incomeStatementLead: '一段期间的收入、支出与净利润。',
    products: '分产品存款', productsLead: '结账日各产品、各机构的户数与余额。', large: '大额交易', largeLead: '单个客户一日累计达到报告标准的现金与转账。', dormant: '久悬账户', dormantLead: '户主一年以上未使用、现只收不付的账户。',
    date: '截止日期', from: '起始日期', branch: '机构', wholeBank: '全行', wholeOrBranch: '选择机构', withBelow: '含下级机构', show: '查看', badDate: '日期无效，请按 2026-11-23 的格式填写。', pickBranch: '您只能查看本机构的报表，请选择机构。', period: (a: string, b: string) => `${a} 至 ${b}`, sinceStart: '开业', asOf: (d: string) => `截至 ${d}`, latest: '留空为最近结账日', csv: '下载 CSV', print: '打印', digest: '内容校验值（SHA-256）', digestNote: '与下载文件最后一行一致，可证明文件未被改动。',
    code: '科目号', ties: '平衡', notTies: '不平衡', tiesTrial: '借方合计等于贷方合计', tiesBalance: '资产总计等于负债和所有者权益总计', left: '资产', right: '负债和所有者权益', difference: '差额', empty: '该期间没有发生额。', between: '机构报表以“系统内往来”轧平。', amount: '金额',
    product: '产品', accounts: '户数', total: '余额', share: '占比', currency: '币种', sum: '合计', byBranch: '按机构', byProduct: '按产品', grouping: '汇总方式', noProductName: '未归属产品', chart: '各产品存款余额', noLarge: '该日没有达到报告标准的交易。', noDormant: '没有久悬账户。',
    party: '客户', side: '方向', in: '收', out: '付', form: '形式', cash: '现金', transfer: '转账', entries: '笔数', natural: '客户类别', person: '自然人', unit: '单位', number: '账号', name: '户名', lastUse: '最近动账', chooseDate: '日期', allDates: '全部日期', rule: '依据：金融机构大额交易和可疑交易报告管理办法第五条。',
  },
  {
    reports: 'Reports', reportsLead: 'Made of closed bank dates, so that a report never changes.', newest: 'Last closed date', noneClosed: 'No date is closed yet. Reports can be made after the first end of day.', ways: 'Reports',
    trialBalance: 'Trial balance', trialBalanceLead: 'Opening balance, turnover and closing balance of every code; debits equal credits.', balanceSheet: 'Balance sheet', balanceSheetLead: 'Assets equal liabilities and equity.', incomeStatement: 'Income statement', incomeStatementLead: 'Income, expense and profit of a period.',
    products: 'Deposits by product', productsLead: 'Accounts and balances by product and branch when the date closed.', large: 'Large movements', largeLead: 'Cash and transfers of a customer that reach what must be reported in a day.', dormant: 'Dormant accounts', dormantLead: 'Accounts that their owners have not used for a year; money comes in and does not leave.',
    date: 'Up to', from: 'From', branch: 'Branch', wholeBank: 'Whole bank', wholeOrBranch: 'Choose a branch', withBelow: 'with those below it', show: 'Show', badDate: 'That is no date; write it as 2026-11-23.', pickBranch: 'You see the reports of your own branch; choose it.', period: (a, b) => `${a} to ${b}`, sinceStart: 'the start', asOf: (d) => `As of ${d}`, latest: 'Empty: the last closed date', csv: 'Download CSV', print: 'Print', digest: 'Digest of the content (SHA-256)', digestNote: 'The file that you download ends with it, which shows that nothing in it was changed.',
    code: 'Code', ties: 'Balanced', notTies: 'Not balanced', tiesTrial: 'Debits equal credits', tiesBalance: 'Assets equal liabilities and equity', left: 'Assets', right: 'Liabilities and equity', difference: 'Difference', empty: 'Nothing was booked in that period.', between: 'A branch’s report is balanced by what it owes to the others.', amount: 'Amount',
    product: 'Product', accounts: 'Accounts', total: 'Balance', share: 'Share', currency: 'Currency', sum: 'Total', byBranch: 'By branch', byProduct: 'By product', grouping: 'Grouping', noProductName: 'No product', chart: 'Deposits by product', noLarge: 'Nothing reached the threshold on that date.', noDormant: 'There are no dormant accounts.',
    party: 'Customer', side: 'Way', in: 'In', out: 'Out', form: 'Form', cash: 'Cash', transfer: 'Transfer', entries: 'Entries', natural: 'Sort', person: 'Person', unit: 'Unit', number: 'Number', name: 'Name', lastUse: 'Last use', chooseDate: 'Date', allDates: 'Every date', rule: 'By article 5 of the Measures on reporting large and suspicious transactions.',
  },
)
