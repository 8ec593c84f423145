import type { Both } from '@/app/i18n'
import type { Face } from '@/app/palette'

/** A place that a face always has, in the order in which its menu shows them. */
export interface Place extends Both {
  path: string
  /** What the hat must be allowed for it; none for what is the person's own. */
  permission?: string
}

const security: Place = { path: '/security', zh: '登录与安全', en: 'Security' }

const places: Partial<Record<Face, readonly Place[]>> = {
  people: [
    { path: '/accounts', zh: '账户', en: 'Accounts', permission: 'ledger.read' },
    { path: '/payments/new', zh: '转账', en: 'Transfer', permission: 'payment.make' },
    { path: '/collect', zh: '收付款码', en: 'Codes', permission: 'collect.make' },
    { path: '/payments', zh: '支付记录', en: 'Payments', permission: 'payment.read' },
    { path: '/payments/payees', zh: '收款人', en: 'Payees', permission: 'payment.read' },
    { path: '/payments/limits', zh: '支付限额', en: 'Limits', permission: 'payment.limit' },
    { path: '/standing-orders', zh: '定期转账', en: 'Standing orders', permission: 'payment.read' },
    { path: '/restraints', zh: '账户限制', en: 'Restraints', permission: 'restraint.read' },
    { path: '/cards', zh: '银行卡', en: 'Cards', permission: 'card.read' },
    { path: '/points', zh: '积分', en: 'Points', permission: 'points.read' },
    { path: '/mandates', zh: '代办授权', en: 'Who acts', permission: 'mandate.read' },
    { path: '/disclosures', zh: '谁看过', en: 'Who looked', permission: 'party.read' },
    { path: '/consents', zh: '授权同意', en: 'Consents', permission: 'party.consent' },
    { path: '/profile', zh: '资料', en: 'Profile', permission: 'party.read' },
    security,
  ],
  business: [
    { path: '/accounts', zh: '账户', en: 'Accounts', permission: 'ledger.read' },
    { path: '/payments/new', zh: '转账', en: 'Transfer', permission: 'payment.make' },
    { path: '/payments', zh: '支付记录', en: 'Payments', permission: 'payment.read' },
    { path: '/standing-orders', zh: '定期转账', en: 'Standing orders', permission: 'payment.read' },
    { path: '/batches', zh: '批量代发代付', en: 'Batches', permission: 'payment.read' },
    { path: '/approvals', zh: '审批', en: 'Approvals', permission: 'approval.read' },
    { path: '/collect', zh: '收款', en: 'Collections', permission: 'collect.read' },
    { path: '/reconcile', zh: '银企对账', en: 'Reconciliation', permission: 'reconcile.read' },
    { path: '/mandates', zh: '人员与权限', en: 'Members', permission: 'mandate.read' },
    { path: '/payments/limits', zh: '限额管理', en: 'Limits', permission: 'payment.limit' },
    { path: '/owners', zh: '受益所有人', en: 'Beneficial owners', permission: 'mandate.read' },
    { path: '/consents', zh: '授权同意', en: 'Consents', permission: 'party.consent' },
    { path: '/disclosures', zh: '信息查看记录', en: 'Who looked', permission: 'party.read' },
    { path: '/profile', zh: '企业资料', en: 'Profile', permission: 'party.read' },
    security,
  ],
  government: [
    { path: '/accounts', zh: '账户', en: 'Accounts', permission: 'ledger.read' },
    { path: '/payments/new', zh: '转账', en: 'Transfer', permission: 'payment.make' },
    { path: '/payments', zh: '支付记录', en: 'Payments', permission: 'payment.read' },
    { path: '/standing-orders', zh: '定期转账', en: 'Standing orders', permission: 'payment.read' },
    { path: '/batches', zh: '批量发放', en: 'Batches', permission: 'payment.read' },
    { path: '/approvals', zh: '审批', en: 'Approvals', permission: 'approval.read' },
    { path: '/collect', zh: '收款', en: 'Collections', permission: 'collect.read' },
    { path: '/reconcile', zh: '银企对账', en: 'Reconciliation', permission: 'reconcile.read' },
    { path: '/mandates', zh: '人员与权限', en: 'Members', permission: 'mandate.read' },
    { path: '/payments/limits', zh: '限额管理', en: 'Limits', permission: 'payment.limit' },
    { path: '/consents', zh: '授权同意', en: 'Consents', permission: 'party.consent' },
    { path: '/disclosures', zh: '信息查看记录', en: 'Who looked', permission: 'party.read' },
    { path: '/profile', zh: '单位资料', en: 'Profile', permission: 'party.read' },
    security,
  ],
  ops: [],
}

/** The places of a face; none where its rooms bring all of them. */
export const placesOf = (face: Face): readonly Place[] => places[face] ?? []
