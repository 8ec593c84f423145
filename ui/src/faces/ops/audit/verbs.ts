import type { Both } from '@/app/i18n'

/** Acts and kinds of objects as people call them. One that isn't here is shown by its code: the log may hold more than the pages know. */
const verbs: Record<string, readonly [zh: string, en: string]> = {
  'ledger.post': ['记账', 'Booked entries'], 'ledger.open_account': ['开户', 'Opened an account'], 'ledger.close_account': ['销户', 'Closed an account'],
  'ledger.set_limits': ['设置账户限制', 'Set an account’s limits'], 'ledger.define_code': ['设置科目', 'Defined a code'], 'ledger.open_day': ['开放会计日期', 'Opened a bank date'],
  'ledger.begin_closing': ['会计日期转待结', 'Began to close a bank date'], 'ledger.close_day': ['结账', 'Closed a bank date'], 'ledger.close_period': ['月结', 'Closed a month'],
  'ledger.year_end': ['年终结转', 'Moved the year’s profit'], 'ledger.place_hold': ['预授权', 'Placed a hold'], 'ledger.capture_hold': ['预授权完成', 'Captured a hold'],
  'ledger.release_hold': ['预授权撤销', 'Released a hold'], 'ledger.expire_hold': ['预授权到期', 'A hold expired'], 'ledger.place_freeze': ['冻结', 'Froze money'], 'ledger.queue_freeze': ['轮候冻结', 'Queued a freeze'],
  'ledger.unfreeze': ['解冻', 'Released a freeze'], 'ledger.expire_freeze': ['冻结到期', 'A freeze expired'], 'ledger.buffer_account': ['启用缓冲记账', 'Made an account buffered'], 'ledger.unbuffer_account': ['停用缓冲记账', 'Ended buffering'],
  'party.register': ['登记当事人', 'Registered a party'], 'party.reveal': ['查看受保护信息', 'Looked at protected data'], 'party.verify': ['核实身份', 'Verified an identity'], 'party.attach': ['上传证件影像', 'Attached a document'],
  'party.consent': ['授权同意', 'Gave consent'], 'party.withdraw': ['撤回授权', 'Withdrew consent'], 'party.hold': ['关联账户', 'Took an account'], 'party.merge': ['合并当事人', 'Merged parties'], 'party.change': ['修改当事人', 'Changed a party'],
  'mandate.give': ['授权代办', 'Gave a mandate'], 'mandate.end': ['终止授权', 'Ended a mandate'], 'mandate.declare_holder': ['申报受益所有人', 'Declared an owner'], 'mandate.end_holder': ['终止受益所有人', 'Ended an owner'], 'mandate.staff_hire': ['员工入职', 'Hired a colleague'], 'mandate.staff_change': ['变更员工岗位', 'Changed a colleague’s roles'], 'mandate.staff_remove': ['员工离岗', 'Removed a colleague'],
  'approval.propose': ['提交复核', 'Proposed'], 'approval.approve': ['同意', 'Approved'], 'approval.refuse': ['拒绝', 'Refused'], 'approval.return': ['退回', 'Returned'], 'approval.withdraw': ['撤回', 'Withdrew'],
  'signin.begin': ['登录', 'Signed in'], 'signin.end': ['退出', 'Signed out'], 'signin.failed': ['登录失败', 'Failed to sign in'], 'signin.device': ['新设备登录', 'Used a new device'], 'signin.invite': ['邀请用户', 'Invited a user'], 'signin.activate': ['激活用户', 'Activated a user'],
  'signin.end_others': ['结束其他会话', 'Ended other sessions'], 'signin.totp_add': ['启用动态口令', 'Set up one-time codes'], 'signin.passkey_add': ['添加通行密钥', 'Added a passkey'], 'signin.step_up': ['再次确认身份', 'Proved herself anew'], 'signin.reset': ['重置登录方式', 'Reset a user’s sign-in'],
  'signin.suspend': ['停用用户', 'Suspended a user'], 'signin.resume': ['恢复用户', 'Let a user in again'], 'signin.card_issue': ['发测试卡', 'Issued a test card'], 'signin.terminal_add': ['登记终端', 'Added a terminal'], 'signin.terminal_stop': ['停用终端', 'Stopped a terminal'],
  'branch.open': ['设立机构', 'Opened a branch'], 'branch.change': ['变更机构', 'Changed a branch'], 'branch.close': ['撤销机构', 'Closed a branch'], 'client.register': ['登记接口客户端', 'Registered a client'], 'client.secret': ['发放密钥串', 'Gave a client a secret'], 'client.token': ['发放令牌', 'Gave a token'],
  'screening.define': ['设置名单', 'Defined a list'], 'screening.load': ['导入名单', 'Loaded a list'], 'screening.activate': ['名单版本生效', 'Activated a list'], 'screening.list_in_force': ['名单生效', 'A list came into force'], 'screening.hit': ['名单命中', 'Found a hit'], 'screening.lapse': ['命中失效', 'A hit lapsed'],
  'parameter.set': ['设置业务参数', 'Set a parameter'], 'blob.attach': ['保存文件', 'Stored a file'], 'blob.detach': ['移除文件', 'Removed a file'], 'audit.adopt': ['纳入审计', 'Adopted into the log'], 'audit.erase': ['删除个人信息', 'Erased personal data'], 'vault.make': ['生成数据密钥', 'Made a data key'], 'vault.retire': ['停用数据密钥', 'Retired a data key'],
}

