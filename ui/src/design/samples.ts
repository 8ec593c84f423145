import { Problem } from '@/api/problem'
import type { Session } from '@/app/session'
import type { Schema } from '@/parts/schema'

export const session: Session = {
  person: '1', name: '欧阳晓月', level: 2, csrf: '', faces: ['people', 'business', 'government', 'ops'],
  hats: [
    { id: 'self', kind: 'self', for: '1', forName: '欧阳晓月', title: '', roles: ['customer'], branch: '' },
    { id: 'firm-1', kind: 'firm', for: '2', forName: '内蒙古自治区呼伦贝尔市鄂伦春自治旗大杨树镇通惠河流域农牧业综合开发有限责任公司', title: '财务总监', roles: ['firm_approver'], branch: '' },
    { id: 'agency-1', kind: 'agency', for: '3', forName: '通州区财政局', title: '国库科科员', roles: ['agency_checker'], branch: '' },
    { id: 'staff-1', kind: 'staff', for: '', forName: '通州运河支行', title: '会计', roles: ['accountant'], branch: '1101' },
  ],
  hat: { id: 'self', kind: 'self', for: '1', forName: '欧阳晓月', title: '', roles: ['customer'], branch: '' },
  menu: (['people', 'business', 'government', 'ops'] as const).flatMap((face) => [
    { face, path: '/accounts', zh: '账户', en: 'Accounts' }, { face, path: '/statements', zh: '对账单', en: 'Statements' },
    { face, path: '/approvals', zh: '待我审批', en: 'Approvals' }, { face, path: '/mandates', zh: '代我办事的人', en: 'Who acts for me' },
    { face, path: '/consents', zh: '授权与隐私', en: 'Consents' }, { face, path: '/devices', zh: '登录设备', en: 'Devices' },
  ]),
}

export const problem = new Problem({
  status: 409, code: 'payment.name_mismatch', instance: '01JDCZ7Q0M4T9E6F5W2N8K3B1A',
  detailZh: '收款户名与账号不符，款项未转出。请核对后重填。', detailEn: 'The payee’s name does not fit the account, and no money was moved. Check it and send again.',
})
export const forbidden = new Problem({ status: 403, code: 'auth.forbidden', instance: '01JDCZ7Q0M4T9E6F5W2N8K3B1B', detailZh: '您无权查看该账户。', detailEn: 'You may not see this account.' })

export interface Line {
  id: string
  payer: string
  minor: string
  tone: 'good' | 'busy' | 'wait' | 'bad'
  day: string
}

export function lines(names: readonly string[], from: number, n: number): Line[] {
  const tones = ['good', 'busy', 'wait', 'bad'] as const
  const amounts = ['98765432109876', '-128050', '5', '1000000', '-98765432109876', '0']
  return Array.from({ length: n }, (_, i) => ({
    id: `2026112300${String(from + i).padStart(6, '0')}`, payer: names[(from + i) % names.length] ?? '', minor: amounts[(from + i) % amounts.length] ?? '0',
    tone: tones[(from + i) % 4] ?? 'good', day: `2026-11-${String(23 - (i % 9)).padStart(2, '0')}`,
  }))
}

export const schema: Schema = {
  type: 'object',
  required: ['name', 'sort', 'limit', 'from', 'uses', 'licence', 'city', 'address'],
  properties: {
    name: { type: 'string', title: '单位名称', description: '与营业执照一致', 'x-en': { title: 'Name of the business', description: 'As on the licence' }, minLength: 4, maxLength: 60 },
    sort: { type: 'string', title: '账户性质', 'x-en': { title: 'Sort of account' }, oneOf: [
      { const: 'basic', title: '基本户', 'x-en': { title: 'Basic' } }, { const: 'general', title: '一般户', 'x-en': { title: 'General' } }, { const: 'special', title: '专用户', 'x-en': { title: 'Special' } }] },
    limit: { type: 'string', format: 'money', title: '单笔限额', 'x-en': { title: 'Limit of a payment' }, 'x-minimum': '100', 'x-maximum': '500000000' },
    from: { type: 'string', format: 'date', title: '启用日期', 'x-en': { title: 'Valid from' } },
    city: { type: 'string', title: '所在区', 'x-en': { title: 'District' }, enum: ['通州区', '朝阳区', '大兴区', '顺义区', '昌平区', '海淀区'] },
    staff: { type: 'integer', title: '员工人数', 'x-en': { title: 'Employees' }, minimum: 1 },
    uses: { type: 'array', title: '用途', 'x-en': { title: 'Used for' }, items: { type: 'string', oneOf: [
      { const: 'pay', title: '发放工资', 'x-en': { title: 'Wages' } }, { const: 'tax', title: '缴税', 'x-en': { title: 'Taxes' } }, { const: 'trade', title: '货款', 'x-en': { title: 'Goods' } }] }, minItems: 1 },
    licence: { type: 'string', format: 'file', title: '营业执照', 'x-en': { title: 'Licence' }, 'x-accept': ['application/pdf', 'image/png'], 'x-maxBytes': 5_000_000 },
    address: { type: 'object', title: '联系地址', 'x-en': { title: 'Address' }, required: ['street'], properties: {
      street: { type: 'string', title: '街道门牌', 'x-en': { title: 'Street' } }, post: { type: 'string', title: '邮编', 'x-en': { title: 'Postcode' }, pattern: '^\\d{6}$' } } },
    owners: { type: 'array', title: '受益所有人', 'x-en': { title: 'Beneficial owners' }, items: { type: 'object', required: ['name'], properties: {
      name: { type: 'string', title: '姓名', 'x-en': { title: 'Name' } }, abroad: { type: 'boolean', title: '是否为境外居民', 'x-en': { title: 'Resident abroad' } } } }, maxItems: 3 },
    note: { type: 'string', title: '说明', 'x-en': { title: 'Remarks' }, 'x-widget': 'area', maxLength: 200 },
  },
}

export const areas = {
  type: 'FeatureCollection' as const,
  features: [{ type: 'Feature' as const, properties: {}, geometry: { type: 'Polygon' as const, coordinates: [[[116.58, 39.84], [116.74, 39.82], [116.78, 39.94], [116.64, 39.98], [116.58, 39.84]]] } }],
}
