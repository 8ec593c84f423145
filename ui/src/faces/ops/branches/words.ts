import { declareWords } from '@/app/i18n'

/** Words of the branches' pages. */
export const words = declareWords(
  {
    branches: '机构', lead: '总行、支行与网点，谁向谁报告。', open: '新设机构', openTitle: '新设机构', openLead: '机构号一经使用不再分配给他人。', code: '机构号', codeHint: '数字与大写字母。', nameZh: '中文名称', nameEn: '英文名称', kind: '级别', parent: '上级机构', address: '地址', openedAt: '设立时间', closedAt: '撤销时间', isOpen: '营业中', isClosed: '已撤销', showClosed: '含已撤销', amend: '变更', amendTitle: '变更机构', close: '撤销机构', closeTitle: '撤销机构', closeText: '撤销后不再归属客户和员工，不可恢复。须先迁移其客户、员工、账户和下级机构。', history: '变更记录', below: '下级机构', none: '无', empty: '还没有机构。',
    head_office: '总行', branch: '分行', sub_branch: '支行', outlet: '网点', v_open: '设立', v_amend: '变更', v_close: '撤销',
  },
  {
    branches: 'Branches', lead: 'The head office, branches and outlets, and who reports to whom.', open: 'Open a branch', openTitle: 'Open a branch', openLead: 'A code is never given again.', code: 'Code', codeHint: 'Digits and capitals.', nameZh: 'Chinese name', nameEn: 'English name', kind: 'Kind', parent: 'Reports to', address: 'Address', openedAt: 'Opened', closedAt: 'Closed', isOpen: 'Open', isClosed: 'Closed', showClosed: 'With closed ones', amend: 'Amend', amendTitle: 'Amend the branch', close: 'Close it', closeTitle: 'Close the branch', closeText: 'It keeps no customers or staff afterwards, and doesn’t open again. Move its customers, staff, accounts and branches below first.', history: 'History', below: 'Below', none: 'None', empty: 'No branches yet.',
    head_office: 'Head office', branch: 'Branch', sub_branch: 'Sub-branch', outlet: 'Outlet', v_open: 'Opened', v_amend: 'Amended', v_close: 'Closed',
  },
)
