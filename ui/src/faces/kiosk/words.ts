import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    question: '您要办理什么', lead: '请点选一项。随时可以点“求助”，工作人员会过来。',
    accounts: '查看我的账户', accountsHint: '需要银行卡和验证码', elder: '大字服务', elderHint: '更大的字，更少的步骤',
    help: '请点选您要办理的事项。需要帮助时，请向大堂工作人员招手，或拨打机身上的服务电话。',
  },
  {
    question: 'What would you like to do?', lead: 'Touch one. “Help” calls a member of staff at any time.',
    accounts: 'See my accounts', accountsHint: 'You need your card and a code', elder: 'Large-type service', elderHint: 'Larger text, fewer steps',
    help: 'Touch what you would like to do. For help, wave to the staff in the hall or call the number on the terminal.',
  },
)