const kinds: Record<string, readonly [zh: string, en: string]> = {
  'ledger.entry': ['分录', 'Entry'], 'ledger.account': ['账户', 'Account'], 'ledger.day': ['会计日期', 'Bank date'], 'ledger.period': ['会计月份', 'Month'], 'ledger.code': ['科目', 'Code'], 'ledger.hold': ['预授权', 'Hold'], 'ledger.freeze': ['冻结', 'Freeze'],
  'party.party': ['当事人', 'Party'], 'party.merge': ['合并', 'Merge'], 'mandate.mandate': ['授权', 'Mandate'], 'mandate.staff': ['员工', 'Colleague'], 'mandate.holder': ['受益所有人', 'Owner'], 'approval.approval': ['审批', 'Proposal'], 'signin.user': ['用户', 'User'], 'signin.terminal': ['终端', 'Terminal'],
  'branch.branch': ['机构', 'Branch'], 'client.client': ['接口客户端', 'API client'], 'screening.list': ['名单', 'Screening list'], 'screening.version': ['名单版本', 'List version'], 'screening.hit': ['名单命中', 'Screening hit'], 'parameter.parameter': ['业务参数', 'Parameter'], 'blob.file': ['文件', 'File'], 'jobs.job': ['作业', 'Job'],
  'audit.adoption': ['审计纳入', 'Adoption'], 'audit.erasure': ['信息删除', 'Erasure'], 'vault.key': ['数据密钥', 'Data key'],
}

const both = (pair: readonly [string, string] | undefined, code: string): Both => ({ zh: pair?.[0] ?? code, en: pair?.[1] ?? code })

export const verbOf = (code: string): Both => both(verbs[code], code)
export const kindOf = (code: string): Both => both(kinds[code], code)
/** Kinds that can be chosen. */
export const knownKinds = Object.keys(kinds)

/** An id without the zero that lists of rows carry before it. */
export const plainId = (id: string) => (/^0\d+$/.test(id) ? id.replace(/^0+(?=\d)/, '') : id)

/** Where an object has its page in this face. */
export function pageOf(kind: string, object: string): string | undefined {
  const id = plainId(object)
  const at: Record<string, string> = {
    'ledger.entry': `/ledger/entries/${id}`, 'ledger.account': `/ledger/accounts/${id}`, 'ledger.day': '/ledger/days', 'ledger.code': `/ledger/accounts?code=${id}`, 'party.party': `/parties/${id}`,
    'approval.approval': `/approvals/${id}`, 'screening.hit': `/screening/hits/${id}`, 'screening.list': `/screening/lists/${id}`, 'screening.version': `/screening/versions/${id}`, 'jobs.job': `/jobs/${id}`,
  }
  return at[kind]
}
