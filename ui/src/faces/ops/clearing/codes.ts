import type { Both } from '@/app/i18n'

/**
 * Reason codes of ISO 20022's external sets in words: those that this bank's desk meets. A code that isn't here is shown as it is,
 * and can be looked up in the standard.
 */
const known: Record<string, Both> = {
  AC01: { zh: '账号不存在', en: 'Account number incorrect' }, AC02: { zh: '付款账号有误', en: 'Payer’s account number invalid' }, AC03: { zh: '收款账号有误', en: 'Payee’s account number invalid' },
  AC04: { zh: '账户已销户', en: 'Account closed' }, AC06: { zh: '账户被冻结', en: 'Account blocked' }, AC07: { zh: '收款账户已销户', en: 'Payee’s account closed' },
  AG01: { zh: '该账户不可办理此类业务', en: 'Not allowed on this account' }, AG02: { zh: '业务代码无效', en: 'Operation code invalid' }, AGNT: { zh: '对方行信息有误', en: 'Agent incorrect' },
  AM01: { zh: '金额为零', en: 'Amount is zero' }, AM02: { zh: '超过允许金额', en: 'Amount not allowed' }, AM04: { zh: '余额不足', en: 'Insufficient funds' }, AM05: { zh: '重复支付', en: 'Duplicate' }, AM09: { zh: '金额不符', en: 'Wrong amount' },
  ARDT: { zh: '已经退回', en: 'Already returned' }, BE01: { zh: '户名与账号不符', en: 'Name differs from the account’s' }, BE04: { zh: '收款人地址缺失', en: 'Payee’s address missing' }, BE16: { zh: '付款人识别信息有误', en: 'Payer’s identification invalid' },
  CURR: { zh: '币种有误', en: 'Wrong currency' }, CUST: { zh: '客户要求', en: 'Requested by the customer' }, CUTA: { zh: '查询无果，要求撤回', en: 'Cancelled after an enquiry' }, DT01: { zh: '日期无效', en: 'Invalid date' },
  DUPL: { zh: '重复支付', en: 'Duplicate payment' }, FOCR: { zh: '应撤回申请退回', en: 'Following a recall' }, FR01: { zh: '涉嫌欺诈', en: 'Fraud' }, FRAD: { zh: '涉嫌欺诈', en: 'Fraudulent origin' }, INDM: { zh: '附赔偿承诺', en: 'With indemnity' },
  LEGL: { zh: '法律原因', en: 'Legal reasons' }, MS02: { zh: '客户未说明', en: 'Not stated by the customer' }, MS03: { zh: '银行未说明', en: 'Not stated by the bank' }, NARR: { zh: '见说明', en: 'See the note' },
  NOAS: { zh: '客户未答复', en: 'No answer from the customer' }, NOOR: { zh: '没有收到原支付', en: 'Original never received' }, PTNA: { zh: '已转交收款行', en: 'Passed to the next agent' }, RC01: { zh: '行号无效', en: 'Bank code incorrect' },
  RR04: { zh: '监管原因', en: 'Regulatory reason' }, TECH: { zh: '技术故障', en: 'Technical problem' }, TM01: { zh: '超过截止时间', en: 'After the cut-off' }, UPAY: { zh: '不应支付', en: 'Undue payment' },
}

/** A code with what it means: `AC04 账户已销户`. */
export function codeText(code: string, language: 'zh' | 'en'): string {
  const k = known[code]
  return k ? `${code} ${k[language]}` : code
}

/** What may be given when a payment is recalled, when a recall is refused, and when a payment is sent back. */
export const recallReasons = ['DUPL', 'AC03', 'AM09', 'FRAD', 'TECH', 'CUST', 'UPAY', 'NARR'] as const
export const refusals = ['CUST', 'NOAS', 'AC04', 'AM04', 'ARDT', 'AGNT', 'LEGL', 'NARR'] as const
export const returnReasons = ['AC04', 'AC06', 'BE01', 'CUST', 'DUPL', 'FR01', 'RR04', 'MS03', 'NARR'] as const

/** Definitions of messages by the beginning of their identifier. */
const definitions: Record<string, Both> = {
  'pacs.008': { zh: '客户汇兑', en: 'Credit transfer' }, 'pacs.002': { zh: '状态报告', en: 'Status report' }, 'pacs.004': { zh: '退汇', en: 'Return' }, 'pacs.028': { zh: '状态查询', en: 'Status request' },
  'camt.056': { zh: '撤回申请', en: 'Recall' }, 'camt.029': { zh: '撤回答复', en: 'Answer to a recall' }, 'camt.053': { zh: '对账单', en: 'Statement' }, 'camt.054': { zh: '清算通知', en: 'Settlement notice' },
  'admi.004': { zh: '系统事件', en: 'System event' }, 'admi.002': { zh: '拒收', en: 'Message refused' },
}

/** What a message is, in words: `客户汇兑`. */
export function definitionText(definition: string, language: 'zh' | 'en'): string {
  return definitions[definition.slice(0, 8)]?.[language] ?? definition
}
