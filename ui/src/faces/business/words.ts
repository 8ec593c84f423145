import { declareWords } from '@/app/i18n'

export const words = declareWords(
  { welcome: (name: string) => `${name}`, lead: '今日待办和账户一览。', where: '业务' },
  { welcome: (name) => `${name}`, lead: 'What needs you today, and your accounts.', where: 'Your business' },
)
