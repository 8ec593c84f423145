import { declareWords } from '@/app/i18n'

/** What several rooms of the ops face call by the same word: sorts, states, kinds, and the small words of forms. */
export const common = declareWords(
  {
    person: '个人', business: '企业', agency: '机关', institution: '事业单位及社会组织', organisation: '单位', unknown: '未注明',
    active: '正常', dormant: '不动户', deceased: '已死亡', dissolved: '已注销', closed: '已终止', merged: '已合并',
    citizen_id: '居民身份证', passport: '护照', hk_macao_permit: '港澳居民来往内地通行证', taiwan_permit: '台湾居民来往大陆通行证', credit_code: '统一社会信用代码',
    phone: '手机号', email: '电子邮箱', address: '地址', birth: '出生日期',
    low: '低', medium: '中', high: '高', male: '男', female: '女',
    id: '编号', name: '姓名或名称', branch: '归属机构', level: '识别等级', risk: '洗钱风险', status: '状态', sort: '类别', reason: '原因', reasonHint: '写明依据，会与操作人和时间一并留存。',
    from: '起始', until: '截止', by: '经办人', at: '时间', number: '编号', value: '内容', more: '查看', all: '全部', cancel: '取消', save: '保存', edit: '修改', add: '添加', remove: '移除', none: '无',
    open: '待复核', approved: '已同意', returned: '已退回', refused: '已拒绝', withdrawn: '已撤回', expired: '已过期',
    proposed: '已提交复核', proposedText: '同意前一切照旧。由另一位同事在“审批”中决定，结果可在“我的提交”中查看。', seeProposal: '查看申请', done: '已完成',
    levelShort: (n: number) => `${n} 级`, program: '系统', and: '、', since: '起始时间', sinceOf: (from: string) => `自 ${from}`, span: (from: string, until: string) => `${from} 至 ${until}`, colon: (a: string, b: string) => `${a}：${b}`,
  },
  {
    person: 'Person', business: 'Business', agency: 'Agency', institution: 'Institution', organisation: 'Organisation', unknown: 'Not stated',
    active: 'Active', dormant: 'Dormant', deceased: 'Deceased', dissolved: 'Dissolved', closed: 'Closed', merged: 'Merged',
    citizen_id: 'Identity card', passport: 'Passport', hk_macao_permit: 'Hong Kong or Macao permit', taiwan_permit: 'Taiwan permit', credit_code: 'Credit code',
    phone: 'Mobile phone', email: 'E-mail', address: 'Address', birth: 'Date of birth',
    low: 'Low', medium: 'Medium', high: 'High', male: 'Male', female: 'Female',
    id: 'Id', name: 'Name', branch: 'Home branch', level: 'Level', risk: 'Laundering risk', status: 'Status', sort: 'Sort', reason: 'Reason', reasonHint: 'On what ground; it is kept with who and when.',
    from: 'From', until: 'Until', by: 'By', at: 'Time', number: 'Number', value: 'Value', more: 'View', all: 'All', cancel: 'Cancel', save: 'Save', edit: 'Change', add: 'Add', remove: 'Remove', none: 'None',
    open: 'Waiting', approved: 'Approved', returned: 'Returned', refused: 'Refused', withdrawn: 'Withdrawn', expired: 'Expired',
    proposed: 'Sent for approval', proposedText: 'Nothing changes before that. A colleague decides under Approvals; the outcome stands under My proposals.', seeProposal: 'See the proposal', done: 'Done',
    levelShort: (n) => `Level ${n}`, program: 'System', and: ', ', since: 'Since', sinceOf: (from) => `since ${from}`, span: (from, until) => `${from} to ${until}`, colon: (a, b) => `${a}: ${b}`,
  },
)
