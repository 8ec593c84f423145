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
    { path: '/mandates', zh: '代办授权', en: 'Who acts', permission: 'mandate.read' },
    { path: '/disclosures', zh: '谁看过', en: 'Who looked', permission: 'party.read' },
    { path: '/consents', zh: '授权同意', en: 'Consents', permission: 'party.consent' },
    { path: '/profile', zh: '资料', en: 'Profile', permission: 'party.read' },
    security,
  ],
  business: [
    { path: '/accounts', zh: '账户', en: 'Accounts', permission: 'ledger.read' },
    { path: '/mandates', zh: '人员与权限', en: 'Members', permission: 'mandate.read' },
    { path: '/owners', zh: '受益所有人', en: 'Beneficial owners', permission: 'mandate.read' },
    { path: '/consents', zh: '授权同意', en: 'Consents', permission: 'party.consent' },
    { path: '/disclosures', zh: '信息查看记录', en: 'Who looked', permission: 'party.read' },
    { path: '/profile', zh: '企业资料', en: 'Profile', permission: 'party.read' },
    security,
  ],
  government: [
    { path: '/accounts', zh: '账户', en: 'Accounts', permission: 'ledger.read' },
    { path: '/mandates', zh: '人员与权限', en: 'Members', permission: 'mandate.read' },
    { path: '/consents', zh: '授权同意', en: 'Consents', permission: 'party.consent' },
    { path: '/disclosures', zh: '信息查看记录', en: 'Who looked', permission: 'party.read' },
    { path: '/profile', zh: '单位资料', en: 'Profile', permission: 'party.read' },
    security,
  ],
  ops: [],
}

/** The places of a face; none where its rooms bring all of them. */
export const placesOf = (face: Face): readonly Place[] => places[face] ?? []
