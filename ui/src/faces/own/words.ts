import { declareWords } from '@/app/i18n'
import { useFace } from '@/app/frame'

/** What the people's, the business' and the government's pages call by the same word. */
export const common = declareWords(
  {
    accounts: '账户', since: '起始', until: '有效期至', noEnd: '长期有效', state: '状态', person: '姓名', number: '编号', at: '时间', reason: '原因', back: '返回', cancel: '取消', change: '修改', next: '下一步', previous: '上一步', save: '保存', done: '完成', all: '全部', more: '载入更多', remove: '删除',
    reasonHint: '至少四个字，会与办理人和时间一并留存。', dateHint: '格式：2026-11-23', dateBad: '请按 2026-11-23 的格式填写一个存在的日期', datePast: '截止日期应晚于今天', toList: '回到列表',
    client: '程序', bank: '本行', self: '本人', agent: '代理人', firm: '企业', agency: '机关', staff: '本行员工', kiosk: '自助终端',
    citizen_id: '居民身份证', passport: '护照', hk_macao_permit: '港澳居民来往内地通行证', taiwan_permit: '台湾居民来往大陆通行证', credit_code: '统一社会信用代码',
    phone: '手机号', email: '电子邮箱', address: '地址', birth: '出生日期',
    id_front: '证件正面', id_back: '证件反面', permit: '通行证', licence: '营业执照', seal: '印鉴', portrait: '照片', address_proof: '住址证明', contract: '合同', other: '其他材料',
    profile: '身份与联系资料', documents: '证件影像', history: '交易记录',
    noHat: '您在这里没有身份', noHatText: '当前登录没有这个入口的权限。可以切换到您已有的身份。', choose: '选择身份',
    notAllowed: '当前身份看不到这里', notAllowedText: '这项内容只对负责人等身份开放。如有其他身份，请切换后再看。',
    needsMore: '这个身份需要更强的验证', needsMoreText: '使用该身份须通过第二因素。已设置动态验证码或通行密钥的，现在验证即可；还没有设置的，请先设置。', prove: '现在验证', setUp: '去设置',
  },
  {
    accounts: 'Accounts', since: 'Since', until: 'Until', noEnd: 'No end set', state: 'State', person: 'Name', number: 'Number', at: 'Time', reason: 'Reason', back: 'Back', cancel: 'Cancel', change: 'Change', next: 'Next', previous: 'Back', save: 'Save', done: 'Done', all: 'All', more: 'Load more', remove: 'Remove',
    reasonHint: 'At least four characters; kept with who and when.', dateHint: 'For example 2026-11-23', dateBad: 'Enter a date that exists, such as 2026-11-23', datePast: 'The end must be later than today', toList: 'Back to the list',
    client: 'Program', bank: 'The bank', self: 'Yourself', agent: 'An agent', firm: 'Business', agency: 'Agency', staff: 'Bank staff', kiosk: 'Terminal',
    citizen_id: 'Identity card', passport: 'Passport', hk_macao_permit: 'Hong Kong or Macao permit', taiwan_permit: 'Taiwan permit', credit_code: 'Unified social credit code',
    phone: 'Mobile phone', email: 'E-mail', address: 'Address', birth: 'Date of birth',
    id_front: 'Identity document, front', id_back: 'Identity document, back', permit: 'Permit', licence: 'Business licence', seal: 'Seal specimen', portrait: 'Portrait', address_proof: 'Proof of address', contract: 'Contract', other: 'Other document',
    profile: 'Identity and contact details', documents: 'Pictures of documents', history: 'Transactions',
    noHat: 'You can’t act here', noHatText: 'Your sign-in has no right at this entrance. You can change to one that you have.', choose: 'Choose whom to act for',
    notAllowed: 'This is not open to you now', notAllowedText: 'What you act as doesn’t include it. If you can act as somebody else, change and look again.',
    needsMore: 'This right needs a stronger sign-in', needsMoreText: 'It takes a second factor. If you have one-time codes or a passkey, confirm now; if not, set one up first.', prove: 'Confirm now', setUp: 'Set up',
  },
)

/** A word by the bank's name for a thing; the name itself where the web doesn't know it yet. */
export function wordOf(words: object, key: string): string {
  const found = (words as Record<string, unknown>)[key]
  return typeof found === 'string' ? found : key
}

/** Whether these are a person's affairs or an organisation's. */
export function useWhose() {
  const face = useFace()
  const kind = face === 'business' || face === 'government' ? face : 'people'
  return { people: kind === 'people', kind } as const
}
